"""What was measured to have come of a gathering or a case: noted with its source, corrected by a new row."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.outreach.actions.planning import host_of
from jishiyu.outreach.kinds import outcomes
from jishiyu.outreach.models import Gathering, OutcomeRow
from jishiyu.outreach.queries.outcomes import may_measure
from jishiyu.registry import queries as registry
from jishiyu.registry.acting import acting

FEWEST_OF_SOURCE = 2
MOST_AMOUNT = 10**16


@transaction.atomic
def note_outcome(
    outcome: str, amount: int, *, day: date, source: str, gathering_id: int | None = None, case_id: int | None = None,
    subject_id: int | None = None, key: str | None = None, by: str, at: datetime,
) -> OutcomeRow:  # fmt: skip
    """One quantity (an integer in 10^-places of its unit) of a gathering or of a case, by whoever held the one or
    handles the other, or answers for the enterprise that asked. Sent twice with the same `key`, it is one.

    Raises Refused: measure_unknown, outcome_of_nothing, outcome_amount, outcome_source, day_to_come, not_yours."""
    if outcome not in outcomes():
        raise Refused("measure_unknown")
    _check_of(gathering_id, case_id, by, at)
    _check(amount, source, day, at)
    row = OutcomeRow(
        outcome=outcome, amount=amount, day=day, gathering_id=gathering_id, case_id=case_id, subject_id=subject_id,
        source=source.strip()[:200], key=key, by=by, at=at,
    )  # fmt: skip
    if key is None:
        row.save(force_insert=True)
    elif not ledger.insert_new([row], ["key"], on=["key"]):
        return OutcomeRow.objects.get(key=key)
    ledger.record(row.ref, "noted", by=by, at=at, after=_told(row))
    return row


@transaction.atomic
def correct_outcome(
    outcome_id: int, amount: int, *, ground: str, source: str = "", day: date | None = None, by: str, at: datetime
) -> OutcomeRow:
    """The right number, in a row that replaces the wrong one; nought takes it back. Raises Refused: measure_unknown,
    outcome_replaced, outcome_amount, outcome_source, say_why, day_to_come, not_yours."""
    old = OutcomeRow.objects.select_for_update().filter(pk=outcome_id).first()
    if old is None:
        raise Refused("measure_unknown")
    if not old.current:
        raise Refused("outcome_replaced")
    _check_of(old.gathering_id, old.case_id, by, at)
    if len(ground.strip()) < 4:
        raise Refused("say_why", least=4)
    _check(amount, source or old.source, day or old.day, at)
    old.current = False
    old.save(update_fields=["current"])
    row = OutcomeRow.objects.create(
        outcome=old.outcome, amount=amount, day=day or old.day, gathering_id=old.gathering_id, case_id=old.case_id,
        subject_id=old.subject_id, source=(source.strip() or old.source)[:200], replaces=old,
        ground=ground.strip()[:200], by=by, at=at,
    )  # fmt: skip
    ledger.record(old.ref, "replaced", by=by, at=at, before={"current": True}, after={"current": False},
                  data={"by_row": row.pk, "ground": row.ground})  # fmt: skip
    ledger.record(row.ref, "noted", by=by, at=at, after=_told(row), data={"replaces": old.pk, "ground": row.ground})
    return row


def _told(row: OutcomeRow) -> dict[str, object]:
    return {"outcome": row.outcome, "amount": row.amount, "day": str(row.day), "gathering": row.gathering_id,
            "case": row.case_id, "subject": row.subject_id, "source": row.source}  # fmt: skip


def _check(amount: int, source: str, day: date, at: datetime) -> None:
    if not 0 <= amount <= MOST_AMOUNT:
        raise Refused("outcome_amount")
    if len(source.strip()) < FEWEST_OF_SOURCE:
        raise Refused("outcome_source", least=FEWEST_OF_SOURCE)
    if day > timezone.localdate(at):
        raise Refused("day_to_come", day=str(day))


def _check_of(gathering_id: int | None, case_id: int | None, by: str, at: datetime) -> None:
    gathering = Gathering.objects.filter(pk=gathering_id).first() if gathering_id else None
    if gathering is not None:
        host_of(by, gathering.unit_id)
        return
    case = Case.objects.filter(pk=case_id).first() if case_id else None
    if case is None:
        raise Refused("outcome_of_nothing")
    if by.startswith("system:"):
        return
    officer = acting(by) or registry.officer_by_actor(by)
    if officer is None or not may_measure(officer, case, timezone.localdate(at)):
        raise Refused("not_yours", by=by[:40])
