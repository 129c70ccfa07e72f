"""Tables of programmes, one file for each matter."""

from jishiyu.programmes.models.doing import Fund, Meeting, Milestone, Photo, Progress
from jishiyu.programmes.models.programme import Item, ItemOrigin, ItemUnit, Programme, Target
from jishiyu.programmes.models.reading import DailyFact, Peer, Reading, SeriesState

__all__ = [
    "DailyFact",
    "Fund",
    "Item",
    "ItemOrigin",
    "ItemUnit",
    "Meeting",
    "Milestone",
    "Peer",
    "Photo",
    "Programme",
    "Progress",
    "Reading",
    "SeriesState",
    "Target",
]
