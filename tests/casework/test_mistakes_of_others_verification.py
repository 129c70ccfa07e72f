"""What other systems get wrong about asking the requester, each as a sentence that is true of ours.

Sources: peers.md §2 (DIGIT #925, #1252, #1467; GLPI #474; FixMyStreet #1339, #897), §3 "Design mistakes seen", §8.
"""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from jishiyu.casework import actions, queries, retell
from jishiyu.casework.actions import Word
from jishiyu.casework.models import CallBack, Case, Promise, Task, Verification
from jishiyu.figures import queries as figures
from jishiyu.figures.queries import Scope
from jishiyu.lib.refused import Refused
from jishiyu.portal import tickets
from jishiyu.registry.models import Officer, Post
from tests.cast import BY, DAY, HOUR, SHANGHAI, T0, Cast

NEXT_DAY = datetime(2026, 7, 15, 9, 30, tzinfo=SHANGHAI)
WIDE = figures.Period(T0 - 90 * DAY, T0 + 365 * DAY)


def figure(code: str) -> tuple[int, int]:
    found = figures.figure(code, Scope(), WIDE)
    return found.n, found.of


def solved(cast: Cast, **more: Any) -> Case:
    return actions.confirm_case(cast.answered(**more).pk, solved=True, rating=5, by="requester", at=T0 + HOUR)


@pytest.mark.parametrize("who", ["crew", "mate", "head"])
def test_the_technician_does_not_rate_their_own_work(cast: Cast, who: str) -> None:
    """GLPI #474: the technician fills in the satisfaction survey."""
    case, by = cast.answered(urgency=3), getattr(cast, who)
    actions.draw_due(by=BY, at=NEXT_DAY)
    call = CallBack.objects.get()
    for post in (by.post, Post.CALLER, Post.DISPATCHER):
        Officer.objects.filter(pk=by.pk).update(post=post)
        for deed in (
            lambda: actions.ask_requester(case.pk, by=by.actor, at=NEXT_DAY),
            lambda: actions.confirm_case(case.pk, solved=True, rating=5, by=by.actor, at=NEXT_DAY),
            lambda: actions.take_call(call_id=call.pk, by=by.actor, at=NEXT_DAY),
        ):
            with pytest.raises(Refused):
                deed()
    assert not Verification.objects.filter(answered_at__isnull=False).exists()


def test_a_requester_who_cannot_be_reached_is_not_satisfied(cast: Cast) -> None:
    cast.answered(urgency=3)
    actions.draw_due(by=BY, at=NEXT_DAY)
    call = CallBack.objects.get()
    for at in (NEXT_DAY, NEXT_DAY + 5 * HOUR, NEXT_DAY + DAY):
        actions.take_call(by=cast.caller.actor, at=at)
        actions.note_unreached(call.pk, note="无人接听", by=cast.caller.actor, at=at)
    assert Case.objects.get().outcome == Case.Outcome.UNREACHABLE
    assert (figure("satisfied"), figure("solved"), figure("unreachable")) == ((0, 0), (0, 1), (1, 1))


def test_one_call_in_the_evening_does_not_make_anybody_unreachable(cast: Cast) -> None:
    cast.answered(urgency=3)
    actions.draw_due(by=BY, at=NEXT_DAY)
    call = CallBack.objects.get()
    actions.take_call(by=cast.caller.actor, at=NEXT_DAY)
    actions.note_unreached(call.pk, note="无人接听", by=cast.caller.actor, at=NEXT_DAY)
    for minutes in (1, 2, 3):
        at = NEXT_DAY + minutes * HOUR / 60
        CallBack.objects.update(held_by=cast.caller.actor, held_until=at + HOUR)
        with pytest.raises(Refused) as no:
            actions.note_unreached(call.pk, note="无人接听", by=cast.caller.actor, at=at)
        assert no.value.code == "call_later"
    assert Case.objects.get().state == Case.State.ANSWERED


def test_silence_is_not_consent(cast: Cast) -> None:
    """Frappe closes as resolved after so many silent days."""
    cast.answered(requester_id=None)
    actions.close_unheard(by=BY, at=T0 + 8 * DAY)
    assert Case.objects.get().outcome == Case.Outcome.UNVERIFIED
    assert (figure("solved"), figure("unverified"), figure("solved_of_heard")) == ((0, 1), (1, 1), (0, 0))


def test_what_was_not_drawn_is_unverified_and_never_solved(cast: Cast) -> None:
    for _ in range(5):
        cast.answered("power.complaint", urgency=1)
    actions.set_sampling_plan(T0.date(), share=10, whole=[], by=cast.admin.actor, at=T0)
    actions.draw_due(by=BY, at=NEXT_DAY)
    called = CallBack.objects.count()
    assert called <= 1
    assert actions.close_unheard(by=BY, at=T0 + 8 * DAY) == 5 - called
    assert set(Case.objects.filter(state="closed").values_list("outcome", flat=True)) == {Case.Outcome.UNVERIFIED}


def test_closing_a_case_does_not_count_as_resolving_it(cast: Cast) -> None:
    """FixMyStreet #1339: closed is not fixed."""
    case = cast.case()
    actions.close_case(case.pk, outcome="explained", words="已经解释清楚。", by=cast.dispatcher.actor, at=T0 + HOUR)
    assert figure("solved") == (0, 1)


def test_solved_is_not_sticky_once_the_case_is_open_again(cast: Cast) -> None:
    """DIGIT #1467: every figure that filters on a bare is_resolved counts it while it is still open."""
    case = solved(cast)
    assert (figure("solved"), figure("on_time"), figure("answered")) == ((1, 1), (1, 1), (1, 1))
    actions.reopen_case(case.pk, words="根本没有修好", by="requester", at=T0 + DAY)
    assert (figure("solved"), figure("on_time"), figure("answered")) == ((0, 1), (0, 1), (0, 1))


def test_the_deadline_of_coming_back_stands_on_the_row_and_not_only_on_the_screen(cast: Cast, client: Client) -> None:
    """DIGIT #925: the button is hidden, and the request is taken all the same."""
    case = solved(cast)
    for by in ("requester", cast.caller.actor, BY):
        with pytest.raises(Refused) as no:
            actions.reopen_case(case.pk, words="又坏了又坏了", by=by, at=T0 + 17 * DAY)
        assert no.value.code == "reopen_too_late"
    assert Case.objects.get(pk=case.pk).state == Case.State.CLOSED


def test_nothing_written_later_starts_the_fifteen_days_anew(cast: Cast) -> None:
    """DIGIT: the window runs from the last modification, so any comment opens it again."""
    case = solved(cast)
    until = case.reopens_until
    for day in range(1, 16):
        actions.reveal_contact(case.pk, why="核对", by=cast.caller.actor, at=T0 + day * DAY)
    actions.close_unheard(by=BY, at=T0 + 16 * DAY)
    case.refresh_from_db()
    assert case.reopens_until == until == T0 + HOUR + 15 * DAY
    with pytest.raises(Refused):
        actions.reopen_case(case.pk, words="又坏了又坏了", by="requester", at=T0 + 16 * DAY)


def test_one_and_the_same_deadline_holds_for_the_requester_and_for_the_caller(cast: Cast) -> None:
    """DIGIT #1252: three places, three limits."""
    for by in ("requester", cast.caller.actor):
        case = solved(cast)
        last = T0 + HOUR + 15 * DAY
        assert actions.reopen_case(case.pk, words="又坏了又坏了", by=by, at=last).state == Case.State.DISPATCHED


def test_what_comes_back_reaches_the_unit_again(cast: Cast) -> None:
    """FixMyStreet #897: reopened on the page, and the council never hears of it."""
    case = solved(cast)
    actions.reopen_case(case.pk, words="又坏了又坏了", by="requester", at=T0 + DAY)
    assert queries.warnings_for(cast.crew).get().case_id == case.pk


@pytest.mark.parametrize("way", ["redo", "reopen"])
def test_neither_a_redo_nor_coming_back_gives_the_unit_new_time(cast: Cast, way: str) -> None:
    case = cast.answered()
    made = list(Promise.objects.filter(case=case).order_by("what").values_list("what", "starts_at", "due_at"))
    if way == "redo":
        actions.confirm_case(case.pk, solved=False, rating=1, by="requester", at=T0 + HOUR)
    else:
        actions.confirm_case(case.pk, solved=True, rating=5, by="requester", at=T0 + HOUR)
        actions.reopen_case(case.pk, words="又坏了又坏了", by="requester", at=T0 + DAY)
    case.refresh_from_db()
    assert list(Promise.objects.filter(case=case).order_by("what").values_list("what", "starts_at", "due_at")) == made
    assert case.next_due_at == case.original_due_at


def test_a_second_word_does_not_overwrite_the_first(cast: Cast) -> None:
    case = cast.answered()
    actions.confirm_case(case.pk, solved=False, rating=1, by="requester", at=T0 + HOUR)
    task = case.tasks.get(state=Task.State.SENT)
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + 2 * HOUR)
    actions.finish_task(task.pk, words="重新处理好了。", how="visit", by=cast.crew.actor, at=T0 + 3 * HOUR)
    actions.confirm_case(case.pk, solved=True, rating=5, by="requester", at=T0 + 4 * HOUR)
    rows = Verification.objects.order_by("round").values_list("round", "solved", "rating")
    assert list(rows) == [(0, False, 1), (1, True, 5)]
    assert figure("redone") == (1, 1), "that it took two goes stays to be seen"


def test_partly_solved_is_not_rounded_up(cast: Cast) -> None:
    """A street system joined to 12345 has 部分解决 as a result of its own; a rate that adds it to 解决 is not one."""
    case = cast.answered()
    actions.confirm_case(case.pk, solved=True, partly=True, rating=4, by="requester", at=T0 + HOUR)
    assert Case.objects.get(pk=case.pk).state == Case.State.DISPATCHED
    assert figure("solved_of_heard") == (0, 1)


def test_nobody_draws_until_it_pleases(cast: Cast) -> None:
    for _ in range(6):
        cast.answered("power.complaint", urgency=1)
    actions.draw_due(by=BY, at=NEXT_DAY)
    before = set(CallBack.objects.values_list("case_id", flat=True))
    for _ in range(5):
        assert actions.draw_day(T0.date(), by=cast.admin.actor, at=NEXT_DAY) is False
    assert set(CallBack.objects.values_list("case_id", flat=True)) == before
    again = queries.redraw(T0.date())
    assert again is not None
    assert again.faults == []


def test_another_persons_number_opens_no_door(cast: Cast, client: Client) -> None:
    """DIGIT #1071: citizens could read each other's complaints."""
    case = solved(cast)
    wrong = client.post("/follow/", {"number": case.number, "tail": "0000"})
    assert wrong.status_code == 422
    assert client.post(f"/follow/{case.pk}/again/", {"words": "又坏了又坏了"}).status_code == 404
    assert tickets.read(str(case.pk)) is None


def test_the_ledger_tells_of_every_call_and_every_coming_back(cast: Cast) -> None:
    cast.answered(urgency=3)
    actions.draw_due(by=BY, at=NEXT_DAY)
    call = CallBack.objects.get()
    actions.take_call(by=cast.caller.actor, at=NEXT_DAY)
    actions.note_unreached(call.pk, note="无人接听", by=cast.caller.actor, at=NEXT_DAY)
    actions.take_call(by=cast.caller.actor, at=NEXT_DAY + DAY)
    actions.note_reached(call.pk, Word(True, rating=5), by=cast.caller.actor, at=NEXT_DAY + DAY)
    actions.reopen_case(call.case_id, words="又坏了又坏了", by="requester", at=NEXT_DAY + 2 * DAY)
    assert list(retell.disagreements()) == []
