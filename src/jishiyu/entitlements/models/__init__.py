"""Tables of entitlements, one file for each matter."""

from jishiyu.entitlements.models.award import Award, AwardTerm
from jishiyu.entitlements.models.claim import Claim, Decision
from jishiyu.entitlements.models.handling import (
    DecisionLetter,
    Exit,
    NumberBook,
    Objection,
    PaperFile,
    Review,
    StepResult,
)
from jishiyu.entitlements.models.household import FactSheet, Household
from jishiyu.entitlements.models.invitation import Invitation
from jishiyu.entitlements.models.parameter import ParameterRow
from jishiyu.entitlements.models.payment import Account, LeftOut, Payment, PaymentRun, SetAside
from jishiyu.entitlements.models.place import Permit, Session
from jishiyu.entitlements.models.queue import Draw, Move, Queue, Waiting
from jishiyu.entitlements.models.stock import Home, Institution, Offer

__all__ = [
    "Account",
    "Award",
    "AwardTerm",
    "Claim",
    "Decision",
    "DecisionLetter",
    "Draw",
    "Exit",
    "FactSheet",
    "Home",
    "Household",
    "Institution",
    "Invitation",
    "LeftOut",
    "Move",
    "NumberBook",
    "Objection",
    "Offer",
    "PaperFile",
    "ParameterRow",
    "Payment",
    "PaymentRun",
    "Permit",
    "Queue",
    "Review",
    "Session",
    "SetAside",
    "StepResult",
    "Waiting",
]
