"""Whatever is heard, in whatever order the worker comes round, is judged once and counted once."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishiyu.ledger.models import Entry, Errand
from jishiyu.ledger.queries import flaws
from jishiyu.sensing import actions
from jishiyu.sensing.models import Group, Inbox, Lead, Message, Source
from jishiyu.sensing.raw import RawMessage
from tests.sensing.conftest import BY, NOW

pytestmark = pytest.mark.django_db

TEXTS = ("停电了", "我也是", "变压器冒烟了", "收到", "来电了", "屋里有老人用制氧机", "再不来我就投诉", "和平村停电")

heard = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from(["g1", "g2", "g3"]), st.integers(0, 90)), min_size=1, max_size=6
)
steps = st.lists(st.one_of(heard, st.integers(1, 5), st.just("answer")), max_size=14)


def message(number: int, group: str, minute: int) -> RawMessage:
    return RawMessage(
        id=f"m{number}", text=TEXTS[number % len(TEXTS)], time=NOW + timedelta(minutes=minute), group_id=group
    )


def check(known: set[str]) -> None:
    judged, waiting = Message.objects.all(), Inbox.objects.all()
    assert {one.external_id for one in judged} | {one.external_id for one in waiting} == known
    assert judged.count() + waiting.count() == len(known)
    assert sum(Lead.objects.values_list("heard", flat=True)) == judged.filter(risk=True).count()
    assert not judged.filter(risk=True, lead__isnull=True).exists()
    assert not judged.filter(risk=False, lead__isnull=False).exists()
    for lead in Lead.objects.all():
        members = lead.messages.all()
        assert lead.urgency >= max(one.urgency for one in members)
        assert (lead.first_at, lead.last_at) == (
            min(one.said_at for one in members),
            max(one.said_at for one in members),
        )
        told = Entry.objects.filter(subject=lead.ref).order_by("version").values_list("act", flat=True)
        assert told[0] == "raised"
    errands = Errand.objects.filter(kind="leads.raised")
    assert {lead for one in errands for lead in one.data["leads"]} == set(Lead.objects.values_list("pk", flat=True))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_any_order_of_hearing_and_judging_keeps_the_account(
    chat: Source, group: Group, done: list[list[tuple[int, str, int]] | int | str]
) -> None:
    known: set[str] = set()
    with transaction.atomic():
        for step in done:
            if isinstance(step, list):
                actions.hear(chat, [message(*one) for one in step], at=NOW)
                known |= {f"m{number}" for number, _, _ in step}
            elif isinstance(step, int):
                actions.sense_batch(step, by=BY, at=NOW)
            elif lead := Lead.objects.first():
                actions.answer_lead(lead.pk, real=False, by="officer:1", at=NOW)
            check(known)
        actions.sense_batch(1000, by=BY, at=NOW)
        check(known)
        assert not Inbox.objects.exists()
        assert not list(flaws())
        transaction.set_rollback(True)
