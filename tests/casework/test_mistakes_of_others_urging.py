"""Mistakes other systems make when they urge, each as a test whose name says it."""

from unittest.mock import patch

import pytest

from jishiyu.casework import actions
from jishiyu.casework.actions import nudging
from jishiyu.casework.models import Case, Nudge, Promise
from jishiyu.ledger.queries import story
from jishiyu.notices.models import Notice
from tests.casework.test_nudging import at_percent, told
from tests.cast import BY, DAY, HOUR, MINUTE, T0, Cast


def test_a_case_nobody_was_given_is_urged_and_the_centre_hears_it(cast: Cast) -> None:
    """Elsewhere only assigned rows are looked at, so that an unassigned one is never late."""
    case = cast.case()
    assert actions.nudge_due(by=BY, at=at_percent(case, 75)) == 1
    assert told("case_urged") == {cast.dispatcher.actor}
    assert case.nudges.get().unit_id is None


def test_a_case_that_was_given_back_is_urged_while_the_question_is_open(cast: Cast) -> None:
    task = cast.taken()
    actions.return_task(task.pk, code="not_ours", ground="不属我所职责", by=cast.crew.actor, at=T0 + HOUR)
    assert actions.nudge_due(by=BY, at=at_percent(Case.objects.get(), 75)) == 1
    assert told("case_urged") == {cast.dispatcher.actor}


def test_a_task_nobody_signed_for_is_urged_and_the_head_and_the_centre_hear_it(cast: Cast) -> None:
    """Elsewhere the clock of urging starts with the signature, so that not signing is the way out."""
    case = cast.sent().case
    assert actions.nudge_due(by=BY, at=at_percent(case, 75)) == 1
    assert told("case_urged") == {cast.head.actor, cast.dispatcher.actor}


def test_changing_a_case_does_not_start_its_urging_anew(cast: Cast) -> None:
    """Elsewhere the time since the last change is looked at: whoever touches a case is never urged."""
    task = cast.taken()
    before = Case.objects.get().next_step_at
    for hour in range(1, 40):
        actions.note_contact(task.pk, by=cast.crew.actor, at=T0 + hour * HOUR)
    actions.hand_over(task.pk, cast.mate.pk, by=cast.crew.actor, at=T0 + 40 * HOUR)
    actions.add_unit(
        task.case_id, actions.Sending(cast.other.pk, "trade", "assist"), by=cast.dispatcher.actor, at=T0 + 41 * HOUR
    )
    assert Case.objects.get().next_step_at == before
    assert actions.nudge_due(by=BY, at=before or T0) == 1


def test_a_hand_over_to_another_unit_does_not_start_it_anew_either(cast: Cast) -> None:
    task = cast.taken()
    actions.nudge_due(by=BY, at=at_percent(Case.objects.get(), 80))
    case = Case.objects.get()
    actions.recall_task(task.pk, words="改派城管局办理", by=cast.dispatcher.actor, at=at_percent(case, 90))
    actions.dispatch(case.pk, cast.other.pk, by=cast.dispatcher.actor, at=at_percent(case, 91))
    again = Case.objects.get()
    assert (again.steps_taken, again.next_step_at) == (1, at_percent(case, 100))


def test_cases_that_cannot_be_urged_do_not_keep_the_others_from_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere each run takes the first hundred rows again; a hundred that fail, and nobody else is ever urged."""
    monkeypatch.setattr(nudging, "BATCH", 3)
    bad = {cast.sent(at=T0 + number * MINUTE).case_id for number in range(7)}
    good = cast.sent(at=T0 + HOUR).case
    climb = nudging._climb

    def stumbles(keys: list[int], **more: object) -> int:
        if bad & set(keys):
            raise RuntimeError("this row is broken")
        return climb(keys, **more)  # type: ignore[arg-type]

    late = T0 + 400 * DAY
    with patch.object(nudging, "_climb", stumbles):
        assert actions.nudge_due(by=BY, at=late) == 3
    assert set(Nudge.objects.values_list("case", flat=True)) == {good.pk}
    assert actions.nudge_due(by=BY, at=late + nudging.PUT_OFF) == 3 * len(bad)


def test_a_killed_run_is_taken_up_and_doubles_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere the letter goes out first and the mark is set afterwards: killed between, it goes out twice."""
    monkeypatch.setattr(nudging, "BATCH", 2)
    for number in range(5):
        cast.sent(at=T0 + number * MINUTE)
    climb, runs = nudging._climb, []

    def killed_in_the_second(keys: list[int], **more: object) -> int:
        done = climb(keys, **more)  # type: ignore[arg-type]
        runs.append(keys)
        if len(runs) == 2:
            raise KeyboardInterrupt
        return done

    late = T0 + 400 * DAY
    with patch.object(nudging, "_climb", killed_in_the_second), pytest.raises(KeyboardInterrupt):
        actions.nudge_due(by=BY, at=late)
    assert Nudge.objects.count() == 2 * 3
    actions.nudge_due(by=BY, at=late)
    assert Nudge.objects.count() == 5 * 3
    for case in Case.objects.all():
        assert story(case.ref).filter(act__in=["urged", "supervised", "escalated"]).count() == 3
    assert Notice.objects.filter(kind="case_escalated", reader=cast.leader.actor).count() == 5


def test_a_promise_whose_year_was_entered_late_is_urged_from_then_on(cast: Cast) -> None:
    """Elsewhere a row without a date is a row without an alarm, for ever."""
    case = cast.case("hotline.construction")
    assert Promise.objects.filter(case=case, what="resolve", calendar__isnull=False).update(due_at=None, calendar=None)
    Case.objects.update(due_at=None, next_step_at=None)
    actions.reckon_missing(by=BY, at=T0 + HOUR)
    again = Case.objects.get()
    assert again.next_step_at == at_percent(again, 75)
