"""What a pack may declare to outreach: kinds of gathering and of residency, outcomes that are measured, how often whom
is to be visited and how that is appraised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from jishiyu.lib.phrases import Phrase
from jishiyu.outreach.recurrence import Every, IfOff

Guest = Literal["enterprise", "resident", "officer"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A quantity that came of a gathering or a case. Amounts are integers in 10^-places of the unit: money in yuan with
    two places is fen."""

    code: str  # pack.outcome
    name: Phrase
    unit: Phrase
    places: int = 0
    basis: Phrase = ""  # what is counted and what not (口径)


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringKind:
    """A kind of gathering. With `every` it recurs: on the `weekday` (0 Monday) of the `week` (1 to 4, -1 the last) of
    the `month` (1 the first) of each period, see recurrence.py; moved by `if_off` where that day is not worked.

    `invites` says whom. With `roster`, an attribute, those who have it are the list nobody may be missing from, of
    whom this kind reaches the ones whose value is in `reaches` (all, when empty); `hours` are those of a year that each
    of them is to have, by the value of the attribute `grade`.
    """

    code: str  # pack.kind
    name: Phrase
    invites: Guest = "enterprise"
    every: Every | None = None
    month: int = 1
    week: int = 1
    weekday: int = 0
    if_off: IfOff = "next"
    notice_days: int = 3  # working days ahead that those invited are told
    public: bool = False  # whoever it is for may sign up on the portal
    needs: str = ""  # the kind of case a need raised there becomes when nobody says a nearer one
    outcomes: tuple[str, ...] = ()
    forms: Mapping[str, Phrase] = field(default_factory=dict)  # how it may be held: read together, listen, online
    roster: str = ""
    reaches: tuple[str, ...] = ()
    grade: str = ""
    hours: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidencyKind:
    """Officers stationed at an enterprise: the `posts` it has, and the check-lists they go by."""

    code: str  # pack.kind
    name: Phrase
    posts: Mapping[str, Phrase]
    duties: Mapping[str, Phrase]  # done or not, each day
    disciplines: Mapping[str, Phrase]  # kept or broken
    training: str = ""  # the kind of gathering by which they are trained
    needs: str = ""  # the kind of case a difficulty becomes when nobody says a nearer one


_outcomes: dict[str, Outcome] = {}
_gatherings: dict[str, GatheringKind] = {}
_residencies: dict[str, ResidencyKind] = {}


def declare_outcome(one: Outcome) -> None:
    """Make an outcome known; the loader calls this for every pack. Raises ValueError on a second one of that code."""
    if _outcomes.setdefault(one.code, one) != one:
        raise ValueError(f"outcome {one.code} is declared twice")


def declare_gathering(kind: GatheringKind) -> None:
    """Make a kind of gathering known. Raises ValueError on a second one of that code."""
    if _gatherings.setdefault(kind.code, kind) != kind:
        raise ValueError(f"gathering kind {kind.code} is declared twice")


def declare_residency(kind: ResidencyKind) -> None:
    """Make a kind of residency known. Raises ValueError on a second one of that code."""
    if _residencies.setdefault(kind.code, kind) != kind:
        raise ValueError(f"residency kind {kind.code} is declared twice")


def outcomes() -> dict[str, Outcome]:
    return dict(_outcomes)


def gatherings() -> dict[str, GatheringKind]:
    return dict(_gatherings)


def residencies() -> dict[str, ResidencyKind]:
    return dict(_residencies)


def outcome_of(code: str) -> Outcome:
    """The declared outcome. Raises LookupError naming the code."""
    return _found(_outcomes, code, "outcome")


def gathering_of(code: str) -> GatheringKind:
    """The declared kind of gathering. Raises LookupError naming the code."""
    return _found(_gatherings, code, "gathering kind")


def residency_of(code: str) -> ResidencyKind:
    """The declared kind of residency. Raises LookupError naming the code."""
    return _found(_residencies, code, "residency kind")


def _found(known: Mapping[str, T], code: str, what: str) -> T:
    try:
        return known[code]
    except KeyError:
        raise LookupError(f"no pack declares the {what} {code!r}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visiting:
    """How a service line goes out to those it serves.

    `goals`: for each role of duty, so many days within which one answered for is visited once. `needs`: frequent needs
    to begin a note with, as (kind of case, words). `grades`: of an appraisal, from the best down, as (per cent of the
    visits due that were paid, at least; the grade's words).
    """

    of: str = "enterprise"  # the kind of subject
    goals: Mapping[str, int] = field(default_factory=dict)
    needs: Sequence[tuple[str, Phrase]] = ()
    grades: Sequence[tuple[int, Phrase]] = ()


_visiting: list[Visiting] = []


def declare_visiting(visiting: Visiting) -> None:
    """Make it known; the loader calls this for every pack. The same twice changes nothing."""
    if visiting not in _visiting:
        _visiting.append(visiting)


def visiting(of: str = "") -> list[Visiting]:
    """All that packs declared, or what they declared for one kind of subject."""
    return [one for one in _visiting if not of or one.of == of]


def goals(of: str = "") -> dict[str, int]:
    """Days within which one visit is due, by role of duty; the shortest where two packs speak of one role."""
    found: dict[str, int] = {}
    for one in visiting(of):
        for role, days in one.goals.items():
            found[role] = min(days, found.get(role, days))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Liaison:
    """Who is to look after whom: what an assignment of this role goes by.

    Everybody of the kind `of` gets one officer in the role. `trade` is the attribute an officer's trades are compared
    with; who has a value of one of `chief` is for leaders too. `ended`: attribute → values of those nobody looks after
    any more. An officer can have `capacity` of them where nothing else is set for that officer, a leader fewer.

    `leaders`: it is for leaders alone, and every one of them. They get of the `chief` ones as many as there is room
    for: those that have one already, then by the attribute `foremost`, the greatest first.
    """

    role: str
    of: str = "enterprise"
    trade: str = ""
    chief: Sequence[str] = ()
    ended: Mapping[str, Sequence[str]] = field(default_factory=dict)
    capacity: int = 9
    leader_capacity: int = 2
    leaders: bool = False
    foremost: str = ""

    def usual(self, *, leads: bool) -> int:
        """How many one can have for whom nothing else is set."""
        if leads:
            return self.leader_capacity
        return 0 if self.leaders else self.capacity


_liaisons: dict[str, Liaison] = {}


def declare_liaison(liaison: Liaison) -> None:
    """Make it known. Raises ValueError on a second one of that role."""
    if _liaisons.setdefault(liaison.role, liaison) != liaison:
        raise ValueError(f"liaison {liaison.role} is declared twice")


def liaisons() -> list[Liaison]:
    """All that packs declared, in their order."""
    return list(_liaisons.values())


def liaison_of(role: str) -> Liaison:
    """The declared one. Raises LookupError naming the role."""
    return _found(_liaisons, role, "liaison")


def run_for(*, leads: bool) -> Liaison | None:
    """The run in which somebody takes part, by whether they lead; None where no pack declares any."""
    return next((one for one in _liaisons.values() if one.leaders == leads), next(iter(_liaisons.values()), None))


_documents: list[Path] = []


def declare_document(path: Path) -> None:
    """Make a document pack's file known; see documents/packs.py for what it says."""
    if path not in _documents:
        _documents.append(path)


def documents() -> list[Path]:
    return list(_documents)
