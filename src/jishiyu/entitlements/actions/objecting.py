"""Objections: anybody's to a public notice, the applicant's to a refusal; decided by one who did not review it."""

import json
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jishiyu.entitlements.actions.changing import check_may, lock_claim, tell_applicant, words_of
from jishiyu.entitlements.actions.reviewing import again
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Claim, Objection
from jishiyu.entitlements.queries.hands import heads_near, officers_near, standing_of
from jishiyu.entitlements.workflow import OWN, first_step
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import tell
from jishiyu.registry.people import sealer

DAYS_AFTER_REFUSAL = 60  # in which the applicant may object
MOST_OPEN = 20  # of one claim
LONGEST = 2000


@transaction.atomic
def object_to(
    claim_id: int, *, text: str, name: str = "", phone: str = "", origin_key: str = "", by: str, at: datetime
) -> Objection:
    """`by` is "applicant" for the one whose claim it is, anything else for the public. Who objects is sealed.

    Raises Refused: claim_unknown, say_why, objection_too_late, too_many_objections."""
    claim = lock_claim(claim_id)
    if known := Objection.objects.filter(origin_key=origin_key).first() if origin_key else None:
        return known
    said, own = words_of(text), by == OWN
    if not _in_time(claim, own, at):
        raise Refused("objection_too_late", number=claim.number)
    if claim.objections.filter(state=Objection.State.OPEN).count() >= MOST_OPEN:
        raise Refused("too_many_objections", most=MOST_OPEN)
    who = json.dumps({"name": name.strip()[:40], "phone": phone.strip()[:20]}, ensure_ascii=False)
    made = Objection.objects.create(
        claim=claim,
        against=claim.state,
        text=text.strip()[:LONGEST] if len(text.strip()) > len(said) else said,
        who_sealed=sealer().seal(who) if name.strip() or phone.strip() else "",
        own=own,
        origin_key=origin_key or None,
        made_at=at,
    )
    ledger.record(claim.ref, "objected", by=by, at=at, data={"objection": made.pk, "against": claim.state})
    tell(
        _deciders(claim, at),
        key=f"objection:{made.pk}",
        kind="claim_objected",
        params={"number": claim.number, "title": claim.number},
        link=f"/console/claims/{claim.number}/#objections",
        urgent=claim.state == Claim.State.NOTICE,
        at=at,
    )
    return made


def _in_time(claim: Claim, own: bool, at: datetime) -> bool:
    if claim.state == Claim.State.NOTICE:
        return claim.notice_until is not None and timezone.localdate(at) <= claim.notice_until
    if claim.state == Claim.State.REFUSED and own:
        return claim.decided_at is not None and at <= claim.decided_at + timedelta(days=DAYS_AFTER_REFUSAL)
    return False


def _deciders(claim: Claim, at: datetime) -> list[str]:
    """Heads and keepers near the place who have not touched it."""
    scheme, on, place = scheme_of(claim.scheme), timezone.localdate(at), claim.household.division_id
    near = [*heads_near(scheme, place, on), *officers_near(scheme.keeper, place, on)]
    touched = standing_of(claim).touched
    return [actor for actor in dict.fromkeys(near) if actor not in touched]


@transaction.atomic
def decide_objection(
    objection_id: int, *, upheld: bool, words: str, step: str = "", by: str, at: datetime
) -> Objection:
    """Upheld, the claim is reviewed again from `step` on (else from the first), on its original place in time; not
    upheld, all stays. Raises Refused: objection_unknown, objection_decided, not_yours, say_why, step_unknown,
    claim_open (another application of the household is open by now)."""
    found = Objection.objects.filter(pk=objection_id).values_list("claim_id", flat=True).first()
    if found is None:
        raise Refused("objection_unknown")
    claim = lock_claim(found)
    objection = Objection.objects.select_for_update().get(pk=objection_id)
    if objection.state != Objection.State.OPEN:
        raise Refused("objection_decided")
    check_may(claim, "decide_objection", by=by, at=at)
    objection.words = words_of(words)
    objection.state = Objection.State.UPHELD if upheld else Objection.State.REJECTED
    objection.decided_by, objection.decided_at = by, at
    ledger.save_fields(objection, ["state", "words", "decided_by", "decided_at"])
    data = {"objection": objection.pk, "upheld": upheld, "words": objection.words}
    ledger.record(claim.ref, "objection_decided", by=by, at=at, data=data)
    if upheld and claim.state in (Claim.State.NOTICE, Claim.State.REFUSED):
        _check_alone(claim)
        first = first_step([one.code for one in scheme_of(claim.scheme).steps])
        again(claim, step or first, "review_reopened", by=by, at=at, data={"objection": objection.pk})
    tell_applicant(claim, "claim_objection_decided", key=str(objection.pk), at=at)
    return objection


def _check_alone(claim: Claim) -> None:
    others = Claim.objects.filter(scheme=claim.scheme, household=claim.household).exclude(pk=claim.pk)
    if others.exclude(state__in=Claim.OVER).exists():
        raise Refused("claim_open")
