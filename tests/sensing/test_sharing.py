"""Workers share the stream by place; what dies is taken over; too much slows senders down."""

import os
import socket
from datetime import timedelta

import pytest
from django.conf import LazySettings

from jishiyu.cli import commands
from jishiyu.sensing import actions, queries
from jishiyu.sensing.actions.hearing import _brake
from jishiyu.sensing.models import Group, Inbox, Message, Source
from jishiyu.sensing.streams import StreamBusy, shard_of
from tests.sensing.conftest import BY, NOW, Say

pytestmark = pytest.mark.django_db
EVERY = frozenset(range(16))


def test_one_worker_reads_everything() -> None:
    assert actions.share("a:1", at=NOW) == EVERY


def test_who_comes_is_given_a_part_and_who_goes_leaves_it_to_the_others() -> None:
    actions.share("a:1", at=NOW)
    assert actions.share("b:1", at=NOW) == frozenset()
    first = actions.share("a:1", at=NOW + timedelta(seconds=2))
    second = actions.share("b:1", at=NOW + timedelta(seconds=2))
    assert (len(first), len(second), first | second) == (8, 8, EVERY)
    actions.leave("a:1", at=NOW + timedelta(seconds=3))
    assert actions.share("b:1", at=NOW + timedelta(seconds=4)) == EVERY


def test_three_workers_read_every_shard_once() -> None:
    names = ("a:1", "b:1", "c:1")
    for second in range(3):
        held = [actions.share(name, at=NOW + timedelta(seconds=second)) for name in names]
    assert sorted(shard for part in held for shard in part) == sorted(EVERY)
    assert max(map(len, held)) == 6


def test_the_shards_of_a_worker_on_another_machine_move_when_its_lease_has_ended() -> None:
    actions.share("elsewhere:1", at=NOW)
    assert actions.share("b:1", at=NOW + timedelta(seconds=9)) == frozenset()
    assert actions.share("b:1", at=NOW + timedelta(seconds=21)) == EVERY


def test_the_shards_of_a_killed_process_of_this_machine_move_at_once() -> None:
    gone = os.posix_spawnp("true", ["true"], os.environ)
    os.waitpid(gone, 0)
    actions.share(f"{socket.gethostname()}:{gone}", at=NOW)
    assert actions.share("b:1", at=NOW + timedelta(seconds=1)) == EVERY


def test_groups_of_one_feeder_are_in_one_shard_and_others_stand_by_themselves(chat: Source, group: Group) -> None:
    for code, village in (("g2", "430903101201"), ("g3", "430903101202")):
        actions.make_group(chat, code, "台区群", division_code=village, feeder="10kV 复兴线", by=BY, at=NOW)
    shards = queries.shards_of(chat, {"", "g1", "g2", "g3", "nobody knows it"})
    assert shards["g2"] == shards["g3"] == shard_of("feeder:10kV 复兴线", 16)
    assert shards["g1"] == shard_of("village:430903101201", 16)
    assert shards["nobody knows it"] == shard_of(f"group {chat.pk} nobody knows it", 16)
    assert shards[""] == shard_of(f"source {chat.pk}", 16)


def test_a_worker_judges_what_its_shards_hold_and_leaves_the_rest(chat: Source, say: Say) -> None:
    actions.hear(chat, [say("停电了", group=f"g{number}") for number in range(40)], at=NOW)
    odd = {shard for shard in EVERY if shard % 2}
    judged = actions.sense_batch(100, by=BY, at=NOW, shards=odd).taken
    assert 0 < judged < 40
    assert set(Inbox.objects.values_list("shard", flat=True)) <= EVERY - odd
    assert actions.sense_batch(100, by=BY, at=NOW, shards=frozenset()).taken == 0
    assert actions.sense_batch(100, by=BY, at=NOW, shards=EVERY - odd).taken == 40 - judged


def test_too_much_that_waits_slows_senders_and_takes_nothing(chat: Source, say: Say, settings: LazySettings) -> None:
    settings.JISHIYU_STREAM_MOST = 3
    _brake.forget()
    actions.hear(chat, [say("停电了"), say("收到")], at=NOW)
    _brake.forget()
    with pytest.raises(StreamBusy) as busy:
        actions.hear(chat, [say("我也是"), say("还没好")], at=NOW)
    assert (busy.value.code, busy.value.retry_after) == ("stream_full", 2)
    assert Inbox.objects.count() == 2
    actions.sense_batch(10, by=BY, at=NOW)
    _brake.forget()
    assert actions.hear(chat, [say("我也是"), say("还没好")], at=NOW).taken == 2


def test_what_was_set_aside_is_listed_and_judged_once_more_by_command(
    chat: Source, say: Say, capsys: pytest.CaptureFixture[str]
) -> None:
    actions.hear(chat, [say("停电了")], at=NOW)
    row = Inbox.objects.get()
    good = row.body
    Inbox.objects.update(body={"text": "毒"})
    actions.sense_batch(10, by=BY, at=NOW)
    assert commands.run(["stream", "list"]) == 0
    said = capsys.readouterr().out
    assert "waiting: 0" in said
    assert f"{row.pk}\tchat\tm1\t" in said and "KeyError" in said
    Inbox.objects.update(body=good)
    assert commands.run(["stream", "rerun", str(row.pk + 1)]) == 0
    assert Inbox.objects.exclude(trouble="").count() == 1
    assert commands.run(["stream", "rerun", str(row.pk)]) == 0
    actions.sense_batch(10, by=BY, at=NOW)
    assert Message.objects.get().external_id == "m1"
    assert not Inbox.objects.exists()
