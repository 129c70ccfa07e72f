"""Figures of who and what is on record: enterprises by what is known of them, units, who holds a duty over a chain,
plots and their rotation.

`Scope.about` names an attribute, alone or with a value (enterprise.specialised=giant); of units the one they are under
(CODE/) or how their codes begin (CODE*); of duties what they are over, and the role (chain:/economy.chain_chief).
"""

from typing import Any

from django.db.models import Count, F, IntegerField, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jishiyu.figures.counted.declared import declare_counted
from jishiyu.figures.counted.gatherings import ENTERPRISES, OFFICERS, seen_by_all
from jishiyu.figures.counted.shapes import first
from jishiyu.figures.scopes import Period, Scope
from jishiyu.outreach.queries.seen import profiles_seen
from jishiyu.registry.kinds import Attribute, attributes, roles, rotations
from jishiyu.registry.models import Duty, Officer, Plot, Profile, Subject, Unit

KIND = Subject.Kind.ENTERPRISE


def _known(scope: Scope, period: Period) -> "QuerySet[Profile]":
    """Enterprises with what `about` says: a day that lies in the period, or a value in force on its last day."""
    found = Profile.objects.filter(kind=KIND).select_related("subject__division").order_by("name", "pk")
    if scope.division:
        found = found.filter(subject__division__code__startswith=scope.division)
    if not scope.about:
        return found
    code, _sign, value = scope.about.partition("=")
    attribute = attributes(KIND).get(code)
    return found.filter(_has(attribute, value, period)) if attribute else found.none()


def _has(attribute: Attribute, value: str, period: Period) -> Q:
    field, first, last = f"values__{attribute.code}", period.first.isoformat(), period.last.isoformat()
    if attribute.type == "day":
        return Q(**{f"{field}__gte": first, f"{field}__lte": last})
    has = Q(**{field: value}) if value else Q(**{f"{field}__isnull": False})
    if attribute.until:
        day = min(period.last, timezone.localdate()).isoformat()  # of all of time, today
        has &= Q(**{f"values__{attribute.until}__gte": day})
    return has


def _said(row: Profile) -> list[str]:
    """Name, place, and what is known of it that is a matter of record."""
    place = row.subject.division
    return [row.name or "—", place.name if place else "—", row.code or "—", f"{timezone.localdate(row.described_at)}"]


def _seen_profiles(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    seen = profiles_seen(officer, timezone.localdate())
    return rows if seen is None else rows.filter(seen)


def _over(scope: Scope, period: Period) -> "QuerySet[Officer]":
    """Officers with a duty over a chain or a project in force on some day of the period."""
    over, _slash, role = scope.about.partition("/")
    held = Duty.objects.filter(Q(until__isnull=True) | Q(until__gte=period.first), since__lte=period.last)
    held = held.filter(over__startswith=over) if over else held.exclude(over="")
    held = held.filter(role=role) if role else held
    found = Officer.objects.filter(pk__in=held.order_by().values("officer")).select_related("unit")
    return found.prefetch_related("duties").order_by("unit__name", "name", "pk")


def _over_line(row: Officer) -> list[str]:
    known = roles()
    held = [duty for duty in row.duties.all() if duty.over]
    said = sorted({str(known[one.role].name) if one.role in known else one.role for one in held})
    return [
        row.name,
        row.unit.name if row.unit else "—",
        "、".join(said),
        "、".join(sorted({one.over for one in held})),
    ]


def _units(scope: Scope, period: Period) -> "QuerySet[Unit]":
    found = Unit.objects.filter(active=True).select_related("division", "parent").order_by("code")
    if scope.division:
        found = found.filter(division__code__startswith=scope.division)
    if scope.about.endswith("/"):
        return found.filter(parent__code=scope.about[:-1])
    if scope.about.endswith("*"):
        return found.filter(code__startswith=scope.about[:-1])
    return found.filter(code=scope.about)


def _plots(scope: Scope, period: Period) -> "QuerySet[Plot]":
    """Plots, each with how many crops of the rotation are planned on it in the year in which the period ends."""
    cycle = next((one.cycle for one in rotations().values()), ())
    planned = Q(sowings__year=period.last.year, sowings__planned__in=cycle)
    found = Plot.objects.annotate(
        crops=Count("sowings__planned", distinct=True, filter=planned),
        of=Value(len(set(cycle)), output_field=IntegerField()),
    )
    if scope.division:
        found = found.filter(division__code__startswith=scope.division)
    return found.select_related("division").order_by("code")


declare_counted(
    first(
        "registry.enterprises",
        _("Enterprises on record"),
        _(
            "Enterprises with what is asked for: a day that lies in the period, or a value that is in force on the "
            "last day of it. Without that, all on record."
        ),
        _known,
        unit=ENTERPRISES,
        headings=(_("Enterprise"), _("Place"), _("Credit code"), _("As described on")),
        line=_said,
        ref=lambda row: f"subject:{row.pk}",
        visible=_seen_profiles,
        page=lambda row: ("enterprise", row.pk),
    ),
    first(
        "registry.officers_over",
        _("Officers over chains and projects"),
        _("Officers with a duty over a chain or a project on some day of the period; each counts once."),
        _over,
        unit=OFFICERS,
        headings=(_("Name"), _("Unit"), _("Duty"), _("Over what")),
        line=_over_line,
        ref=lambda row: row.actor,
        visible=seen_by_all,
    ),
    first(
        "registry.units",
        _("Units at work"),
        _("Units that are at work now: those under one, or those whose codes begin alike."),
        _units,
        unit=_("units"),
        headings=(_("Unit"), _("Under which unit"), _("Place")),
        line=lambda row: [
            row.name, row.parent.name if row.parent else "—", row.division.name if row.division else "—"
        ],
        ref=lambda row: f"unit:{row.pk}",
        visible=lambda officer, rows: rows,
    ),
    first(
        "registry.rotated",
        _("Plots with the whole rotation"),
        _("Of all plots, those on which every crop of the rotation is planned in the year in which the period ends."),
        _plots,
        part=Q(crops=F("of"), of__gt=0),
        unit=_("plots"),
        headings=(_("Code"), _("Plot"), _("Place"), _("Crops planned")),
        line=lambda row: [row.code, row.name, row.division.name if row.division else "—", f"{row.crops}/{row.of}"],
        ref=lambda row: f"plot:{row.pk}",
        visible=seen_by_all,
    ),
)  # fmt: skip
