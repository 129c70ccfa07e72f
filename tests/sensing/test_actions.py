from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from jishiyu.ledger.models import Entry, Errand
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Signal
from jishiyu.registry.models import Cell, Unit
from jishiyu.registry.people import sealer
from jishiyu.sensing import actions
from jishiyu.sensing.actions import judging
from jishiyu.sensing.models import Group, Inbox, Lead, Message, Refusal, Source
from jishiyu.sensing.raw import RawMessage
from tests.sensing.conftest import BY, NOW, Say

pytestmark = pytest.mark.django_db


def sense(most: int = 100) -> judging.Judged:
    return actions.sense_batch(most, by=BY, at=NOW + timedelta(hours=1))


def hear_and_sense(source: Source, *messages: RawMessage) -> judging.Judged:
    actions.hear(source, messages, at=NOW)
    return sense()


def test_a_message_becomes_a_lead_at_the_place_of_its_group(chat: Source, group: Group, say: Say) -> None:
    judged = hear_and_sense(chat, say("我们湾里停电了"))
    message, lead = Message.objects.get(), Lead.objects.get()
    assert (judged.new_lead, judged.taken) == (1, 1)
    assert (lead.kind, lead.urgency, lead.state) == ("power.outage", 2, Lead.State.OPEN)
    assert (lead.division_id, message.lead_id) == (group.division_id, lead.pk)
    assert message.received_at == NOW
    assert message.judged_at == NOW + timedelta(hours=1)
    assert not Inbox.objects.exists()


def test_a_named_place_goes_before_the_home_of_the_group(chat: Source, group: Group, area: Cell, say: Say) -> None:
    hear_and_sense(chat, say("3号台区停电了"))
    lead = Lead.objects.get()
    assert (lead.cell_id, lead.division_id) == (area.pk, "430903101201")
    assert Message.objects.get().place_words == "3号台区"


def test_one_incident_is_one_lead_over_several_batches(chat: Source, group: Group, say: Say) -> None:
    hear_and_sense(chat, say("停电了"))
    judged = hear_and_sense(chat, say("我也是"), say("收到"), say("屋里有老人用制氧机"))
    lead = Lead.objects.get()
    assert (judged.new_lead, judged.joined, judged.chatter) == (0, 2, 1)
    assert (lead.heard, lead.urgency, lead.vulnerable) == (3, 3, True)
    assert list(Entry.objects.filter(subject=lead.ref).values_list("act", flat=True)) == ["raised", "joined"]


def test_a_batch_leaves_one_errand_and_one_signal_for_the_desk(chat: Source, group: Group, say: Say) -> None:
    hear_and_sense(chat, say("停电了"), say("变压器冒烟了"), say("收到"))
    errand = Errand.objects.get(kind="leads.raised")
    assert sorted(errand.data["leads"]) == sorted(Lead.objects.values_list("pk", flat=True))
    assert list(Signal.objects.filter(name="stream").values_list("topic", flat=True)) == ["desk"]


def test_chatter_leaves_no_errand(chat: Source, group: Group, say: Say) -> None:
    assert hear_and_sense(chat, say("收到"), say("早上好")).chatter == 2
    assert not Errand.objects.exists()
    assert not Lead.objects.exists()


def test_what_was_heard_before_is_not_heard_again_whether_judged_or_waiting(
    chat: Source, group: Group, say: Say
) -> None:
    first, second = say("停电了"), say("我也是")
    assert actions.hear(chat, [first, first], at=NOW) == actions.Heard(1, 1)
    assert actions.hear(chat, [first], at=NOW) == actions.Heard(0, 1)
    sense()
    assert actions.hear(chat, [first, second], at=NOW) == actions.Heard(1, 1)
    sense()
    assert Message.objects.count() == 2
    assert Lead.objects.get().heard == 2


def test_two_sources_may_use_the_same_number(chat: Source, group: Group, letters: Source, say: Say) -> None:
    message = say("停电了，路灯也坏了，请处理一下好吗")
    actions.hear(chat, [message], at=NOW)
    actions.hear(letters, [replace(message, group_id="")], at=NOW)
    assert sense().taken == 2
    assert set(Message.objects.values_list("source__code", flat=True)) == {"chat", "letters"}


def test_who_said_it_is_kept_as_a_keyed_hash_from_the_first_row_on(chat: Source, group: Group, say: Say) -> None:
    actions.hear(chat, [say("停电了")], at=NOW)
    assert "林阿姨" not in str(Inbox.objects.get().body)
    sense()
    assert Message.objects.get().sender == sealer().index("林阿姨")


def test_a_message_that_cannot_be_judged_is_set_aside_and_stops_nobody(chat: Source, group: Group, say: Say) -> None:
    actions.hear(chat, [say("停电了"), say("毒"), say("我也是")], at=NOW)
    Inbox.objects.filter(external_id="m2").update(body={"text": "毒"})
    judged = sense()
    assert judged.taken == 2
    assert Message.objects.count() == 2
    aside = Inbox.objects.get()
    assert (aside.external_id, aside.trouble[:8]) == ("m2", "KeyError")
    assert sense().taken == 0


def test_trouble_of_the_database_sets_nothing_aside(chat: Source, group: Group, say: Say) -> None:
    actions.hear(chat, [say("停电了")], at=NOW)
    with (
        patch.object(judging, "keep_messages", side_effect=OperationalError("database is locked")),
        pytest.raises(OperationalError),
    ):
        sense()
    assert list(Inbox.objects.values_list("trouble", flat=True)) == [""]
    assert sense().taken == 1


def test_a_batch_that_fails_leaves_nothing_half_done(chat: Source, group: Group, say: Say) -> None:
    actions.hear(chat, [say("停电了")], at=NOW)
    with patch.object(judging, "leave_errands", side_effect=ValueError("no")):
        sense()
    assert not Message.objects.exists()
    assert not Lead.objects.exists()
    assert not Entry.objects.filter(subject__startswith="lead:").exists()
    assert "ValueError" in Inbox.objects.get().trouble


def test_a_batch_takes_no_more_than_it_is_asked_for(chat: Source, group: Group, say: Say) -> None:
    actions.hear(chat, [say("收到") for _ in range(5)], at=NOW)
    assert (sense(2).taken, sense(2).taken, sense(2).taken, sense(2).taken) == (2, 2, 1, 0)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL chooses a way by what it last counted")
def test_a_batch_takes_no_more_when_the_planner_believes_that_one_waits(chat: Source, group: Group, say: Say) -> None:
    actions.hear(chat, [say("收到")], at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sensing_inbox")
    actions.hear(chat, [say("收到") for _ in range(5)], at=NOW)
    assert (sense(2).taken, sense(2).taken, sense(2).taken, sense(2).taken) == (2, 2, 2, 0)


def test_the_number_of_statements_does_not_grow_with_the_batch(chat: Source, group: Group, say: Say) -> None:
    def statements(count: int) -> int:
        texts = ("停电了", "收到", "复兴村3组变压器冒烟", "和平村停电", "我也是")
        actions.hear(chat, [say(texts[number % len(texts)]) for number in range(count)], at=NOW)
        with CaptureQueriesContext(connection) as seen:
            assert sense(1000).taken == count
        return len(seen)

    statements(5)
    few, many = statements(10), statements(100)
    assert many <= few + 3  # SQLite takes some forty rows of messages in one insert


def test_two_workers_at_once_never_judge_a_message_twice(chat: Source, group: Group, say: Say) -> None:
    message = say("停电了")
    actions.hear(chat, [message], at=NOW)
    sense()
    Inbox.objects.create(source=chat, external_id=message.id, body=message.plain(), received_at=NOW)
    judged = sense()
    assert (judged.seen_before, judged.new_lead) == (1, 0)
    assert Message.objects.count() == 1


def test_a_group_nobody_named_before_speaks_for_the_home_of_its_source(chat: Source, say: Say) -> None:
    hear_and_sense(chat, say("停电了", group="新群"))
    assert Group.objects.get(code="新群").division_id == chat.division_id
    assert Lead.objects.get().division_id == chat.division_id


def test_the_first_answer_to_a_warning_stands(chat: Source, group: Group, say: Say) -> None:
    hear_and_sense(chat, say("停电了"))
    lead = actions.answer_lead(Lead.objects.get().pk, real=False, by="officer:1", at=NOW)
    assert (lead.state, lead.answered_by) == (Lead.State.FALSE, "officer:1")
    again = actions.answer_lead(lead.pk, real=True, by="officer:2", at=NOW)
    assert (again.state, again.answered_by) == (Lead.State.FALSE, "officer:1")


def test_a_false_alarm_is_joined_by_nothing(chat: Source, group: Group, say: Say) -> None:
    hear_and_sense(chat, say("停电了"))
    actions.answer_lead(Lead.objects.get().pk, real=False, by="officer:1", at=NOW)
    hear_and_sense(chat, say("真的停电了"))
    assert Lead.objects.count() == 2


def test_a_lead_that_is_taken_up_cannot_be_taken_up_again(chat: Source, group: Group, say: Say) -> None:
    hear_and_sense(chat, say("停电了"))
    lead = Lead.objects.get()
    actions.take_up([lead], by=BY, at=NOW)
    with pytest.raises(Refused, match="lead_not_open"):
        actions.take_up([lead], by=BY, at=NOW)
    actions.end_leads([lead.pk], by=BY, at=NOW)
    lead.refresh_from_db()
    assert lead.state == Lead.State.OVER
    acts = Entry.objects.filter(subject=lead.ref).order_by("version").values_list("act", flat=True)
    assert list(acts) == ["raised", "taken_up", "over"]


def test_a_source_needs_a_loaded_pack_and_a_code_of_its_own(station: Unit) -> None:
    def make(code: str, pack: str) -> str:
        return actions.make_source(code, "门", pack=pack, unit_id=station.pk, by=BY, at=NOW)[1]

    secret = make("door", "power")
    assert len(secret) >= 32
    assert secret not in Source.objects.get().secret_sealed
    with pytest.raises(Refused, match="pack_unknown"):
        make("other", "nothing")
    with pytest.raises(Refused, match="source_there_already"):
        make("door", "power")


def test_refusals_are_counted_by_door_reason_and_day() -> None:
    for _ in range(3):
        actions.count_refusal("chat", "not_json", day=NOW.date())
    actions.count_refusal("chat", "not_json", day=NOW.date() + timedelta(days=1))
    assert sorted(Refusal.objects.values_list("count", flat=True)) == [1, 3]
