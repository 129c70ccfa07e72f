"""Rows of casework in the shapes other systems read."""

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime

from jishiyu.api.door import Turned
from jishiyu.api.shapes import CaseList, CaseRow, Moved, Opened, PromiseShape, TaskShape, Told
from jishiyu.api.shapes import CasePage as Page
from jishiyu.casework.models import Case, Task
from jishiyu.casework.queries import CaseRead
from jishiyu.look.reckoning import reckoning_of
from jishiyu.registry import queries as registry


def case_list(rows: Sequence[Case], most: int, at: datetime) -> CaseList:
    """A page of rows that were asked for with one more than it shows."""
    shown, more = rows[:most], len(rows) > most
    places = registry.place_names({(row.division_id, row.cell_id) for row in shown})
    return CaseList(
        [case_row(row, places[(row.division_id, row.cell_id)], at) for row in shown],
        _mark(shown[-1]) if more else "",
    )


def _mark(row: Case) -> str:
    return base64.urlsafe_b64encode(f"{row.heard_at.isoformat()} {row.pk}".encode()).decode().rstrip("=")


def place_of(mark: str) -> tuple[datetime, int]:
    """Where a list goes on. Raises Turned for what no list gave out."""
    try:
        moment, _, key = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode().partition(" ")
        found, number = datetime.fromisoformat(moment), int(key)
    except (ValueError, binascii.Error):
        raise Turned(422, "bad_field", "Not the `next` of a list", "after") from None
    if found.tzinfo is None or not 0 <= number < 2**63:
        raise Turned(422, "bad_field", "Not the `next` of a list", "after")
    return found, number


def case_row(case: Case, place: str, at: datetime) -> CaseRow:
    return CaseRow(
        number=case.number,
        kind=case.kind,
        title=case.title,
        state=case.state,
        outcome=case.outcome,
        urgency=case.urgency,
        vulnerable=case.vulnerable,
        division=case.division_id or "",
        place=place,
        heard_at=case.heard_at,
        next_due_at=case.next_due_at,
        late=case.next_due_at is not None and case.next_due_at < at,
        closed_at=case.closed_at,
        version=case.version,
    )


def case_page(found: CaseRead, at: datetime, *, explain: bool) -> Page:
    names = registry.actor_names(by for _, _, by, _ in found.story)
    return Page(
        case=case_row(found.case, found.place, at),
        text=found.case.text,
        answer=found.case.answer,
        tasks=[_task(task) for task in found.tasks],
        promises=[
            PromiseShape(
                what=one.promise.what,
                due_at=one.promise.due_at,
                extended_to=one.promise.extended_to,
                tightened_to=one.promise.tightened_to,
                ground=one.promise.terms.ground,
                met_at=one.promise.met_at,
                late=one.late,
                reckoning=reckoning_of(one) if explain else [],
            )
            for one in found.promises
        ],
        story=[Told(version=version, act=act, by=names[by], at=when) for version, act, by, when in found.story],
        may=sorted(found.may),
    )


def _task(task: Task) -> TaskShape:
    return TaskShape(
        id=task.pk,
        unit=task.unit.code,
        unit_name=task.unit.name,
        officer=task.officer.name if task.officer else "",
        line=task.line,
        round=task.round,
        state=task.state,
        sent_at=task.sent_at,
        accepted_at=task.accepted_at,
        arrived_at=task.arrived_at,
        finished_at=task.finished_at,
        returned_at=task.returned_at,
        words=task.words,
        return_code=task.return_code,
    )


def moved(case: Case, task_id: int | None = None) -> Moved:
    return Moved(case.number, case.state, case.version, _utc(case.next_due_at), task_id)


def opened(case: Case) -> Opened:
    return Opened(case.number, case.state, case.version, _utc(case.next_due_at))


def _utc(moment: datetime | None) -> datetime | None:
    """As rows come from the database, so that an answer reads the same before and after it was stored."""
    return moment.astimezone(UTC) if moment else None
