"""What every deed on a case does: lock it, change named fields, record, and signal open pages."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from jishiyu.casework import clock, ladder, rights, workflow
from jishiyu.casework.actions.going_on import moved_on
from jishiyu.casework.kinds import ladder_of
from jishiyu.casework.models import Case, Promise, Task
from jishiyu.ledger import actions as ledger
from jishiyu.lib.kept import SAMPLE, SMALL_SAMPLE, Kept, locked_by_key
from jishiyu.lib.masks import mask_text
from jishiyu.lib.moves import after
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import Change, signal_all
from jishiyu.registry.acting import acting
from jishiyu.registry.models import Officer

BY_MERGING = "system:merged"
Row = tuple[str, str, str, str, str]  # of a task: role, state, decision on its return, unit, words
_LOCKED_CASE = Kept[Case](lambda key: Case.objects.select_for_update().filter(pk=key), SAMPLE)
_LOCKED_CASE_OF_TASK = Kept[Case](
    lambda task: Case.objects.select_for_update(of=("self",)).filter(tasks__pk=task), SAMPLE
)
_LOCKED_TASK = locked_by_key(Task, "unit")
_LOCKED_PROMISES = Kept[Promise](lambda case: Promise.objects.select_for_update().filter(case=case), SAMPLE)
_PROMISES = Kept[Promise](lambda case: Promise.objects.filter(case=case), SAMPLE)
_ROUND = Kept[Task](
    lambda case, number: (
        Task.objects.filter(case=case, round=number)
        .order_by("finished_at", "pk")
        .values_list("role", "state", "return_decision", "unit__name", "words")
    ),
    SAMPLE,
    SMALL_SAMPLE,
)
_ACTING = Kept[Officer](lambda key: Officer.objects.filter(pk=key, is_active=True), SAMPLE)
_MERGED = Kept[Case](
    lambda case: Case.objects.select_for_update().filter(merged_into=case, state=Case.State.HANDLING).order_by("pk"),
    SAMPLE,
)


def lock_case(case_id: int, *, seen: int | None = None) -> Case:
    """The case, locked. Raises Refused: case_unknown, or changed_meanwhile when a page saw an older version."""
    case: Case | None = _LOCKED_CASE.first(case_id)
    if case is None:
        raise Refused("case_unknown", case=case_id)
    if seen is not None and seen != case.version:
        raise Refused("changed_meanwhile", number=case.number)
    return case


def lock_task(task_id: int, *, by: str) -> tuple[Task, Case]:
    """A task this actor may work on and its case, the case locked first, so that two hands never wait for each other.
    Raises Refused: task_unknown, not_yours."""
    case: Case | None = _LOCKED_CASE_OF_TASK.first(task_id)
    if case is None:
        raise Refused("task_unknown", task=task_id)
    task: Task = _LOCKED_TASK.first(task_id)
    task.case = case
    check_worker(by, task, case)
    return task, case


def change_case(
    case: Case,
    act: str,
    fields: Mapping[str, Any],
    *,
    by: str,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    also: Sequence[Change] = (),
) -> Case:
    """Set fields, count the version, record the deed with what changed, signal pages that show the case and those that
    show what `also` changed.

    A new round starts the table of urging anew; when the case is urged next follows from its fields by itself.
    Whatever deed takes a case out of its unit's hands also ends its waiting or hanging: here, so that none forgets.
    """
    more, said = moved_on(case, fields, by=by, at=at)
    fields = {**more, **fields}
    if fields.get("redo_count", case.redo_count) != case.redo_count:
        fields = {**fields, "steps_taken": 0}
    moved = {name for name in _STEPPING & fields.keys() if fields[name] != getattr(case, name)}
    was = case.state
    before = {name: plain(getattr(case, name)) for name in fields}
    for name, value in fields.items():
        setattr(case, name, value)
    stepping = bool(moved - {"state"}) or ladder.runs(was) != ladder.runs(case.state)
    if stepping:
        case.next_step_at = _next_step(case)
    case.version += 1
    ledger.save_fields(case, [*fields, *(["next_step_at"] if stepping else []), "version"])
    after = {name: plain(value) for name, value in fields.items()}
    changed = [name for name in after if after[name] != before[name]]
    ledger.record(
        case.ref,
        act,
        by=by,
        at=at,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        data={**(data or {}), **said},
    )
    signal_all([Change((case.ref, "desk"), "case", {"case": case.pk}), *also], at=at)
    return case


_STEPPING = frozenset({"state", "aside", "kind", "review_at", "due_at", "redo_count", "steps_taken"})


def _next_step(case: Case) -> datetime | None:
    """When this case is urged next; asks for the start of its promise only while somebody still owes the answer."""
    starts_at = None
    if ladder.runs(case.state) and not case.aside and case.due_at is not None:
        promise = Promise.objects.filter(case=case, what="resolve").first()
        starts_at = promise.terms.starts_at if promise else None
    return ladder.next_step(ladder_of(case.kind), standing_on_ladder(case, starts_at))


def standing_on_ladder(case: Case, starts_at: datetime | None) -> ladder.Standing:
    return ladder.Standing(case.state, case.aside, starts_at, case.due_at, case.review_at, case.steps_taken)


def announce_answer(case: Case, *, at: datetime) -> None:
    """Leave the errand by which those who verify learn that a case waits for the requester's word, and answer those
    that were merged into it with the same words: each requester is asked for themselves."""
    ledger.errand("case.answered", f"answered:{case.pk}:{case.redo_count}", {"case": case.pk}, at=at)
    for other in _MERGED.all(case.pk):
        fields = {
            "state": after(workflow.CASE_MOVES, other.state, "follow"),
            "answer": mask_text(case.answer),
            "answered_at": at,
            "next_due_at": meet(other, "answer", at=at),
        }
        change_case(other, "followed", fields, by=BY_MERGING, at=at, data={"of": case.pk})
        announce_answer(other, at=at)


def plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def meet(case: Case, act: str, *, at: datetime) -> datetime | None:
    """Mark the promises an act meets, and return when the next open one falls due."""
    promises: list[Promise] = _LOCKED_PROMISES.all(case.pk)
    met = [promise for promise in promises if promise.what in clock.MEETS[act] and promise.met_at is None]
    for promise in met:
        promise.met_at = at
        ledger.save_fields(promise, ["met_at"])
    return clock.next_due([(promise.effective_due_at, promise.met_at) for promise in promises])


def next_due_of(case: Case) -> datetime | None:
    """When the first unmet promise falls due, as it was extended."""
    return clock.next_due([(one.effective_due_at, one.met_at) for one in _PROMISES.all(case.pk)])


def settled(case: Case, act: str, *, at: datetime) -> dict[str, Any]:
    """The fields by which an act on a task moves its case on: its state, what it meets, and the answer when all who
    were asked are done. Raises Refused: not_now."""
    rows: list[Row] = _ROUND.all(case.pk, case.redo_count)
    parts = [part_of(role, state, decision) for role, state, decision, _, _ in rows]
    state = after(workflow.CASE_MOVES, case.state, act, workflow.standing(parts))
    fields: dict[str, Any] = {"state": state}
    if state == Case.State.ANSWERED:
        fields |= {"answer": answer_of(rows), "answered_at": at, "next_due_at": meet(case, "answer", at=at)}
    return fields


def part_of(role: str, state: str, decision: str) -> workflow.Part:
    """A task of the present round as the life of its case sees it."""
    undecided = state == Task.State.RETURNED and decision == "" and role != Task.Role.LEAD
    return workflow.Part(role, state, undecided=undecided)


def answer_of(rows: Sequence[Row]) -> str:
    """The words to the requester: the lead's first, then those of each unit that added some, as they finished."""
    done = [(role, unit, words) for role, state, _, unit, words in rows if state == Task.State.FINISHED]
    lead = [words for role, _, words in done if role == Task.Role.LEAD]
    others = [f"{unit}: {words}" for role, unit, words in done if role != Task.Role.LEAD and words]
    return "\n\n".join([*lead, *others])


def officer_of(by: str) -> Officer | None:
    """The officer an actor names, or None for a requester or a system. Raises Refused("not_yours") for one unknown."""
    kind, _, key = by.partition(":")
    if kind != "officer":
        return None
    officer: Officer | None = (acting(by) or _ACTING.first(int(key))) if key.isdigit() else None
    if officer is None:
        raise Refused("not_yours", by=by[:40])
    return officer


def check_post(by: str, posts: Collection[str], *, number: str) -> Officer | None:
    """The acting officer, when their post may do this; None for a system. Raises Refused("not_yours")."""
    officer = officer_of(by)
    if officer is not None and officer.post not in posts:
        raise Refused("not_yours", number=number)
    return officer


def check_worker(by: str, task: Task, case: Case) -> Officer | None:
    """The acting officer, when the task is theirs to work on; None for a system. Raises Refused("not_yours")."""
    officer = officer_of(by)
    if officer is not None and not rights.may_work(officer, task):
        raise Refused("not_yours", number=case.number)
    return officer
