"""Joining messages, in the order they were said, to the incidents that are going on."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.triage import NOW, plain

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
    named: str = ""  # the place it is at, when one was named that is finer than the group's home
    lead: int | None = None
    raised: bool = False  # its urgency rose in this batch


def fingerprint(text: str) -> str:
    """Alike for letters that differ in nothing but spaces and punctuation; empty for texts too short to tell."""
    bare = _NOISE.sub("", plain(text))
    return hashlib.sha256(bare.encode()).hexdigest() if len(bare) >= 12 else ""


class Gatherer:
    """Joins messages, in the order they were said, to the incidents that are going on.

    In a group: trouble of one family goes on until the group is silent about it for a session. A danger at another
    place that was named is an incident of its own. Letters belong together when they say the same.
    """

    def __init__(self, lexicon: Lexicon, going_on: list[Incident]) -> None:
        self.lexicon = lexicon
        self.by_group: dict[int, dict[str, list[Incident]]] = {}
        self.by_print: dict[str, Incident] = {}
        for incident in sorted(going_on, key=lambda one: one.last_at):
            self._index(incident)

    def _index(self, incident: Incident) -> None:
        if incident.group is not None:
            families = self.by_group.setdefault(incident.group, {})
            families.setdefault(self.lexicon.family(incident.kind), []).append(incident)
        if incident.fingerprint:
            self.by_print[incident.fingerprint] = incident

    def thread(self, group: int, at: datetime) -> str:
        """The kind of trouble a group speaks of at this moment, the latest first; empty when it is quiet."""
        live = [
            one
            for incidents in self.by_group.get(group, {}).values()
            for one in incidents
            if timedelta() <= at - one.last_at <= SESSION
        ]
        return max(live, key=lambda one: one.last_at).kind if live else ""

    def gather(
        self, *, group: int | None, kind: str, urgency: int, vulnerable: bool, at: datetime, text: str, named: str = ""
    ) -> tuple[Incident, bool]:
        """The incident this message belongs to, and whether it is new. `named` is the place it names, "" for none."""
        mark = "" if group is not None else fingerprint(text)
        found = self._going_on(group, kind, urgency, at, named) if group is not None else self._same_letter(mark, at)
        if found is None:
            fresh = Incident(group, kind, urgency, vulnerable, at, at, fingerprint=mark, named=named)
            self._index(fresh)
            return fresh, True
        found.named = found.named or named
        _join(found, urgency, vulnerable, at)
        return found, False

    def _going_on(self, group: int, kind: str, urgency: int, at: datetime, named: str) -> Incident | None:
        near = [
            one
            for one in self.by_group.get(group, {}).get(self.lexicon.family(kind), ())
            if abs(at - one.last_at) <= SESSION and not (urgency >= NOW and named and one.named not in ("", named))
        ]
        return max(near, key=lambda one: (one.named == named, one.last_at)) if near else None

    def _same_letter(self, mark: str, at: datetime) -> Incident | None:
        found = self.by_print.get(mark) if mark else None
        return found if found and abs(at - found.last_at) <= SAME_LETTER else None


def _join(incident: Incident, urgency: int, vulnerable: bool, at: datetime) -> None:
    """One more message: the trouble is as urgent as its gravest message, and what spreads is to be seen to today."""
    incident.heard += 1
    incident.first_at, incident.last_at = min(incident.first_at, at), max(incident.last_at, at)
    incident.vulnerable = incident.vulnerable or vulnerable
    risen = max(incident.urgency, urgency)
    if incident.group is not None and incident.heard >= SPREADING_FROM:
        risen = max(risen, 2)
    incident.raised = incident.raised or risen > incident.urgency
    incident.urgency = risen
