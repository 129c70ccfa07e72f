"""The flow: built in arrays, solved by OR-Tools, read back as who has whom, and proven by `proof`.

OR-Tools is heavy: this file is read by the command and the worker alone, never by a web process.
"""

from collections import defaultdict

import numpy as np
from ortools.graph.python import min_cost_flow

from jishiyu.outreach.assigning import proof
from jishiyu.outreach.assigning.costs import objective
from jishiyu.outreach.assigning.rings import Ints, Rings
from jishiyu.outreach.assigning.shapes import NOBODY, Problem, Solution

Carried = dict[int, list[tuple[int, int]]]  # from → (to, how many)


def solve(problem: Problem) -> Solution:
    """The cheapest assignment of all there are; whoever cannot be placed has NOBODY.

    Raises RuntimeError when the solver does not call its flow optimal or the proof fails: no answer is better than one
    that is not proven.
    """
    if not problem.enterprises:
        return Solution([], 0, [0] * len(problem.officers), proven=True)
    rings = Rings(problem)
    flow = Flow(rings)
    to = flow.solve()
    prices = proof.prices(rings, to)
    if prices is None:
        raise RuntimeError("the flow has no prices that prove it")
    return Solution(to, objective(problem, to), prices, proven=True, arcs=flow.arcs)


class Flow:
    """Nodes: enterprises, their classes, hubs, officers, one end. Enterprises go to whoever has them or to their class;
    each officer's room is one arc for each enterprise, each dearer than the one before; a class may also go to the end
    by itself, at a price nobody pays who has another way."""

    def __init__(self, rings: Rings) -> None:
        self._rings, problem = rings, rings.problem
        self._count, self._officers = len(problem.enterprises), len(problem.officers)
        self._class = self._count
        self._hub = self._class + rings.classes
        self._officer = self._hub + len(rings.hubs)
        self._end = self._officer + self._officers
        self._tails: list[Ints] = []
        self._heads: list[Ints] = []
        self._rooms: list[Ints] = []
        self._points: list[Ints] = []
        self._lay()

    @property
    def arcs(self) -> int:
        return sum(len(tails) for tails in self._tails)

    def _lay(self) -> None:
        rings, problem, many = self._rings, self._rings.problem, self._count
        step, classes = problem.weights.step, np.arange(rings.classes, dtype=np.int64)
        held, free = np.flatnonzero(rings.held_by >= 0), np.flatnonzero(~rings.pinned)
        self._add(held, self._officer + rings.held_by[held], 1, rings.held_points[held])
        self._add(free, self._class + rings.class_of[free], 1, 0)
        self._add(self._class + rings.entry_class, self._hub + rings.entry_hub, many, rings.entry_points)
        wider = np.flatnonzero(rings.level > 0)
        self._add(self._hub + wider, self._hub + rings.parent[wider], many, rings.climb[wider])
        self._add(self._hub + rings.member_hub, self._officer + rings.member_officer, many, 0)
        room = [(index, step(load, one.capacity)) for index, one in enumerate(problem.officers)
                for load in range(1, one.capacity + 1)]  # fmt: skip
        loads = np.asarray(room, dtype=np.int64).reshape(-1, 2)
        self._add(self._officer + loads[:, 0], np.full(len(loads), self._end), 1, loads[:, 1])
        self._add(self._class + classes, np.full(rings.classes, self._end), many, problem.weights.nobody)

    def _add(self, tails: Ints, heads: Ints, room: int, points: Ints | int) -> None:
        self._tails.append(tails)
        self._heads.append(heads)
        self._rooms.append(np.full(len(tails), room, dtype=np.int64))
        self._points.append(np.broadcast_to(np.asarray(points, dtype=np.int64), len(tails)))

    def solve(self) -> list[int]:
        """Who has each enterprise. Raises RuntimeError when there is no optimum."""
        tails, heads = np.concatenate(self._tails), np.concatenate(self._heads)
        solver = min_cost_flow.SimpleMinCostFlow()
        arcs = solver.add_arcs_with_capacity_and_unit_cost(
            tails, heads, np.concatenate(self._rooms), np.concatenate(self._points)
        )
        nodes = np.r_[np.arange(self._count, dtype=np.int64), self._end]
        solver.set_nodes_supplies(nodes, np.r_[np.ones(self._count, dtype=np.int64), -self._count])
        status = solver.solve()
        if status != solver.OPTIMAL:
            raise RuntimeError(f"the solver ended with status {status}")
        carried = np.asarray(solver.flows(arcs))
        used = np.flatnonzero(carried)
        ways: Carried = defaultdict(list)
        for tail, head, many in zip(tails[used].tolist(), heads[used].tolist(), carried[used].tolist(), strict=True):
            ways[tail].append((head, many))
        return self._read(ways)

    def _read(self, ways: Carried) -> list[int]:
        """Follow what is carried: at a class or a hub it does not matter who of those there goes which way."""
        to = [NOBODY] * self._count
        there: dict[int, list[int]] = defaultdict(list)
        for index in range(self._count):
            there[ways[index][0][0]].append(index)
        hubs = np.argsort(-self._rings.level, kind="stable").tolist()
        for node in [*range(self._class, self._hub), *(self._hub + hub for hub in hubs)]:
            here = there.pop(node, [])
            for head, many in ways.get(node, ()):
                there[head] += here[:many]
                here = here[many:]
        for officer in range(self._officers):
            for index in there.get(self._officer + officer, ()):
                to[index] = officer
        return to
