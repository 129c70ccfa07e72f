"""What is handed to the actions: programmes, items, targets and measured rows as somebody wrote them down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDraft:
    """A programme by its code; `unit` is the key of the unit that keeps it."""

    code: str
    kind: str
    name: str
    since: date
    until: date
    unit: int | None = None
    basis: str = ""
    public: bool = True


@dataclass(frozen=True, slots=True)
class Origin:
    """A level that asks for an item, and the matter under which it stands in that level's list."""

    level: str
    matter: str
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDraft:
    """An item of a programme by its code. Keys are those of registry rows; `milestones` are (name, due day)."""

    code: str
    name: str
    category: str = ""
    content: str = ""
    nature: str = ""
    group: str = ""
    division: str = ""
    place: str = ""
    series: str = ""
    begins_on: date | None = None
    due_on: date | None = None
    lead_unit: int | None = None
    lead_official: int | None = None
    team: str = ""
    total: int | None = None  # fen
    assisting: tuple[int, ...] = ()
    origins: tuple[Origin, ...] = ()
    milestones: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose target: of an item, a unit, a division or a subject; of none of them: of all together."""

    item: int | None = None
    unit: int | None = None
    division: str | None = None
    subject: int | None = None

    @property
    def key(self) -> str:
        """How rows name it: item:7, unit:3, division:430903, subject:9, all."""
        named = {"item": self.item, "unit": self.unit, "division": self.division, "subject": self.subject}
        said = [f"{name}:{value}" for name, value in named.items() if value]
        return "+".join(said) or "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetDraft:
    """So much of a series from day to day. `curve` as in curves.py; none: even."""

    series: str
    scope: Scope = field(default_factory=Scope)
    since: date
    until: date
    amount: int
    curve: Mapping[str, Any] = field(default_factory=lambda: {"kind": "even"})


@dataclass(frozen=True, slots=True)
class Measured:
    """One amount, in 10^-places of the series' unit. `key` is the source's own name of the row: the same source, series
    and key is never taken twice. The kilograms and the fen of one purchase are two of these under one key."""

    series: str
    key: str
    day: date
    amount: int
    grade: str = ""
    item: int | None = None
    unit: int | None = None
    division: str | None = None
    subject: int | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of measured rows: new ones, those known already, and those known with another amount or day, which
    are left as they are (a correction is a deed of its own). The three add up to the rows given."""

    new: int
    known: int
    differing: tuple[str, ...] = ()  # their keys

    @property
    def rows(self) -> int:
        return self.new + self.known + len(self.differing)


@dataclass(frozen=True, slots=True)
class Money:
    """Planned and actual fen from one source."""

    source: str
    planned: int = 0
    actual: int = 0


@dataclass(frozen=True, slots=True)
class PeerAmount:
    """What one place had of a series. `whole`: the place all peers lie in, with its own figure."""

    place: str
    name: str
    amount: int
    whole: bool = False
