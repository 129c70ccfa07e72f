"""Opening any figure: its definition, n of N, the rows a page at a time, those left out, and what was done to each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from jishiyu.figures.counted import Counted, Opening, Side, counted
from jishiyu.figures.counted.shapes import EXCLUDED
from jishiyu.figures.printing import amount, rate, wilson
from jishiyu.figures.scopes import EVER, Period, Scope
from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries import story
from jishiyu.lib.masks import mask_text
from jishiyu.lib.phrases import Phrase
from jishiyu.registry.models import Officer

PER_PAGE = 50
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """One row of an open figure. Of a row that is not for this reader nothing but that it is there."""

    key: int | None
    cells: Sequence[str] = ()
    page: tuple[str, str | int] | None = None
    why: Phrase = ""  # it is left out
    hands: Sequence[str] = ()  # who asked to exclude it, and who granted that

    @property
    def hidden(self) -> bool:
        return self.key is None


@dataclass(frozen=True)
class OpenCounted:
    """A figure, opened to one of its lists; `reader` None sees all of it."""

    counted: Counted
    scope: Scope
    period: Period
    opening: Opening
    side: Side
    page: int
    per_page: int
    reader: Officer | None

    @property
    def n(self) -> int:
        return self.opening.n

    @property
    def of(self) -> int | None:
        return self.opening.of

    @property
    def row_unit(self) -> Phrase:
        """What its rows are, where they are counted; where a field of them is summed, plain rows."""
        return _("rows") if self.counted.weigh or not self.counted.unit else self.counted.unit

    @property
    def text(self) -> str:
        return printed(self.counted, self.opening.n, self.opening.of)

    @property
    def all_text(self) -> str:
        """With the excluded rows counted too; empty where that changes nothing."""
        opening = self.opening
        if (opening.n, opening.of) == (opening.all_n, opening.all_of):
            return ""
        return printed(self.counted, opening.all_n, opening.all_of)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Of a sampled share, 95 %."""
        return wilson(self.n, self.of) if self.counted.sampled and self.of else None

    @cached_property
    def size(self) -> int:
        """How many rows the list has."""
        return self.side.rows.count()

    @property
    def pages(self) -> int:
        return max(1, -(-self.size // self.per_page))

    @property
    def exclusions(self) -> list[Side]:
        """The lists of those left out that have any."""
        return [one for one in self.opening.sides if one.why]

    @cached_property
    def rows(self) -> list[Line]:
        """This page of the list."""
        first = (min(max(self.page, 1), self.pages) - 1) * self.per_page
        return lines_of(self.counted, self.side, list(self.side.rows[first : first + self.per_page]), self.reader)


def open_counted(
    code: str,
    scope: Scope,
    period: Period,
    page: int = 1,
    *,
    side: str = "part",
    reader: Officer | None = None,
    per_page: int = PER_PAGE,
) -> OpenCounted:
    """A figure and one page of one of its lists. Raises LookupError for an unknown code; an unknown `side` is the
    counted rows."""
    figure = counted(code)
    opening = opening_of(figure, scope, period)
    shown = next((one for one in opening.sides if one.code == side), opening.sides[0])
    return OpenCounted(figure, scope, period, opening, shown, page, per_page, reader)


def opening_of(figure: Counted, scope: Scope, period: Period) -> Opening:
    """Counted, and the lists behind it."""
    return figure.opens(scope, period) if figure.opens else opened_directly(figure, scope, period)


def opened_directly(figure: Counted, scope: Scope, period: Period) -> Opening:
    """The same, straight from the rows. The rest is whatever of the denominator is not in the part."""
    rows = figure.rows(scope, period)
    inside = rows if figure.excluded is None else rows.exclude(pk__in=_keys(rows.filter(figure.excluded)))
    part = inside if figure.part is None else inside.filter(figure.part)
    n, all_n = _sum(figure, part), _sum(figure, rows if figure.part is None else rows.filter(figure.part))
    sides, of, all_of = [Side("part", part)], None, None
    if figure.part is not None:
        of, all_of = _sum(figure, inside), _sum(figure, rows)
        sides.append(Side("rest", inside.exclude(pk__in=_keys(part))))
    if figure.excluded is not None:
        sides.append(Side("out0", rows.filter(figure.excluded), EXCLUDED))
    return Opening(n, of, all_n, all_of, sides)


def _keys(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.order_by().values("pk")


def _sum(figure: Counted, rows: "QuerySet[Any]") -> int:
    if not figure.weigh:
        return rows.count()
    return int(rows.order_by().aggregate(found=Sum(figure.weigh))["found"] or 0)


def lines_of(figure: Counted, side: Side, rows: Sequence[Any], reader: Officer | None) -> list[Line]:
    """Rows as lists show them, through the mask; one query for whom they are for, and one for who excluded them."""
    keys = [row.pk for row in rows]
    if not keys:
        return []
    these = rows[0].__class__.objects.filter(pk__in=keys)
    seen = set(keys) if reader is None else set(figure.visible(reader, these).values_list("pk", flat=True))
    hands = figure.hands(rows) if side.why == EXCLUDED else {}
    return [_line(figure, side, row, hands.get(row.pk, ())) if row.pk in seen else Line(None) for row in rows]


def _line(figure: Counted, side: Side, row: Any, hands: Sequence[str]) -> Line:
    why = figure.reason(row) if side.why == EXCLUDED else side.why
    return Line(row.pk, [mask_text(cell) for cell in figure.line(row)], figure.page(row), why, hands)


def entries_of(code: str, key: int, *, reader: Officer | None = None) -> list[Entry] | None:
    """What the ledger holds of one row that a figure may list; None where there is no such row, or not for this
    reader. Raises LookupError for an unknown code."""
    figure = counted(code)
    found = figure.rows(Scope(), EVER).model._default_manager.filter(pk=key)
    row = (found if reader is None else figure.visible(reader, found)).first()
    return None if row is None else list(story(figure.ref(row)))


def all_lines(found: OpenCounted) -> Iterator[list[str]]:
    """Every row of the open list as cells, a few thousand at a time; what is not for the reader as one line at the
    end that says how many."""
    hidden = 0
    for first in range(0, found.size, CHUNK):
        rows = list(found.side.rows[first : first + CHUNK])
        for line in lines_of(found.counted, found.side, rows, found.reader):
            hidden += line.hidden
            if not line.hidden:
                yield [*line.cells, *([str(line.why)] if line.why else [])]
    if hidden:
        yield [_("Rows that are not for you: %(n)s") % {"n": hidden}]


def printed(figure: Counted, n: int, of: int | None) -> str:
    """93.7 % (937/1000) of a share, 1,234 households of a count."""
    return f"{amount(n, figure.places)} {figure.unit}".strip() if of is None else rate(n, of, figure.places)
