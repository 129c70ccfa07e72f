"""Figures counted straight from the rows of cases, as their definitions say: slow, and what all others must equal."""

from collections.abc import Sequence

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from jishiyu.casework.models import Case, Task, Verification
from jishiyu.figures.conditions import DONE, EXCLUDED, LED
from jishiyu.figures.indicators import (
    INDICATORS,
    NOT_RATED,
    NOT_SAID,
    OUT,
    UNDATED,
    Cohort,
    Indicator,
)
from jishiyu.figures.queries.shapes import LeftOut, Numbers, Rows
from jishiyu.figures.scopes import Period, Scope
from jishiyu.registry.models import Subject


def counted_directly(indicators: Sequence[Indicator], scope: Scope, period: Period) -> dict[str, Numbers]:
    """Indicators of one cohort by code, in one query."""
    columns = {"of": Count("pk"), "out_of": Count("pk", filter=EXCLUDED)}
    for one in indicators:
        columns |= {f"n_{one.code}": Count("pk", filter=one.part)}
        columns |= {f"out_{one.code}": Count("pk", filter=one.part & EXCLUDED)}
    found = cohort_of(indicators[0].cohort, scope, period).aggregate(**columns)
    of = (found["of"], found["out_of"])
    return {one.code: Numbers(found[f"n_{one.code}"], of[0], found[f"out_{one.code}"], of[1]) for one in indicators}


def lists_directly(code: str, scope: Scope, period: Period) -> tuple[Rows, Rows, list[LeftOut]]:
    """The rows of the part, the rest of the denominator, and those left out, with the reason."""
    indicator = INDICATORS[code]
    rows = _newest(cohort_of(indicator.cohort, scope, period))
    counted = rows if indicator.whole else rows.exclude(EXCLUDED)
    left = [] if indicator.whole else [LeftOut(OUT, _keys(rows.filter(EXCLUDED)))]
    outside = _outside(indicator.cohort, scope, period)
    return _keys(counted.filter(indicator.part)), _keys(counted.exclude(indicator.part)), [*left, *outside]


def cohort_of(cohort: Cohort, scope: Scope, period: Period) -> QuerySet[Case]:
    """The rows of a denominator."""
    cases = _scoped(scope)
    if cohort in ("heard", "sent", "done"):
        heard = cases.filter(heard_at__gte=period.since, heard_at__lt=period.until)
        tasks = {"sent": LED, "done": DONE}.get(cohort)
        return heard if tasks is None else heard.filter(Exists(tasks.filter(case=OuterRef("pk"))))
    if cohort == "due":
        return cases.filter(due_at__gte=period.since, due_at__lt=period.until)
    if cohort == "promised":
        return cases.filter(original_due_at__gte=period.since, original_due_at__lt=period.until)
    return _by_last_word(cases, "solved" if cohort == "said" else "rating", period)


def of_enterprises(cohort: Cohort, scope: Scope, period: Period) -> QuerySet[Case]:
    """Cases of a cohort that an enterprise raised."""
    found = cohort_of(cohort, scope, period).filter(requester__kind=Subject.Kind.ENTERPRISE)
    return found.select_related("division").order_by("-heard_at", "pk")


def _scoped(scope: Scope) -> QuerySet[Case]:
    cases = Case.objects.all()
    if scope.pack:
        cases = cases.filter(pack=scope.pack)
    if scope.division:
        cases = cases.filter(division__code__startswith=scope.division)
    if scope.unit:
        worked = Task.objects.filter(case=OuterRef("pk"), unit_id=scope.unit).exclude(state=Task.State.RETURNED)
        cases = cases.filter(Exists(worked))
    return cases


def _by_last_word(cases: QuerySet[Case], field: str, period: Period) -> QuerySet[Case]:
    """Cases of which the requester said this field in the period, each joined to the last time it was said."""
    in_it = Q(answered_at__gte=period.since, answered_at__lt=period.until, **{f"{field}__isnull": False})
    joined = Q(
        word__answered_at__gte=period.since, word__answered_at__lt=period.until, **{f"word__{field}__isnull": False}
    )
    after = Q(answered_at__gt=OuterRef("word__answered_at"))
    after |= Q(answered_at=OuterRef("word__answered_at"), pk__gt=OuterRef("word__pk"))
    return (
        cases.annotate(word=FilteredRelation("verifications"))
        .filter(
            joined, ~Exists(Verification.objects.filter(in_it, after, case=OuterRef("pk")))
        )  # of one and the same word
        .annotate(said_solved=F("word__solved"), said_rating=F("word__rating"))
    )


def _outside(cohort: Cohort, scope: Scope, period: Period) -> list[LeftOut]:
    """Cases a reader might look for in a denominator and will not find there, with the reason."""
    cases = _newest(_scoped(scope).exclude(EXCLUDED))
    if cohort in ("due", "promised"):
        return [LeftOut(UNDATED, _keys(cases.filter(due_at__isnull=True, heard_at__lt=period.until)))]
    if cohort in ("heard", "sent", "done"):
        return []
    answered = cases.filter(answered_at__gte=period.since, answered_at__lt=period.until)
    said = Verification.objects.filter(case=OuterRef("pk"), answered_at__gte=period.since, answered_at__lt=period.until)
    if cohort == "said":
        return [LeftOut(NOT_SAID, _keys(answered.exclude(Exists(said.filter(solved__isnull=False)))))]
    return [LeftOut(NOT_RATED, _keys(answered.exclude(Exists(said.filter(rating__isnull=False)))))]


def _newest(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.order_by("-heard_at", "pk")


def _keys(cases: QuerySet[Case]) -> Rows:
    return Rows(cases.values_list("pk", "heard_at"))
