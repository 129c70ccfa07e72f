"""Gathering messages of one incident into one lead. No database."""

from jishiyu.sensing.incidents.gathering import (
    LOOKED_AT,
    OUTAGE,
    SAME_LETTER,
    SESSION,
    SPREADING_FROM,
    Gatherer,
    Incident,
    fingerprint,
)
from jishiyu.sensing.incidents.joining import LIVE, Member, member

__all__ = [
    "LIVE",
    "LOOKED_AT",
    "OUTAGE",
    "SAME_LETTER",
    "SESSION",
    "SPREADING_FROM",
    "Gatherer",
    "Incident",
    "Member",
    "fingerprint",
    "member",
]
