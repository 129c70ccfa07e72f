"""Asking the rules of a scheme about a household, and keeping what they said."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jishiyu.entitlements.kinds import Scheme
from jishiyu.entitlements.models import Claim, Decision, FactSheet, Household
from jishiyu.entitlements.queries.rules import judged, rules_of
from jishiyu.entitlements.rules import Decided, FactError, NotInForce
from jishiyu.entitlements.rules import decide as ask
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused


@transaction.atomic
def decide(
    household: Household, scheme: Scheme, *, day: date, claim: Claim | None = None, sheet: FactSheet | None = None,
    known: date | None = None, by: str, at: datetime,
) -> Decision:  # fmt: skip
    """What the rules of a day say of a household with the facts of a sheet: else of the claim's, which somebody answers
    for, else of the household's newest. Asked again with the same rules, facts, day and claim, the decision that is
    there is given back.

    Raises Refused: household_unknown without a sheet, no_law_then, fact_wrong."""
    sheet = sheet or (claim.sheet if claim else household.sheet)
    if sheet is None:
        raise Refused("household_unknown", household=household.pk)
    outputs = scheme.outputs
    try:
        rules = rules_of(scheme, day, known)
        decided = ask(rules, judged(scheme, sheet.facts, household.number), outputs)
    except NotInForce as none:
        raise Refused("no_law_then", scheme=scheme.name, name=none.name, day=none.day.isoformat()) from None
    except FactError as wrong:
        raise Refused("fact_wrong", where=wrong.where, fact=wrong.what, why=wrong.why) from None
    made = Decision(
        household=household, claim=claim, scheme=scheme.code, day=day, known=known or day_of(at, day),
        rules_hash=rules.hash, sheet=sheet, made_at=at, by=by, **said_of(scheme, decided),
    )  # fmt: skip
    same = {"household": household, "claim": claim, "scheme": scheme.code, "day": day, "rules_hash": rules.hash,
            "sheet": sheet}  # fmt: skip
    before = Decision.objects.filter(**same).order_by("-pk").first()
    if before is not None and (before.said, before.missing) == (made.said, made.missing):
        return before
    made.save()
    ledger.record(
        claim.ref if claim else household.ref, "decided", by=by, at=at,
        data={"scheme": scheme.code, "day": day.isoformat(), "outcome": made.outcome, "amount": made.amount,
              "rules": rules.hash, "sheet": sheet.version, "decision": made.pk},
    )  # fmt: skip
    return made


def said_of(scheme: Scheme, decided: Decided) -> Mapping[str, Any]:
    """The fields of a Decision that say what the rules said. Money that cannot be reckoned is no money."""
    due = decided.values[scheme.due]
    amount = decided.values[scheme.waives] if scheme.waives else due
    outcome = Decision.Outcome.UNDECIDED if due is None else Decision.Outcome.DUE if due else Decision.Outcome.NOT_DUE
    money = amount if isinstance(amount, int) and not isinstance(amount, bool) and due else 0
    said = {
        name: [value.isoformat() if isinstance(value, date) else value, decided.branches[name]]
        for name, value in decided.values.items()
    }
    return {"outcome": outcome, "amount": money, "said": said, "missing": [list(one) for one in decided.missing]}


def day_of(at: datetime, day: date) -> date:
    """With what was recorded until the decision was made."""
    return max(at.date(), day)
