"""The plan of an enterprise going back to work, and its days: written on a phone, a bad row named, twice the same."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.ledger.models import Entry
from jishiyu.outreach.models import Resumption, ReturnReading
from jishiyu.registry.models import Subject
from tests.cast import Cast
from tests.console.conftest import As
from tests.outreach.firms import liaison
from tests.outreach.test_gatherings import enterprise


def address(plant: Subject) -> str:
    return f"/console/back-to-work/{plant.pk}/plan/"


def said(**more: object) -> dict[str, object]:
    today = timezone.localdate()
    form = {
        "planned_on": str(today), "heads": "120", "passes": "3", "plan": "分两班复工", "status": "partly",
        "status_on": str(today), f"heads-{today}": "40", f"heads-{today - timedelta(days=1)}": "25",
    }  # fmt: skip
    return {**form, **more}


def test_an_officer_writes_the_plan_of_their_enterprise_and_twice_is_once(cast: Cast, signed_in: As) -> None:
    plant = enterprise()
    liaison(cast.mate, plant.pk)
    client = signed_in(cast.mate)
    assert "Nothing said yet" in client.get(address(plant)).content.decode()
    assert client.post(f"{address(plant)}keep/", said()).status_code == 302
    row, entries = Resumption.objects.get(), Entry.objects.count()
    assert (row.planned_heads, row.planned_passes, row.plan, row.status) == (120, 3, "分两班复工", "partly")
    assert sorted(ReturnReading.objects.values_list("heads", flat=True)) == [25, 40]
    assert client.post(f"{address(plant)}keep/", said()).status_code == 302
    assert Entry.objects.count() == entries
    page = client.get(address(plant)).content.decode()
    assert "65 / 120" in page
    assert "0 / 3" in page
    assert 'value="40"' in page
    assert address(plant) in client.get("/console/back-to-work/").content.decode()
    assert address(plant) in client.get(f"/console/enterprises/{plant.pk}/").content.decode()


def test_another_number_replaces_a_day_and_an_empty_field_says_nothing(cast: Cast, signed_in: As) -> None:
    plant, client, today = enterprise(), signed_in(cast.dispatcher), timezone.localdate()
    client.post(f"{address(plant)}keep/", said())
    client.post(f"{address(plant)}keep/", {f"heads-{today}": "44", f"heads-{today - timedelta(days=1)}": ""})
    assert sorted(ReturnReading.objects.filter(current=True).values_list("heads", flat=True)) == [25, 44]
    assert Resumption.objects.get().planned_heads == 120
    earlier = today - timedelta(days=30)
    client.post(f"{address(plant)}keep/", {"other_day": str(earlier), "other_heads": "7"})
    assert ReturnReading.objects.get(day=earlier).heads == 7


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"heads": "viele"}, "People needed: “viele”"),
        ({"passes": "-1"}, "Passes needed: “-1”"),
        ({"planned_on": ""}, "Day planned for: a plan needs a day."),
        ({"other_day": "2999-01-01", "other_heads": "3"}, "2999-01-01: no day, or one to come."),
        ({"other_day": "", "other_heads": "3"}, "Another day: no day, or one to come."),
        ({"heads-2026-02-30": "3"}, "2026-02-30: no day, or one to come."),
        ({"heads-2026-01-05": "很多"}, "2026-01-05: “很多” is no number from 0 to 1000000."),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_kept(
    cast: Cast, signed_in: As, wrong: dict[str, object], named: str
) -> None:
    page = signed_in(cast.dispatcher).post(f"{address(enterprise())}keep/", said(**wrong))
    assert page.status_code == 409
    assert named in page.content.decode()
    assert "分两班复工" in page.content.decode()
    assert not Resumption.objects.exists()
    assert not ReturnReading.objects.exists()


def test_a_day_that_stands_there_twice_is_named(cast: Cast, signed_in: As) -> None:
    today = timezone.localdate()
    wrong = said(other_day=str(today), other_heads="9")
    page = signed_in(cast.dispatcher).post(f"{address(enterprise())}keep/", wrong)
    assert f"{today}: this day stands there twice." in page.content.decode()


def test_a_status_from_a_day_to_come_is_refused_with_all_the_rest(cast: Cast, signed_in: As) -> None:
    page = signed_in(cast.dispatcher).post(f"{address(enterprise())}keep/", said(status_on="2999-01-01"))
    assert page.status_code == 409
    assert not Resumption.objects.exists()


def test_others_find_nothing_and_who_watches_writes_nothing(cast: Cast, signed_in: As) -> None:
    plant = enterprise()
    for nobody in (cast.stranger, cast.admin):
        assert signed_in(nobody).get(address(plant)).status_code == 404
        assert signed_in(nobody).post(f"{address(plant)}keep/", said()).status_code == 404
    assert signed_in(cast.leader).get(address(plant)).status_code == 200
    assert 'name="plan"' not in signed_in(cast.leader).get(address(plant)).content.decode()
    assert signed_in(cast.leader).post(f"{address(plant)}keep/", said()).status_code == 404
    assert signed_in(cast.dispatcher).get(address(cast.aunt)).status_code == 404
    assert not Resumption.objects.exists()


def test_the_page_takes_few_questions(cast: Cast, signed_in: As) -> None:
    plant, client = enterprise(), signed_in(cast.dispatcher)
    client.post(f"{address(plant)}keep/", said())
    client.get(address(plant))
    with CaptureQueriesContext(connection) as found:
        assert client.get(address(plant)).status_code == 200
    assert len(found) <= 12
