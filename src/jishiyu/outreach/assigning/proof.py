"""The proof that nothing cheaper exists: prices of officers under which every enterprise has its cheapest officer of
all there are. Nothing here trusts the solver; a wrong answer has no such prices."""

import numpy as np

from jishiyu.outreach.assigning.costs import cost
from jishiyu.outreach.assigning.rings import FAR, Cheapest, Ints, Rings
from jishiyu.outreach.assigning.shapes import NOBODY, Problem, loads_of


def prices(rings: Rings, to: list[int]) -> list[int] | None:
    """Prices that prove `to`: every enterprise's points plus its officer's price are the least over all officers, no
    price is below what the officer's last enterprise costs nor above what one more would, and who is left with nobody
    would cost at least as much anywhere. None when there are none: then something cheaper exists.

    By complementary slackness such prices prove the optimum. Found as shortest paths (Bellman and Ford), whose every
    step weighs all officers for all enterprises.
    """
    problem = rings.problem
    floor, price = _bounds(problem, to)
    whose = np.asarray(to, dtype=np.int64)
    placed = np.flatnonzero(whose >= 0)
    pairs = np.asarray([cost(problem, index, to[index]) for index in placed.tolist()], dtype=np.int64)
    order = np.argsort(whose[placed], kind="stable")
    placed, pairs = placed[order], pairs[order]
    owners, starts = np.unique(whose[placed], return_index=True)
    best, nobody = Cheapest(rings), problem.weights.nobody
    limit = np.where(rings.pinned, FAR, nobody)
    for _ in range(len(price) + 2):
        ways = np.minimum(best.of(price), limit)
        if not len(owners):
            break
        lower = np.minimum(price[owners], np.minimum.reduceat(ways[placed] - pairs, starts))
        if np.array_equal(lower, price[owners]):
            break
        price[owners] = lower
    else:
        return None  # a ring of moves that makes the whole cheaper
    left = np.flatnonzero(whose == NOBODY)
    if np.any(price < floor) or np.any(ways[left] < nobody):
        return None
    found: list[int] = price.tolist()
    return found


def _bounds(problem: Problem, to: list[int]) -> tuple[Ints, Ints]:
    """What the last enterprise of each officer costs, and what one more would."""
    step, low, high = problem.weights.step, [], []
    for officer, load in zip(problem.officers, loads_of(problem, to), strict=True):
        low.append(step(load, officer.capacity) if load else -FAR)
        high.append(step(load + 1, officer.capacity) if load < officer.capacity else FAR // 2)
    return np.asarray(low, dtype=np.int64), np.asarray(high, dtype=np.int64)
