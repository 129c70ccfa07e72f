"""Visits in the demo's town: every page of theirs has something to show, done by the product's own deeds."""

import pytest

from jishiyu.ledger.queries import flaws
from jishiyu.outreach.models import Appointment, PlanStep, Visit
from jishiyu.outreach.queries import UnvisitedFilter, on_the_phone, unvisited
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer
from jishiyu.sandbox import visits
from jishiyu.sandbox.town import BY, Size, found
from tests.cast import T0

pytestmark = pytest.mark.django_db


def test_every_page_of_visits_has_something_to_show() -> None:
    registry.load_carried(by=BY, at=T0)
    town = found(Size(villages=3, days=6, rounds_a_day=0, letters_a_day=0), 1, password="a-demo-password", at=T0)
    visits.bring_in(town, 1, password="a-demo-password", now=T0)
    phone = on_the_phone(Officer.objects.get(username="wu"), T0)
    assert phone.total >= visits.OF_WU
    assert {row.last is None for row in phone.rows} == {True, False}
    assert any(row.open_cases for row in phone.rows)
    assert len(phone.today) == 3 and phone.steps
    assert unvisited(town.officers["he"], UnvisitedFilter(), T0).exists()
    assert set(PlanStep.objects.values_list("state", flat=True)) == {"open", "done"}
    assert Visit.objects.count() > 20 and Appointment.objects.filter(visit__isnull=True).count() == 3
    assert list(flaws()) == []
