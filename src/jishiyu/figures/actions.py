"""Publishing: figures of a period set down as they are now, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from jishiyu.figures.counted import Opening, counted
from jishiyu.figures.models import People, Published
from jishiyu.figures.printing import digest_of
from jishiyu.figures.queries.opening import opening_of, printed
from jishiyu.figures.scopes import Period, Scope
from jishiyu.ledger.actions import record
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Division


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure that a report prints, and of whom. `label` says in the report what stands beside it."""

    code: str
    scope: Scope = field(default_factory=Scope)
    label: str = ""


@transaction.atomic
def note_people(rows: Mapping[str, int], *, on: date, source: str, by: str, at: datetime) -> int:
    """How many people live in these divisions, by code, as a source says of a day; told again, the later word counts.
    Returns how many. Raises Refused: division_unknown, people_unsaid."""
    known = set(Division.objects.filter(pk__in=rows).values_list("pk", flat=True))
    if unknown := sorted(rows.keys() - known):
        raise Refused("division_unknown", division=unknown[0][:12])
    if not source.strip() or not rows or min(rows.values()) < 1:
        raise Refused("people_unsaid")
    there = People.objects.select_for_update().filter(on=on, division__in=rows)
    before = {row.division_id: row.people for row in there if row.people != rows[row.division_id]}
    made = [People(division_id=code, on=on, people=count, source=source.strip()[:120]) for code, count in rows.items()]
    fields = ["people", "source"]
    People.objects.bulk_create(made, update_conflicts=True, unique_fields=["division", "on"], update_fields=fields)
    data = {"rows": dict(rows), "before": before}
    record("figures:people", "told", by=by, at=at, after={"on": str(on), "source": source.strip()[:120]}, data=data)
    return len(made)


@transaction.atomic
def publish(
    kind: str, wanted: Sequence[Wanted], period: Period, *, title: str, by: str, at: datetime, edition: str = ""
) -> Published:
    """Count these figures now and set them down with the version of their definitions, in Chinese.

    Raises Refused: figure_unknown, nothing_to_publish, published_already, period_not_over.
    """
    if not wanted:
        raise Refused("nothing_to_publish")
    if period.until > at:
        raise Refused("period_not_over")
    if Published.objects.filter(kind=kind, edition=edition, since=period.since, until=period.until).exists():
        raise Refused("published_already")
    with translation.override("zh-hans"):
        values = [_value(one, period) for one in wanted]
    made = Published(
        kind=kind, edition=edition, title=title, since=period.since, until=period.until, values=values, by=by,
        published_at=at,
    )  # fmt: skip
    made.digest = digest_of(kind, edition, title, (period.since, period.until), values)
    made.save(force_insert=True)
    after = {"kind": kind, "edition": edition, "since": period.since.isoformat(), "until": period.until.isoformat()}
    record(made.ref, "published", by=by, at=at, after=after | {"digest": made.digest, "figures": len(values)})
    return made


def _value(wanted: Wanted, period: Period) -> dict[str, Any]:
    try:
        figure = counted(wanted.code)
    except LookupError:
        raise Refused("figure_unknown", figure=wanted.code) from None
    found: Opening = opening_of(figure, wanted.scope, period)
    return {
        "code": figure.code,
        "version": figure.version,
        "name": str(figure.name),
        "label": wanted.label,
        "definition": str(figure.definition),
        "unit": str(figure.unit),
        "places": figure.places,
        "scope": wanted.scope.plain(),
        "n": found.n,
        "of": found.of,
        "text": printed(figure, found.n, found.of),
        "all_n": found.all_n,
        "all_of": found.all_of,
    }
