"""Tables of sensing, one file for each matter."""

from jishiyu.sensing.models.correction import Correction
from jishiyu.sensing.models.imports import ImportRun, RejectedRow
from jishiyu.sensing.models.inbox import Inbox, Seat, Shard
from jishiyu.sensing.models.labels import Label, Sampled, ShadowDraw
from jishiyu.sensing.models.lead import Lead, Likeness
from jishiyu.sensing.models.learning import ModelVersion
from jishiyu.sensing.models.message import Message
from jishiyu.sensing.models.payload import Payload
from jishiyu.sensing.models.source import Group, Refusal, Source, area_of
from jishiyu.sensing.models.topic import HotTopic
from jishiyu.sensing.models.words import LexiconVersion, OfficeWord

__all__ = [
    "Correction",
    "Group",
    "HotTopic",
    "ImportRun",
    "Inbox",
    "Label",
    "Lead",
    "LexiconVersion",
    "Likeness",
    "Message",
    "ModelVersion",
    "OfficeWord",
    "Payload",
    "Refusal",
    "RejectedRow",
    "Sampled",
    "Seat",
    "ShadowDraw",
    "Shard",
    "Source",
    "area_of",
]
