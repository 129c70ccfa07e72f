import pytest

from jishiyu.casework import workflow
from jishiyu.casework.checks import promises_of_kinds, workflow_tables
from jishiyu.casework.models import Case, Task
from jishiyu.lib.refused import Refused


def test_the_shipped_tables_have_no_flaw() -> None:
    assert workflow_tables(None) == []
    assert promises_of_kinds(None) == []


def test_tables_name_the_states_of_the_models_and_no_other() -> None:
    def states(moves: workflow.Moves) -> set[str]:
        return {state for state, _ in moves} | set(moves.values())

    assert states(workflow.CASE_MOVES) == set(Case.State.values)
    assert states(workflow.TASK_MOVES) == set(Task.State.values)


def test_a_state_nothing_leads_to_is_a_flaw() -> None:
    moves = {("a", "go"): "z", ("island", "go"): "z"}
    assert workflow.flaws(moves, "a", frozenset({"z"})) == ["island: nothing leads to it"]


def test_a_state_that_can_be_entered_but_not_left_is_a_flaw() -> None:
    moves = {("a", "go"): "z", ("a", "fall"): "pit"}
    assert workflow.flaws(moves, "a", frozenset({"z"})) == ["pit: no way to an end"]


def test_an_end_that_is_left_again_is_a_flaw() -> None:
    moves = {("a", "go"): "z", ("z", "back"): "a"}
    assert workflow.flaws(moves, "a", frozenset({"z"})) == ["z: an end that is left again"]


def test_an_act_out_of_place_names_itself_and_the_state() -> None:
    with pytest.raises(Refused) as no:
        workflow.after(workflow.CASE_MOVES, "received", "finish")
    assert (no.value.code, no.value.params) == ("not_now", {"act": "finish", "state": "received"})


def test_only_an_answer_or_a_dispatcher_leads_to_the_end() -> None:
    """A case in a unit's hands can be closed by nobody."""
    assert {state for (state, act), to in workflow.CASE_MOVES.items() if to == "closed"} == {"answered", "received"}
