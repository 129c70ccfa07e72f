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
from jishiyu.entitlements.models.parameter import ParameterRow

__all__ = [
    "Award",
    "AwardTerm",
    "Claim",
    "Decision",
    "DecisionLetter",
    "Exit",
    "FactSheet",
    "Household",
    "NumberBook",
    "Objection",
    "PaperFile",
    "ParameterRow",
    "Review",
    "StepResult",
]
