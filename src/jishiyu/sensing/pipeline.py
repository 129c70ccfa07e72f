"""What a batch of messages comes to: each one read, judged in its thread, placed, and gathered into an incident. No
database: the same messages in the same room always come to the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from jishiyu.sensing.incidents import Gatherer, Incident
from jishiyu.sensing.place import Gazetteer, Placed, Spot, sound_all
from jishiyu.sensing.plain import plain_all
from jishiyu.sensing.raw import RawMessage
from jishiyu.sensing.triage import QUIET, Judge, Said, Thread, Threads, Verdict

AREA = 6  # digits of a home's code whose names are known without saying where they are: its county


class One(msgspec.Struct, gc=False):
    """A message on its way through the batch; `group` is its group's key, None where it came by itself."""

    raw: RawMessage
    group: int | None
    verdict: Verdict
    placed: Placed
    incident: Incident | None = None


@dataclass(slots=True)
class Room:
    """What is known around the messages of a batch: groups by code, the home of each group and (at None) of whatever
    comes by itself, incidents that are going on, what was said before, names of places by area."""

    groups: Mapping[str, int]
    homes: Mapping[int | None, Spot | None]
    gatherer: Gatherer
    threads: Threads
    names: Mapping[str, Gazetteer]
    areas: Mapping[int, str] = field(default_factory=dict)  # the feeder or village of each group
    spoken_of: dict[int, list[Spot]] = field(default_factory=dict)  # places a group named, the latest last

    def thread(self, group: int, at: datetime) -> Thread:
        return Thread(self.gatherer.thread(group, at))

    def place(self, text: str, heard: str, group: int | None, home: Spot | None) -> Placed:
        if home is None:
            return Placed(None)
        earlier = self.spoken_of.setdefault(group, []) if group is not None else []
        placed = self.names[home.code[:AREA]].find(text, home, earlier, heard)
        if placed.how == "named" and placed.spot is not None:
            earlier.append(placed.spot)
        return placed


@dataclass(slots=True)
class Batch:
    """Messages in the order they were said, each with its group's key and what a judge read in it."""

    raws: Sequence[RawMessage]
    said: Sequence[Said]
    groups: Sequence[int | None]
    readings: Sequence[Any]

    def loud(self) -> list[int]:
        """Places of those that may turn out a risk when they are decided. The rest asks for nothing that goes on."""
        return [
            place for place, reading in enumerate(self.readings) if not isinstance(reading, Verdict) or reading.risk
        ]

    def words(self, place: int) -> str:
        """What a message says, with its title."""
        raw = self.raws[place]
        return f"{raw.title} {raw.text}" if raw.title else raw.text


def read_each(judge: Judge, raws: Sequence[RawMessage], groups: Mapping[str, int], threads: Threads) -> Batch:
    """What each message holds by itself and after what its group said before. `groups` are keys by code."""
    said = [Said(raw.text, raw.title, raw.role, raw.sender, raw.time) for raw in raws]
    keys = [groups.get(raw.group_id) if raw.group_id else None for raw in raws]
    return Batch(raws, said, keys, judge.read(said, threads, keys))


def decide_each(room: Room, judge: Judge, batch: Batch) -> list[One]:
    """Verdict, place and incident of each, in the order they were said."""
    unsaid = {group: Placed(home) for group, home in room.homes.items()}
    loud = batch.loud()
    ones = [
        One(raw, group, reading, unsaid[group])
        for raw, group, reading in zip(batch.raws, batch.groups, batch.readings, strict=True)
    ]
    texts = [batch.words(place) for place in loud]
    sounds = sound_all(texts) if room.names else texts
    made = plain_all([batch.raws[place].text for place in loud])
    for place, text, heard, plain in zip(loud, texts, sounds, made, strict=True):
        one, group, reading = ones[place], batch.groups[place], batch.readings[place]
        if not isinstance(reading, Verdict):
            thread = QUIET if group is None else room.thread(group, one.raw.time)
            one.verdict = judge.decide(batch.said[place], reading, thread)
        if one.verdict.risk:
            home = room.homes[group]
            one.placed = room.place(text, heard, group, home)
            one.incident = _gathered(room, one, home, plain)
    return ones


def judge_each(room: Room, judge: Judge, raws: Sequence[RawMessage]) -> list[One]:
    """Both steps, where what goes on is known before."""
    return decide_each(room, judge, read_each(judge, raws, room.groups, room.threads))


def _gathered(room: Room, one: One, home: Spot | None, made: str) -> Incident:
    incident, _ = room.gatherer.gather(
        group=one.group,
        kind=one.verdict.kind,
        urgency=one.verdict.urgency,
        vulnerable=one.verdict.vulnerable,
        at=one.raw.time,
        text=one.raw.text,
        place=one.placed.words,
        sender=one.raw.sender,
        area=room.areas.get(one.group or 0, ""),
        named=named(one.placed.spot, home) if one.placed.words else "",
        made=made,
    )
    return incident


def named(spot: Spot | None, home: Spot | None) -> str:
    """A place as incidents tell it apart; empty for the home itself, which nobody needs to name."""
    return "" if spot is None or spot == home else f"{spot.code}/{spot.cell or ''}"
