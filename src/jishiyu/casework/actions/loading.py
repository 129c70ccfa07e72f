"""Loading lives that were lived elsewhere, or invented: rows and entries as the deeds would have left them, in bulk.

Only for an installation in which nothing else goes on: nobody is told, nothing is signalled, no errand is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from jishiyu.casework import clock, ladder
from jishiyu.casework.actions.changing import plain
from jishiyu.casework.actions.opening import deeds_of_opening, new_case, promises_for
from jishiyu.casework.actions.tallying import keep_tallies, stop_tallies
from jishiyu.casework.marks import mark_of_words
from jishiyu.casework.models import Case, NumberBook, Promise, Task, Verification
from jishiyu.casework.needs import Need
from jishiyu.ledger import actions as ledger

TASKS_EACH = 4  # keys kept free for each case, so that several loaders never meet


@dataclass(frozen=True, slots=True)
class Step:
    """One deed of a life: dispatch, accept, contact, arrive, finish, return, confirm, dispute or unheard; and of a desk
    that assists on the trade's line, assist and assisted."""

    act: str
    by: str
    at: datetime
    unit: int | None = None
    officer: int | None = None
    words: str = ""
    how: str = ""
    code: str = ""
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """A need, the number and key of its case, who opened it when, and the deeds that followed, in order."""

    need: Need
    key: int
    number: str
    by: str
    at: datetime
    steps: Sequence[Step]


@dataclass(slots=True)
class Lived:
    """Rows of one case as its steps go on."""

    case: Case
    promises: list[Promise]
    deeds: list[ledger.Deed]
    tasks: list[Task] = field(default_factory=list)
    verifications: list[Verification] = field(default_factory=list)

    @property
    def task(self) -> Task:
        return self.tasks[-1]

    def meet(self, act: str, at: datetime) -> datetime | None:
        for promise in self.promises:
            if promise.what in clock.MEETS[act] and promise.met_at is None:
                promise.met_at = at
        return self.next_due()

    def next_due(self) -> datetime | None:
        return clock.next_due([(promise.due_at, promise.met_at) for promise in self.promises])

    def change(self, step: Step, act: str, fields: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        """As `change_case` does: fields, version, the deed with what changed."""
        case = self.case
        before = {name: plain(getattr(case, name)) for name in fields}
        after = {name: plain(value) for name, value in fields.items()}
        for name, value in fields.items():
            setattr(case, name, value)
        case.version += 1
        changed = [name for name in after if after[name] != before[name]]
        self.deeds.append(
            ledger.Deed(
                case.ref,
                act,
                {name: before[name] for name in changed},
                {name: after[name] for name in changed},
                data,
                step.at,
                step.by,
            )
        )


def first_free_key() -> int:
    """From here on keys of cases are free."""
    return (Case.objects.aggregate(last=Max("pk"))["last"] or 0) + 1


@transaction.atomic
def load_lives(lives: Sequence[Life]) -> None:
    """Write lives whose keys and numbers are free. Several loaders may work on other keys at the same time."""
    if not lives:
        return
    needs = [life.need for life in lives]
    cases = [new_case(life.need, life.number, life.at) for life in lives]
    for case, life in zip(cases, lives, strict=True):
        case.pk = life.key
    promises = promises_for(cases, needs, lives[0].at)
    lived = []
    for life, case, made in zip(lives, cases, promises, strict=True):
        for promise in made:
            promise.case_id = case.pk
        opened = [
            ledger.Deed(deed.subject, deed.act, deed.before, deed.after, deed.data, life.at, life.by)
            for deed in deeds_of_opening(case, life.need)
        ]
        one = Lived(case, made, opened)
        for step in life.steps:
            STEPS[step.act](one, step)
        if not ladder.runs(case.state):
            case.next_step_at = None
        lived.append(one)
    ledger.load_rows(cases)
    ledger.load_rows([row for one in lived for row in one.promises])
    ledger.load_rows([row for one in lived for row in one.tasks])
    ledger.load_rows([row for one in lived for row in one.verifications])
    ledger.load_deeds([deed for one in lived for deed in one.deeds])


@transaction.atomic
def begin_loading() -> None:
    """Nothing is tallied until the end of loading."""
    stop_tallies()


@transaction.atomic
def end_loading(numbers: Mapping[date, int]) -> None:
    """The book of numbers goes on after the last one loaded on each day, and so do the keys of tables; everything is
    tallied."""
    keep_tallies()
    books = [NumberBook(day=day, last=last) for day, last in numbers.items()]
    NumberBook.objects.bulk_create(books, update_conflicts=True, unique_fields=["day"], update_fields=["last"])
    ledger.go_on_counting(Case, Task)


def _dispatch(one: Lived, step: Step) -> None:
    case = one.case
    task = Task(
        pk=case.pk * TASKS_EACH + len(one.tasks),
        case_id=case.pk,
        unit_id=step.unit or 0,
        officer_id=step.officer,
        round=case.redo_count,
        reason=[["catalogue", step.words]],
        sent_at=step.at,
    )
    data: dict[str, Any] = {"task": task.pk, "unit": step.unit, "officer": step.officer, "reason": task.reason}
    data |= {"line": task.line, "role": task.role}
    if one.tasks and one.task.state == Task.State.RETURNED:
        data |= {"return": "upheld", "returned_task": one.task.pk}
        one.task.return_decision, one.task.return_decided_at = "upheld", step.at
        one.task.return_decided_by = step.by
    one.tasks.append(task)
    fields = {"state": Case.State.DISPATCHED, "dispatched_at": case.dispatched_at or step.at}
    one.change(step, "dispatched", fields, data)


def _accept(one: Lived, step: Step) -> None:
    one.task.state, one.task.accepted_at, one.task.officer_id = Task.State.ACCEPTED, step.at, step.officer
    fields = {"state": Case.State.HANDLING, "next_due_at": one.meet("accept", step.at)}
    one.change(step, "accepted", fields, {"task": one.task.pk, "unit": one.task.unit_id})


def _on_the_way(one: Lived, step: Step) -> None:
    if step.act == "arrive":
        one.task.arrived_at = step.at
    fields = {"next_due_at": one.meet(step.act, step.at), "contacted_at": one.case.contacted_at or step.at}
    one.change(step, "arrived" if step.act == "arrive" else "contacted", fields, {"task": one.task.pk})


def _assist(one: Lived, step: Step) -> None:
    """A desk on the other line is asked to assist, while the lead has it."""
    task = Task(
        pk=one.case.pk * TASKS_EACH + len(one.tasks),
        case_id=one.case.pk,
        unit_id=step.unit or 0,
        line="trade",
        role=Task.Role.ASSIST,
        round=one.case.redo_count,
        reason=[["catalogue", step.words]],
        sent_at=step.at,
    )
    one.tasks.insert(len(one.tasks) - 1, task)
    data = {"task": task.pk, "unit": step.unit, "officer": None, "line": task.line, "role": task.role}
    one.change(step, "added", {}, data | {"reason": task.reason})


def _assisted(one: Lived, step: Step) -> None:
    """The assisting desk has taken it and done its part; the lead goes on."""
    task = next(task for task in one.tasks if task.unit_id == step.unit and task.role == Task.Role.ASSIST)
    task.state, task.accepted_at, task.finished_at = Task.State.FINISHED, step.at, step.at
    task.officer_id, task.words, task.how, task.words_mark = (
        step.officer,
        step.words,
        step.how,
        mark_of_words(step.words),
    )
    data: dict[str, Any] = {"task": task.pk, "unit": task.unit_id}
    one.change(step, "accepted", {}, data)
    one.change(step, "finished", {}, data | {"how": step.how, "photos": [], "words": step.words})


def _finish(one: Lived, step: Step) -> None:
    task = one.task
    task.state, task.words, task.how, task.finished_at = Task.State.FINISHED, step.words, step.how, step.at
    task.words_mark = mark_of_words(step.words)
    fields = {
        "state": Case.State.ANSWERED,
        "answer": step.words,
        "answered_at": step.at,
        "next_due_at": one.meet("answer", step.at),
        "contacted_at": one.case.contacted_at or step.at,
    }
    data = {"task": task.pk, "unit": task.unit_id, "how": step.how, "photos": [], "words": step.words}
    one.change(step, "finished", fields, data)


def _return(one: Lived, step: Step) -> None:
    task = one.task
    task.state, task.returned_at = Task.State.RETURNED, step.at
    task.return_code, task.return_to_id, task.return_ground = step.code, step.unit, step.words
    data = {"task": task.pk, "unit": task.unit_id, "code": step.code, "to": step.unit, "ground": step.words}
    fields = {"state": Case.State.RECEIVED, "objections": one.case.objections + 1}
    one.change(step, "returned", fields, data)


def _said(one: Lived, step: Step, *, solved: bool) -> dict[str, Any]:
    """The requester's word of this round, noted by a caller."""
    case = one.case
    one.verifications.append(
        Verification(
            case_id=case.pk,
            round=case.redo_count,
            token_hash=f"{case.pk:016x}{case.redo_count:048x}",  # of no link: the word came by phone
            asked_at=step.at,
            expires_at=step.at,
            answered_at=step.at,
            solved=solved,
            rating=step.rating,
            words=step.words,
            by=step.by,
        )
    )
    return {"round": case.redo_count, "solved": solved, "rating": step.rating}


def _confirm(one: Lived, step: Step) -> None:
    data = _said(one, step, solved=True)
    _close(one, step, "confirmed", Case.Outcome.SOLVED, data)


def _unheard(one: Lived, step: Step) -> None:
    _close(one, step, "closed", Case.Outcome.UNVERIFIED, {})


def _close(one: Lived, step: Step, act: str, outcome: str, data: Mapping[str, Any]) -> None:
    fields = {"state": Case.State.CLOSED, "outcome": outcome, "closed_at": step.at, "next_due_at": None}
    one.change(step, act, fields, data)


def _dispute(one: Lived, step: Step) -> None:
    data = _said(one, step, solved=False)
    for promise in one.promises:
        if promise.what == "resolve":
            promise.met_at = None
    case, last = one.case, one.task
    task = Task(
        pk=case.pk * TASKS_EACH + len(one.tasks),
        case_id=case.pk,
        unit_id=last.unit_id,
        officer_id=last.officer_id,
        round=case.redo_count + 1,
        reason=[["redo", ""]],
        sent_at=step.at,
    )
    one.tasks.append(task)
    fields = {
        "state": Case.State.DISPATCHED,
        "redo_count": case.redo_count + 1,
        "answered_at": None,
        "next_due_at": one.next_due(),
    }
    one.change(step, "disputed", fields, {**data, "task": task.pk, "unit": task.unit_id})


STEPS = {
    "dispatch": _dispatch,
    "accept": _accept,
    "contact": _on_the_way,
    "arrive": _on_the_way,
    "finish": _finish,
    "assist": _assist,
    "assisted": _assisted,
    "return": _return,
    "confirm": _confirm,
    "dispute": _dispute,
    "unheard": _unheard,
}
