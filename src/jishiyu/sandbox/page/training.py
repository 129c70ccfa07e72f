"""The data behind the page's system 9: a town's members, what was taught to whom, and who worked in the epidemic."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from jishiyu.outreach import actions
from jishiyu.outreach.actions import Held
from jishiyu.outreach.models import Gathering
from jishiyu.registry import actions as registry
from jishiyu.registry import queries as places
from jishiyu.registry.profiles import Said
from jishiyu.sandbox import people

BY = "system:sandbox"
ZONE = ZoneInfo("Asia/Shanghai")
COUNTY, TOWN_NAME = "430725", "茶庵铺镇"
YEAR = 2022
MEMBERS, AT_HOME, AWAY = 640, 95, 110
CENTRAL, AWAY_TIMES, SERVICE_TIMES = 23, 285, 1_836
BRANCHES = 6
FORMS = ("read", "listen", "talk")


@transaction.atomic
def fill(seed: int) -> None:
    """All of it, in an installation whose places are loaded. Raises Refused: unit_there_already on a second time."""
    rng = Random(f"training:{seed}")
    town = next((one.code for one in places.children(COUNTY) if one.name == TOWN_NAME), COUNTY)
    at = _at(date(YEAR, 1, 5))
    office = registry.make_unit("page-committee", "镇党委(样本)", division_code=town, by=BY, at=at)
    branches = [
        registry.make_unit(f"page-branch-{n}", f"第{n + 1}党支部(样本)", division_code=town, by=BY, at=at).pk
        for n in range(BRANCHES)
    ]
    near, ill, away = _members(rng, town, at)
    held = [*_central(rng, office.pk, near), *_at_home(rng, office.pk, ill), *_to_those_away(rng, office.pk, away)]
    held += [*_veterans(rng, branches, near), *_service(rng, office.pk, near)]
    actions.load_gatherings(held, by=BY)


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


def _members(rng: Random, town: str, at: datetime) -> tuple[list[int], list[int], list[int]]:
    """Members by how they are reached; each branch has a secretary and a committee. Nobody here is real."""
    standings = ["town"] * (MEMBERS - AT_HOME - AWAY) + ["home"] * AT_HOME + ["away"] * AWAY
    posts = ["secretary"] * BRANCHES + ["committee"] * 2 * BRANCHES
    posts += ["member"] * (MEMBERS - len(posts))
    said = [
        Said(
            name="", code="", contact=people.name(rng), phone=f"19907{n:06d}", division_code=town,
            values={"training.standing": standing, "training.post": post},
        )
        for n, (standing, post) in enumerate(zip(standings, posts, strict=True))
    ]  # fmt: skip
    keys = registry.load_profiles(said, kind="resident", by=BY, at=at)
    first = MEMBERS - AT_HOME - AWAY
    return keys[:first], keys[first : first + AT_HOME], keys[first + AT_HOME :]


def _session(kind: str, title: str, unit: int, day: date, subjects: Sequence[int], **more: object) -> Held:
    return Held(
        kind=f"training.{kind}", title=title, unit_id=unit, starts_at=_at(day), minutes="学习原文,讨论发言。",
        subjects=dict.fromkeys(subjects, 1), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _central(rng: Random, unit: int, near: Sequence[int]) -> list[Held]:
    """Twenty-three in the year, most of half a day; nine of ten come."""
    length = (Gathering.Length.HALF, Gathering.Length.HALF, Gathering.Length.FULL)
    return [
        _session("central", f"第{n + 1}次集中学习", unit, date(YEAR, 1, 12) + timedelta(days=14 * n),
                 [key for key in near if rng.random() < 0.9], length=length[n % 3])
        for n in range(CENTRAL)
    ]  # fmt: skip


def _at_home(rng: Random, unit: int, ill: Sequence[int]) -> list[Held]:
    """A lesson for each member who can hardly walk, in each quarter, at their own home."""
    return [
        _session("home_lesson", "送教上门", unit, date(YEAR, 3 * quarter + 1 + n % 3, 3 + n % 24), [key],
                 form=FORMS[n % 3])
        for quarter in range(4)
        for n, key in enumerate(ill)
        if (quarter, n % 3) != (3, 2)  # of December nothing is told yet
    ]  # fmt: skip


def _to_those_away(rng: Random, unit: int, away: Sequence[int]) -> list[Held]:
    """Two or three times in the year to each, on line."""
    whom = [away[n % len(away)] for n in range(AWAY_TIMES)]
    return [
        _session("away_lesson", "为流动党员送课", unit, date(YEAR, 1 + n % 11, 5 + n % 20), [key], form="online")
        for n, key in enumerate(whom)
    ]


def _veterans(rng: Random, branches: Sequence[int], near: Sequence[int]) -> list[Held]:
    """Once a quarter in each branch."""
    return [
        _session("veteran", "老党员上党课", unit, date(YEAR, 3 * quarter + 2, 11 + n), near[n :: len(branches)])
        for quarter in range(4)
        for n, unit in enumerate(branches)
    ]


def _service(rng: Random, unit: int, near: Sequence[int]) -> list[Held]:
    """Shifts in the epidemic, each with those who stood in them."""
    held, left, n = [], SERVICE_TIMES, 0
    while left:
        many = min(left, rng.randrange(18, 40))
        held.append(_session("service", "疫情防控值守", unit, date(YEAR, 3, 1) + timedelta(days=3 * n),
                             rng.sample(list(near), many)))  # fmt: skip
        left, n = left - many, n + 1
    return held
