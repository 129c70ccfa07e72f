"""Loading claims that were approved elsewhere, or are invented: rows and entries as the deeds would have left them.

Only for an installation in which nothing else goes on: nobody is told, no errand is left. What is due is asked of the
rules, as everywhere; whom they give nothing is refused.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from jishiyu.entitlements.actions.changing import plain
from jishiyu.entitlements.actions.deciding import said_of
from jishiyu.entitlements.actions.households import checked
from jishiyu.entitlements.actions.numbers import next_number
from jishiyu.entitlements.actions.reviewing import review_after
from jishiyu.entitlements.kinds import Scheme, scheme_of
from jishiyu.entitlements.models import Claim, Decision, FactSheet, Household
from jishiyu.entitlements.queries.rules import judged, rules_of
from jishiyu.entitlements.rules import decide as ask
from jishiyu.entitlements.workflow import DECIDING, first_step
from jishiyu.ledger import actions as ledger
from jishiyu.ledger.actions import Deed
from jishiyu.lib.refused import Refused
from jishiyu.registry.people import sealer

KEYED = (Household, FactSheet, Claim, Decision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A household and its approved claim. `facts` are plain values; `applicant`, where another applied for the
    subject; `since`, the place in time and the facts' first day: that of `submitted_at`."""

    scheme: str
    subject: int
    facts: Mapping[str, Any]
    people: Sequence[Mapping[str, str]] = ()
    applicant: int | None = None
    division_code: str = ""
    outside: str = ""
    submitted_at: datetime
    approved_at: datetime


@dataclass(frozen=True, slots=True)
class _Rows:
    household: Household
    sheet: FactSheet
    claim: Claim
    decision: Decision

    def all(self) -> tuple[models.Model, ...]:
        return self.household, self.sheet, self.claim, self.decision


@transaction.atomic
def load_approved(lives: Sequence[Approved], *, by: str) -> list[int]:
    """Households not known yet with their claims, approved and past their notice. Returns the keys of the claims, in
    order; what follows an approval (`follow_approval`) is the caller's. Raises Refused: fact_wrong, not_due_today."""
    free = [(model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1 for model in KEYED]
    made = [_rows(life, [key + place for key in free], by) for place, life in enumerate(lives)]
    for rows in zip(*(one.all() for one in made), strict=True):
        ledger.load_rows(list(rows))  # they name each other: looked at when the transaction ends
    ledger.load_deeds([deed for one, life in zip(made, lives, strict=True) for deed in _deeds(one, life, by)])
    ledger.go_on_counting(*KEYED)
    return [one.claim.pk for one in made]


def _rows(life: Approved, keys: Sequence[int], by: str) -> _Rows:
    scheme, begun, at = scheme_of(life.scheme), timezone.localdate(life.submitted_at), life.submitted_at
    home, sheet = keys[:2]
    said = checked(life.facts, life.people)
    people = json.dumps([dict(one) for one in life.people], ensure_ascii=False)
    number = f"H{home:08d}"
    return _Rows(
        Household(
            pk=home, number=number, subject_id=life.subject, division_id=life.division_code or None,
            outside=life.outside, sheet_id=sheet, known_since=at,
        ),
        FactSheet(
            pk=sheet, household_id=home, version=1, facts=said, since=begun, recorded_at=at, by=by,
            people_sealed=sealer().seal(people) if life.people else "",
        ),
        _claim(life, scheme, keys),
        _decision(life, scheme, keys, said, by),
    )  # fmt: skip


def _claim(life: Approved, scheme: Scheme, keys: Sequence[int]) -> Claim:
    home, sheet, key, decision = keys
    decided = timezone.localdate(life.approved_at) - timedelta(days=scheme.notice_days)
    return Claim(
        pk=key, number=next_number("A", life.submitted_at), scheme=scheme.code, household_id=home, sheet_id=sheet,
        applicant_id=life.applicant or life.subject, decision_id=decision, state=Claim.State.APPROVED, step=DECIDING,
        submitted_at=life.submitted_at, accepted_at=life.submitted_at,
        decided_at=life.approved_at - timedelta(days=scheme.notice_days),
        notice_until=decided + timedelta(days=scheme.notice_days), review_on=review_after(scheme, decided),
        token=secrets.token_urlsafe(32), version=5,
    )  # fmt: skip


def _decision(life: Approved, scheme: Scheme, keys: Sequence[int], said: Mapping[str, Any], by: str) -> Decision:
    home, sheet, claim, key = keys
    at = life.approved_at - timedelta(days=scheme.notice_days)
    day = timezone.localdate(at)
    rules = rules_of(scheme, day)
    found = said_of(scheme, ask(rules, judged(scheme, said, f"H{home:08d}"), scheme.outputs))
    if found["outcome"] != Decision.Outcome.DUE:
        raise Refused("not_due_today", number=f"H{home:08d}")
    return Decision(
        pk=key, household_id=home, claim_id=claim, scheme=scheme.code, day=day, known=day, rules_hash=rules.hash,
        sheet_id=sheet, made_at=at, by=by, **found,
    )  # fmt: skip


def _deeds(rows: _Rows, life: Approved, by: str) -> list[Deed]:
    """What making the household, handing in, accepting, approving and the end of the notice record."""
    home, claim, made = rows.household, rows.claim, rows.decision
    scheme, begun, decided = scheme_of(life.scheme), life.submitted_at, claim.decided_at
    first = first_step([step.code for step in scheme.steps])
    state, judged_at = Claim.State, made.made_at
    decision = {"scheme": made.scheme, "day": made.day.isoformat(), "outcome": made.outcome, "amount": made.amount,
                "rules": made.rules_hash, "sheet": 1, "decision": made.pk}  # fmt: skip
    approved = {name: plain(getattr(claim, name)) for name in ("decided_at", "notice_until", "review_on")}
    return [
        Deed(
            home.ref, "made", {}, {"number": home.number, "sheet": 1, "division": life.division_code},
            {"facts": rows.sheet.facts, "since": rows.sheet.since.isoformat()}, begun, by,
        ),
        Deed(
            claim.ref, "submitted", {},
            {"state": state.SUBMITTED, "step": first, "due_at": None, "sheet_id": claim.sheet_id},
            {"number": claim.number, "scheme": claim.scheme, "household": home.pk, "papers": []}, begun, by,
        ),
        Deed(
            claim.ref, "accepted", {"state": state.SUBMITTED, "accepted_at": None},
            {"state": state.REVIEWING, "accepted_at": plain(claim.accepted_at)}, {}, begun, by,
        ),
        Deed(claim.ref, "step_passed", {"step": first}, {"step": DECIDING}, {"step": first}, decided, by),
        Deed(claim.ref, "decided", {}, {}, decision, judged_at, by),
        Deed(
            claim.ref, "approved", {"state": state.REVIEWING},
            {"state": state.NOTICE, "decision_id": made.pk, **approved}, {}, decided, by,
        ),
        Deed(
            claim.ref, "notice_over", {"state": state.NOTICE}, {"state": state.APPROVED}, {}, life.approved_at, by,
        ),
    ]  # fmt: skip
