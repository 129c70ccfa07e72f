"""Figures and the rows behind them; how they are counted, and the same counted straight from the rows."""

from jishiyu.figures.queries.comparing import Difference, differences
from jishiyu.figures.queries.counting import board, figure, open_figure
from jishiyu.figures.queries.shapes import Figure, LeftOut, Opened, Period, Rows, Scope, last_days
from jishiyu.figures.queries.trends import Spans, by_kind, per_day, spans

__all__ = [
    "Difference",
    "Figure",
    "LeftOut",
    "Opened",
    "Period",
    "Rows",
    "Scope",
    "Spans",
    "board",
    "by_kind",
    "differences",
    "figure",
    "last_days",
    "open_figure",
    "per_day",
    "spans",
]
