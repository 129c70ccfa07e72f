"""Opening cases, one or hundreds, with a constant number of statements."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from jishiyu.casework import clock, ladder, queries
from jishiyu.casework.actions.changing import plain, standing_on_ladder
from jishiyu.casework.actions.dispatching import dispatch_direct
from jishiyu.casework.kinds import kind_of, ladder_of
from jishiyu.casework.models import Case, CaseMessage, Promise
from jishiyu.casework.needs import Need
from jishiyu.casework.secrecy import cover
from jishiyu.ledger import actions as ledger
from jishiyu.notices.actions import signal
from jishiyu.registry import queries as registry
from jishiyu.registry.actions import note_calendar_version
from jishiyu.registry.models import CalendarVersion, Cell, Subject
from jishiyu.registry.people import sealer

OPENING_MANY = 312_001  # the number of an advisory lock that nothing else uses


def open_case(need: Need, *, by: str, at: datetime) -> Case:
    return open_cases([need], by=by, at=at)[0]


def open_cases(needs: Sequence[Need], *, by: str, at: datetime) -> list[Case]:
    """Open a case for each need, with its promises; kinds that go straight to the one on duty are dispatched too.

    A need whose `origin_key` is known gives back the case that has it. Raises LookupError for an unknown kind.
    """
    for need in needs:
        kind_of(need.kind)
    return _open(needs, by=by, at=at) if needs else []


@transaction.atomic(savepoint=False)  # nothing in here is refused, so nothing needs to be undone alone
def _open(needs: Sequence[Need], *, by: str, at: datetime) -> list[Case]:
    keys = [need.origin_key or str(place) for place, need in enumerate(needs)]
    once = [place for place, key in enumerate(keys) if keys.index(key) == place]
    if sum(1 for need in needs if need.origin_key) > 1:
        _one_batch_at_a_time()
    cases = {place: new_case(needs[place], f"-{secrets.token_hex(9)}", at) for place in once}
    made = list(cases.values())
    for case, place, before in zip(made, once, queries.earlier_cases(made), strict=True):
        case.recurrence_of_id = needs[place].recurrence_of or before
    _cover_secret(made)
    promises = dict(zip(once, promises_for(made, [needs[place] for place in once], at), strict=True))
    # of one form sent twice at once, the second waits here until the first is in, and then finds it
    new = {case.number for case in ledger.insert_new(made, ["number"], on=["origin_key"])}
    fresh = sorted(place for place in once if cases[place].number in new)
    _write([(cases[place], promises[place], needs[place]) for place in fresh], by=by, at=at)
    known = _known([keys[place] for place in once if place not in fresh])
    known |= {keys[place]: cases[place] for place in fresh}
    return [known[key] for key in keys]


def _one_batch_at_a_time() -> None:
    """Two who send many of the same forms in different orders would wait for each other crosswise: on PostgreSQL the
    second batch waits here until the first is in. One form alone never waits, and SQLite has one writer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [OPENING_MANY])


def _write(opened: Sequence[tuple[Case, list[Promise], Need]], *, by: str, at: datetime) -> None:
    """What belongs to cases whose rows are in, their numbers, entries, and what follows at once.

    The day's book of numbers is held from when it is turned on to the end, so that no number is left out; others who
    open cases wait for it, and so it is turned on last.
    """
    for case, made, _ in opened:
        for promise in made:
            promise.case_id = case.pk
    ledger.insert_rows([promise for _, made, _ in opened for promise in made])
    ledger.insert_rows([CaseMessage(case=case, message_id=key) for case, _, need in opened for key in need.message_ids])
    if not opened:
        return
    signal(["desk"], "case", {"opened": len(opened)}, at=at)
    first = _take_numbers(len(opened), at) - len(opened) + 1
    for number, (case, _, _) in enumerate(opened, start=first):
        case.number = f"JSY-{timezone.localdate(at):%Y%m%d}-{number:04d}"
    cases = [case for case, _, _ in opened]
    if len(cases) == 1:
        ledger.save_fields(cases[0], ["number"])
    else:
        Case.objects.bulk_update(cases, ["number"], batch_size=300)
    deeds = [deed for case, _, need in opened for deed in deeds_of_opening(case, need)]
    ledger.record_many(deeds, by=by, at=at, new=True)
    dispatch_direct([case for case in cases if case.state == Case.State.RECEIVED and kind_of(case.kind).direct], at=at)


def _known(origins: Sequence[str]) -> dict[str, Case]:
    """Cases that were opened for these forms before."""
    rows = Case.objects.filter(origin_key__in=origins) if origins else ()
    return {case.origin_key or "": case for case in rows}


def _take_numbers(count: int, at: datetime) -> int:
    """Turn the day's book on by so many, and hold it to the end of the transaction. Returns the last number taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_numberbook (day, last) VALUES (%s, %s)"
            " ON CONFLICT (day) DO UPDATE SET last = casework_numberbook.last + excluded.last RETURNING last",
            [connection.ops.adapt_datefield_value(timezone.localdate(at)), count],
        )
        last: int = cursor.fetchone()[0]
        return last


def new_case(need: Need, number: str, at: datetime) -> Case:
    """The row of a need, not yet written; history that came with its answer is answered and closed."""
    kind = kind_of(need.kind)
    answered = bool(need.answer and need.answered_at)
    return Case(
        number=number,
        pack=need.pack,
        kind=need.kind,
        title=need.title[:200],
        text=need.text,
        source_id=need.source_id,
        lead_id=need.lead_id,
        requester_id=need.requester_id,
        purpose=need.purpose or Case.Purpose.HELP,
        secret=need.secret or kind.confidential or need.purpose == Case.Purpose.REPORT,
        against_id=need.against_id,
        division_id=need.division_code,
        cell_id=need.cell_id,
        place_words=need.place_words[:80],
        urgency=need.urgency,
        vulnerable=need.vulnerable,
        heard_at=need.heard_at,
        opened_at=at,
        origin_key=need.origin_key,
        state=Case.State.CLOSED if answered else Case.State.RECEIVED,
        outcome=Case.Outcome.UNVERIFIED if answered else "",
        answer=need.answer,
        answered_at=need.answered_at if answered else None,
        closed_at=need.answered_at if answered else None,
    )


def _cover_secret(cases: Sequence[Case]) -> None:
    """Nothing readable of a secret case tells who its requester is; what they said is sealed. One query for all."""
    secret = [case for case in cases if case.secret]
    people = Subject.objects.in_bulk({case.requester_id for case in secret if case.requester_id}) if secret else {}
    for case in secret:
        who = people.get(case.requester_id or 0)
        sealed = (who.name_sealed, who.phone_sealed, who.address_sealed) if who else ()
        cover(case, [sealer().open(one) for one in sealed], sealer())


def promises_for(cases: Sequence[Case], needs: Sequence[Need], at: datetime) -> list[list[Promise]]:
    """Promises of each case, reckoned now with the calendar of now, and frozen with it."""
    calendar = registry.calendar()
    version = note_calendar_version(calendar, at=at)
    divisions = registry.divisions_of({need.division_code for need in needs if need.division_code})
    cells = Cell.objects.in_bulk({need.cell_id for need in needs if need.cell_id})
    hours = registry.opening_hours_of(timezone.localdate(case.heard_at) for case in cases)
    rules = {code: clock.version_of(kind_of(code)) for code in {case.kind for case in cases}}
    everything = []
    for case, need in zip(cases, needs, strict=True):
        rule = ""
        if need.unpromised:
            made = []
        elif need.promised_at:
            made = [clock.as_promised(need.heard_at, need.promised_at)]
        else:
            rule = rules[case.kind]
            made = clock.promises_of(
                kind_of(case.kind),
                heard_at=timezone.localtime(case.heard_at),
                urgency=case.urgency,
                setting=registry.setting_of(divisions.get(need.division_code or ""), cells.get(need.cell_id or 0)),
                hours=hours[timezone.localdate(case.heard_at)],
                calendar=calendar,
            )
        rows = [_promise(one, version, rule, case.answered_at) for one in made]
        case.next_due_at = clock.next_due([(row.due_at, row.met_at) for row in rows])
        resolve = next((row for row in rows if row.what == "resolve"), None)
        case.due_at = case.original_due_at = resolve.due_at if resolve else None
        standing = standing_on_ladder(case, resolve.starts_at if resolve else None)
        case.next_step_at = ladder.next_step(ladder_of(case.kind), standing)
        everything.append(rows)
    return everything


def _promise(made: clock.Made, version: CalendarVersion, rule: str, met_at: datetime | None) -> Promise:
    return Promise(
        what=made.what,
        amount=made.limit.amount,
        unit=made.limit.unit,
        starts_at=made.starts_at,
        due_at=made.due_at,
        calendar=version if made.limit.is_working else None,
        hours=made.hours.plain() if made.limit.is_working else [],
        ground=made.ground[:200],
        rule=rule,
        met_at=met_at,
    )


def deeds_of_opening(case: Case, need: Need) -> list[ledger.Deed]:
    """What the ledger says of a case that was opened, and of the answer that came with it."""
    told = {
        "urgency": case.urgency,
        "vulnerable": case.vulnerable,
        "redo_count": 0,
        "state": Case.State.RECEIVED,
        "outcome": "",
        "answer": "",
        "secret": case.secret,
        "next_due_at": plain(case.next_due_at),
        "due_at": plain(case.due_at),
    }
    data = {
        "number": case.number,
        "pack": case.pack,
        "kind": case.kind,
        "division": case.division_id,
        "purpose": case.purpose,
        "heard_at": case.heard_at.isoformat(),
        "lead": need.lead_id,
        "recurrence_of": case.recurrence_of_id,
        "messages": list(need.message_ids),
    }
    opened = ledger.Deed(case.ref, "opened", after=told, data=data)
    if case.state != Case.State.CLOSED:
        return [opened]
    answered = ("state", "outcome", "answer", "answered_at", "closed_at")
    before = {name: told.get(name) for name in answered}
    after = {name: plain(getattr(case, name)) for name in answered}
    return [opened, ledger.Deed(case.ref, "imported_answer", before, after)]
