"""Figures and the rows behind them; how they are counted, and the same counted straight from the rows."""

from jishiyu.figures.queries.comparing import Difference, differences
from jishiyu.figures.queries.counting import Overview, figure, open_figure, overview
from jishiyu.figures.queries.shapes import Figure, LeftOut, Opened, Period, Rows, Scope, last_days
from jishiyu.figures.queries.trends import Spans, per_day, spans

__all__ = [
    "Difference",
    "Figure",
    "LeftOut",
    "Opened",
    "Overview",
    "Period",
    "Rows",
    "Scope",
    "Spans",
    "differences",
    "figure",
    "last_days",
    "open_figure",
    "overview",
    "per_day",
    "spans",
]
