"""Figures of targets that those served have themselves, contracts: who has one, and who kept it.

`Scope.about` names the series.
"""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from jishiyu.figures.counted.declared import declare_counted
from jishiyu.figures.counted.gatherings import seen_by_all, who
from jishiyu.figures.counted.programmes import series_name
from jishiyu.figures.counted.shapes import first
from jishiyu.figures.scopes import Period, Scope
from jishiyu.programmes.models import Target
from jishiyu.registry.models import Subject


def _contracts(scope: Scope, period: Period) -> "QuerySet[Target]":
    """In force, of spans that touch the period."""
    found = Target.objects.filter(
        subject__isnull=False, state=Target.State.LIVE, since__lte=period.last, until__gte=period.first
    )
    found = found.filter(series=scope.about) if scope.about else found
    if scope.division:
        found = found.filter(subject__division__code__startswith=scope.division)
    return found.select_related("subject__profile").order_by("pk")


def _kept(scope: Scope, period: Period) -> "QuerySet[Target]":
    """Each with what was read of the same series for the same subject within its span."""
    read = "subject__readings__"
    within = Q(**{
        f"{read}live": True, f"{read}series": F("series"), f"{read}day__gte": F("since"), f"{read}day__lte": F("until"),
    })  # fmt: skip
    return _contracts(scope, period).annotate(done=Coalesce(Sum(f"{read}amount", filter=within), 0))


def _holders(scope: Scope, period: Period) -> "QuerySet[Subject]":
    held = _contracts(scope, period).order_by().filter(subject=OuterRef("pk"))
    return Subject.objects.filter(Exists(held)).select_related("profile", "division").order_by("pk")


def _line(row: Target) -> list[str]:
    done: int = getattr(row, "done", 0)
    return [who(row.subject), series_name(row.series), f"{row.since} – {row.until}", str(row.amount), str(done)]


declare_counted(
    first(
        "programmes.contract_holders",
        _("Those with a contract"),
        _("Households, enterprises or persons with a target of their own in force in the period; each counts once."),
        _holders,
        unit=_("contract holders"),
        headings=(_("Person or enterprise"), _("Place")),
        line=lambda row: [who(row), row.division.name if row.division else "—"],
        visible=seen_by_all,
        ref=lambda row: f"subject:{row.pk}",
    ),
    first(
        "programmes.contracts_kept",
        _("Contracts kept in full"),
        _("Of the contracts in force in the period, those of which at least the amount agreed was read."),
        _kept,
        part=Q(done__gte=F("amount")),
        unit=_("contracts"),
        headings=(_("Person or enterprise"), _("Series"), _("Span"), _("Amount agreed"), _("Amount read")),
        line=_line,
        visible=seen_by_all,
        ref=lambda row: f"subject:{row.subject_id}",
    ),
)
