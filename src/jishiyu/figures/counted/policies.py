"""Figures of the policy handbook: what its cards were used for, and whom they were told for.

`Scope.about` is a card's number (its line); without one they count every card together.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jishiyu.figures.counted.declared import declare_counted
from jishiyu.figures.counted.shapes import Counted
from jishiyu.figures.scopes import Period, Scope
from jishiyu.lib.phrases import Phrase
from jishiyu.policies.models import Told, Use
from jishiyu.registry.models import Officer

HEADINGS = (_("When"), _("Policy"), _("Came by"))
VIA: dict[str, Phrase] = {"book": _("Pocket book"), "card": _("Printed card")}


def _everybody(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """There is nothing personal in them."""
    return rows


def _about(scope: Scope) -> Q:
    return Q(card__line=int(scope.about)) if scope.about.isdigit() else Q()


def _used(what: str) -> Any:
    def rows(scope: Scope, period: Period) -> "QuerySet[Use]":
        found = Use.objects.filter(_about(scope), what=what, at__gte=period.since, at__lt=period.until)
        return found.select_related("card").order_by("-at", "-pk")

    return rows


def _told(scope: Scope, period: Period) -> "QuerySet[Told]":
    found = Told.objects.filter(_about(scope), told_at__gte=period.since, told_at__lt=period.until)
    if scope.division:
        found = found.filter(subject__division__code__startswith=scope.division)
    return found.select_related("card", "subject__profile").order_by("-told_at", "pk")


def _use_line(use: Use) -> list[str]:
    return [_moment(use.at), use.card.title, str(VIA.get(use.via, use.via or "—"))]


def _told_line(told: Told) -> list[str]:
    passed = _moment(told.passed_on_at) if told.passed_on_at else "—"
    return [_moment(told.told_at), told.card.title, told.subject.profile.name, passed]


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _of_uses(what: str, name: Phrase, definition: Phrase) -> Counted:
    return Counted(
        code=f"policies.{what}",
        name=name,
        definition=definition,
        version=1,
        rows=_used(what),
        unit=_("times"),
        headings=HEADINGS,
        line=_use_line,
        ref=lambda use: use.card.ref,
        page=lambda use: ("policy", use.card.line),
        visible=_everybody,
    )


declare_counted(
    _of_uses(
        Use.What.SCAN,
        _("Policies scanned"),
        _("Visits to a clause by the code of a printed card or book in the period. A visit counts once for each card."),
    ),
    _of_uses(
        Use.What.READ,
        _("Policies read"),
        _(
            "Visits to a card or its clause in the period, but for those by a printed code. A visit counts once for "
            "each card; browsers that run no script are not counted."
        ),
    ),
    _of_uses(
        Use.What.CALL,
        _("Calls begun from policies"),
        _(
            "Visits in the period in which the number to call was pressed on a card. Whether anybody spoke is not "
            "known."
        ),
    ),
    _of_uses(
        Use.What.APPLY,
        _("Went on to apply from policies"),
        _("Visits in the period in which the way to the application was pressed on a card."),
    ),
    Counted(
        code="policies.passed_on",
        name=_("Policies passed on"),
        definition=_(
            "Of all enterprises a policy was told for in the period, because it is new or about to end and fits them: "
            "those to whom somebody passed it on."
        ),
        version=1,
        rows=_told,
        part=Q(passed_on_at__isnull=False),
        unit=_("enterprises"),
        headings=(_("When"), _("Policy"), _("Enterprise"), _("Passed on")),
        line=_told_line,
        ref=lambda told: told.card.ref,
        page=lambda told: ("policy", told.card.line),
        visible=_everybody,
    ),
)
