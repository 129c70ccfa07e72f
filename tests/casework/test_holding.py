"""Each unit's own time, counted apart from the requester's."""

from datetime import date, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.casework import actions, queries
from jishiyu.casework.holding import Held, gaps, held, median, together
from jishiyu.casework.models import Case, Task
from jishiyu.casework.queries import UnitHolding
from jishiyu.lib.worktime import OFFICE_HOURS, Calendar
from jishiyu.registry import actions as registry
from jishiyu.registry import queries as registry_queries
from tests.casework.test_returning import give_back
from tests.cast import BY, DAY, HOUR, MINUTE, SHANGHAI, T0, Cast

STATION, BUREAU = 1, 2


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 7, day, hour, tzinfo=SHANGHAI)


def test_a_holding_is_counted_in_natural_and_in_office_time() -> None:
    calendar = registry_queries._merged(())
    found = held(STATION, [(at(17, 16), at(20, 10))], hours=OFFICE_HOURS, calendar=calendar)  # Friday to Monday
    assert (found.natural, found.working) == (66 * 60, OFFICE_HOURS_FROM_16 + 60)


OFFICE_HOURS_FROM_16 = sum(max(0, closes - max(opens, 16 * 3_600_000_000)) for opens, closes in OFFICE_HOURS.ticks) // (
    60_000_000
)


def test_a_year_without_a_calendar_is_not_guessed() -> None:
    found = held(STATION, [(at(17, 16), at(17, 17))], hours=OFFICE_HOURS, calendar=Calendar({}))
    assert (found.natural, found.working) == (60, None)
    assert together([found, Held(STATION, 1, 1)]) == [Held(STATION, 61, None)]


def test_times_of_one_unit_are_summed_and_units_kept_apart() -> None:
    parts = [Held(STATION, 10, 5), Held(BUREAU, 7, 7), Held(STATION, 20, 1, open=True)]
    assert together(parts) == [Held(STATION, 30, 6, open=True), Held(BUREAU, 7, 7)]


def test_what_no_unit_holds_is_left_over() -> None:
    spans = [(at(14, 9), at(14, 11)), (at(14, 10), at(14, 12)), (at(14, 15), at(14, 20))]
    assert gaps(spans, at(14, 8), at(14, 16)) == [(at(14, 8), at(14, 9)), (at(14, 12), at(14, 15))]
    assert gaps([], at(14, 8), at(14, 9)) == [(at(14, 8), at(14, 9))]
    assert gaps(spans, at(14, 9), at(14, 11)) == []


def test_the_median_of_an_even_number_is_the_lower_middle() -> None:
    assert (median([9, 1, 5]), median([1, 9]), median([])) == (5, 1, None)


def test_each_unit_is_counted_from_being_sent_to_the_end_and_the_centre_for_the_rest(cast: Cast) -> None:
    task = cast.sent()
    give_back(cast, task, at=T0 + 2 * HOUR)
    actions.dispatch(task.case_id, cast.other.pk, by=cast.dispatcher.actor, at=T0 + 5 * HOUR)
    case = Case.objects.get()
    held_all = queries.case_holding(cast.dispatcher, case.number, T0 + DAY)
    assert held_all is not None
    held_by = {name: (one.natural, one.open) for name, one in held_all.units}
    assert held_by == {cast.station.name: (120, False), cast.other.name: (19 * 60, True)}
    assert (held_all.centre.natural, held_all.centre.open) == (180, False)


def test_a_unit_that_never_signs_in_holds_it_all_the_same(cast: Cast) -> None:
    task = cast.sent()
    held_all = queries.case_holding(cast.dispatcher, task.case.number, T0 + 3 * DAY)
    assert held_all is not None
    assert held_all.tasks[task.pk].natural == 3 * 24 * 60


def test_a_kind_of_a_day_counts_in_the_hours_of_the_day_it_was_sent(cast: Cast) -> None:
    registry.set_opening_hours(
        date(2026, 7, 14), type(OFFICE_HOURS).from_plain([["10:00", "11:00"]]), note="", by=BY, at=T0
    )
    task = cast.sent()
    held_all = queries.case_holding(cast.dispatcher, task.case.number, T0 + DAY)
    assert held_all is not None
    assert held_all.tasks[task.pk].working == 60


def test_returns_are_told_by_unit_with_what_became_of_them(cast: Cast) -> None:
    for uphold in (True, False):
        task = cast.sent()
        give_back(cast, task, at=T0 + HOUR)
        actions.decide_return(
            task.pk, uphold=uphold, words="核对过移交协议。", by=cast.dispatcher.actor, at=T0 + 2 * HOUR
        )
    cast.answered()
    found = queries.holding_of_units(T0, T0 + DAY)
    station = UnitHolding(cast.station.pk, cast.station.name, 3, 2, 1, 1, 0, natural=60, working=60)
    assert found == [station]
    assert queries.holding_of_units(T0 + DAY, T0 + 2 * DAY) == []


def test_the_figures_of_units_take_as_many_queries_for_many_as_for_few(cast: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.holding_of_units(T0, T0 + DAY)
        return len(seen)

    cast.answered()
    few = count()
    for number in range(4):
        cast.answered(at=T0 + number * MINUTE)
    assert count() == few
    assert few <= 3
    assert Task.objects.count() == 5
