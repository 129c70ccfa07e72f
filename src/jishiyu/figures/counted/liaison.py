"""Figures of going to enterprises: who answers for them, who was visited, what became of the problems they raised.

`Scope.about` names a source of problems (handed down, raised in visits) or a role of a duty; `Scope.pack` a service
line. Cases are counted as they stand now.
"""

from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.models import Case, Task, Verification
from jishiyu.casework.queries.late import OWED
from jishiyu.figures.counted.cases import HEADINGS, UNIT, counted_of, line, page, ref, visible
from jishiyu.figures.counted.declared import declare_counted
from jishiyu.figures.counted.gatherings import ENTERPRISES, OFFICERS, seen_by_all, who
from jishiyu.figures.counted.shapes import Counted
from jishiyu.figures.indicators import INDICATORS
from jishiyu.figures.queries.direct import of_enterprises
from jishiyu.figures.scopes import Period, Scope
from jishiyu.outreach.models import Visit
from jishiyu.registry.models import Duty, Officer, Post, Subject
from jishiyu.registry.queries import duties

GOOD = 4  # from this rating on, of five, somebody is satisfied
ROUND = Q(verifications__round=F("redo_count"))


def _over_subjects(scope: Scope, period: Period) -> "QuerySet[Duty]":
    """Duties over those served on some day of the period; `about` names attributes, of which they have one."""
    found = Duty.objects.filter(Q(until__isnull=True) | Q(until__gte=period.first), since__lte=period.last)
    found = found.filter(subject__isnull=False)
    if scope.unit:
        found = found.filter(officer__unit=scope.unit)
    if scope.about:
        has = Q()
        for code in scope.about.split("|"):
            has |= Q(**{f"subject__profile__values__{code}__isnull": False})
        found = found.filter(has)
    return found.order_by()


def _answering(scope: Scope, period: Period) -> "QuerySet[Officer]":
    found = Officer.objects.filter(pk__in=_over_subjects(scope, period).values("officer"))
    return found.select_related("unit").order_by("unit__name", "name", "pk")


def _visited(scope: Scope, period: Period) -> "QuerySet[Subject]":
    """Each counted once, with one visit or ten; what was struck is no visit."""
    visits = Visit.objects.filter(
        struck_at__isnull=True, took_place_at__gte=period.since, took_place_at__lt=period.until
    )
    found = Subject.objects.filter(pk__in=visits.values("subject")).select_related("profile", "division")
    if scope.division:
        found = found.filter(division__code__startswith=scope.division)
    return found.order_by("division_id", "pk")


def _visited_owned(scope: Scope, period: Period) -> "QuerySet[Subject]":
    """The same, of enterprises alone, with whether somebody answers for each on the last day of the period."""
    kind = Subject.Kind.ENTERPRISE
    owned = duties.owned(kind, min(period.last, timezone.localdate())).filter(pk=OuterRef("pk"))
    return _visited(scope, period).filter(kind=kind).annotate(owned=Exists(owned))


def _problems(scope: Scope, period: Period) -> "QuerySet[Case]":
    """Cases of those served who are known here, heard in the period."""
    found = Case.objects.filter(heard_at__gte=period.since, heard_at__lt=period.until, excluded_at__isnull=True)
    if scope.pack:
        found = found.filter(pack=scope.pack)
    if scope.about:
        found = found.filter(source__code=scope.about)
    if scope.division:
        found = found.filter(division__code__startswith=scope.division)
    if scope.unit:
        found = found.filter(tasks__unit=scope.unit).distinct()
    return found.select_related("division").order_by("-heard_at", "pk")


def _led(scope: Scope, period: Period) -> "QuerySet[Case]":
    """Those of enterprises for which a leader answers."""
    leads = Duty.objects.filter(subject=OuterRef("requester"), officer__post=Post.LEADER, since__lte=period.last)
    return _problems(scope, period).filter(Exists(leads))


def _led_rated(scope: Scope, period: Period) -> "QuerySet[Case]":
    rated = Verification.objects.filter(case=OuterRef("pk"), round=OuterRef("redo_count"), rating__isnull=False)
    return _led(scope, period).filter(Exists(rated))


def _led_subjects(scope: Scope, period: Period) -> "QuerySet[Subject]":
    found = Subject.objects.filter(pk__in=_led(scope, period).order_by().values("requester"))
    return found.select_related("profile", "division").order_by("pk")


def _called(scope: Scope, period: Period) -> "QuerySet[Verification]":
    """Call-backs by officers in which the requester was reached and gave a rating."""
    found = Verification.objects.filter(
        by__startswith="officer:", rating__isnull=False, answered_at__gte=period.since, answered_at__lt=period.until
    )
    if scope.pack:
        found = found.filter(case__pack=scope.pack)
    return found.select_related("case").order_by("-answered_at", "pk")


def _both(line: str) -> Exists:
    return Exists(Task.objects.filter(case=OuterRef("pk"), line=line, state=Task.State.FINISHED))


def _of_cases(code: str, name: Any, definition: Any, rows: Any, part: Q) -> Counted:
    return Counted(
        code=code, name=name, definition=definition, version=1, rows=rows, part=part, unit=UNIT, headings=HEADINGS,
        line=line, ref=ref, visible=visible, page=page,
    )  # fmt: skip


def _officer_line(row: Officer) -> list[str]:
    return [row.name, row.unit.name if row.unit else "—", str(row.get_post_display())]


def _of_officers(code: str, name: Any, definition: Any, part: Q | None = None) -> Counted:
    return Counted(
        code=code, name=name, definition=definition, version=1, rows=_answering, part=part, unit=OFFICERS,
        headings=(_("Name"), _("Unit"), _("Post")), line=_officer_line, ref=lambda row: row.actor,
        visible=seen_by_all,
    )  # fmt: skip


def _of_subjects(code: str, name: Any, definition: Any, rows: Any, part: Q | None = None) -> Counted:
    return Counted(
        code=code, name=name, definition=definition, version=1, rows=rows, part=part, unit=ENTERPRISES,
        headings=(_("Enterprise"), _("Place")),
        line=lambda row: [who(row), row.division.name if row.division else "—"],
        ref=lambda row: f"subject:{row.pk}", visible=seen_by_all,
    )  # fmt: skip


declare_counted(
    replace(
        counted_of(INDICATORS["on_time"]),
        code="outreach.on_time",
        name=_("Problems of enterprises: on time"),
        rows=partial(of_enterprises, "due"),
        opens=None,
    ),
    _of_cases(
        "outreach.open",
        _("Problems of enterprises: open"),
        _("Of problems of enterprises heard in the period: not answered yet, and neither set aside nor merged."),
        partial(of_enterprises, "heard"),
        OWED,
    ),
    _of_officers(
        "outreach.answering",
        _("Officers who answer for those served"),
        _("Officers with a duty over an enterprise or a household in the period, each counted once."),
    ),
    _of_officers(
        "outreach.leaders_answering",
        _("Leaders among those who answer"),
        _("Of officers with a duty over an enterprise or a household in the period, those who lead."),
        Q(post=Post.LEADER),
    ),
    _of_subjects(
        "outreach.visited",
        _("Enterprises visited"),
        _("Enterprises and households with at least one visit in the period, each counted once."),
        _visited,
    ),
    _of_subjects(
        "outreach.visited_owned",
        _("Enterprises with somebody who answers for them"),
        _("Of the enterprises visited in the period, those for which an officer answers on its last day."),
        _visited_owned,
        Q(owned=True),
    ),
    _of_cases(
        "outreach.dissolved",
        _("Problems dissolved"),
        _("Of all problems heard in the period, those of which the requester says that they are solved (化解率)."),
        _problems,
        Q(state=Case.State.CLOSED, outcome=Case.Outcome.SOLVED),
    ),
    _of_cases(
        "outreach.two_lines",
        _("Pursued on two lines"),
        _("Of all problems heard in the period, those that the place and the trade's desk have both finished."),
        _problems,
        Q(_both("territory")) & Q(_both("trade")),
    ),
    _of_cases(
        "outreach.led_on_time",
        _("Led by leaders, on time"),
        _("Of problems of enterprises for which a leader answers, those answered before the promise fell due."),
        _led,
        Q(answered_at__lte=F("due_at")),
    ),
    _of_cases(
        "outreach.led_satisfied",
        _("Led by leaders, satisfied"),
        _("Of those that were rated, the ones with four or five of five."),
        _led_rated,
        ROUND & Q(verifications__rating__gte=GOOD),
    ),
    _of_subjects(
        "outreach.led",
        _("Enterprises helped by leaders"),
        _("Enterprises for which a leader answers and which raised a problem in the period."),
        _led_subjects,
    ),
    Counted(
        code="outreach.called_back",
        name=_("Satisfied when called back"),
        definition=_("Of requesters whom a caller reached and who gave a rating, those with four or five of five."),
        version=1,
        rows=_called,
        part=Q(rating__gte=GOOD),
        unit=_("answers"),
        headings=(_("Number"), _("Answered"), _("Rating")),
        line=lambda row: [
            row.case.number,
            f"{timezone.localtime(row.answered_at):%Y-%m-%d %H:%M}" if row.answered_at else "—",
            str(row.rating),
        ],
        ref=lambda row: row.case.ref,
        visible=lambda officer, rows: rows.filter(case__in=visible(officer, Case.objects.all()).values("pk")),
        page=lambda row: ("case", row.case.number),
        sampled=True,
    ),
)
