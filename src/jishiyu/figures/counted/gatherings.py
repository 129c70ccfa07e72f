"""Figures of gatherings and residencies: who came, what came of it in numbers, difficulties, people back at work.

`Scope.about` names a kind of gathering, or an outcome, all of it or what came of a gathering or of a case alone
(enterprise.loans/gathering); without one they count everything together.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jishiyu.figures.counted.declared import declare_counted
from jishiyu.figures.counted.shapes import Counted
from jishiyu.figures.scopes import Period, Scope
from jishiyu.lib.phrases import Phrase
from jishiyu.outreach.kinds import gatherings, outcomes
from jishiyu.outreach.models import (
    Gathering,
    Guest,
    OutcomeRow,
    Raised,
    Residency,
    Resumption,
    ReturnReading,
    Stationed,
)
from jishiyu.outreach.queries.gatherings import SEES_ALL, subject_name, visible_gatherings
from jishiyu.outreach.queries.outcomes import seen_outcomes
from jishiyu.outreach.queries.residencies import visible_residencies
from jishiyu.registry.models import Officer, Subject, Unit

TIMES, GATHERINGS, ENTERPRISES, PEOPLE, OFFICERS = (
    _("person-times"), _("gatherings"), _("enterprises"), _("people"), _("officers")
)  # fmt: skip
DAY = "%Y-%m-%d"


def seen_by_all(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows if officer.post in SEES_ALL else rows.none()


def _gathered(scope: Scope, period: Period) -> "QuerySet[Gathering]":
    """Gatherings that were held and began in the period."""
    found = Gathering.objects.filter(
        state=Gathering.State.HELD, starts_at__gte=period.since, starts_at__lt=period.until
    )
    if scope.about:
        found = found.filter(kind=scope.about)
    if scope.unit:
        found = found.filter(unit=scope.unit)
    if scope.division:
        found = found.filter(division__code__startswith=scope.division)
    return found.select_related("unit").order_by("-starts_at", "pk")


def guests(scope: Scope, period: Period) -> "QuerySet[Guest]":
    found = Guest.objects.filter(gathering__in=_gathered(scope, period).order_by().values("pk"), attended=True)
    return found.select_related("gathering", "subject__profile", "officer").order_by("-gathering__starts_at", "pk")


def _heads(scope: Scope, period: Period) -> "QuerySet[Subject]":
    came = guests(scope, period).order_by().filter(subject__isnull=False).values("subject")
    found = Subject.objects.filter(pk__in=came).select_related("profile", "division")
    return found.order_by("division_id", "pk")


def _outcomes(scope: Scope, period: Period) -> "QuerySet[OutcomeRow]":
    """Rows that nothing replaces."""
    found = OutcomeRow.objects.filter(current=True, day__gte=period.first, day__lte=period.last)
    outcome, _slash, came_of = scope.about.partition("/")
    found = found.filter(outcome=outcome) if outcome else found
    found = found.filter(**{f"{came_of}__isnull": False}) if came_of in ("gathering", "case") else found
    return found.select_related("gathering", "case", "subject__profile").order_by("-day", "pk")


def _helped(scope: Scope, period: Period) -> "QuerySet[Subject]":
    rows = _outcomes(scope, period).order_by().filter(subject__isnull=False, amount__gt=0).values("subject")
    return Subject.objects.filter(pk__in=rows).select_related("profile", "division").order_by("pk")


def _seen_gatherings(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.filter(pk__in=visible_gatherings(officer).values("pk"))


def _seen_guests(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.filter(gathering__in=visible_gatherings(officer).values("pk"))


def _seen_outcomes(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    if officer.post in SEES_ALL:
        return rows
    return rows.filter(Q(gathering__in=visible_gatherings(officer).values("pk")) | seen_outcomes(officer))


def _came_of(row: OutcomeRow) -> tuple[str, str | int] | None:
    if row.gathering_id:
        return "gathering", row.gathering_id
    return ("case_outcomes", row.case.number) if row.case else None


def _kind(code: str) -> str:
    known = gatherings()
    return str(known[code].name) if code in known else code


def _measured(row: OutcomeRow) -> str:
    one = outcomes().get(row.outcome)
    if one is None:
        return str(row.amount)
    return f"{row.amount / 10**one.places:,.{one.places}f} {one.unit}"


def who(subject: Subject | None) -> str:
    return subject_name(subject) if subject else "—"


def _gathering_line(row: Gathering) -> list[str]:
    return [f"{timezone.localtime(row.starts_at):{DAY}}", _kind(row.kind), row.title, row.unit.name]


def _guest_line(row: Guest) -> list[str]:
    name = row.officer.name if row.officer else who(row.subject)
    return [f"{timezone.localtime(row.gathering.starts_at):{DAY}}", row.gathering.title, name, str(row.times)]


def _outcome_line(row: OutcomeRow) -> list[str]:
    of = row.gathering.title if row.gathering else row.case.number if row.case else "—"
    name = outcomes()[row.outcome].name if row.outcome in outcomes() else row.outcome
    return [f"{row.day:{DAY}}", str(name), _measured(row), of, who(row.subject), row.source]


def _subject_line(row: Subject) -> list[str]:
    return [who(row), row.division.name if row.division else "—"]


def _of_gatherings(code: str, name: Phrase, definition: Phrase, **more: Any) -> Counted:
    said: dict[str, Any] = {
        "rows": _gathered,
        "unit": GATHERINGS,
        "headings": (_("Day"), _("Kind"), _("Title"), _("Unit")),
        "line": _gathering_line,
        "ref": lambda row: row.ref,
        "visible": _seen_gatherings,
        "page": lambda row: ("gathering", row.pk),
    }
    return Counted(code=code, name=name, definition=definition, version=1, **{**said, **more})


def _of_outcomes(code: str, name: Phrase, definition: Phrase, unit: Phrase, places: int) -> Counted:
    return Counted(
        code=code,
        name=name,
        definition=definition,
        version=1,
        rows=_outcomes,
        weigh="amount",
        places=places,
        unit=unit,
        headings=(_("Day"), _("Measure"), _("Amount"), _("Came of"), _("For which enterprise"), _("Source")),
        line=_outcome_line,
        ref=lambda row: row.ref,
        visible=_seen_outcomes,
        page=_came_of,
    )


def _of_subjects(code: str, name: Phrase, definition: Phrase, unit: Phrase, rows: Callable[..., Any]) -> Counted:
    return Counted(
        code=code,
        name=name,
        definition=definition,
        version=1,
        rows=rows,
        unit=unit,
        headings=(_("Person or enterprise"), _("Place")),
        line=_subject_line,
        ref=lambda row: f"subject:{row.pk}",
        visible=seen_by_all,
    )


declare_counted(
    _of_gatherings(
        "outreach.gatherings", _("Gatherings held"), _("Those of the kind that were held and began in the period.")
    ),
    _of_gatherings(
        "outreach.counted_beside",
        _("Counted and not named"),
        _("People who came to gatherings held in the period, counted beside those who stand there by name."),
        weigh="others",
        unit=TIMES,
    ),
    Counted(
        code="outreach.person_times",
        name=_("Person-times"),
        definition=_(
            "People who came to gatherings held in the period, by those who stand there by name: each each time, with "
            "as many as they brought."
        ),
        version=1,
        rows=guests,
        weigh="times",
        unit=TIMES,
        headings=(_("Day"), _("Gathering"), _("Guest"), _("People")),
        line=_guest_line,
        ref=lambda row: row.gathering.ref,
        visible=_seen_guests,
        page=lambda row: ("gathering", row.gathering_id),
    ),
    _of_subjects(
        "outreach.heads",
        _("Heads"),
        _("Persons, households or enterprises who came at least once, each counted once."),
        PEOPLE,
        _heads,
    ),
    _of_outcomes(
        "outreach.money",
        _("Money that came of it"),
        _("Sum of what was measured, in yuan, by the rows that nothing replaces; each says where it is from."),
        _("yuan"),
        2,
    ),
    _of_outcomes(
        "outreach.quantity",
        _("What came of it"),
        _("Sum of what was measured, by the rows that nothing replaces; each says where it is from."),
        "",
        0,
    ),
    _of_subjects(
        "outreach.helped",
        _("Enterprises it came to"),
        _("Enterprises with at least one row of this measure above nought, each counted once."),
        ENTERPRISES,
        _helped,
    ),
)


# residencies, and back to work


def _posts(scope: Scope, period: Period) -> "QuerySet[Stationed]":
    """In a post on some day of the period."""
    found = Stationed.objects.filter(Q(until__isnull=True) | Q(until__gte=period.first), since__lte=period.last)
    return (found.filter(officer__unit=scope.unit) if scope.unit else found).order_by()


def _stationed(scope: Scope, period: Period) -> "QuerySet[Officer]":
    rows = _posts(scope, period).values("officer")
    return Officer.objects.filter(pk__in=rows).select_related("unit").order_by("unit__name", "name", "pk")


def _sending(scope: Scope, period: Period) -> "QuerySet[Unit]":
    rows = _posts(scope, period).values("officer__unit")
    return Unit.objects.filter(pk__in=rows).order_by("name")


def _residencies(scope: Scope, period: Period) -> "QuerySet[Residency]":
    rows = _posts(scope, period).values("residency")
    found = Residency.objects.filter(pk__in=rows).select_related("subject__profile", "subject__division")
    return found.annotate(days=Count("notes__day", distinct=True)).order_by("since", "pk")


def _difficulties(scope: Scope, period: Period) -> "QuerySet[Raised]":
    found = Raised.objects.filter(residency__isnull=False, at__gte=period.since, at__lt=period.until)
    return found.select_related("case", "subject__profile").order_by("-at", "pk")


def _returned(scope: Scope, period: Period) -> "QuerySet[ReturnReading]":
    found = ReturnReading.objects.filter(current=True, day__gte=period.first, day__lte=period.last)
    if scope.division:
        found = found.filter(subject__division__code__startswith=scope.division)
    return found.select_related("subject__profile").order_by("-day", "pk")


def _resumptions(scope: Scope, period: Period) -> "QuerySet[Resumption]":
    """All that are to report, whatever the period: how they stand now."""
    found = Resumption.objects.all()
    if scope.division:
        found = found.filter(subject__division__code__startswith=scope.division)
    return found.select_related("subject__profile").order_by("status_on", "pk")


def _seen_residencies(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.filter(pk__in=visible_residencies(officer).values("pk"))


def _seen_in_residencies(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.filter(residency__in=visible_residencies(officer).values("pk"))


HEADINGS: Sequence[Phrase] = (_("Enterprise"), _("From the day"), _("Until"), _("Days noted"))

declare_counted(
    Counted(
        code="outreach.residencies",
        name=_("Enterprises with officers stationed there"),
        definition=_("Enterprises at which somebody was in a post on some day of the period."),
        version=1,
        rows=_residencies,
        unit=ENTERPRISES,
        headings=HEADINGS,
        line=lambda row: [
            who(row.subject), f"{row.since:{DAY}}", f"{row.until:{DAY}}" if row.until else "—", str(row.days)
        ],
        ref=lambda row: row.ref,
        visible=_seen_residencies,
        page=lambda row: ("residency", row.pk),
    ),
    Counted(
        code="outreach.stationed",
        name=_("Officers stationed at enterprises"),
        definition=_("Officers in a post at an enterprise on some day of the period, each counted once."),
        version=1,
        rows=_stationed,
        unit=OFFICERS,
        headings=(_("Officer"), _("Unit")),
        line=lambda row: [row.name, row.unit.name if row.unit else "—"],
        ref=lambda row: row.actor,
        visible=seen_by_all,
    ),
    Counted(
        code="outreach.sending",
        name=_("Units that station officers"),
        definition=_("Units of which an officer was in a post at an enterprise in the period, each counted once."),
        version=1,
        rows=_sending,
        unit=_("units"),
        headings=(_("Unit"),),
        line=lambda row: [row.name],
        ref=lambda row: f"unit:{row.pk}",
        visible=seen_by_all,
    ),
    Counted(
        code="outreach.difficulties",
        name=_("Difficulties raised where officers are stationed"),
        definition=_("Cases raised in residencies; in the numerator those answered."),
        version=1,
        rows=_difficulties,
        part=Q(case__answered_at__isnull=False),
        unit=_("cases"),
        headings=(_("Number"), _("Title"), _("Enterprise"), _("State")),
        line=lambda row: [row.case.number, row.case.title, who(row.subject), str(row.case.get_state_display())],
        ref=lambda row: row.case.ref,
        visible=_seen_in_residencies,
        page=lambda row: ("case", row.case.number),
    ),
    Counted(
        code="outreach.returned",
        name=_("People back at work"),
        definition=_("People who returned to enterprises in the period, by the daily numbers that nothing replaces."),
        version=1,
        rows=_returned,
        weigh="heads",
        unit=PEOPLE,
        headings=(_("Day"), _("Enterprise"), _("People"), _("Source")),
        line=lambda row: [f"{row.day:{DAY}}", who(row.subject), str(row.heads), row.source or "—"],
        ref=lambda row: f"resumption:{row.subject_id}",
        visible=seen_by_all,
    ),
    Counted(
        code="outreach.resumed",
        name=_("Enterprises fully back at work"),
        definition=_("Of all that are to report, those that say they are fully back."),
        version=1,
        rows=_resumptions,
        part=Q(status=Resumption.Status.FULLY),
        unit=ENTERPRISES,
        headings=(_("Enterprise"), _("Status"), _("From the day"), _("Planned for")),
        line=lambda row: [
            who(row.subject), str(row.get_status_display()), f"{row.status_on:{DAY}}" if row.status_on else "—",
            f"{row.planned_on:{DAY}}" if row.planned_on else "—",
        ],
        ref=lambda row: row.ref,
        visible=seen_by_all,
    ),
)  # fmt: skip
