"""Urge, supervise, escalate: by the table when its time has come, by a dispatcher, and by the requester."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jishiyu.casework import ladder, rights
from jishiyu.casework.actions.changing import check_post, lock_case, standing_on_ladder
from jishiyu.casework.actions.dispatching import answering_for
from jishiyu.casework.kinds import ladder_of
from jishiyu.casework.models import Case, Nudge, Promise, Task
from jishiyu.casework.secrecy import hidden
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import News, signal, tell_many
from jishiyu.registry.models import Officer, Post
from jishiyu.registry.people import sealer

BATCH = 200
FEWEST_WORDS, MOST_WORDS = 4, 500
REVIEW_AGAIN = timedelta(days=1)  # a review that is due is called to mind every day until it is held
PUT_OFF = timedelta(hours=1)  # a case that cannot be nudged comes back then, and holds up no other
BY_HAND = frozenset({Nudge.Level.URGE, Nudge.Level.SUPERVISE})
ACTS: Mapping[str, str] = {
    Nudge.Level.URGE: "urged",
    Nudge.Level.SUPERVISE: "supervised",
    Nudge.Level.ESCALATE: "escalated",
}

log = logging.getLogger("jishiyu.casework")


@dataclass(slots=True)
class _Told:
    """One nudge about to be made: of which case, what the record says, and the tasks of those it reaches."""

    case: Case
    nudge: Nudge
    tasks: Sequence[Task]
    data: dict[str, object]
    act: str


def nudge_due(*, by: str, at: datetime) -> int:
    """Take every rung whose time has come, in batches of a constant number of statements. Returns how many.

    Each batch is a transaction of its own, so that a killed run is taken up where it stood and doubles nothing. It
    goes on from behind the last row, never from the first again: a case that cannot be nudged is put off and named in
    the log.
    """
    count, moment, key = 0, None, 0
    while True:
        due = Case.objects.filter(next_step_at__isnull=False, next_step_at__lte=at)
        if moment is not None:
            due = due.filter(Q(next_step_at__gt=moment) | Q(next_step_at=moment, pk__gt=key))
        rows = list(due.order_by("next_step_at", "pk").values_list("next_step_at", "pk")[:BATCH])
        if not rows:
            return count
        count += _batch([pk for _, pk in rows], by=by, at=at)
        moment, key = rows[-1]


def _batch(keys: Sequence[int], *, by: str, at: datetime) -> int:
    try:
        with transaction.atomic():
            return _climb(keys, by=by, at=at)
    except Exception:
        if len(keys) > 1:
            return sum(_batch([key], by=by, at=at) for key in keys)
        log.exception("case %s could not be urged; it is tried again later", keys[0])
        Case.objects.filter(pk=keys[0]).update(next_step_at=at + PUT_OFF)
        return 0


def _climb(keys: Sequence[int], *, by: str, at: datetime) -> int:
    """Take the rungs of these cases that are due, in the caller's transaction; whoever holds one has it next time."""
    cases = list(
        Case.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk__in=keys, next_step_at__lte=at)
        .order_by("pk")
    )
    promises = Promise.objects.filter(case__in=cases, what="resolve")
    starts = {promise.case_id: promise.terms.starts_at for promise in promises}
    tasks = _live_tasks(cases)
    told = []
    for case in cases:
        standing = standing_on_ladder(case, starts.get(case.pk))
        held = tasks.get(case.merged_into_id or case.pk, [])
        if case.aside and ladder.runs(case.state):
            told.append(_new(case, Nudge.Level.URGE, None, held, {"review": True}, by=by, at=at))
            told[-1].act = "review_due"
            case.next_step_at = at + REVIEW_AGAIN
            continue
        for number, step in ladder.steps_due(ladder_of(case.kind), standing, at):
            told.append(_new(case, step.level, number, held, {"percent": step.percent}, by=by, at=at))
            case.steps_taken = number
        standing = standing_on_ladder(case, starts.get(case.pk))
        case.next_step_at = ladder.next_step(ladder_of(case.kind), standing)
    Case.objects.bulk_update(cases, ["steps_taken", "next_step_at"], batch_size=BATCH)
    _make(told, by=by, at=at)
    return len(told)


def _live_tasks(cases: Sequence[Case]) -> dict[int, list[Task]]:
    """The live tasks of these cases, and of those they were merged into, by case, the lead first."""
    keys = {case.merged_into_id or case.pk for case in cases}
    found: dict[int, list[Task]] = {}
    rows = Task.objects.filter(case_id__in=keys, state__in=[Task.State.SENT, Task.State.ACCEPTED])
    for task in rows.select_related("unit", "officer").order_by("-role", "pk"):
        found.setdefault(task.case_id, []).append(task)
    return found


def _new(
    case: Case, level: str, step: int | None, tasks: Sequence[Task], data: dict[str, object], *, by: str, at: datetime
) -> _Told:
    lead = next((task for task in tasks if task.role == Task.Role.LEAD), None)
    unit = lead.unit_id if lead else None
    made = Nudge(case=case, level=level, round=case.redo_count, step=step, unit_id=unit, by=by, at=at)
    units = sorted({task.unit_id for task in tasks})
    said = {"level": str(level), "step": step, "unit": unit, "units": units, **data}
    return _Told(case, made, tasks, said, ACTS[level])


def _make(told: Sequence[_Told], *, by: str, at: datetime) -> None:
    """Keep the nudges, record each, and tell whom each is for."""
    if not told:
        return
    Nudge.objects.bulk_create([one.nudge for one in told], batch_size=BATCH)
    deeds = []
    for one in told:
        step = one.nudge.step
        moved = ({"steps_taken": step - 1}, {"steps_taken": step}) if step else ({}, {})
        deeds.append(ledger.Deed(one.case.ref, one.act, *moved, {"nudge": one.nudge.pk, **one.data}))
    ledger.record_many(deeds, by=by, at=at)
    tell_many(_news(told), at=at)
    signal({"desk", *(one.case.ref for one in told)}, "case", {}, at=at)
    signal({f"unit:{task.unit_id}" for one in told for task in one.tasks}, "task", {}, at=at)


def _news(told: Sequence[_Told]) -> list[News]:
    """Urged: whoever has it and the head of their unit, the dispatchers too while nobody leads it or took it up.
    Supervised: heads and dispatchers. Escalated: the leaders besides."""
    heads = answering_for({task.unit_id for one in told for task in one.tasks})
    centre = _actors(Post.DISPATCHER)
    leaders = _actors(Post.LEADER) if any(one.nudge.level == Nudge.Level.ESCALATE for one in told) else ()
    news = []
    for one in told:
        level, title = one.nudge.level, {"title": one.case.title[:60], "number": one.case.number}
        kind, urgent = f"case_{one.act}", level != Nudge.Level.URGE or one.case.urgency >= 2
        key = f"nudge:{one.nudge.pk}"
        for task in one.tasks:
            readers = {*heads.get(task.unit_id, ())}
            if task.officer is not None and level == Nudge.Level.URGE:
                readers.add(task.officer.actor)
            news.append(News(tuple(sorted(readers)), key, kind, title, f"/console/tasks/{task.pk}/", urgent))
        unheld = not any(task.role == Task.Role.LEAD and task.accepted_at for task in one.tasks)
        watching = centre if unheld or level != Nudge.Level.URGE or one.case.aside else ()
        watching += leaders if level == Nudge.Level.ESCALATE else ()
        news.append(News(watching, key, kind, title, f"/console/cases/{one.case.number}/", urgent))
    return [item for item in news if item.readers]


def _actors(post: str) -> tuple[str, ...]:
    return tuple(one.actor for one in Officer.objects.filter(post=post, is_active=True).order_by("pk"))


@transaction.atomic
def nudge(case_id: int, *, level: str, words: str, by: str, at: datetime) -> Nudge:
    """A dispatcher urges or supervises with words of their own; the table goes on as it would have.

    Raises Refused: case_unknown, not_yours, level_unknown, not_now, nudge_words.
    """
    case = lock_case(case_id)
    check_post(by, rights.DISPATCHES, number=case.number)
    if level not in BY_HAND:
        raise Refused("level_unknown", level=level[:20])
    if len(words.strip()) < FEWEST_WORDS:
        raise Refused("nudge_words", least=FEWEST_WORDS)
    return _by_person(case, level, words, by=by, at=at)


@transaction.atomic
def urge_own(case_id: int, *, words: str = "", by: str, at: datetime) -> Nudge:
    """The requester urges their own case, once a day; the words of one who is secret tell nobody who it is.

    Raises Refused: case_unknown, not_now, urged_today."""
    case = lock_case(case_id)
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    if Nudge.objects.filter(case=case, by=by, at__gte=today).exists():
        raise Refused("urged_today", number=case.number)
    return _by_person(case, Nudge.Level.URGE, hidden(case, words, sealer()), by=by, at=at)


def _by_person(case: Case, level: str, words: str, *, by: str, at: datetime) -> Nudge:
    if not ladder.runs(case.state):
        raise Refused("not_now", act=level, state=case.state)
    words = words.strip()[:MOST_WORDS]
    tasks = _live_tasks([case]).get(case.merged_into_id or case.pk, [])
    told = _new(case, level, None, tasks, {"words": words}, by=by, at=at)
    told.nudge.words = words
    _make([told], by=by, at=at)
    return told.nudge
