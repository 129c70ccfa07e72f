"""Programmes, items and targets from the ledger alone: what their entries say of them, without looking at a row. Pure.

It is the second way to the same state: what the deeds keep in the tables must equal it. A thing told is a plain mapping
of names to plain values, by how the ledger names it: programme:3, item:7, target:9.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jishiyu.programmes.models import Item, Target

BEFORE: Mapping[str, Any] = {  # of an item nothing was told of yet
    "state": Item.State.PLANNED.value, "begun_on": None, "entered_on": None, "finished_on": None, "problem": "",
    "next_step": "", "version": 1,
}  # fmt: skip
TARGET = ("series", "scope", "since", "until", "amount", "curve")
PLACE = TARGET[:4]  # one target is in force for each
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry, as far as it tells of a thing."""

    subject: str
    act: str
    by: str
    after: Mapping[str, Any]
    data: Mapping[str, Any]


@dataclass(slots=True)
class Told:
    """All things told of, by subject, and changes of targets that wait for somebody's word, by their key."""

    things: dict[str, Plain] = field(default_factory=dict)
    asked: dict[int, Plain] = field(default_factory=dict)

    def thing(self, subject: str) -> Plain:
        return self.things.setdefault(subject, nothing(subject))


def nothing(subject: str) -> Plain:
    """A thing before anything is told of it."""
    match subject.partition(":")[0]:
        case "item":
            lists: Plain = {name: {} for name in ("origins", "milestones", "funds")}
            return {**BEFORE, **lists, "assisting": [], "progress": [], "targets": []}
        case "programme":
            return {"meetings": []}
    return {"targets": []}


def told(deeds: Iterable[Deed]) -> dict[str, Plain]:
    """What the entries say, in the order they were written."""
    found = Told()
    for deed in deeds:
        HEARD[deed.act](found, deed)
    return found.things


def _fields(found: Told, deed: Deed) -> None:
    """Made or changed: fields, and lists as a whole. A change of lists alone is no new version."""
    thing = found.thing(deed.subject)
    thing |= deed.after
    if deed.act == "item_changed" and deed.after:
        thing["version"] += 1
    if "origins" in deed.data:
        thing["origins"] = {level: list(said) for level, *said in deed.data["origins"]}
    if "assisting" in deed.data:
        thing["assisting"] = list(deed.data["assisting"])
    if "milestones" in deed.data:
        _nodes(thing["milestones"], dict(deed.data["milestones"]))


def _nodes(kept: dict[str, list[str | None]], said: Mapping[str, str]) -> None:
    """Nodes as said; one that was passed stays whatever is said."""
    for name in [name for name, (_due, passed, *_more) in kept.items() if not passed and name not in said]:
        del kept[name]
    for name, due in said.items():
        kept.setdefault(name, [due, None, "", ""])[0] = due


def _goes_on(found: Told, deed: Deed) -> None:
    thing = found.thing(deed.subject)
    thing |= deed.after
    thing["version"] += 1
    if deed.act == "progress_noted":
        said = [deed.data["day"], deed.data["words"], thing["problem"], thing["next_step"], deed.by]
        thing["progress"].append([*said, list(deed.data["photos"])])


def _money(found: Told, deed: Deed) -> None:
    found.thing(deed.subject)["funds"] = {source: list(pair) for source, pair in deed.after["funds"].items()}


def _passed(found: Told, deed: Deed) -> None:
    nodes = found.thing(deed.subject)["milestones"]
    nodes[deed.data["milestone"]] = [deed.data["due"], deed.after["passed_on"], deed.data["evidence"], deed.by]


def _met(found: Told, deed: Deed) -> None:
    said = [deed.data[name] for name in ("kind", "title", "held_on", "items", "words")]
    found.thing(deed.subject)["meetings"].append([*said, deed.by])


def _target(found: Told, deed: Deed) -> None:
    """Set, or asked for."""
    live = deed.act == "target_set"
    row = {name: deed.after[name] for name in TARGET}
    row |= {"by": deed.by, "ground": deed.data.get("ground", ""), "ruled_by": ""}
    row["state"] = Target.State.LIVE.value if live else Target.State.ASKED.value
    found.thing(deed.subject)["targets"].append(row)
    if not live:
        found.asked[deed.data["target"]] = row


def _ruled(found: Told, deed: Deed) -> None:
    """Another's word on a change: it takes the place of the one in force, or falls."""
    row = found.asked.pop(deed.data["target"])
    row["ruled_by"] = deed.by
    if deed.act == "target_change_refused":
        row["state"] = Target.State.REFUSED.value
        return
    for thing in found.things.values() if not row["scope"].startswith("item:") else [found.thing(deed.subject)]:
        for other in thing.get("targets", ()):
            if other["state"] == Target.State.LIVE.value and all(other[name] == row[name] for name in PLACE):
                other["state"] = Target.State.REPLACED.value
    row["state"] = Target.State.LIVE.value


HEARD: Mapping[str, Callable[[Told, Deed], None]] = {
    **dict.fromkeys(("programme_made", "programme_changed", "item_made", "item_changed"), _fields),
    **dict.fromkeys(("item_begun", "item_entered", "progress_noted", "item_finished", "item_dropped"), _goes_on),
    **dict.fromkeys(("target_set", "target_change_asked"), _target),
    **dict.fromkeys(("target_change_approved", "target_change_refused"), _ruled),
    "money_noted": _money,
    "milestone_passed": _passed,
    "meeting_held": _met,
}


def differing(kept: Mapping[str, Plain], told: Mapping[str, Plain]) -> list[str]:
    """Where the tables and the ledger disagree, in words; none when all is well."""
    found = []
    for subject in sorted(kept.keys() | told.keys()):
        mine, theirs = kept.get(subject), told.get(subject)
        if mine is None or theirs is None:
            found.append(f"{subject}: {'not told of' if theirs is None else 'told of, and not kept'}")
            continue
        found += [
            f"{subject} {name}: kept {mine.get(name)!r}, told {theirs.get(name)!r}"
            for name in sorted(mine.keys() | theirs.keys())
            if mine.get(name) != theirs.get(name)
        ]
    return found
