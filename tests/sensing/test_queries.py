from pathlib import Path

import pytest

from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Post
from jishiyu.sensing import actions, queries
from jishiyu.sensing.models import Group, Source
from jishiyu.sensing.place import Spot
from jishiyu.sensing.queries import HeardFilter
from tests.cast import T0, VILLAGE, ZONE, Cast
from tests.sensing.conftest import BY, NOW, Say

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(chat: Source, group: Group, say: Say) -> None:
    actions.hear(chat, [say("停电了"), say("收到"), say("我也是")], at=NOW)
    actions.sense_batch(100, by=BY, at=NOW)


def test_a_dispatcher_sees_the_stream_newest_first_and_page_by_page(heard: None) -> None:
    dispatcher = Officer(username="陈干事", post=Post.DISPATCHER)
    stream = queries.heard(dispatcher, HeardFilter(), 50)
    assert [message.text for message in stream] == ["我也是", "收到", "停电了"]
    assert queries.heard(dispatcher, HeardFilter(before=stream[1].pk), 50) == stream[2:]
    assert len(queries.heard(dispatcher, HeardFilter(), 2)) == 2


@pytest.mark.parametrize("post", [Post.OFFICER, Post.HEAD, Post.SYSTEM_ADMIN, Post.SECURITY_ADMIN, Post.AUDIT_ADMIN])
def test_nobody_else_reads_what_groups_say(heard: None, post: Post) -> None:
    assert queries.heard(Officer(username="外人", post=post), HeardFilter(), 50) == []


def test_health_counts_what_waits_and_what_was_turned_away(chat: Source, group: Group, say: Say) -> None:
    actions.hear(chat, [say("停电了")], at=NOW)
    actions.count_refusal("chat", "not_signed", day=NOW.date())
    actions.count_refusal("chat", "not_signed", day=NOW.date())
    assert actions.lag().messages == 1
    assert queries.refusals(NOW) == [("chat", "not_signed", 2)]


def test_places_learnt_later_are_found(chat: Source, group: Group, say: Say) -> None:
    assert queries.gazetteer("430903").find("老码头停电", None).spot is None
    registry.add_alias("老码头", home_code="430903101", division_code="430903101201", by=BY, at=NOW)
    assert queries.gazetteer("430903").find("老码头停电", None).spot == Spot("430903101201")


def test_a_closed_door_is_no_door(chat: Source) -> None:
    assert queries.source_by_code("chat") == chat
    Source.objects.filter(pk=chat.pk).update(active=False)
    assert queries.source_by_code("chat") is None
    assert queries.source_by_code("nothing") is None
    assert (queries.door_named("chat"), queries.door_named("nothing")) == ("chat", "unknown")


def test_a_division_that_was_renamed_is_known_by_its_new_name_at_once(cast: Cast, tmp_path: Path) -> None:
    assert queries.gazetteer(ZONE).find("复兴村停电", None).spot == Spot(VILLAGE)
    file = tmp_path / "renamed.csv"
    file.write_text(f"code,name\n{VILLAGE},振兴村委会\n")
    registry.load_divisions(file, by="system:test", at=T0)
    assert queries.gazetteer(ZONE).find("振兴村停电", None).spot == Spot(VILLAGE)
    assert queries.gazetteer(ZONE).find("复兴村停电", None).spot is None
