"""One figure of the newspaper's page beside what the rows say."""

from dataclasses import dataclass

from jishiyu.figures.scopes import EVER, Period, Scope

EVERYBODY = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFigure:
    """`page` as the page says it, `ours` as the product prints it. A share is `n` of `of`; of a plain count or sum `n`
    is it and `of` None. `holds`: the two say the same.

    `indicator` names the figure that opens, over `scope` and `period`, to so many `rows`: those counted and the rest of
    the denominator. Where a line of the page is no count of rows there is no indicator, and `note` says why. It also
    says where the page contradicts itself, or how the line follows from what was counted."""

    system: int  # 1 to 9, as the page's systems are numbered
    name: str
    page: str
    ours: str
    n: int
    of: int | None = None
    rows: int
    holds: bool
    indicator: str = ""
    note: str = ""
    scope: Scope = EVERYBODY
    period: Period = EVER
