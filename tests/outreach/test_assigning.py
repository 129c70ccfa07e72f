"""The assignment: the very best there is, within what each officer can take, and proven so."""

from random import Random

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from jishiyu.outreach.assigning import proof, solve
from jishiyu.outreach.assigning.costs import cost, flaws, objective, reasons
from jishiyu.outreach.assigning.greedy import greedy
from jishiyu.outreach.assigning.rings import Rings
from jishiyu.outreach.assigning.shapes import NOBODY, Enterprise, Officer, Problem, Weights, spread_of
from jishiyu.outreach.queries.assigning import pins_that_fit

TOWNS = ("430972109", "430972110", "430903001", "4309", "430972", "")
TRADES = ("C2611", "C13", "F52", "A", "")


def village(chance: Random) -> str:
    town = chance.choice(TOWNS[:3])
    return chance.choice((town + f"{chance.randint(200, 202)}", town, "", "110101001001"))


def invented(seed: int, *, pinned: float = 0.0) -> Problem:
    """A small town of which nothing is left out: no place known, no trade known, too little room, leaders."""
    chance = Random(seed)
    officers = [
        Officer(
            number,
            chance.choice((*TOWNS, village(chance))),
            tuple(sorted(chance.sample(("C", "C26", "F5", "A"), chance.randint(0, 2)))),
            chance.randint(0, 5),
            chance.random() < 0.2,
        )
        for number in range(chance.randint(1, 9))
    ]
    enterprises = [
        Enterprise(
            number,
            village(chance),
            chance.choice(TRADES),
            chance.random() < 0.3,
            chance.randrange(len(officers)) if chance.random() < 0.6 else NOBODY,
            chance.random() < pinned,
        )
        for number in range(chance.randint(1, 30))
    ]
    return pins_that_fit(Problem(enterprises, officers))


def every_way(problem: Problem) -> int:
    """The least there is, by another road: a table of all enterprises and all places with all officers."""
    places = [(number, load) for number, one in enumerate(problem.officers) for load in range(1, one.capacity + 1)]
    never, nobody = 10**6, problem.weights.nobody
    table = np.full((len(problem.enterprises), len(places) + len(problem.enterprises)), never, dtype=np.int64)
    for row, one in enumerate(problem.enterprises):
        fixed = one.pinned and one.held_by != NOBODY
        for column, (number, load) in enumerate(places):
            if not fixed or number == one.held_by:
                step = problem.weights.step(load, problem.officers[number].capacity)
                table[row, column] = cost(problem, row, number) + step
        if not fixed:
            table[row, len(places) + row] = nobody
    rows, columns = linear_sum_assignment(table)
    return int(table[rows, columns].sum())


@pytest.mark.parametrize("seed", range(60))
def test_the_flow_is_the_best_of_every_way_there_is(seed: int) -> None:
    problem = invented(seed, pinned=0.4 if seed % 2 else 0.0)
    found = solve.solve(problem)
    assert found.proven
    assert found.objective == every_way(problem) == objective(problem, found.to)
    assert flaws(problem, found.to) == []
    room = sum(one.capacity for one in problem.officers)
    assert len(found.unplaced) == max(0, len(problem.enterprises) - room), "only what nobody has room for stays over"
    for one, to in zip(problem.enterprises, found.to, strict=True):
        assert not (one.pinned and one.held_by != NOBODY) or to == one.held_by


@pytest.mark.parametrize("seed", range(40))
def test_the_proof_refuses_whatever_is_not_the_best(seed: int) -> None:
    problem, chance = invented(seed), Random(seed)
    best = solve.solve(problem)
    assert greedy(problem).objective >= best.objective
    assert flaws(problem, greedy(problem).to) == []
    for _ in range(20):
        other = list(best.to)
        one, two = chance.randrange(len(other)), chance.randrange(len(other))
        other[one], other[two] = other[two], other[one]
        if objective(problem, other) > best.objective:
            assert proof.prices(Rings(problem), other) is None


def test_the_prices_can_be_checked_by_anybody() -> None:
    problem = invented(7)
    found = solve.solve(problem)
    for row, to in enumerate(found.to):
        mine = cost(problem, row, to) + found.prices[to] if to != NOBODY else problem.weights.nobody
        rest = [cost(problem, row, o) + found.prices[o] for o, one in enumerate(problem.officers) if one.capacity]
        assert mine <= min([*rest, problem.weights.nobody])


def test_the_words_of_a_pair_add_up_to_its_cost() -> None:
    for seed in range(10):
        problem = invented(seed)
        for row, one in enumerate(problem.enterprises):
            for number, officer in enumerate(problem.officers):
                stays = one.held_by == number
                said = reasons(problem.weights, one, officer, stays=stays)
                assert sum(reason.points for reason in said) == cost(problem, row, number)


def test_whoever_looks_after_one_keeps_it_before_a_nearer_one() -> None:
    far, near = Officer(1, "430972110"), Officer(2, "430972109")
    mine = Enterprise(1, "430972109214", held_by=0)
    assert solve.solve(Problem([mine], [far, near])).to == [0]
    assert solve.solve(Problem([mine], [far, near], Weights(keep=5))).to == [1]


def test_loads_are_spread_where_nothing_else_speaks_against_it() -> None:
    problem = Problem([Enterprise(n, "430972109214") for n in range(12)], [Officer(n, "430972109") for n in range(4)])
    assert spread_of(problem, solve.solve(problem).to).histogram == {3: 4}


def test_too_many_pinned_let_go_of_those_that_fit_least() -> None:
    rows = [Enterprise(n, place, held_by=0, pinned=True) for n, place in enumerate(("430972109214", "110101001001"))]
    problem = pins_that_fit(Problem(rows, [Officer(1, "430972109", capacity=1), Officer(2, "4309")]))
    assert [one.pinned for one in problem.enterprises] == [True, False]
    assert solve.solve(problem).to == [0, 1]


def test_with_no_officer_everybody_is_named() -> None:
    found = solve.solve(Problem([Enterprise(1), Enterprise(2)], []))
    assert found.unplaced == [0, 1]
    assert found.proven
