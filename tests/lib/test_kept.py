"""A query that is compiled once gives what Django's own gives, whatever the values."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.casework.models import Case, Promise, Task
from jishiyu.lib.kept import SAMPLE, SAMPLE_MOMENT, SMALL_SAMPLE, Kept, cursor_of
from tests.cast import T0, Cast

pytestmark = pytest.mark.django_db


def test_rows_are_the_same_as_djangos_and_each_value_has_its_answer(cast: Cast) -> None:
    kept = Kept[Case](lambda key: Case.objects.filter(pk=key), SAMPLE)
    for case in (cast.case(), cast.case(at=T0 + timedelta(hours=1))):
        found = kept.first(case.pk)
        assert found == Case.objects.get(pk=case.pk)
        assert vars(found) | {"_state": 0} == vars(Case.objects.get(pk=case.pk)) | {"_state": 0}
    assert kept.first(10**6) is None


def test_what_a_database_gives_is_made_what_a_field_holds(cast: Cast) -> None:
    case = cast.case()
    kept = Kept[Promise](lambda key: Promise.objects.filter(case=key).order_by("pk"), SAMPLE)
    assert [row.hours for row in kept.all(case.pk)] == [row.hours for row in Promise.objects.order_by("pk")]
    assert {type(row.starts_at) for row in kept.all(case.pk)} == {type(T0)}


def test_others_are_joined_without_a_further_query(cast: Cast) -> None:
    task = cast.sent()
    kept = Kept[Task](lambda key: Task.objects.select_related("unit").filter(pk=key), SAMPLE)
    with CaptureQueriesContext(connection) as asked:
        assert kept.first(task.pk).unit.name == cast.station.name
    assert len(asked) == 1


def test_values_come_as_tuples_and_constants_stay(cast: Cast) -> None:
    task = cast.sent()
    kept = Kept[Task](
        lambda case, number: Task.objects.filter(case=case, round=number, state="sent").values_list("unit_id", "state"),
        SAMPLE,
        SMALL_SAMPLE,
    )
    assert kept.all(task.case_id, 0) == [(cast.station.pk, "sent")]
    assert kept.all(task.case_id, 1) == []


def test_a_query_that_does_not_use_its_value_is_a_mistake(db: None) -> None:
    with pytest.raises(ValueError, match="does not stand in"):
        Kept[Case](lambda key: Case.objects.all(), SAMPLE).all(1)


def test_a_moment_is_given_to_each_database_in_its_own_way(cast: Cast) -> None:
    kept = Kept[Case](lambda since: Case.objects.filter(heard_at__gte=since), SAMPLE_MOMENT)
    case = cast.case()
    assert kept.all(T0) == [case]
    assert kept.all(T0 + timedelta(seconds=1)) == []


def test_one_cursor_serves_a_connection_and_never_the_next_one(cast: Cast) -> None:
    class Connection:
        queries_logged = False

        def __init__(self) -> None:
            self.connection, self.made = object(), 0

        def cursor(self) -> object:
            self.made += 1
            return object()

    here = Connection()
    first = cursor_of(here)
    assert cursor_of(here) is first
    here.connection = object()  # lost, and made anew
    assert cursor_of(here) is not first
    here.queries_logged = True
    assert cursor_of(here) is not cursor_of(here)
    assert here.made == 4


def test_statements_that_are_counted_are_all_counted(cast: Cast) -> None:
    kept = Kept[Case](lambda key: Case.objects.filter(pk=key), SAMPLE)
    kept.first(1)
    with CaptureQueriesContext(connection) as asked:
        kept.first(1)
        kept.first(2)
    assert len(asked) == 2
