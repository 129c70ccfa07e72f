"""The page of how well the office is heard; each number opens to its rows."""

import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.look.templatetags.hearing import version_words
from jishiyu.look.weekly import weekly
from jishiyu.sensing import actions
from jishiyu.sensing.models import Lead, Message
from jishiyu.sensing.raw import RawMessage
from tests.cast import Cast
from tests.console.conftest import As

ADDRESS = "/console/quality/"


def heard(cast: Cast, many: int = 3, group: str = "g1") -> None:
    now = timezone.now()
    texts = ["停电了", *(f"今天赶集{group}{number}" for number in range(many))]
    raws = [
        RawMessage(id=f"q{group}{n}", text=text, time=now - timedelta(minutes=1), group_id=group, sender="林阿姨")
        for n, text in enumerate(texts)
    ]
    actions.hear(cast.chat, raws, at=now)
    actions.sense_batch(100, by="system:test", at=now)


def test_a_week_stands_on_the_page_and_its_numbers_open(cast: Cast, signed_in: As) -> None:
    heard(cast)
    lead = Lead.objects.get()
    actions.answer_lead(lead.pk, real=True, by=cast.crew.actor, at=timezone.now())
    browser = signed_in(cast.leader)
    page = browser.get(ADDRESS).content.decode()
    assert "100 % (1/1)" in page
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/console/quality/[a-z]+/\?[^"]+)"', page)]
    assert links
    for link in links:
        assert browser.get(link).status_code == 200
    here = next(link for link in links if "/real/" in link)
    assert f"/console/leads/{lead.pk}/" in browser.get(here).content.decode()


def test_kinds_and_agreement_are_shown(cast: Cast, signed_in: As) -> None:
    heard(cast)
    message = Message.objects.get(text="停电了")
    actions.label_message(
        message.pk, risk=True, kind="power.hazard", urgency=3, by=cast.dispatcher.actor, at=timezone.now()
    )
    browser = signed_in(cast.leader)
    page = browser.get(ADDRESS).content.decode()
    link = f"{ADDRESS}kind:power.outage:power.hazard/"
    assert link in page
    assert "停电了" in browser.get(f"{link}?pack=power").content.decode()


def test_versions_lead_to_what_they_judged(cast: Cast, signed_in: As) -> None:
    heard(cast)
    version = quote(Message.objects.values_list("judged_with", flat=True)[0])
    page = signed_in(cast.leader).get(ADDRESS).content.decode()
    assert f"/console/stream/?version={version}" in page
    assert f">words {version[:8]}</a>" in page
    assert version_words("f8d16be6cf18f3a9:ddcf999688aa") == "words f8d16be6, model ddcf9996"


def test_what_cannot_be_reckoned_yet_says_what_it_waits_for(cast: Cast, signed_in: As) -> None:
    heard(cast)
    page = signed_in(cast.leader).get(ADDRESS).content.decode()
    assert "Nobody has looked at what was not warned of." in page
    assert "known once warnings are answered and messages looked at" in page


def test_each_bar_carries_its_number_inside_or_above_and_many_bars_none() -> None:
    weeks = [(date(2026, 7, 6), 400.0, ""), (date(2026, 7, 13), 3.0, "")]
    drawn = weekly(weeks, (), "label")
    assert 'class="bars__in">400</text>' in drawn and 'class="bars__on">3</text>' in drawn
    assert "400</text>" not in weekly(weeks * 7, (), "label")


@pytest.mark.parametrize("address", ["nothing/", "kind:/", "heard/?week=never", "heard/?pack=nothing", "?pack=nothing"])
def test_no_such_number_is_no_page(cast: Cast, signed_in: As, address: str) -> None:
    answer = signed_in(cast.leader).get(ADDRESS + address)
    assert answer.status_code == (200 if address == "kind:/" else 404)


@pytest.mark.parametrize("who", ["crew", "head", "admin"])
def test_it_is_for_those_who_hear_the_groups(cast: Cast, signed_in: As, who: str) -> None:
    browser = signed_in(getattr(cast, who))
    for address in (ADDRESS, f"{ADDRESS}heard/"):
        assert browser.get(address).status_code == 404


def test_both_pages_take_at_most_twelve_queries_however_many_rows(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.leader)

    def queries(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    addresses = (ADDRESS, f"{ADDRESS}heard/", f"{ADDRESS}warnings/")
    heard(cast, 2)
    few = [queries(address) for address in addresses]
    heard(cast, 20, "g2")
    heard(cast, 20, "g3")
    assert [queries(address) for address in addresses] == few
    assert max(few) <= 12
