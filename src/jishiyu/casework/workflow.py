"""The one life of a case and of a task: which act leads from which state to which. No database."""

from collections.abc import Iterable
from dataclasses import dataclass

from jishiyu.lib.moves import Moves

CASE_START, CASE_END = "received", "closed"
_AT_WORK = frozenset({"dispatched", "handling"})
_ANY_OPEN = frozenset({"received", "dispatched", "handling", "answered"})
CASE_MOVES: Moves = {
    ("received", "dispatch"): _AT_WORK,  # handling, while an assisting unit is still at it
    ("received", "merge"): frozenset({"handling"}),
    ("received", "close"): frozenset({"closed"}),
    ("received", "withdraw"): frozenset({"closed"}),
    ("dispatched", "add"): frozenset({"dispatched"}),
    ("dispatched", "recall"): frozenset({"received", "dispatched"}),
    ("dispatched", "accept"): frozenset({"handling"}),
    ("dispatched", "return"): frozenset({"received", "dispatched"}),
    ("dispatched", "decide"): frozenset({"dispatched"}),
    ("dispatched", "merge"): frozenset({"handling"}),
    ("dispatched", "withdraw"): frozenset({"closed"}),
    ("received", "accept"): frozenset({"received"}),  # an assisting unit, while the lead is looked for
    ("received", "finish"): frozenset({"received"}),
    ("received", "return"): frozenset({"received"}),
    ("received", "recall"): frozenset({"received"}),
    ("received", "decide"): frozenset({"received"}),
    ("handling", "add"): frozenset({"handling"}),
    ("handling", "recall"): frozenset({"received", "dispatched", "handling", "answered"}),
    ("handling", "accept"): frozenset({"handling"}),
    ("handling", "return"): frozenset({"received", "dispatched", "handling"}),
    ("handling", "decide"): frozenset({"handling", "answered"}),
    ("handling", "finish"): frozenset({"handling", "answered"}),
    ("handling", "follow"): frozenset({"answered"}),  # merged into a case that is answered
    ("handling", "unmerge"): frozenset({"received"}),
    ("handling", "merge"): frozenset({"handling"}),
    ("handling", "withdraw"): frozenset({"closed"}),
    ("answered", "redo"): frozenset({"dispatched"}),
    ("answered", "close"): frozenset({"closed"}),
    ("answered", "withdraw"): frozenset({"closed"}),
    ("closed", "reopen"): frozenset({"received", "dispatched"}),
}

TASK_START = "sent"
TASK_ENDS = frozenset({"finished", "returned", "recalled"})
TASK_MOVES: Moves = {
    ("sent", "accept"): frozenset({"accepted"}),
    ("sent", "return"): frozenset({"returned"}),
    ("sent", "recall"): frozenset({"recalled"}),
    ("accepted", "return"): frozenset({"returned"}),
    ("accepted", "recall"): frozenset({"recalled"}),
    ("accepted", "arrive"): frozenset({"accepted"}),
    ("accepted", "contact"): frozenset({"accepted"}),
    ("accepted", "finish"): frozenset({"finished"}),
}

RETURN_CODES = ("wrong_place", "wrong_owner", "overlap", "false_alarm", "not_ours")
OUTCOMES_BY_DISPATCHER = frozenset({"not_true", "out_of_duty", "explained"})


@dataclass(frozen=True, slots=True)
class Part:
    """One task of the present round as the life of its case sees it. `undecided`: returned, and nobody has ruled."""

    role: str
    state: str
    undecided: bool = False


def standing(parts: Iterable[Part]) -> str:
    """Where a case stands, told by the tasks of its present round alone: received while nobody leads, answered when
    the lead has finished and every other has finished, been taken back, or had its return upheld."""
    parts = list(parts)
    leads = [part for part in parts if part.role == "lead" and part.state in ("sent", "accepted", "finished")]
    if not leads:
        return "received"
    open_ones = [part for part in parts if part.state in ("sent", "accepted") or part.undecided]
    if not open_ones:
        return "answered"
    begun = any(part.state in ("accepted", "finished") for part in parts)
    return "handling" if begun else "dispatched"
