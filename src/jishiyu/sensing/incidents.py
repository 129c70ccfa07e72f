"""Gathering messages of one incident into one lead. No database."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.triage import plain

SESSION = timedelta(minutes=30)  # of silence in a group after which the same trouble is a new incident
SAME_LETTER = timedelta(days=30)
SPREADING_FROM = 3  # messages after which an incident is spreading

_NOISE = re.compile(r"\W+")


@dataclass(slots=True)
class Incident:
    """What grouping knows of a lead, old or new. `lead` is its id, None while it is new in this batch."""

    group: int | None
    kind: str
    urgency: int
    vulnerable: bool
    first_at: datetime
    last_at: datetime
    heard: int = 1
    fingerprint: str = ""
    lead: int | None = None
    raised: bool = False  # its urgency rose in this batch


def fingerprint(text: str) -> str:
    """Alike for letters that differ in nothing but spaces and punctuation; empty for texts too short to tell."""
    bare = _NOISE.sub("", plain(text))
    return hashlib.sha256(bare.encode()).hexdigest() if len(bare) >= 12 else ""


class Gatherer:
    """Joins messages, in the order they were said, to the incidents that are going on."""

    def __init__(self, lexicon: Lexicon, going_on: list[Incident]) -> None:
        self.lexicon = lexicon
        self.by_group: dict[tuple[int, str], Incident] = {}
        self.by_print: dict[str, Incident] = {}
        for incident in sorted(going_on, key=lambda one: one.last_at):
            self._index(incident)

    def _index(self, incident: Incident) -> None:
        if incident.group is not None:
            self.by_group[(incident.group, self.lexicon.family(incident.kind))] = incident
        if incident.fingerprint:
            self.by_print[incident.fingerprint] = incident

    def thread(self, group: int | None, at: datetime) -> str:
        """The kind of trouble a group speaks of at this moment, the latest first; empty when it is quiet."""
        live = [
            one
            for (where, _), one in self.by_group.items()
            if where == group and timedelta() <= at - one.last_at <= SESSION
        ]
        return max(live, key=lambda one: one.last_at).kind if live else ""

    def gather(
        self, *, group: int | None, kind: str, urgency: int, vulnerable: bool, at: datetime, text: str
    ) -> tuple[Incident, bool]:
        """The incident this message belongs to, and whether it is new."""
        mark = "" if group is not None else fingerprint(text)
        found = self._same(group, kind, at, mark)
        if found is None:
            fresh = Incident(group, kind, urgency, vulnerable, at, at, fingerprint=mark)
            self._index(fresh)
            return fresh, True
        self._join(found, kind, urgency, vulnerable, at)
        return found, False

    def _same(self, group: int | None, kind: str, at: datetime, mark: str) -> Incident | None:
        if group is not None:
            found = self.by_group.get((group, self.lexicon.family(kind)))
            return found if found and abs(at - found.last_at) <= SESSION else None
        found = self.by_print.get(mark) if mark else None
        return found if found and abs(at - found.last_at) <= SAME_LETTER else None

    def _join(self, incident: Incident, kind: str, urgency: int, vulnerable: bool, at: datetime) -> None:
        incident.heard += 1
        incident.first_at, incident.last_at = min(incident.first_at, at), max(incident.last_at, at)
        incident.vulnerable = incident.vulnerable or vulnerable
        risen = max(incident.urgency, urgency)
        if incident.group is not None and incident.heard >= SPREADING_FROM:
            risen = max(risen, 2)
        incident.raised = incident.raised or risen > incident.urgency
        incident.urgency = risen
