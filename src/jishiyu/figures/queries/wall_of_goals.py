"""The wallboard's other face: how programmes stand, and how enterprises are helped. Numbers and items; no person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from jishiyu.casework.queries.late import OWED
from jishiyu.figures.conditions import EXCLUDED
from jishiyu.figures.indicators import INDICATORS
from jishiyu.figures.queries.direct import of_enterprises
from jishiyu.figures.queries.wall import DAYS
from jishiyu.figures.scopes import EVER, Period, Scope, days, last_days
from jishiyu.outreach.models import Visit, Visitor
from jishiyu.programmes import queries as programmes
from jishiyu.programmes.pace import Colour
from jishiyu.programmes.queries.programmes import Overview
from jishiyu.programmes.standing import Standing

YEAR, WORST = 365, 3
URGENT: Sequence[Colour] = ("red", "yellow", "slight")


@dataclass(frozen=True, slots=True)
class Goals:
    """`lights` add up to the items of all open programmes; `worst` are the items farthest behind. Of problems heard
    within a year some are `open`; of those due within the wall's days some were in time. `visits` went to `visited`
    enterprises in the month of `first`; `units` went so often."""

    programmes: Sequence[Overview]
    lights: Mapping[str, int]
    worst: Sequence[Standing]
    open: int
    heard: int
    in_time: int
    due: int
    visits: int
    visited: int
    units: Sequence[tuple[int, str, int]]
    month: Period

    @property
    def items(self) -> int:
        return sum(self.lights.values())


def goals(at: datetime) -> Goals:
    """Everything on that face in eight queries, whatever the number of rows."""
    found = programmes.overviews(timezone.localdate(at))
    lights: dict[str, int] = {}
    for one in found:
        for colour, count in one.lights.items():
            lights[colour] = lights.get(colour, 0) + count
    today = timezone.localdate(at)
    month = days(today.replace(day=1), today)
    said = _problems(at)
    went = Visit.objects.filter(
        struck_at__isnull=True, took_place_at__gte=month.since, took_place_at__lt=month.until
    ).aggregate(visits=Count("pk"), visited=Count("subject", distinct=True))
    return Goals(
        programmes=found,
        lights=lights,
        worst=worst([row for one in found for row in one.standings]),
        open=said["open"],
        heard=said["heard"],
        in_time=said["in_time"],
        due=said["due"],
        visits=went["visits"],
        visited=went["visited"],
        units=_units(month),
        month=month,
    )


def worst(rows: Sequence[Standing], most: int = WORST) -> list[Standing]:
    """Those with the most urgent light first, of one light the farthest behind."""
    behind = [row for row in rows if row.colour in URGENT]
    return sorted(behind, key=lambda row: (URGENT.index(row.colour), row.pace.points if row.pace else 0, row.item.pk))[
        :most
    ]


def _problems(at: datetime) -> dict[str, int]:
    """By the definitions of outreach.open and outreach.on_time, in one query; a test holds them equal."""
    year, span = last_days(at, YEAR), last_days(at, DAYS)
    heard = Q(heard_at__gte=year.since, heard_at__lt=year.until)
    due = Q(due_at__gte=span.since, due_at__lt=span.until) & ~EXCLUDED
    counted = of_enterprises("heard", Scope(), EVER).select_related(None).order_by().filter(heard | due)
    return counted.aggregate(
        heard=Count("pk", filter=heard),
        open=Count("pk", filter=heard & OWED),
        due=Count("pk", filter=due),
        in_time=Count("pk", filter=due & INDICATORS["on_time"].part),
    )


def _units(month: Period) -> list[tuple[int, str, int]]:
    """Units by how many visits their people made, the most first; a visit of two units counts for each."""
    rows = Visitor.objects.filter(
        visit__struck_at__isnull=True, visit__took_place_at__gte=month.since, visit__took_place_at__lt=month.until,
        officer__unit__isnull=False,
    )  # fmt: skip
    found = rows.values_list("officer__unit", "officer__unit__name").annotate(many=Count("visit", distinct=True))
    return sorted(found.order_by(), key=lambda row: (-row[2], row[1]))
