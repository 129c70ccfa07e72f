"""Figures of who was reached: those on a list who came at least once, and advice that got to those it concerns.

`Scope.about` names a list, that is the attribute everybody on it has; of advice, the advice.
"""

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jishiyu.figures.counted.declared import declare_counted
from jishiyu.figures.counted.gatherings import PEOPLE, guests, seen_by_all, who
from jishiyu.figures.counted.shapes import first
from jishiyu.figures.scopes import Period, Scope
from jishiyu.outreach.advising import advices
from jishiyu.outreach.models import AdviceTold
from jishiyu.outreach.queries.coverage import rosters
from jishiyu.registry.models import Subject


def _on_list(scope: Scope, period: Period) -> "QuerySet[Subject]":
    """Everybody on the list, each with whether they came in the period to anything that is held for it."""
    known = rosters()
    there = guests(Scope(unit=scope.unit), period).order_by()
    there = there.filter(gathering__kind__in=[kind.code for kind in known.get(scope.about, ())], subject__isnull=False)
    field = f"profile__values__{scope.about}__isnull"
    found = Subject.objects.filter(**{field: False}) if scope.about in known else Subject.objects.none()
    if scope.division:
        found = found.filter(division__code__startswith=scope.division)
    came = ExpressionWrapper(Q(pk__in=there.values("subject")), output_field=BooleanField())
    return found.annotate(came=came).select_related("profile", "division").order_by("division_id", "pk")


def _told(scope: Scope, period: Period) -> "QuerySet[AdviceTold]":
    found = AdviceTold.objects.filter(told_at__gte=period.since, told_at__lt=period.until)
    found = found.filter(advice=scope.about) if scope.about else found
    if scope.division:
        found = found.filter(division__code__startswith=scope.division)
    return found.select_related("subject__profile", "officer").order_by("-told_at", "pk")


def _advice_line(row: AdviceTold) -> list[str]:
    known = advices()
    name = str(known[row.advice].stage) if row.advice in known else row.advice
    passed = f"{timezone.localtime(row.passed_at):%Y-%m-%d %H:%M}" if row.passed_at else "—"
    return [name, who(row.subject), row.officer.name if row.officer else "—", passed]


declare_counted(
    first(
        "outreach.covered",
        _("Reached, of those on a list"),
        _("Of all on a list, those who came in the period to at least one gathering held for it; each counts once."),
        _on_list,
        part=Q(came=True),
        unit=PEOPLE,
        headings=(_("Person or enterprise"), _("Place")),
        line=lambda row: [who(row), row.division.name if row.division else "—"],
        visible=seen_by_all,
        ref=lambda row: f"subject:{row.pk}",
    ),
    first(
        "outreach.advice",
        _("Advice passed on"),
        _("Of the advice that was due to households in the period, each time for each of them: passed on."),
        _told,
        part=Q(passed_at__isnull=False),
        unit=_("household-times"),
        headings=(_("Advice"), _("Household"), _("Officer"), _("Passed on")),
        line=_advice_line,
        visible=seen_by_all,
        ref=lambda row: f"advice:{row.advice}",
    ),
)
