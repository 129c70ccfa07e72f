"""Who may see and do what with a case: by post, unit and task. No database."""

from jishiyu.casework.models import Case, Task
from jishiyu.registry.models import Officer, Post

SEES_ALL = frozenset({Post.DISPATCHER, Post.CALLER, Post.LEADER})
SEES_UNIT = frozenset({Post.OFFICER, Post.HEAD})
OPENS = frozenset({Post.DISPATCHER, Post.CALLER})
DISPATCHES = frozenset({Post.DISPATCHER})
VERIFIES = frozenset({Post.DISPATCHER, Post.CALLER})


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


def may_see_contact(officer: Officer, live: Task | None) -> bool:
    return officer.post in VERIFIES or holds(officer, live)


def allowed(officer: Officer, case: Case, live: Task | None, worked_units: frozenset[int]) -> frozenset[str]:
    """Acts this officer may do on this case now. `live` is its open task, `worked_units` those that finished one."""
    acts: set[str] = set()
    if officer.post in DISPATCHES and case.state == Case.State.RECEIVED:
        acts |= {"dispatch", "close"}
    if live is not None and holds(officer, live):
        acts |= {"accept", "return"} if live.state == Task.State.SENT else {"contact", "finish", "return"}
        if live.state == Task.State.ACCEPTED and live.arrived_at is None:
            acts.add("arrive")
    if officer.post in VERIFIES and case.state == Case.State.ANSWERED and officer.unit_id not in worked_units:
        acts |= {"ask", "confirm"}
    if case.requester_id and may_see_contact(officer, live):
        acts.add("contact_details")
    return frozenset(acts)
