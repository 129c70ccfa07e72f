from datetime import datetime, timedelta

import pytest

from jishiyu.casework import clock
from jishiyu.casework.kinds import CaseKind, PromiseRule, kind_of
from jishiyu.lib.worktime import OFFICE_HOURS, Calendar, Limit, built_in
from tests.cast import DAY, HOUR, MINUTE, SHANGHAI, T0


def made(kind: str, heard_at: datetime = T0, urgency: int = 1, setting: str = "rural") -> dict[str, datetime | None]:
    promises = clock.promises_of(
        kind_of(kind), heard_at=heard_at, urgency=urgency, setting=setting, hours=OFFICE_HOURS, calendar=built_in()
    )
    return {one.what: one.due_at for one in promises}


@pytest.mark.parametrize(("setting", "arrive", "restore"), [("urban", 45, 3), ("rural", 90, 4), ("remote", 120, 4)])
def test_an_outage_is_reached_and_restored_as_the_ten_commitments_say(setting: str, arrive: int, restore: int) -> None:
    found = made("power.outage", setting=setting)
    assert found["arrive"] == T0 + arrive * MINUTE
    assert found["resolve"] == T0 + arrive * MINUTE + restore * HOUR


def test_an_outage_counts_the_same_at_night_and_on_a_holiday() -> None:
    new_year = datetime(2026, 1, 1, 3, 0, tzinfo=SHANGHAI)
    assert made("power.outage", new_year)["arrive"] == new_year + 90 * MINUTE


def test_a_letter_of_a_friday_before_national_day_is_answered_after_the_holidays_and_the_make_up_day() -> None:
    """National Day 2026 is off from 1 to 7 October; Saturday 10 October is worked for it."""
    heard = datetime(2026, 9, 30, 16, 0, tzinfo=SHANGHAI)
    assert made("hotline.transport", heard)["resolve"] == datetime(2026, 10, 13, 17, 30, tzinfo=SHANGHAI)


def test_danger_goes_before_the_general_limit() -> None:
    assert made("hotline.transport", urgency=3)["respond"] == T0 + 15 * MINUTE
    assert made("hotline.transport", urgency=2)["respond"] == T0 + 30 * MINUTE
    assert made("hotline.transport", urgency=1)["respond"] == datetime(2026, 7, 15, 17, 30, tzinfo=SHANGHAI)


def test_a_year_without_a_calendar_is_flagged_and_the_natural_promises_stand() -> None:
    promises = clock.promises_of(
        kind_of("power.low_voltage"), heard_at=T0, urgency=1, setting="rural", hours=OFFICE_HOURS, calendar=Calendar({})
    )
    assert {one.what: one.due_at for one in promises} == {"respond": None, "contact": T0 + DAY, "resolve": None}


@pytest.mark.parametrize(
    ("due_at", "met_at", "at", "late"),
    [
        (T0, None, T0, False),
        (T0, None, T0 + timedelta(microseconds=1), True),
        (T0, T0, T0 + DAY, False),
        (T0, T0 + MINUTE, T0 - DAY, True),
        (None, None, T0, False),
    ],
)
def test_late_is_after_the_moment_and_not_at_it(
    due_at: datetime | None, met_at: datetime | None, at: datetime, late: bool
) -> None:
    assert clock.is_late(due_at, met_at, at) is late


def test_the_next_due_is_the_first_that_is_neither_met_nor_undated() -> None:
    assert clock.next_due([(T0, T0), (None, None), (T0 + HOUR, None), (T0 + DAY, None)]) == T0 + HOUR
    assert clock.next_due([(T0, T0)]) is None


def test_closing_without_going_there_does_not_say_that_somebody_arrived() -> None:
    assert not {"arrive", "contact"} & clock.MEETS["close"]


def test_a_promise_that_would_start_from_a_guess_is_a_flaw_of_its_kind() -> None:
    working = PromiseRule(what="arrive", limit=Limit(1, "working_days"))
    after = PromiseRule(what="resolve", limit=Limit(1, "hours"), after="arrive")
    flaws = clock.flaws(CaseKind(code="x.y", name="", promises=(working, after)))
    assert flaws == ["x.y: resolve starts after arrive, which no natural promise before it sets"]


def test_a_kind_that_promises_no_end_or_one_thing_twice_is_flawed() -> None:
    respond = PromiseRule(what="respond", limit=Limit(1, "hours"))
    assert clock.flaws(CaseKind(code="x.y", name="", promises=(respond, respond))) == [
        "x.y: respond is promised twice",
        "x.y: nothing promises to resolve it",
    ]
