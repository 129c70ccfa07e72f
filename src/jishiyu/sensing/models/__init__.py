"""Tables of sensing, one file for each matter."""

from jishiyu.sensing.models.imports import ImportRun, RejectedRow
from jishiyu.sensing.models.inbox import Inbox
from jishiyu.sensing.models.lead import Lead
from jishiyu.sensing.models.message import Message
from jishiyu.sensing.models.source import Group, Refusal, Source
from jishiyu.sensing.models.words import LexiconVersion, OfficeWord

__all__ = [
    "Group",
    "ImportRun",
    "Inbox",
    "Lead",
    "LexiconVersion",
    "Message",
    "OfficeWord",
    "Refusal",
    "RejectedRow",
    "Source",
]
