"""The unit's side: accept, contact, arrive, finish."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from jishiyu.casework import photos
from jishiyu.casework.actions.changing import change_case, lock_task, meet, officer_of
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Case, Proof, Task
from jishiyu.casework.workflow import CASE_MOVES, TASK_MOVES, after
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import signal
from jishiyu.sensing.actions import answer_lead

FEWEST_WORDS = 4
MOST_WORDS = 2000
WAYS = ("visit", "call")


@transaction.atomic
def accept_task(task_id: int, *, by: str, at: datetime) -> Task:
    """A unit signs in for a task. The officer who accepts has it from now on."""
    task, case = lock_task(task_id, by=by)
    task.state = after(TASK_MOVES, task.state, "accept")
    officer = officer_of(by)
    task.officer_id = officer.pk if officer else task.officer_id
    task.accepted_at = at
    task.save(update_fields=["state", "officer", "accepted_at"])
    fields = {"state": after(CASE_MOVES, case.state, "accept"), "next_due_at": meet(case, "accept", at=at)}
    change_case(case, "accepted", fields, by=by, at=at, data={"task": task.pk, "unit": task.unit_id})
    signal({f"unit:{task.unit_id}"}, "task", {}, at=at)
    if case.lead_id:
        answer_lead(case.lead_id, real=True, by=by, at=at)
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
        task.save(update_fields=["arrived_at"])
    change_case(case, recorded, {"next_due_at": meet(case, act, at=at)}, by=by, at=at, data={"task": task.pk})
    return task


@transaction.atomic
def finish_task(
    task_id: int,
    *,
    words: str,
    how: str,
    photos_sent: Sequence[bytes] = (),
    by: str,
    at: datetime,
) -> Task:
    """Finish with words to the requester, how it was done, and photos. The case is answered, not yet closed: whether it
    was really done is for somebody else to say.

    Raises Refused: not_yours, not_now, words_too_short, words_too_long, how_unknown, photo_required, photo_unreadable,
    photo_too_large, too_many_photos.
    """
    task, case = lock_task(task_id, by=by)
    state = after(TASK_MOVES, task.state, "finish")
    _check_finish(case, words.strip(), how, photos_sent)
    task.state, task.words, task.how, task.finished_at = state, words.strip(), how, at
    task.save(update_fields=["state", "words", "how", "finished_at"])
    kept = _keep_photos(task, photos_sent, by=by, at=at)
    fields = {
        "state": after(CASE_MOVES, case.state, "finish"),
        "answer": task.words,
        "answered_at": at,
        "next_due_at": meet(case, "finish", at=at),
    }
    change_case(
        case, "finished", fields, by=by, at=at, data={"task": task.pk, "unit": task.unit_id, "how": how, "photos": kept}
    )
    ledger.errand("case.answered", f"answered:{case.pk}:{case.redo_count}", {"case": case.pk}, at=at)
    return task


def _check_finish(case: Case, words: str, how: str, photos_sent: Sequence[bytes]) -> None:
    if len(words) < FEWEST_WORDS:
        raise Refused("words_too_short", least=FEWEST_WORDS)
    if len(words) > MOST_WORDS:
        raise Refused("words_too_long", most=MOST_WORDS)
    if how not in WAYS:
        raise Refused("how_unknown", how=how[:20])
    if len(photos_sent) > photos.MOST_PHOTOS:
        raise Refused("too_many_photos", most=photos.MOST_PHOTOS)
    if kind_of(case.kind).photo_required and not photos_sent:
        raise Refused("photo_required", kind=case.kind)


def _keep_photos(task: Task, sent: Sequence[bytes], *, by: str, at: datetime) -> list[str]:
    proofs = []
    for raw in sent:
        picture = photos.clean(raw)
        mark = hashlib.sha256(raw).hexdigest()
        proof = Proof(task=task, sha256=mark, by=by, at=at)
        proof.file.save(f"{task.pk}-{mark[:16]}.jpg", ContentFile(picture), save=False)
        proofs.append(proof)
    Proof.objects.bulk_create(proofs)
    return [proof.sha256 for proof in proofs]
