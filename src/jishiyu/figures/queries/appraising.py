"""Appraisal by figures alone: for each officer or unit the same figures, each of which opens to its rows.

Counted from the rows and the condition of each figure, grouped by whoever went; what a cell says is what its figure
says when it is opened for that officer or unit, and a test holds both to be the same.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from jishiyu.figures.counted import Counted, counted
from jishiyu.figures.scopes import Period, Scope
from jishiyu.lib.phrases import Phrase
from jishiyu.outreach.kinds import visiting
from jishiyu.outreach.rights import GOES
from jishiyu.registry.models import Duty, Officer, Unit

FIGURES: Mapping[str, str] = {  # of an appraisal, and the path from their rows to the officer
    "visited_in_time": "officer",
    "visits": "visitors__officer",
    "needs_raised": "raised_in_visit__visit__visitors__officer",
    "needs_solved": "raised_in_visit__visit__visitors__officer",
    "needs_on_time": "raised_in_visit__visit__visitors__officer",
    "needs_satisfied": "raised_in_visit__visit__visitors__officer",
}
FEWEST = 30  # below it there is no rank


@dataclass(frozen=True, slots=True)
class Cell:
    """What a figure says of one: `n`, or n of `of`."""

    n: int = 0
    of: int | None = None

    @property
    def share(self) -> float | None:
        return self.n / self.of if self.of else None


@dataclass(slots=True)
class Appraised:
    """One officer or unit: its figures by code, the grade the pack's table gives, and the rank among those with enough
    visits due; none where there is none to give."""

    whose: Officer | Unit
    cells: dict[str, Cell] = field(default_factory=dict)
    grade: Phrase = ""
    rank: int | None = None

    @property
    def about(self) -> str:
        return f"{'officer' if isinstance(self.whose, Officer) else 'unit'}:{self.whose.pk}"


def grouped(figure: Counted, path: str, scope: Scope, period: Period) -> dict[int, Cell]:
    """What a figure says of each officer or unit at the end of a path, in one query."""
    rows: QuerySet[Any] = figure.rows(scope, period)
    if figure.excluded is not None:
        rows = rows.exclude(figure.excluded)
    part = Count("pk", filter=figure.part, distinct=True) if figure.part is not None else Count("pk", distinct=True)
    found = rows.order_by().prefetch_related(None).values(whose=F(path)).annotate(n=part, of=Count("pk", distinct=True))
    return {
        row["whose"]: Cell(row["n"], row["of"] if figure.part is not None else None)
        for row in found
        if row["whose"] is not None
    }


def appraise(whose: Sequence[Officer] | Sequence[Unit], scope: Scope, period: Period) -> list[Appraised]:
    """Figures of each, in one query for each figure."""
    by_unit = bool(whose) and isinstance(whose[0], Unit)
    rows = {one.pk: Appraised(one) for one in whose}
    for code, path in FIGURES.items():
        figure = counted(code)
        found = grouped(figure, f"{path}__unit" if by_unit else path, scope, period)
        empty = Cell(0, 0 if figure.part is not None else None)
        for key, row in rows.items():
            row.cells[code] = found.get(key, empty)
    for row in rows.values():
        row.grade = grade_of(row.cells["visited_in_time"])
    _rank(rows.values())
    return list(rows.values())


def grade_of(cell: Cell) -> Phrase:
    """The words a pack's table gives for the share of visits due that were paid; none where none was due."""
    table = next((one.grades for one in visiting() if one.grades), ())
    if cell.share is None:
        return ""
    return next((words for least, words in table if cell.share * 100 >= least), "")


def _rank(rows: Collection[Appraised]) -> None:
    """Among those of whom enough was due: fewer say nothing of one against another."""
    shares = {
        row.about: row.cells["visited_in_time"].share or 0.0
        for row in rows
        if (row.cells["visited_in_time"].of or 0) >= FEWEST
    }
    for row in rows:
        if row.about in shares:
            row.rank = 1 + sum(share > shares[row.about] for share in shares.values())


def who_goes(unit: int | None) -> QuerySet[Officer]:
    """Officers of a unit, or all, who answer for anybody directly."""
    held = Duty.objects.filter(subject__isnull=False).values("officer")
    found = Officer.objects.filter(pk__in=held, is_active=True, post__in=GOES).select_related("unit")
    return found.filter(unit=unit).order_by("name", "pk") if unit is not None else found.order_by("unit", "name", "pk")


def units_that_go() -> QuerySet[Unit]:
    """Units whose officers answer for anybody directly."""
    held = Duty.objects.filter(subject__isnull=False).values("officer__unit")
    return Unit.objects.filter(Q(pk__in=held), active=True).order_by("name", "pk")
