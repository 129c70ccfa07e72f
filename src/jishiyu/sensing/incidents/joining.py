"""How likely a message of a group speaks of an incident that goes on there: a sum of plain signs, each with a weight
learnt from labelled groups (benches/incident_pairs.py --learn). No database."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jishiyu.sensing.incidents.weights import WEIGHTS
from jishiyu.sensing.triage import plain

LIVE = timedelta(days=2)  # of silence after which nothing joins an incident any more
ENOUGH = -0.5  # the sum from which a message joins
GAPS = (2, 5, 15, 30, 60, 120)  # minutes
SOON = 10  # minutes
SHORT = 6  # characters
LONG = 40

_NOISE = re.compile(r"\W+")
_SAME, _OTHER = 0.6, 0.3  # shares of a place's characters


@dataclass(frozen=True, slots=True)
class Member:
    """What joining looks at in one message. `bears` is how its kind behaves (kinds.Bearing); `place` the words of the
    place it names."""

    at: datetime
    bears: str
    urgency: int
    sender: str
    place: str
    text: str
    grams: frozenset[str]


def member(*, at: datetime, bears: str, urgency: int, sender: str = "", place: str = "", text: str = "") -> Member:
    bare = _NOISE.sub("", plain(text))
    grams = frozenset(bare[start : start + 2] for start in range(len(bare) - 1))
    return Member(at, bears, urgency, sender, place, bare, grams)


def signs(one: Member, among: Sequence[Member], others: Sequence[Sequence[Member]]) -> Iterator[str]:
    """Names of the signs that hold between a message and an incident of its group. `among` are the incident's messages
    there in the order they were said, `others` those of each other incident going on there."""
    last = among[-1]
    kinds = {member.bears for member in among}
    yield f"after:{one.bears}>{last.bears}"
    yield f"{'in' if one.bears in kinds else 'out'}:{one.bears}"
    if kinds - {one.bears}:
        yield f"mixed:{one.bears}"
    gap = abs((one.at - last.at) / timedelta(minutes=1))
    yield from (f"gap>{step}" for step in GAPS if gap > step)
    later = [other for other in others if other[-1].at > last.at]
    alike = [other for other in others if any(member.bears == one.bears for member in other)]
    if not later:
        yield "latest"
    if alike:
        yield "rival"
    if one.bears in kinds and not any(other in later for other in alike):
        yield "latest_of_kind"
    yield from _of_sender(one, among, others)
    yield from _of_place(one, among)
    yield from _of_text(one, among)


def _of_sender(one: Member, among: Sequence[Member], others: Sequence[Sequence[Member]]) -> Iterator[str]:
    if not one.sender:
        return
    own = [member for member in among if member.sender == one.sender]
    if own:
        yield "own"
        yield f"own:{one.bears}"
        if own[-1] is among[-1]:
            yield "own_last"
        if abs(one.at - own[-1].at) <= timedelta(minutes=SOON):
            yield "own_soon"
    if any(member.sender == one.sender for other in others for member in other):
        yield "own_elsewhere"


def _of_place(one: Member, among: Sequence[Member]) -> Iterator[str]:
    named = [member.place for member in among if member.place]
    if not one.place:
        yield "no_place"
        return
    if any(one.place in member.text for member in among):
        yield "place_said"
    if not named:
        yield "place_new"
        return
    mine = set(one.place)
    best = max(len(mine & set(place)) / min(len(mine), len(set(place))) for place in named)
    if best >= _SAME:
        yield "place_same"
    elif best < _OTHER:
        yield "place_other"
        yield f"place_other:{one.bears}"


def _of_text(one: Member, among: Sequence[Member]) -> Iterator[str]:
    shared = len(one.grams & frozenset[str]().union(*(member.grams for member in among)))
    yield from (f"shared>={least}" for least in (1, 2, 3) if shared >= least)
    if len(one.text) <= SHORT:
        yield "short"
    if len(one.text) >= LONG:
        yield "long"
    if one.urgency > max(member.urgency for member in among):
        yield "graver"


def likeness(one: Member, among: Sequence[Member], others: Sequence[Sequence[Member]]) -> float:
    """The sum of the weights of the signs that hold; at ENOUGH and above the message joins."""
    return WEIGHTS["always"] + sum(WEIGHTS.get(sign, 0.0) for sign in signs(one, among, others))
