"""How likely a message of a group speaks of an incident that goes on there: a sum of plain signs, each with a weight
learnt from labelled groups (benches/incident_pairs.py --learn). No database."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from operator import add

import msgspec

from jishiyu.sensing.incidents.weights import WEIGHTS
from jishiyu.sensing.triage import plain

LIVE = timedelta(days=2)  # of silence after which nothing joins an incident any more
ENOUGH = -0.5  # the sum from which a message joins
THERE_TOO = 2.0  # what a place adds that both name, and that is finer than the group's home
GAPS = (2, 5, 15, 30, 60, 120)  # minutes
SOON = 10  # minutes
SHORT = 6  # characters
LONG = 40

_NOISE = re.compile(r"\W+")
_SAME, _OTHER = 0.6, 0.3  # shares of a place's characters


class Member(msgspec.Struct, frozen=True, gc=False):
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
    return member_of(at, bears, urgency, sender, place, bared(text))


def member_of(at: datetime, bears: str, urgency: int, sender: str, place: str, text: str) -> Member:
    """The same of a text made bare."""
    return Member(at, bears, urgency, sender, place, text, frozenset(map(add, text, text[1:])))


def bared(text: str) -> str:
    """A text made plain, without signs between its words."""
    return bare(plain(text))


def bare(made: str) -> str:
    """A text made plain already, without signs between its words."""
    return made if made.isalnum() else _NOISE.sub("", made)


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


class View(msgspec.Struct, gc=False):
    """What likeness asks of an incident in a group, gathered once for the messages that are compared with it."""

    last_at: datetime
    last_bears: str
    last_sender: str
    kinds: frozenset[str]
    urgency: int
    senders: dict[str, datetime]  # of each the latest message
    places: list[frozenset[str]]
    texts: str


def view(among: Sequence[Member]) -> View:
    last = among[-1]
    return View(
        last.at, last.bears, last.sender, frozenset([member.bears for member in among]),
        max([member.urgency for member in among]),
        {member.sender: member.at for member in among if member.sender},
        [frozenset(member.place) for member in among if member.place],
        "\0".join([member.text for member in among]),
    )  # fmt: skip


def follow(of: View, one: Member, gone: Member | None, members: Sequence[Member]) -> None:
    """Bring a view up to date: `one` was said last, and `gone`, the earliest, is no longer looked at. `members` are
    those that are."""
    of.last_at, of.last_bears, of.last_sender = one.at, one.bears, one.sender
    of.texts += "\0" + one.text
    if one.place:
        of.places.append(frozenset(one.place))
    if one.sender:
        of.senders[one.sender] = one.at
    if gone is None:
        of.kinds |= {one.bears}
        of.urgency = max(of.urgency, one.urgency)
        return
    of.texts = of.texts[len(gone.text) + 1 :]
    if gone.place:
        del of.places[0]
    if gone.sender and all([member.sender != gone.sender for member in members]):
        del of.senders[gone.sender]
    if gone.bears != one.bears:
        of.kinds = frozenset([member.bears for member in members])
    if gone.urgency != one.urgency:
        of.urgency = max([member.urgency for member in members])


def likenesses(one: Member, views: Sequence[View]) -> list[float]:
    """What `likeness` says of each incident that goes on in a group, the others being the rest of them. Of one that is
    so unlike that neither words nor place could make it join, those are not counted."""
    bears, sender, at = one.bears, one.sender, one.at
    newest = max([of.last_at for of in views])
    of_kind = [of.last_at for of in views if bears in of.kinds]
    newest_of_kind = max(of_kind) if of_kind else None
    heard_of = sum([sender in of.senders for of in views]) if sender else 0
    inside, outside, mixed = _IN.get(bears, 0.0), _OUT.get(bears, 0.0), _MIXED.get(bears, 0.0)
    sums = []
    for of in views:
        last_at, kinds = of.last_at, of.kinds
        mine = bears in kinds
        total = _ALWAYS + _AFTER.get((bears, of.last_bears), 0.0) + (inside if mine else outside)
        if len(kinds) > mine:
            total += mixed
        total += _OF_GAP[bisect_left(_STEPS, at - last_at if at >= last_at else last_at - at)]
        if last_at >= newest:
            total += _LATEST
        if len(of_kind) > mine:
            total += _RIVAL
        if mine and newest_of_kind == last_at:
            total += _LATEST_OF_KIND
        if heard_of:
            total += _by_sender(one, of, heard_of)
        sums.append(total if total < _HOPELESS else total + _by_place(one, of) + _by_text(one, of))
    return sums


_W = WEIGHTS.get
_ALWAYS, _LATEST, _RIVAL = WEIGHTS["always"], _W("latest", 0.0), _W("rival", 0.0)
_LATEST_OF_KIND, _OWN, _OWN_LAST = _W("latest_of_kind", 0.0), _W("own", 0.0), _W("own_last", 0.0)
_OWN_ELSEWHERE, _OWN_SOON, _NO_PLACE = _W("own_elsewhere", 0.0), _W("own_soon", 0.0), _W("no_place", 0.0)
_PLACE_SAID, _PLACE_NEW, _PLACE_SAME = _W("place_said", 0.0), _W("place_new", 0.0), _W("place_same", 0.0)
_SHORT, _LONG, _GRAVER = _W("short", 0.0), _W("long", 0.0), _W("graver", 0.0)
_STEPS = [timedelta(minutes=step) for step in GAPS]
_OF_GAP = [0.0, *accumulate([_W(f"gap>{step}", 0.0) for step in GAPS])]  # by how many steps it is longer
_SHARED_WEIGHTS = [_W(f"shared>={least}", 0.0) for least in (1, 2, 3)]
_SHARED = [0.0, *accumulate(_SHARED_WEIGHTS)]
_MOST_SHARED = len(_SHARED) - 1
_SOON = timedelta(minutes=SOON)


def _table(name: str) -> dict[str, float]:
    """Weights of the signs that are told for each bearing."""
    return {sign.removeprefix(f"{name}:"): weight for sign, weight in WEIGHTS.items() if sign.startswith(f"{name}:")}


_AFTER = {(pair.partition(">")[0], pair.partition(">")[2]): weight for pair, weight in _table("after").items()}
_IN, _OUT, _MIXED, _OWN_OF, _PLACE_OTHER = (_table(name) for name in ("in", "out", "mixed", "own", "place_other"))
_PLACE_OTHER = {bears: _W("place_other", 0.0) + weight for bears, weight in _PLACE_OTHER.items()}
_OTHERWISE = _W("place_other", 0.0)
_MOST_BY_WORDS = sum(max(0.0, weight) for weight in _SHARED_WEIGHTS) + sum(
    max(0.0, weight) for weight in (_NO_PLACE, _PLACE_SAID, _PLACE_NEW, _PLACE_SAME, _SHORT, _LONG, _GRAVER)
)
_HOPELESS = ENOUGH - THERE_TOO - _MOST_BY_WORDS - max([0.0, *_PLACE_OTHER.values()])


def _by_sender(one: Member, of: View, heard_of: int) -> float:
    at = of.senders.get(one.sender)
    total = _OWN_ELSEWHERE if heard_of > (at is not None) else 0.0
    if at is None:
        return total
    total += _OWN + _OWN_OF.get(one.bears, 0.0)
    if of.last_sender == one.sender:
        total += _OWN_LAST
    return total + (_OWN_SOON if abs(one.at - at) <= _SOON else 0.0)


def _by_place(one: Member, of: View) -> float:
    if not one.place:
        return _NO_PLACE
    total = _PLACE_SAID if one.place in of.texts else 0.0
    if not of.places:
        return total + _PLACE_NEW
    mine = frozenset(one.place)
    best = max([len(mine & place) / min(len(mine), len(place)) for place in of.places])
    if best >= _SAME:
        return total + _PLACE_SAME
    return total + (_PLACE_OTHER.get(one.bears, _OTHERWISE) if best < _OTHER else 0.0)


def _by_text(one: Member, of: View) -> float:
    shared, texts = 0, of.texts
    for gram in one.grams:
        if gram in texts:
            shared += 1
            if shared == _MOST_SHARED:
                break
    total = _SHARED[shared]
    length = len(one.text)
    if length <= SHORT:
        total += _SHORT
    elif length >= LONG:
        total += _LONG
    return total + (_GRAVER if one.urgency > of.urgency else 0.0)
