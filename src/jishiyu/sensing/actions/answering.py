"""What becomes of a lead: an officer's answer, a case that takes it up, its end."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.sensing.models import Lead


@transaction.atomic
def answer_lead(lead_id: int, *, real: bool, by: str, at: datetime) -> Lead:
    """An officer says whether a warning was real. Of a lead that is a case the last answer stands: whoever took it up
    may find on the spot that it was not so. What was answered as false before it was a case stays so. The answer is a
    label that learning uses."""
    lead = Lead.objects.select_for_update().get(pk=lead_id)
    if lead.answered_at is not None and (lead.state == Lead.State.FALSE or lead.real == real):
        return lead
    before = lead.state
    if not real and lead.state in (Lead.State.OPEN, Lead.State.QUIET):
        lead.state = Lead.State.FALSE
    lead.real, lead.answered_by, lead.answered_at = real, by, at
    lead.save(update_fields=["state", "real", "answered_by", "answered_at"])
    ledger.errand("lead.answered", f"{lead.ref}:answered:{at.isoformat()}", {"lead": lead.pk}, at=at)
    ledger.record(
        lead.ref, "answered", by=by, at=at, before={"state": before}, after={"state": lead.state}, data={"real": real}
    )
    return lead


@transaction.atomic
def take_up(leads: Sequence[Lead], *, into: Mapping[int, int] | None = None, by: str, at: datetime) -> None:
    """Mark leads as taken up by casework, in the transaction that opens their cases. `into` says of those that joined
    the open case of an earlier lead, which lead that is."""
    if any(lead.state not in (Lead.State.OPEN, Lead.State.QUIET) for lead in leads):
        raise Refused("lead_not_open", leads=[lead.pk for lead in leads])
    deeds = []
    for lead in leads:
        earlier = (into or {}).get(lead.pk)
        after: dict[str, object] = {"state": Lead.State.TAKEN} | ({"into": earlier} if earlier else {})
        deeds.append(ledger.Deed(lead.ref, "taken_up", before={"state": lead.state}, after=after))
        lead.state, lead.merged_into_id = Lead.State.TAKEN, earlier
    Lead.objects.bulk_update(leads, ["state", "merged_into"], batch_size=200)
    ledger.record_many(deeds, by=by, at=at)


@transaction.atomic
def end_leads(lead_ids: Sequence[int], *, by: str, at: datetime) -> None:
    """Their cases are answered: what is said from now on about the same trouble is a new incident."""
    theirs = Q(pk__in=lead_ids) | Q(merged_into__in=lead_ids)
    ended = list(Lead.objects.select_for_update().filter(theirs, state=Lead.State.TAKEN).order_by("pk"))
    deeds = [
        ledger.Deed(lead.ref, "over", before={"state": lead.state}, after={"state": Lead.State.OVER}) for lead in ended
    ]
    Lead.objects.filter(pk__in=[lead.pk for lead in ended]).update(state=Lead.State.OVER)
    ledger.record_many(deeds, by=by, at=at)
