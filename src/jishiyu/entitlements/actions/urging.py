"""Urging what is late: the officers of the step, and the head."""

from datetime import datetime

from django.utils import timezone

from jishiyu.entitlements.actions.changing import readers_of_step
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Claim, Exit
from jishiyu.entitlements.queries.hands import heads_near, officers_near
from jishiyu.notices.actions import News, tell_many

AT_ONCE = 500
RUNS = (Claim.State.SUBMITTED, Claim.State.REVIEWING)


def urge_late(*, at: datetime) -> int:
    """Tell whoever has a late step of it, and the head, once a day; and keepers of a time to move out that is over.
    Returns how many claims are late."""
    today = timezone.localdate(at)
    late = Claim.objects.filter(state__in=RUNS, due_at__lt=at).select_related("household").order_by("due_at")[:AT_ONCE]
    news = [_news(claim, "claim_late", f"{claim.step}:{today}", _with_heads(claim, at)) for claim in late]
    staying = Exit.objects.filter(state=Exit.State.MOVING, leave_by__lt=today).select_related("claim__household")
    for one in staying.order_by("leave_by")[:AT_ONCE]:
        keeper, place = scheme_of(one.claim.scheme).keeper, one.claim.household.division_id
        news.append(_news(one.claim, "claim_stays", str(today), officers_near(keeper, place, today)))
    tell_many(news, at=at)
    return len(late)


def _with_heads(claim: Claim, at: datetime) -> list[str]:
    heads = heads_near(scheme_of(claim.scheme), claim.household.division_id, timezone.localdate(at))
    return sorted({*readers_of_step(claim, at), *heads})


def _news(claim: Claim, kind: str, key: str, readers: list[str]) -> News:
    params = {"number": claim.number, "title": claim.number}
    return News(
        tuple(readers), f"{kind}:{claim.pk}:{key}", kind, params, f"/console/claims/{claim.number}/", urgent=True
    )
