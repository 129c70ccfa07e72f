"""A town with many cases: true to its ledger, the same by the same seed, and ready to go on."""

from datetime import timedelta

import pytest
from django.db import transaction

from jishiyu.casework import actions, retell
from jishiyu.casework.models import Case, NumberBook, Promise, Task, Verification
from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries import flaws
from jishiyu.lib.refused import Refused
from jishiyu.registry import actions as registry
from jishiyu.sandbox import cases
from jishiyu.sandbox.town import BY, Town
from tests.cast import T0

pytestmark = pytest.mark.django_db
COUNT, DAYS = 220, 40


@pytest.fixture(autouse=True)
def places() -> None:
    registry.load_carried(by=BY, at=T0)


def filled(seed: int = 1, count: int = COUNT) -> Town:
    return cases.fill(count, days=DAYS, seed=seed, password="a-demo-password", now=T0)


def told(seed: int) -> list[tuple[object, ...]]:
    """What the cases say, apart from keys."""
    with transaction.atomic():
        filled(seed, 25)
        rows = Case.objects.order_by("number").values_list("number", "kind", "state", "title", "heard_at", "closed_at")
        acts = Entry.objects.filter(subject__startswith="case:").order_by("at", "act").values_list("act", "at")
        found = [*rows, *acts]
        transaction.set_rollback(True)
    return found


@pytest.fixture(autouse=True)
def few_requesters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "REQUESTERS", 50)


def test_every_case_is_true_to_its_ledger_and_life_goes_on() -> None:
    town = filled()
    assert Case.objects.count() == COUNT
    assert (list(flaws()), list(retell.disagreements())) == ([], [])
    acts = set(Entry.objects.filter(subject__startswith="case:").values_list("act", flat=True))
    assert acts == {
        "opened", "dispatched", "returned", "accepted", "contacted", "finished", "confirmed", "disputed", "closed",
    }  # fmt: skip
    assert not Case.objects.filter(heard_at__gt=T0).exists()
    assert not Task.objects.filter(finished_at__gt=T0).exists()
    most_are_closed_and_what_is_open_has_its_next_date()
    life_goes_on_with_the_next_number_and_the_next_key(town)


def most_are_closed_and_what_is_open_has_its_next_date() -> None:
    opened = Case.objects.filter(closed_at=None)
    assert 0.7 < Case.objects.exclude(closed_at=None).count() / COUNT < 0.99
    assert set(opened.values_list("state", flat=True)) >= {"handling", "answered"}
    for case in opened.exclude(state="answered"):
        unmet = Promise.objects.filter(case=case, met_at=None).order_by("due_at").first()
        assert unmet is not None
        assert case.next_due_at == unmet.due_at
    assert Verification.objects.filter(solved=True).count() == Case.objects.filter(outcome="solved").count()


def test_the_same_seed_makes_the_same_cases() -> None:
    first, again, other = told(3), told(3), told(4)
    assert first == again
    assert first != other


def life_goes_on_with_the_next_number_and_the_next_key(town: Town) -> None:
    assert town.letters is not None
    last = max(NumberBook.objects.values_list("day", flat=True))
    numbered = Case.objects.filter(number__startswith=f"JSY-{last:%Y%m%d}-").count()
    assert NumberBook.objects.get(day=last).last == numbered
    sample = Case.objects.latest("pk")
    at = T0 - timedelta(hours=20)  # on the last day that was filled
    need = cases.Need(
        pack="hotline", kind="hotline.transport", title="路灯", text="路灯坏了", source_id=town.letters.pk, heard_at=at
    )
    case = actions.open_case(need, by=BY, at=at)
    assert case.number == f"JSY-{last:%Y%m%d}-{numbered + 1:04d}"
    assert case.pk > sample.pk
    task = actions.dispatch(case.pk, town.units["transport"].pk, by=town.officers["chen"].actor, at=T0)
    assert task.pk > max(Task.objects.exclude(pk=task.pk).values_list("pk", flat=True))


def test_a_town_with_people_in_it_is_left_alone() -> None:
    filled(count=0)
    with pytest.raises(Refused, match="town_not_empty"):
        filled(count=10)
