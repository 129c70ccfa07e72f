"""Tasks of a campaign: set, changed, done with evidence, given up with words."""

from datetime import date, datetime

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.outreach.models import CampaignTask

State = CampaignTask.State
LEAST_EVIDENCE = 4


@transaction.atomic
def keep_task(
    number: str,
    *,
    title: str,
    what: str = "",
    officer_id: int | None = None,
    unit_id: int | None = None,
    due: date,
    by: str,
    at: datetime,
) -> tuple[CampaignTask, bool]:
    """Set a task, or say one that is open anew; the flag says whether that changed anything.

    Raises Refused: task_incomplete, task_ended.
    """
    number, title = number.strip()[:40], title.strip()[:120]
    if not number or not title:
        raise Refused("task_incomplete")
    after = {"title": title, "what": what.strip(), "officer_id": officer_id, "unit_id": unit_id, "due": due}
    row = CampaignTask.objects.select_for_update().filter(number=number).first()
    before = {name: getattr(row, name) for name in after} if row else {}
    if row is not None and before == after:
        return row, False
    if row is not None and row.state != State.OPEN:
        raise Refused("task_ended")
    if row is None:
        row = CampaignTask.objects.create(number=number, made_at=at, **after)
    else:
        for name, value in after.items():
            setattr(row, name, value)
        row.save(update_fields=list(after))
    changed = {name: _plain(value) for name, value in after.items() if before.get(name) != value}
    told = {name: _plain(before[name]) for name in changed if name in before}
    ledger.record(row.ref, "set", by=by, at=at, before=told, after=changed, data={"number": number})
    return row, True


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def end_task(task_id: int, *, done: bool, evidence: str, by: str, at: datetime) -> CampaignTask:
    """It was done, and this shows it; or it is given up, and this is why. Raises Refused: task_unknown, task_ended,
    evidence_needed."""
    row = CampaignTask.objects.select_for_update().filter(pk=task_id).first()
    if row is None:
        raise Refused("task_unknown")
    if row.state != State.OPEN:
        raise Refused("task_ended")
    if len(evidence.strip()) < LEAST_EVIDENCE:
        raise Refused("evidence_needed", least=LEAST_EVIDENCE)
    row.state, row.evidence, row.ended_at = (State.DONE if done else State.DROPPED), evidence.strip(), at
    row.save(update_fields=["state", "evidence", "ended_at"])
    ledger.record(row.ref, "done" if done else "given_up", by=by, at=at, after={"evidence": row.evidence})
    return row
