"""An application comes in: the household made known, the papers kept, its place in time taken when they are there."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from jishiyu.entitlements.actions.changing import change_claim, plain, step_due, tell_step
from jishiyu.entitlements.actions.deciding import decide
from jishiyu.entitlements.actions.households import correct_facts, make_household
from jishiyu.entitlements.actions.keeping import keep_papers
from jishiyu.entitlements.actions.numbers import next_number
from jishiyu.entitlements.changes import merged
from jishiyu.entitlements.kinds import Scheme, scheme_of
from jishiyu.entitlements.models import Claim, Household
from jishiyu.entitlements.papers import Sent
from jishiyu.entitlements.workflow import first_step
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Subject
from jishiyu.registry.people import sealer

MOST_A_DAY = 10  # applications from one phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What an application form says. `facts` are plain JSON as `rules.household` reads them; `people` the members in
    their order. `guardian` and their phone, where somebody else applies on behalf of the one it is for."""

    scheme: str
    name: str
    phone: str
    address: str = ""
    division_code: str | None = None
    guardian: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    people: Sequence[Mapping[str, Any]] = ()
    papers: Sequence[Sent] = ()
    origin_key: str = ""


@transaction.atomic
def apply(said: Application, *, invited: bool = False, by: str, at: datetime) -> Claim:
    """The claim of this form: made now, or when the form was first sent. Raises Refused: scheme_unknown,
    applied_too_often, claim_open, and what papers and facts raise (rules.FactError for the facts)."""
    try:
        scheme = scheme_of(said.scheme)
    except LookupError as unknown:
        raise Refused("scheme_unknown", scheme=said.scheme[:60]) from unknown
    if known := Claim.objects.filter(origin_key=said.origin_key).first() if said.origin_key else None:
        return known
    applicant, household = _household(scheme, said, by=by, at=at)
    return submit(
        scheme,
        household,
        applicant,
        papers=said.papers,
        origin_key=said.origin_key,
        invited=invited,
        by=by,
        at=at,
    )


def _household(scheme: Scheme, said: Application, *, by: str, at: datetime) -> tuple[Subject, Household]:
    applicant = registry.subject_for(
        name=said.guardian or said.name,
        phone=said.phone,
        address=said.address,
        kind=scheme.subject,
        division_code=said.division_code,
        by=by,
        at=at,
    )
    today = Claim.objects.filter(applicant=applicant, submitted_at__gt=at - timedelta(days=1)).count()
    if today >= MOST_A_DAY:
        raise Refused("applied_too_often", most=MOST_A_DAY)
    since = timezone.localdate(at)
    found = _known(applicant, said)
    if found is None:
        subject = applicant
        if said.guardian:
            subject = registry.subject_for(
                name=said.name, phone="", address=said.address, division_code=said.division_code, by=by, at=at
            )
        made = make_household(
            subject.pk, said.facts, said.people, division_code=said.division_code or "", since=since, by=by, at=at
        )
        return applicant, made
    if _open(scheme.code, found):
        raise Refused("claim_open")
    facts = merged(found.sheet.facts if found.sheet else {}, said.facts)
    if found.sheet is None or found.sheet.facts != facts:
        correct_facts(found.pk, facts, said.people, since=since, by=by, at=at)
        found.refresh_from_db()
    return applicant, found


def _known(applicant: Subject, said: Application) -> Household | None:
    """The household this applicant, or the one they apply for, is known as."""
    if not said.guardian:
        return Household.objects.select_for_update().filter(subject=applicant).order_by("-pk").first()
    theirs = Household.objects.select_for_update(of=("self",)).filter(claims__applicant=applicant)
    rows = theirs.exclude(subject=applicant).select_related("subject").order_by("-pk")
    return next((one for one in rows if sealer().open(one.subject.name_sealed) == said.name), None)


def _open(scheme: str, household: Household) -> bool:
    return Claim.objects.filter(scheme=scheme, household=household).exclude(state__in=Claim.OVER).exists()


@transaction.atomic
def submit(
    scheme: Scheme,
    household: Household,
    applicant: Subject,
    *,
    papers: Sequence[Sent] = (),
    origin_key: str = "",
    invited: bool = False,
    by: str,
    at: datetime,
) -> Claim:
    """A claim for a household that is known, resting on its newest facts. Accepted at once where every required paper
    is there. Raises Refused: claim_open, facts_unknown, and what papers raise."""
    household = Household.objects.select_for_update(of=("self",)).select_related("sheet").get(pk=household.pk)
    if _open(scheme.code, household):
        raise Refused("claim_open")
    if household.sheet is None:
        raise Refused("facts_unknown")
    steps = [step.code for step in scheme.steps]
    claim = Claim(
        number=f"-{secrets.token_hex(9)}",
        scheme=scheme.code,
        household=household,
        applicant=applicant,
        sheet=household.sheet,
        step=first_step(steps),
        submitted_at=at,
        due_at=step_due(scheme, first_step(steps), at),
        token=secrets.token_urlsafe(32),
        origin_key=origin_key or None,
        invited=invited,
    )
    if not ledger.insert_new([claim], ["number"], on=["origin_key"]):
        return Claim.objects.get(origin_key=origin_key)
    marks = keep_papers(claim, scheme, papers, by=by, at=at)
    claim.number = next_number("A", at)
    ledger.save_fields(claim, ["number"])
    after = {name: plain(getattr(claim, name)) for name in ("state", "step", "due_at", "sheet_id")}
    data = {"number": claim.number, "scheme": scheme.code, "household": household.pk, "papers": marks}
    ledger.record(claim.ref, "submitted", by=by, at=at, after=after, data=data | ({"invited": True} if invited else {}))
    decision = decide(household, scheme, day=timezone.localdate(at), claim=claim, by=by, at=at)
    change_claim(claim, "judged", {"decision_id": decision.pk}, by=by, at=at)
    if complete(claim, scheme):
        take_in(claim, scheme, by=by, at=at)
    tell_step(claim, "claim_here", key=claim.step, at=at)
    return claim


def complete(claim: Claim, scheme: Scheme) -> bool:
    """Whether every required paper is there."""
    required = {paper.code for paper in scheme.papers if paper.required}
    return required <= set(claim.papers.values_list("paper", flat=True))


def take_in(claim: Claim, scheme: Scheme, *, by: str, at: datetime) -> Claim:
    """Accepted: its place in time is taken, once, and its first review begins."""
    fields: dict[str, Any] = {"state": Claim.State.REVIEWING, "due_at": step_due(scheme, claim.step, at)}
    if claim.accepted_at is None:
        fields["accepted_at"] = at
    return change_claim(claim, "accepted", fields, by=by, at=at)
