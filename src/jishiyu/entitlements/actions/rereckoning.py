"""What awards are of, reckoned anew: after a fact changed, and for months a later-learnt parameter changes."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishiyu.entitlements import months
from jishiyu.entitlements.actions.awarding import locked, record_terms, terms_of
from jishiyu.entitlements.kinds import Scheme, scheme_of
from jishiyu.entitlements.models import Award, Decision, FactSheet
from jishiyu.entitlements.queries.rules import judged, rested_on, rules_of
from jishiyu.entitlements.rules import FactError, NotInForce, Rules, decide
from jishiyu.ledger import actions as ledger

SLICE = 200
DUE, UNDECIDED = Decision.Outcome.DUE, Decision.Outcome.UNDECIDED
GROUND = "parameter"  # of terms that follow from a parameter learnt later


@transaction.atomic
def follow_decision(award_id: int, decision_id: int, *, by: str, at: datetime) -> list[list[object]]:
    """A decision made anew counts from the month of its day on; months for which something else was recorded already
    are reckoned again with the present facts. What cannot be decided changes nothing: it waits for the missing fact.
    Returns what was recorded. Twice is once."""
    award = locked(award_id)
    decision = Decision.objects.get(pk=decision_id)
    if award.state == Award.State.ENDED or decision.outcome == UNDECIDED:
        return []
    first = max(months.first_of(decision.day), months.first_of(award.since))
    wanted = {first: decision.amount if decision.outcome == DUE else 0}
    scheme = scheme_of(award.scheme)
    for month in sorted({term.month for term in terms_of(award) if term.month > first}):
        amount = _amount(scheme, rules_of(scheme, month), decision.sheet)
        if amount is not None:
            wanted[month] = amount
    return record_terms(award.pk, wanted, decision, by=by, at=at)


@transaction.atomic
def reckon_awards(scheme_code: str, since: date, *, after: int = 0, key: str = "", by: str, at: datetime) -> int:
    """One slice of a scheme's awards, by key after `after`: every month from `since` to the present is reckoned with
    the facts that held in it, and what differs is recorded. The next slice is an errand. Returns how many awards
    changed. Twice is once."""
    scheme = scheme_of(scheme_code)
    if scheme.gives not in ("money", "home"):
        return 0
    going_on = Award.objects.filter(scheme=scheme.code, pk__gt=after).exclude(state=Award.State.ENDED)
    some = list(going_on.order_by("pk").values_list("pk", "claim_id", "since")[:SLICE])
    if not some:
        return 0
    last = months.first_of(timezone.localdate(at))
    rules = {month: rules_of(scheme, month) for month in months.months_between(months.first_of(since), last)}
    sheets = rested_on([claim for _, claim, _ in some])
    changed = 0
    for award, claim, begun in some:
        wanted = _wanted(scheme, rules, sheets.get(claim, ()), months.first_of(begun))
        changed += bool(wanted and record_terms(award, wanted, None, ground=GROUND, by=by, at=at))
    data = {"scheme": scheme.code, "since": str(since), "after": some[-1][0], "key": key}
    if len(some) == SLICE:
        ledger.errand("awards.reckon", f"reckon:{scheme.code}:{key or since}:{some[-1][0]}", data, at=at)
    return changed


def _wanted(scheme: Scheme, rules: dict[date, Rules], sheets: Sequence[FactSheet], begun: date) -> dict[date, int]:
    """Amounts of the months in which one can be told."""
    wanted = {}
    for month, standing in rules.items():
        sheet = _sheet_on(sheets, month)
        if month >= begun and sheet is not None:
            amount = _amount(scheme, standing, sheet)
            if amount is not None:
                wanted[month] = amount
    return wanted


def _sheet_on(sheets: Sequence[FactSheet], month: date) -> FactSheet | None:
    """The facts that held in a month: of the sheets begun by its end the latest written; else the first known."""
    begun = [sheet for sheet in sheets if sheet.since < months.after(month)]
    return begun[-1] if begun else sheets[0] if sheets else None


def _amount(scheme: Scheme, rules: Rules, sheet: FactSheet) -> int | None:
    """Fen a month by these rules and facts; None where they cannot tell."""
    name = scheme.waives or scheme.due
    try:
        value = decide(rules, judged(scheme, sheet.facts), list({scheme.due, name})).values[name]
    except (FactError, NotInForce):
        return None
    return int(value) if isinstance(value, int) else None
