"""Opening cases, one or hundreds, with a constant number of statements."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jishiyu.casework import clock
from jishiyu.casework.actions.dispatching import dispatch_direct
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Case, CaseMessage, NumberBook, Promise
from jishiyu.casework.needs import Need
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.lib.worktime import OFFICE_HOURS, Limit
from jishiyu.notices.actions import signal
from jishiyu.registry import queries as registry
from jishiyu.registry.actions import note_calendar_version
from jishiyu.registry.models import Cell, Division
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import Lead, Message


def open_case(need: Need, *, by: str, at: datetime) -> Case:
    return open_cases([need], by=by, at=at)[0]


@transaction.atomic
def open_cases(needs: Sequence[Need], *, by: str, at: datetime) -> list[Case]:
    """Open a case for each need, with its promises; kinds that go straight to the one on duty are dispatched too.

    A need whose `origin_key` is known gives back the case that has it. Raises LookupError for an unknown kind.
    """
    known = {
        case.origin_key: case
        for case in Case.objects.filter(origin_key__in=[need.origin_key for need in needs if need.origin_key])
    }
    fresh = [need for need in needs if not need.origin_key or need.origin_key not in known]
    cases = [_new_case(need, number, at) for need, number in zip(fresh, _numbers(len(fresh), at), strict=True)]
    promises = _promises(cases, fresh, at)
    Case.objects.bulk_create(cases, batch_size=200)
    for case, made in zip(cases, promises, strict=True):
        for promise in made:
            promise.case_id = case.pk
    Promise.objects.bulk_create([promise for made in promises for promise in made], batch_size=300)
    CaseMessage.objects.bulk_create(
        [
            CaseMessage(case=case, message_id=message)
            for case, need in zip(cases, fresh, strict=True)
            for message in need.message_ids
        ],
        batch_size=300,
    )
    ledger.record_many(
        [deed for case, need in zip(cases, fresh, strict=True) for deed in _deeds(case, need)], by=by, at=at
    )
    dispatch_direct([case for case in cases if case.state == Case.State.RECEIVED and kind_of(case.kind).direct], at=at)
    if cases:
        signal(["desk"], "case", {"opened": len(cases)}, at=at)
    opened = iter(cases)
    return [known[need.origin_key] if need.origin_key in known else next(opened) for need in needs]


def _numbers(count: int, at: datetime) -> list[str]:
    """Case numbers of the day, e.g. JSY-20261124-0007, without gaps."""
    if not count:
        return []
    day = timezone.localdate(at)
    NumberBook.objects.bulk_create([NumberBook(day=day)], ignore_conflicts=True)
    book = NumberBook.objects.select_for_update().get(day=day)
    first, book.last = book.last + 1, book.last + count
    book.save(update_fields=["last"])
    return [f"JSY-{day:%Y%m%d}-{number:04d}" for number in range(first, book.last + 1)]


def _new_case(need: Need, number: str, at: datetime) -> Case:
    kind_of(need.kind)
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


def _promises(cases: Sequence[Case], needs: Sequence[Need], at: datetime) -> list[list[Promise]]:
    """Promises of each case, reckoned now with the calendar of now, and frozen with it."""
    calendar = registry.calendar()
    version = note_calendar_version(calendar, at=at)
    divisions = Division.objects.in_bulk({need.division_code for need in needs if need.division_code})
    cells = Cell.objects.in_bulk({need.cell_id for need in needs if need.cell_id})
    everything = []
    for case, need in zip(cases, needs, strict=True):
        made = clock.promises_of(
            kind_of(case.kind),
            heard_at=timezone.localtime(case.heard_at),
            urgency=case.urgency,
            setting=registry.setting_of(divisions.get(need.division_code or ""), cells.get(need.cell_id or 0)),
            hours=OFFICE_HOURS,
            calendar=calendar,
        )
        rows = [
            Promise(
                what=one.what,
                amount=one.limit.amount,
                unit=one.limit.unit,
                starts_at=one.starts_at,
                due_at=one.due_at,
                calendar=version if one.limit.is_working else None,
                hours=OFFICE_HOURS.plain() if one.limit.is_working else [],
                met_at=case.answered_at,
            )
            for one in made
        ]
        case.next_due_at = clock.next_due([(row.due_at, row.met_at) for row in rows])
        everything.append(rows)
    return everything


def _deeds(case: Case, need: Need) -> list[ledger.Deed]:
    told = {"urgency": case.urgency, "vulnerable": case.vulnerable, "redo_count": 0, "outcome": ""}
    opened = ledger.Deed(
        case.ref,
        "opened",
        after={**told, "state": Case.State.RECEIVED},
        data={
            "number": case.number,
            "kind": case.kind,
            "heard_at": case.heard_at.isoformat(),
            "lead": need.lead_id,
            "messages": list(need.message_ids),
        },
    )
    if case.state != Case.State.CLOSED:
        return [opened]
    return [
        opened,
        ledger.Deed(
            case.ref,
            "imported_answer",
            before={"state": Case.State.RECEIVED, "outcome": ""},
            after={"state": Case.State.CLOSED, "outcome": case.outcome},
            data={"answered_at": need.answered_at.isoformat() if need.answered_at else None},
        ),
    ]


@transaction.atomic
def take_leads(lead_ids: Sequence[int], *, by: str, at: datetime) -> list[Case]:
    """Open a case for each lead that has none; join new messages of the others to theirs. Twice changes nothing."""
    leads = list(Lead.objects.select_for_update().filter(pk__in=lead_ids).order_by("pk"))
    fresh = [lead for lead in leads if lead.state in (Lead.State.OPEN, Lead.State.QUIET)]
    unjoined = Message.objects.filter(lead__in=leads, in_case__isnull=True).order_by("said_at", "pk")
    messages: dict[int, list[Message]] = {}
    for message in unjoined:
        messages.setdefault(message.lead_id or 0, []).append(message)
    cases = open_cases([_need_of(lead, messages.get(lead.pk, [])) for lead in fresh], by=by, at=at)
    sensing.take_up(fresh, by=by, at=at)
    _join([lead for lead in leads if lead.state == Lead.State.TAKEN and lead not in fresh], messages, by=by, at=at)
    return cases


def _need_of(lead: Lead, messages: Sequence[Message]) -> Need:
    said = [message for message in messages if message.risk] or list(messages)
    first = said[0] if said else None
    details = first.details if first else {}
    answered_at = details.get("answered_at")
    return Need(
        pack=lead.pack,
        kind=lead.kind,
        title=lead.title,
        text="\n".join(message.text for message in said[:5]),
        source_id=lead.source_id,
        heard_at=lead.first_at,
        lead_id=lead.pk,
        division_code=lead.division_id,
        cell_id=lead.cell_id,
        place_words=next((message.place_words for message in said if message.place_words), ""),
        urgency=lead.urgency,
        vulnerable=lead.vulnerable,
        message_ids=tuple(message.pk for message in messages),
        answer=details.get("answer", ""),
        answered_at=datetime.fromisoformat(answered_at) if answered_at else None,
    )


def _join(leads: Sequence[Lead], messages: dict[int, list[Message]], *, by: str, at: datetime) -> None:
    """Add what was said since to cases that are open already; urgency may rise, promises stay as they were made."""
    cases = {case.lead_id: case for case in Case.objects.select_for_update().filter(lead__in=leads)}
    joined = [(cases[lead.pk], lead, messages[lead.pk]) for lead in leads if lead.pk in cases and lead.pk in messages]
    CaseMessage.objects.bulk_create(
        [CaseMessage(case=case, message=message) for case, _, said in joined for message in said], batch_size=300
    )
    deeds = []
    for case, lead, said in joined:
        before = {"urgency": case.urgency, "vulnerable": case.vulnerable}
        case.urgency, case.vulnerable = max(case.urgency, lead.urgency), case.vulnerable or lead.vulnerable
        case.version += 1
        after = {"urgency": case.urgency, "vulnerable": case.vulnerable}
        deeds.append(ledger.Deed(case.ref, "joined", before, after, {"messages": [message.pk for message in said]}))
    Case.objects.bulk_update([case for case, _, _ in joined], ["urgency", "vulnerable", "version"], batch_size=200)
    ledger.record_many(deeds, by=by, at=at)
    signal({case.ref for case, _, _ in joined}, "case", {}, at=at)


@transaction.atomic
def reckon_missing(*, by: str, at: datetime) -> int:
    """Reckon promises whose year had no calendar when they were made, as soon as it has one. Returns how many."""
    calendar = registry.calendar()
    waiting = list(Promise.objects.select_for_update().filter(due_at__isnull=True).select_related("case"))
    done = []
    for promise in waiting:
        limit = Limit.of(promise.amount, promise.unit)
        promise.due_at = clock.reckon(timezone.localtime(promise.starts_at), limit, OFFICE_HOURS, calendar)
        if promise.due_at is not None:
            promise.calendar = note_calendar_version(calendar, at=at)
            done.append(promise)
    Promise.objects.bulk_update(done, ["due_at", "calendar"])
    for promise in done:
        _refresh_next_due(promise.case, promise, by=by, at=at)
    return len(done)


def _refresh_next_due(case: Case, promise: Promise, *, by: str, at: datetime) -> None:
    if promise.due_at is None:
        raise Refused("not_reckoned", promise=promise.pk)
    pairs = list(Promise.objects.filter(case=case).values_list("due_at", "met_at"))
    case.next_due_at = clock.next_due(pairs) if case.closed_at is None else None
    case.save(update_fields=["next_due_at"])
    ledger.record(case.ref, "reckoned", by=by, at=at, data={"what": promise.what, "due_at": promise.due_at.isoformat()})
