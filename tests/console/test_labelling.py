"""One message after another, looked at by a person."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.sensing import actions
from jishiyu.sensing.models import Label, Message, Sampled
from jishiyu.sensing.raw import RawMessage
from tests.cast import Cast
from tests.console.conftest import As

ADDRESS = "/console/labelling/"


def drawn(cast: Cast, *texts: str, minutes: int = 0) -> None:
    yesterday = timezone.now() - timedelta(days=1, minutes=minutes)
    raws = [
        RawMessage(
            id=f"l{minutes}.{n}", text=text, time=yesterday + timedelta(seconds=n), group_id="g1", sender="林阿姨"
        )
        for n, text in enumerate(texts)
    ]
    actions.hear(cast.chat, raws, at=yesterday)
    actions.sense_batch(100, by="system:test", at=yesterday)
    actions.draw_shadows(by="system:test", at=timezone.now())


def test_one_message_with_what_was_said_before_and_one_press(cast: Cast, signed_in: As) -> None:
    drawn(cast, "今天赶集", "隔壁唝唝叫")
    browser = signed_in(cast.dispatcher)
    page = browser.get(ADDRESS).content.decode()
    assert "2 nobody looked at, 0 for a second look" in page
    first = Message.objects.get(text="今天赶集")
    assert browser.post(f"{ADDRESS}{first.pk}/", {"risk": "0"})["Location"] == ADDRESS
    page = browser.get(ADDRESS).content.decode()
    assert "今天赶集" in page  # the thread
    second = Message.objects.get(text="隔壁唝唝叫")
    said = {"risk": "1", "kind": "power.outage", "urgency": "2", "vulnerable": "1"}
    browser.post(f"{ADDRESS}{second.pk}/", said)
    assert [(one.risk, one.kind, one.urgency, one.vulnerable) for one in Label.objects.order_by("message")] == [
        (False, "", 0, False),
        (True, "power.outage", 2, True),
    ]
    assert "Nothing waits" in browser.get(ADDRESS).content.decode()


def test_nobody_is_told_what_others_or_the_product_made_of_it(cast: Cast, signed_in: As) -> None:
    drawn(cast, "今天赶集")
    actions.label_message(
        Message.objects.get().pk, risk=True, kind="power.hazard", urgency=3, by=cast.caller.actor, at=timezone.now()
    )
    page = signed_in(cast.dispatcher).get(ADDRESS).content.decode()
    assert cast.caller.name not in page
    assert " checked>" not in page


def test_half_a_label_comes_back_with_what_was_said(cast: Cast, signed_in: As) -> None:
    drawn(cast, "今天赶集")
    answer = signed_in(cast.dispatcher).post(f"{ADDRESS}{Message.objects.get().pk}/", {"risk": "1", "urgency": "3"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Say of what kind it is." in page
    assert 'value="3" checked' in page


def test_any_message_may_be_labelled_and_the_reader_comes_back(cast: Cast, signed_in: As) -> None:
    drawn(cast, "停电了")
    browser, address = signed_in(cast.leader), f"{ADDRESS}{Message.objects.get().pk}/"
    assert browser.get(address).status_code == 200
    said = {"risk": "1", "kind": "power.hazard", "urgency": "3"}
    assert browser.post(address, {**said, "back": "/console/desk/"})["Location"] == "/console/desk/"
    assert browser.post(address, {**said, "back": "https://elsewhere.test/"})["Location"] == ADDRESS
    assert Label.objects.get().how == "hand"
    assert cast.leader.name in browser.get(address).content.decode()
    assert browser.get(f"{ADDRESS}999999/").status_code == 404


def test_one_may_be_passed_over(cast: Cast, signed_in: As) -> None:
    drawn(cast, "今天赶集", "收到")
    browser = signed_in(cast.dispatcher)
    first, second = Sampled.objects.order_by("pk")
    assert f"{ADDRESS}{second.message_id}/" in browser.get(ADDRESS, {"passed": str(first.pk)}).content.decode()
    assert "Nothing waits" in browser.get(ADDRESS, {"passed": f"{first.pk},{second.pk},x"}).content.decode()


@pytest.mark.parametrize("who", ["crew", "head", "admin"])
def test_it_is_for_those_who_hear_the_groups(cast: Cast, signed_in: As, who: str) -> None:
    drawn(cast, "今天赶集")
    browser = signed_in(getattr(cast, who))
    assert browser.get(ADDRESS).status_code == 404
    assert browser.post(f"{ADDRESS}{Message.objects.get().pk}/", {"risk": "0"}).status_code == 404
    assert not Label.objects.exists()


def test_the_page_takes_at_most_twelve_queries_however_long_the_thread(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.dispatcher)

    def count() -> int:
        browser.get(ADDRESS)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(ADDRESS).status_code == 200
        return len(seen)

    drawn(cast, "今天赶集", "收到")
    few = count()
    drawn(cast, *(f"昨天赶集{number}" for number in range(20)), minutes=5)
    assert count() == few <= 12
