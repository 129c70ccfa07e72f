"""The small living town has gatherings, officers stationed, enterprises going back to work and lessons to show."""

import pytest
from django.utils import timezone

from jishiyu.outreach import queries
from jishiyu.outreach.models import Gathering, OutcomeRow, Raised, Residency
from jishiyu.registry import actions as registry
from jishiyu.sandbox import gathered, visits
from jishiyu.sandbox.town import BY, Size, found

pytestmark = pytest.mark.django_db


def test_every_page_has_something_to_show() -> None:
    now = timezone.now()
    registry.load_carried(by=BY, at=now)
    town = found(Size(villages=2, days=1, rounds_a_day=0, letters_a_day=0), 1, password="demo", at=now)
    visits.bring_in(town, 1, password="demo", now=now)
    gathered.bring_in(town, 1, password="demo", now=now)
    states = set(Gathering.objects.values_list("state", flat=True))
    assert states == {Gathering.State.PLANNED, Gathering.State.HELD}
    assert OutcomeRow.objects.filter(current=False).count() == 1
    assert (Residency.objects.count(), Raised.objects.filter(residency__isnull=False).count()) == (2, 2)
    assert sum(queries.by_status().values()) == 8
    reached = queries.coverage("training.standing", now.date().replace(month=1, day=1), now.date())
    assert {one.value: one.on_list for one in reached.groups} == {"town": 9, "home": 4, "away": 3}
    head = town.officers["peng"]
    assert queries.gatherings_for(head, queries.GatheringFilter()).count() == Gathering.objects.count()
    assert queries.public_gatherings(now).exists()
