"""How many people live where, as it was told last of each place, and every time it was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jishiyu.figures.models import People
from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries import story
from jishiyu.registry.models import Division

LEDGER, MOST_TOLD = "figures:people", 50


@dataclass(frozen=True, slots=True)
class Living:
    """One place: how many live there as `source` says of a day, and how many it was said before that."""

    code: str
    name: str
    people: int
    on: date
    source: str
    before: int | None


def living(within: str) -> list[Living]:
    """The last word on every place inside a division, by code. One query."""
    rows = People.objects.filter(division__code__startswith=within).select_related("division")
    found: dict[str, Living] = {}
    for row in rows.order_by("on", "pk"):
        last = found.get(row.division_id)
        before = last.people if last else None
        found[row.division_id] = Living(row.division_id, row.division.name, row.people, row.on, row.source, before)
    return [found[code] for code in sorted(found)]


def people_told() -> Sequence[Entry]:
    """The last times it was told, the latest first, as the ledger holds it."""
    return list(story(LEDGER))[::-1][:MOST_TOLD]


def places_to_tell(within: str) -> dict[str, str]:
    """Names of the places inside a division, itself among them, by code."""
    return dict(Division.objects.filter(code__startswith=within).values_list("code", "name"))
