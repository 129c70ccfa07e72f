"""Errands and periodic jobs: at least once, one worker at a time, never lost."""

from datetime import timedelta

import pytest

from jishiyu.ledger import actions
from jishiyu.ledger.actions import LEASE, MOST_TRIES
from jishiyu.ledger.models import Errand, Rota
from jishiyu.ledger.queries import given_up_errands, waiting_errands
from tests.cast import DAY, MINUTE, T0

pytestmark = pytest.mark.django_db


def leave(key: str = "a") -> None:
    actions.errand("test.kind", key, {"n": 1}, at=T0)


def test_the_same_key_twice_is_one_errand() -> None:
    leave()
    leave()
    assert len(actions.lease_errands(10, by="w1", at=T0)) == 1


def test_an_errand_is_held_by_one_worker_at_a_time() -> None:
    leave()
    assert len(actions.lease_errands(10, by="w1", at=T0)) == 1
    assert actions.lease_errands(10, by="w2", at=T0 + LEASE / 2) == []


def test_the_errand_of_a_dead_worker_is_taken_over() -> None:
    leave()
    actions.lease_errands(10, by="dead", at=T0)
    taken = actions.lease_errands(10, by="w2", at=T0 + LEASE + MINUTE)
    assert [row.key for row in taken] == ["a"]


def test_what_is_done_is_not_done_again() -> None:
    leave()
    actions.finish_errands(actions.lease_errands(10, by="w1", at=T0), at=T0)
    assert actions.lease_errands(10, by="w1", at=T0 + DAY) == []
    assert waiting_errands(T0 + DAY).count() == 0


def test_what_is_not_due_waits() -> None:
    actions.errand("test.kind", "later", {}, at=T0 + MINUTE)
    assert actions.lease_errands(10, by="w1", at=T0) == []
    assert len(actions.lease_errands(10, by="w1", at=T0 + MINUTE)) == 1


def test_a_failure_waits_longer_each_time_and_in_the_end_for_a_person() -> None:
    leave()
    at, pauses = T0, []
    for _ in range(MOST_TRIES):
        row = actions.lease_errands(1, by="w1", at=at)[0]
        actions.put_off_errand(row, "Traceback: it broke", at=at)
        due = Errand.objects.get().due_at
        pauses.append(due - at)
        at = due
    assert pauses == sorted(pauses)
    assert pauses[0] >= timedelta(seconds=2)
    assert actions.lease_errands(1, by="w1", at=at + DAY) == []
    assert given_up_errands().get().trouble == "Traceback: it broke"


def test_sweeping_removes_what_is_done_and_keeps_what_is_not() -> None:
    leave("done")
    actions.finish_errands(actions.lease_errands(1, by="w1", at=T0), at=T0)
    leave("open")
    assert actions.sweep_errands(T0 + DAY) == 1
    assert Errand.objects.get().key == "open"


def test_a_periodic_job_runs_once_in_its_period() -> None:
    assert actions.lease_job("sweep", DAY, by="w1", at=T0)
    assert not actions.lease_job("sweep", DAY, by="w2", at=T0)
    actions.finish_job("sweep", "", by="w1", at=T0)
    assert not actions.lease_job("sweep", DAY, by="w2", at=T0 + DAY / 2)
    assert actions.lease_job("sweep", DAY, by="w2", at=T0 + DAY)


def test_the_job_of_a_dead_worker_runs_again() -> None:
    assert actions.lease_job("sweep", MINUTE, by="dead", at=T0)
    assert actions.lease_job("sweep", MINUTE, by="w2", at=T0 + LEASE + MINUTE)
    actions.finish_job("sweep", "", by="dead", at=T0 + LEASE + MINUTE)  # too late: it is no longer the dead one's
    assert Rota.objects.get().leased_by == "w2"
