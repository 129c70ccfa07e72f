"""Figures and the rows behind them; how they are counted, and the same counted straight from the rows."""

from jishiyu.figures.queries.comparing import Difference, differences
from jishiyu.figures.queries.counting import Overview, figure, open_figure, overview
from jishiyu.figures.queries.opening import Line, OpenCounted, all_lines, entries_of, open_counted, printed
from jishiyu.figures.queries.people import Living, living, people_told, places_to_tell
from jishiyu.figures.queries.place_by_place import Places, PlaceShare, by_place, home
from jishiyu.figures.queries.places import Place, by_township
from jishiyu.figures.queries.published import Correction, as_published, corrections, published
from jishiyu.figures.queries.shapes import Figure, LeftOut, Opened, Rows
from jishiyu.figures.queries.trends import Day, Spans, daily, per_day, spans
from jishiyu.figures.queries.wall import Wall, wall
from jishiyu.figures.queries.wall_of_goals import Goals, goals
from jishiyu.figures.scopes import Period, Scope, last_days

__all__ = [
    "Correction",
    "Day",
    "Difference",
    "Figure",
    "Goals",
    "LeftOut",
    "Line",
    "Living",
    "OpenCounted",
    "Opened",
    "Overview",
    "Period",
    "Place",
    "PlaceShare",
    "Places",
    "Rows",
    "Scope",
    "Spans",
    "Wall",
    "all_lines",
    "as_published",
    "by_place",
    "by_township",
    "corrections",
    "daily",
    "differences",
    "entries_of",
    "figure",
    "goals",
    "home",
    "last_days",
    "living",
    "open_counted",
    "open_figure",
    "overview",
    "people_told",
    "per_day",
    "places_to_tell",
    "printed",
    "published",
    "spans",
    "wall",
]
