"""Every figure counted twice: as pages count it, and straight from the rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from jishiyu.figures.indicators import INDICATORS
from jishiyu.figures.queries.counting import overview
from jishiyu.figures.queries.direct import counted_directly
from jishiyu.figures.queries.shapes import Figure, figure_of
from jishiyu.figures.scopes import Period, Scope


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that comes out otherwise, as pages count it and as the rows say."""

    code: str
    shown: str
    counted: str


def differences(scope: Scope, period: Period) -> Iterator[Difference]:
    """Figures of a scope and a period that pages count otherwise than the rows say; none, if all is well."""
    shown = {one.code: one for one in overview(scope, period).board}
    for cohort in dict.fromkeys(one.cohort for one in INDICATORS.values()):
        of_it = [one for one in INDICATORS.values() if one.cohort == cohort]
        for code, found in counted_directly(of_it, scope, period).items():
            straight = figure_of(INDICATORS[code], found)
            if straight != shown[code]:
                yield Difference(code, _said(shown[code]), _said(straight))


def _said(figure: Figure) -> str:
    return f"{figure.n}/{figure.of}, {figure.all_n}/{figure.all_of}"
