"""The unit's side: accept, contact, arrive, finish."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from jishiyu.casework import rights
from jishiyu.casework.actions.changing import announce_answer, change_case, lock_task, meet, officer_of, settled
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.marks import mark_of_words
from jishiyu.casework.models import Case, Proof, Task
from jishiyu.casework.workflow import TASK_MOVES
from jishiyu.ledger import actions as ledger
from jishiyu.lib import photos
from jishiyu.lib.moves import after, check
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import Change, tell
from jishiyu.registry.models import Officer
from jishiyu.sensing.actions import answer_lead

FEWEST_WORDS = 4
MOST_WORDS = 2000
WAYS = ("visit", "call")


@transaction.atomic
def accept_task(task_id: int, *, network_mark: str = "", by: str, at: datetime) -> Task:
    """A unit signs in for a task. The officer who accepts has it from now on. `network_mark` is a keyed mark of the
    network they sit in, see registry.people."""
    task, case = lock_task(task_id, by=by)
    task.state = after(TASK_MOVES, task.state, "accept")
    officer = officer_of(by)
    task.officer_id = officer.pk if officer else task.officer_id
    task.accepted_at = at
    task.network_mark = network_mark
    ledger.save_fields(task, ["state", "officer", "accepted_at", "network_mark"])
    fields = settled(case, "accept", at=at)
    if task.role == Task.Role.LEAD:
        fields["next_due_at"] = meet(case, "accept", at=at)
    data = {"task": task.pk, "unit": task.unit_id}
    change_case(case, "accepted", fields, by=by, at=at, data=data, also=[_shown_by_unit(task)])
    if case.lead_id:
        answer_lead(case.lead_id, real=True, by=by, at=at)
    return task


@transaction.atomic
def hand_over(task_id: int, officer_id: int, *, by: str, at: datetime) -> Task:
    """Whoever has a task, or the head, gives it to a colleague of the unit. No clock notices: neither the
    requester's, nor the unit's holding time, nor the next rung of urging.

    Raises Refused: task_unknown, not_yours, not_now, officer_not_of_unit, officer_has_it.
    """
    task, case = lock_task(task_id, by=by)
    check(TASK_MOVES, task.state, "return")  # as long as it could be given back, it can be handed on
    actor = officer_of(by)
    if actor is not None and not rights.may_hand_over(actor, task):
        raise Refused("not_yours", number=case.number)
    to = Officer.objects.filter(pk=officer_id, unit_id=task.unit_id, is_active=True, post__in=rights.SEES_UNIT).first()
    if to is None:
        raise Refused("officer_not_of_unit", unit=task.unit.name)
    if task.officer_id == to.pk:
        raise Refused("officer_has_it", officer=to.name)
    before, task.officer = task.officer_id, to
    ledger.save_fields(task, ["officer"])
    data = {"task": task.pk, "unit": task.unit_id, "from": before, "officer": to.pk}
    pages = Change((f"unit:{task.unit_id}", to.actor), "task")
    change_case(case, "handed_over", {}, by=by, at=at, data=data, also=[pages])
    tell(
        [to.actor],
        key=f"hand:{task.pk}:{at.isoformat()}",
        kind="task_handed",
        params={"title": case.title[:60], "number": case.number},
        link=f"/console/tasks/{task.pk}/",
        urgent=case.urgency >= 2,
        at=at,
    )
    return task


def note_contact(task_id: int, *, by: str, at: datetime) -> Task:
    """The unit has spoken with the requester."""
    return _on_the_way(task_id, "contact", "contacted", by=by, at=at)


def arrive(task_id: int, *, by: str, at: datetime) -> Task:
    """The crew is on the spot."""
    return _on_the_way(task_id, "arrive", "arrived", by=by, at=at)


@transaction.atomic
def _on_the_way(task_id: int, act: str, recorded: str, *, by: str, at: datetime) -> Task:
    task, case = lock_task(task_id, by=by)
    after(TASK_MOVES, task.state, act)
    if act == "arrive":
        if task.arrived_at is not None:
            raise Refused("arrived_already", number=case.number)
        task.arrived_at = at
        ledger.save_fields(task, ["arrived_at"])
    fields = {"next_due_at": meet(case, act, at=at), "contacted_at": case.contacted_at or at}
    change_case(case, recorded, fields, by=by, at=at, data={"task": task.pk})
    return task


@transaction.atomic
def finish_task(
    task_id: int,
    *,
    words: str,
    how: str,
    photos_sent: Sequence[bytes] = (),
    network_mark: str = "",
    by: str,
    at: datetime,
) -> Task:
    """Finish with words to the requester, how it was done, and photos. Once the lead and all others are done the case
    is answered, not yet closed: whether it was really done is for somebody else to say.

    Raises Refused: not_yours, not_now, words_too_short, words_too_long, how_unknown, photo_required, photo_unreadable,
    photo_too_large, too_many_photos.
    """
    task, case = lock_task(task_id, by=by)
    state = after(TASK_MOVES, task.state, "finish")
    _check_finish(case, task, words.strip(), how, photos_sent)
    task.state, task.words, task.how, task.finished_at = state, words.strip(), how, at
    task.words_mark, task.network_mark = mark_of_words(task.words), network_mark or task.network_mark
    ledger.save_fields(task, ["state", "words", "words_mark", "how", "finished_at", "network_mark"])
    kept = keep_photos(task, photos_sent, by=by, at=at)
    _finished(case, task, {"how": how, "photos": kept, "words": task.words}, by=by, at=at)
    return task


@transaction.atomic
def nothing_to_add(task_id: int, *, by: str, at: datetime) -> Task:
    """An assisting unit leaves the answer to the lead (无补充). Raises Refused: not_yours, not_now, lead_answers."""
    task, case = lock_task(task_id, by=by)
    state = after(TASK_MOVES, task.state, "finish")
    if task.role == Task.Role.LEAD:
        raise Refused("lead_answers", number=case.number)
    task.state, task.finished_at, task.nothing_to_add = state, at, True
    ledger.save_fields(task, ["state", "finished_at", "nothing_to_add"])
    _finished(case, task, {"nothing_to_add": True}, by=by, at=at)
    return task


def _finished(case: Case, task: Task, data: Mapping[str, Any], *, by: str, at: datetime) -> None:
    """Move the case on after a task was finished; the last one answers it."""
    fields = settled(case, "finish", at=at)
    if fields["state"] != Case.State.ANSWERED and task.role == Task.Role.LEAD:
        fields["next_due_at"] = meet(case, "part", at=at)
    if not task.nothing_to_add:
        fields["contacted_at"] = case.contacted_at or at
    data = {"task": task.pk, "unit": task.unit_id, **data}
    change_case(case, "finished", fields, by=by, at=at, data=data, also=[_shown_by_unit(task)])
    if fields["state"] == Case.State.ANSWERED:
        announce_answer(case, at=at)


def _shown_by_unit(task: Task) -> Change:
    return Change((f"unit:{task.unit_id}",), "task")


def _check_finish(case: Case, task: Task, words: str, how: str, photos_sent: Sequence[bytes]) -> None:
    if len(words) < FEWEST_WORDS:
        raise Refused("words_too_short", least=FEWEST_WORDS)
    if len(words) > MOST_WORDS:
        raise Refused("words_too_long", most=MOST_WORDS)
    if how not in WAYS:
        raise Refused("how_unknown", how=how[:20])
    if len(photos_sent) > photos.MOST_PHOTOS:
        raise Refused("too_many_photos", most=photos.MOST_PHOTOS)
    if kind_of(case.kind).photo_required and task.role == Task.Role.LEAD and not photos_sent:
        raise Refused("photo_required", kind=case.kind)


def keep_photos(task: Task, sent: Sequence[bytes], *, by: str, at: datetime) -> list[str]:
    """Keep photos with a task. Returns the marks of their bytes. Raises Refused: photo_unreadable, photo_too_large,
    too_many_photos."""
    if len(sent) > photos.MOST_PHOTOS:
        raise Refused("too_many_photos", most=photos.MOST_PHOTOS)
    proofs = []
    for raw in sent:
        picture = photos.clean(raw)
        mark = hashlib.sha256(raw).hexdigest()
        proof = Proof(task=task, sha256=mark, by=by, at=at)
        proof.file.save(f"{task.pk}-{mark[:16]}.jpg", ContentFile(picture), save=False)
        proofs.append(proof)
    Proof.objects.bulk_create(proofs)
    return [proof.sha256 for proof in proofs]
