import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.casework import actions as casework
from jishiyu.casework.models import Case, CaseMessage
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import HotTopic, Message
from jishiyu.sensing.raw import RawMessage
from tests.cast import BY, DAY, T0, Cast
from tests.console.conftest import As
from tests.sensing.test_topics import PLANT, chatter


@pytest.fixture
def topic(cast: Cast) -> HotTopic:
    texts = [*(telling.title for telling in chatter()), *PLANT]
    raws = [RawMessage(f"n{number}", text, T0, title=text) for number, text in enumerate(texts)]
    sensing.judge_messages(cast.letters, raws, by=BY, at=T0)
    sensing.find_hot_topics(T0 - DAY, by=BY, at=T0)
    return HotTopic.objects.get(title__contains="搅拌站")


def test_a_topic_opens_to_its_messages(cast: Cast, topic: HotTopic, signed_in: As) -> None:
    browser = signed_in(cast.dispatcher)
    assert f"/console/topics/{topic.pk}/" in browser.get("/console/topics/").content.decode()
    page = browser.get(f"/console/topics/{topic.pk}/").content.decode()
    assert all(text in page for text in PLANT)
    assert "2026-07-14" in page


def test_a_letter_s_lead_names_the_one_that_is_likely_the_same(cast: Cast, topic: HotTopic, signed_in: As) -> None:
    oldest, *others = topic.messages.order_by("said_at", "pk")
    assert oldest.lead_id is not None
    page = signed_in(cast.dispatcher).get(f"/console/leads/{others[0].lead_id}/").content.decode()
    assert "Perhaps the same matter" in page and "Both are of one hot topic" in page
    assert f"/console/leads/{oldest.lead_id}/" in page
    assert len({message.lead_id for message in topic.messages.all()}) == len(PLANT)


def test_nobody_else_sees_topics(cast: Cast, topic: HotTopic, signed_in: As) -> None:
    for officer in (cast.crew, cast.head, cast.admin):
        for address in ("/console/topics/", f"/console/topics/{topic.pk}/"):
            assert signed_in(officer).get(address).status_code in (403, 404)
    assert signed_in(cast.caller).get(f"/console/topics/{topic.pk}/").status_code == 200
    assert signed_in(cast.caller).get("/console/topics/999999/").status_code == 404


def test_what_a_secret_requester_said_is_not_among_the_messages(cast: Cast, topic: HotTopic, signed_in: As) -> None:
    message = topic.messages.get(title=PLANT[0])
    CaseMessage.objects.filter(message=message).delete()
    case = casework.open_case(cast.need(secret=True, message_ids=(message.pk,)), by=BY, at=T0)
    assert Case.objects.get(pk=case.pk).secret
    page = signed_in(cast.dispatcher).get(f"/console/topics/{topic.pk}/").content.decode()
    assert f'<div class="bubble pre">{PLANT[0]}' not in page
    assert PLANT[1] in page


def test_topics_take_at_most_twelve_queries(cast: Cast, topic: HotTopic, signed_in: As) -> None:
    browser = signed_in(cast.dispatcher)
    Message.objects.filter(topics=topic).update(division_id=cast.area.division_id, place_words="翠湖花园")
    for address in ("/console/topics/", f"/console/topics/{topic.pk}/"):
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            browser.get(address)
        assert len(seen) <= 12, [query["sql"][:80] for query in seen]
