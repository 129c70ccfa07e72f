import pytest

from jishiyu.casework import workflow
from jishiyu.casework.checks import promises_of_kinds, workflow_tables
from jishiyu.casework.models import Case, Task
from jishiyu.lib.moves import COMES_BACK, Moves, after, flaws
from jishiyu.lib.refused import Refused


def table(moves: dict[tuple[str, str], str]) -> Moves:
    return {way: frozenset({to}) for way, to in moves.items()}


def test_the_shipped_tables_have_no_flaw() -> None:
    assert workflow_tables(None) == []
    assert promises_of_kinds(None) == []


def test_tables_name_the_states_of_the_models_and_no_other() -> None:
    def states(moves: Moves) -> set[str]:
        return {state for state, _ in moves} | {to for several in moves.values() for to in several}

    assert states(workflow.CASE_MOVES) == set(Case.State.values)
    assert states(workflow.TASK_MOVES) == set(Task.State.values)


def test_a_state_nothing_leads_to_is_a_flaw() -> None:
    moves = table({("a", "go"): "z", ("island", "go"): "z"})
    assert flaws(moves, "a", frozenset({"z"})) == ["island: nothing leads to it"]


def test_a_state_that_can_be_entered_but_not_left_is_a_flaw() -> None:
    moves = table({("a", "go"): "z", ("a", "fall"): "pit"})
    assert flaws(moves, "a", frozenset({"z"})) == ["pit: no way to an end"]


def test_an_end_that_is_left_again_is_a_flaw() -> None:
    moves = table({("a", "go"): "z", ("z", "back"): "a"})
    assert flaws(moves, "a", frozenset({"z"})) == ["z: an end that is left again"]


def test_only_the_requester_brings_a_case_back_from_its_end() -> None:
    assert {act for (state, act) in workflow.CASE_MOVES if state == "closed"} == {"reopen"} == COMES_BACK


def test_an_act_out_of_place_names_itself_and_the_state() -> None:
    with pytest.raises(Refused) as no:
        after(workflow.CASE_MOVES, "answered", "finish")
    assert (no.value.code, no.value.params) == ("not_now", {"act": "finish", "state": "answered"})


def test_only_an_answer_a_dispatcher_or_the_requester_leads_to_the_end() -> None:
    """A case in a unit's hands can be closed by nobody but the requester, who may withdraw it."""
    ways = {(state, act) for (state, act), several in workflow.CASE_MOVES.items() if "closed" in several}
    assert {state for state, act in ways if act == "close"} == {"answered", "received"}
    assert {act for _, act in ways} == {"close", "withdraw"}


def part(role: str, state: str, undecided: bool = False) -> workflow.Part:
    return workflow.Part(role, state, undecided)


@pytest.mark.parametrize(
    ("parts", "where"),
    [
        ([], "received"),
        ([part("lead", "sent")], "dispatched"),
        ([part("lead", "accepted")], "handling"),
        ([part("lead", "finished")], "answered"),
        ([part("lead", "finished"), part("assist", "sent")], "handling"),
        ([part("lead", "finished"), part("assist", "finished")], "answered"),
        ([part("lead", "sent"), part("assist", "finished")], "handling"),
        ([part("lead", "returned"), part("assist", "accepted")], "received"),
        ([part("lead", "finished"), part("assist", "returned", undecided=True)], "handling"),
        ([part("lead", "finished"), part("assist", "returned")], "answered"),
        ([part("lead", "finished"), part("assist", "recalled")], "answered"),
        ([part("lead", "recalled"), part("lead", "sent")], "dispatched"),
        ([part("assist", "finished")], "received"),
    ],
)
def test_where_a_case_stands_is_told_by_its_tasks(parts: list[workflow.Part], where: str) -> None:
    assert workflow.standing(parts) == where
