"""The caller's deeds: whose case it is to ring about, three tries on two days, and what follows from each answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections

from jishiyu.casework import actions, calling, queries, retell
from jishiyu.casework.actions import Word
from jishiyu.casework.models import CallBack, CallTry, Case, Verification
from jishiyu.figures import queries as figures
from jishiyu.figures.queries import Scope
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Post
from tests.cast import BY, DAY, HOUR, MINUTE, SHANGHAI, T0, Cast

NEXT_DAY = datetime(2026, 7, 15, 9, 30, tzinfo=SHANGHAI)


def drawn(cast: Cast, **more: Any) -> CallBack:
    """A case answered at T0 and drawn to be called back the next morning."""
    case = cast.answered(urgency=3, **more)
    actions.draw_due(by=BY, at=NEXT_DAY - HOUR)
    return CallBack.objects.get(case=case)


def held(cast: Cast, at: datetime = NEXT_DAY) -> CallBack:
    call = actions.take_call(by=cast.caller.actor, at=at)
    assert call is not None
    return call


def second_caller(cast: Cast) -> Officer:
    return registry.make_officer("qi", "齐姐", post=Post.CALLER, unit_id=cast.centre.pk, by=BY, at=T0)


def test_two_callers_never_have_the_same_case(cast: Cast) -> None:
    drawn(cast)
    other = second_caller(cast)
    first = held(cast)
    assert actions.take_call(by=other.actor, at=NEXT_DAY + MINUTE) is None
    with pytest.raises(Refused) as no:
        actions.take_call(call_id=first.pk, by=other.actor, at=NEXT_DAY + MINUTE)
    assert no.value.code == "call_held"
    for deed in (
        lambda: actions.note_unreached(first.pk, note="没人接", by=other.actor, at=NEXT_DAY + MINUTE),
        lambda: actions.note_reached(first.pk, Word(True, rating=5), by=other.actor, at=NEXT_DAY + MINUTE),
        lambda: actions.leave_call(first.pk, by=other.actor, at=NEXT_DAY + MINUTE),
    ):
        with pytest.raises(Refused) as no:
            deed()
        assert no.value.code == "call_held"
    assert not CallTry.objects.exists()


def test_what_a_caller_left_or_forgot_goes_to_the_next(cast: Cast) -> None:
    call, other = drawn(cast), second_caller(cast)
    held(cast)
    actions.leave_call(call.pk, by=cast.caller.actor, at=NEXT_DAY + MINUTE)
    taken = actions.take_call(by=other.actor, at=NEXT_DAY + 2 * MINUTE)
    assert taken is not None
    later = NEXT_DAY + 2 * MINUTE + calling.HOLD + MINUTE
    assert held(cast, later).pk == call.pk
    with pytest.raises(Refused) as no:
        actions.note_reached(call.pk, Word(True, rating=5), by=other.actor, at=later)
    assert no.value.code == "call_held"


def test_asking_again_gives_back_the_case_one_holds(cast: Cast) -> None:
    drawn(cast)
    assert held(cast).pk == held(cast, NEXT_DAY + MINUTE).pk


def test_nobody_rings_before_its_time(cast: Cast) -> None:
    call = drawn(cast)
    assert call.call_after == datetime(2026, 7, 15, 9, 0, tzinfo=SHANGHAI)
    assert actions.take_call(by=cast.caller.actor, at=call.call_after - MINUTE) is None


@pytest.mark.parametrize("who", ["crew", "head", "stranger", "leader", "admin"])
def test_only_those_who_verify_take_a_call(cast: Cast, who: str) -> None:
    drawn(cast)
    with pytest.raises(Refused) as no:
        actions.take_call(by=getattr(cast, who).actor, at=NEXT_DAY)
    assert no.value.code == "not_yours"


@pytest.mark.parametrize("moved", [False, True])
def test_work_of_ones_own_or_of_ones_unit_is_not_in_the_queue(cast: Cast, moved: bool) -> None:
    """Also after the handler has gone over to the callers' unit."""
    call = drawn(cast)
    who = cast.crew if moved else cast.mate
    Officer.objects.filter(pk=who.pk).update(post=Post.CALLER, unit=cast.centre if moved else cast.station)
    assert actions.take_call(by=who.actor, at=NEXT_DAY) is None
    with pytest.raises(Refused):
        actions.take_call(call_id=call.pk, by=who.actor, at=NEXT_DAY)
    CallBack.objects.update(held_by=who.actor, held_until=NEXT_DAY + HOUR)
    with pytest.raises(Refused) as no:
        actions.note_reached(call.pk, Word(True, rating=5), by=who.actor, at=NEXT_DAY)
    assert no.value.code == "own_work"


def test_solved_closes_the_case_and_ends_the_call(cast: Cast) -> None:
    call = drawn(cast)
    held(cast)
    case = actions.note_reached(call.pk, Word(True, rating=5, words="好了"), by=cast.caller.actor, at=NEXT_DAY)
    assert (case.state, case.outcome) == (Case.State.CLOSED, Case.Outcome.SOLVED)
    call.refresh_from_db()
    row = Verification.objects.get()
    assert (call.state, row.by, row.rating, row.words) == (CallBack.State.REACHED, cast.caller.actor, 5, "好了")
    assert retell.differences(Case.objects.get()) == {}


@pytest.mark.parametrize("word", [Word(False, rating=1), Word(False, partly=True, rating=3), Word(True, partly=True)])
def test_partly_solved_is_not_solved(cast: Cast, word: Word) -> None:
    call = drawn(cast)
    held(cast)
    actions.note_reached(call.pk, word, by=cast.caller.actor, at=NEXT_DAY)
    case, row = Case.objects.get(), Verification.objects.get()
    assert (case.state, case.redo_count, case.outcome) == (Case.State.DISPATCHED, 1, "")
    assert (row.solved, row.partly) == (False, word.partly)


def unreached(cast: Cast, call: CallBack, at: datetime, note: str = "没人接") -> CallBack:
    held(cast, at)
    return actions.note_unreached(call.pk, note=note, by=cast.caller.actor, at=at)


def test_three_tries_on_two_days_close_it_as_unreachable(cast: Cast) -> None:
    call = drawn(cast)
    for at in (NEXT_DAY, NEXT_DAY + 5 * HOUR, NEXT_DAY + DAY):
        assert Case.objects.get().state == Case.State.ANSWERED
        unreached(cast, call, at)
    case = Case.objects.get()
    assert (case.state, case.outcome) == (Case.State.CLOSED, Case.Outcome.UNREACHABLE)
    assert Verification.objects.filter(solved=True).count() == 0
    assert [entry.data.get("try") for entry in story(case.ref).filter(act="not_reached")] == [1, 2, 3]
    assert retell.differences(case) == {}
    call.refresh_from_db()
    assert call.state == CallBack.State.UNREACHABLE


def test_unreachable_is_neither_solved_nor_satisfied_in_any_figure(cast: Cast) -> None:
    call = drawn(cast)
    for at in (NEXT_DAY, NEXT_DAY + 5 * HOUR, NEXT_DAY + DAY):
        unreached(cast, call, at)
    due = Case.objects.get().original_due_at
    assert due is not None
    period = figures.Period(min(due, T0) - DAY, max(due, NEXT_DAY + DAY) + DAY)
    found = {one.code: (one.n, one.of) for one in figures.overview(Scope(), period).board}
    assert found["solved"] == (0, 1)
    assert found["unreachable"] == (1, 1)
    assert found["satisfied"] == found["solved_of_heard"] == (0, 0)


def test_the_next_try_is_not_in_the_same_half_day(cast: Cast) -> None:
    call = drawn(cast)
    assert unreached(cast, call, NEXT_DAY).call_after == datetime(2026, 7, 15, 13, 0, tzinfo=SHANGHAI)
    assert actions.take_call(by=cast.caller.actor, at=NEXT_DAY + HOUR) is None
    CallBack.objects.update(held_by=cast.caller.actor, held_until=NEXT_DAY + 2 * HOUR)
    with pytest.raises(Refused) as no:
        actions.note_unreached(call.pk, note="没人接", by=cast.caller.actor, at=NEXT_DAY + HOUR)
    assert no.value.code == "call_later"
    assert CallTry.objects.count() == 1


def test_a_try_that_reached_nobody_needs_a_note(cast: Cast) -> None:
    call = drawn(cast)
    held(cast)
    with pytest.raises(Refused) as no:
        actions.note_unreached(call.pk, note=" ", by=cast.caller.actor, at=NEXT_DAY)
    assert no.value.code == "reason_needed"
    assert not CallTry.objects.exists()


@pytest.mark.parametrize(
    ("tries", "enough"),
    [
        ([(15, 9), (15, 14)], False),
        ([(15, 9), (15, 14), (15, 20)], False),
        ([(15, 9), (15, 14), (16, 9)], True),
        ([(15, 9), (16, 9)], False),
    ],
)
def test_enough_was_tried_after_three_tries_on_two_days(tries: list[tuple[int, int]], enough: bool) -> None:
    moments = [datetime(2026, 7, day, hour, tzinfo=SHANGHAI) for day, hour in tries]
    assert calling.tried_enough(moments) is enough


@pytest.mark.parametrize(("hour", "day", "then"), [(9, 15, 13), (12, 15, 13), (13, 16, 9), (23, 16, 9)])
def test_the_next_call_is_in_the_next_half_day(hour: int, day: int, then: int) -> None:
    at = datetime(2026, 7, 15, hour, 30, tzinfo=SHANGHAI)
    assert calling.next_call(at) == datetime(2026, 7, day, then, tzinfo=SHANGHAI)


def test_the_requesters_own_word_by_link_ends_the_call_back(cast: Cast) -> None:
    call = drawn(cast)
    token = actions.ask_requester(call.case_id, by=cast.dispatcher.actor, at=NEXT_DAY)
    actions.confirm(token, solved=True, rating=5, at=NEXT_DAY + MINUTE)
    call.refresh_from_db()
    assert call.state == CallBack.State.OVER
    assert actions.take_call(by=cast.caller.actor, at=NEXT_DAY + HOUR) is None


def test_a_case_that_went_another_way_meanwhile_is_not_answered_by_an_old_call(cast: Cast) -> None:
    call = drawn(cast)
    held(cast)
    actions.confirm_case(call.case_id, solved=False, rating=1, by="requester", at=NEXT_DAY)
    CallBack.objects.update(held_by=cast.caller.actor, held_until=NEXT_DAY + HOUR)
    with pytest.raises(Refused) as no:
        actions.note_reached(call.pk, Word(True, rating=5), by=cast.caller.actor, at=NEXT_DAY + MINUTE)
    assert no.value.code == "link_dead"


def test_what_is_to_be_called_back_is_not_closed_by_silence(cast: Cast) -> None:
    call = drawn(cast)
    other = cast.answered(kind="power.complaint", urgency=1, requester_id=None)
    assert actions.close_unheard(by=BY, at=T0 + timedelta(days=9)) == 1
    assert Case.objects.get(pk=call.case_id).state == Case.State.ANSWERED
    assert Case.objects.get(pk=other.pk).outcome == Case.Outcome.UNVERIFIED


def test_the_screen_shows_what_was_promised_and_answered(cast: Cast) -> None:
    call = drawn(cast)
    page = queries.call_page(held(cast), NEXT_DAY)
    assert page.case.pk == call.case_id
    assert [task.words for task in page.answers] == ["换了熔丝,已经送电。"]
    assert {one.promise.what for one in page.promises} >= {"resolve"}


SIDE_BY_SIDE = connection.vendor == "postgresql"  # SQLite lets one writer in at a time


@pytest.mark.django_db(transaction=SIDE_BY_SIDE)
def test_callers_who_ask_at_the_same_moment_get_different_cases(cast: Cast) -> None:
    cases = [cast.answered(urgency=3, title=f"第{n}件") for n in range(6)]
    actions.draw_due(by=BY, at=NEXT_DAY - HOUR)
    callers = [cast.caller, *(
        registry.make_officer(f"c{n}", f"回访{n}", post=Post.CALLER, unit_id=cast.centre.pk, by=BY, at=T0)
        for n in range(3)
    )]  # fmt: skip

    def take(officer: Officer) -> int | None:
        try:
            call = actions.take_call(by=officer.actor, at=NEXT_DAY)
            return call.pk if call else None
        finally:
            if SIDE_BY_SIDE:
                connections.close_all()

    if SIDE_BY_SIDE:
        with ThreadPoolExecutor(4) as pool:
            taken = list(pool.map(take, callers))
    else:
        taken = [take(officer) for officer in callers]
    assert None not in taken
    assert len(set(taken)) == 4
    assert CallBack.objects.exclude(held_by="").count() == 4 < len(cases)
