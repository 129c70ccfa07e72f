"""Withdrawal: the requester's own, and never a handler's."""

import pytest

from jishiyu.casework import actions, retell
from jishiyu.casework.models import Case, Promise
from tests.casework.askings import granted, refused
from tests.cast import HOUR, T0, Cast

WORDS = "来电表示不再需要处理。"


@pytest.mark.parametrize("step", ["case", "sent", "taken", "answered"])
def test_the_requester_withdraws_from_anywhere_and_the_row_stays(cast: Cast, step: str) -> None:
    made = getattr(cast, step)()
    case = made if isinstance(made, Case) else made.case
    actions.withdraw(case.pk, words="", by="requester", at=T0 + HOUR)
    case.refresh_from_db()
    contacted = step == "answered"
    assert case.outcome == ("withdrawn_after_contact" if contacted else "withdrawn")
    assert (case.state, case.closed_at, case.next_due_at) == ("closed", T0 + HOUR, None)
    assert not case.tasks.filter(state__in=("sent", "accepted")).exists()
    assert Promise.objects.get(case=case, what="resolve").met_at == case.answered_at
    assert list(retell.disagreements()) == []
    refused("not_now", lambda: actions.withdraw(case.pk, words="", by="requester", at=T0 + 2 * HOUR))


@pytest.mark.parametrize("deed", ["note_contact", "arrive"])
def test_after_a_unit_was_in_contact_it_is_an_outcome_of_its_own(cast: Cast, deed: str) -> None:
    task = cast.taken()
    getattr(actions, deed)(task.pk, by=cast.crew.actor, at=T0)
    actions.withdraw(task.case_id, words="", by="requester", at=T0 + HOUR)
    assert Case.objects.get().outcome == "withdrawn_after_contact"


@pytest.mark.parametrize("who", ["caller", "dispatcher"])
def test_the_centre_notes_it_in_the_words_of_the_requester(cast: Cast, who: str) -> None:
    case, by = cast.taken().case, getattr(cast, who).actor
    refused("say_why", lambda: actions.withdraw(case.pk, words=" ", by=by, at=T0))
    actions.withdraw(case.pk, words=WORDS, by=by, at=T0)
    assert Case.objects.get().outcome == "withdrawn"


@pytest.mark.parametrize("who", ["crew", "head", "stranger", "leader", "admin"])
def test_no_handler_and_nobody_else_withdraws(cast: Cast, who: str) -> None:
    case = cast.taken().case
    refused("not_yours", lambda: actions.withdraw(case.pk, words=WORDS, by=getattr(cast, who).actor, at=T0))


@pytest.mark.parametrize("post", ["caller", "dispatcher"])
def test_nor_does_a_caller_whose_unit_had_a_task_of_it(cast: Cast, post: str) -> None:
    task = cast.sent()
    actions.return_task(
        task.pk, code="overlap", ground="职能交叉,见批复。", to_unit_id=cast.other.pk, by=cast.crew.actor, at=T0
    )
    type(cast.mate).objects.filter(pk=cast.mate.pk).update(post=post)
    refused("own_work", lambda: actions.withdraw(task.case_id, words=WORDS, by=cast.mate.actor, at=T0))


def test_a_dispatcher_no_longer_closes_as_withdrawn_on_their_own_word(cast: Cast) -> None:
    case = cast.case()
    refused(
        "outcome_unknown",
        lambda: actions.close_case(case.pk, outcome="withdrawn", words=WORDS, by=cast.dispatcher.actor, at=T0),
    )


def test_it_ends_a_wait(cast: Cast) -> None:
    task = cast.taken()
    granted(cast, task, "waiting")
    actions.withdraw(task.case_id, words="", by="requester", at=T0 + 3 * HOUR)
    case = Case.objects.get()
    assert (case.aside, case.review_at, case.pauses.get().until) == ("", None, T0 + 3 * HOUR)
    assert list(retell.disagreements()) == []


def test_an_assisting_unit_loses_its_task_too(cast: Cast) -> None:
    task = cast.taken()
    assist = actions.Sending(cast.other.pk, "trade", "assist")
    actions.add_unit(task.case_id, assist, by=cast.dispatcher.actor, at=T0)
    actions.finish_task(task.pk, words="换了熔丝,已经送电。", how="visit", by=cast.crew.actor, at=T0)
    actions.withdraw(task.case_id, words="", by="requester", at=T0 + HOUR)
    case = Case.objects.get()
    assert (case.outcome, case.state) == ("withdrawn_after_contact", "closed")
    assert sorted(case.tasks.values_list("state", flat=True)) == ["finished", "recalled"]
    assert list(retell.disagreements()) == []
