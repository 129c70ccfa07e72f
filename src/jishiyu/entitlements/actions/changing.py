"""What every deed on a claim does: lock it, ask whether this one may, change named fields, record."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from jishiyu.entitlements.kinds import Scheme, scheme_of
from jishiyu.entitlements.models import Claim
from jishiyu.entitlements.queries.hands import hand_of, heads_near, officers_near, standing_of
from jishiyu.entitlements.workflow import CLAIM_MOVES, DECIDING, OWN, Hand, Standing, allowed
from jishiyu.ledger import actions as ledger
from jishiyu.lib.moves import check
from jishiyu.lib.refused import Refused
from jishiyu.lib.worktime import Limit, YearMissing, due
from jishiyu.notices.actions import tell
from jishiyu.registry import queries as registry
from jishiyu.registry.acting import acting

DECIDING_DAYS = 5  # working days of whoever decides after the last step
MORE_DAYS = 30  # days in which what was asked for is handed in
FEWEST_WORDS = 4
MOVES = frozenset(act for _, act in CLAIM_MOVES)


def lock_claim(claim_id: int, *, seen: int | None = None) -> Claim:
    """The claim, locked. Raises Refused: claim_unknown, changed_meanwhile when a page saw an older version."""
    rows = Claim.objects.select_for_update(of=("self",)).select_related("household", "decision", "sheet")
    claim = rows.filter(pk=claim_id).first()
    if claim is None:
        raise Refused("claim_unknown", claim=claim_id)
    if seen is not None and seen != claim.version:
        raise Refused("changed_meanwhile", number=claim.number)
    return claim


def check_may(claim: Claim, act: str, *, by: str, at: datetime) -> Standing:
    """Where the claim stands, when this one may do this act now; what a system does is never asked.
    Raises Refused: not_now, not_yours."""
    if act in MOVES:
        check(CLAIM_MOVES, claim.state, act)
    standing = standing_of(claim)
    if by.startswith("system:"):
        return standing
    if act not in allowed(_hand(claim, by, at), standing):
        raise Refused("not_yours", number=claim.number)
    return standing


def _hand(claim: Claim, by: str, at: datetime) -> Hand:
    if by == OWN:
        return Hand(OWN)
    officer = acting(by) or registry.officer_by_actor(by)
    if officer is None:
        raise Refused("not_yours", by=by[:40])
    return hand_of(officer, scheme_of(claim.scheme), claim.household.division_id, timezone.localdate(at))


def change_claim(
    claim: Claim,
    act: str,
    fields: Mapping[str, Any],
    *,
    by: str,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> Claim:
    """Set fields, count the version, record the deed with what changed."""
    before = {name: plain(getattr(claim, name)) for name in fields}
    for name, value in fields.items():
        setattr(claim, name, value)
    claim.version += 1
    ledger.save_fields(claim, [*(name.removesuffix("_id") for name in fields), "version"])
    after = {name: plain(value) for name, value in fields.items()}
    changed = [name for name in after if after[name] != before[name]]
    ledger.record(
        claim.ref,
        act,
        by=by,
        at=at,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        data=data or {},
    )
    return claim


def plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | date) else value


def words_of(words: str) -> str:
    """Raises Refused: say_why."""
    if len(words.strip()) < FEWEST_WORDS:
        raise Refused("say_why", least=FEWEST_WORDS)
    return words.strip()[:500]


def step_due(scheme: Scheme, step: str, at: datetime) -> datetime | None:
    """When a step begun now should be done, in working days; None where the calendar has no table for the year."""
    days = next((one.working_days for one in scheme.steps if one.code == step), DECIDING_DAYS)
    begun = timezone.localtime(at)
    try:
        return due(begun, Limit(days, "working_days"), registry.opening_hours(begun.date()), registry.calendar())
    except YearMissing:
        return None


def tell_step(claim: Claim, kind: str, *, key: str, at: datetime, urgent: bool = False) -> None:
    """Tell those who hold the present step's duty over the claim's place; of a claim to decide, the heads."""
    tell(
        readers_of_step(claim, at),
        key=f"{kind}:{claim.pk}:{key}",
        kind=kind,
        params={"number": claim.number, "title": claim.number},
        link=f"/console/claims/{claim.number}/",
        urgent=urgent,
        at=at,
    )


def readers_of_step(claim: Claim, at: datetime) -> list[str]:
    scheme, on = scheme_of(claim.scheme), timezone.localdate(at)
    place = claim.household.division_id
    if claim.step == DECIDING or not claim.step:
        return heads_near(scheme, place, on)
    role = next(step.role for step in scheme.steps if step.code == claim.step)
    return officers_near(role, place, on)


def tell_applicant(claim: Claim, kind: str, *, key: str, at: datetime) -> None:
    """Say it on the applicant's own page, and by whatever channel listens to it."""
    tell(
        [claim.ref],
        key=f"{kind}:{claim.pk}:{key}",
        kind=kind,
        params={"number": claim.number, "title": claim.number},
        at=at,
    )
