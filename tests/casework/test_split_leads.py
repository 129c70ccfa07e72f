"""A dispatcher splits a lead: two incidents, two cases, and never one again."""

import pytest

from jishiyu.casework import actions
from jishiyu.casework import jobs as casework_jobs
from jishiyu.casework.models import Case
from jishiyu.ledger.models import Errand
from jishiyu.ledger.queries import flaws, story
from jishiyu.lib.refused import Refused
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import Lead, Message
from tests.casework.test_opening import say
from tests.cast import BY, HOUR, MINUTE, T0, Cast

pytestmark = pytest.mark.django_db


def three(cast: Cast) -> tuple[Lead, list[Message]]:
    say(cast, "停电了", "我家也停电了", "后山那边也停电了")
    return Lead.objects.get(), list(Message.objects.order_by("said_at"))


def test_what_is_picked_becomes_another_lead_with_its_own_counts(cast: Cast) -> None:
    lead, (_, second, third) = three(cast)
    new = sensing.split_lead(lead.pk, [third.pk], by=cast.dispatcher.actor, at=T0 + HOUR)
    lead.refresh_from_db()
    assert (lead.heard, new.heard, new.title, new.state) == (2, 1, "后山那边也停电了", Lead.State.OPEN)
    assert (lead.last_at, new.first_at) == (second.said_at, third.said_at)
    assert (lead.sides, new.sides) == ([f"{new.pk}a"], [f"{new.pk}b"])
    assert story(lead.ref).last().data == {"into": new.pk, "messages": [third.pk]}
    assert not list(flaws())


def test_split_leads_never_become_one_again_and_the_next_message_joins_one(cast: Cast) -> None:
    lead, (_, _, third) = three(cast)
    new = sensing.split_lead(lead.pk, [third.pk], by=cast.dispatcher.actor, at=T0 + HOUR)
    say(cast, "还没来电,停电", at=T0 + 5 * MINUTE, mark="n")
    assert set(Lead.objects.values_list("state", flat=True)) == {Lead.State.OPEN}
    assert sorted(Lead.objects.values_list("heard", flat=True)) in ([1, 3], [2, 2])
    assert Lead.objects.get(pk=new.pk).repeats_id is None


def test_its_messages_leave_the_open_case_for_a_case_of_their_own(cast: Cast) -> None:
    lead, (_, _, third) = three(cast)
    (case,) = actions.take_leads([lead.pk], by=BY, at=T0 + 5 * MINUTE)
    new = sensing.split_lead(lead.pk, [third.pk], by=cast.dispatcher.actor, at=T0 + HOUR)
    errand = Errand.objects.get(kind="lead.split")
    casework_jobs.take_what_was_split(errand.data, T0 + HOUR)
    casework_jobs.take_what_was_split(errand.data, T0 + HOUR)
    other = Case.objects.get(lead=new)
    assert (case.said.count(), other.said.count(), other.text) == (2, 1, third.text)
    assert story(case.ref).last().act == "said_split"


def test_a_split_needs_a_dispatcher_some_messages_and_a_lead_that_is_live(cast: Cast) -> None:
    lead, said = three(cast)
    everybody = [message.pk for message in said]
    for picked in ([], everybody, [said[0].pk, 999_999]):
        with pytest.raises(Refused, match="split_some"):
            sensing.split_lead(lead.pk, picked, by=cast.dispatcher.actor, at=T0 + HOUR)
    for by in (cast.caller.actor, cast.crew.actor, BY):
        with pytest.raises(Refused, match="not_yours"):
            sensing.split_lead(lead.pk, everybody[:1], by=by, at=T0 + HOUR)
    sensing.answer_lead(lead.pk, real=False, by=cast.crew.actor, at=T0 + HOUR)
    with pytest.raises(Refused, match="lead_not_open"):
        sensing.split_lead(lead.pk, everybody[:1], by=cast.dispatcher.actor, at=T0 + HOUR)
    assert Lead.objects.count() == 1
