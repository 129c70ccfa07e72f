"""A unit gives a task back, with the reason, the unit that should have it, and the ground; the centre rules on it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jishiyu.casework import queries, rights
from jishiyu.casework.actions.changing import announce_answer, change_case, check_post, lock_case, lock_task, settled
from jishiyu.casework.actions.dispatching import Sending, send
from jishiyu.casework.actions.handling import keep_photos
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Case, Task
from jishiyu.casework.workflow import RETURN_CODES, TASK_MOVES
from jishiyu.lib.moves import after
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import signal
from jishiyu.registry.models import Unit
from jishiyu.sensing.actions import answer_lead, ask_about_lead

FEWEST_WORDS = 4
NAMES_ANOTHER = frozenset({"wrong_place", "wrong_owner", "overlap"})  # who says so must say whose it is
MOST_OBJECTIONS = 2  # the second one, by anybody, forces a consultation


@transaction.atomic
def return_task(
    task_id: int,
    *,
    code: str,
    ground: str,
    to_unit_id: int | None = None,
    photos_sent: Sequence[bytes] = (),
    by: str,
    at: datetime,
) -> Task:
    """Give a task back to the dispatcher, who decides. One return per unit per case, within the kind's hours from its
    being sent; the requester's clock runs on. The second return of a case, by anybody, sends it to a consultation, and
    what a consultation gave out is not given back.

    A unit that says somebody else should have it must say who. Photos are its evidence. Raises Refused: not_yours,
    return_code_unknown, ground_too_short, returned_before, settled_by_consultation, return_too_late, unit_needed,
    unit_unknown, not_now, photo_unreadable, photo_too_large, too_many_photos.
    """
    task, case = lock_task(task_id, by=by)
    state = after(TASK_MOVES, task.state, "return")
    _check_return(case, task, code, ground.strip(), to_unit_id, at)
    task.state, task.returned_at = state, at
    task.return_code, task.return_to_id, task.return_ground = code, to_unit_id, ground.strip()
    task.save(update_fields=["state", "returned_at", "return_code", "return_to", "return_ground"])
    kept = keep_photos(task, photos_sent, by=by, at=at)
    objections = case.objections + 1
    fields = {
        **settled(case, "return", at=at),
        "objections": objections,
        "to_consult": case.to_consult or objections >= MOST_OBJECTIONS,
    }
    data = {"task": task.pk, "unit": task.unit_id, "code": code, "to": to_unit_id, "ground": task.return_ground}
    data |= {"photos": kept}
    change_case(case, "returned", fields, by=by, at=at, data=data)
    if case.lead_id and code == "false_alarm":
        answer_lead(case.lead_id, real=False, by=by, at=at)
    signal({f"unit:{task.unit_id}"}, "task", {}, at=at)
    return task


def _check_return(case: Case, task: Task, code: str, ground: str, to_unit_id: int | None, at: datetime) -> None:
    if code not in RETURN_CODES:
        raise Refused("return_code_unknown", given=code[:30])
    if len(ground) < FEWEST_WORDS:
        raise Refused("ground_too_short", least=FEWEST_WORDS)
    if Task.objects.filter(case=case, unit=task.unit, state=Task.State.RETURNED).exists():
        raise Refused("returned_before", unit=task.unit.name)
    if task.consultation_id:
        raise Refused("settled_by_consultation", number=case.number)
    last = queries.return_until(task, kind_of(case.kind))
    if last is not None and at > last:
        raise Refused("return_too_late", until=timezone.localtime(last).isoformat(sep=" ", timespec="minutes")[:16])
    if code in NAMES_ANOTHER and not to_unit_id:
        raise Refused("unit_needed", given=code)
    if to_unit_id and (to_unit_id == task.unit_id or not Unit.objects.filter(pk=to_unit_id, active=True).exists()):
        raise Refused("unit_unknown", unit=to_unit_id)


@transaction.atomic
def decide_return(task_id: int, *, uphold: bool, words: str, seen: int | None = None, by: str, at: datetime) -> Task:
    """The dispatcher's ruling on a return, final: refused, the same unit has it again; upheld, the lead is to be sent
    to another, and an assisting unit is let go. The unit that returned it may not decide.

    Raises Refused: task_unknown, not_yours, own_unit, changed_meanwhile, words_too_short, decided_already,
    consultation_needed.
    """
    found = Task.objects.filter(pk=task_id).values_list("case_id", flat=True).first()
    if found is None:
        raise Refused("task_unknown", task=task_id)
    case = lock_case(found, seen=seen)
    officer = check_post(by, rights.DISPATCHES, number=case.number)
    task = Task.objects.select_for_update(of=("self",)).select_related("unit").get(pk=task_id)
    _check_ruling(case, task, words.strip(), officer.unit_id if officer else None)
    task.return_decision = Task.Decision.UPHELD if uphold else Task.Decision.REFUSED
    task.return_decided_at, task.return_decided_by, task.return_decision_words = at, by, words.strip()
    task.save(update_fields=["return_decision", "return_decided_at", "return_decided_by", "return_decision_words"])
    data = {"return": str(task.return_decision), "returned_task": task.pk, "words": task.return_decision_words}
    if not uphold:
        lead = task.role == Task.Role.LEAD
        again = Sending(task.unit_id, task.line, task.role, task.officer_id, (("return_refused", task.return_ground),))
        act, recorded = ("dispatch", "dispatched") if lead else ("add", "added")
        send(case, [again], act=act, recorded=recorded, data=data, by=by, at=at)
        return task
    if case.lead_id and task.return_code in queries.ANOTHER_TRADE:
        ask_about_lead(case.lead_id, at=at)
    change_case(case, "return_decided", settled(case, "decide", at=at), by=by, at=at, data=data)
    if case.state == Case.State.ANSWERED:
        announce_answer(case, at=at)
    return task


def _check_ruling(case: Case, task: Task, words: str, unit_id: int | None) -> None:
    if task.state != Task.State.RETURNED or task.return_decision:
        raise Refused("decided_already", number=case.number)
    if unit_id == task.unit_id:
        raise Refused("own_unit", unit=task.unit.name)
    if case.to_consult:
        raise Refused("consultation_needed", number=case.number)
    if len(words) < FEWEST_WORDS:
        raise Refused("words_too_short", least=FEWEST_WORDS)
