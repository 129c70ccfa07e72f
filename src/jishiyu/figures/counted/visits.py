"""Figures of visits, by who went: how many, whom, what was raised there and what became of it.

`Scope.about` names whose: officer:KEY or unit:KEY; `Scope.unit` says the same of a unit. What becomes of needs is
counted by the definitions of the figures of cases, over the cases that visits raised.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Case as Conditional
from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.models import Case
from jishiyu.figures.counted.cases import HEADINGS as CASE_HEADINGS
from jishiyu.figures.counted.cases import counted_of, line, page, ref, visible
from jishiyu.figures.counted.declared import declare_counted
from jishiyu.figures.counted.shapes import Counted
from jishiyu.figures.indicators import INDICATORS
from jishiyu.figures.queries.direct import cohort_of
from jishiyu.figures.scopes import Period, Scope
from jishiyu.lib.phrases import Phrase
from jishiyu.outreach.kinds import goals
from jishiyu.outreach.models import Visit, VisitNeed, Visitor
from jishiyu.outreach.queries import name_of, visible_visits
from jishiyu.outreach.queries.visited import same_words
from jishiyu.registry.kinds import roles
from jishiyu.registry.models import Duty, Officer, Post

STRUCK = Q(struck_at__isnull=False)
VISIT_HEADINGS = (_("When"), _("Enterprise"), _("Who was there"), _("What was noted"), _("Written down"))
OFFICER, UNIT = "officer:", "unit:"


def whose(scope: Scope, path: str) -> Q:
    """Rows of the officer or unit a figure is asked about, found by the path to the officer."""
    kind, _colon, key = scope.about.partition(":")
    found = Q()
    if key.isdecimal() and len(key) < 10:
        found = Q(**{path: int(key)}) if kind == "officer" else Q(**{f"{path}__unit": int(key)})
    if scope.unit is not None:
        found &= Q(**{f"{path}__unit": scope.unit})
    return found


def _told(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "—"


# visits


def _visits(scope: Scope, period: Period) -> "QuerySet[Visit]":
    went = Visitor.objects.filter(whose(scope, "officer"), visit=OuterRef("pk"))
    found = Visit.objects.filter(Exists(went), took_place_at__gte=period.since, took_place_at__lt=period.until)
    if scope.division:
        found = found.filter(subject__division__code__startswith=scope.division)
    found = found.select_related("subject__profile", "by").prefetch_related("visitors__officer")
    return found.order_by("-took_place_at", "-pk")


def _visit_line(visit: Visit) -> list[str]:
    there = "、".join(one.officer.name for one in visit.visitors.all())
    return [_told(visit.took_place_at), name_of(visit.subject), there, visit.note[:60], _told(visit.arrived_at)]


def _visit_page(visit: Visit) -> tuple[str, int]:
    return ("visit", visit.pk)


def _struck_why(visit: Visit) -> str:
    return visit.struck_why


def _seen_visits(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.filter(pk__in=visible_visits(officer, timezone.now()).values("pk"))


def _visit_figure(code: str, name: Phrase, definition: Phrase, part: Q | None = None) -> Counted:
    return Counted(
        code=code,
        name=name,
        definition=definition,
        version=1,
        rows=_visits,
        part=part,
        excluded=STRUCK,
        reason=_struck_why,
        unit=_("visits"),
        headings=VISIT_HEADINGS,
        line=_visit_line,
        ref=lambda visit: visit.ref,
        visible=_seen_visits,
        page=_visit_page,
        own_unit=True,
    )


# those who went, once for each visit


def _times(scope: Scope, period: Period) -> "QuerySet[Visitor]":
    found = Visitor.objects.filter(
        whose(scope, "officer"), visit__took_place_at__gte=period.since, visit__took_place_at__lt=period.until
    )
    if scope.division:
        found = found.filter(visit__subject__division__code__startswith=scope.division)
    return found.select_related("officer__unit", "visit__subject__profile").order_by("-visit__took_place_at", "pk")


def _seen_times(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.filter(visit__in=visible_visits(officer, timezone.now()).values("pk"))


# those answered for, and whether each was visited as its role asks


def last_moment(period: Period) -> datetime:
    """The end of a period, or now while it lasts: what has not come yet is not due."""
    return min(period.until, timezone.now())


def _duties(scope: Scope, period: Period) -> "QuerySet[Duty]":
    """Duties over one each whose role has a goal, that have held for as long as the goal at the end of the period."""
    end = last_moment(period)
    day = timezone.localdate(end - timedelta(microseconds=1))
    due = Q(pk__in=())
    for role, days in goals().items():
        due |= Q(role=role, since__lte=day - timedelta(days=days))
    found = Duty.objects.filter(due, whose(scope, "officer"), Q(until__isnull=True) | Q(until__gte=day))
    found = found.filter(subject__isnull=False, officer__is_active=True)
    if scope.division:
        found = found.filter(subject__division__code__startswith=scope.division)
    return _with_visits(found, end).select_related("officer__unit", "subject__profile").order_by("officer", "pk")


def _with_visits(duties: "QuerySet[Duty]", end: datetime) -> "QuerySet[Duty]":
    """With the last visit by whoever answers, as `paid`, and from when on it had to be, as `wanted`."""
    theirs = Visit.objects.filter(
        subject=OuterRef("subject"),
        struck_at__isnull=True,
        visitors__officer=OuterRef("officer"),
        took_place_at__lt=end,
    )
    last = Subquery(theirs.order_by("-took_place_at").values("took_place_at")[:1])
    wanted = [When(role=role, then=Value(end - timedelta(days=days))) for role, days in goals().items()]
    return duties.annotate(paid=last, wanted=Conditional(*wanted, default=Value(end), output_field=DateTimeField()))


IN_TIME = Q(paid__gte=F("wanted"))


def _duty_line(duty: Duty) -> list[str]:
    role = roles().get(duty.role)
    paid: datetime | None = getattr(duty, "paid", None)
    served = duty.subject
    return [
        duty.officer.name,
        str(role.name) if role else duty.role,
        name_of(served) if served else "",
        duty.since.isoformat(),
        _told(paid),
    ]


def _seen_duties(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    if officer.post in (Post.LEADER, Post.DISPATCHER, Post.CALLER):
        return rows
    if officer.post == Post.HEAD and officer.unit_id:
        return rows.filter(officer__unit=officer.unit_id)
    return rows.filter(officer=officer)


# needs, by the definitions of the figures of cases


def _raised_by(scope: Scope) -> "QuerySet[VisitNeed]":
    went = Visitor.objects.filter(whose(scope, "officer"), visit=OuterRef("visit"))
    return VisitNeed.objects.filter(Exists(went), visit__struck_at__isnull=True)


def _cases(cohort: Any, scope: Scope, period: Period) -> "QuerySet[Case]":
    found = cohort_of(cohort, Scope(pack=scope.pack, division=scope.division), period)
    found = found.filter(pk__in=_raised_by(scope).values("case"))
    return found.select_related("division").order_by("-heard_at", "pk")


def _needs(code: str, name: Phrase, source: str) -> Counted:
    """A figure of cases over those alone that visits raised."""
    indicator = INDICATORS[source]
    return replace(
        counted_of(indicator), code=code, name=name, rows=partial(_cases, indicator.cohort), opens=None, visible=visible
    )


declare_counted(
    _visit_figure(
        "visits",
        _("Visits"),
        _(
            "Visits and calls that took place in the period, each once, however many officers were there. Left out: "
            "those struck."
        ),
    ),
    _visit_figure(
        "visits_with_needs",
        _("Visits in which a need was raised"),
        _("Of the visits of the period, those from which at least one case came. Left out: those struck."),
        Q(Exists(VisitNeed.objects.filter(visit=OuterRef("pk")))),
    ),
    _visit_figure(
        "visits_repeated",
        _("Visits whose note repeats another word by word"),
        _(
            "Of the visits of the period, those whose words, spaces and punctuation apart, stand in another note too. "
            "Left out: those struck."
        ),
        Q(Exists(same_words())),
    ),
    Counted(
        code="visitor_times",
        name=_("Person-times of visits"),
        definition=_("Officers who were there, each once for each visit of the period. Left out: visits struck."),
        version=1,
        rows=_times,
        excluded=Q(visit__struck_at__isnull=False),
        reason=lambda went: went.visit.struck_why,
        unit=_("person-times"),
        headings=(_("Officer"), _("Unit"), _("When"), _("Enterprise")),
        line=lambda went: [
            went.officer.name,
            went.officer.unit.name if went.officer.unit else "",
            _told(went.visit.took_place_at),
            name_of(went.visit.subject),
        ],
        ref=lambda went: went.visit.ref,
        page=lambda went: ("visit", went.visit_id),
        visible=_seen_times,
        own_unit=True,
    ),
    Counted(
        code="visited_in_time",
        name=_("Enterprises visited as often as due"),
        definition=_(
            "Duties over one enterprise each that have held for as long as the goal of their role says, at the end of "
            "the period; of them, those whose officer was there or called within that time."
        ),
        version=1,
        rows=_duties,
        part=IN_TIME,
        unit=_("duties"),
        headings=(_("Officer"), _("Duty"), _("Enterprise"), _("From the day"), _("Last visit")),
        line=_duty_line,
        ref=lambda duty: f"officer:{duty.officer_id}",
        page=lambda duty: ("enterprise_timeline", duty.subject_id),
        visible=_seen_duties,
        own_unit=True,
    ),
    Counted(
        code="needs_raised",
        name=_("Problems raised in visits"),
        definition=_("Cases heard in the period that visits raised, none left out."),
        version=1,
        rows=partial(_cases, "heard"),
        unit=_("cases"),
        headings=CASE_HEADINGS,
        line=line,
        ref=ref,
        page=page,
        visible=visible,
        own_unit=True,
    ),
    _needs("needs_solved", _("Problems raised in visits: solved"), "solved"),
    _needs("needs_on_time", _("Problems raised in visits: answered on time"), "on_time"),
    _needs("needs_satisfied", _("Problems raised in visits: satisfied"), "satisfied"),
)
