"""What a report says: figures as published with the address each opens at, what was set down with them, corrections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Tally
from jishiyu.casework.queries import late_now
from jishiyu.casework.tally import Mark
from jishiyu.figures.actions import Wanted
from jishiyu.figures.charts import Chart, Series
from jishiyu.figures.counted import counted
from jishiyu.figures.indicators import INDICATORS
from jishiyu.figures.models import Published
from jishiyu.figures.printing import rate
from jishiyu.figures.queries import corrections, overview
from jishiyu.figures.queries.trends import daily
from jishiyu.figures.reports import progress
from jishiyu.figures.reports.kinds import REPORTS, ReportKind
from jishiyu.figures.reports.models import Report
from jishiyu.figures.reports.periods import called
from jishiyu.figures.scopes import Period, Scope
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Unit

MOST_LATE = 200
TOWN = 9  # digits of a division that a report may name


@dataclass(frozen=True, slots=True)
class Number:
    """One figure as it was published: `text` with n/N, where it opens, what the period before printed (or nothing)."""

    code: str
    name: str
    text: str
    n: int
    of: int | None
    with_excluded: str
    definition: str
    version: int
    address: str
    before: str = ""

    @property
    def path(self) -> str:
        """The same place for who is here already."""
        return self.address.removeprefix(settings.JISHIYU_ADDRESS)

    @property
    def rest(self) -> int:
        """Those of N that do not count as part."""
        return (self.of or self.n) - self.n


@dataclass(frozen=True, slots=True)
class OfUnit:
    """One unit and its figures, in the order of the kind's `by_unit`."""

    name: str
    numbers: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a report says, whatever its form."""

    kind: ReportKind
    title: str
    called: str
    office: str
    first: date
    last: date
    published_at: datetime
    digest: str
    numbers: Sequence[Number]
    units: Sequence[OfUnit]
    charts: Sequence[Chart]
    kinds: Sequence[tuple[str, int, int]]  # name, heard, closed
    late: Sequence[Mapping[str, Any]]
    late_more: int
    items: Sequence[Mapping[str, str]]  # of programmes
    corrected: Sequence[tuple[str, str, str]]  # what, as published, as counted now

    def number(self, code: str) -> Number | None:
        return next((one for one in self.numbers if one.code == code), None)


def wanted_of(kind: ReportKind, period: Period) -> list[Wanted]:
    """The figures a report publishes: the office's own, then each unit's that worked on a case due in the period."""
    if kind.lists == "items":
        return progress.wanted(period)
    units = Unit.objects.filter(pk__in=_units(period)).order_by("code").values_list("pk", "name")
    return [
        *(Wanted(code) for code in kind.figures),
        *(Wanted(code, Scope(unit=unit), label=name) for unit, name in units for code in kind.by_unit),
    ]


def _units(period: Period) -> list[int]:
    heard = Tally.objects.filter(unit__gt=0, marks__gte=Mark.WORKED).order_by()
    within = [
        heard.filter(**{f"{moment}__gte": period.since, f"{moment}__lt": period.until}).values_list("unit", flat=True)
        for moment in ("heard_at", "due_at")
    ]
    return list(within[0].union(within[1]))


def frozen_of(kind: ReportKind, period: Period, at: datetime) -> dict[str, Any]:
    """What no indicator counts, set down when the report is made."""
    on_time = INDICATORS["on_time"]
    heard = daily(Scope(), period, "heard_at")
    answered = daily(Scope(), period, "answered_at")
    due = daily(Scope(), period, "due_at", bears=on_time.bears, lacks=on_time.lacks, outside=Mark.EXCLUDED)
    kinds = [[_kind_name(code), every, closed] for code, every, closed in overview(Scope(), period).kinds]
    late = late_now(at) if kind.lists == "late" else []
    return {
        "days": [str(one.day) for one in heard],
        "heard": [one.of for one in heard],
        "answered": [one.of for one in answered],
        "due": [[one.n, one.of] for one in due],
        "kinds": kinds,
        "items": progress.items(period.last) if kind.lists == "items" else [],
        "late": [_late(row, at) for row in late[:MOST_LATE]],
        "late_more": max(0, len(late) - MOST_LATE),
    }


def _kind_name(code: str) -> str:
    try:
        return str(kind_of(code).name)
    except LookupError:
        return code


def _late(row: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """A late case without a word of anybody: its number, kind, township, unit and dates."""
    due = row["next_due_at"]
    town = registry.place_name((row["division_id"] or "")[:TOWN] or None, None)
    return {
        "number": row["number"],
        "kind": _kind_name(row["kind"]),
        "place": town,
        "unit": row["unit"] or "",
        "due": f"{timezone.localtime(due):%Y-%m-%d %H:%M}",
        "days": f"{(at - due) / timedelta(days=1):.1f}",
    }


def content_of(report: Report) -> Content:
    """A report's content, now as when it was made; only the corrections are of now."""
    made = report.published
    kind, period = REPORTS[report.kind], Period(made.since, made.until)
    earlier = Published.objects.filter(kind=made.kind, edition=made.edition, until=made.since).first()
    before = {one["code"]: one["text"] for one in (earlier.values if earlier else []) if not one["label"]}
    numbers = [(value, _number(value, period, before)) for value in made.values]
    frozen, centre = report.frozen, registry.centre()
    return Content(
        kind=kind,
        title=made.title,
        called=called(kind.span, period.first),
        office=centre.name if centre else "",
        first=period.first,
        last=period.last,
        published_at=made.published_at,
        digest=made.digest,
        numbers=[number for value, number in numbers if not value["label"]],
        units=_by_unit([(value["label"], number) for value, number in numbers if value["label"]]),
        charts=charts_of(frozen),
        kinds=[(name, every, closed) for name, every, closed in frozen["kinds"]],
        late=frozen["late"],
        late_more=frozen["late_more"],
        items=frozen.get("items", []),
        corrected=[
            (f"{one.label} {one.name}".strip(), one.then, one.now or _("no longer counted"))
            for one in corrections(made)
        ],
    )


def _number(value: Mapping[str, Any], period: Period, before: Mapping[str, str]) -> Number:
    differs = (value["all_n"], value["all_of"]) != (value["n"], value["of"])
    return Number(
        code=value["code"],
        name=value["name"],
        text=value["text"],
        n=value["n"],
        of=value["of"],
        with_excluded=rate(value["all_n"], value["all_of"] or 0) if differs else "",
        definition=value["definition"],
        version=value["version"],
        address=address_of(value["code"], value["scope"], period),
        before="" if value["label"] else before.get(value["code"], ""),
    )


def address_of(code: str, scope: Mapping[str, Any], period: Period) -> str:
    """Where a figure opens to its rows."""
    asked = urlencode({"since": period.first, "until": period.last, **scope})
    return f"{settings.JISHIYU_ADDRESS}/console/figures/open/{code}/?{asked}"


def _by_unit(numbers: Sequence[tuple[str, Number]]) -> list[OfUnit]:
    found: dict[str, list[Number]] = {}
    for name, number in numbers:
        found.setdefault(name, []).append(number)
    return [OfUnit(name, of_it) for name, of_it in found.items()]


def charts_of(frozen: Mapping[str, Any]) -> list[Chart]:
    """What came in and went out day by day, and the share that was on time."""
    labels = [f"{int(day[5:7])}-{int(day[8:])}" for day in frozen["days"]]
    shares = [100 * n / of if of else None for n, of in frozen["due"]]
    return [
        Chart("每日受理与答复", labels, [Series("受理", frozen["heard"]), Series("答复", frozen["answered"])]),
        Chart("每日到期工单按时率", labels, [Series("按时率", shares)], unit="%"),
    ]


def headings(kind: ReportKind) -> list[str]:
    """What stands above a unit's figures."""
    return [str(counted(code).name) for code in kind.by_unit]
