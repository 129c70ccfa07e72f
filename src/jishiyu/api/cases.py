"""Cases for other systems of an office: open one, list them, read one, and the centre's deeds."""

import hashlib
from typing import Any

from django.db import transaction

from jishiyu.api import showing
from jishiyu.api.door import Call, Route, Turned, door, reply
from jishiyu.api.shapes import CaseList, Confirm, Dispatch, Moved, NewCase, Opened, Query, Reading
from jishiyu.api.shapes import CasePage as Page
from jishiyu.casework import actions, queries, rights
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.needs import Need
from jishiyu.lib.refused import Refused
from jishiyu.registry import actions as registry_actions
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Unit
from jishiyu.sensing import queries as sensing

PER_PAGE = 20


def _open(call: Call) -> Any:
    """201 for a case opened now, 200 for the one that this key or number opened before."""
    said: NewCase = call.body
    if call.officer.post not in rights.OPENS:
        raise Refused("not_yours")
    if said.heard_at and said.heard_at > call.at:
        raise Turned(422, "time_out_of_range", path="heard_at")
    with transaction.atomic():
        case = actions.open_case(_need(call, said), by=call.officer.actor, at=call.at)
    return reply(showing.opened(case), 201 if case.opened_at == call.at else 200)


def _need(call: Call, said: NewCase) -> Need:
    source = sensing.source_by_code(said.source)
    if source is None:
        raise Refused("source_unknown", source=said.source)
    try:
        kind_of(said.kind)
    except LookupError:
        raise Refused("kind_unknown", kind=said.kind) from None
    if said.division and registry.division(said.division) is None:
        raise Refused("division_unknown", division=said.division)
    cell = registry.cell_by_code(said.cell) if said.cell else None
    if said.cell and cell is None:
        raise Refused("cell_unknown", cell=said.cell)
    against = _unit(said.against)
    if against is not None and not registry.units_to_name().filter(pk=against.pk).exists():
        raise Refused("unit_dispatches_alone", unit=against.name)
    person = said.requester
    requester = (
        registry_actions.subject_for(
            name=person.name,
            phone=person.phone,
            address=person.address,
            division_code=said.division or None,
            by=call.officer.actor,
            at=call.at,
        )
        if person
        else None
    )
    return Need(
        pack=said.kind.partition(".")[0],
        kind=said.kind,
        title=said.title,
        text=said.text,
        source_id=source.pk,
        heard_at=said.heard_at or call.at,
        requester_id=requester.pk if requester else None,
        division_code=said.division or (cell.division_id if cell else source.division_id),
        cell_id=cell.pk if cell else None,
        place_words=said.place_words,
        urgency=said.urgency,
        vulnerable=said.vulnerable,
        origin_key=_origin(call, said.origin_key),
        purpose=said.purpose,
        secret=said.secret,
        against_id=against.pk if against else None,
    )


def _unit(code: str) -> Unit | None:
    """The unit of this code; none for none. Raises Refused unit_code_unknown."""
    unit = registry.unit_by_code(code) if code else None
    if code and unit is None:
        raise Refused("unit_code_unknown", unit=code)
    return unit


def _origin(call: Call, number: str) -> str | None:
    """Of one officer's keys: what two officers call alike is not the same case."""
    key = call.headers.get("Idempotency-Key", "")[:200] or number
    return hashlib.sha256(f"{call.officer.pk}:{key}".encode()).hexdigest() if key else None


def _list(call: Call) -> CaseList:
    said: Query = call.body
    unit = _unit(said.unit)
    asked = queries.CaseFilter(
        text=said.text,
        state=said.state,
        kind=said.kind,
        unit=unit.pk if unit else None,
        division=said.division,
        late=said.late,
        returned=said.returned,
        unassigned=said.unassigned,
        mine=said.mine,
        urgency=said.urgency,
        since=said.since,
        until=said.until,
    )
    after = showing.place_of(said.after) if said.after else None
    rows = queries.newest(call.officer, asked, call.at, after=after, most=PER_PAGE + 1)
    return showing.case_list(rows, PER_PAGE, call.at)


def _read(call: Call, number: str) -> Page:
    said: Reading = call.body
    found = queries.read_case(call.officer, number, call.at)
    if found is None:
        raise Refused("case_unknown", case=number)
    return showing.case_page(found, call.at, explain=said.explain)


def _dispatch(call: Call, number: str) -> Moved:
    said: Dispatch = call.body
    case_id, unit = _seen(call, number), registry.unit_by_code(said.unit)
    if unit is None:
        raise Refused("unit_code_unknown", unit=said.unit)
    officer_id = _officer_of(unit, said.officer) if said.officer else None
    task = actions.dispatch(
        case_id,
        unit.pk,
        officer_id=officer_id,
        reason=(("chosen", ""),),
        seen=said.seen,
        by=call.officer.actor,
        at=call.at,
    )
    return showing.moved(task.case, task.pk)


def _officer_of(unit: Unit, username: str) -> int:
    officer = registry.officer_named(username)
    if officer is None:
        raise Refused("officer_not_of_unit", unit=unit.name)
    return officer.pk


def _confirm(call: Call, number: str) -> Moved:
    said: Confirm = call.body
    case = actions.confirm_case(
        _seen(call, number),
        solved=said.solved,
        partly=said.partly,
        rating=said.rating,
        words=said.words,
        by=call.officer.actor,
        at=call.at,
    )
    return showing.moved(case)


def _seen(call: Call, number: str) -> int:
    """The case of this number, if this officer may see it."""
    found = queries.case_id(call.officer, number)
    if found is None:
        raise Refused("case_unknown", case=number)
    return found


CASES = {
    "GET": Route(do=_list, about="List cases, newest heard first", body=Query, answer=CaseList),
    "POST": Route(do=_open, about="Open a case", body=NewCase, answer=Opened, status=201),
}
CASE = {"GET": Route(do=_read, about="One case with its whole story", body=Reading, answer=Page)}
DISPATCH = {"POST": Route(do=_dispatch, about="Send a case to a unit", body=Dispatch, answer=Moved)}
CONFIRM = {"POST": Route(do=_confirm, about="Note what the requester said", body=Confirm, answer=Moved)}

cases, case, dispatch, confirm = door(CASES), door(CASE), door(DISPATCH), door(CONFIRM)
