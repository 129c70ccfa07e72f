"""Choosing by hand what the words left open: of several places of one name, the one that was meant."""

from datetime import datetime

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.notices import actions as notices
from jishiyu.registry.models import Post
from jishiyu.registry.queries import officer_by_actor
from jishiyu.sensing.models import Lead, Message

CHOOSES = frozenset({Post.DISPATCHER})
LIVE = (Lead.State.OPEN, Lead.State.TAKEN, Lead.State.QUIET)
CHOSEN = "chosen"  # Message.place_how of what a person decided


@transaction.atomic
def choose_place(lead_id: int, division: str, cell: int | None, *, by: str, at: datetime) -> Lead:
    """A dispatcher says which of the places that a lead's words may mean is meant. The lead is there from now on, its
    messages that asked for it too; those on duty there are told at once, and casework sets the place of its case.

    Raises Refused: not_yours, lead_not_open, place_not_asked when no message of the lead asks between such places."""
    officer = officer_by_actor(by)
    if officer is None or officer.post not in CHOOSES:
        raise Refused("not_yours")
    lead = Lead.objects.select_for_update().get(pk=lead_id)
    if lead.state not in LIVE:
        raise Refused("lead_not_open", leads=[lead.pk])
    asking = [
        message
        for message in Message.objects.filter(lead=lead).exclude(place_asked=[]).order_by("pk")
        if [division, cell] in message.place_asked
    ]
    if not asking:
        raise Refused("place_not_asked")
    words = {message.place_words for message in asking}
    for message in asking:
        message.division_id, message.cell_id = division, cell
        message.place_how, message.place_asked = CHOSEN, []
    Message.objects.bulk_update(asking, ["division", "cell", "place_how", "place_asked"], batch_size=300)
    before = {"division": lead.division_id, "cell": lead.cell_id}
    lead.division_id, lead.cell_id = division, cell
    lead.save(update_fields=["division", "cell"])
    data = {"messages": [message.pk for message in asking], "words": sorted(words)}
    ledger.record(
        lead.ref, "placed", by=by, at=at, before=before, after={"division": division, "cell": cell}, data=data
    )
    told: dict[str, object] = {"lead": lead.pk, "by": by}
    mark = f"{asking[0].pk}:{division}:{cell or ''}"
    ledger.errand("lead.placed", f"placed:{lead.pk}:{mark}", told, at=at)
    if lead.state != Lead.State.QUIET:
        # whoever was told of it before is not told again: a notice is known by its reader and the lead's urgency
        ledger.errand("leads.raised", f"leads:placed:{lead.pk}:{mark}", {"leads": [lead.pk]}, at=at)
    notices.signal(["desk"], "stream", {"messages": 0}, at=at)
    return lead
