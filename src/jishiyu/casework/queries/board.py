"""The dispatcher's board: what is open, by the time that is left, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from jishiyu.casework import rights
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Application, Case, Task
from jishiyu.casework.queries.bands import BANDS, edges
from jishiyu.casework.queries.cases import LIVE, visible_cases
from jishiyu.casework.queries.suggesting import suggest_lines, sure_from
from jishiyu.casework.suggest import Suggestion
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer

REVIEWED_WITHIN = timedelta(days=1)
WAITING_SHOWN, AT_WORK_SHOWN, REVIEWS_SHOWN = 50, 60, 20


@dataclass(slots=True)
class BoardRow:
    """One case on the board. `best` is the first suggestion while no unit leads it, `sure` whether it may be sent there
    without looking, `also` the best of each further line; `holders` those who have it, the lead first."""

    case: Case
    place: str
    holders: list[Task] = field(default_factory=list)
    best: Suggestion | None = None
    sure: bool = False
    also: list[tuple[str, Suggestion]] = field(default_factory=list)

    @property
    def weight(self) -> tuple[int, bool, datetime]:
        """Whom nobody has comes first, then what nobody signed for, then by date."""
        order = {Case.State.RECEIVED: 0, Case.State.DISPATCHED: 1}.get(Case.State(self.case.state), 2)
        due_at = self.case.next_due_at
        return order, due_at is None, due_at or self.case.heard_at


@dataclass(frozen=True, slots=True)
class Board:
    """Rows by band, those set aside whose review is near, and how many there are of everything."""

    bands: list[tuple[str, int, list[BoardRow]]]
    reviews: list[Case]
    counts: dict[str, int]


def open_work(officer: Officer) -> QuerySet[Case]:
    """What somebody still owes an answer to: not set aside, and not answered with another case."""
    owed = [Case.State.RECEIVED, Case.State.DISPATCHED, Case.State.HANDLING]
    return visible_cases(officer).filter(state__in=owed, aside=Case.Aside.NONE, merged_into__isnull=True)


def board(officer: Officer, at: datetime) -> Board:
    rows, reviews = _rows(officer, at)
    between, counts = edges(at), board_counts(officer, at)
    bands = [
        (
            band,
            counts[band],
            sorted((row for row in rows if between.band_of(row.case.next_due_at) == band), key=lambda row: row.weight),
        )
        for band in BANDS
    ]
    return Board(bands, reviews, counts)


def _rows(officer: Officer, at: datetime) -> tuple[list[BoardRow], list[Case]]:
    """What is owed, with those who have it; and what is set aside and looked at again soon."""
    work = open_work(officer).order_by(F("next_due_at").asc(nulls_last=True), "pk")
    waiting = work.filter(state__in=[Case.State.RECEIVED, Case.State.DISPATCHED]).values("pk")[:WAITING_SHOWN]
    handled = work.filter(state=Case.State.HANDLING).values("pk")[:AT_WORK_SHOWN]
    near = visible_cases(officer).filter(
        aside=Case.Aside.HUNG, closed_at__isnull=True, review_at__lt=at + REVIEWED_WITHIN
    )
    reviewed = near.order_by("review_at", "pk").values("pk")[:REVIEWS_SHOWN]
    # all of them are open, and said so they are found among the open ones alone
    found = Case.objects.filter(Q(pk__in=waiting) | Q(pk__in=handled) | Q(pk__in=reviewed), closed_at__isnull=True)
    cases = list(found.select_related(*registry.PLACE_READ, "source__unit"))
    rows = {case.pk: BoardRow(case, registry.place_read(case.division, case.cell)) for case in cases if not case.aside}
    tasks = list(
        Task.objects.filter(case__in=rows, state__in=[*LIVE, Task.State.RETURNED])
        .select_related("unit", "officer", "return_to")
        .order_by("-role", "pk")
    )
    for task in tasks:
        if task.state in LIVE:
            rows[task.case_id].holders.append(task)
    if officer.post in rights.DISPATCHES:
        _suggest(list(rows.values()), tasks, at)
    aside = sorted((case for case in cases if case.aside), key=lambda case: case.review_at or at)
    return list(rows.values()), aside


def _suggest(rows: Sequence[BoardRow], tasks: Sequence[Task], at: datetime) -> None:
    free = [row for row in rows if row.case.state == Case.State.RECEIVED and not row.case.to_consult]
    if not free:
        return
    lines = sorted({line for row in free for line in kind_of(row.case.kind).lines})
    found = suggest_lines([row.case for row in free], at, lines, tasks=tasks)
    for place, row in enumerate(free):
        first, *further = kind_of(row.case.kind).lines
        row.best = next(iter(found[first][place]), None)
        row.sure = row.best is not None and row.best.confidence >= sure_from(kind_of(row.case.kind))
        taken = {row.best.unit} if row.best else set()
        for line in further:
            fitting = [one for one in found[line][place] if one.unit not in taken]
            row.also += [(line, one) for one in fitting[:1]]


def board_counts(officer: Officer, at: datetime) -> dict[str, int]:
    """How much of everything is open, in two queries."""
    owed = Q(
        state__in=[Case.State.RECEIVED, Case.State.DISPATCHED, Case.State.HANDLING],
        aside=Case.Aside.NONE,
        merged_into__isnull=True,
    )
    undecided = Task.objects.filter(case=OuterRef("pk"), state=Task.State.RETURNED, return_decision="")
    between = edges(at)
    found: dict[str, int] = (
        visible_cases(officer)
        .filter(closed_at__isnull=True)
        .aggregate(
            **{band: Count("pk", filter=owed & between.within(band)) for band in BANDS},
            unassigned=Count("pk", filter=owed & Q(state=Case.State.RECEIVED)),
            unsigned=Count("pk", filter=owed & Q(state=Case.State.DISPATCHED)),
            answered=Count("pk", filter=Q(state=Case.State.ANSWERED)),
            aside=Count("pk", filter=~Q(aside=Case.Aside.NONE)),
            consult=Count("pk", filter=Q(to_consult=True)),
            returns=Count("pk", filter=Exists(undecided)),
        )
    )
    if officer.post in rights.DECIDES:
        found["rulings"] = found["returns"] + Application.objects.filter(state=Application.State.OPEN).count()
    return found
