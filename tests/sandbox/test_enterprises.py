"""Enterprises by the thousand: true to their ledger, each with one who answers for it, the same by the same seed."""

from datetime import date

import pytest
from django.db.models import Count, Q

from jishiyu.casework import retell
from jishiyu.casework.models import Case
from jishiyu.ledger.queries import flaws
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Duty, Officer, Post, Profile
from jishiyu.registry.profiles import is_code
from jishiyu.sandbox import enterprises, firms
from jishiyu.sandbox.town import BY
from tests.cast import T0


@pytest.fixture
def brought(db: None) -> enterprises.Brought:
    registry.load_carried(by=BY, at=T0)
    return enterprises.fill(120, 40, 60, 1, password="a-demo-password", now=T0)


def test_each_enterprise_has_one_officer_and_the_ledger_tells_of_all(brought: enterprises.Brought) -> None:
    assert Profile.objects.count() == 120
    owned = Profile.objects.annotate(owners=Count("subject__duties", filter=Q(subject__duties__role=enterprises.ROLE)))
    assert set(owned.values_list("owners", flat=True)) == {1}
    assert Officer.objects.filter(username__startswith="lx", post=Post.LEADER).count() == len(brought.leaders) == 1
    assert Duty.objects.filter(role=enterprises.LEADER).exists()
    assert (list(flaws()), list(retell.disagreements())) == ([], [])


def test_problems_are_cases_of_enterprises_and_nearly_all_are_solved(brought: enterprises.Brought) -> None:
    cases = Case.objects.filter(requester_id__in=brought.enterprises)
    assert cases.count() == 60
    assert cases.exclude(state="closed").count() == 60 - round(60 * enterprises.SOLVED)


def test_the_same_seed_makes_the_same_enterprises_and_none_twice() -> None:
    places = [("430972109", "谢林港"), ("430972101", "朝阳")]
    one, again = (firms.firms(300, places, city="4309", today=date(2026, 7, 14), seed=3) for _ in range(2))
    assert one == again
    assert len({said.name for said in one}) == len({said.code for said in one}) == 300
    assert all(is_code(said.code) for said in one)
    assert one != firms.firms(300, places, city="4309", today=date(2026, 7, 14), seed=4)
