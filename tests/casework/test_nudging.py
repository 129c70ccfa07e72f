"""Urging, supervising, escalating: by the table, by a dispatcher, by the requester."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.casework import actions
from jishiyu.casework.models import Case, Nudge
from jishiyu.casework.retell import differences
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from tests.cast import BY, DAY, HOUR, MINUTE, T0, Cast


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("reader", flat=True))


def at_percent(case: Case, percent: int) -> datetime:
    assert case.due_at is not None
    return case.heard_at + (case.due_at - case.heard_at) * percent / 100


def test_an_officer_and_the_head_are_urged_then_the_centre_supervises_then_the_leaders_hear(cast: Cast) -> None:
    case = cast.taken().case
    case.refresh_from_db()
    assert actions.nudge_due(by=BY, at=at_percent(case, 75) - MINUTE) == 0
    assert actions.nudge_due(by=BY, at=at_percent(case, 75)) == 1
    assert told("case_urged") == {cast.crew.actor, cast.head.actor}
    assert actions.nudge_due(by=BY, at=at_percent(case, 100)) == 1
    assert told("case_supervised") == {cast.head.actor, cast.dispatcher.actor}
    assert actions.nudge_due(by=BY, at=at_percent(case, 150)) == 1
    assert told("case_escalated") == {cast.head.actor, cast.dispatcher.actor, cast.leader.actor}
    assert actions.nudge_due(by=BY, at=at_percent(case, 900)) == 0
    case.refresh_from_db()
    assert (case.steps_taken, case.next_step_at) == (3, None)
    assert [entry.act for entry in story(case.ref)][-3:] == ["urged", "supervised", "escalated"]
    assert differences(case) == {}


def test_a_run_that_is_repeated_doubles_nothing_and_a_late_one_skips_nothing(cast: Cast) -> None:
    case = cast.taken().case
    late = at_percent(Case.objects.get(), 400)
    assert actions.nudge_due(by=BY, at=late) == 3
    assert actions.nudge_due(by=BY, at=late) == 0
    assert list(case.nudges.order_by("step").values_list("step", "level")) == [
        (1, "urge"),
        (2, "supervise"),
        (3, "escalate"),
    ]


def test_nobody_is_urged_about_what_is_answered_or_closed(cast: Cast) -> None:
    case = cast.answered()
    assert case.next_step_at is None
    actions.confirm_case(case.pk, solved=True, rating=5, by="requester", at=T0 + HOUR)
    assert actions.nudge_due(by=BY, at=T0 + 400 * DAY) == 0


def test_a_redo_presses_anew_on_the_original_clock(cast: Cast) -> None:
    case = cast.answered()
    case = actions.confirm_case(case.pk, solved=False, rating=1, by="requester", at=T0 + HOUR)
    assert (case.redo_count, case.steps_taken, case.next_step_at) == (1, 0, at_percent(case, 75))
    assert actions.nudge_due(by=BY, at=at_percent(case, 100)) == 2
    assert set(case.nudges.values_list("round", flat=True)) == {1}
    assert differences(Case.objects.get()) == {}


def test_a_case_that_is_set_aside_is_called_to_mind_at_its_review_and_every_day_after(cast: Cast) -> None:
    case = cast.taken().case
    review = T0 + 30 * DAY
    Case.objects.filter(pk=case.pk).update(aside=Case.Aside.HUNG, review_at=review, next_step_at=review)
    assert actions.nudge_due(by=BY, at=review - MINUTE) == 0
    assert actions.nudge_due(by=BY, at=review) == 1
    assert actions.nudge_due(by=BY, at=review + HOUR) == 0
    assert actions.nudge_due(by=BY, at=review + DAY) == 1
    assert cast.dispatcher.actor in told("case_review_due")


def test_a_case_of_a_pack_that_is_gone_is_urged_by_the_common_table(cast: Cast) -> None:
    case = cast.taken().case
    Case.objects.update(kind="gone.kind")
    assert actions.nudge_due(by=BY, at=at_percent(Case.objects.get(pk=case.pk), 100)) == 2


def test_many_cases_take_as_many_statements_as_few(cast: Cast) -> None:
    def statements() -> int:
        late = T0 + 400 * DAY
        with CaptureQueriesContext(connection) as seen:
            actions.nudge_due(by=BY, at=late)
        return len(seen)

    cast.sent()
    few = statements()
    for number in range(30):
        cast.sent(at=T0 + number * MINUTE, title=f"第{number}件")
    assert statements() <= few + 2  # the rows of a long insert go in parts


def test_a_dispatcher_urges_with_words_and_the_table_goes_on_as_it_would(cast: Cast) -> None:
    case = cast.taken().case
    before = Case.objects.get().next_step_at
    made = actions.nudge(case.pk, level="supervise", words="今天之内到现场", by=cast.dispatcher.actor, at=T0 + HOUR)
    assert (made.step, made.unit_id, made.words) == (None, cast.station.pk, "今天之内到现场")
    case = Case.objects.get()
    assert (case.steps_taken, case.next_step_at) == (0, before)
    entry = story(case.ref).get(act="supervised")
    assert (entry.by, entry.data["words"]) == (cast.dispatcher.actor, "今天之内到现场")
    assert cast.head.actor in told("case_supervised")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"by": "crew"}, "not_yours"),
        ({"by": "leader"}, "not_yours"),
        ({"words": "快"}, "nudge_words"),
        ({"level": "escalate"}, "level_unknown"),
        ({"level": ""}, "level_unknown"),
    ],
)
def test_what_a_person_may_not_urge(cast: Cast, change: dict[str, str], code: str) -> None:
    case = cast.taken().case
    given = {"by": "dispatcher", "words": "请尽快办理", "level": "urge"} | change
    by = getattr(cast, given.pop("by")).actor
    with pytest.raises(Refused) as no:
        actions.nudge(case.pk, by=by, at=T0 + HOUR, **given)  # type: ignore[arg-type]
    assert no.value.code == code
    assert not Nudge.objects.exists()


def test_what_is_answered_is_urged_by_nobody(cast: Cast) -> None:
    case = cast.answered()
    for deed in (
        lambda: actions.nudge(case.pk, level="urge", words="请尽快办理", by=cast.dispatcher.actor, at=T0 + HOUR),
        lambda: actions.urge_own(case.pk, by="requester", at=T0 + HOUR),
    ):
        with pytest.raises(Refused) as no:
            deed()
        assert no.value.code == "not_now"


def test_the_requester_urges_once_a_day(cast: Cast) -> None:
    case = cast.taken().case
    actions.urge_own(case.pk, words="还没人来", by="requester", at=T0 + HOUR)
    with pytest.raises(Refused) as no:
        actions.urge_own(case.pk, by="requester", at=T0 + 2 * HOUR)
    assert no.value.code == "urged_today"
    actions.urge_own(case.pk, by="requester", at=T0 + DAY)
    assert Nudge.objects.count() == 2
    assert told("case_urged") == {cast.crew.actor, cast.head.actor}


def test_both_lines_are_urged(cast: Cast) -> None:
    task = cast.taken()
    actions.add_unit(
        task.case_id,
        actions.Sending(cast.other.pk, "trade", "assist"),
        by=cast.dispatcher.actor,
        at=T0 + HOUR,
    )
    actions.nudge_due(by=BY, at=at_percent(Case.objects.get(), 75))
    assert told("case_urged") == {cast.crew.actor, cast.head.actor, cast.stranger.actor}
