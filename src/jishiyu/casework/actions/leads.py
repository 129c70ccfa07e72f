"""Cases out of leads: a lead opens a case, or joins the one that still goes on about the same."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from jishiyu.casework import asking
from jishiyu.casework.actions.asking import ask
from jishiyu.casework.actions.changing import change_case
from jishiyu.casework.actions.correcting_kind import send_directly
from jishiyu.casework.actions.going_on import ANSWERED
from jishiyu.casework.actions.opening import open_cases
from jishiyu.casework.actions.waiting import tell_holder
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Application, Case, CaseMessage
from jishiyu.casework.needs import Need
from jishiyu.ledger import actions as ledger
from jishiyu.notices.actions import signal
from jishiyu.registry import queries as registry
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import Lead, Message


class TakenMeanwhile(Exception):
    """A lead got its case while this worker waited: begin again. Cases are locked before leads everywhere; to lock one
    now would be the other way round, and two hands could wait for each other."""


@transaction.atomic
def take_leads(lead_ids: Sequence[int], *, by: str, at: datetime) -> list[Case]:
    """Open a case for each lead that has none; join new messages of the others to theirs. Twice changes nothing.

    What was said after the lead's case was answered is nobody's answered need: it opens a case of its own.
    """
    cases, kin = _cases_of(lead_ids)
    leads = list(Lead.objects.select_for_update().filter(pk__in=lead_ids).order_by("pk"))
    fresh = [lead for lead in leads if lead.state in (Lead.State.OPEN, Lead.State.QUIET)]
    taken = {lead.pk: lead for lead in leads if lead.state in (Lead.State.TAKEN, Lead.State.OVER)}
    if Case.objects.filter(lead__in=taken).exclude(pk__in=[case.pk for case in cases.values()]).exists():
        raise TakenMeanwhile(f"another worker took up one of the leads {sorted(taken)}")
    cases |= {
        lead.pk: cases[lead.merged_into_id]
        for lead in taken.values()
        if lead.pk not in cases and lead.merged_into_id in cases
    }
    again = {lead.pk: case for lead in fresh for case in kin.get(lead.repeats_id, ()) if _sent_for(case, lead)}
    cases |= again
    said: dict[int, list[Message]] = {}
    late: dict[int, list[Message]] = {}
    heard = Message.objects.filter(lead__in=leads, in_case__isnull=True, recalled_at__isnull=True)
    for message in heard.order_by("said_at", "pk"):
        case = cases.get(message.lead_id or 0)
        over = case is not None and _answered_before(case, message.said_at)
        (late if over else said).setdefault(message.lead_id or 0, []).append(message)
    needs = [_need_of(lead, said.get(lead.pk, [])) for lead in fresh if lead.pk not in again]
    needs += [_need_again(taken[lead], messages) for lead, messages in late.items()]
    opened = open_cases(needs, by=by, at=at)
    sensing.take_up(fresh, into={lead: case.lead_id or 0 for lead, case in again.items()}, by=by, at=at)
    by_key = {lead.pk: lead for lead in leads}
    _join([(cases[lead], by_key[lead], messages) for lead, messages in said.items() if lead in cases], by=by, at=at)
    return opened


def _answered_before(case: Case, said_at: datetime) -> bool:
    """Whether the answer of a case cannot be to what was said then."""
    answered = case.state in ANSWERED
    moment = (case.answered_at or case.closed_at) if answered else None
    return moment is not None and said_at > moment


def _sent_for(case: Case, lead: Lead) -> bool:
    """Whether whoever has a case is out for what a lead says too: it is of the same kind, or goes to the one on duty at
    once and the lead's kind does not. A complaint that is being looked into sends nobody to an outage."""
    return case.kind == lead.kind or (kind_of(case.kind).direct and not kind_of(lead.kind).direct)


def _cases_of(lead_ids: Sequence[int]) -> tuple[dict[int, Case], dict[int | None, list[Case]]]:
    """Cases of these leads, and of those whose trouble they repeat, locked, by lead; and the cases still worked on of
    each trouble, by its first lead, the latest last."""
    first = dict(Lead.objects.filter(pk__in=lead_ids, repeats__isnull=False).values_list("pk", "repeats_id"))
    same = Lead.objects.filter(Q(pk__in=set(first.values())) | Q(repeats__in=set(first.values())))
    at_work = same.filter(case__isnull=False).exclude(case__state__in=ANSWERED)  # of trouble without end, not all
    kin = dict(at_work.values_list("pk", "repeats_id") if first else ())
    found = Case.objects.select_for_update().filter(lead__in={*lead_ids, *kin}).order_by("pk")
    cases = {case.lead_id: case for case in found if case.lead_id}
    still: dict[int | None, list[Case]] = {}
    for lead, case in cases.items():
        if lead in kin and case.state not in ANSWERED:
            still.setdefault(kin[lead] or lead, []).append(case)
    return cases, still


@transaction.atomic
def follow_split(lead_id: int, new_id: int, *, by: str, at: datetime) -> list[Case]:
    """What was split off a lead leaves its case, while that is open, and gets a case of its own. Twice changes
    nothing."""
    kept = Case.objects.select_for_update().filter(lead=lead_id, closed_at__isnull=True).first()
    gone = CaseMessage.objects.filter(case=kept, message__lead=new_id) if kept else CaseMessage.objects.none()
    keys = sorted(gone.values_list("message_id", flat=True))
    if kept and keys:
        gone.delete()
        change_case(kept, "said_split", {}, by=by, at=at, data={"messages": keys, "lead": new_id})
    return take_leads([new_id], by=by, at=at)


@transaction.atomic
def unite_leads(lead_id: int, into_id: int, *, ground: str, by: str, at: datetime) -> Application | None:
    """A dispatcher says that two leads are one matter. Where one has no case, it becomes part of the other at once.
    Where both have one, their cases are asked to be merged, with a ground, and somebody else decides: the application
    is returned.

    Raises Refused as sensing.unite_leads does, and as asking for a merge does.
    """
    cases = {
        case.lead_id: case
        for case in Case.objects.select_for_update().filter(lead__in=[lead_id, into_id]).order_by("pk")
    }
    if lead_id in cases and into_id in cases and lead_id != into_id:
        case, main = cases[lead_id], cases[into_id]
        return ask(case.pk, asking.MERGE, code="same_matter", ground=ground, into_id=main.pk, by=by, at=at)
    if lead_id in cases:
        lead_id, into_id = into_id, lead_id
    sensing.unite_leads(lead_id, into_id, by=by, at=at)
    return None


@transaction.atomic
def follow_place(lead_id: int, *, by: str, at: datetime) -> Case | None:
    """A person chose which place a lead's words mean: its case, while it is open, is there too, and goes to the one on
    duty there when nobody was sent yet. No promise moves. Twice changes nothing."""
    case = Case.objects.select_for_update().filter(lead=lead_id, closed_at__isnull=True).first()
    lead = Lead.objects.get(pk=lead_id)
    if case is None or (case.division_id, case.cell_id) == (lead.division_id, lead.cell_id):
        return case
    was, now = {(case.division_id, case.cell_id), (lead.division_id, lead.cell_id)}, (lead.division_id, lead.cell_id)
    names = registry.place_names(was)
    data = {"was": names[case.division_id, case.cell_id], "place": names[now]}
    fields = {"division_id": lead.division_id, "cell_id": lead.cell_id}
    change_case(case, "placed", fields, by=by, at=at, data=data)
    tell_holder(case, "case_placed", key=f"placed:{case.pk}:{case.version}", at=at)
    send_directly(case, at=at)
    return case


def _need_again(lead: Lead, messages: Sequence[Message]) -> Need:
    """What was said of an incident after its case was closed."""
    again = _need_of(lead, messages)
    key = f"lead:{lead.pk}:{messages[0].pk}"
    return replace(again, lead_id=None, heard_at=messages[0].said_at, origin_key=key)


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


def _join(joined: Sequence[tuple[Case, Lead, list[Message]]], *, by: str, at: datetime) -> None:
    """Add what was said since to cases that are there already; urgency may rise, promises stay as they were made."""
    CaseMessage.objects.bulk_create(
        [CaseMessage(case=case, message=message) for case, _, said in joined for message in said], batch_size=300
    )
    deeds = []
    for case, lead, said in joined:
        before = {"urgency": case.urgency, "vulnerable": case.vulnerable}
        case.urgency, case.vulnerable = max(case.urgency, lead.urgency), case.vulnerable or lead.vulnerable
        case.version += 1
        after = {"urgency": case.urgency, "vulnerable": case.vulnerable}
        data: dict[str, object] = {"messages": [message.pk for message in said]}
        data |= {"again": lead.pk} if case.lead_id != lead.pk else {}
        deeds.append(ledger.Deed(case.ref, "joined", before, after, data))
    Case.objects.bulk_update(
        list({case.pk: case for case, _, _ in joined}.values()), ["urgency", "vulnerable", "version"], batch_size=200
    )
    ledger.record_many(deeds, by=by, at=at)
    signal({case.ref for case, _, _ in joined}, "case", {}, at=at)
