"""Merging (并单): one matter said by several. Each keeps its own requester, promises and clock, and is never solved by
being merged: its requester is answered, and asked, for themselves."""

from datetime import datetime
from typing import Any

from django.db import transaction

from jishiyu.casework import asking, queries, rights
from jishiyu.casework.actions.changing import change_case, check_post, lock_case, meet, officer_of
from jishiyu.casework.actions.dispatching import recall
from jishiyu.casework.models import Application, Case, Task
from jishiyu.casework.workflow import CASE_MOVES
from jishiyu.lib.moves import after
from jishiyu.lib.refused import Refused
from jishiyu.sensing.actions import follow_merging

MAY_LEAD = asking.STATES[asking.MERGE]


def check(case: Case, asked: Application, at: datetime) -> None:
    """Raises Refused: merge_unknown for a case that is not there, is over, is merged itself, or may not be seen by who
    asks; merged_already; secret_apart; unit_concerned; about_apart; return_waits; consultation_needed."""
    into = _main(case, asked)
    if case.merged_into_id or case.merged.exists():
        raise Refused("merged_already", number=case.number)
    if case.secret or into.secret:
        raise Refused("secret_apart")
    if case.to_consult:
        raise Refused("consultation_needed", number=case.number)
    tasks = list(Task.objects.filter(case__in=[case, into]).select_related("unit"))
    if any(one.case_id == case.pk and one.state == Task.State.RETURNED and not one.return_decision for one in tasks):
        raise Refused("return_waits", number=case.number)
    concerned = next((one for one in tasks if one.case_id == into.pk and one.unit_id == case.against_id), None)
    if concerned is not None:
        raise Refused("unit_concerned", unit=concerned.unit.name)
    if case.against_id != into.against_id:  # else the unit concerned could be sent the main case later
        raise Refused("about_apart")


def _main(case: Case, asked: Application) -> Case:
    """The case it would be merged into, with what this reader may know of it."""
    officer = officer_of(asked.asked_by)
    seen = queries.visible_cases(officer) if officer else Case.objects.all()
    into = seen.filter(pk=asked.into_id or 0).exclude(pk=case.pk).first()
    if into is None or into.state not in MAY_LEAD or into.merged_into_id:
        raise Refused("merge_unknown")
    return into


def grant(case: Case, asked: Application, *, by: str, at: datetime) -> dict[str, Any]:
    """Its units' tasks are taken back; its clock runs on until its own requester is answered."""
    into = _main(case, asked)
    take_back(case, words=into.number, by=by, at=at)
    taken_up = Task.objects.filter(case=into, role=Task.Role.LEAD, state=Task.State.ACCEPTED).exists()
    if case.lead_id and into.lead_id:
        follow_merging(case.lead_id, into.lead_id, by=by, at=at)
    fields = {"state": after(CASE_MOVES, case.state, "merge"), "merged_into_id": into.pk}
    return fields | ({"next_due_at": meet(case, "accept", at=at)} if taken_up else {})


def take_back(case: Case, *, words: str, by: str, at: datetime) -> None:
    """Take back every live task of a locked case, those that assist first."""
    for task in Task.objects.filter(case=case, state__in=queries.LIVE).order_by("role"):
        recall(case, task, words=words, by=by, at=at)


@transaction.atomic
def unmerge(case_id: int, *, words: str, seen: int | None = None, by: str, at: datetime) -> Case:
    """A dispatcher finds that it is another matter: it waits to be sent, on the clock it always had.

    Raises Refused: not_yours, changed_meanwhile, not_now, say_why."""
    case = lock_case(case_id, seen=seen)
    check_post(by, rights.DISPATCHES, number=case.number)
    if len(words.strip()) < asking.FEWEST_WORDS:
        raise Refused("say_why", least=asking.FEWEST_WORDS)
    if case.merged_into_id is None:
        raise Refused("not_now", act="unmerge", state=case.state)
    return _apart(case, words.strip(), by=by, at=at)


def let_go(main: Case, *, by: str, at: datetime) -> None:
    """A case that ends without an answer of its unit answers nobody else: those merged into it wait to be sent."""
    waiting = Case.objects.select_for_update().filter(merged_into=main, state=Case.State.HANDLING).order_by("pk")
    for case in list(waiting):
        _apart(case, main.number, by=by, at=at)


def _apart(case: Case, words: str, *, by: str, at: datetime) -> Case:
    if case.lead_id:
        follow_merging(case.lead_id, None, by=by, at=at)
    fields = {"state": after(CASE_MOVES, case.state, "unmerge"), "merged_into_id": None}
    return change_case(case, "unmerged", fields, by=by, at=at, data={"from": case.merged_into_id, "words": words})
