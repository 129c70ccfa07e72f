"""Figures and the rows behind them; how they are counted, and the same counted straight from the rows."""

from jishiyu.figures.queries.comparing import Difference, differences
from jishiyu.figures.queries.counting import Overview, figure, open_figure, overview
from jishiyu.figures.queries.shapes import Figure, LeftOut, Opened, Period, Rows, Scope, last_days
from jishiyu.figures.queries.trends import Day, Spans, daily, per_day, spans
from jishiyu.figures.queries.wall import Wall, wall

__all__ = [
    "Day",
    "Difference",
    "Figure",
    "LeftOut",
    "Opened",
    "Overview",
    "Period",
    "Rows",
    "Scope",
    "Spans",
    "Wall",
    "daily",
    "differences",
    "figure",
    "last_days",
    "open_figure",
    "overview",
    "per_day",
    "spans",
    "wall",
]
