"""A closed case that comes back: by whom, until when, on which clock, and what the ledger says of it."""

from typing import Any

import pytest

from jishiyu.casework import actions, retell
from jishiyu.casework.models import Case, Task
from jishiyu.figures import queries as figures
from jishiyu.figures.queries import Scope
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Officer, Post
from tests.cast import DAY, HOUR, MINUTE, T0, Cast

WORDS = "今天晚上又不亮了。"


def closed(cast: Cast, **more: Any) -> Case:
    case = cast.answered(**more)
    return actions.confirm_case(case.pk, solved=True, rating=5, by="requester", at=T0 + HOUR)


def test_it_goes_back_to_the_unit_that_led_on_the_original_clock(cast: Cast) -> None:
    case = closed(cast)
    before = list(case.promises.order_by("what").values_list("what", "due_at", "starts_at"))
    actions.reopen_case(case.pk, words=WORDS, by="requester", at=T0 + DAY)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_at) == (Case.State.DISPATCHED, "", None)
    assert (case.reopened_at, case.redo_count, case.answered_at) == (T0 + DAY, 1, None)
    assert list(case.promises.order_by("what").values_list("what", "due_at", "starts_at")) == before
    resolve = case.promises.get(what="resolve")
    assert (resolve.met_at, case.next_due_at) == (None, resolve.due_at)
    again = case.tasks.get(state=Task.State.SENT)
    assert (again.unit_id, again.officer_id, again.round) == (cast.station.pk, cast.crew.pk, 1)
    told = story(case.ref).get(act="reopened")
    assert (told.by, told.data["words"]) == ("requester", WORDS)
    assert retell.differences(case) == {}


def test_what_no_unit_ever_finished_waits_for_the_dispatcher(cast: Cast) -> None:
    case = cast.case()
    actions.close_case(case.pk, outcome="explained", words="已解释清楚。", by=cast.dispatcher.actor, at=T0 + HOUR)
    actions.reopen_case(case.pk, words=WORDS, by="requester", at=T0 + DAY)
    case.refresh_from_db()
    assert (case.state, case.reopened_at, case.tasks.count()) == (Case.State.RECEIVED, T0 + DAY, 0)
    assert case.next_due_at is not None
    assert retell.differences(case) == {}
    actions.dispatch(case.pk, cast.station.pk, by=cast.dispatcher.actor, at=T0 + DAY)
    case.refresh_from_db()
    assert case.state == Case.State.DISPATCHED


def test_the_last_moment_of_the_fifteen_days_is_in_time_and_the_next_is_not(cast: Cast) -> None:
    case, other = closed(cast), closed(cast)
    actions.reopen_case(case.pk, words=WORDS, by="requester", at=T0 + HOUR + 15 * DAY)
    with pytest.raises(Refused) as no:
        actions.reopen_case(other.pk, words=WORDS, by="requester", at=T0 + HOUR + 15 * DAY + MINUTE)
    assert no.value.code == "reopen_too_late"
    other.refresh_from_db()
    assert other.state == Case.State.CLOSED


def test_after_the_fifteen_days_it_is_a_new_case_that_names_the_old_one(cast: Cast) -> None:
    case, late = closed(cast), T0 + 20 * DAY
    fresh = actions.say_again(case.pk, words=WORDS, by="requester", at=late)
    assert (fresh.recurrence_of_id, fresh.requester_id, fresh.kind) == (case.pk, case.requester_id, case.kind)
    assert (fresh.heard_at, fresh.state) == (late, Case.State.RECEIVED)
    assert actions.say_again(case.pk, words=WORDS, by="requester", at=late + HOUR).pk == fresh.pk
    case.refresh_from_db()
    assert case.state == Case.State.CLOSED


def test_within_the_fifteen_days_no_new_case_takes_the_place_of_the_old_one(cast: Cast) -> None:
    with pytest.raises(Refused) as no:
        actions.say_again(closed(cast).pk, words=WORDS, by="requester", at=T0 + DAY)
    assert no.value.code == "not_now"
    assert Case.objects.count() == 1


def test_a_caller_notes_it_and_neither_the_handler_nor_a_stranger_does(cast: Cast) -> None:
    case = closed(cast)
    for who in (cast.crew, cast.head, cast.stranger, cast.leader, cast.admin):
        with pytest.raises(Refused) as no:
            actions.reopen_case(case.pk, words=WORDS, by=who.actor, at=T0 + DAY)
        assert no.value.code == "not_yours"
    Officer.objects.filter(pk=cast.crew.pk).update(post=Post.CALLER, unit=cast.centre)
    with pytest.raises(Refused) as no:
        actions.reopen_case(case.pk, words=WORDS, by=cast.crew.actor, at=T0 + DAY)
    assert no.value.code == "own_work"
    assert actions.reopen_case(case.pk, words=WORDS, by=cast.caller.actor, at=T0 + DAY).state == "dispatched"


@pytest.mark.parametrize("words", ["", "  ", "又坏"])
def test_coming_back_needs_words(cast: Cast, words: str) -> None:
    case = closed(cast)
    with pytest.raises(Refused) as no:
        actions.reopen_case(case.pk, words=words, by="requester", at=T0 + DAY)
    assert no.value.code == "words_too_short"
    assert not case.tasks.filter(state=Task.State.SENT).exists()


def test_an_open_case_is_not_brought_back(cast: Cast) -> None:
    with pytest.raises(Refused) as no:
        actions.reopen_case(cast.answered().pk, words=WORDS, by="requester", at=T0 + DAY)
    assert no.value.code == "not_now"


def test_what_came_back_counts_against_on_time_even_when_it_is_answered_early_again(cast: Cast) -> None:
    case = closed(cast)
    due = case.promises.get(what="resolve").due_at
    assert due is not None
    period = figures.Period(due - DAY, due + DAY)
    assert figures.figure("on_time", Scope(), period).n == 1
    actions.reopen_case(case.pk, words=WORDS, by="requester", at=T0 + 2 * HOUR)
    task = case.tasks.get(state=Task.State.SENT)
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + 3 * HOUR)
    actions.finish_task(task.pk, words="重新处理好了。", how="visit", by=cast.crew.actor, at=T0 + 4 * HOUR)
    resolve = case.promises.get(what="resolve")
    assert resolve.met_at is not None
    assert resolve.met_at < due, "answered in time by the row"
    on_time = figures.figure("on_time", Scope(), period)
    assert (on_time.n, on_time.of) == (0, 1)
    back = figures.figure("reopened", Scope(), figures.Period(T0 - DAY, T0 + DAY))
    assert (back.n, back.of) == (1, 1)


def test_closed_again_it_may_come_back_again(cast: Cast) -> None:
    case = closed(cast)
    actions.reopen_case(case.pk, words=WORDS, by="requester", at=T0 + DAY)
    task = case.tasks.get(state=Task.State.SENT)
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + DAY)
    actions.finish_task(task.pk, words="重新处理好了。", how="visit", by=cast.crew.actor, at=T0 + 2 * DAY)
    actions.confirm_case(case.pk, solved=True, rating=4, by="requester", at=T0 + 3 * DAY)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.reopened_at) == (Case.State.CLOSED, "solved", T0 + DAY)
    assert retell.differences(case) == {}
    actions.reopen_case(case.pk, words=WORDS, by="requester", at=T0 + 4 * DAY)
    case.refresh_from_db()
    assert (case.redo_count, case.reopened_at) == (2, T0 + 4 * DAY)


def test_the_words_of_a_secret_requester_stay_covered_when_they_come_back(cast: Cast) -> None:
    case = closed(cast, secret=True)
    actions.reopen_case(case.pk, words="林阿姨又来说了,电话13900005678", by="requester", at=T0 + DAY)
    told = str(story(case.ref).get(act="reopened").data)
    assert "林阿姨" not in told
    assert "5678" not in told


def test_with_two_lines_the_lead_has_it_again_and_answers_alone(cast: Cast) -> None:
    case = cast.case()
    also = [actions.Sending(cast.other.pk, "trade", Task.Role.ASSIST)]
    lead = actions.dispatch(case.pk, cast.station.pk, also=also, by=cast.dispatcher.actor, at=T0)
    assist = case.tasks.get(role=Task.Role.ASSIST)
    for task, who in ((lead, cast.crew), (assist, cast.stranger)):
        actions.accept_task(task.pk, by=who.actor, at=T0 + MINUTE)
        actions.finish_task(task.pk, words="处理好了。", how="visit", by=who.actor, at=T0 + HOUR)
    actions.confirm_case(case.pk, solved=False, rating=1, by="requester", at=T0 + 2 * HOUR)
    again = case.tasks.get(state=Task.State.SENT)
    assert (again.unit_id, again.role, again.round) == (cast.station.pk, Task.Role.LEAD, 1)
    actions.accept_task(again.pk, by=cast.crew.actor, at=T0 + 3 * HOUR)
    actions.finish_task(again.pk, words="重新处理好了。", how="visit", by=cast.crew.actor, at=T0 + 4 * HOUR)
    case.refresh_from_db()
    assert (case.state, case.answer) == (Case.State.ANSWERED, "重新处理好了。")
    Officer.objects.filter(pk=cast.stranger.pk).update(post=Post.CALLER)
    with pytest.raises(Refused) as no:
        actions.confirm_case(case.pk, solved=True, rating=5, by=cast.stranger.actor, at=T0 + 5 * HOUR)
    assert no.value.code == "own_work", "the assisting unit of an earlier round did some of the work"
    assert retell.differences(case) == {}
