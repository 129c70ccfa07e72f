"""Merging: several say one thing; each keeps a clock, and each is asked."""

from typing import Any

import pytest

from jishiyu.casework import actions, retell
from jishiyu.casework.models import Application, Case, Task
from jishiyu.ledger.models import Errand
from jishiyu.ledger.queries import story
from jishiyu.registry import actions as registry
from tests.casework.askings import colleague, decide, refused
from tests.cast import BY, DAY, HOUR, T0, VILLAGE, Cast

AT = T0 + 3 * HOUR


def neighbour(cast: Cast) -> int:
    return registry.subject_for(name="赵伯", phone="13900001234", division_code=VILLAGE, by=BY, at=T0).pk


def ask_merge(cast: Cast, case: Case, into: Case, **more: Any) -> Application:
    said: dict[str, Any] = {"code": "same_matter", "ground": "同一台区同一时间停电。", "by": cast.dispatcher.actor}
    return actions.ask(case.pk, "merge", into_id=into.pk, **said | {"at": T0 + HOUR} | more)


def merged(cast: Cast, *, taken: bool = True, sent: bool = True) -> tuple[Case, Case]:
    """(main, merged), both with the station; the merged one is another person's, heard a day before."""
    main = cast.taken(title="复兴村三组停电") if taken else cast.sent(title="复兴村三组停电")
    requester = neighbour(cast)
    said = {"title": "三组没电", "requester_id": requester, "heard_at": T0 - DAY}
    other = cast.sent(**said).case if sent else cast.case(**said)
    decide(cast, ask_merge(cast, other, main.case), by=colleague(cast).actor)
    return Case.objects.get(pk=main.case_id), Case.objects.get(pk=other.pk)


def answer(cast: Cast, case: Case, at: Any = AT) -> None:
    task = case.tasks.get(state="accepted")
    words = "换了熔丝,已经送电。有事请打13912345678。"
    actions.finish_task(task.pk, words=words, how="visit", by=cast.crew.actor, at=at)


@pytest.mark.parametrize("sent", [True, False])
def test_the_merged_case_keeps_its_requester_its_promises_and_its_clock(cast: Cast, sent: bool) -> None:
    main, other = merged(cast, sent=sent)
    assert (other.state, other.merged_into, other.answered_at, other.outcome) == ("handling", main, None, "")
    assert other.heard_at == T0 - DAY
    assert other.due_at == other.original_due_at == other.promises.get(what="resolve").due_at
    assert other.due_at and main.due_at and other.due_at < main.due_at
    assert set(other.tasks.values_list("state", flat=True)) <= {"recalled"}
    assert list(retell.disagreements()) == []


def test_it_is_answered_with_the_main_case_in_the_same_words_and_each_is_asked(cast: Cast) -> None:
    main, other = merged(cast)
    answer(cast, main)
    main.refresh_from_db()
    other.refresh_from_db()
    assert (other.state, other.answered_at) == ("answered", main.answered_at)
    assert other.answer == "换了熔丝,已经送电。有事请打139****5678。"
    asked = Errand.objects.filter(kind="case.answered").values_list("data", flat=True)
    assert {one["case"] for one in asked} == {main.pk, other.pk}
    assert list(retell.disagreements()) == []


def test_it_is_answered_too_when_the_last_assisting_task_of_the_main_case_is_taken_back(cast: Cast) -> None:
    main, other = merged(cast)
    assist = actions.Sending(cast.other.pk, "trade", Task.Role.ASSIST)
    task = actions.add_unit(main.pk, assist, by=cast.dispatcher.actor, at=T0 + 2 * HOUR)
    answer(cast, main)
    assert Case.objects.get(pk=other.pk).state == "handling"
    actions.recall_task(task.pk, words="不必再办", by=cast.dispatcher.actor, at=AT + HOUR)
    states = set(Case.objects.values_list("state", "answered_at"))
    assert states == {("answered", AT + HOUR)}
    asked = Errand.objects.filter(kind="case.answered").values_list("data", flat=True)
    assert {one["case"] for one in asked} == {main.pk, other.pk}


def test_the_word_of_one_requester_closes_only_their_own_case(cast: Cast) -> None:
    main, other = merged(cast)
    answer(cast, main)
    actions.confirm_case(main.pk, solved=True, rating=5, by="requester", at=AT + HOUR)
    other.refresh_from_db()
    assert (other.state, other.outcome) == ("answered", "")


def test_a_dispute_takes_it_apart_and_back_to_the_unit_that_led_the_main_case(cast: Cast) -> None:
    main, other = merged(cast, sent=False)
    answer(cast, main)
    actions.confirm_case(other.pk, solved=False, rating=1, by="requester", at=AT + HOUR)
    other.refresh_from_db()
    main.refresh_from_db()
    assert (other.state, other.merged_into, other.redo_count) == ("dispatched", None, 1)
    assert other.tasks.get(state="sent").unit == cast.station
    assert main.state == "answered"
    assert list(retell.disagreements()) == []


def test_the_unit_that_led_the_main_case_confirms_none_of_them(cast: Cast) -> None:
    main, other = merged(cast)
    answer(cast, main)
    type(cast.mate).objects.filter(pk=cast.mate.pk).update(post="caller")
    deed = {"solved": True, "rating": 5, "by": cast.mate.actor, "at": AT + HOUR}
    refused("own_work", lambda: actions.confirm_case(other.pk, **deed))


def test_a_main_case_that_ends_without_an_answer_lets_the_others_go(cast: Cast) -> None:
    main, other = merged(cast)
    actions.withdraw(main.pk, words="", by="requester", at=AT)
    other.refresh_from_db()
    assert (other.state, other.merged_into, other.heard_at) == ("received", None, T0 - DAY)
    assert list(retell.disagreements()) == []


def test_a_dispatcher_takes_it_apart_and_says_why(cast: Cast) -> None:
    _, other = merged(cast)
    refused("say_why", lambda: actions.unmerge(other.pk, words="否", by=cast.dispatcher.actor, at=AT))
    refused("not_yours", lambda: actions.unmerge(other.pk, words="并非同一处", by=cast.crew.actor, at=AT))
    actions.unmerge(other.pk, words="并非同一处", by=cast.dispatcher.actor, at=AT)
    other.refresh_from_db()
    assert (other.state, other.merged_into) == ("received", None)
    refused("not_now", lambda: actions.unmerge(other.pk, words="并非同一处", by=cast.dispatcher.actor, at=AT))
    actions.dispatch(other.pk, cast.other.pk, by=cast.dispatcher.actor, at=AT)


def test_nobody_sends_a_merged_case_anywhere_else(cast: Cast) -> None:
    _, other = merged(cast)
    refused("not_now", lambda: actions.dispatch(other.pk, cast.other.pk, by=cast.dispatcher.actor, at=AT))
    refused("not_now", lambda: ask_merge(cast, other, cast.case()))


@pytest.mark.parametrize("side", ["main", "other"])
def test_a_secret_requester_is_merged_with_nobody(cast: Cast, side: str) -> None:
    main = cast.case(title="一", secret=side == "main")
    other = cast.case(title="二", secret=side == "other", requester_id=neighbour(cast))
    refused("secret_apart", lambda: ask_merge(cast, other, main))


def test_it_is_not_merged_into_itself_the_unknown_the_over_or_the_merged(cast: Cast) -> None:
    main, other = merged(cast)
    third, done = cast.case(title="三"), cast.answered(title="四")
    for into in (third, done, other):
        refused("merge_unknown", lambda into=into: ask_merge(cast, third, into))  # type: ignore[misc]
    refused("merge_unknown", lambda: ask_merge(cast, third, Case(pk=0)))
    refused("merged_already", lambda: ask_merge(cast, main, third))


def test_a_unit_merges_only_into_what_it_may_see(cast: Cast) -> None:
    mine = cast.taken(title="一")
    unseen, seen = cast.case(title="二"), cast.sent(title="三").case
    refused("merge_unknown", lambda: ask_merge(cast, mine.case, unseen, by=cast.crew.actor))
    assert ask_merge(cast, mine.case, seen, by=cast.crew.actor).unit == cast.station


def test_the_unit_a_case_is_about_never_answers_it_by_a_merge(cast: Cast) -> None:
    main = cast.taken(title="一").case
    refused("unit_concerned", lambda: ask_merge(cast, cast.case(title="二", against_id=cast.station.pk), main))


def test_a_merge_settles_no_return_and_no_consultation(cast: Cast) -> None:
    main, task = cast.taken(title="一").case, cast.sent(title="二")
    actions.return_task(
        task.pk, code="overlap", ground="职能交叉,见批复。", to_unit_id=cast.other.pk, by=cast.crew.actor, at=T0
    )
    refused("return_waits", lambda: ask_merge(cast, task.case, main))
    Case.objects.filter(pk=task.case_id).update(to_consult=True)
    refused("consultation_needed", lambda: ask_merge(cast, task.case, main))


def test_what_its_unit_has_answered_already_is_not_merged_after_all(cast: Cast) -> None:
    main, task = cast.taken(title="一").case, cast.taken(title="二")
    asked = ask_merge(cast, task.case, main)
    actions.finish_task(task.pk, words="换了熔丝,已经送电。", how="visit", by=cast.crew.actor, at=T0 + HOUR)
    refused("decided_already", lambda: decide(cast, asked, by=colleague(cast).actor))
    assert Task.objects.get(pk=task.pk).state == "finished"


def test_the_story_of_both_says_what_happened(cast: Cast) -> None:
    main, other = merged(cast)
    answer(cast, main)
    acts = [entry.act for entry in story(other.ref)]
    assert acts == ["opened", "dispatched", "asked_for", "recalled", "granted", "followed"]
