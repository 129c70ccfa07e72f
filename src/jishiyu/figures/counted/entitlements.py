"""Figures of entitlements: who received what, what was paid and waived, permits, places, and how claims went.

`Scope.about` names a scheme; without one they count every scheme together.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jishiyu.entitlements.kinds import schemes
from jishiyu.entitlements.models import Award, Claim, Household, Institution, Payment, PaymentRun, Permit
from jishiyu.entitlements.queries.hands import visible_claims
from jishiyu.entitlements.queries.keepers import read_schemes
from jishiyu.figures.counted.declared import declare_counted
from jishiyu.figures.counted.shapes import Counted
from jishiyu.figures.scopes import Period, Scope
from jishiyu.lib.money import yuan
from jishiyu.lib.phrases import Phrase
from jishiyu.registry.models import Officer

GIVEN = (PaymentRun.State.EXPORTED, PaymentRun.State.CLOSED)
HOUSEHOLDS, LINES, YUAN = _("households"), _("lines"), _("yuan")
MONEY_HEADINGS: Sequence[Phrase] = (
    _("Run"), _("Scheme"), _("Household"), _("Month"), _("Kind"), _("Amount (yuan)"), _("Waived (yuan)"), _("State")
)  # fmt: skip


def _schemes(officer: Officer) -> list[str]:
    return [scheme.code for scheme in read_schemes(officer, timezone.localdate())]


def _lines(scope: Scope) -> "QuerySet[Payment]":
    """What was given to the bank or noted as waived, cancelled and returned lines left out."""
    found = Payment.objects.filter(run__state__in=GIVEN, state__in=Payment.LIVE)
    if scope.about:
        found = found.filter(scheme=scope.about)
    if scope.division:
        found = found.filter(division_code__startswith=scope.division)
    return found.select_related("run", "household").order_by("-run", "seq")


def _paid(scope: Scope, period: Period) -> "QuerySet[Payment]":
    found = _lines(scope).exclude(kind=Payment.Kind.RENT)
    return found.filter(run__month__gte=period.first, run__month__lte=period.last)


def _waived(scope: Scope, period: Period) -> "QuerySet[Payment]":
    found = _lines(scope).filter(kind=Payment.Kind.RENT, waived__gt=0)
    return found.filter(month__gte=period.first, month__lte=period.last)


def _households(lines: "QuerySet[Payment]", field: str) -> "QuerySet[Household]":
    """Those behind lines, with what the lines come to."""
    found = Household.objects.filter(payments__in=lines.order_by().values("pk"))
    return found.annotate(fen=Sum(f"payments__{field}")).order_by("number")


def _paid_households(scope: Scope, period: Period) -> "QuerySet[Household]":
    return _households(_paid(scope, period), "amount")


def _waived_households(scope: Scope, period: Period) -> "QuerySet[Household]":
    return _households(_waived(scope, period), "waived")


def _seen_lines(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.filter(scheme__in=_schemes(officer))


def _seen_households(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Those with a claim or an award of a scheme this officer may read."""
    return rows.filter(pk__in=Claim.objects.filter(scheme__in=_schemes(officer)).values("household"))


def _money_line(line: Payment) -> list[str]:
    return [
        line.run.number, scheme_name(line.scheme), line.household.number, f"{line.month:%Y-%m}",
        str(line.get_kind_display()), yuan(line.amount), yuan(line.waived), str(line.get_state_display()),
    ]  # fmt: skip


def scheme_name(code: str) -> str:
    return next((str(scheme.name) for scheme in schemes() if scheme.code == code), code)


def _money(code: str, name: Phrase, definition: Phrase, rows: Any, weigh: str) -> Counted:
    return Counted(
        code=code,
        name=name,
        definition=definition,
        version=1,
        rows=rows,
        weigh=weigh,
        places=2,
        unit=YUAN,
        headings=MONEY_HEADINGS,
        line=_money_line,
        ref=lambda line: line.run.ref,
        page=lambda line: ("run", line.run_id),
        visible=_seen_lines,
    )


def _of_households(code: str, name: Phrase, definition: Phrase, rows: Any) -> Counted:
    return Counted(
        code=code,
        name=name,
        definition=definition,
        version=1,
        rows=rows,
        unit=HOUSEHOLDS,
        headings=(_("Household"), _("Place"), _("Amount (yuan)")),
        line=lambda row: [row.number, row.division_id or "—", yuan(row.fen)],
        ref=lambda row: row.ref,
        visible=_seen_households,
    )


def _awards(scope: Scope, period: Period) -> "QuerySet[Award]":
    """In force on some day of the period."""
    found = Award.objects.filter(Q(until__isnull=True) | Q(until__gt=period.first), since__lte=period.last)
    if scope.about:
        found = found.filter(scheme=scope.about)
    if scope.division:
        found = found.filter(household__division__code__startswith=scope.division)
    return found.select_related("household", "claim").order_by("-since", "pk")


def _permits(scope: Scope, period: Period) -> "QuerySet[Permit]":
    found = Permit.objects.filter(valid_from__gte=period.first, valid_from__lte=period.last)
    found = found.filter(award__scheme=scope.about) if scope.about else found
    return found.select_related("award__household").order_by("-pk")


def _permit_awards(scope: Scope, period: Period) -> "QuerySet[Award]":
    found = Award.objects.filter(pk__in=_permits(scope, period).order_by().values("award"))
    return found.select_related("household", "claim").order_by("-since", "pk")


def _decided(scope: Scope, period: Period) -> "QuerySet[Claim]":
    found = Claim.objects.filter(decided_at__gte=period.since, decided_at__lt=period.until)
    if scope.about:
        found = found.filter(scheme=scope.about)
    if scope.division:
        found = found.filter(household__division__code__startswith=scope.division)
    return found.select_related("household").order_by("-decided_at", "pk")


def _institutions(scope: Scope, period: Period) -> "QuerySet[Institution]":
    """As they stand now."""
    found = Institution.objects.filter(active=True).select_related("division").order_by("code")
    found = found.filter(scheme=scope.about) if scope.about else found
    return found.filter(division__code__startswith=scope.division) if scope.division else found


def _seen_claims(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.filter(pk__in=visible_claims(officer, timezone.localdate()).values("pk"))


def _award_line(award: Award) -> list[str]:
    until = f"{award.until:%Y-%m-%d}" if award.until else "—"
    cells = [award.number, scheme_name(award.scheme), award.household.number, str(award.get_state_display())]
    return [*cells, f"{award.since:%Y-%m-%d}", until]


def _claim_line(claim: Claim) -> list[str]:
    decided = f"{timezone.localtime(claim.decided_at):%Y-%m-%d %H:%M}" if claim.decided_at else "—"
    cells = [claim.number, scheme_name(claim.scheme), claim.household.number, str(claim.get_state_display())]
    return [*cells, f"{timezone.localtime(claim.submitted_at):%Y-%m-%d %H:%M}", decided]


def _of_awards(code: str, name: Phrase, definition: Phrase, rows: Any, part: Q | None = None) -> Counted:
    return Counted(
        code=code,
        name=name,
        definition=definition,
        version=1,
        rows=rows,
        part=part,
        unit=_("awards"),
        headings=(_("Number"), _("Scheme"), _("Household"), _("State"), _("From the day"), _("Until")),
        line=_award_line,
        ref=lambda award: award.ref,
        page=lambda award: ("award", award.pk),
        visible=_seen_lines,
    )


def _permit_line(permit: Permit) -> list[str]:
    span = f"{permit.valid_from:%Y-%m-%d} – {permit.valid_until:%Y-%m-%d}"
    return [permit.number, scheme_name(permit.award.scheme), permit.award.household.number, span]


declare_counted(
    _money(
        "entitlements.paid",
        _("Money paid"),
        _(
            "All lines of payment runs of the months of the period that were given to the bank. What came back or was "
            "cancelled is not in it; what was had back is taken off."
        ),
        _paid,
        "amount",
    ),
    _money(
        "entitlements.waived",
        _("Rent waived"),
        _(
            "Rent of the months of the period that tenants did not have to pay, by lines of runs that were given to "
            "the bank or closed."
        ),
        _waived,
        "waived",
    ),
    _of_households(
        "entitlements.paid_households",
        _("Households that were paid"),
        _("Households with at least one line of money paid in the period; each counts once."),
        _paid_households,
    ),
    _of_households(
        "entitlements.waived_households",
        _("Households whose rent was waived"),
        _("Households with at least one month of rent waived in the period; each counts once."),
        _waived_households,
    ),
    _of_awards(
        "entitlements.awards",
        _("Awards in force"),
        _("Awards in force on at least one day of the period."),
        _awards,
    ),
    _of_awards(
        "entitlements.completed",
        _("Places whose months were completed"),
        _("Of all awards in force on at least one day of the period: the months of sessions asked for were reached."),
        _awards,
        Q(completed_on__isnull=False),
    ),
    _of_awards(
        "entitlements.permit_holders",
        _("Holders of permits"),
        _("Awards under which at least one permit is valid from a day of the period; each counts once."),
        _permit_awards,
    ),
    Counted(
        code="entitlements.permits",
        name=_("Permits issued"),
        definition=_("Permits valid from a day of the period."),
        version=1,
        rows=_permits,
        unit=_("permits"),
        headings=(_("Number"), _("Scheme"), _("Household"), _("Valid")),
        line=_permit_line,
        ref=lambda permit: permit.award.ref,
        page=lambda permit: ("award", permit.award_id),
        visible=lambda officer, rows: rows.filter(award__scheme__in=_schemes(officer)),
    ),
    Counted(
        code="entitlements.approved",
        name=_("Claims approved"),
        definition=_(
            "Of all claims decided in the period: not refused. Claims withdrawn afterwards stand outside, and are "
            "listed."
        ),
        version=1,
        rows=_decided,
        part=~Q(state=Claim.State.REFUSED),
        excluded=Q(state=Claim.State.WITHDRAWN),
        reason=lambda claim: Claim.State.WITHDRAWN.label,
        unit=_("claims"),
        headings=(_("Number"), _("Scheme"), _("Household"), _("State"), _("Submitted"), _("Decided")),
        line=_claim_line,
        ref=lambda claim: claim.ref,
        page=lambda claim: ("claim", claim.number),
        visible=_seen_claims,
    ),
    Counted(
        code="entitlements.institutions",
        name=_("Institutions in use"),
        definition=_("Of the institutions that are open now, those where at least one place is taken or offered."),
        version=1,
        rows=_institutions,
        part=Q(taken__gt=0),
        unit=_("institutions"),
        headings=(_("Institution"), _("Place"), _("Places taken")),
        line=lambda row: [row.name, row.division.name, f"{row.taken}/{row.capacity}"],
        ref=lambda row: row.ref,
        visible=_seen_lines,
    ),
)
