"""Figures of cases: every indicator, and how many were heard."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.models import Case
from jishiyu.casework.queries import exclusions_of, visible_cases
from jishiyu.figures.conditions import EXCLUDED
from jishiyu.figures.counted.declared import declare_counted
from jishiyu.figures.counted.shapes import Counted, Opening, Side
from jishiyu.figures.indicators import INDICATORS, Indicator
from jishiyu.figures.queries.counting import heard, open_figure
from jishiyu.figures.queries.direct import cohort_of
from jishiyu.figures.scopes import Period, Scope
from jishiyu.lib.phrases import Phrase
from jishiyu.registry.models import Officer

UNIT = _("cases")
HEADINGS: Sequence[Phrase] = (_("Number"), _("What"), _("Place"), _("State"), _("Heard"), _("Falls due"), _("Answered"))


def line(case: Case) -> list[str]:
    said = case.get_outcome_display() if case.outcome else case.get_state_display()
    place = case.division.name if case.division else case.place_words
    moments = (case.heard_at, case.due_at, case.answered_at)
    return [
        case.number, case.title[:60], place, str(said),
        *(f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "—" for at in moments),
    ]  # fmt: skip


def visible(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Cases an officer may see elsewhere."""
    return rows.filter(pk__in=visible_cases(officer).values("pk"))


def hands(rows: Sequence[Case]) -> Mapping[int, Sequence[str]]:
    """Who asked to exclude a case, and who granted it."""
    return {key: (one.asked_by, one.decided_by) for key, one in exclusions_of(rows).items()}


def page(case: Case) -> tuple[str, str]:
    return ("case", case.number)


def reason(case: Case) -> str:
    return case.excluded_code


def ref(case: Case) -> str:
    return case.ref


def _rows(code: str, scope: Scope, period: Period) -> "QuerySet[Case]":
    found = cohort_of(INDICATORS[code].cohort, scope, period)
    return found.select_related("division").order_by("-heard_at", "pk")


def _opens(code: str, scope: Scope, period: Period) -> Opening:
    """By the marks kept of each case."""
    opened = open_figure(code, scope, period)
    found = opened.figure
    left = [Side(f"out{place}", one.cases, one.reason) for place, one in enumerate(opened.left_out)]
    lists = [Side("part", opened.part), Side("rest", opened.rest), *left]
    return Opening(found.n, found.of, found.all_n, found.all_of, lists)


def counted_of(indicator: Indicator) -> Counted:
    """An indicator as a figure that opens like any other."""
    return Counted(
        code=indicator.code,
        name=indicator.name,
        definition=indicator.definition,
        version=indicator.version,
        since=indicator.since,
        earlier=indicator.earlier,
        rows=partial(_rows, indicator.code),
        part=indicator.part,
        excluded=None if indicator.whole else EXCLUDED,
        unit=UNIT,
        headings=HEADINGS,
        line=line,
        ref=ref,
        reason=reason,
        hands=hands,
        visible=visible,
        page=page,
        sampled=indicator.sampled,
        own_unit=True,
        opens=partial(_opens, indicator.code),
    )


def _heard(scope: Scope, period: Period) -> "QuerySet[Case]":
    return cohort_of("heard", scope, period).select_related("division").order_by("-heard_at", "pk")


def _opens_heard(scope: Scope, period: Period) -> Opening:
    rows = heard(scope, period)
    return Opening(rows.count(), None, rows.count(), None, [Side("part", rows)])


declare_counted(
    *(counted_of(indicator) for indicator in INDICATORS.values()),
    Counted(
        code="heard",
        name=_("Cases heard"),
        definition=_("All cases heard in the period, none left out."),
        version=1,
        rows=_heard,
        unit=UNIT,
        headings=HEADINGS,
        line=line,
        ref=ref,
        visible=visible,
        page=page,
        own_unit=True,
        opens=_opens_heard,
    ),
)
