"""Printing a figure of the page from an open figure of the product."""

from jishiyu.figures.queries import open_counted
from jishiyu.figures.scopes import EVER, Period, Scope
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
) -> PageFigure:
    """What figure `code` counts. It holds when n, or n of N, is what is named, or n lies over `least` and `below`."""
    found = open_counted(code, scope or Scope(), period)
    n, of = found.n, found.of
    good = (holds is None or holds in (n, (n, of))) and (least is None or n > least) and (below is None or n < below)
    rows = sum(side.rows.count() for side in found.opening.sides) if of is not None else found.size
    return PageFigure(
        system=system, name=name, page=page, ours=found.text, n=n, of=of, rows=rows, holds=good, indicator=code,
        note=note,
    )  # fmt: skip
