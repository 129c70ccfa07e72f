"""Places beside each other: they add up to the whole, per head where known, and none ranked under 30."""

from datetime import date

import pytest

from jishiyu.casework import actions as casework
from jishiyu.figures import queries
from jishiyu.figures.actions import note_people
from jishiyu.figures.indicators import INDICATORS
from jishiyu.figures.scopes import Period
from jishiyu.lib.refused import Refused
from tests.cast import BY, DAY, ELSEWHERE, HOUR, T0, TOWN, VILLAGE, ZONE, Cast

PERIOD = Period(T0 - DAY, T0 + 60 * DAY)


@pytest.fixture
def spread(cast: Cast) -> Cast:
    """Three cases in one village, two in another, one in the zone itself, one nowhere."""
    for place, many in ((VILLAGE, 3), (ELSEWHERE, 2), (ZONE, 1), (None, 1)):
        for number in range(many):
            case = cast.answered(division_code=place, title=f"{place} {number}")
            if number == 0:
                casework.confirm_case(case.pk, solved=True, rating=5, by="requester", at=T0 + HOUR)
    return cast


@pytest.mark.parametrize("code", list(INDICATORS))
def test_places_add_up_to_the_whole_with_what_lies_in_none_of_them(spread: Cast, code: str) -> None:
    for within in ("", "43", ZONE, TOWN):
        for counted in (False, True):
            if counted:
                casework.count_days(T0 + 70 * DAY)
            found = queries.by_place(code, within, PERIOD)
            assert (sum(one.n for one in found.rows), sum(one.of for one in found.rows)) == (
                found.whole.n, found.whole.of,
            )  # fmt: skip


def test_villages_stand_apart_and_the_rest_on_its_own_line(spread: Cast) -> None:
    villages = queries.by_place("closed", TOWN, PERIOD)
    assert [(one.code, one.n, one.of) for one in villages.rows] == [(VILLAGE, 1, 3), (ELSEWHERE, 1, 2)]
    towns = queries.by_place("closed", ZONE, PERIOD)
    assert [(one.code, one.of) for one in towns.rows] == [(TOWN, 5), ("", 1)]
    country = queries.by_place("closed", "", PERIOD)
    assert [(one.code, one.of) for one in country.rows] == [("43", 6), ("", 1)]


def test_per_head_says_whose_number_it_is_and_is_silent_where_nobody_counted(spread: Cast) -> None:
    note_people({VILLAGE: 1500}, on=date(2026, 1, 1), source="统计公报(样本)", by=BY, at=T0)
    found = queries.by_place("closed", TOWN, PERIOD)
    assert [(one.people, one.per_1000) for one in found.rows] == [(1500, "2.0"), (None, "—")]
    assert found.source == "统计公报(样本) 2026"


@pytest.mark.parametrize(("rows", "source"), [({VILLAGE: 0}, "x"), ({VILLAGE: 5}, " "), ({}, "x")])
def test_people_are_told_with_a_source(cast: Cast, rows: dict[str, int], source: str) -> None:
    with pytest.raises(Refused, match="people_unsaid"):
        note_people(rows, on=date(2026, 1, 1), source=source, by=BY, at=T0)
    with pytest.raises(Refused, match="division_unknown"):
        note_people({"999999": 1}, on=date(2026, 1, 1), source="x", by=BY, at=T0)
