"""Tasks for other systems: the unit's deeds."""

from collections.abc import Callable

from jishiyu.api import showing
from jishiyu.api.door import Call, Route, door
from jishiyu.api.shapes import Finish, Moved, Return
from jishiyu.casework import actions, queries
from jishiyu.casework.models import Task
from jishiyu.lib.refused import Refused
from jishiyu.registry import queries as registry


def _unless_hidden(call: Call, task_id: int, deed: Callable[[], Task]) -> Moved:
    """Do a deed; a task this officer may not see is not there, whatever else there was to refuse."""
    try:
        return _moved(deed())
    except Refused:
        if queries.task_for(call.officer, task_id) is None:
            raise Refused("task_unknown", task=task_id) from None
        raise


def _moved(task: Task) -> Moved:
    return showing.moved(task.case, task.pk)


def _plain(deed: Callable[..., Task]) -> Callable[..., Moved]:
    """A deed that needs no words."""

    def do(call: Call, task_id: int) -> Moved:
        return _unless_hidden(call, task_id, lambda: deed(task_id, by=call.officer.actor, at=call.at))

    return do


def _finish(call: Call, task_id: int) -> Moved:
    said: Finish = call.body
    return _unless_hidden(
        call,
        task_id,
        lambda: actions.finish_task(
            task_id, words=said.words, how=said.how, photos_sent=said.photos, by=call.officer.actor, at=call.at
        ),
    )


def _return(call: Call, task_id: int) -> Moved:
    said: Return = call.body

    def deed() -> Task:
        unit = registry.unit_by_code(said.to_unit) if said.to_unit else None
        if said.to_unit and unit is None:
            raise Refused("unit_code_unknown", unit=said.to_unit)
        return actions.return_task(
            task_id,
            code=said.code,
            ground=said.ground,
            to_unit_id=unit.pk if unit else None,
            by=call.officer.actor,
            at=call.at,
        )

    return _unless_hidden(call, task_id, deed)


ACCEPT = {"POST": Route(do=_plain(actions.accept_task), about="Sign in for a task", answer=Moved)}
CONTACT = {"POST": Route(do=_plain(actions.note_contact), about="Spoken with the requester", answer=Moved)}
ARRIVE = {"POST": Route(do=_plain(actions.arrive), about="On the spot", answer=Moved)}
FINISH = {"POST": Route(do=_finish, about="Finish with words to the requester", body=Finish, answer=Moved)}
RETURN = {"POST": Route(do=_return, about="Give a task back", body=Return, answer=Moved)}

accept, contact, arrive = door(ACCEPT), door(CONTACT), door(ARRIVE)
finish, give_back = door(FINISH), door(RETURN)
