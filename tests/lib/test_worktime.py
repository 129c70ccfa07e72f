"""Working time, by dated examples with make-up workdays, and by properties."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.lib.worktime import (
    OFFICE_HOURS,
    Calendar,
    Hours,
    Limit,
    YearMissing,
    built_in,
    due,
    explain,
    working_minutes,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


EXAMPLES = [
    # a plain week
    ("2026-07-14 10:00", Limit(1, "working_days"), "2026-07-15 17:30"),
    ("2026-07-14 10:00", Limit(5, "working_days"), "2026-07-21 17:30"),
    ("2026-07-17 23:59", Limit(1, "working_days"), "2026-07-20 17:30"),
    ("2026-07-18 10:00", Limit(1, "working_days"), "2026-07-20 17:30"),
    # National Day 2025: 1–8 October off, Sunday 28 September and Saturday 11 October worked
    ("2025-09-26 16:00", Limit(2, "working_days"), "2025-09-29 17:30"),
    ("2025-09-30 16:00", Limit(1, "working_days"), "2025-10-09 17:30"),
    ("2025-09-30 16:00", Limit(3, "working_days"), "2025-10-11 17:30"),
    # Spring Festival 2026: 15–23 February off, Saturdays 14 and 28 February worked
    ("2026-02-13 12:00", Limit(1, "working_days"), "2026-02-14 17:30"),
    ("2026-02-13 12:00", Limit(2, "working_days"), "2026-02-24 17:30"),
    ("2026-02-27 09:00", Limit(1, "working_days"), "2026-02-28 17:30"),
    # hours: lunch, the evening, the weekend
    ("2026-07-14 11:30", Limit(1, "working_hours"), "2026-07-14 14:00"),
    ("2026-07-14 17:00", Limit(2, "working_hours"), "2026-07-15 10:30"),
    ("2026-07-14 20:00", Limit(30, "working_minutes"), "2026-07-15 09:30"),
    ("2026-07-17 17:15", Limit(30, "working_minutes"), "2026-07-20 09:15"),
    ("2026-07-14 12:00", Limit(1, "working_minutes"), "2026-07-14 13:31"),
    # natural time does not care
    ("2026-02-14 23:50", Limit(15, "minutes"), "2026-02-15 00:05"),
    ("2025-10-01 08:00", Limit(24, "hours"), "2025-10-02 08:00"),
    ("2024-02-28 08:00", Limit(2, "days"), "2024-03-01 08:00"),
]


@pytest.mark.parametrize(("start", "limit", "wanted"), EXAMPLES)
def test_a_due_time_comes_out_as_written_down(start: str, limit: Limit, wanted: str) -> None:
    assert due(at(start), limit, OFFICE_HOURS, built_in()) == at(wanted)


def test_a_year_without_a_table_is_named_and_never_guessed() -> None:
    last = max(built_in().years)
    with pytest.raises(YearMissing) as missing:
        due(at(f"{last}-12-31 10:00"), Limit(3, "working_days"), OFFICE_HOURS, built_in())
    assert missing.value.year == last + 1


def test_natural_time_runs_on_into_a_year_without_a_table() -> None:
    last = max(built_in().years)
    assert due(at(f"{last}-12-31 23:00"), Limit(2, "hours")) == at(f"{last + 1}-01-01 01:00")


def test_working_time_without_a_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a calendar"):
        due(at("2026-07-14 10:00"), Limit(1, "working_days"))


def test_an_administrators_day_goes_before_the_built_in_table() -> None:
    closed = built_in().with_days({date(2026, 7, 15): False, date(2026, 7, 18): True})
    assert due(at("2026-07-14 10:00"), Limit(1, "working_days"), OFFICE_HOURS, closed) == at("2026-07-16 17:30")
    assert due(at("2026-07-17 10:00"), Limit(1, "working_days"), OFFICE_HOURS, closed) == at("2026-07-18 17:30")
    assert closed.why(date(2026, 7, 15)) == "holiday"
    assert closed.why(date(2026, 7, 18)) == "make_up"


def test_a_declared_day_gives_a_missing_year_its_table() -> None:
    year = max(built_in().years) + 1
    with_new_year = built_in().with_days({date(year, 1, 1): False})
    assert not with_new_year.is_workday(date(year, 1, 1))


def test_a_calendar_survives_being_stored() -> None:
    calendar = built_in().with_days({date(2026, 7, 15): False})
    again = Calendar.from_table(calendar.table())
    assert again.version == calendar.version != built_in().version


@pytest.mark.parametrize(
    "spans",
    [
        (),
        ((time(12), time(9)),),
        ((time(9), time(12)), (time(11), time(13))),
        ((time(9), time(9)),),
        ((time(9), time(12)), (time(12), time(17))),
        ((time(20), time(0)), (time(1), time(6))),
    ],
)
def test_hours_that_overlap_or_run_backwards_are_refused(spans: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="opening hours"):
        Hours(spans)


@pytest.mark.parametrize(
    "plain",
    [
        [["09:00", "12:00"], ["13:30", "17:30"]],
        [["08:00:30", "11:59:59.000001"]],
        [["00:00", "24:00"]],
        [["every day"], ["08:00", "20:00"]],
    ],
)
def test_hours_survive_being_stored_with_their_seconds_and_midnight(plain: list[list[str]]) -> None:
    assert Hours.from_plain(plain).plain() == plain


@pytest.mark.parametrize(
    "plain",
    [[["9", "x"]], [["09:00"]], [["25:00", "26:00"]], [["24:00", "09:00"]], [["09:00Z", "10:00"]], [["every day"]]],
)
def test_hours_that_cannot_be_read_are_refused(plain: list[list[str]]) -> None:
    with pytest.raises(ValueError, match="opening hours"):
        Hours.from_plain(plain)


def test_a_desk_open_till_midnight_loses_no_moment_of_the_day() -> None:
    whole_day = Hours.from_plain([["00:00", "24:00"]])
    assert due(at("2026-07-14 10:00"), Limit(24, "working_hours"), whole_day, built_in()) == at("2026-07-15 10:00")
    assert due(at("2026-07-14 10:00"), Limit(1, "working_days"), whole_day, built_in()) == at("2026-07-16 00:00")
    assert working_minutes(at("2026-07-14 00:00"), at("2026-07-15 00:00"), whole_day, built_in()) == 1440


def test_a_desk_open_every_day_counts_weekends_and_holidays_and_needs_no_calendar() -> None:
    desk = Hours(((time(8), time(20)),), every_day=True)
    assert due(at("2026-02-14 19:00"), Limit(3, "working_hours"), desk) == at("2026-02-15 10:00")
    assert due(at("2026-02-14 19:00"), Limit(2, "working_days"), desk, built_in()) == at("2026-02-16 20:00")
    assert [step.kind for step in explain(at("2026-02-14 19:00"), Limit(2, "working_days"), desk)] == ["natural"] * 2


@pytest.mark.parametrize("naive", ["start", "pause"])
def test_a_moment_without_a_zone_is_refused(naive: str) -> None:
    bare = datetime(2026, 7, 14, 10, 0)  # noqa: DTZ001
    start, until = (bare, at("2026-07-15 10:00")) if naive == "start" else (at("2026-07-14 10:00"), bare)
    with pytest.raises(ValueError, match="no zone"):
        due(start, Limit(1, "working_hours"), OFFICE_HOURS, built_in(), [(at("2026-07-13 10:00"), until)])


@pytest.mark.parametrize("limit", [Limit(8, "hours"), Limit(8, "working_hours"), Limit(2, "working_days")])
def test_a_pause_that_ends_before_it_begins_is_none(limit: Limit) -> None:
    backwards = (at("2026-07-14 15:00"), at("2026-07-14 11:00"))
    plain = due(at("2026-07-14 10:00"), limit, OFFICE_HOURS, built_in())
    assert due(at("2026-07-14 10:00"), limit, OFFICE_HOURS, built_in(), [backwards]) == plain


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="fortnights"):
        Limit.of(1, "fortnights")


moments = st.datetimes(datetime(2010, 1, 1), datetime(2026, 6, 30)).map(lambda moment: moment.replace(tzinfo=SHANGHAI))  # noqa: DTZ001
working = st.one_of(
    st.builds(Limit, st.integers(1, 4000), st.just("working_minutes")),
    st.builds(Limit, st.integers(1, 60), st.just("working_hours")),
)
days = st.builds(Limit, st.integers(1, 30), st.just("working_days"))
natural = st.builds(Limit, st.integers(1, 5000), st.sampled_from(["minutes", "hours"]))


@given(moments, working)
def test_open_minutes_between_start_and_due_are_the_limit(start: datetime, limit: Limit) -> None:
    minutes = limit.amount * (60 if limit.unit == "working_hours" else 1)
    start = start.replace(second=0, microsecond=0)
    end = due(start, limit, OFFICE_HOURS, built_in())
    assert working_minutes(start, end, OFFICE_HOURS, built_in()) == minutes


@given(moments, st.one_of(working, days))
def test_a_due_time_falls_inside_the_hours_of_a_workday(start: datetime, limit: Limit) -> None:
    end = due(start, limit, OFFICE_HOURS, built_in())
    assert built_in().is_workday(end.date())
    assert any(opens < end.time() <= closes for opens, closes in OFFICE_HOURS.spans) or end.time() == time(17, 30)


@given(moments, st.integers(0, 100_000), st.one_of(working, days, natural))
def test_what_is_heard_later_is_never_due_earlier(start: datetime, seconds: int, limit: Limit) -> None:
    later = start + timedelta(seconds=seconds)
    assert due(later, limit, OFFICE_HOURS, built_in()) >= due(start, limit, OFFICE_HOURS, built_in())


@given(moments, st.one_of(working, days, natural))
def test_a_longer_limit_is_never_due_earlier(start: datetime, limit: Limit) -> None:
    longer = Limit.of(limit.amount + 1, limit.unit)
    assert due(start, longer, OFFICE_HOURS, built_in()) > due(start, limit, OFFICE_HOURS, built_in()) > start


@given(moments, st.one_of(working, days, natural))
def test_the_explanation_ends_at_the_due_time_and_adds_up(start: datetime, limit: Limit) -> None:
    start = start.replace(second=0, microsecond=0)
    steps = explain(start, limit, OFFICE_HOURS, built_in())
    assert steps[-1].until == due(start, limit, OFFICE_HOURS, built_in())
    assert all(after.day - before.day == timedelta(days=1) for before, after in pairwise(steps))
    if limit.unit == "working_days":
        assert steps[-1].counted == limit.amount
    else:
        minutes = limit.amount * (60 if limit.unit.endswith("hours") else 1)
        assert sum(step.minutes for step in steps) == minutes
