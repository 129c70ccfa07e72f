"""Tables of casework, one file for each matter."""

from jishiyu.casework.models.application import Application
from jishiyu.casework.models.case import Case, CaseMessage, NumberBook
from jishiyu.casework.models.catalogue import CatalogueEntry
from jishiyu.casework.models.consultation import AgendaItem, Consultation, Party
from jishiyu.casework.models.letter import LetterForm
from jishiyu.casework.models.nudge import Nudge
from jishiyu.casework.models.promise import Pause, Promise
from jishiyu.casework.models.sheet import SheetRow
from jishiyu.casework.models.sign import SignCount, SignLook
from jishiyu.casework.models.tally import OFFICE, Tally, TallyDay, TallyKept, TallyTouched
from jishiyu.casework.models.task import Proof, Task
from jishiyu.casework.models.verification import CallBack, CallTry, SampleDraw, SamplingPlan, Verification

__all__ = [
    "OFFICE",
    "AgendaItem",
    "Application",
    "CallBack",
    "CallTry",
    "Case",
    "CaseMessage",
    "CatalogueEntry",
    "Consultation",
    "LetterForm",
    "Nudge",
    "NumberBook",
    "Party",
    "Pause",
    "Promise",
    "Proof",
    "SampleDraw",
    "SamplingPlan",
    "SheetRow",
    "SignCount",
    "SignLook",
    "Tally",
    "TallyDay",
    "TallyKept",
    "TallyTouched",
    "Task",
    "Verification",
]
