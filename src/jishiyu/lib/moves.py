"""Tables of which act leads from which state to which, and what is wrong with one. No database."""

from collections.abc import Mapping

from jishiyu.lib.refused import Refused

Moves = Mapping[tuple[str, str], frozenset[str]]
COMES_BACK = frozenset({"reopen"})  # by the word of the one concerned, for a while: the one way out of an end


def check(moves: Moves, state: str, act: str) -> None:
    """Raises Refused("not_now") naming the act and the state."""
    if (state, act) not in moves:
        raise Refused("not_now", act=act, state=state)


def after(moves: Moves, state: str, act: str, to: str = "") -> str:
    """The state an act leads to: the only one there is, or `to` where there are several.

    Raises Refused("not_now") naming the act and the state; ValueError when the table does not know this way.
    """
    check(moves, state, act)
    allowed = moves[(state, act)]
    found = to or next(iter(allowed))
    if found not in allowed or (not to and len(allowed) > 1):
        raise ValueError(f"{act} does not lead from {state} to {to or 'one state'}")
    return found


def can(moves: Moves, state: str, act: str) -> bool:
    return (state, act) in moves


def flaws(moves: Moves, start: str, ends: frozenset[str]) -> list[str]:
    """What is wrong with a table: states nothing leads to, and states from which no end can be reached."""
    reached_by = {to for several in moves.values() for to in several}
    states = {start, *ends, *reached_by} | {state for state, _ in moves}
    forward = {state: {to for (frm, _), several in moves.items() if frm == state for to in several} for state in states}
    left = {frm for (frm, act) in moves if frm in ends and act not in COMES_BACK}
    found = [f"{state}: nothing leads to it" for state in sorted(states - _reach(start, forward))]
    found += [f"{state}: no way to an end" for state in sorted(states) if not _reach(state, forward) & ends]
    return found + [f"{end}: an end that is left again" for end in sorted(left)]


def _reach(start: str, forward: Mapping[str, set[str]]) -> set[str]:
    reached, fresh = {start}, {start}
    while fresh:
        fresh = {to for state in fresh for to in forward[state]} - reached
        reached |= fresh
    return reached
