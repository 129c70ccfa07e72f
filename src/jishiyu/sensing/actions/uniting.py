"""Uniting leads by hand: what was gathered as two incidents and is one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.notices import actions as notices
from jishiyu.registry.models import Post
from jishiyu.registry.queries import officer_by_actor
from jishiyu.sensing.actions.splitting import LIVE, TOLD, tell_anew
from jishiyu.sensing.actions.weighing import apart, counts_of, weigh
from jishiyu.sensing.kinds import lexicon_of
from jishiyu.sensing.models import Lead, Message

UNITES = frozenset({Post.DISPATCHER})
NO_CASE = (Lead.State.OPEN, Lead.State.QUIET)


@transaction.atomic
def unite_leads(lead_id: int, into_id: int, *, by: str, at: datetime) -> Lead:
    """A dispatcher says that a lead no case was opened for is part of another one: its messages are that one's from now
    on, and casework joins them to its case by itself. Returns the lead that stays.

    Raises Refused: not_yours, lead_not_open, leads_of_two_lines, leads_split_apart."""
    officer = officer_by_actor(by)
    if officer is None or officer.post not in UNITES:
        raise Refused("not_yours")
    lead, into = _locked(lead_id, into_id)
    if lead.pk == into.pk or lead.state not in NO_CASE or into.state not in LIVE:
        raise Refused("lead_not_open", leads=[lead.pk])
    if lead.pack != into.pack:
        raise Refused("leads_of_two_lines")
    if apart(lead, into):
        raise Refused("leads_split_apart")
    return unite(lead, into, by=by, at=at)


def _locked(lead_id: int, into_id: int) -> Sequence[Lead]:
    found = {
        lead.pk: lead for lead in Lead.objects.select_for_update().filter(pk__in=[lead_id, into_id]).order_by("pk")
    }
    if not {lead_id, into_id} <= found.keys():
        raise Refused("lead_not_open", leads=[lead_id])
    return found[lead_id], found[into_id]


def unite(lead: Lead, into: Lead, *, by: str, at: datetime) -> Lead:
    """Make a locked lead without a case part of another locked one."""
    before, was = lead.state, {"heard": into.heard, "urgency": into.urgency}
    moved = list(Message.objects.filter(lead=lead).order_by("pk").values_list("pk", flat=True))
    Message.objects.filter(lead=lead).update(lead=into)
    lead.state, lead.merged_into = Lead.State.MERGED, into
    lead.save(update_fields=["state", "merged_into"])
    said = list(Message.objects.filter(lead=into, recalled_at__isnull=True).order_by("said_at", "pk"))
    before_it = lead.repeats_id if lead.repeats_id != into.pk else None
    urgency, lexicon = max(into.urgency, lead.urgency), lexicon_of(into.pack)
    if said:
        tell_anew(into, said, lexicon)
    into.urgency = max(urgency, into.urgency)
    into.sides = sorted({*into.sides, *lead.sides})
    weigh(into, counts_of([into]).get(into.pk, (0, 0, 0)), before_it, lexicon)
    into.save(update_fields=[*TOLD, "sides", "state", "repeats"])
    data: dict[str, object] = {"messages": moved}
    ledger.record(
        lead.ref, "united", by=by, at=at, before={"state": before}, after={"state": lead.state, "into": into.pk}
    )
    after = {"heard": into.heard, "urgency": into.urgency}
    ledger.record(into.ref, "joined", by=by, at=at, before=was, after=after, data={**data, "from": lead.pk})
    if into.state in (Lead.State.OPEN, Lead.State.TAKEN):
        ledger.errand("leads.raised", f"united:{lead.pk}:{into.pk}", {"leads": [into.pk]}, at=at)
    notices.signal(["desk"], "stream", {"messages": 0}, at=at)
    return into


@transaction.atomic
def follow_merging(lead_id: int, into_id: int | None, *, by: str, at: datetime) -> None:
    """The cases of two leads were merged, or (None) taken apart again: the lead says whose case answers its own."""
    lead = Lead.objects.select_for_update().get(pk=lead_id)
    before = {"into": lead.merged_into_id}
    if lead.merged_into_id == into_id:
        return
    lead.merged_into_id = into_id
    lead.save(update_fields=["merged_into"])
    ledger.record(lead.ref, "case_merged", by=by, at=at, before=before, after={"into": into_id})
