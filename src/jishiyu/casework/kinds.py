"""What a pack may declare to casework: kinds of case, their promises, and what finishing demands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from jishiyu.lib.phrases import Phrase
from jishiyu.lib.worktime import Hours, Limit

What = Literal["respond", "contact", "arrive", "resolve"]
Level = Literal["urge", "supervise", "escalate"]


@dataclass(frozen=True, slots=True)
class LadderStep:
    """A rung of urging: at `percent` of the promise to resolve, from its start, this level is taken."""

    percent: int
    level: Level


A_WORKDAY = Limit(1, "working_days")
LADDER = (LadderStep(75, "urge"), LadderStep(100, "supervise"), LadderStep(150, "escalate"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRule:
    """One promise of a kind. Met by: respond, a unit accepts; contact, it speaks with the requester; arrive, it is
    on the spot; resolve, the case is answered.

    `by_urgency` goes before `by_setting` (urban, rural, remote), which goes before `limit`. It starts when the
    need was heard or, with `after`, when that other promise falls due: no promise waits for anybody's click.
    """

    what: What
    limit: Limit
    by_setting: Mapping[str, Limit] = field(default_factory=dict)
    by_urgency: Mapping[int, Limit] = field(default_factory=dict)
    after: What | None = None
    ground: str = ""  # the rule it comes from, as cited to the reader


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKind:
    """A kind of case of one service line.

    `role` names the duty that answers for it in a place. With `direct`, a case goes to that duty's officer the
    moment it is opened, and a person looks afterwards; without, a dispatcher sends it. `lines` are the lines it goes
    out on: the territory (属地) alone, or the trade's desk (行业专班) too.
    """

    code: str  # pack.kind, e.g. power.outage
    name: Phrase
    promises: tuple[PromiseRule, ...]
    role: str = ""
    direct: bool = False
    photo_required: bool = False
    public: bool = True  # offered on the portal's form
    lines: tuple[str, ...] = ("territory",)  # the first leads; with "trade" beside it, both must answer
    hours: Hours | None = None  # in which its working time runs; else the office's opening hours
    return_within: Limit = A_WORKDAY  # from being sent, for a unit that says it is not its matter
    ladder: tuple[LadderStep, ...] = LADDER
    sure_from: int | None = None  # percent: a suggestion less sure than this waits for a person; None: the office's
    confidential: bool = False  # the requester is known to the centre only, whatever they chose


_kinds: dict[str, CaseKind] = {}


def declare_kind(kind: CaseKind) -> None:
    """Make a kind known; the loader calls this for every pack. Raises ValueError on a second one of that code."""
    if kind.code in _kinds and _kinds[kind.code] != kind:
        raise ValueError(f"case kind {kind.code} is declared twice")
    _kinds[kind.code] = kind


def kind_of(code: str) -> CaseKind:
    """The declared kind. Raises LookupError naming the code."""
    try:
        return _kinds[code]
    except KeyError:
        raise LookupError(f"no pack declares the case kind {code!r}") from None


def ladder_of(code: str) -> Sequence[LadderStep]:
    """The table of urging of a kind; the common one when no loaded pack declares the kind any more."""
    return _kinds[code].ladder if code in _kinds else LADDER


def kinds(pack: str = "") -> list[CaseKind]:
    """Declared kinds in the order their packs list them; of one pack when named."""
    return [kind for kind in _kinds.values() if not pack or kind.code.startswith(f"{pack}.")]
