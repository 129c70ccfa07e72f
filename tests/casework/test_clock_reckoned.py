"""The clock against a second reckoning, and what may be said of it whatever the case; benches/clock_million.py does a
million of these."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishiyu.casework import clock
from jishiyu.casework.kinds import kinds
from jishiyu.lib.worktime import OFFICE_HOURS, Calendar, Limit, YearMissing, due, explain
from tests.casework import reckoner

LIMITS = tuple(
    {
        limit
        for kind in kinds()
        for rule in kind.promises
        for limit in (rule.limit, *rule.by_setting.values(), *rule.by_urgency.values())
    }
)

seeds = st.integers(0, 2**32)


def answer(case: reckoner.Case) -> datetime | int:
    """The due time, or the year that has no table."""
    start, limit, hours, calendar, pauses = case
    try:
        return due(start, limit, hours, calendar, pauses)
    except YearMissing as missing:
        return missing.year


def second_answer(case: reckoner.Case) -> datetime | int:
    try:
        return reckoner.reckon(*case)
    except YearMissing as missing:
        return missing.year


def some(seed: int, count: int = 40) -> list[reckoner.Case]:
    """Cases at random that fall due."""
    return [case for case in reckoner.cases(seed, count, LIMITS) if isinstance(answer(case), datetime)]


def test_three_thousand_deadlines_come_out_the_same_by_a_second_reckoning() -> None:
    assert LIMITS
    for case in reckoner.cases(20261125, 3000, LIMITS):
        assert answer(case) == second_answer(case), case


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_any_other_deadline_comes_out_the_same_too(seed: int) -> None:
    for case in reckoner.cases(seed, 20, LIMITS):
        assert answer(case) == second_answer(case), case


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_nothing_falls_due_before_it_starts(seed: int) -> None:
    for start, limit, hours, calendar, pauses in some(seed):
        assert due(start, limit, hours, calendar, pauses) > start


@settings(max_examples=10, deadline=None)
@given(seeds, st.integers(1, 20))
def test_an_extension_never_makes_a_deadline_earlier(seed: int, amount: int) -> None:
    for start, limit, hours, calendar, pauses in some(seed):
        longer = clock.effective_due(start, limit, hours, calendar, extended_by=amount, pauses=pauses)
        assert longer is None or longer > due(start, limit, hours, calendar, pauses)


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_a_pause_never_makes_a_deadline_earlier(seed: int) -> None:
    for start, limit, hours, calendar, pauses in some(seed):
        ends = [clock.effective_due(start, limit, hours, calendar, pauses=pauses[:n]) for n in range(len(pauses) + 1)]
        known = [end for end in ends if end is not None]
        assert known == sorted(known)


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_a_pause_after_the_deadline_or_before_the_start_changes_nothing(seed: int) -> None:
    for start, limit, hours, calendar, pauses in some(seed):
        end = due(start, limit, hours, calendar, pauses)
        idle = [(start - timedelta(days=9), start), (end + timedelta(microseconds=1), end + timedelta(days=9))]
        assert due(start, limit, hours, calendar, [*pauses, *idle]) == end


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_pauses_may_come_in_any_order_cut_up_and_doubled(seed: int) -> None:
    for start, limit, hours, calendar, pauses in some(seed):
        cut = [piece for since, until in pauses for piece in ((since, since + (until - since) / 3), (since, until))]
        cut += [(since + (until - since) / 4, until) for since, until in pauses]
        Random(seed).shuffle(cut)
        assert due(start, limit, hours, calendar, cut) == due(start, limit, hours, calendar, pauses)


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_the_explanation_ends_at_the_deadline_day_by_day(seed: int) -> None:
    for start, limit, hours, calendar, pauses in some(seed):
        steps = explain(start, limit, hours, calendar, pauses)
        assert steps[-1].until == due(start, limit, hours, calendar, pauses)
        assert all(after.day - before.day == timedelta(days=1) for before, after in pairwise(steps))
        assert all(before.until <= after.until for before, after in pairwise(steps))
        assert limit.unit != "working_days" or steps[-1].counted == limit.amount


@settings(max_examples=10, deadline=None)
@given(seeds, st.integers(0, 30))
def test_one_more_holiday_never_makes_working_time_end_earlier(seed: int, ahead: int) -> None:
    for start, limit, hours, calendar, pauses in some(seed):
        day = start.date() + timedelta(days=ahead)
        if limit.is_working and day.year in calendar.years:
            later = clock.effective_due(start, limit, hours, calendar.with_days({day: False}), pauses=pauses)
            assert later is None or later >= due(start, limit, hours, calendar, pauses)


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_a_deadline_survives_storing_hours_and_calendar(seed: int) -> None:
    for start, limit, hours, calendar, pauses in some(seed, 5):
        kept_hours = type(hours).from_plain(hours.plain())
        kept = Calendar.from_table(calendar.table())
        assert kept_hours == hours
        assert due(start, limit, kept_hours, kept, pauses) == due(start, limit, hours, calendar, pauses)


def test_the_same_moment_in_another_zone_is_due_at_the_same_moment() -> None:
    for start, limit, hours, calendar, pauses in some(7, 200):
        elsewhere = [(since.astimezone(UTC), until.astimezone(UTC)) for since, until in pauses]
        found = clock.effective_due(start.astimezone(UTC), limit, hours, calendar, pauses=elsewhere)
        assert found == due(start, limit, hours, calendar, pauses)


def test_a_year_without_a_table_gives_no_date() -> None:
    start = datetime(2030, 6, 3, 10, tzinfo=reckoner.ZONE)
    calendar = Calendar({2030: (frozenset(), frozenset())})
    hours = OFFICE_HOURS
    assert clock.effective_due(start, Limit(5, "working_days"), hours, calendar) is not None
    assert clock.effective_due(start, Limit(5, "working_days"), hours, calendar, extended_by=400) is None
    long_pause = (start, start + timedelta(days=300))
    assert clock.effective_due(start, Limit(5, "working_days"), hours, calendar, pauses=[long_pause]) is None


@pytest.mark.parametrize("change", ["limit", "ground", "by_urgency"])
def test_the_name_of_the_rules_changes_with_any_of_them(change: str) -> None:
    kind = next(kind for kind in kinds() if kind.promises)
    first, *others = kind.promises
    changed = {
        "limit": replace(first, limit=Limit(first.limit.amount + 1, first.limit.unit)),
        "ground": replace(first, ground=first.ground + " (2027)"),
        "by_urgency": replace(first, by_urgency={0: Limit(9, "days")}),
    }[change]
    other = replace(kind, promises=(changed, *others))
    assert clock.version_of(other) != clock.version_of(kind) == clock.version_of(replace(kind, name="another"))
    assert len(clock.version_of(kind)) == 12
