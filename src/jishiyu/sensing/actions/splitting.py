"""Splitting a lead by hand: what was gathered as one incident and is two."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.notices import actions as notices
from jishiyu.registry.models import Post
from jishiyu.registry.queries import officer_by_actor
from jishiyu.sensing.actions.weighing import counts_of, weigh
from jishiyu.sensing.incidents import fingerprint
from jishiyu.sensing.kinds import Lexicon, lexicon_of
from jishiyu.sensing.models import Lead, Message

SPLITS = frozenset({Post.DISPATCHER})
LIVE = (Lead.State.OPEN, Lead.State.TAKEN, Lead.State.QUIET)
TOLD = ["kind", "urgency", "vulnerable", "heard", "households", "in_groups", "kinds", "why", "first_at", "last_at"]


@transaction.atomic
def split_lead(lead_id: int, message_ids: Sequence[int], *, by: str, at: datetime) -> Lead:
    """A dispatcher makes another lead of some messages of a lead. The two never become one again; casework takes the
    new one up by itself. Raises Refused: not_yours, lead_not_open, split_some (none or all were picked, or others)."""
    officer = officer_by_actor(by)
    if officer is None or officer.post not in SPLITS:
        raise Refused("not_yours")
    lead = Lead.objects.select_for_update().select_related("source").get(pk=lead_id)
    if lead.state not in LIVE:
        raise Refused("lead_not_open", leads=[lead.pk])
    said = list(Message.objects.filter(lead=lead).order_by("said_at", "pk"))
    picked = [message for message in said if message.pk in set(message_ids)]
    left = [message for message in said if message.pk not in set(message_ids)]
    if not picked or not left or len(picked) != len(set(message_ids)):
        raise Refused("split_some")
    return _split(lead, picked, left, by=by, at=at)


def _split(lead: Lead, picked: Sequence[Message], left: Sequence[Message], *, by: str, at: datetime) -> Lead:
    lexicon = lexicon_of(lead.pack)
    new = Lead(pack=lead.pack, source=lead.source, area=lead.area, state=Lead.State.OPEN, title="")
    tell_anew(new, picked, lexicon)
    first = picked[0]
    new.title = " ".join((first.title or first.text).split())[:200]
    new.group_id, new.division_id, new.cell_id = first.group_id, first.division_id, first.cell_id
    new.fingerprint = fingerprint(first.text)
    new.save()
    new.sides, lead.sides = [*lead.sides, f"{new.pk}b"], [*lead.sides, f"{new.pk}a"]
    before = {"heard": lead.heard, "urgency": lead.urgency}
    tell_anew(lead, left, lexicon)
    Message.objects.filter(pk__in=[message.pk for message in picked]).update(lead=new)
    counts = counts_of([lead, new])
    for one in (lead, new):
        weigh(one, counts[one.pk], None, lexicon)
        one.save(update_fields=[*TOLD, "sides"])
    picks = [message.pk for message in picked]
    data: dict[str, object] = {"into": new.pk, "messages": picks}
    after = {"heard": lead.heard, "urgency": lead.urgency}
    ledger.record(lead.ref, "split", by=by, at=at, before=before, after=after, data=data)
    raised = {"kind": new.kind, "urgency": new.urgency, "state": new.state}
    ledger.record(new.ref, "raised", by=by, at=at, after=raised, data={"from": lead.pk, "messages": picks})
    ledger.errand("lead.split", f"split:{new.pk}", {"lead": lead.pk, "into": new.pk, "by": by}, at=at)
    notices.signal(["desk"], "stream", {"messages": 0}, at=at)
    return new


def tell_anew(lead: Lead, messages: Sequence[Message], lexicon: Lexicon) -> None:
    """What a lead says of its messages, from these alone."""
    rank = {kind: place for place, kind in enumerate(lexicon.order)}
    gravest = min(messages, key=lambda message: (-message.urgency, rank.get(message.kind, len(rank))))
    lead.kind = lead.kind if any(message.kind == lead.kind for message in messages) else gravest.kind
    lead.urgency = max(message.urgency for message in messages)
    lead.vulnerable = any(message.vulnerable for message in messages)
    lead.first_at, lead.last_at = messages[0].said_at, messages[-1].said_at
    spells: dict[str, list[str]] = {}
    for message in messages:
        moment = message.said_at.isoformat()
        spells.setdefault(message.kind, [moment, moment])[1] = moment
    lead.kinds = spells
