"""The worker: it does what is there, and one job that fails harms no other."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.cli.worker import Worker
from jishiyu.ledger import actions as ledger
from jishiyu.ledger import jobs
from jishiyu.ledger.models import Errand, Rota
from jishiyu.notices.models import Notice
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.raw import RawMessage
from tests.cast import Cast


@pytest.fixture
def deeds() -> Iterator[list[Any]]:
    """An errand kind that keeps what it is given, and one that always fails."""
    kept: list[Any] = []

    def keep(data: Any, at: object) -> None:
        kept.append(data)

    def fail(data: Any, at: object) -> None:
        raise ConnectionError("nobody answers")

    jobs.does("test.keep")(keep)
    jobs.does("test.fail")(fail)
    yield kept
    for kind in ("test.keep", "test.fail"):
        jobs.doers_of(kind).clear()


def test_a_message_becomes_a_case_with_its_officer_warned_in_one_round(cast: Cast) -> None:
    now = timezone.now()
    sensing.hear(cast.chat, [RawMessage(id="1", text="三组又停电哒", time=now, group_id="g1")], at=now)
    worker = Worker()
    while worker.step():
        continue
    case = Case.objects.get()
    assert (case.kind, case.state) == ("power.outage", Case.State.DISPATCHED)
    assert case.tasks.get().officer == cast.crew
    assert Notice.objects.filter(reader=cast.crew.actor, urgent=True, read_at__isnull=True).exists()


def test_an_errand_that_fails_is_put_off_and_the_others_are_done(db: None, deeds: list[Any]) -> None:
    now = timezone.now()
    ledger.errands([("test.fail", "a", {}), ("test.keep", "b", {"n": 1}), ("test.nobody", "c", {})], at=now)
    Worker().do_errands()
    assert deeds == [{"n": 1}]
    left = {row.kind: row for row in Errand.objects.filter(done_at__isnull=True)}
    assert set(left) == {"test.fail", "test.nobody"}
    assert "nobody answers" in left["test.fail"].trouble
    assert left["test.fail"].due_at > now


def test_a_done_errand_is_not_done_again(db: None, deeds: list[Any]) -> None:
    ledger.errands([("test.keep", "b", {"n": 1})], at=timezone.now())
    for _ in range(3):
        Worker().do_errands()
    assert deeds == [{"n": 1}]


def test_a_job_that_fails_is_seen_on_the_rota_and_the_rest_run(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def bad(at: object) -> None:
        raise ZeroDivisionError("a bad day")

    table = [
        jobs.Periodic("test.bad", timedelta(hours=1), bad),
        jobs.Periodic("test.good", timedelta(hours=1), lambda at: ran.append("good")),
    ]
    monkeypatch.setattr("jishiyu.cli.worker.periodic_jobs", lambda: table)
    for _ in range(2):
        Worker().do_rota()
    assert ran == ["good"], "what ran is not due again for an hour"
    assert "a bad day" in Rota.objects.get(name="test.bad").trouble
