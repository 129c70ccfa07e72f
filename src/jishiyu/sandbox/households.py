"""Invented households that grow, with what is known of them, and the technician who answers for those of a town."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from jishiyu.registry import actions as registry
from jishiyu.registry.models import Subject
from jishiyu.registry.profiles import Said
from jishiyu.sandbox import people
from jishiyu.sandbox.town import BY, TOWN, Town

HERE, DAYS = 60, 200
ROLE = "growers.technician"


def households_of(names: Sequence[str], places: Sequence[str], *, phones: str, seed: int) -> list[Said]:
    """One household for each name and place, of made-up phones that begin so; six digits follow."""
    rng = Random(f"households:{seed}")
    return [
        Said(
            contact=name,
            phone=f"{phones}{n:06d}",
            division_code=place,
            values={
                "growers.standing": rng.choices(("ordinary", "large", "farm", "cooperative"), (70, 16, 6, 8))[0],
                "growers.barn": rng.choices(("dense", "plain", "shared", "none"), (45, 25, 20, 10))[0],
                "growers.insured": rng.random() < 0.6,
                "growers.hands": rng.randint(1, 4),
            },
        )
        for n, (name, place) in enumerate(zip(names, places, strict=True))
    ]


def bring_in(town: Town, seed: int, *, password: str, now: datetime) -> None:
    """Households of the town's villages, and who answers for all of the town."""
    rng, at = Random(f"growers:{seed}"), now - timedelta(days=DAYS)
    villages = [village.pk for village in town.villages]
    named = [people.name(rng) for _n in range(HERE)]
    said = households_of(named, [villages[n % len(villages)] for n in range(HERE)], phones="19966", seed=seed)
    registry.load_profiles(said, kind=Subject.Kind.HOUSEHOLD, by=BY, at=at)
    technician = registry.make_officer("nong", "农技员", unit_id=town.units["town"].pk, password=password, by=BY, at=at)
    registry.give_duty(technician.pk, ROLE, since=timezone.localdate(at), division_code=TOWN, by=BY, at=at)
