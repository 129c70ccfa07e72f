"""The page of words: searched, tried on what was heard, saved by whoever leads the centre."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.sensing import actions, queries
from jishiyu.sensing.models import OfficeWord
from jishiyu.sensing.raw import RawMessage
from jishiyu.sensing.wordlists import Change
from tests.cast import Cast
from tests.console.conftest import As

ADDRESS = "/console/words/"
NEW = {"pack": "power", "meaning": "power.outage/2", "word": "唝唝叫", "adds": "1", "note": "土话"}


def heard(cast: Cast, *texts: str) -> None:
    now = timezone.now()
    raws = [
        RawMessage(
            id=f"w{n}", text=text, time=now - timedelta(hours=1), group_id="g1", sender="林阿姨", role="resident"
        )
        for n, text in enumerate(texts)
    ]
    actions.hear(cast.chat, raws, at=now)
    actions.sense_batch(100, by="system:test", at=now)


def test_a_word_is_tried_before_it_is_saved(cast: Cast, signed_in: As) -> None:
    heard(cast, "隔壁唝唝叫")
    browser = signed_in(cast.leader)
    page = browser.post(ADDRESS, {**NEW, "preview": "1"}).content.decode()
    assert "隔壁唝唝叫" in page
    assert "Newly heard" in page
    assert not OfficeWord.objects.exists()
    assert browser.post(ADDRESS, NEW).status_code == 302
    row = OfficeWord.objects.get()
    assert (row.word, row.note, row.by) == ("唝唝叫", "土话", cast.leader.actor)
    assert "唝唝叫" in browser.get(ADDRESS).content.decode()


def test_as_it_is_typed_only_the_trial_comes_back(cast: Cast, signed_in: As) -> None:
    heard(cast, "隔壁唝唝叫")
    answer = signed_in(cast.dispatcher).post(ADDRESS, {**NEW, "preview": "1"}, headers={"hx-request": "true"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert page.startswith('<section id="trial"')
    assert "隔壁唝唝叫" in page


def test_a_word_that_cannot_be_is_explained(cast: Cast, signed_in: As) -> None:
    answer = signed_in(cast.leader).post(ADDRESS, {**NEW, "word": "电"})
    assert answer.status_code == 409
    assert "at least 2 characters" in answer.content.decode()


@pytest.mark.parametrize("who", ["dispatcher", "caller"])
def test_who_hears_the_messages_may_try_and_not_save(cast: Cast, signed_in: As, who: str) -> None:
    browser = signed_in(getattr(cast, who))
    assert browser.post(ADDRESS, {**NEW, "preview": "1"}).status_code == 200
    assert browser.post(ADDRESS, NEW).status_code == 404
    row = actions.change_word("power", Change("calm", "搞定哒"), by="system:test", at=timezone.now())
    assert browser.post(f"{ADDRESS}{row.pk}/end/").status_code == 404
    assert OfficeWord.objects.get().ended_at is None


def test_a_change_is_undone_after_a_look(cast: Cast, signed_in: As) -> None:
    heard(cast, "隔壁唝唝叫")
    row = actions.change_word("power", Change("power.outage/2", "唝唝叫"), by="system:test", at=timezone.now())
    browser, address = signed_in(cast.leader), f"{ADDRESS}{row.pk}/end/"
    page = browser.post(address, {"preview": "1"}).content.decode()
    assert "No longer heard" in page
    row.refresh_from_db()
    assert row.ended_at is None
    assert browser.post(address).status_code == 302
    row.refresh_from_db()
    assert row.ended_by == cast.leader.actor


def test_words_are_searched_and_a_list_opens(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.leader)
    assert "停电" in browser.get(ADDRESS, {"text": "停电"}).content.decode()
    assert "No word fits" in browser.get(ADDRESS, {"text": "没有这个词"}).content.decode()
    closed = browser.get(ADDRESS).content.decode()
    opened = browser.get(ADDRESS, {"list": "power.outage/2"}).content.decode()
    assert len(opened) > len(closed)
    assert "hotline" in browser.get(ADDRESS, {"pack": "hotline"}).content.decode()
    assert browser.get(ADDRESS, {"pack": "nothing"}).status_code == 404


def test_a_version_is_read_back(cast: Cast, signed_in: As) -> None:
    actions.change_word("power", Change("power.outage/2", "唝唝叫"), by="system:test", at=timezone.now())
    version = queries.lexicon_now("power").version
    OfficeWord.objects.update(ended_at=timezone.now())
    browser = signed_in(cast.leader)
    assert "唝唝叫" in browser.get(ADDRESS, {"version": version, "text": "唝唝叫"}).content.decode()
    assert browser.get(ADDRESS, {"version": "nothing"}).status_code == 404


def test_the_page_takes_at_most_twelve_queries_however_many_words(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.leader)

    def count(*, post: bool = False) -> int:
        with CaptureQueriesContext(connection) as seen:
            answer = browser.post(ADDRESS, {**NEW, "preview": "1"}) if post else browser.get(ADDRESS)
            assert answer.status_code == 200
        return len(seen)

    heard(cast, "隔壁唝唝叫", "停电了")
    count()  # a first look fills what is kept
    few = (count(), count(post=True))
    for number in range(12):
        change = Change("power.outage/2", f"唝唝{number}")
        actions.change_word("power", change, by="system:test", at=timezone.now())
    assert (count(), count(post=True)) == few
    assert max(few) <= 12
