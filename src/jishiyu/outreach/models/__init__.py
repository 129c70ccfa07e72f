"""Tables of outreach, one file for each matter."""

from jishiyu.outreach.models.gathering import Gathering, GatheringSeries, Guest, Raised
from jishiyu.outreach.models.outcome import OutcomeRow
from jishiyu.outreach.models.residency import Residency, ResidencyNote, Resumption, ReturnReading, Stationed

__all__ = [
    "Gathering",
    "GatheringSeries",
    "Guest",
    "OutcomeRow",
    "Raised",
    "Residency",
    "ResidencyNote",
    "Resumption",
    "ReturnReading",
    "Stationed",
]
