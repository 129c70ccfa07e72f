"""The life of a claim as tables and pure rules: who may do what, and never both of two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.entitlements import workflow
from jishiyu.entitlements.checks import life_of_a_claim
from jishiyu.entitlements.models import Claim
from jishiyu.entitlements.workflow import CLAIM_MOVES, DECIDING, OWN, Hand, Standing, allowed

ROLES = {"street": "aid.street", "housing": "aid.housing"}
STREET, HOUSING = Hand("officer:1", frozenset({"aid.street"})), Hand("officer:2", frozenset({"aid.housing"}))
KEEPER, HEAD = Hand("officer:3", frozenset({"aid.keeper"})), Hand("officer:4", heads=True)
STRANGER, RESIDENT = Hand("officer:9"), Hand(OWN)


def standing(state: str = "reviewing", step: str = "street", **more: object) -> Standing:
    said: dict[str, object] = {"roles": ROLES, "keeper": "aid.keeper", "accepted": True, "outcome": "due"}
    return Standing(state, step, **(said | more))  # type: ignore[arg-type]


def test_the_table_has_no_flaw_and_names_the_states_of_the_model() -> None:
    assert life_of_a_claim(None) == []
    states = {state for state, _ in CLAIM_MOVES} | {to for several in CLAIM_MOVES.values() for to in several}
    assert states == set(Claim.State.values) == workflow.OPEN | workflow.ENDS
    assert set(Claim.OVER) == workflow.ENDS


def test_each_step_is_for_those_who_hold_its_duty() -> None:
    assert "pass" in allowed(STREET, standing())
    for other in (HOUSING, KEEPER, HEAD, STRANGER, RESIDENT):
        assert "pass" not in allowed(other, standing())
    assert "pass" in allowed(HOUSING, standing(step="housing"))


def test_the_head_decides_after_every_step_has_passed_and_not_if_they_reviewed_one() -> None:
    passed = {"street": "officer:1", "housing": "officer:2"}
    ready = standing(step=DECIDING, passed=passed, reviewed=frozenset(passed.values()))
    assert {"approve", "refuse", "send_back"} <= allowed(HEAD, ready)
    assert "approve" not in allowed(HEAD, standing(step=DECIDING, passed={"street": "officer:1"}))
    assert "approve" not in allowed(HEAD, standing(step=DECIDING, passed=passed, outcome="undecided"))
    assert "approve" not in allowed(HEAD, standing(step=DECIDING, passed=passed, accepted=False))
    busy = Hand("officer:1", frozenset({"aid.street"}), heads=True)
    assert not {"approve", "refuse"} & allowed(busy, ready)
    for other in (STREET, HOUSING, KEEPER, STRANGER):
        assert not {"approve", "refuse"} & allowed(other, ready)


def test_an_objection_is_decided_by_one_who_touched_nothing_of_it() -> None:
    noticed = standing("notice", DECIDING, objections=1, touched=frozenset({"officer:1", "officer:2", "officer:4"}))
    assert "decide_objection" in allowed(KEEPER, noticed)
    for other in (STREET, HOUSING, HEAD, STRANGER, RESIDENT):
        assert "decide_objection" not in allowed(other, noticed)


def test_whoever_asks_for_the_end_does_not_grant_it() -> None:
    asked = standing("awarded", DECIDING, exit_state="asked", exit_by="officer:3")
    assert "decide_exit" not in allowed(KEEPER, asked)
    assert "decide_exit" in allowed(HEAD, asked)
    assert "decide_exit" in allowed(Hand("officer:5", frozenset({"aid.keeper"})), asked)
    assert "decide_exit" not in allowed(STREET, asked)


def test_a_stranger_sees_nothing_and_whoever_holds_a_duty_sees_it() -> None:
    assert allowed(STRANGER, standing()) == frozenset()
    assert allowed(KEEPER, standing()) == {"see"}


def test_names_are_open_to_the_step_it_is_in_and_to_nobody_once_it_is_over() -> None:
    assert workflow.in_step(STREET, standing())
    assert not workflow.in_step(HOUSING, standing())
    assert not workflow.in_step(KEEPER, standing())
    assert workflow.in_step(HEAD, standing(step=DECIDING))
    assert not workflow.in_step(STREET, standing("refused"))


@pytest.mark.parametrize("state", sorted(workflow.ENDS))
def test_of_what_is_over_only_the_applicant_may_say_something(state: str) -> None:
    for hand in (STREET, HOUSING, KEEPER, HEAD):
        assert allowed(hand, standing(state)) <= {"see"}
    assert allowed(RESIDENT, standing(state)) == ({"object"} if state == "refused" else frozenset())


@given(
    state=st.sampled_from(sorted(workflow.OPEN | workflow.ENDS)),
    step=st.sampled_from(["street", "housing", DECIDING]),
    who=st.sampled_from([STREET, HOUSING, KEEPER, HEAD, STRANGER, RESIDENT]),
    objections=st.integers(0, 2),
    leaving=st.sampled_from(["", "asked", "moving"]),
    review=st.booleans(),
)
def test_no_act_is_offered_that_the_table_does_not_know(
    state: str, step: str, who: Hand, objections: int, leaving: str, review: bool
) -> None:
    claim = standing(state, step, objections=objections, exit_state=leaving, review_open=review)
    moves = {act for _, act in CLAIM_MOVES}
    for act in allowed(who, claim) & moves:
        assert (state, act) in CLAIM_MOVES
