"""Permits of awards: issued with what is signed, revoked with the reason."""

import secrets
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from jishiyu.entitlements import permits
from jishiyu.entitlements.actions.awarding import locked
from jishiyu.entitlements.models import Award, Permit
from jishiyu.entitlements.permits import Pass
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry.people import sealer

LEAST, MOST = 2, 40  # letters of what a permit is for
LONGEST_DAYS = 366 * 3


@transaction.atomic
def issue_permit(
    award_id: int, *, subject: str, scope: str, valid_from: date, valid_until: date, by: str, at: datetime
) -> Permit:
    """A permit for one subject (the plate of a vehicle, a person's name), sealed here and masked in what is signed. One
    that is asked for again with the same words is the one there is.

    Raises Refused: award_unknown, award_not_there, award_gives_no_permit, permit_subject, permit_days."""
    award = locked(award_id)
    if award.gives != "permit":
        raise Refused("award_gives_no_permit")
    if award.state != Award.State.ACTIVE:
        raise Refused("award_not_there", state=award.get_state_display())
    said = permits.plain(subject)
    if not LEAST <= len(said) <= MOST:
        raise Refused("permit_subject", least=LEAST, most=MOST)
    if not 0 <= (valid_until - valid_from).days <= LONGEST_DAYS:
        raise Refused("permit_days", most=LONGEST_DAYS)
    for old in award.permits.filter(revoked_at__isnull=True, valid_from=valid_from, valid_until=valid_until):
        if old.mark == permits.mark_of(old.number, subject) and old.scope == scope.strip():
            return old
    number = f"{award.number}-{award.permits.count() + 1}"
    told = Pass(number, permits.mask_of(subject), permits.mark_of(number, subject), scope.strip()[:120], valid_from,
                valid_until)  # fmt: skip
    permit = Permit.objects.create(
        award=award, number=number, code=secrets.token_urlsafe(9), subject_sealed=sealer().seal(said), mask=told.mask,
        mark=told.mark, scope=told.scope, valid_from=valid_from, valid_until=valid_until,
        text=permits.sign(told, settings.JISHIYU_PERMIT_KEY), made_at=at,
    )  # fmt: skip
    ledger.record(
        permit.ref, "issued", by=by, at=at, after={"revoked": False},
        data={"number": number, "award": award.pk, "mask": told.mask, "scope": told.scope,
              "from": str(valid_from), "until": str(valid_until)},
    )  # fmt: skip
    return permit


@transaction.atomic
def revoke_permit(permit_id: int, ground: str, *, by: str, at: datetime) -> Permit:
    """It no longer holds, on the server at once and off-line with the next list. Raises Refused: permit_unknown,
    words_needed."""
    if not ground.strip():
        raise Refused("words_needed")
    permit = Permit.objects.select_for_update().filter(pk=permit_id, revoked_at__isnull=True).first()
    if permit is None:
        raise Refused("permit_unknown")
    return _revoke(permit, ground, by=by, at=at)


def _revoke(permit: Permit, ground: str, *, by: str, at: datetime) -> Permit:
    permit.revoked_at, permit.ground = at, ground.strip()[:80]
    permit.save(update_fields=["revoked_at", "ground"])
    ledger.record(
        permit.ref, "revoked", by=by, at=at, before={"revoked": False}, after={"revoked": True},
        data={"ground": permit.ground},
    )  # fmt: skip
    return permit


@transaction.atomic
def revoke_permits_of(claim_id: int, ground: str, *, by: str, at: datetime) -> int:
    """Those of a claim that has ended. Returns how many; twice changes nothing."""
    living = Permit.objects.select_for_update(of=("self",)).filter(award__claim=claim_id, revoked_at__isnull=True)
    return len([_revoke(permit, ground, by=by, at=at) for permit in living.order_by("pk")])
