"""Writing what a batch came to: leads, messages, and what is left to be done about them."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from jishiyu.ledger import actions as ledger
from jishiyu.notices import actions as notices
from jishiyu.sensing.incidents import Incident
from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.models import ImportRun, Lead, Message, Source
from jishiyu.sensing.pipeline import One


def keep_leads(
    source: Source, lexicon: Lexicon, leads: dict[int, Lead], ones: Sequence[One], *, by: str, at: datetime
) -> dict[int, Lead]:
    """Write new leads and what changed on old ones. Returns leads by the identity of their incident."""
    first_of: dict[int, One] = {}
    incidents: dict[int, Incident] = {}
    for one in ones:
        if one.incident is not None:
            first_of.setdefault(id(one.incident), one)
            incidents[id(one.incident)] = one.incident
    new = {
        key: _new_lead(source, lexicon, incident, first_of[key])
        for key, incident in incidents.items()
        if incident.lead is None
    }
    Lead.objects.bulk_create(list(new.values()), batch_size=200)
    old = {key: leads[incident.lead] for key, incident in incidents.items() if incident.lead is not None}
    for key, lead in old.items():
        _change(lead, incidents[key], lexicon)
    Lead.objects.bulk_update(
        list(old.values()), ["urgency", "vulnerable", "heard", "first_at", "last_at", "state"], batch_size=200
    )
    deeds = [
        ledger.Deed(lead.ref, "raised", after={"kind": lead.kind, "urgency": lead.urgency, "state": lead.state})
        for lead in new.values()
    ]
    deeds += [
        ledger.Deed(lead.ref, "joined", after={"heard": lead.heard, "urgency": lead.urgency, "state": lead.state})
        for lead in old.values()
    ]
    ledger.record_many(deeds, by=by, at=at)
    return {**new, **old}


def _new_lead(source: Source, lexicon: Lexicon, incident: Incident, first: One) -> Lead:
    spot = first.placed.spot
    heading = " ".join((first.raw.title or first.raw.text).split())
    return Lead(
        pack=source.pack,
        kind=incident.kind,
        source=source,
        group_id=incident.group,
        division_id=spot.code if spot else None,
        cell_id=spot.cell if spot else None,
        title=heading[:200],
        urgency=incident.urgency,
        vulnerable=incident.vulnerable,
        heard=incident.heard,
        first_at=incident.first_at,
        last_at=incident.last_at,
        state=Lead.State.OPEN if incident.urgency >= lexicon.opens_from else Lead.State.QUIET,
        fingerprint=incident.fingerprint,
    )


def _change(lead: Lead, incident: Incident, lexicon: Lexicon) -> None:
    lead.urgency, lead.vulnerable, lead.heard = incident.urgency, incident.vulnerable, incident.heard
    lead.first_at, lead.last_at = incident.first_at, incident.last_at
    if lead.state == Lead.State.QUIET and lead.urgency >= lexicon.opens_from:
        lead.state = Lead.State.OPEN


def keep_messages(
    source: Source,
    kept: Mapping[int, Lead],
    ones: Sequence[One],
    *,
    judged_with: str,
    at: datetime,
    run: ImportRun | None,
    received: Mapping[str, datetime],
) -> None:
    """Write messages with their verdicts; `kept` are leads by the identity of their incident."""
    Message.objects.bulk_create(
        [
            Message(
                source=source,
                external_id=one.raw.id,
                group_id=one.group,
                sender=one.raw.sender,
                role=one.raw.role[:20],
                title=one.raw.title[:200],
                text=one.raw.text,
                said_at=one.raw.time,
                received_at=received.get(one.raw.id, at),
                judged_at=at,
                risk=one.verdict.risk,
                kind=one.verdict.kind,
                urgency=one.verdict.urgency,
                vulnerable=one.verdict.vulnerable,
                place_words=one.placed.words[:80],
                place_how=one.placed.how,
                place_asked=[[spot.code, spot.cell] for spot in one.placed.candidates],
                division_id=one.placed.spot.code if one.placed.spot else None,
                cell_id=one.placed.spot.cell if one.placed.spot else None,
                reasons=[list(reason) for reason in one.verdict.reasons],
                judged_with=judged_with,
                lead=kept[id(one.incident)] if one.incident else None,
                import_run=run,
                details=dict(one.raw.details),
            )
            for one in ones
        ],
        batch_size=200,
    )


def leave_errands(source: Source, live: Sequence[int], heard: Sequence[str], *, at: datetime) -> None:
    """One errand for all leads that a case must be opened for or joined to; one signal for the desk."""
    if live:
        mark = hashlib.sha256(min(heard).encode()).hexdigest()  # a message is judged once, so its id names the batch
        ledger.errand("leads.raised", f"leads:{source.pk}:{mark}", {"leads": list(live)}, at=at)
    notices.signal(["desk"], "stream", {"messages": len(heard)}, at=at)
