"""Joining messages, in the order they were said, to the incidents that are going on."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jishiyu.sensing.incidents.joining import (
    ENOUGH,
    LIVE,
    THERE_TOO,
    Member,
    View,
    bare,
    bared,
    follow,
    likenesses,
    member_of,
    view,
)
from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.triage import NOW

SESSION = timedelta(minutes=30)  # of silence in a group after which it speaks of something else
OUTAGE = timedelta(minutes=90)  # of silence on a feeder or in a village after which what spreads is a new incident
SAME_LETTER = timedelta(days=30)
SPREADING_FROM = 3  # households after which an incident is spreading
DANGER = "danger"
LOOKED_AT = 12  # the latest messages of an incident in a group that a new one is compared with

Spell = tuple[datetime, datetime]


@dataclass(slots=True, eq=False)
class Incident:
    """What gathering knows of a lead, old or new. `lead` is its id, None while it is new in this batch.

    `area` is the feeder or village its group belongs to, "" where nobody knows. `sides` name the splits made by hand
    that it came out of: two incidents on different sides of one split never become one.
    """

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
    area: str = ""
    kinds: dict[str, Spell] = field(default_factory=dict)  # of its messages, and from when to when each was said
    sides: frozenset[str] = frozenset()
    fixed: bool = False  # has a case: others may come to it, it goes to none
    members: dict[int, list[Member]] = field(default_factory=dict)  # by group, in the order they were said
    views: dict[int, View] = field(default_factory=dict)  # the same as joining asks of them, of groups it asked about
    people: set[str] = field(default_factory=set)
    unknown: int = 0  # messages whose sender nobody knows: each counts as a household
    into: "Incident | None" = None  # the incident it turned out to be part of

    def root(self) -> "Incident":
        """The incident it is now part of, itself as a rule."""
        return self.into.root() if self.into else self

    def view(self, group: int) -> View:
        """What joining asks of it in a group, kept up to date from then on."""
        found = self.views.get(group)
        if found is None:
            found = self.views[group] = view(self.members[group])
        return found

    def remember(self, group: int, one: Member) -> None:
        """Another message of this incident in a group."""
        members = self.members.setdefault(group, [])
        late = bool(members) and members[-1].at > one.at
        members.append(one)
        if late:
            members.sort(key=lambda member: member.at)
            self.views.pop(group, None)
        gone = members.pop(0) if len(members) > LOOKED_AT else None
        known = self.views.get(group)
        if known is not None:
            follow(known, one, gone, members)

    @property
    def households(self) -> int:
        return len(self.people) + self.unknown

    def apart(self, other: "Incident") -> bool:
        """Whether somebody said by hand that these two are not one."""
        return any(_other_side(side) in other.sides for side in self.sides)


def _other_side(side: str) -> str:
    return side[:-1] + ("b" if side.endswith("a") else "a")


def fingerprint(text: str) -> str:
    """Alike for texts that differ in nothing but spaces and punctuation; empty for texts too short to tell."""
    return _mark(bared(text))


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if len(text) >= 12 else ""


class Gatherer:
    """Joins messages, in the order they were said, to the incidents that are going on.

    Trouble that spreads is one incident over all groups of one feeder or village, until these are silent about it for
    long. Other trouble is told apart in its group, by how alike its messages are (joining.py); a danger at another
    place that was named is an incident of its own; the same text in several groups is one. Letters belong together
    when they say the same.
    """

    def __init__(self, lexicon: Lexicon, going_on: Iterable[Incident]) -> None:
        self.lexicon = lexicon
        self.by_group: dict[int, list[Incident]] = {}
        self.by_area: dict[str, list[Incident]] = {}
        self.by_print: dict[str, Incident] = {}
        for incident in sorted(going_on, key=lambda one: (one.last_at, one.lead or 0)):
            self._index(incident)

    def _index(self, incident: Incident) -> None:
        for group in incident.members or ([incident.group] if incident.group is not None else []):
            self._in_group(group, incident)
        if incident.group is not None:
            self.by_area.setdefault(_where(incident.area, incident.group), []).append(incident)
        if incident.fingerprint:
            self.by_print[incident.fingerprint] = incident

    def _in_group(self, group: int, incident: Incident) -> None:
        known = self.by_group.setdefault(group, [])
        if incident not in known:
            known.append(incident)

    def thread(self, group: int, at: datetime) -> str:
        """The kind of trouble a group speaks of at this moment, the latest first; empty when it is quiet."""
        known = self.by_group.get(group)
        if known is None:
            return ""
        kind, latest = "", at - SESSION
        for one in known:
            if one.into is not None:
                one = one.root()
            if latest <= one.last_at <= at and (not kind or one.last_at > latest):
                kind, latest = one.kind, one.last_at
        return kind

    def gather(
        self,
        *,
        group: int | None,
        kind: str,
        urgency: int,
        vulnerable: bool,
        at: datetime,
        text: str,
        named: str = "",
        place: str = "",
        sender: str = "",
        area: str = "",
        made: str | None = None,
    ) -> tuple[Incident, bool]:
        """The incident this message belongs to, and whether it is new. `named` is the place it names as incidents tell
        it apart, `place` the words it names it by, "" for none; `area` the feeder or village of its group; `made` the
        text made plain, by those who have it."""
        said = bared(text) if made is None else bare(made)
        one = member_of(at, self.lexicon.bears(kind), urgency, sender, place or named, said)
        spreads = group is not None and kind in self.lexicon.spreads
        found, mark = None, ""
        if spreads:
            found = self._spreading(_where(area, group), kind, at)
        elif group is not None:
            found = self._going_on(group, one, kind, named)
        if found is None:
            mark = _mark(one.text)
            found = None if spreads else self._as_before(mark, group, kind, at)
        fresh = found is None
        if found is None:
            found = Incident(
                group, kind, urgency, vulnerable, at, at, heard=0, fingerprint=mark, named=named, area=area
            )
            self._index(found)
        found.named = found.named or named
        _join(found, kind, urgency, vulnerable, at, sender)
        if group is not None:
            self._in_group(group, found)
            found.remember(group, one)
        joined = self._grown(found, kind, area, group) if spreads and group is not None else found
        return joined, fresh and joined is found

    def _going_on(self, group: int, one: Member, kind: str, named: str) -> Incident | None:
        """The incident of this group it is most like, if it is like one enough."""
        live, since, until = [], one.at - LIVE, one.at + LIVE
        for incident in _roots(self.by_group.get(group, ())):
            members = incident.members.get(group)
            if members and since <= members[-1].at <= until:
                live.append(incident)
        if not live:
            return None
        best, most = None, ENOUGH
        for incident, alike in zip(live, likenesses(one, [each.view(group) for each in live]), strict=True):
            if self._of_its_own(one, kind, named, incident, incident.members[group]):
                continue
            if named and incident.named == named:
                alike += THERE_TOO
            if alike >= most:
                best, most = incident, alike
        return best

    def _of_its_own(self, one: Member, kind: str, named: str, incident: Incident, among: Sequence[Member]) -> bool:
        """A danger is no part of the trouble it came of, nor of a danger at another place that was named. Kinds whose
        bearing no pack tells are one only within their family and a session."""
        if kind not in self.lexicon.bearings:
            family = self.lexicon.family
            return family(kind) != family(incident.kind) or abs(one.at - among[-1].at) > SESSION
        if one.bears == DANGER and all(member.bears != DANGER for member in among):
            return True
        return one.urgency >= NOW and bool(named) and incident.named not in ("", named)

    def _as_before(self, mark: str, group: int | None, kind: str, at: datetime) -> Incident | None:
        return self._same_letter(mark, at) if group is None else self._same_text(mark, kind, at)

    def _same_letter(self, mark: str, at: datetime) -> Incident | None:
        found = self.by_print.get(mark) if mark else None
        return found.root() if found and abs(at - found.last_at) <= SAME_LETTER else None

    def _same_text(self, mark: str, kind: str, at: datetime) -> Incident | None:
        """What was sent to several groups is one thing said, not several."""
        found = self.by_print.get(mark) if mark else None
        if found is None or found.group is None or self.lexicon.family(kind) != self.lexicon.family(found.kind):
            return None
        return found.root() if abs(at - found.last_at) <= SESSION else None

    def _spreading(self, where: str, kind: str, at: datetime) -> Incident | None:
        """The nearest incident of this kind on a feeder or in a village that is not silent for long."""
        near = [
            (gap, _rank(one), one)
            for one in _roots(self.by_area.get(where, ()))
            if kind in one.kinds and (gap := _gap((at, at), one.kinds[kind])) <= OUTAGE
        ]
        return min(near, key=lambda found: found[:2])[2] if near else None

    def _grown(self, incident: Incident, kind: str, area: str, group: int) -> Incident:
        """Make one of this and all others of its kind and place that no long silence lies between. Returns that one.

        Spells only grow, so that in the end the same incidents are one in whatever order their messages came.
        """
        known = self.by_area[_where(incident.area or area, incident.group or group)]
        while True:
            near = [one for one in _roots(known) if one is not incident and _is_one(incident, one, kind)]
            if not near:
                return incident
            incident = _merge(incident, min(near, key=_rank))


def _where(area: str, group: int | None) -> str:
    return area or f"group:{group}"


def _roots(incidents: Sequence[Incident]) -> Sequence[Incident]:
    """Each once, however many have become one since."""
    for one in incidents:
        if one.into is not None:
            return list(dict.fromkeys(one.root() for one in incidents))
    return incidents


def _gap(one: Spell, other: Spell) -> timedelta:
    return max(one[0] - other[1], other[0] - one[1])


def _is_one(one: Incident, other: Incident, kind: str) -> bool:
    if kind not in other.kinds or one.apart(other) or (one.fixed and other.fixed):
        return False
    return _gap(one.kinds[kind], other.kinds[kind]) <= OUTAGE


def _rank(incident: Incident) -> tuple[bool, datetime, bool, int, int]:
    """Which of two goes on: one that has a case, else the one heard of first."""
    return (not incident.fixed, incident.first_at, incident.lead is None, incident.lead or 0, incident.group or 0)


def _merge(one: Incident, other: Incident) -> Incident:
    kept, gone = sorted([one, other], key=_rank)
    gone.into = kept
    kept.heard += gone.heard
    kept.first_at, kept.last_at = min(kept.first_at, gone.first_at), max(kept.last_at, gone.last_at)
    for kind, (first, last) in gone.kinds.items():
        _said(kept, kind, first, last)
    kept.sides |= gone.sides
    kept.people |= gone.people
    kept.unknown += gone.unknown
    kept.vulnerable = kept.vulnerable or gone.vulnerable
    for group, members in gone.members.items():
        both = sorted([*kept.members.get(group, ()), *members], key=lambda member: (member.at, member.text))
        kept.members[group] = both[-LOOKED_AT:]
        kept.views.pop(group, None)
    _raise(kept, gone.urgency)
    return kept


def _join(incident: Incident, kind: str, urgency: int, vulnerable: bool, at: datetime, sender: str) -> None:
    """One more message: the trouble is as urgent as its gravest message, and what spreads is to be seen to today."""
    incident.heard += 1
    _said(incident, kind, at, at)
    incident.first_at, incident.last_at = min(incident.first_at, at), max(incident.last_at, at)
    incident.vulnerable = incident.vulnerable or vulnerable
    if sender:
        incident.people.add(sender)
    else:
        incident.unknown += 1
    _raise(incident, urgency)


def _said(incident: Incident, kind: str, first: datetime, last: datetime) -> None:
    since, until = incident.kinds.get(kind, (first, last))
    incident.kinds[kind] = (min(since, first), max(until, last))


def _raise(incident: Incident, urgency: int) -> None:
    risen = max(incident.urgency, urgency)
    if incident.group is not None and incident.households >= SPREADING_FROM:
        risen = max(risen, 2)
    incident.raised = incident.raised or risen > incident.urgency
    incident.urgency = risen
