"""Figures count what they say, and their rows add up."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from jishiyu.casework import actions
from jishiyu.casework.models import Case
from jishiyu.figures import queries
from jishiyu.figures.indicators import INDICATORS
from jishiyu.figures.queries import Period, Scope
from tests.cast import BY, DAY, ELSEWHERE, HOUR, MINUTE, T0, Cast

PERIOD = Period(T0 - DAY, T0 + 30 * DAY)


@pytest.fixture
def mixed(cast: Cast) -> Cast:
    """Six cases: solved in time, solved late, redone, answered only, open, imported and never asked."""
    for number, hours in ((1, 1), (2, 300)):
        task = cast.taken(title=f"第{number}件")
        end = T0 + hours * HOUR
        actions.finish_task(task.pk, words="换了熔丝,已经送电。", how="visit", by=cast.crew.actor, at=end)
        actions.confirm_case(task.case_id, solved=True, rating=6 - number, by="requester", at=end + HOUR)
    redone = cast.answered(title="第3件")
    actions.confirm_case(redone.pk, solved=False, rating=1, by="requester", at=T0 + HOUR)
    cast.answered(title="第4件")
    cast.case(title="第5件")
    answered = cast.need("hotline.transport", title="第6件", answer="已办。", answered_at=T0 + HOUR)
    actions.open_case(answered, by=BY, at=T0)
    return cast


def test_each_indicator_counts_what_it_says(mixed: Cast) -> None:
    found = {figure.code: (figure.n, figure.of) for figure in queries.overview(Scope(), PERIOD).board}
    assert found["on_time"] == (3, 6)  # the redone one lost its answer, the late one came late, one is open
    assert found["answered"] == (4, 6)
    assert found["solved"] == (2, 6)
    assert found["solved_of_heard"] == (2, 3)
    assert found["satisfied"] == (2, 3)


@pytest.mark.parametrize("code", list(INDICATORS))
def test_a_figure_opens_to_exactly_its_rows(mixed: Cast, code: str) -> None:
    opened = queries.open_figure(code, Scope(), PERIOD)
    part, rest = {case.pk for case in opened.part}, {case.pk for case in opened.rest}
    assert (len(part), len(part) + len(rest)) == (opened.figure.n, opened.figure.of)
    assert not part & rest
    for left in opened.left_out:
        assert not {case.pk for case in left.cases} & (part | rest)


def test_the_board_and_each_figure_alone_agree(mixed: Cast) -> None:
    assert queries.overview(Scope(), PERIOD).board == [queries.figure(code, Scope(), PERIOD) for code in INDICATORS]


def test_scopes_that_part_the_whole_add_up_to_it(mixed: Cast) -> None:
    mixed.case(division_code=ELSEWHERE)
    whole = queries.figure("on_time", Scope(), PERIOD)
    packs = [queries.figure("on_time", Scope(pack=pack), PERIOD) for pack in ("power", "hotline")]
    assert (sum(one.n for one in packs), sum(one.of for one in packs)) == (whole.n, whole.of)
    villages = [queries.figure("on_time", Scope(division=code), PERIOD) for code in ("430972109214", ELSEWHERE)]
    assert sum(one.of for one in villages) == queries.figure("on_time", Scope(division="4309"), PERIOD).of == whole.of


def test_a_unit_that_gave_the_case_back_is_not_counted_for_it(cast: Cast) -> None:
    task = cast.taken()
    actions.return_task(
        task.pk, code="wrong_place", ground="不在本所供电范围。", to_unit_id=cast.other.pk, by=cast.crew.actor, at=T0
    )
    assert queries.figure("answered", Scope(unit=cast.station.pk), PERIOD).of == 0
    assert queries.figure("answered", Scope(), PERIOD).of == 1


def test_a_period_counts_by_when_the_promise_falls_due(cast: Cast) -> None:
    due = cast.case().promises.get(what="resolve").due_at
    assert due is not None
    second = timedelta(seconds=1)
    assert queries.figure("on_time", Scope(), Period(due, due + second)).of == 1
    assert queries.figure("on_time", Scope(), Period(due - second, due)).of == 0


def test_days_without_cases_are_days_too(cast: Cast) -> None:
    cast.case(heard_at=T0)
    days = dict(queries.per_day(Scope(), Period(T0 - 2 * DAY, T0 + MINUTE)))
    assert days == {"2026-07-12": 0, "2026-07-13": 0, "2026-07-14": 1}


def test_a_case_belongs_to_its_local_day_also_where_a_day_has_23_hours(cast: Cast) -> None:
    for hour in (0, 1, 23, 24, 25):
        cast.case(heard_at=T0.replace(hour=0) + hour * HOUR)
    period = Period(T0 - DAY, T0 + 2 * DAY)
    assert dict(queries.per_day(Scope(), period)) == {
        "2026-07-13": 0, "2026-07-14": 3, "2026-07-15": 2, "2026-07-16": 0,
    }  # fmt: skip
    with timezone.override(ZoneInfo("Europe/Berlin")):
        spring = Period(datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 31, tzinfo=UTC))
        cast.case(heard_at=datetime(2026, 3, 29, 22, 30, tzinfo=UTC))  # half past midnight there
        assert dict(queries.per_day(Scope(), spring))["2026-03-30"] == 1


def test_kinds_add_up_to_all_cases(mixed: Cast) -> None:
    rows = queries.overview(Scope(), PERIOD).kinds
    assert sum(count for _, count, _ in rows) == Case.objects.count()
    assert sum(closed for _, _, closed in rows) == Case.objects.filter(closed_at__isnull=False).count()


def test_the_way_of_direct_cases_is_timed_from_the_first_word(cast: Cast) -> None:
    task = cast.sent("power.outage")
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + 3 * MINUTE)
    actions.arrive(task.pk, by=cast.crew.actor, at=T0 + 20 * MINUTE)
    spans = queries.spans(Scope(), PERIOD)
    assert (spans.cases, spans.accepted, spans.arrived, spans.answered) == (1, 3, 20, None)
