"""The stream over three NATS nodes: acknowledged is kept, whoever dies; each message counts once."""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
from benches import nats_cluster
from django.conf import LazySettings
from django.db import OperationalError
from django.test import Client
from nats.aio.msg import Msg

from jishiyu.sensing import actions, queries
from jishiyu.sensing.actions import backs, sensing
from jishiyu.sensing.actions.hearing import _brake
from jishiyu.sensing.actions.judging import Judged
from jishiyu.sensing.actions.sharing import begun
from jishiyu.sensing.actions.table import keep_aside
from jishiyu.sensing.models import Group, Inbox, Message, Source
from jishiyu.sensing.raw import RawMessage
from jishiyu.sensing.streams import Item, StreamBusy, jetstream, reading
from jishiyu.sensing.streams.jetstream import JetStream
from jishiyu.sensing.streams.reading import Reader
from jishiyu.sensing.streams.wire import ask
from tests.api.test_intake import SAID, lines, post
from tests.sensing.conftest import BY, NOW, Say

pytestmark = [pytest.mark.django_db, pytest.mark.service]
numbers = count()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[nats_cluster.Cluster]:
    if not nats_cluster.installed():
        if "services" in os.environ.get("JISHIYU_REQUIRE", ""):
            pytest.fail("nats-server is not installed")
        pytest.skip("needs nats-server (apt install nats-server)")
    folder = Path(tmp_path_factory.mktemp("nats"))
    with nats_cluster.running(folder) as running:
        yield running
    shutil.rmtree(folder)


@pytest.fixture
def back(cluster: nats_cluster.Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[JetStream]:
    """A stream of its own, put behind every door, once the nodes an earlier test killed are known to be back."""
    made = JetStream(cluster.address, shards=4, set_aside=keep_aside, begun=begun, name=f"heard{next(numbers)}")
    until = time.monotonic() + nats_cluster.READY_SECONDS
    while not _taken(made):
        assert time.monotonic() < until, "the nodes are not together"
        time.sleep(0.2)
    monkeypatch.setattr(backs, "stream", lambda: made)
    monkeypatch.setattr("jishiyu.sensing.actions.hearing.stream", lambda: made)
    _brake.forget()
    yield made
    made.close()


def _taken(back: JetStream) -> bool:
    """Whether the cluster would make its stream: it takes all nodes to make one, and a majority to use it."""
    try:
        back.put([])
    except StreamBusy:
        return False
    return True


def judge_all(wanted: int) -> int:
    """Judge until so many came, or a minute has gone."""
    judged, until = 0, time.monotonic() + 60  # a cluster that lost a node chooses leaders for stream and shards
    while judged < wanted and time.monotonic() < until:
        taken = actions.sense_batch(100, by=BY, at=NOW, shards=range(4)).taken
        judged += taken
        time.sleep(0 if taken else 0.02)
    return judged


def emptied(back: JetStream) -> bool:
    """What is done is told to the cluster without waiting for it."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with contextlib.suppress(StreamBusy):  # a node that was killed in another test is coming back
            if back.lag().messages == 0:
                return True
        time.sleep(0.05)
    return False


def test_what_is_heard_is_kept_by_the_cluster_and_judged_once(
    back: JetStream, chat: Source, group: Group, say: Say, settings: LazySettings
) -> None:
    settings.JISHIYU_SHARDS = 4
    said = [say("停电了", group=f"g{number % 7}") for number in range(60)]
    assert actions.hear(chat, said, at=NOW) == actions.Heard(60, 0)
    assert actions.hear(chat, said[:5], at=NOW) == actions.Heard(5, 0)  # not judged yet, so nobody knows them
    assert not Inbox.objects.exists()
    assert back.lag().messages == 65
    assert judge_all(65) == 65
    assert emptied(back)
    assert Message.objects.count() == 60
    assert actions.hear(chat, said[:5], at=NOW) == actions.Heard(0, 5)
    assert {one.received_at for one in Message.objects.all()} == {NOW}
    assert emptied(back)


def test_a_message_that_was_judged_and_comes_again_is_known(
    back: JetStream, chat: Source, say: Say, settings: LazySettings
) -> None:
    settings.JISHIYU_SHARDS = 4
    one = say("停电了")
    item = Item(chat.pk, one.id, 1, one.packed(), NOW)
    backs.TABLE.put([item])  # judged long ago, and the cluster has forgotten it
    assert actions.sense_batch(10, by=BY, at=NOW).taken == 1
    back.put([item])
    assert judge_all(1) == 1
    assert Message.objects.count() == 1
    assert emptied(back)


def test_one_that_cannot_be_judged_is_set_aside_in_the_database_and_can_be_run_again(
    back: JetStream, chat: Source, say: Say, settings: LazySettings
) -> None:
    settings.JISHIYU_SHARDS = 4
    back.put([Item(chat.pk, "bad", 1, b'{"text":"\xe6\xaf\x92"}', NOW)])
    actions.hear(chat, [say("停电了", group="g1"), say("收到", group="g1")], at=NOW)
    assert judge_all(2) == 2
    until = time.monotonic() + 15
    while not Inbox.objects.exists() and time.monotonic() < until:
        actions.sense_batch(10, by=BY, at=NOW)
        time.sleep(0.02)
    aside = Inbox.objects.get()
    assert aside.external_id == "bad"
    assert "KeyError" in aside.trouble
    assert emptied(back)
    Inbox.objects.update(body=say("又停电了").plain() | {"id": "bad"})
    assert actions.run_again(None) == 1
    assert judge_all(1) == 1
    assert Message.objects.filter(external_id="bad").exists()


def test_what_no_door_put_there_is_taken_out_and_stops_nobody(
    back: JetStream, chat: Source, say: Say, settings: LazySettings
) -> None:
    settings.JISHIYU_SHARDS = 4
    back._loop.run(_publish(back, b"rubbish"), 45)
    actions.hear(chat, [say("停电了", group="g1")], at=NOW)
    assert judge_all(1) == 1
    assert emptied(back)


async def _publish(back: JetStream, payload: bytes) -> None:
    client = await back._connected()
    for shard in range(4):
        await client.request(f"{back._name}.{shard}", payload, timeout=10)


async def _lose_consumers(back: JetStream) -> None:
    client = await back._connected()
    for shard in range(4):
        stream = back._of(shard)
        answer = await client.request(f"$JS.API.CONSUMER.NAMES.{stream}", b"", timeout=10)
        (consumer,) = msgspec.json.decode(answer.data)["consumers"]
        answer = await client.request(f"$JS.API.CONSUMER.DELETE.{stream}.{consumer}", b"", timeout=10)
        assert b'"success":true' in answer.data


def test_a_shard_whose_consumer_the_cluster_lost_is_read_again(
    back: JetStream, chat: Source, group: Group, say: Say, settings: LazySettings
) -> None:
    settings.JISHIYU_SHARDS = 4
    actions.hear(chat, [say("停电了", group=f"g{number % 7}") for number in range(20)], at=NOW)
    assert judge_all(20) == 20
    assert emptied(back)
    back._loop.run(_lose_consumers(back), 20)
    actions.hear(chat, [say("停电了", group=f"g{number % 7}") for number in range(20)], at=NOW)
    assert judge_all(20) == 20
    assert emptied(back)


def test_what_nobody_hears_is_asked_for_again(
    back: JetStream, chat: Source, group: Group, say: Say, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Messages lost between the cluster and a reader leave a gap in its numbers, and are given out once more."""
    settings.JISHIYU_SHARDS = 4
    heard, deaf = Reader._hear, count()

    async def hear(reader: Reader, message: Msg) -> None:
        if (message.headers and "Status" in message.headers) or next(deaf) % 7 != 3:
            await heard(reader, message)

    monkeypatch.setattr(Reader, "_hear", hear)
    actions.hear(chat, [say("停电了", group=f"g{number % 7}") for number in range(30)], at=NOW)
    assert judge_all(30) == 30
    assert next(deaf) > 30
    assert emptied(back)


def test_a_stream_that_was_made_anew_and_counts_from_one_again_is_read_from_its_beginning(
    back: JetStream, chat: Source, group: Group, say: Say, settings: LazySettings
) -> None:
    settings.JISHIYU_SHARDS = 4
    back.put([Item(chat.pk, one.id, 1, one.packed(), NOW) for one in [say("停电了", group="g1") for _ in range(9)]])
    assert judge_all(9) == 9
    assert emptied(back)
    back._loop.run(_make_anew(back, 1), 20)
    again = [say("停电了", group="g1") for _ in range(5)]
    back.put([Item(chat.pk, one.id, 1, one.packed(), NOW) for one in again])
    assert judge_all(5) == 5
    assert Message.objects.filter(external_id__in=[one.id for one in again]).count() == 5
    assert emptied(back)


async def _make_anew(back: JetStream, shard: int) -> None:
    client = await back._connected()
    await ask(client, "STREAM.DELETE", back._of(shard), {}, seconds=10)
    await back._make_streams(client)


def test_what_the_cluster_has_lost_itself_is_passed_over_in_the_end(
    back: JetStream, chat: Source, group: Group, say: Say, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    settings.JISHIYU_SHARDS = 4
    monkeypatch.setattr(reading, "LOST_AFTER", 2)
    said = [say("停电了", group="g1") for number in range(5)]
    back.put([Item(chat.pk, one.id, 1, one.packed(), NOW) for one in said])
    back._loop.run(ask(back._client, "STREAM.MSG.DELETE", back._of(1), {"seq": 3}, seconds=10), 20)
    assert judge_all(4) == 4
    assert not Message.objects.filter(external_id=said[2].id).exists()
    assert emptied(back)


def test_one_message_that_ends_its_workers_is_found_among_many_and_set_aside_alone(
    back: JetStream, chat: Source, group: Group, say: Say, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies says nothing: the next one begins where it began, goes by single messages after the second
    death, and what stood in front at six deaths in a row is what caused them."""
    settings.JISHIYU_SHARDS = 4
    said = [say("停电了", group="g1") for number in range(9)]
    back.put([Item(chat.pk, one.id, 1, one.packed(), NOW) for one in said])
    judge = sensing.take_messages

    def take(source: Source, messages: list[RawMessage], **told: Any) -> Judged:
        if any(one.id == said[5].id for one in messages):
            raise _Killed
        return judge(source, messages, **told)

    monkeypatch.setattr(sensing, "take_messages", take)
    deaths, until = 0, time.monotonic() + 100
    while not Inbox.objects.exists() or Message.objects.count() < 8:
        assert time.monotonic() < until
        try:
            actions.sense_batch(100, by=BY, at=NOW, shards=range(4))
        except _Killed:
            deaths += 1
            back._loop.run(_die(back), 10)
    assert emptied(back)
    assert [one.external_id for one in Inbox.objects.all()] == [said[5].id]
    assert "given out 6 times" in Inbox.objects.get().trouble
    assert 6 <= deaths <= 8


def test_what_was_taken_from_one_shard_is_not_lost_when_the_database_goes_away_at_the_next(
    back: JetStream, chat: Source, group: Group, say: Say, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JISHIYU_SHARDS = 4
    said = [say("停电了", group="g1") for _ in range(8)]
    back.put([Item(chat.pk, one.id, number % 4, one.packed(), NOW) for number, one in enumerate(said)])
    with back.batch(0, range(4)):  # reading begins
        pass
    until = time.monotonic() + 30
    while sum(len(reader.held) for reader in back._readers.values()) < 8:
        assert time.monotonic() < until
        time.sleep(0.02)
    asked = count()

    def away(shard: int, front: int) -> int:
        if next(asked):
            raise OperationalError
        return 1

    for reader in back._readers.values():
        monkeypatch.setattr(reader, "_begun", away)
    with pytest.raises(OperationalError):
        actions.sense_batch(100, by=BY, at=NOW, shards=range(4))
    for reader in back._readers.values():
        monkeypatch.setattr(reader, "_begun", begun)
    assert judge_all(8) == 8
    assert emptied(back)


class _Killed(BaseException):
    """What no code of ours can catch."""


async def _die(back: JetStream) -> None:
    """As a process that was killed: nothing is said to anybody."""
    for reader in back._readers.values():
        for task in reader._tasks:
            task.cancel()
    back._readers.clear()


def test_what_ended_its_workers_again_and_again_is_set_aside(back: JetStream, chat: Source, say: Say) -> None:
    one = say("停电了")
    worn = Item(chat.pk, one.id, 1, one.packed(), NOW, tries=6)
    with pytest.raises(RuntimeError, match="given out 6 times"):
        actions.sensing._judge([worn], by=BY, at=NOW)
    assert not Message.objects.exists()


def test_a_node_that_is_killed_takes_nothing_with_it(
    back: JetStream, cluster: nats_cluster.Cluster, chat: Source, say: Say, settings: LazySettings
) -> None:
    settings.JISHIYU_SHARDS = 4
    first = [say("停电了", group=f"g{number}") for number in range(20)]
    actions.hear(chat, first, at=NOW)
    cluster.kill(0)
    try:
        more = [say("停电了", group=f"g{number}") for number in range(20)]
        assert actions.hear(chat, more, at=NOW).taken == 20
        assert judge_all(40) == 40
    finally:
        cluster.start(0)
    assert Message.objects.count() == 40


def test_a_cluster_that_is_away_takes_nothing_and_says_when_to_come_back(
    client: Client, chat: Source, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jetstream, "CONNECT_SECONDS", 0.5)
    away = JetStream("nats://127.0.0.1:9", shards=4, set_aside=keep_aside, begun=begun)
    monkeypatch.setattr("jishiyu.sensing.actions.hearing.stream", lambda: away)
    _brake.forget()
    with pytest.raises(StreamBusy, match="stream_away"):
        away.put([Item(chat.pk, "m1", 1, b"{}", NOW)])
    answer = post(client, queries.secret_of(chat), lines(SAID))
    assert (answer.status_code, answer.json(), answer["Retry-After"]) == (503, {"error": "stream_away"}, "5")
    assert not Inbox.objects.exists()
    away.close()


def test_one_who_cannot_make_the_stream_leaves_no_connection_behind(
    back: JetStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[bool] = []

    class Refusing(jetstream.Client):
        async def close(self) -> None:
            await super().close()
            closed.append(self.is_closed)

    async def refuse(client: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(jetstream, "Client", Refusing)
    other = JetStream(
        ",".join(back._servers), shards=4, set_aside=keep_aside, begun=begun, name=f"heard{next(numbers)}"
    )
    monkeypatch.setattr(other, "_make_streams", refuse)
    for _ in range(2):
        with pytest.raises(StreamBusy, match="stream_away"):
            other.put([])
    other.close()
    assert closed == [True, True]
