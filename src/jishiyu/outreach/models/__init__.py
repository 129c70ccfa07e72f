"""Tables of outreach, one file for each matter."""

from jishiyu.outreach.models.advice import AdviceTold
from jishiyu.outreach.models.assigning import Proposal, ProposalRow, Terms
from jishiyu.outreach.models.campaign import CampaignTask
from jishiyu.outreach.models.gathering import Gathering, GatheringSeries, Guest, Raised
from jishiyu.outreach.models.outcome import OutcomeRow
from jishiyu.outreach.models.residency import Residency, ResidencyNote, Resumption, ReturnReading, Stationed
from jishiyu.outreach.models.team import PlanStep, SupportTeam, TeamMember
from jishiyu.outreach.models.visit import Appointment, Visit, VisitNeed, Visitor, VisitPhoto

__all__ = [
    "AdviceTold",
    "Appointment",
    "CampaignTask",
    "Gathering",
    "GatheringSeries",
    "Guest",
    "OutcomeRow",
    "PlanStep",
    "Proposal",
    "ProposalRow",
    "Raised",
    "Residency",
    "ResidencyNote",
    "Resumption",
    "ReturnReading",
    "Stationed",
    "SupportTeam",
    "TeamMember",
    "Terms",
    "Visit",
    "VisitNeed",
    "VisitPhoto",
    "Visitor",
]
