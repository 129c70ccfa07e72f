"""Who may see and do what with a case: by post, unit and task. No database."""

from collections.abc import Iterable, Sequence

from jishiyu.casework import asking, ladder
from jishiyu.casework.models import Case, Task
from jishiyu.registry.models import Officer, Post

SEES_ALL = frozenset({Post.DISPATCHER, Post.CALLER, Post.LEADER})
SEES_UNIT = frozenset({Post.OFFICER, Post.HEAD})
OPENS = frozenset({Post.DISPATCHER, Post.CALLER})
DISPATCHES = frozenset({Post.DISPATCHER})
VERIFIES = frozenset({Post.DISPATCHER, Post.CALLER})
DECIDES = frozenset({Post.DISPATCHER, Post.LEADER})
_LIVE = (Task.State.SENT, Task.State.ACCEPTED)


def holds(officer: Officer, task: Task | None) -> bool:
    """Whether a task is this officer's to work on: their own, or their unit's that nobody else of it has taken."""
    if task is None or officer.post not in SEES_UNIT or officer.unit_id is None or task.unit_id != officer.unit_id:
        return False
    return task.state == Task.State.SENT or task.officer_id in (None, officer.pk) or officer.post == Post.HEAD


def may_work(officer: Officer, task: Task) -> bool:
    """Whether this officer may act on a task; a task that is over belongs to its unit, so that the state can say no."""
    if task.state in (Task.State.SENT, Task.State.ACCEPTED):
        return holds(officer, task)
    return officer.post in SEES_UNIT and officer.unit_id == task.unit_id


def may_hand_over(officer: Officer, task: Task) -> bool:
    """The head, and whoever has taken a task, may give it to a colleague of the unit."""
    return holds(officer, task) and (officer.post == Post.HEAD or task.officer_id == officer.pk)


def concerned(officer: Officer, case: Case) -> bool:
    """Whether the case is about this officer's own unit."""
    return case.against_id is not None and officer.unit_id == case.against_id


def did_the_work(officer: Officer, tasks: Iterable[Task]) -> bool:
    """Whether this officer, wherever they sit now, or their unit finished a task among these."""
    done = [task for task in tasks if task.state == Task.State.FINISHED]
    return any(task.officer_id == officer.pk or task.unit_id == officer.unit_id for task in done)


def may_read(officer: Officer, task: Task, case: Case) -> bool:
    """Whether what a unit wrote on a task, and was written to it, is for this officer: those who see everything, the
    unit itself, and everybody once it is part of the answer."""
    answered = case.state in (Case.State.ANSWERED, Case.State.CLOSED) and task.state == Task.State.FINISHED
    return officer.post in SEES_ALL or task.unit_id == officer.unit_id or answered


def may_see_contact(officer: Officer, case: Case, live: Task | None) -> bool:
    """Those who verify, and whoever holds the task; of a secret requester the unit learns nothing, and nobody of the
    unit a case is about learns who said it."""
    if concerned(officer, case):
        return False
    return officer.post in VERIFIES or (holds(officer, live) and not case.secret)


def unit_at(officer: Officer, tasks: Iterable[Task]) -> bool:
    """Whether this officer's unit has or had a task of these that it did not give back."""
    held = (task for task in tasks if task.state != Task.State.RETURNED)
    return officer.unit_id is not None and any(task.unit_id == officer.unit_id for task in held)


def task_of_unit(officer: Officer, tasks: Sequence[Task]) -> Task | None:
    """The live task of this officer's unit, or none; a unit has one at most."""
    live = [task for task in tasks if task.state in (Task.State.SENT, Task.State.ACCEPTED)]
    return next((task for task in live if task.unit_id == officer.unit_id), None)


def asks_for(officer: Officer, leads: Sequence[Task], kind: str) -> Task | None:
    """The lead's task for which this officer may ask something; `leads` of every round, the latest first. An exclusion
    is asked for also after the work."""
    mine = next((task for task in leads if holds(officer, task) and task.state in _LIVE), None)
    if mine is None and kind == asking.EXCLUSION and officer.post in SEES_UNIT:
        mine = next((task for task in leads if task.unit_id == officer.unit_id and task.state == "finished"), None)
    return mine


def allowed(officer: Officer, case: Case, tasks: Sequence[Task]) -> frozenset[str]:
    """Acts this officer may do on this case now. `tasks` are all of the case, of every round."""
    mine = task_of_unit(officer, tasks)
    acts = _at_the_centre(officer, case, tasks) if officer.post in DISPATCHES | VERIFIES else set()
    if mine is not None and holds(officer, mine):
        acts |= {"accept", "return"} if mine.state == Task.State.SENT else {"contact", "finish", "return"}
        if mine.state == Task.State.ACCEPTED and mine.arrived_at is None:
            acts.add("arrive")
        if mine.state == Task.State.ACCEPTED and mine.role != Task.Role.LEAD:
            acts.add("nothing")
        if may_hand_over(officer, mine):
            acts.add("hand_over")
    if case.requester_id and may_see_contact(officer, case, mine):
        acts.add("contact_details")
    return frozenset(acts)


def _at_the_centre(officer: Officer, case: Case, tasks: Sequence[Task]) -> set[str]:
    acts: set[str] = set()
    if officer.post in DISPATCHES:
        if case.state == Case.State.RECEIVED and not case.to_consult:
            acts |= {"dispatch"}
        if case.state == Case.State.RECEIVED:
            acts |= {"close"}
        if case.state in (Case.State.DISPATCHED, Case.State.HANDLING) and case.merged_into_id is None:
            acts |= {"add", "recall"}
        if ladder.runs(case.state):
            acts |= {"urge", "supervise"}
    if officer.post in VERIFIES and case.state == Case.State.ANSWERED and not did_the_work(officer, tasks):
        acts |= {"ask", "confirm"}
    if officer.post in VERIFIES and case.state == Case.State.CLOSED and not did_the_work(officer, tasks):
        acts |= {"reopen"}
    return acts
