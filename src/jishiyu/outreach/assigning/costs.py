"""What a pair costs and why, in words; what a whole assignment costs."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy

from jishiyu.lib.phrases import Phrase
from jishiyu.outreach.assigning.shapes import LEVELS, NOBODY, Enterprise, Officer, Problem, Reason, Weights, loads_of

NEAR: Sequence[str] = ("far", "province", "city", "county", "town", "village")
WORDS: Mapping[str, Phrase] = {
    "stays": gettext_lazy("looks after it already"),
    "village": gettext_lazy("same village"),
    "town": gettext_lazy("same town"),
    "county": gettext_lazy("same county"),
    "city": gettext_lazy("same city"),
    "province": gettext_lazy("same province"),
    "far": gettext_lazy("place not known or elsewhere"),
    "trade": gettext_lazy("knows its trade"),
    "any_trade": gettext_lazy("takes any trade"),
    "other_trade": gettext_lazy("another trade"),
    "chief": gettext_lazy("a leader for a chief enterprise"),
    "not_chief": gettext_lazy("a leader, though it is none of the chief enterprises"),
    "left": gettext_lazy("the one before leaves"),
    "full": gettext_lazy("the one before has more than fits"),
    "better": gettext_lazy("the whole is better so"),
    "no_room": gettext_lazy("there are more enterprises than room: every officer is full"),
    "no_officer": gettext_lazy("no officer can be given any"),
}


def shared(one: str, other: str) -> int:
    """Index into LEVELS: how much of two places is the same."""
    for index in range(len(LEVELS) - 1, 0, -1):
        length = LEVELS[index]
        if len(one) >= length and one[:length] == other[:length]:
            return index
    return 0


def knows(officer: Officer, trade: str) -> bool:
    """Whether an officer knows a trade; one who names none takes any."""
    return not officer.trades or any(trade.startswith(code) for code in officer.trades)


def reasons(weights: Weights, enterprise: Enterprise, officer: Officer, *, stays: bool) -> list[Reason]:
    """Why this pair costs what it costs; the points add up to its cost."""
    near = shared(enterprise.place, officer.place)
    found = [Reason(NEAR[near], weights.place[near])]
    if not officer.trades:
        found.append(Reason("any_trade", 0))
    elif knows(officer, enterprise.trade):
        found.append(Reason("trade", 0))
    else:
        found.append(Reason("other_trade", weights.trade))
    if officer.leads:
        found.append(Reason("chief", 0) if enterprise.chief else Reason("not_chief", weights.leader))
    if stays:
        found.insert(0, Reason("stays", -weights.keep))
    return found


def cost(problem: Problem, enterprise: int, officer: int) -> int:
    """Points of a pair of indexes; what `reasons` adds up to."""
    weights, one, other = problem.weights, problem.enterprises[enterprise], problem.officers[officer]
    points = weights.place[shared(one.place, other.place)]
    if not knows(other, one.trade):
        points += weights.trade
    if other.leads and not one.chief:
        points += weights.leader
    return points - weights.keep if one.held_by == officer else points


def objective(problem: Problem, to: Sequence[int]) -> int:
    """The points of a whole assignment: pairs, loads, and what is left with nobody."""
    nobody = problem.weights.nobody
    pairs = sum(cost(problem, index, officer) if officer != NOBODY else nobody for index, officer in enumerate(to))
    steps = 0
    for officer, load in zip(problem.officers, loads_of(problem, to), strict=True):
        steps += sum(problem.weights.step(number, officer.capacity) for number in range(1, load + 1))
    return pairs + steps


def flaws(problem: Problem, to: Sequence[int]) -> list[str]:
    """What is wrong with an assignment whatever it costs: an officer over capacity, an index of nobody."""
    found = []
    for officer, load in zip(problem.officers, loads_of(problem, to), strict=True):
        if load > officer.capacity:
            found.append(f"officer {officer.key} has {load} of {officer.capacity}")
    if len(to) != len(problem.enterprises) or any(not -1 <= index < len(problem.officers) for index in to):
        found.append("not one officer for each enterprise")
    return found
