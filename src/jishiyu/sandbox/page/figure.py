"""One figure of the newspaper's page beside what the rows say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFigure:
    """`page` as the page says it, `ours` as the product prints it, counted over so many `rows`. A share is `n` of `of`;
    of a plain count `n` is the count and `of` None. `holds`: the two say the same. `indicator` names the definition in
    figures, or the query, that counted; `note` says what cannot be a count of rows, or where the page contradicts
    itself."""

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
