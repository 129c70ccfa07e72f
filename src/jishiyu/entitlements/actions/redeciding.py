"""A fact has changed: what rests on it is decided anew, old and new kept beside each other."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jishiyu.entitlements.actions.changing import change_claim, check_may, lock_claim
from jishiyu.entitlements.actions.deciding import decide
from jishiyu.entitlements.actions.reviewing import again
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Award, Claim, Decision, FactSheet
from jishiyu.entitlements.queries.hands import officers_near
from jishiyu.entitlements.workflow import DECIDING, OWN, REVIEWED
from jishiyu.ledger import actions as ledger
from jishiyu.notices.actions import tell

COUNTS = (Claim.State.APPROVED, Claim.State.AWARDED)


def follow_facts(household_id: int, sheet_id: int, *, by: str, at: datetime) -> int:
    """Decide every open claim of a household anew on its new facts; twice is once. What residents say themselves of a
    claim that counts already waits for an officer to take it over. Returns how many claims were decided anew."""
    rows = Claim.objects.filter(household=household_id).exclude(state__in=Claim.OVER).order_by("pk")
    return sum(_follow_one(key, sheet_id, by=by, at=at) for key in rows.values_list("pk", flat=True))


@transaction.atomic
def _follow_one(claim_id: int, sheet_id: int, *, by: str, at: datetime) -> bool:
    claim = lock_claim(claim_id)
    sheet = FactSheet.objects.get(pk=sheet_id)
    newest = claim.household.sheet_id == sheet_id
    if claim.state in Claim.OVER or claim.sheet_id == sheet_id or not newest or claim.sheet.version > sheet.version:
        return False
    if sheet.by == OWN and claim.state not in REVIEWED:
        _tell_keepers(claim, "claim_facts_told", sheet, at)
        return False
    _redecide(claim, sheet, by=by, at=at)
    return True


@transaction.atomic
def take_facts(claim_id: int, *, seen: int | None = None, by: str, at: datetime) -> Claim:
    """An officer takes over the newest facts of the household, and the claim is decided anew on them.
    Raises Refused: not_yours, not_now."""
    claim = lock_claim(claim_id, seen=seen)
    check_may(claim, "take_facts", by=by, at=at)
    sheet = claim.household.sheet
    if sheet is not None and sheet.pk != claim.sheet_id:
        _redecide(claim, sheet, by=by, at=at)
    return claim


def _redecide(claim: Claim, sheet: FactSheet, *, by: str, at: datetime) -> None:
    scheme, before = scheme_of(claim.scheme), claim.decision
    decision = decide(claim.household, scheme, day=timezone.localdate(at), claim=claim, sheet=sheet, by=by, at=at)
    fields: dict[str, Any] = {"sheet_id": sheet.pk, "decision_id": decision.pk}
    data = {"was": before.pk if before else None, "outcome": decision.outcome, "amount": decision.amount}
    change_claim(claim, "redecided", fields, by=by, at=at, data=data)
    if claim.state == Claim.State.NOTICE and decision.outcome != Decision.Outcome.DUE:
        again(claim, DECIDING, "rechecked", by=by, at=at, data={"decision": decision.pk})
    if claim.state in COUNTS:
        ledger.errand("claim.redecided", f"claim.redecided:{claim.pk}:{decision.pk}", {"claim": claim.pk}, at=at)
        for award in claim.awards.exclude(state=Award.State.ENDED).order_by("pk"):
            ledger.errand(
                "award.redecided",
                f"award.redecided:{award.pk}:{decision.pk}",
                {"award": award.pk, "decision": decision.pk},
                at=at,
            )
        if decision.outcome == Decision.Outcome.NOT_DUE:
            _tell_keepers(claim, "claim_not_due", sheet, at)


def _tell_keepers(claim: Claim, kind: str, sheet: FactSheet, at: datetime) -> None:
    keeper, on = scheme_of(claim.scheme).keeper, timezone.localdate(at)
    tell(
        officers_near(keeper, claim.household.division_id, on),
        key=f"{kind}:{claim.pk}:{sheet.pk}",
        kind=kind,
        params={"number": claim.number, "title": claim.number},
        link=f"/console/claims/{claim.number}/",
        at=at,
    )
