"""Labelled chat of written groups, read from text files. No database.

A file is one group: a head of lines `# name: value`, then one message a line:
number | day and time | who | verdict | v | earliest message of the same incident | place words | text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

HEADS = ("group", "home", "home_code", "date")
KINDS = {"h": "hazard", "v": "vulnerable", "a": "repeated_angry", "o": "outage", "c": "complaint"}
FIELDS = 8
ROLES = {"u": "resident", "s": "staff"}

_TIME = re.compile(r"(\d+) (\d\d):(\d\d)")
_WHO = re.compile(r"[us]\d\d")
_VERDICT = re.compile(rf"-|[{''.join(KINDS)}][123]")


class UnreadableGroup(ValueError):
    """A line that cannot be read: which file, which line, why."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path}:{line}: {why}")


@dataclass(frozen=True, slots=True)
class Line:
    """One message with its label. `kind` "" and `urgency` 0 for ordinary talk; `incident` the number of the earliest
    message of the same incident, its own for the first, "" for ordinary talk."""

    number: str
    at: datetime
    sender: str
    role: str
    kind: str
    urgency: int
    vulnerable: bool
    incident: str
    place: str
    text: str

    @property
    def risk(self) -> bool:
        return self.urgency > 0


@dataclass(frozen=True, slots=True)
class Talk:
    """A written group: its name and home, and what was said in it, the oldest first."""

    code: str
    name: str
    home: str
    home_code: str
    lines: tuple[Line, ...]


def read_groups(paths: Iterable[Path]) -> list[Talk]:
    """All groups of these files, in their order. Raises UnreadableGroup."""
    return [read_group(path) for path in paths]


def read_group(path: Path) -> Talk:
    """One group. Raises UnreadableGroup naming file, line and reason."""
    head: dict[str, str] = {}
    rows: list[tuple[int, str]] = []
    for number, row in enumerate(path.read_text("utf-8").splitlines(), 1):
        if row.startswith("#"):
            name, _, value = row[1:].partition(":")
            head[name.strip()] = value.strip()
        elif row.strip():
            rows.append((number, row))
    for name in HEADS:
        if not head.get(name):
            raise UnreadableGroup(path, 1, f"the head has no '# {name}:'")
    try:
        first = datetime.fromisoformat(head["date"] + "T00:00:00+08:00")
    except ValueError:
        raise UnreadableGroup(path, 1, f"{head['date']!r} is no date") from None
    return Talk(path.stem, head["group"], head["home"], head["home_code"], tuple(_lines(path, rows, first)))


def _lines(path: Path, rows: list[tuple[int, str]], first: datetime) -> Iterator[Line]:
    said: dict[str, Line] = {}
    last = first
    for number, row in rows:
        try:
            line = _line(row, first, said)
            if line.at < last:
                raise ValueError("the time goes back")
        except ValueError as error:
            raise UnreadableGroup(path, number, str(error)) from None
        said[line.number], last = line, line.at
        yield line


def _line(row: str, first: datetime, said: dict[str, Line]) -> Line:
    parts = row.split("|", FIELDS - 1)
    if len(parts) != FIELDS:
        raise ValueError(f"{len(parts)} fields, {FIELDS} are wanted")
    number, time, who, verdict, frail, same, place, text = parts
    when = _TIME.fullmatch(time)
    if when is None:
        raise ValueError(f"{time!r} is no time like '1 19:02'")
    if not _WHO.fullmatch(who):
        raise ValueError(f"{who!r} is nobody like u01 or s01")
    if not _VERDICT.fullmatch(verdict):
        raise ValueError(f"{verdict!r} is no verdict like - or h3")
    if number in said:
        raise ValueError(f"the number {number} stands twice")
    if not text.strip():
        raise ValueError("there is no text")
    risk = verdict != "-"
    _agree(said, text, risk=risk, frail=frail, same=same, place=place)
    day, hour, minute = (int(part) for part in when.groups())
    return Line(
        number=number,
        at=first + timedelta(days=day - 1, hours=hour, minutes=minute),
        sender=who,
        role=ROLES[who[0]],
        kind=KINDS[verdict[0]] if risk else "",
        urgency=int(verdict[1]) if risk else 0,
        vulnerable=frail == "v",
        incident=(said[same].incident if same else number) if risk else "",
        place=place,
        text=text,
    )


def _agree(said: dict[str, Line], text: str, *, risk: bool, frail: str, same: str, place: str) -> None:
    """Raises ValueError where the fields of one line contradict each other."""
    if frail not in ("", "v"):
        raise ValueError(f"{frail!r} is neither v nor empty")
    if not risk and (frail or same):
        raise ValueError("ordinary talk has neither v nor an incident")
    if same and (same not in said or not said[same].risk):
        raise ValueError(f"the incident {same!r} names no earlier message of risk")
    if place and place not in text:
        raise ValueError(f"the place {place!r} is not in the text")
