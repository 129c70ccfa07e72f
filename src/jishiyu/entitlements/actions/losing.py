"""What follows an offer: the household is told, and whoever lost their place has lost the claim."""

from datetime import datetime

from django.db import transaction

from jishiyu.entitlements.actions.changing import change_claim, lock_claim, tell_applicant
from jishiyu.entitlements.models import Claim, Offer
from jishiyu.ledger import actions as ledger


@transaction.atomic
def tell_offer(offer_id: int, *, at: datetime) -> None:
    """Say on the applicant's own page, and by whatever channel listens to it, that there is an offer. Twice is once."""
    offer = Offer.objects.select_related("waiting__claim").get(pk=offer_id)
    if offer.state == Offer.State.OPEN:
        tell_applicant(offer.waiting.claim, "offer_made", key=str(offer.pk), at=at)


@transaction.atomic
def end_unplaced(claim_id: int, ground: str, *, by: str, at: datetime) -> Claim:
    """The claim of one who refused too often ends, and with it what was given while they waited. Twice is once. Raises
    Refused claim_unknown."""
    claim = lock_claim(claim_id)
    if claim.state == Claim.State.APPROVED:
        fields = {"state": Claim.State.ENDED, "ended_at": at, "ground": ground, "review_on": None, "due_at": None}
        change_claim(claim, "ended", fields, by=by, at=at)
        ledger.errand("claim.ended", f"claim.ended:{claim.pk}", {"claim": claim.pk, "ground": ground}, at=at)
        tell_applicant(claim, "claim_ended", key=ground, at=at)
    return claim
