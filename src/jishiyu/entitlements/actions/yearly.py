"""The yearly review (年审): told, reminded, suspended when nobody answers; closed by an officer, never by silence."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jishiyu.entitlements.actions.changing import change_claim, check_may, lock_claim, tell_applicant
from jishiyu.entitlements.actions.households import checked, correct_facts
from jishiyu.entitlements.actions.reviewing import review_after
from jishiyu.entitlements.changes import merged
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Award, Claim, Review
from jishiyu.entitlements.queries.hands import officers_near
from jishiyu.ledger import actions as ledger
from jishiyu.lib.masks import mask_text
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import tell

TOLD_DAYS = 30  # before the day of the review
REMINDED_AFTER = timedelta(days=20)
SUSPENDED_AFTER = timedelta(days=30)  # after the day of the review
AT_ONCE = 200
COUNTS = (Claim.State.APPROVED, Claim.State.AWARDED)


def move_reviews_on(*, by: str, at: datetime) -> int:
    """Begin reviews that are near, remind, and suspend what nobody answers for; a slice at a time. Returns how many."""
    today = timezone.localdate(at)
    near = Claim.objects.filter(state__in=COUNTS, review_on__lte=today + timedelta(days=TOLD_DAYS)).exclude(
        reviews__closed_at__isnull=True, reviews__isnull=False
    )
    silent = Review.objects.filter(closed_at__isnull=True, answered_at__isnull=True)
    return (
        _each(near, _begin, by=by, at=at)
        + _each(
            _claims(silent.filter(reminded_at__isnull=True, told_at__lte=at - REMINDED_AFTER)), _remind, by=by, at=at
        )
        + _each(
            _claims(silent.filter(suspended_at__isnull=True, due_on__lte=today - SUSPENDED_AFTER)),
            _suspend,
            by=by,
            at=at,
        )
    )


def _claims(reviews: QuerySet[Review]) -> QuerySet[Claim]:
    return Claim.objects.filter(pk__in=reviews.values("claim"))


def _each(claims: QuerySet[Claim], deed: Any, *, by: str, at: datetime) -> int:
    keys: Iterable[int] = list(claims.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(bool(deed(key, by=by, at=at)) for key in keys)


@transaction.atomic
def _begin(claim_id: int, *, by: str, at: datetime) -> bool:
    claim = lock_claim(claim_id)
    if claim.state not in COUNTS or claim.review_on is None or _open_review(claim):
        return False
    Review.objects.create(claim=claim, due_on=claim.review_on, told_at=at)
    ledger.record(claim.ref, "review_begun", by=by, at=at, data={"due_on": claim.review_on.isoformat()})
    tell_applicant(claim, "claim_review", key=claim.review_on.isoformat(), at=at)
    return True


@transaction.atomic
def _remind(claim_id: int, *, by: str, at: datetime) -> bool:
    claim = lock_claim(claim_id)
    review = _open_review(claim)
    if review is None or review.answered_at or review.reminded_at:
        return False
    review.reminded_at = at
    ledger.save_fields(review, ["reminded_at"])
    ledger.record(claim.ref, "review_reminded", by=by, at=at)
    tell_applicant(claim, "claim_review", key=f"{review.due_on}:again", at=at)
    _tell_keepers(claim, "claim_review_silent", str(review.pk), at)
    return True


@transaction.atomic
def _suspend(claim_id: int, *, by: str, at: datetime) -> bool:
    claim = lock_claim(claim_id)
    review = _open_review(claim)
    if review is None or review.answered_at or review.suspended_at or claim.state not in COUNTS:
        return False
    review.suspended_at = at
    ledger.save_fields(review, ["suspended_at"])
    ledger.record(claim.ref, "review_suspended", by=by, at=at)
    _move_awards(claim, Award.State.ACTIVE, Award.State.SUSPENDED, "suspended", by=by, at=at)
    tell_applicant(claim, "claim_suspended", key=str(review.pk), at=at)
    _tell_keepers(claim, "claim_suspended", str(review.pk), at)
    return True


@transaction.atomic
def answer_review(
    claim_id: int, *, answer: str, told: Mapping[str, Any] | None = None, words: str = "", by: str, at: datetime
) -> Review:
    """The applicant says that nothing has changed, or what has. What they tell becomes facts when an officer closes the
    review. Raises Refused: not_yours, not_now, answer_unknown, fact_wrong."""
    claim = lock_claim(claim_id)
    check_may(claim, "answer_review", by=by, at=at)
    review = _open_review(claim)
    if review is None or review.answered_at:
        raise Refused("not_now", act="answer_review", state=claim.state)
    if answer not in Review.Answer.values:
        raise Refused("answer_unknown")
    if answer == Review.Answer.CHANGED and told is not None:
        review.told = merged(claim.sheet.facts, told)
        checked(review.told, ())
    review.answer, review.answered_at, review.words = answer, at, mask_text(words.strip()[:500])
    ledger.save_fields(review, ["answer", "answered_at", "words", "told"])
    ledger.record(claim.ref, "review_answered", by=by, at=at, data={"answer": answer})
    _tell_keepers(claim, "claim_review_answered", str(review.pk), at)
    return review


@transaction.atomic
def close_review(claim_id: int, *, take: bool = False, words: str = "", by: str, at: datetime) -> Review:
    """An officer has looked: `take` makes what was told the facts from today on. The next review is a year on, and
    what was suspended goes on. Raises Refused: not_yours, not_now."""
    claim = lock_claim(claim_id)
    check_may(claim, "close_review", by=by, at=at)
    review = _open_review(claim)
    if review is None:
        raise Refused("not_now", act="close_review", state=claim.state)
    today = timezone.localdate(at)
    if take and review.told is not None:
        correct_facts(claim.household_id, review.told, None, since=today, by=by, at=at)
    review.closed_at, review.closed_by = at, by
    ledger.save_fields(review, ["closed_at", "closed_by"])
    next_on = review_after(scheme_of(claim.scheme), max(review.due_on, today - timedelta(days=180)))
    data = {"answer": review.answer, "taken": take, "words": words.strip()[:300]}
    change_claim(claim, "reviewed", {"review_on": next_on}, by=by, at=at, data=data)
    if review.suspended_at:
        _move_awards(claim, Award.State.SUSPENDED, Award.State.ACTIVE, "resumed", by=by, at=at)
    return review


def _open_review(claim: Claim) -> Review | None:
    return Review.objects.select_for_update().filter(claim=claim, closed_at__isnull=True).first()


def _move_awards(claim: Claim, was: str, to: str, act: str, *, by: str, at: datetime) -> None:
    for award in Award.objects.select_for_update().filter(claim=claim, state=was).order_by("pk"):
        award.state, award.version = to, award.version + 1
        ledger.save_fields(award, ["state", "version"])
        ledger.record(award.ref, act, by=by, at=at, before={"state": was}, after={"state": to}, data={"why": "review"})


def _tell_keepers(claim: Claim, kind: str, key: str, at: datetime) -> None:
    on = timezone.localdate(at)
    tell(
        officers_near(scheme_of(claim.scheme).keeper, claim.household.division_id, on),
        key=f"{kind}:{claim.pk}:{key}",
        kind=kind,
        params={"number": claim.number, "title": claim.number},
        link=f"/console/claims/{claim.number}/",
        at=at,
    )
