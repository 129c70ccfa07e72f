"""The one life of a case and of a task: which act leads from which state to which. No database."""

from collections.abc import Mapping

from jishiyu.lib.refused import Refused

Moves = Mapping[tuple[str, str], str]

CASE_START, CASE_END = "received", "closed"
CASE_MOVES: Moves = {
    ("received", "dispatch"): "dispatched",
    ("dispatched", "accept"): "handling",
    ("dispatched", "return"): "received",
    ("handling", "return"): "received",
    ("handling", "finish"): "answered",
    ("answered", "redo"): "dispatched",
    ("answered", "close"): "closed",
    ("received", "close"): "closed",
}

TASK_START = "sent"
TASK_ENDS = frozenset({"finished", "returned"})
TASK_MOVES: Moves = {
    ("sent", "accept"): "accepted",
    ("sent", "return"): "returned",
    ("accepted", "return"): "returned",
    ("accepted", "arrive"): "accepted",
    ("accepted", "contact"): "accepted",
    ("accepted", "finish"): "finished",
}

RETURN_CODES = ("wrong_place", "wrong_owner", "overlap", "false_alarm", "not_ours")
OUTCOMES_BY_DISPATCHER = frozenset({"not_true", "out_of_duty", "explained", "withdrawn"})


def after(moves: Moves, state: str, act: str) -> str:
    """The state an act leads to. Raises Refused("not_now") naming the act and the state."""
    try:
        return moves[(state, act)]
    except KeyError:
        raise Refused("not_now", act=act, state=state) from None


def can(moves: Moves, state: str, act: str) -> bool:
    return (state, act) in moves


def flaws(moves: Moves, start: str, ends: frozenset[str]) -> list[str]:
    """What is wrong with a table: states nothing leads to, and states from which no end can be reached."""
    states = {start, *ends} | {state for state, _ in moves} | set(moves.values())
    forward = {state: {to for (frm, _), to in moves.items() if frm == state} for state in states}
    found = [f"{state}: nothing leads to it" for state in sorted(states - _reach(start, forward))]
    found += [f"{state}: no way to an end" for state in sorted(states) if not _reach(state, forward) & ends]
    return found + [f"{end}: an end that is left again" for end in sorted(ends) if forward[end]]


def _reach(start: str, forward: Mapping[str, set[str]]) -> set[str]:
    reached, fresh = {start}, {start}
    while fresh:
        fresh = {to for state in fresh for to in forward[state]} - reached
        reached |= fresh
    return reached
