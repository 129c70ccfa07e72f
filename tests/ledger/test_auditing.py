"""The nightly walk through the ledger, the handing out to an auditor, and who hears of a fault."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from jishiyu.ledger import actions as ledger
from jishiyu.ledger import works
from jishiyu.ledger.actions import works as actions
from jishiyu.ledger.jobs import EXPORT, VERIFY, doers_of, periodic_jobs
from jishiyu.ledger.models import Errand, Work
from jishiyu.ledger.queries import Flaw, flaws, verifications, verifying
from jishiyu.notices.models import Notice
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Post
from tests.cast import BY, T0, Cast
from tests.ledger.owner import unguarded
from tests.ledger.test_chain import tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(cast: Cast) -> Officer:
    return registry.make_officer("shen", "审计员", post=Post.AUDIT_ADMIN, unit_id=None, by=BY, at=T0)


def walk_nightly() -> None:
    (job,) = [job for job in periodic_jobs() if job.name == "ledger.verify"]
    job.job(T0)
    assert not Work.objects.exists(), "by day people work"
    for hour in (2, 3):  # once a night
        job.job(T0.replace(hour=hour))
    assert Work.objects.filter(kind=VERIFY).count() == 1
    assert works.do_next("w")


def test_the_ledger_is_walked_every_night_and_what_was_found_is_recorded(cast: Cast) -> None:
    cast.answered()
    walk_nightly()
    found = verifications()[0]
    assert (found.act, found.by, found.data["flaws"]) == ("verified", "system:ledger", 0)
    assert Work.objects.get().counts["faults"] == 0
    assert not Errand.objects.filter(kind="ledger.broken").exists()
    assert list(flaws()) == []


def test_of_a_fault_those_who_audit_hear_once(cast: Cast, auditor: Officer) -> None:
    case = cast.answered()
    unguarded("UPDATE ledger_entry SET act = 'x' WHERE subject = %s AND version = 1", [case.ref])
    walk_nightly()
    assert verifications()[0].act == "found_broken"
    work = Work.objects.get()
    assert (actions.folder() / work.file).read_text() == f"{case.ref} version 1: altered\n"
    errand = Errand.objects.get(kind="ledger.broken")
    for doer in doers_of("ledger.broken"):
        doer(errand.data, T0)
        doer(errand.data, T0)
    notice = Notice.objects.get(kind="ledger_broken")
    assert (notice.reader, notice.urgent) == (auditor.actor, True)


def test_an_export_is_asked_for_like_any_long_work(cast: Cast, auditor: Officer) -> None:
    cast.answered()
    since = T0.isoformat()
    actions.ask(EXPORT, title="x", params={"since": since, "until": ""}, by=auditor.actor, at=timezone.now())
    assert works.do_next("w")
    work = Work.objects.get()
    assert (actions.folder() / work.file).read_text().count('"entry":') == work.counts["entries"] > 3


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_however_the_ledger_is_sliced_the_same_faults_are_found(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    for number in range(5):
        tell(f"case:{number}", *["opened", "accepted", "closed"][: 1 + number % 3])
    unguarded("DELETE FROM ledger_entry WHERE subject = 'case:2' AND version = 2")
    unguarded("UPDATE ledger_entry SET act = 'x' WHERE subject = 'case:4'")
    expected, seen = set(flaws()), []
    assert len(expected) == 3
    monkeypatch.setattr(verifying, "SLICE", size)
    assert set(flaws(seen.append)) == expected
    assert sum(seen) == 8


@pytest.mark.django_db(transaction=True)
def test_a_walk_outside_any_transaction_leaves_none_behind() -> None:
    tell("case:1", "opened", "closed")
    sealed = ledger.seal(by=BY, at=T0)
    assert list(flaws()) == []
    with transaction.atomic():  # a walk that left its own transaction open would make this fail
        tell("case:2", "opened")
    assert len(sealed) == 1
    assert list(flaws()) == []


def write_on(stop: Event, written: list[int]) -> None:
    """Tell of old and new subjects, and seal now and then, until told to stop."""
    try:
        for number in count():
            if stop.is_set():
                break
            tell(f"case:{number % 7}", "contacted", "accepted")
            tell(f"lead:{number}", "raised")
            if number % 10 == 0:
                ledger.seal(by=BY, at=T0)
            written.append(number)
    finally:
        connections.close_all()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's test database is for one connection")
@pytest.mark.django_db(transaction=True)
def test_a_walk_cries_no_wolf_while_others_write_and_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "SLICE", 7)
    stop, written, found, until = Event(), list[int](), list[Flaw](), time.monotonic() + 60
    with ThreadPoolExecutor(2) as pool:
        writers = [pool.submit(write_on, stop, written), pool.submit(write_on, stop, written)]
        try:
            for walk in count():
                found += flaws()
                if (walk >= 8 and len(written) > 20) or time.monotonic() > until:
                    break
        finally:
            stop.set()
        for writer in writers:
            writer.result(30)
    assert found == []
    assert len(written) > 20
    assert list(flaws()) == []
