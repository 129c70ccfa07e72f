"""A query that is compiled once gives what Django's own gives, whatever the values."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.casework.models import Case, Promise, Task
from jishiyu.lib.kept import SAMPLE, SMALL_SAMPLE, Kept
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
