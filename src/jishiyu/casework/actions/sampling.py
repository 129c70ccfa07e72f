"""Drawing the cases that are called back, day by day, so that anybody can do it again; and the plan by which."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from jishiyu.casework import queries, sampling
from jishiyu.casework.calling import first_call
from jishiyu.casework.models import CallBack, Case, SampleDraw, SamplingPlan
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused

MOST_DAYS = 90  # a worker that slept longer draws the last of them


@transaction.atomic
def set_sampling_plan(
    since: date, *, share: int, whole: Sequence[str], sources: Sequence[str] = (), note: str = "", by: str, at: datetime
) -> SamplingPlan:
    """From a day on: classes called back whole, and a share of the rest. Days that are over stay as they were drawn.

    Raises Refused: plan_begun, share_out_of_range, class_unknown.
    """
    if since < timezone.localdate(at):
        raise Refused("plan_begun", day=str(since))
    if not sampling.LEAST_SHARE <= share <= sampling.MOST_SHARE:
        raise Refused("share_out_of_range", least=sampling.LEAST_SHARE, most=sampling.MOST_SHARE)
    unknown = [one for one in whole if one not in sampling.CLASSES]
    if unknown:
        raise Refused("class_unknown", given=unknown[0][:20])
    row = SamplingPlan.objects.select_for_update().filter(since=since).first()
    before = {"share": row.share, "whole": row.whole, "sources": row.sources, "note": row.note} if row else {}
    after = {"share": share, "whole": sorted(whole), "sources": sorted(sources), "note": note[:80]}
    made, _ = SamplingPlan.objects.update_or_create(since=since, defaults=after)
    if before != after:
        ledger.record("casework:sampling", "set", by=by, at=at, before=before, after=after, data={"since": str(since)})
    return made


def draw_due(*, by: str, at: datetime) -> int:
    """Draw for every day that is over and was not drawn yet. Returns how many were drawn; twice changes nothing."""
    yesterday = timezone.localdate(at) - timedelta(days=1)
    last = SampleDraw.objects.order_by("-day").values_list("day", flat=True).first()
    day = max(last + timedelta(days=1), yesterday - timedelta(days=MOST_DAYS)) if last else yesterday
    count = 0
    while day <= yesterday:
        count += draw_day(day, by=by, at=at)
        day += timedelta(days=1)
    end_needless_calls(at=at)
    return count


@transaction.atomic
def draw_day(day: date, *, by: str, at: datetime) -> bool:
    """Choose which cases answered on a day are called back. Seed, plan and frame stand in the ledger and beside the
    draw; a day is drawn once, so nobody draws until it pleases."""
    plan, seed = queries.plan_on(day), secrets.token_hex(16)
    cases = queries.answered_on(day)
    frame = sampling.framed(queries.rows_of(cases, plan, at), plan)
    chosen = sampling.drawn(frame.strata, plan.share, seed)
    counts = sampling.counts(frame, chosen)
    kept = {"share": plan.share, "whole": list(plan.whole), "sources": list(plan.sources)}
    draw, fresh = SampleDraw.objects.get_or_create(
        day=day, defaults={"seed": seed, "plan": kept, "frame": counts, "at": at}
    )
    if not fresh:
        return False
    why = {number: name for name, numbers in frame.whole.items() for number in numbers}
    why |= dict.fromkeys(chosen, "sample")
    call_after = first_call(timezone.localtime(at))
    CallBack.objects.bulk_create(
        [
            CallBack(
                case=case, round=case.redo_count, why=why[case.number], draw=draw, call_after=call_after, made_at=at
            )
            for case in cases
            if case.number in why
        ],
        ignore_conflicts=True,
        batch_size=300,
    )
    told = {
        "seed": seed,
        **kept,
        "classes": list(plan.whole),
        "whole": {name: list(rows) for name, rows in frame.whole.items()},
        "strata": {name: list(rows) for name, rows in frame.strata.items()},
        "left_out": {name: list(rows) for name, rows in frame.left_out.items()},
        "drawn": chosen,
    }
    ledger.record(f"sample:{day}", "drawn", by=by, at=at, data=told)
    return True


@transaction.atomic
def end_needless_calls(*, at: datetime) -> int:
    """Call-backs about a round that is over are no longer needed. Returns how many."""
    waiting = CallBack.objects.filter(state=CallBack.State.WAITING)
    needless = waiting.filter(~Q(case__state=Case.State.ANSWERED) | ~Q(case__redo_count=F("round")))
    keys = list(needless.values_list("pk", flat=True)[:1000])
    return CallBack.objects.filter(pk__in=keys).update(state=CallBack.State.OVER)
