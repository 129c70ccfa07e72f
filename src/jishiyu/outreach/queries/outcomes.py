"""What came of cases in numbers: of one case, and of those that stood on the agenda of a consultation."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from jishiyu.casework.models import Case
from jishiyu.casework.queries import visible_cases
from jishiyu.casework.queries.cases import not_about
from jishiyu.outreach import holding
from jishiyu.outreach.kinds import Outcome, outcomes
from jishiyu.outreach.models import OutcomeRow
from jishiyu.outreach.queries.gatherings import OutcomeSum
from jishiyu.outreach.queries.mine import answered_for
from jishiyu.registry.models import Officer, Post, Subject


def measures_of(kind: str) -> list[Outcome]:
    """What the service line of this kind of case measures, as its pack lists it."""
    line = kind.partition(".")[0]
    return [one for code, one in outcomes().items() if code.partition(".")[0] == line]


def readable(officer: Officer, cases: Collection[Case], on: date) -> set[int]:
    """Keys of those whose outcomes this officer may read, in two queries: cases they may see, and cases of those they
    answer for; of one whose requester only the centre knows, nothing follows from that."""
    keys = [case.pk for case in cases]
    found = set(visible_cases(officer).filter(pk__in=keys).values_list("pk", flat=True))
    asking = {case.requester_id for case in cases if case.pk not in found and not case.secret and case.requester_id}
    if not asking or officer.post != Post.OFFICER:
        return found
    mine = set(answered_for(officer, on).filter(pk__in=asking).values_list("pk", flat=True))
    theirs = Case.objects.filter(not_about(officer), pk__in=keys, secret=False, requester__in=mine)
    return found | set(theirs.values_list("pk", flat=True))


def may_measure(officer: Officer, case: Case, on: date) -> bool:
    """Whoever handles or dispatches and may read it; who only watches writes nothing."""
    return officer.post in holding.HOLDS and case.pk in readable(officer, [case], on)


def measured_case(officer: Officer, number: str, on: date) -> Case | None:
    """The case of this number, for whoever may read what came of it."""
    case = Case.objects.filter(number=number).select_related("requester__profile").first()
    return case if case and case.pk in readable(officer, [case], on) else None


def outcomes_of(cases: Collection[int]) -> list[OutcomeRow]:
    """Rows of these cases, those that were replaced too, in one query; the latest day first."""
    rows = OutcomeRow.objects.filter(case__in=list(cases)).select_related("case", "subject__profile")
    return list(rows.order_by("-day", "-pk"))


def sums_of(rows: Iterable[OutcomeRow]) -> list[OutcomeSum]:
    """The same sums as `sums`, of rows that were read already."""
    found = {code: OutcomeSum(code, 0, 0) for code in outcomes()}
    for row in rows:
        if row.current:
            one = found.get(row.outcome, OutcomeSum(row.outcome, 0, 0))
            found[row.outcome] = OutcomeSum(one.code, one.amount + row.amount, one.rows + 1)
    return [one for one in found.values() if one.rows]


def whose(case: Case) -> int | None:
    """The enterprise an outcome of this case came to; nobody, where the requester is one person or is not named."""
    firm = case.requester is not None and case.requester.kind == Subject.Kind.ENTERPRISE
    return case.requester_id if firm and not case.secret else None


def seen_outcomes(officer: Officer) -> Q:
    """Rows of the cases this officer may see, as a condition on outcomes."""
    return Q(case__in=visible_cases(officer).values("pk"))
