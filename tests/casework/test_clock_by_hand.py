"""Deadlines worked out by hand from the notices of the State Council's office for 2024 to 2026.

2025: Spring Festival 28 January to 4 February, worked Sunday 26 January and Saturday 8 February; May Day 1 to 5 May,
worked Sunday 27 April; National Day 1 to 8 October, worked Sunday 28 September and Saturday 11 October.
2026: New Year 1 to 3 January, worked Sunday 4 January; Spring Festival 15 to 23 February, worked Saturdays 14 and 28
February; Mid-Autumn 25 to 27 September; National Day 1 to 7 October, worked
Sunday 20 September and Saturday 10 October.
"""

from datetime import datetime

import pytest

from jishiyu.casework import clock
from jishiyu.lib.worktime import OFFICE_HOURS, Limit, built_in
from tests.cast import SHANGHAI

LAST = max(built_in().years)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


PLAIN = {
    "three workdays over Spring Festival, its make-up Sunday counts": ("2025-01-24 16:00", 3, "d", "2025-02-05 17:30"),
    "heard on a make-up Sunday": ("2025-01-26 09:00", 2, "h", "2025-01-26 11:00"),
    "heard late on a make-up Saturday": ("2025-02-08 16:30", 2, "h", "2025-02-10 10:00"),
    "heard on a Saturday before a make-up Sunday": ("2025-04-26 10:00", 1, "d", "2025-04-27 17:30"),
    "one workday over May Day": ("2025-04-30 10:00", 1, "d", "2025-05-06 17:30"),
    "three workdays over National Day, its make-up Saturday counts": ("2025-09-30 16:00", 3, "d", "2025-10-11 17:30"),
    "over New Year into a make-up Sunday": ("2025-12-31 17:00", 1, "h", "2026-01-04 09:30"),
    "the last minute before Spring Festival's make-up Saturday": ("2026-02-13 17:29", 2, "m", "2026-02-14 09:01"),
    "from a make-up Saturday over a Sunday": ("2026-10-10 17:00", 1, "h", "2026-10-12 09:30"),
    "five workdays over Mid-Autumn and National Day": ("2026-09-23 10:00", 5, "d", "2026-10-08 17:30"),
    "heard at closing time": ("2026-07-14 17:30", 1, "m", "2026-07-15 09:01"),
    "heard half a minute before closing time": ("2026-07-14 17:29:30", 1, "m", "2026-07-15 09:00:30"),
    "heard before opening": ("2026-07-14 07:00", 1, "h", "2026-07-14 10:00"),
    "heard at midnight": ("2026-07-14 00:00", 1, "d", "2026-07-15 17:30"),
    "heard in the last microsecond of a day": ("2026-07-14 23:59:59.999999", 1, "d", "2026-07-15 17:30"),
    "heard in the lunch break": ("2026-07-14 12:45", 30, "m", "2026-07-14 14:00"),
    "full at the very beginning of lunch": ("2026-07-14 11:00", 1, "h", "2026-07-14 12:00"),
    "one minute over lunch": ("2026-07-14 11:00", 61, "m", "2026-07-14 13:31"),
    "full at closing time, not at the next opening": ("2026-07-14 16:30", 1, "h", "2026-07-14 17:30"),
    "heard on a plain weekend": ("2026-07-18 10:00", 2, "h", "2026-07-20 11:00"),
    "a leap day is worked": ("2024-02-28 09:00", 2, "d", "2024-03-01 17:30"),
    "a day of 24 hours over a leap day": ("2024-02-28 10:00", 48, "natural", "2024-03-01 10:00"),
    "the same in a year that is none": ("2023-02-28 10:00", 24, "natural", "2023-03-01 10:00"),
    "24 hours in a holiday": ("2026-02-16 22:00", 24, "natural", "2026-02-17 22:00"),
    "the last open minute of the last year with a table": (f"{LAST}-12-31 16:00", 90, "m", f"{LAST}-12-31 17:30"),
}
UNITS = {"d": "working_days", "h": "working_hours", "m": "working_minutes", "natural": "hours"}


def limit(amount: int, unit: str) -> Limit:
    return Limit.of(amount, UNITS[unit])


@pytest.mark.parametrize("case", PLAIN)
def test_a_deadline_is_as_worked_out_by_hand(case: str) -> None:
    start, amount, unit, wanted = PLAIN[case]
    assert clock.effective_due(at(start), limit(amount, unit), OFFICE_HOURS, built_in()) == at(wanted)


EXTENDED = {
    "by three workdays over National Day": ("2026-09-23 10:00", 5, "d", 3, "2026-10-12 17:30"),
    "by a workday, from Friday to the make-up Saturday": ("2026-02-12 10:00", 1, "d", 1, "2026-02-14 17:30"),
    "by two hours that do not fit today": ("2026-07-14 15:00", 2, "h", 2, "2026-07-15 10:30"),
    "by a day of 24 hours": ("2026-02-16 22:00", 24, "natural", 24, "2026-02-18 22:00"),
}


@pytest.mark.parametrize("case", EXTENDED)
def test_an_extended_deadline_is_as_worked_out_by_hand(case: str) -> None:
    start, amount, unit, more, wanted = EXTENDED[case]
    found = clock.effective_due(at(start), limit(amount, unit), OFFICE_HOURS, built_in(), extended_by=more)
    assert found == at(wanted)


# heard, limit, waited from, until, due
WAITED = {
    "over Spring Festival, the closing times of two worked days lost": (
        "2026-02-12 10:00", 5, "d", "2026-02-13 15:00", "2026-02-24 09:30", "2026-02-28 17:30",
    ),
    "in the holiday only, which changes nothing": (
        "2026-02-12 10:00", 5, "d", "2026-02-15 00:00", "2026-02-24 09:00", "2026-02-26 17:30",
    ),
    "within one workday, over before closing time": (
        "2026-07-14 10:00", 1, "d", "2026-07-15 09:00", "2026-07-15 17:29", "2026-07-15 17:30",
    ),
    "within one workday, up to closing time": (
        "2026-07-14 10:00", 1, "d", "2026-07-15 09:00", "2026-07-15 17:30", "2026-07-15 17:30",
    ),
    "within one workday, beyond closing time": (
        "2026-07-14 10:00", 1, "d", "2026-07-15 09:00", "2026-07-15 17:31", "2026-07-16 17:30",
    ),
    "over lunch and an hour on either side": (
        "2026-07-14 10:00", 4, "h", "2026-07-14 11:00", "2026-07-14 14:30", "2026-07-14 17:30",
    ),
    "in the lunch break only": (
        "2026-07-14 10:00", 4, "h", "2026-07-14 12:10", "2026-07-14 13:20", "2026-07-14 15:30",
    ),
    "over a weekend": (
        "2026-07-17 16:00", 2, "h", "2026-07-17 17:00", "2026-07-20 10:00", "2026-07-20 11:00",
    ),
    "in natural time over Spring Festival": (
        "2026-02-14 20:00", 24, "natural", "2026-02-14 22:00", "2026-02-24 08:00", "2026-02-25 06:00",
    ),
    "from before it was heard": (
        "2026-07-14 10:00", 1, "h", "2026-07-01 10:00", "2026-07-14 11:00", "2026-07-14 12:00",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WAITED)
def test_a_deadline_with_waiting_is_as_worked_out_by_hand(case: str) -> None:
    start, amount, unit, since, until, wanted = WAITED[case]
    pauses = [(at(since), at(until))]
    assert clock.effective_due(at(start), limit(amount, unit), OFFICE_HOURS, built_in(), pauses=pauses) == at(wanted)


def test_extension_and_waiting_together_are_as_worked_out_by_hand() -> None:
    """13 and 14 February lost, 24 to 28 February the first five, 2 March the sixth."""
    pauses = [(at("2026-02-13 15:00"), at("2026-02-14 18:00")), (at("2026-02-20 00:00"), at("2026-02-21 00:00"))]
    found = clock.effective_due(at("2026-02-12 10:00"), limit(5, "d"), OFFICE_HOURS, built_in(), 1, pauses)
    assert found == at("2026-03-02 17:30")


@pytest.mark.parametrize(
    ("start", "amount", "unit"), [("12-31 16:00", 91, "m"), ("12-30 10:00", 2, "d"), ("12-31 18:00", 1, "m")]
)
def test_what_reaches_into_a_year_without_a_table_has_no_date(start: str, amount: int, unit: str) -> None:
    heard = at(f"{LAST}-{start}")
    assert clock.effective_due(heard, limit(amount, unit), OFFICE_HOURS, built_in()) is None
    assert clock.effective_due(heard, Limit(amount, "hours"), OFFICE_HOURS, built_in()) is not None
