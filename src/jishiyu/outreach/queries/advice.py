"""Whom advice concerns, who passes it on, and how far it has got."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from jishiyu.lib.divisions import ancestors
from jishiyu.outreach.models.advice import AdviceTold
from jishiyu.registry.models import Duty, Officer, Sowing


@dataclass(frozen=True, slots=True)
class Concerned:
    subject: int
    division: str  # of the field; empty: not known


def concerned(crop: str, year: int, within: str | None = None) -> list[Concerned]:
    """Households with that crop planned or growing on a plot in that year, each once. One query."""
    rows = Sowing.objects.filter(Q(planned=crop) | Q(grown=crop), year=year)
    if within:
        rows = rows.filter(plot__division__code__startswith=within)
    found: dict[int, str] = {}
    for subject, division in rows.order_by("plot").values_list("plot__subject", "plot__division"):
        found.setdefault(subject, division or "")
    return [Concerned(subject, division) for subject, division in found.items()]


def who_pass_on(role: str, divisions: Collection[str], day: date) -> dict[str, int]:
    """For each division the officer whose duty of that role is nearest to it. One query."""
    live = Duty.objects.filter(
        Q(until__isnull=True) | Q(until__gt=day), role=role, since__lte=day, division__isnull=False
    )
    held: dict[str, int] = {}
    for division, officer in live.order_by("pk").values_list("division", "officer"):
        held.setdefault(division, officer)
    return {
        code: held[near]
        for code in divisions
        if code
        for near in [next((up for up in (code, *ancestors(code)) if up in held), "")]
        if near
    }


def to_pass_on(officer: Officer) -> QuerySet[AdviceTold]:
    """What this officer has still to tell, the latest first."""
    return (
        AdviceTold.objects.filter(officer=officer, passed_at__isnull=True)
        .select_related("subject", "division")
        .order_by("-told_at", "pk")
    )


def how_far(year: int) -> list[dict[str, object]]:
    """For each piece of advice of a year: households told, passed on, and with nobody to pass it on. One query."""
    return list(
        AdviceTold.objects.filter(year=year)
        .values("advice", "occasion")
        .annotate(
            households=Count("pk"),
            passed=Count("pk", filter=Q(passed_at__isnull=False)),
            nobody=Count("pk", filter=Q(officer__isnull=True)),
        )
        .order_by("advice", "occasion")
    )
