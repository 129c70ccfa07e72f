"""Writing what a batch came to: leads, messages, and what is left to be done about them."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from jishiyu.ledger import actions as ledger
from jishiyu.notices import actions as notices
from jishiyu.sensing.actions.weighing import Counts, Kept, Repeats, weigh
from jishiyu.sensing.incidents import Incident
from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.models import ImportRun, Lead, Message, Source
from jishiyu.sensing.pipeline import One

CHANGED = [
    "urgency", "vulnerable", "heard", "households", "in_groups", "kinds", "why", "sides", "repeats", "first_at",
    "last_at", "state",
]  # fmt: skip
MESSAGE = (
    "source_id", "external_id", "group_id", "sender", "role", "title", "text", "said_at", "received_at", "judged_at",
    "risk", "kind", "urgency", "vulnerable", "place_words", "place_how", "place_asked", "division_id", "cell_id",
    "reasons", "judged_with", "lead_id", "import_run_id", "details",
)  # fmt: skip


def make_leads(source: Source, lexicon: Lexicon, leads: Mapping[int, Lead], ones: Sequence[One]) -> Kept:
    """Write new leads; what is there to be told of them, and of those that go on, is kept by `keep_leads`."""
    first_of: dict[int, One] = {}
    incidents: dict[int, Incident] = {}
    for one in ones:
        if one.incident is not None:
            one.incident = one.incident.root()
            first_of.setdefault(id(one.incident), one)
            incidents[id(one.incident)] = one.incident
    new = {
        key: _new_lead(source, lexicon, incident, first_of[key])
        for key, incident in incidents.items()
        if incident.lead is None
    }
    ledger.insert_rows(list(new.values()))
    return {
        key: (incident, new[key] if incident.lead is None else leads[incident.lead])
        for key, incident in incidents.items()
    }


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
        area=incident.area,
    )


def merge_leads(
    leads: Mapping[int, Lead], kept: Kept, going_on: Sequence[Incident], *, by: str, at: datetime
) -> list[Lead]:
    """Leads of earlier batches that turned out to be part of another: what was said of them is said of that one.
    Returns those they became part of."""
    lead_of = {key: lead for key, (_, lead) in kept.items()}
    deeds, grown = [], {}
    for gone in going_on:
        if gone.into is None or gone.lead is None:
            continue
        lead, into = leads[gone.lead], lead_of[id(gone.root())]
        Message.objects.filter(lead=lead).update(lead=into)
        grown[into.pk] = into
        before = {"state": lead.state}
        lead.state, lead.merged_into = Lead.State.MERGED, into
        lead.save(update_fields=["state", "merged_into"])
        deeds.append(ledger.Deed(lead.ref, "merged", before=before, after={"state": lead.state, "into": into.pk}))
    ledger.record_many(deeds, by=by, at=at)
    return list(grown.values())


def keep_leads(lexicon: Lexicon, kept: Kept, counts: Mapping[int, Counts], *, by: str, at: datetime) -> None:
    """Write what changed on leads: how many speak of them, how urgent that makes them, and why."""
    leads = [lead for _, lead in kept.values()]
    again = Repeats.among([(incident, lead) for incident, lead in kept.values() if incident.lead is None], lexicon)
    deeds = []
    for incident, lead in kept.values():
        _change(lead, incident)
        weigh(lead, counts[lead.pk], again.of(lead) if incident.lead is None else None, lexicon)
        act, after = "joined", {"heard": lead.heard, "urgency": lead.urgency, "state": lead.state}
        if incident.lead is None:
            act, after = "raised", {"kind": lead.kind, "urgency": lead.urgency, "state": lead.state}
        deeds.append(ledger.Deed(lead.ref, act, after=after | ({"why": lead.why} if lead.why else {})))
    ledger.update_rows(leads, CHANGED)
    ledger.record_many(deeds, by=by, at=at)


def _change(lead: Lead, incident: Incident) -> None:
    lead.urgency, lead.vulnerable = max(lead.urgency, incident.urgency), incident.vulnerable
    lead.first_at, lead.last_at = incident.first_at, incident.last_at
    lead.kinds = {kind: [first.isoformat(), last.isoformat()] for kind, (first, last) in incident.kinds.items()}
    lead.sides = sorted(incident.sides)


def keep_messages(
    source: Source,
    kept: Kept,
    ones: Sequence[One],
    *,
    judged_with: str,
    at: datetime,
    run: ImportRun | None,
    received: Mapping[str, datetime],
) -> None:
    """Write messages with their verdicts; `kept` are leads by the identity of their incident."""
    ledger.load(
        Message,
        MESSAGE,
        [
            (
                source.pk,
                one.raw.id,
                one.group,
                one.raw.sender,
                one.raw.role[:20],
                one.raw.title[:200],
                one.raw.text,
                one.raw.time,
                received.get(one.raw.id, at),
                at,
                one.verdict.risk,
                one.verdict.kind,
                one.verdict.urgency,
                one.verdict.vulnerable,
                one.placed.words[:80],
                one.placed.how,
                [[spot.code, spot.cell] for spot in one.placed.candidates],
                one.placed.spot.code if one.placed.spot else None,
                one.placed.spot.cell if one.placed.spot else None,
                one.verdict.reasons,
                judged_with,
                kept[id(one.incident)][1].pk if one.incident else None,
                run.pk if run else None,
                dict(one.raw.details),
            )
            for one in ones
        ],
    )


def rejudge(message: Message, lead: Lead | None, one: One, *, judged_with: str, at: datetime) -> None:
    """Write the verdict on a message that was said anew."""
    verdict, placed = one.verdict, one.placed
    message.lead, message.risk, message.kind, message.urgency = lead, verdict.risk, verdict.kind, verdict.urgency
    message.vulnerable, message.place_words, message.place_how = verdict.vulnerable, placed.words[:80], placed.how
    message.place_asked = [[spot.code, spot.cell] for spot in placed.candidates]
    message.division_id, message.cell_id = (placed.spot.code, placed.spot.cell) if placed.spot else (None, None)
    message.reasons, message.judged_with = [list(reason) for reason in verdict.reasons], judged_with
    message.judged_at = at
    message.save(update_fields=[
        "text", "edited_at", "lead", "risk", "kind", "urgency", "vulnerable", "place_words", "place_how",
        "place_asked", "division", "cell", "reasons", "judged_with", "judged_at",
    ])  # fmt: skip


def leave_errands(source: Source, live: Sequence[int], heard: Sequence[str], *, at: datetime) -> None:
    """One errand for all leads that a case must be opened for or joined to; one signal for the desk."""
    if live:
        mark = hashlib.sha256(min(heard).encode()).hexdigest()  # a message is judged once, so its id names the batch
        ledger.errand("leads.raised", f"leads:{source.pk}:{mark}", {"leads": list(live)}, at=at)
    notices.signal(["desk"], "stream", {"messages": len(heard)}, at=at)
