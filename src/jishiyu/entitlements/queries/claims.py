"""Claims as pages list and show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from jishiyu.entitlements.kinds import Scheme, offered
from jishiyu.entitlements.models import Claim, Exit, Objection, ParameterRow, Review
from jishiyu.entitlements.queries.hands import visible_claims
from jishiyu.entitlements.queries.rules import rules_from
from jishiyu.entitlements.rules import NotInForce, Rules
from jishiyu.registry.models import Officer
from jishiyu.registry.people import sealer

ROW = ("household__subject", "sheet", "decision")


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """What a list is asked for; empty asks for nothing."""

    number: str = ""
    scheme: str = ""
    state: str = ""  # a state, or open
    step: str = ""
    late: bool = False
    objections: bool = False
    reviews: bool = False
    exits: bool = False


def claims_for(officer: Officer, asked: ClaimFilter, at: datetime, on: date) -> QuerySet[Claim]:
    """Claims this officer may see that fit, those that press first."""
    found = visible_claims(officer, on).select_related(*ROW)
    for wanted, fits in (
        (asked.number, Q(number__contains=asked.number.upper())),
        (asked.scheme, Q(scheme=asked.scheme)),
        (asked.state, ~Q(state__in=Claim.OVER) if asked.state == "open" else Q(state=asked.state)),
        (asked.step, Q(step=asked.step, state__in=["submitted", "more", "reviewing"])),
        (asked.late, Q(due_at__lt=at)),
        (asked.objections, Q(pk__in=Objection.objects.filter(state=Objection.State.OPEN).values("claim"))),
        (asked.reviews, Q(pk__in=Review.objects.filter(closed_at__isnull=True).values("claim"))),
        (asked.exits, Q(pk__in=Exit.objects.filter(state__in=["asked", "moving"]).values("claim"))),
    ):
        if wanted:
            found = found.filter(fits)
    return found.order_by(F("due_at").asc(nulls_last=True), F("accepted_at").asc(nulls_last=True), "pk")


def claim_for(officer: Officer, number: str, on: date) -> Claim | None:
    """The claim of this number, when this officer may see it."""
    rows = visible_claims(officer, on).select_related(
        *ROW, "decision__sheet", "applicant", "household__sheet", "household__division"
    )
    return rows.filter(number=number).first()


def claim_of_token(token: str) -> Claim | None:
    """The claim whose own link this is."""
    rows = Claim.objects.select_related(*ROW, "decision__sheet", "applicant", "household__sheet")
    return rows.filter(token=token).first() if len(token) > 20 else None


def claim_by_tail(number: str, tail: str) -> Claim | None:
    """The claim of this number, when the last four digits of the applicant's phone are these."""
    claim = Claim.objects.select_related("applicant").filter(number=number.strip().upper()).first()
    phone = sealer().open(claim.applicant.phone_sealed) if claim else ""
    return claim if phone and phone[-4:] == tail else None


def on_notice(on: date, scheme: str = "") -> QuerySet[Claim]:
    """Claims on public notice on a day, the newest first."""
    rows = Claim.objects.filter(state=Claim.State.NOTICE, notice_until__gte=on).select_related(*ROW)
    return (rows.filter(scheme=scheme) if scheme else rows).order_by("-decided_at", "pk")


def public_schemes(subject: str = "") -> list[Scheme]:
    """Schemes a resident (or an enterprise) can ask about."""
    return [scheme for scheme in offered() if not subject or scheme.subject == subject]


def rules_of_many(wanted: Iterable[Scheme], day: date) -> dict[str, Rules]:
    """The rules of several schemes on a day, in one query; without those that are not in force then."""
    wanted = list(wanted)
    rows: dict[str, list[tuple[object, ...]]] = {scheme.code: [] for scheme in wanted}
    kept = ParameterRow.objects.filter(Q(scheme__in=rows)).order_by("pk")
    for code, *row in kept.values_list("scheme", "name", "since", "recorded_on", "value", "ground"):
        rows[code].append(tuple(row))
    found = {}
    for scheme in wanted:
        rules = rules_from(scheme.code, day, None, tuple(rows[scheme.code]))
        try:
            rules.needed([scheme.due])
        except NotInForce:
            continue
        found[scheme.code] = rules
    return found
