"""Printing a figure of the page from an open figure of the product, and seeing that each line opens to its rows."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

from jishiyu.figures.counted import counted_figures
from jishiyu.figures.queries import OpenCounted, open_counted
from jishiyu.figures.scopes import ALL, EVER, Period, Scope
from jishiyu.sandbox.page.figure import PageFigure


def opened(
    system: int,
    name: str,
    page: str,
    code: str,
    *,
    holds: int | tuple[int, int] | None = None,
    least: int | None = None,
    below: int | None = None,
    scope: Scope | None = None,
    period: Period = EVER,
    note: str = "",
    ours: str = "",
) -> PageFigure:
    """What figure `code` counts; `ours` says it in other words, with {n} and {of}. It holds when n, or n of N, is what
    is named, or n lies over `least` and `below`."""
    scope = scope or Scope()
    found = open_counted(code, scope, period)
    n, of = found.n, found.of
    good = (holds is None or holds in (n, (n, of))) and (least is None or n > least) and (below is None or n < below)
    return PageFigure(
        system=system, name=name, page=page, ours=ours.format(n=n, of=of) if ours else found.text, n=n, of=of,
        rows=rows_of(found), holds=good, indicator=code, note=note, scope=scope, period=period,
    )  # fmt: skip


def derived(base: PageFigure, ours: str, n: int, holds: bool, *, of: int | None = None, note: str = "") -> PageFigure:
    """What follows from the rows of a figure without being their count: growth, a rank, days ahead."""
    return replace(base, ours=ours, n=n, of=of, holds=holds, note=note or base.note)


def rows_of(found: OpenCounted) -> int:
    """Rows behind an open figure: those counted and the rest of the denominator."""
    return sum(side.rows.count() for side in found.opening.sides if not side.why)


def address(one: PageFigure) -> str:
    """Where the console opens it; empty for a line that is no count of rows."""
    if not one.indicator:
        return ""
    span = {"period": ALL} if one.period == EVER else {"since": one.period.first, "until": one.period.last}
    return f"/console/figures/open/{one.indicator}/?{urlencode({**one.scope.plain(), **span})}"


def unopened(figures: Iterable[PageFigure]) -> list[str]:
    """Lines that name no figure and do not say why not, or whose figure opens to other rows than the line says."""
    known = {one.code for one in counted_figures()}
    wrong = []
    for one in figures:
        if not one.indicator:
            good = bool(one.note) and one.rows == 0
        else:
            good = one.indicator in known and rows_of(open_counted(one.indicator, one.scope, one.period)) == one.rows
        wrong += [] if good else [one.name]
    return wrong
