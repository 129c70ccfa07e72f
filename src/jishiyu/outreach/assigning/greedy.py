"""What a clerk would do with a list: one enterprise after another to the cheapest officer with room. For comparison."""

import heapq

from jishiyu.outreach.assigning.costs import cost, objective
from jishiyu.outreach.assigning.near import candidates
from jishiyu.outreach.assigning.shapes import NOBODY, Problem, Solution


def greedy(problem: Problem, most: int = 20) -> Solution:
    """In the order they stand; where all near are full, to whoever has most room."""
    load = [0] * len(problem.officers)
    room = [(-one.capacity, index) for index, one in enumerate(problem.officers) if one.capacity]
    heapq.heapify(room)
    to = []
    for index, some in enumerate(candidates(problem, most)):
        ways = [
            (cost(problem, index, officer) + problem.weights.step(load[officer] + 1, one.capacity), officer)
            for officer in some
            if load[officer] < (one := problem.officers[officer]).capacity
        ]
        officer = min(ways)[1] if ways else _any(problem, load, room)
        to.append(officer)
        if officer != NOBODY:
            load[officer] += 1
    return Solution(to, objective(problem, to))


def _any(problem: Problem, load: list[int], room: list[tuple[int, int]]) -> int:
    while room:
        left, officer = room[0]
        now = problem.officers[officer].capacity - load[officer]
        if now == -left and now > 0:
            return officer
        heapq.heappop(room)
        if now > 0:
            heapq.heappush(room, (-now, officer))
    return NOBODY
