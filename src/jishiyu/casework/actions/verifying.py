"""Asking the requester whether it was really done, and what follows from the answer."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from jishiyu.casework import rights
from jishiyu.casework.actions.changing import change_case, check_post, lock_case, next_due_of
from jishiyu.casework.actions.dispatching import announce
from jishiyu.casework.models import CallBack, Case, Promise, Task, Verification
from jishiyu.casework.secrecy import hidden
from jishiyu.casework.workflow import CASE_MOVES
from jishiyu.ledger import actions as ledger
from jishiyu.lib.kept import SAMPLE, SMALL_SAMPLE, Kept
from jishiyu.lib.moves import after, check
from jishiyu.lib.refused import Refused
from jishiyu.registry.people import sealer

LINK_LASTS = timedelta(days=14)
MOST_WORDS = 2000
_FINISHED = Kept[Task](lambda case: Task.objects.filter(case=case, state=Task.State.FINISHED), SAMPLE)
_WAITING = Kept[CallBack](
    lambda case, number: CallBack.objects.filter(case=case, round=number, state=CallBack.State.WAITING).values_list(
        "pk"
    ),
    SAMPLE,
    SMALL_SAMPLE,
)
_ASKED = Kept[Verification](
    lambda case, number: Verification.objects.filter(case=case, round=number), SAMPLE, SMALL_SAMPLE
)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def ask_requester(case_id: int, *, by: str, at: datetime) -> str:
    """Make the one-time link of this round and return its token, which is kept only as a hash. Asking again makes a
    new link and ends the old one. Raises Refused: not_yours, own_work for the unit that did the work, not_now."""
    case = lock_case(case_id)
    if case.state != Case.State.ANSWERED:
        raise Refused("not_now", act="ask", state=case.state)
    check_not_own_work(case, by)
    token = secrets.token_urlsafe(24)
    Verification.objects.update_or_create(
        case=case,
        round=case.redo_count,
        defaults={"token_hash": hash_of(token), "asked_at": at, "expires_at": at + LINK_LASTS},
    )
    change_case(case, "asked", {}, by=by, at=at, data={"round": case.redo_count})
    return token


@dataclass(frozen=True, slots=True)
class Word:
    """What a requester says of an answer. What is partly solved is not solved. `network_mark` is a keyed mark of the
    network it came from, see registry.people."""

    solved: bool
    partly: bool = False
    rating: int | None = None
    words: str = ""
    network_mark: str = ""


@transaction.atomic
def confirm(
    token: str,
    *,
    solved: bool,
    rating: int | None,
    words: str = "",
    partly: bool = False,
    network_mark: str = "",
    by: str = "requester",
    at: datetime,
) -> Case:
    """The requester answers by the one-time link. An unknown, used or old link is refused alike: link_dead."""
    asked = Verification.objects.filter(token_hash=hash_of(token)).values_list("case_id", flat=True).first()
    if asked is None:
        raise Refused("link_dead")
    case = lock_case(asked)
    row = Verification.objects.select_for_update().filter(token_hash=hash_of(token), case=case).first()
    if row is None or row.answered_at or row.expires_at < at or row.round != case.redo_count:
        raise Refused("link_dead")
    if case.state != Case.State.ANSWERED:
        raise Refused("link_dead")
    return hear_word(case, row, Word(solved, partly, rating, words, network_mark), by=by, at=at)


@transaction.atomic
def confirm_case(
    case_id: int,
    *,
    solved: bool,
    rating: int | None,
    words: str = "",
    partly: bool = False,
    network_mark: str = "",
    by: str,
    at: datetime,
) -> Case:
    """The same answer given on the follow-up page, or to a caller who is not of the unit that did the work."""
    case = lock_case(case_id)
    if case.state != Case.State.ANSWERED:
        raise Refused("not_now", act="confirm", state=case.state)
    check_not_own_work(case, by)
    return hear_word(case, row_of_round(case, at), Word(solved, partly, rating, words, network_mark), by=by, at=at)


def row_of_round(case: Case, at: datetime) -> Verification:
    """The asking of this round; when none was, one with a link that nobody knows, written with the word itself."""
    row: Verification | None = _ASKED.first(case.pk, case.redo_count)
    if row is None:  # the case is locked, so nobody else makes one now
        token_hash = hash_of(secrets.token_urlsafe(24))
        row = Verification(case=case, round=case.redo_count, token_hash=token_hash, asked_at=at, expires_at=at)
    return row


def check_not_own_work(case: Case, by: str) -> None:
    """Only those who verify may, nobody of the unit it is about, and nobody confirms the work of their own unit or
    their own of days gone by."""
    officer = check_post(by, rights.VERIFIES, number=case.number)
    if officer is None:
        return
    if rights.concerned(officer, case):
        raise Refused("not_yours", number=case.number)
    answered_by = [case.pk, *([case.merged_into_id] if case.merged_into_id else [])]
    if rights.did_the_work(officer, [task for key in answered_by for task in _FINISHED.all(key)]):
        raise Refused("own_work", number=case.number)


def hear_word(case: Case, row: Verification, word: Word, *, by: str, at: datetime) -> Case:
    """What follows from the requester's word, in the caller's transaction: only all of it solved closes the case."""
    if word.rating is not None and word.rating not in range(1, 6):
        raise Refused("rating_unknown", rating=word.rating)
    solved = word.solved and not word.partly
    row.answered_at, row.by, row.solved, row.partly = at, by, solved, word.partly
    words = hidden(case, word.words.strip()[:MOST_WORDS], sealer())
    row.rating, row.words, row.network_mark = word.rating, words, word.network_mark
    if row.pk is None:
        ledger.insert_rows([row])
    else:
        ledger.save_fields(row, ["answered_at", "by", "solved", "partly", "rating", "words", "network_mark"])
    if _WAITING.first(case.pk, row.round):
        waiting = CallBack.objects.filter(case=case, round=row.round, state=CallBack.State.WAITING)
        waiting.update(state=CallBack.State.OVER, held_by="", held_until=None)
    data = {"round": row.round, "solved": solved, "partly": word.partly, "rating": word.rating}
    if not solved:
        return _redo(case, data, by=by, at=at)
    state = after(CASE_MOVES, case.state, "close")
    fields = {"state": state, "outcome": Case.Outcome.SOLVED, "closed_at": at, "next_due_at": None}
    change_case(case, "confirmed", fields, by=by, at=at, data=data)
    return case


def _redo(case: Case, data: Mapping[str, object], *, by: str, at: datetime) -> Case:
    """Not solved: back to the unit that led, on the clock that started when the need was heard."""
    send_again(case, "redo", "disputed", {}, data, by=by, at=at)
    return case


def send_again(
    case: Case,
    act: str,
    recorded: str,
    changes: Mapping[str, Any],
    data: Mapping[str, object],
    *,
    by: str,
    at: datetime,
) -> Task:
    """Start a new round with the unit that led the last one: the promise to resolve is open again, as it was made.
    What was merged goes its own way from here, to the unit whose words answered it."""
    check(CASE_MOVES, case.state, act)
    Promise.objects.filter(case=case, what="resolve").update(met_at=None)
    last = (
        Task.objects.filter(case=case.merged_into_id or case.pk, state=Task.State.FINISHED, role=Task.Role.LEAD)
        .select_related("officer")
        .latest("finished_at")
    )
    there = last.officer is not None and last.officer.is_active and last.officer.unit_id == last.unit_id
    task = Task.objects.create(
        case=case,
        unit_id=last.unit_id,
        officer_id=last.officer_id if there else None,
        line=last.line,
        round=case.redo_count + 1,
        reason=[["redo", ""]],
        sent_at=at,
    )
    fields = {
        "state": after(CASE_MOVES, case.state, act, Case.State.DISPATCHED),
        "redo_count": case.redo_count + 1,
        "answered_at": None,
        "next_due_at": next_due_of(case),
        "merged_into_id": None,
        **changes,
    }
    change_case(case, recorded, fields, by=by, at=at, data={**data, "task": task.pk, "unit": last.unit_id})
    announce([task], at=at, kind="task_redo")
    return task
