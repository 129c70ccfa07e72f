"""The public notice (公示), what becomes of it, and the letters that say what was decided."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jishiyu.entitlements.actions.changing import change_claim, check_may, lock_claim, tell_applicant
from jishiyu.entitlements.actions.numbers import next_number
from jishiyu.entitlements.models import Claim, DecisionLetter, Objection, StepResult
from jishiyu.entitlements.workflow import DECIDING
from jishiyu.ledger import actions as ledger

State = Claim.State


def confirm(claim: Claim, *, by: str, at: datetime) -> Claim:
    """Nobody was right to object, or nobody did: it counts. In the caller's transaction."""
    change_claim(claim, "notice_over", {"state": State.APPROVED}, by=by, at=at)
    head = StepResult.objects.filter(claim=claim, step=DECIDING, undone_at__isnull=True).order_by("-pk").first()
    words, decider = (head.words, head.by) if head else ("", by)
    write_letter(claim, DecisionLetter.Kind.GRANTED, words=words, by=decider, at=at)
    ledger.errand("claim.approved", f"claim.approved:{claim.pk}:{claim.version}", {"claim": claim.pk}, at=at)
    tell_applicant(claim, "claim_approved", key=str(claim.version), at=at)
    return claim


def confirm_due(*, by: str, at: datetime) -> int:
    """Confirm every claim whose notice is over and to which no objection is open. Returns how many."""
    over = Claim.objects.filter(state=State.NOTICE, notice_until__lt=timezone.localdate(at)).exclude(
        objections__state=Objection.State.OPEN
    )
    return sum(_confirm_one(key, by=by, at=at) for key in over.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _confirm_one(claim_id: int, *, by: str, at: datetime) -> bool:
    claim = lock_claim(claim_id)
    still = claim.state == State.NOTICE and claim.notice_until and claim.notice_until < timezone.localdate(at)
    if not still or claim.objections.filter(state=Objection.State.OPEN).exists():
        return False
    check_may(claim, "confirm", by=by, at=at)
    confirm(claim, by=by, at=at)
    return True


def write_letter(claim: Claim, kind: str, *, words: str = "", by: str, at: datetime) -> DecisionLetter:
    """Keep what a letter rests on. Its text is made from that whenever it is read. In the caller's transaction."""
    letter = DecisionLetter.objects.create(
        number=next_number("J", at),
        claim=claim,
        kind=kind,
        decision=claim.decision,
        ground=claim.ground,
        words=words.strip()[:500],
        by=by,
        made_at=at,
    )
    ledger.record(
        f"letters:{claim.ref}",
        "written",
        by=by,
        at=at,
        data={"number": letter.number, "kind": kind, "claim": claim.number},
    )
    return letter
