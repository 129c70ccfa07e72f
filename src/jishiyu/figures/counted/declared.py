"""The figures that are known, by code."""

from jishiyu.figures.counted.shapes import Counted

_counted: dict[str, Counted] = {}


def declare_counted(*figures: Counted) -> None:
    """Make figures known. Raises ValueError on a second one of a code, and on versions that do not follow each
    other."""
    for figure in figures:
        if figure.code in _counted:
            raise ValueError(f"figure {figure.code} is declared twice")
        if [one.version for one in figure.wordings] != list(
            range(figure.version, figure.version - len(figure.earlier) - 1, -1)
        ):
            raise ValueError(f"versions of figure {figure.code} do not follow each other")
        _counted[figure.code] = figure


def counted(code: str) -> Counted:
    """The figure of a code. Raises LookupError."""
    return _counted[code]


def counted_figures() -> list[Counted]:
    """All of them, by code."""
    return [_counted[code] for code in sorted(_counted)]
