"""Two hands at one thing at the same moment, on PostgreSQL: one wins, and nothing is given twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, connections

from jishiyu.entitlements import actions
from jishiyu.entitlements import kinds as entitlement_kinds
from jishiyu.entitlements.kinds import Queued
from jishiyu.entitlements.models import Award, Home, Institution, Offer, Waiting
from jishiyu.lib.refused import Refused
from tests.cast import T0, assemble
from tests.entitlements import schemes
from tests.entitlements.lines import home, line, place, wait
from tests.entitlements.schemes import PLACE, Aid

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def office(transactional_db: None, declared: None) -> Aid:
    return schemes.assemble(assemble())


def at_once(deeds: list[Callable[[], object]]) -> list[object]:
    """Do all of them in threads that start together; what each gave, or the code it was refused with."""
    gate = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        gate.wait()
        try:
            return deed()
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_a_home_is_offered_once_however_many_make_offers(office: Aid) -> None:
    line(4)
    home(office.keeper)

    def make(by: str) -> Callable[[], object]:
        return lambda: actions.make_offers("aid.home", by=by, at=T0)

    made = at_once([make(by.actor) for by in (office.keeper, office.checker) * 2])
    assert sorted(len(one) for one in made) == [0, 0, 0, 1]  # type: ignore[arg-type]
    assert Offer.objects.count() == 1


def test_of_an_answer_taken_and_refused_at_once_one_wins(office: Aid) -> None:
    line(1)
    home(office.keeper)
    [offer] = actions.make_offers("aid.home", by=office.keeper.actor, at=T0)

    def answer(taken: bool) -> Callable[[], object]:
        return lambda: actions.answer_offer(offer.pk, taken=taken, reason="far", by=actions.APPLICANT, at=T0)

    told = at_once([answer(True), answer(False), answer(True), answer(False)])
    assert told.count("offer_over") == 3
    state, there, refusals = Offer.objects.get().state, Home.objects.get().state, Waiting.objects.get().refusals
    assert (state, there, refusals) in (("taken", "offered", 0), ("refused", "free", 1))


def test_a_contract_is_signed_once(office: Aid) -> None:
    line(1)
    home(office.keeper)
    [offer] = actions.make_offers("aid.home", by=office.keeper.actor, at=T0)
    actions.answer_offer(offer.pk, taken=True, by=actions.APPLICANT, at=T0)
    since = date(2026, 8, 1)
    told = at_once([lambda: actions.sign_offer(offer.pk, since=since, by=office.keeper.actor, at=T0)] * 3)
    assert told.count("offer_not_taken") == 2
    assert Award.objects.filter(scheme="aid.home").count() == 1


def test_one_enters_a_queue_once(office: Aid) -> None:
    row = wait(1, "aid.home")
    told = at_once([lambda: actions.enter_queue(row.claim_id, by="system:test", at=T0)] * 3)
    assert {one.pk for one in told} == {row.pk}  # type: ignore[attr-defined]


def test_offers_and_a_smaller_capacity_never_meet_beyond_it(office: Aid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(entitlement_kinds._schemes, "aid.place", replace(PLACE, queued=Queued("time")))
    actions.keep_institution("aid.place", place(capacity=2), by=office.keeper.actor, at=T0)
    for number in (1, 2):
        wait(number, "aid.place")
    at_once(
        [
            lambda: actions.make_offers("aid.place", by=office.keeper.actor, at=T0),
            lambda: actions.keep_institution("aid.place", place(capacity=1), by=office.checker.actor, at=T0),
        ]
    )
    there = Institution.objects.get()
    assert there.taken == Offer.objects.filter(state="open").count() <= there.capacity
