"""What senders take back or say anew, in whatever order it comes."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishiyu.casework import actions as casework
from jishiyu.casework.models import Case
from jishiyu.casework.retell import differences
from jishiyu.ledger import actions as ledger
from jishiyu.ledger.jobs import doers_of
from jishiyu.ledger.models import Entry, Errand
from jishiyu.notices.models import Notice
from jishiyu.sensing import actions
from jishiyu.sensing.incidents.reckoning import Part, summed
from jishiyu.sensing.models import Correction, Inbox, Lead, Message
from jishiyu.sensing.raw import EDITED, RECALLED, RawMessage
from tests.cast import BY, HOUR, MINUTE, T0, Cast

pytestmark = pytest.mark.django_db


def said(key: str, text: str, *, minutes: int = 0, sender: str = "u1") -> RawMessage:
    return RawMessage(id=key, text=text, time=T0 + minutes * MINUTE, group_id="g1", sender=sender)


def recall(of: str, *, minutes: int = 5) -> RawMessage:
    return RawMessage(id=f"{of}:r", text="", time=T0 + minutes * MINUTE, act=RECALLED, of=of)


def edit(of: str, text: str, *, minutes: int = 5) -> RawMessage:
    when = T0 + minutes * MINUTE
    return RawMessage(id=f"{of}:e{minutes}", text=text, time=when, group_id="g1", act=EDITED, of=of)


def hear(cast: Cast, *raws: RawMessage) -> actions.Judged:
    """By the whole way: heard, and judged by the worker."""
    actions.hear(cast.chat, raws, at=T0 + HOUR)
    return actions.sense_batch(100, by=BY, at=T0 + HOUR)


def do_errands() -> None:
    while rows := ledger.lease_errands(50, by="w", at=T0 + HOUR):
        for row in rows:
            for doer in doers_of(row.kind):
                doer(row.data, T0 + HOUR)
        ledger.finish_errands(rows, at=T0 + HOUR)


def test_a_recalled_message_is_kept_and_no_longer_counts(cast: Cast) -> None:
    hear(cast, said("m1", "三组又停电了"), said("m2", "我家也停电了", minutes=1, sender="u2"))
    lead = Lead.objects.get()
    assert lead.heard == 2
    hear(cast, recall("m1"))
    lead.refresh_from_db()
    gone = Message.objects.get(external_id="m1")
    assert (lead.heard, lead.state, lead.title) == (1, Lead.State.OPEN, "我家也停电了")
    assert (gone.text, gone.recalled_at) == ("三组又停电了", T0 + HOUR)
    assert gone.shown_reasons == []
    assert Entry.objects.filter(subject=lead.ref, act="reckoned_anew").count() == 1


def test_a_lead_whose_only_message_is_recalled_opens_no_case_and_warns_nobody(cast: Cast) -> None:
    hear(cast, said("m1", "三组又停电了"), recall("m1"))
    do_errands()
    assert Lead.objects.get().state == Lead.State.RECALLED
    assert Lead.objects.get().title == "[已撤回]"
    assert not Case.objects.exists()
    assert not Notice.objects.exists()


def test_a_warning_that_was_told_is_taken_back_with_a_notice(cast: Cast) -> None:
    hear(cast, said("m1", "三组又停电了"))
    warn = Errand.objects.get(kind="leads.raised")
    doers_of("leads.raised")[0](warn.data, T0)  # the warning goes out before the case is opened
    told = set(Notice.objects.filter(kind="lead_raised").values_list("reader", flat=True))
    assert told
    hear(cast, recall("m1"))
    do_errands()
    back = Notice.objects.filter(kind="lead_recalled")
    assert {notice.reader for notice in back} == told
    assert not Case.objects.exists()


def test_a_case_stays_and_its_story_says_that_the_words_were_taken_back(cast: Cast) -> None:
    hear(cast, said("m1", "三组又停电了"))
    do_errands()
    case = Case.objects.get()
    hear(cast, recall("m1"))
    do_errands()
    case.refresh_from_db()
    assert case.closed_at is None
    assert Lead.objects.get().state == Lead.State.TAKEN
    entry = Entry.objects.get(subject=case.ref, act="said_recalled")
    assert entry.data["left"] == 0
    told = set(Notice.objects.filter(kind="case_corrected").values_list("reader", flat=True))
    assert {cast.dispatcher.actor, cast.crew.actor} <= told
    assert differences(case) == {}
    casework.note_correction(
        {"lead": case.lead_id, "message": entry.data["message"], "correction": entry.data["correction"],
         "act": "recalled", "heard": 0, "was": 2, "urgency": 2},
        by=BY, at=T0,
    )  # fmt: skip
    assert Entry.objects.filter(subject=case.ref, act="said_recalled").count() == 1, "an errand may come twice"


def test_an_edit_may_raise_the_verdict_and_then_somebody_is_warned(cast: Cast) -> None:
    hear(cast, said("m1", "今天天气不错"))
    assert not Lead.objects.exists()
    hear(cast, edit("m1", "三组停电了,老人吸氧机停了,快来人"))
    do_errands()
    message = Message.objects.get()
    assert message.risk
    assert message.lead is not None
    assert (message.lead.heard, message.edited_at) == (1, T0 + 5 * MINUTE)
    assert Correction.objects.get().before["text"] == "今天天气不错"
    assert Notice.objects.filter(kind="lead_raised").exists()
    assert Case.objects.count() == 1


def test_an_edit_may_lower_the_verdict_and_those_who_were_warned_hear_it(cast: Cast) -> None:
    hear(cast, said("m1", "三组又停电了"))
    doers_of("leads.raised")[0](Errand.objects.get(kind="leads.raised").data, T0)
    hear(cast, edit("m1", "来电了,谢谢"))
    do_errands()
    message = Message.objects.get()
    assert (message.risk, message.lead) == (False, None)
    assert Lead.objects.get().state == Lead.State.RECALLED
    assert Notice.objects.filter(kind="lead_recalled").exists()


def test_an_edit_that_keeps_the_trouble_keeps_the_lead(cast: Cast) -> None:
    hear(cast, said("m1", "三组又停电了"))
    hear(cast, edit("m1", "三组和四组又停电了"))
    assert Lead.objects.count() == 1
    assert (Lead.objects.get().heard, Lead.objects.get().title) == (1, "三组和四组又停电了")


def test_a_recall_that_comes_first_waits_for_its_message(cast: Cast) -> None:
    hear(cast, recall("m1"))
    assert Correction.objects.get().applied_at is None
    hear(cast, said("m1", "三组又停电了"))
    assert Message.objects.get().recalled_at is not None
    assert Lead.objects.get().state == Lead.State.RECALLED
    assert Correction.objects.get().applied_at is not None


def test_an_edit_of_what_nobody_heard_is_the_message_and_the_first_words_come_too_late(cast: Cast) -> None:
    hear(cast, edit("m1", "三组又停电了"))
    assert Message.objects.get().text == "三组又停电了"
    hear(cast, said("m1", "三组又停"))
    assert Message.objects.get().text == "三组又停电了"
    assert Lead.objects.get().heard == 1


def test_a_recall_and_an_edit_are_each_done_once(cast: Cast) -> None:
    hear(cast, said("m1", "三组又停电了"), said("m2", "我家也停了", minutes=1))
    for _ in range(3):
        hear(cast, edit("m1", "三组停电"), recall("m2"))
        actions.take_messages(cast.chat, [edit("m1", "三组停电"), recall("m2")], by=BY, at=T0 + HOUR)
    assert Correction.objects.count() == 2
    assert Entry.objects.filter(act__in=["message_recalled", "message_edited"]).count() == 2
    assert Lead.objects.get().heard == 1
    again = actions.hear(cast.chat, [recall("m2")], at=T0 + HOUR)
    assert (again.taken, again.seen_before, Inbox.objects.count()) == (0, 1, 0)


def test_what_two_workers_passed_each_other_is_joined_by_the_sweep(cast: Cast) -> None:
    hear(cast, said("m1", "三组又停电了"))
    Correction.objects.create(
        source=cast.chat, external_id="m1:r", about="m1", act=RECALLED, said_at=T0, received_at=T0 + HOUR
    )
    assert actions.correct_waiting(by=BY, at=T0 + HOUR) == 1
    assert actions.correct_waiting(by=BY, at=T0 + HOUR) == 0
    assert Message.objects.get().recalled_at is not None


def test_a_recalled_message_is_no_longer_a_thread_for_others(cast: Cast) -> None:
    hear(cast, said("m1", "三组又停电了"))
    hear(cast, recall("m1"))
    hear(cast, said("m3", "今天吃什么", minutes=6, sender="u3"))
    assert not Message.objects.get(external_id="m3").risk


ACTS = (said("m1", "三组又停电了"), edit("m1", "来电了,谢谢", minutes=3), edit("m1", "又停电了,老人吸氧", minutes=4),
        said("m2", "我家也停电了", minutes=1, sender="u2"), recall("m2", minutes=6), recall("m9"))  # fmt: skip


def standing() -> dict[str, Any]:
    rows = Message.objects.values_list("external_id", "text", "risk", "urgency", "recalled_at")
    leads = Lead.objects.filter(heard__gt=0).values_list("heard", "urgency", "vulnerable")
    return {
        "messages": sorted(rows),
        "leads": sorted(leads),
        "waiting": Correction.objects.filter(applied_at=None).count(),
    }


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(ACTS), cuts=st.sets(st.integers(1, 5)), again=st.sampled_from(ACTS))
def test_any_order_and_any_batches_come_to_the_same(
    cast: Cast, order: list[RawMessage], cuts: set[int], again: RawMessage
) -> None:
    """The last words stand, what was recalled does not count, and nothing counts twice."""
    with transaction.atomic():
        edges = [0, *sorted(cuts), len(order)]
        for start, end in pairwise(edges):
            hear(cast, *order[start:end])
        hear(cast, again)
        found = standing()
        assert [(row[0], row[1], row[4] is not None) for row in found["messages"]] == [
            ("m1", "又停电了,老人吸氧", False),
            ("m2", "我家也停电了", True),
        ]
        assert sum(heard for heard, _, _ in found["leads"]) == 1
        assert found["waiting"] == 1
        transaction.set_rollback(True)


def test_an_incident_is_as_grave_as_its_gravest_message() -> None:
    parts = [Part("a", 1, False, T0 + timedelta(minutes=n)) for n in range(3)]
    assert summed([]) is None
    three = summed(parts)
    assert three is not None
    assert (three.urgency, three.first_at, three.last_at) == (1, T0, T0 + 2 * MINUTE)
    grave = summed([replace(parts[0], kind="b", urgency=3, vulnerable=True), *parts])
    assert grave is not None
    assert (grave.urgency, grave.vulnerable) == (3, True)
    assert grave.kinds == {"b": (T0, T0), "a": (T0, T0 + 2 * MINUTE)}


def test_what_spread_spreads_no_longer_when_too_few_still_say_so(cast: Cast) -> None:
    said_by = [said(f"m{n}", "电压低，空调带不动", minutes=n, sender=f"u{n}") for n in range(3)]
    hear(cast, *said_by)
    lead = Lead.objects.get()
    spread = (lead.urgency, bool(lead.why))
    hear(cast, recall("m1"), recall("m2"))
    lead.refresh_from_db()
    assert spread == (2, True)
    assert (lead.heard, lead.why) == (1, [])
