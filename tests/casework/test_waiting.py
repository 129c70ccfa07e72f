"""Waiting for the requester: a question, an answer or none, and a date that waited just as long."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jishiyu.casework import actions, retell
from jishiyu.casework.models import Case, Pause
from jishiyu.lib.worktime import OFFICE_HOURS, Limit, built_in, due
from jishiyu.notices.models import Notice
from tests.casework.askings import ask, decide, granted, refused
from tests.cast import BY, DAY, HOUR, MINUTE, T0, Cast

SINCE = T0 + 2 * HOUR  # the dispatcher grants then


def reckoned(case: Case) -> object:
    """The effective date by the independent hand of this test."""
    promise = case.promises.get(what="resolve")
    spans = [(one.since, one.until or case.review_at or T0) for one in case.pauses.all()]
    limit = Limit.of(promise.amount + promise.extended_by, promise.unit)
    return due(timezone.localtime(promise.starts_at), limit, OFFICE_HOURS, built_in(), spans)


def test_the_date_waits_from_the_grant_on_and_at_most_so_many_days(cast: Cast) -> None:
    granted(cast, cast.taken(), "waiting", amount=3)
    case = Case.objects.get()
    assert (case.aside, case.review_at, case.state) == ("waiting", SINCE + 3 * DAY, "handling")
    assert case.original_due_at and case.due_at and case.due_at > case.original_due_at
    assert case.due_at == reckoned(case)
    assert (case.heard_at, case.promises.get(what="resolve").due_at) == (T0, case.original_due_at)


@pytest.mark.parametrize("who", ["requester", "caller", "dispatcher"])
def test_an_answer_ends_it_at_once_and_is_kept(cast: Cast, who: str) -> None:
    granted(cast, cast.taken(), "waiting")
    by = who if who == "requester" else getattr(cast, who).actor
    answered = SINCE + 90 * MINUTE
    actions.answer_question(Case.objects.get().pk, words="在三组12号。", by=by, at=answered)
    case, pause = Case.objects.get(), Pause.objects.get()
    assert (pause.until, pause.answer, pause.ended_by) == (answered, "在三组12号。", by)
    assert (case.aside, case.review_at) == ("", None)
    assert case.due_at == reckoned(case)
    assert Notice.objects.filter(reader=cast.crew.actor, kind="question_answered").count() == 1
    assert list(retell.disagreements()) == []


@pytest.mark.parametrize("who", ["crew", "stranger", "leader"])
def test_a_handler_does_not_answer_for_the_requester(cast: Cast, who: str) -> None:
    granted(cast, cast.taken(), "waiting")
    refused(
        "not_yours",
        lambda: actions.answer_question(
            Case.objects.get().pk, words="在三组12号。", by=getattr(cast, who).actor, at=SINCE + HOUR
        ),
    )


def test_answering_twice_or_nothing_changes_nothing(cast: Cast) -> None:
    granted(cast, cast.taken(), "waiting")
    pk = Case.objects.get().pk
    refused("answer_needed", lambda: actions.answer_question(pk, words=" ", by="requester", at=SINCE + HOUR))
    refused("words_too_long", lambda: actions.answer_question(pk, words="在" * 2001, by="requester", at=SINCE + HOUR))
    actions.answer_question(pk, words="在三组12号。", by="requester", at=SINCE + HOUR)
    refused("not_now", lambda: actions.answer_question(pk, words="在四组。", by="requester", at=SINCE + 2 * HOUR))


def test_unanswered_it_ends_by_itself_when_its_time_is_over_however_late_the_job_runs(cast: Cast) -> None:
    granted(cast, cast.taken(), "waiting", amount=3)
    over = SINCE + 3 * DAY
    assert actions.end_waits(by=BY, at=over - timedelta(seconds=1)) == 0
    assert actions.end_waits(by=BY, at=over + 5 * DAY) == 1
    assert actions.end_waits(by=BY, at=over + 6 * DAY) == 0
    case = Case.objects.get()
    assert (Pause.objects.get().until, case.aside, case.due_at) == (over, "", reckoned(case))
    assert Notice.objects.filter(reader=cast.crew.actor, kind="wait_over").count() == 1


def test_an_answer_after_its_time_gains_the_unit_nothing(cast: Cast) -> None:
    granted(cast, cast.taken(), "waiting", amount=3)
    actions.answer_question(Case.objects.get().pk, words="在三组12号。", by="requester", at=SINCE + 4 * DAY)
    assert Pause.objects.get().until == SINCE + 3 * DAY


def test_finishing_ends_the_wait_and_the_date_is_reckoned_with_what_was_waited(cast: Cast) -> None:
    task = cast.taken()
    granted(cast, task, "waiting")
    end = SINCE + DAY
    actions.finish_task(task.pk, words="换了熔丝,已经送电。", how="visit", by=cast.crew.actor, at=end)
    case = Case.objects.get()
    assert (Pause.objects.get().until, case.aside, case.review_at) == (end, "", None)
    assert (case.due_at, case.next_due_at) == (reckoned(case), None)


@pytest.mark.parametrize("deed", ["return", "recall"])
def test_no_hand_over_keeps_a_wait_alive(cast: Cast, deed: str) -> None:
    task = cast.taken()
    granted(cast, task, "waiting")
    at = SINCE + HOUR
    if deed == "return":
        actions.return_task(
            task.pk, code="overlap", ground="职能交叉,见批复。", to_unit_id=cast.other.pk, by=cast.crew.actor, at=at
        )
    else:
        actions.recall_task(task.pk, words="改派其他单位", by=cast.dispatcher.actor, at=at)
    case = Case.objects.get()
    assert (case.state, case.aside, Pause.objects.get().until) == ("received", "", at)
    assert case.due_at == case.next_due_at == reckoned(case) or case.next_due_at < case.due_at  # type: ignore[operator]


def test_one_question_at_a_time_five_days_each_and_fifteen_in_all(cast: Cast) -> None:
    task = cast.taken("power.low_voltage")
    refused("amount_out_of_bounds", lambda: ask(cast, task, "waiting", amount=6))
    for number in range(3):
        start = T0 + number * 6 * DAY
        asked = ask(cast, task, "waiting", amount=5, at=start)
        decide(cast, asked, at=start)
        refused("aside_already", lambda at=start: ask(cast, task, "waiting", amount=1, at=at + HOUR))  # type: ignore[misc]
        actions.end_waits(by=BY, at=start + 5 * DAY)
    refused("waited_enough", lambda: ask(cast, task, "waiting", amount=1, at=T0 + 18 * DAY))


def test_a_wait_begun_after_the_case_was_due_excuses_nothing(cast: Cast) -> None:
    task = cast.taken()
    end = Case.objects.get().due_at
    assert end is not None
    decide(cast, ask(cast, task, "waiting", at=end + HOUR), at=end + 2 * HOUR)
    case = Case.objects.get()
    assert (case.due_at, case.promises.get(what="resolve").extended_to) == (end, None)


def test_nobody_waits_for_somebody_unknown(cast: Cast) -> None:
    task = cast.taken(requester_id=None)
    refused("no_contact", lambda: ask(cast, task, "waiting"))


def test_a_refused_wait_never_reaches_the_requester(cast: Cast) -> None:
    decide(cast, ask(cast, cast.taken(), "waiting"), grant=False)
    assert not Pause.objects.exists()


def test_an_extension_and_a_wait_add_up(cast: Cast) -> None:
    task = cast.taken()
    granted(cast, task, "waiting", amount=2)
    granted(cast, task, amount=2)
    case = Case.objects.get()
    assert case.due_at == reckoned(case)
    actions.answer_question(case.pk, words="在三组12号。", by="requester", at=SINCE + DAY)
    case.refresh_from_db()
    assert case.due_at == reckoned(case)
