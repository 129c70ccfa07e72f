"""The worker's step: from the inbox to messages, leads and the errands that follow. One transaction per batch."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q

from jishiyu.ledger import actions as ledger
from jishiyu.notices import actions as notices
from jishiyu.sensing import queries
from jishiyu.sensing.incidents import SAME_LETTER, SESSION, Gatherer, Incident, fingerprint
from jishiyu.sensing.kinds import Lexicon, lexicon_of
from jishiyu.sensing.models import Group, ImportRun, Inbox, Lead, Message, Source
from jishiyu.sensing.place import Gazetteer, Placed, Spot
from jishiyu.sensing.raw import RawMessage
from jishiyu.sensing.triage import Said, Verdict, judge

log = logging.getLogger("jishiyu.sensing")


@dataclass(slots=True)
class Judged:
    """What became of a batch. new_lead + joined + chatter + seen_before = the messages of it."""

    new_lead: int = 0
    joined: int = 0
    chatter: int = 0
    seen_before: int = 0
    leads: list[int] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return self.new_lead + self.joined + self.chatter + self.seen_before

    def add(self, other: "Judged") -> None:
        self.new_lead += other.new_lead
        self.joined += other.joined
        self.chatter += other.chatter
        self.seen_before += other.seen_before
        self.leads += other.leads


def sense_batch(most: int, *, by: str, at: datetime) -> Judged:
    """Judge up to `most` waiting messages. Should one of them break the batch, they are judged one by one and the
    one that cannot be judged is set aside with the reason: it stops nobody else. Raises OperationalError when it is
    the database that is in trouble: then nothing is set aside and everything waits."""
    if not Inbox.objects.filter(trouble="").exists():  # an idle worker takes no write lock
        return Judged()
    try:
        return _sense(most, by=by, at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("a batch could not be judged whole; going one by one")
    total = Judged()
    for key in list(Inbox.objects.filter(trouble="").order_by("pk").values_list("pk", flat=True)[:most]):
        try:
            one = _sense(1, by=by, at=at, only=key)
        except (OperationalError, InterfaceError):
            raise
        except Exception as trouble:
            Inbox.objects.filter(pk=key).update(trouble=f"{type(trouble).__name__}: {trouble}"[:500])
            continue
        total.add(one)
    return total


@transaction.atomic
def _sense(most: int, *, by: str, at: datetime, only: int | None = None) -> Judged:
    rows = Inbox.objects.filter(trouble="").order_by("pk")
    if only is not None:
        rows = rows.filter(pk=only)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    taken = list(rows[:most])
    by_source: dict[int, list[RawMessage]] = {}
    for row in taken:
        by_source.setdefault(row.source_id, []).append(RawMessage.from_plain(row.body))
    heard = {(row.source_id, row.external_id): row.received_at for row in taken}
    total = Judged()
    for source in Source.objects.filter(pk__in=list(by_source)).select_related("division").order_by("pk"):
        received = {raw.id: heard[(source.pk, raw.id)] for raw in by_source[source.pk]}
        done = judge_messages(source, by_source[source.pk], by=by, at=at, received=received)
        total.add(done)
    Inbox.objects.filter(pk__in=[row.pk for row in taken]).delete()
    return total


@dataclass(slots=True)
class _One:
    """A message on its way through the batch."""

    raw: RawMessage
    group: Group | None
    verdict: Verdict
    placed: Placed
    incident: Incident | None = None


@transaction.atomic
def judge_messages(
    source: Source,
    raws: Sequence[RawMessage],
    *,
    by: str,
    at: datetime,
    run: ImportRun | None = None,
    received: Mapping[str, datetime] | None = None,
) -> Judged:
    """Judge messages of one source, in the order they were said, with a constant number of statements.

    Senders come hashed already. `received` says when each was heard, by its id; `at` where it does not.
    """
    fresh = {raw.id: raw for raw in raws}
    for external_id in Message.objects.filter(source=source, external_id__in=list(fresh)).values_list(
        "external_id", flat=True
    ):
        del fresh[external_id]
    judged = Judged(seen_before=len(raws) - len(fresh))
    if not fresh:
        return judged
    lexicon = lexicon_of(source.pack)
    groups = _groups(source, list(fresh.values()))
    leads = _going_on(source, list(groups.values()), list(fresh.values()))
    homes = {group.pk: _home(source, group) for group in groups.values()}
    gatherer = Gatherer(lexicon, [_as_incident(lead, homes) for lead in leads.values()])
    ones = _judge_each(source, lexicon, groups, gatherer, sorted(fresh.values(), key=lambda raw: (raw.time, raw.id)))
    kept = _keep_leads(source, lexicon, leads, ones, by=by, at=at)
    _keep_messages(source, lexicon, kept, ones, at=at, run=run, received=received or {})
    judged.chatter = sum(one.incident is None for one in ones)
    judged.new_lead = len(kept) - sum(lead.pk in leads for lead in kept.values())
    judged.joined = len(ones) - judged.chatter - judged.new_lead
    _leave_errands(kept, judged, fresh, source, at=at)
    return judged


def _groups(source: Source, raws: Sequence[RawMessage]) -> dict[str, Group]:
    """Groups by code; one nobody named before speaks for its source's home. Locked, so that two workers that hear
    one group at once gather one incident and not two."""
    named = {raw.group_id: raw.group_name or raw.group_id for raw in raws if raw.group_id}
    if not named:
        return {}
    Group.objects.bulk_create(
        [Group(source=source, code=code, name=name[:120], division=source.division) for code, name in named.items()],
        ignore_conflicts=True,
    )
    found = Group.objects.select_for_update().filter(source=source, code__in=list(named)).order_by("pk")
    return {group.code: group for group in found}


def _going_on(source: Source, groups: Sequence[Group], raws: Sequence[RawMessage]) -> dict[int, Lead]:
    """Leads that messages of this batch may join."""
    first = min(raw.time for raw in raws)
    marks = {mark for mark in (fingerprint(raw.text) for raw in raws if not raw.group_id) if mark}
    near = Q(group__in=list(groups), last_at__gte=first - SESSION) | Q(
        group__isnull=True, fingerprint__in=marks, last_at__gte=first - SAME_LETTER
    )
    live = [Lead.State.OPEN, Lead.State.TAKEN, Lead.State.QUIET]
    found = Lead.objects.select_for_update().filter(near, source=source, state__in=live).order_by("pk")
    return {lead.pk: lead for lead in found}


def _as_incident(lead: Lead, homes: Mapping[int, Spot | None]) -> Incident:
    spot = Spot(lead.division_id, lead.cell_id) if lead.division_id else None
    return Incident(
        group=lead.group_id,
        kind=lead.kind,
        urgency=lead.urgency,
        vulnerable=lead.vulnerable,
        first_at=lead.first_at,
        last_at=lead.last_at,
        heard=lead.heard,
        fingerprint=lead.fingerprint,
        named=_named(spot, homes.get(lead.group_id or 0)),
        lead=lead.pk,
    )


def _judge_each(
    source: Source, lexicon: Lexicon, groups: dict[str, Group], gatherer: Gatherer, raws: Sequence[RawMessage]
) -> list[_One]:
    names: dict[str, Gazetteer] = {}
    ones = []
    for raw in raws:
        group = groups.get(raw.group_id)
        thread = gatherer.thread(group.pk, raw.time) if group else ""
        verdict = judge(Said(raw.text, raw.title, raw.role, thread), lexicon)
        one = _One(raw, group, verdict, Placed(_home(source, group)))
        if verdict.risk:
            county = (one.placed.spot.code if one.placed.spot else "")[:6]
            if len(county) == 6:
                if county not in names:
                    names[county] = queries.gazetteer(county)
                one.placed = names[county].find(raw.title + " " + raw.text, one.placed.spot)
            one.incident, _ = gatherer.gather(
                group=group.pk if group else None,
                kind=verdict.kind,
                urgency=verdict.urgency,
                vulnerable=verdict.vulnerable,
                at=raw.time,
                text=raw.text,
                named=_named(one.placed.spot, _home(source, group)) if one.placed.words else "",
            )
        ones.append(one)
    return ones


def _home(source: Source, group: Group | None) -> Spot | None:
    if group is not None and group.division_id:
        return Spot(group.division_id, group.cell_id)
    return Spot(source.division_id) if source.division_id else None


def _named(spot: Spot | None, home: Spot | None) -> str:
    """A place as incidents tell it apart; empty for the home itself, which nobody needs to name."""
    return "" if spot is None or spot == home else f"{spot.code}/{spot.cell or ''}"


def _keep_leads(
    source: Source, lexicon: Lexicon, leads: dict[int, Lead], ones: Sequence[_One], *, by: str, at: datetime
) -> dict[int, Lead]:
    """Write new leads and what changed on old ones. Returns leads by the identity of their incident."""
    first_of: dict[int, _One] = {}
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


def _new_lead(source: Source, lexicon: Lexicon, incident: Incident, first: _One) -> Lead:
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


def _keep_messages(
    source: Source,
    lexicon: Lexicon,
    kept: dict[int, Lead],
    ones: Sequence[_One],
    *,
    at: datetime,
    run: ImportRun | None,
    received: Mapping[str, datetime],
) -> None:
    Message.objects.bulk_create(
        [
            Message(
                source=source,
                external_id=one.raw.id,
                group=one.group,
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
                division_id=one.placed.spot.code if one.placed.spot else None,
                cell_id=one.placed.spot.cell if one.placed.spot else None,
                reasons=[list(reason) for reason in one.verdict.reasons],
                judged_with=lexicon.version,
                lead=kept[id(one.incident)] if one.incident else None,
                import_run=run,
                details=dict(one.raw.details),
            )
            for one in ones
        ],
        batch_size=200,
    )


def _leave_errands(
    kept: dict[int, Lead], judged: Judged, fresh: dict[str, RawMessage], source: Source, *, at: datetime
) -> None:
    """One errand for all leads that a case must be opened for or joined to; one signal for the desk."""
    live = sorted(lead.pk for lead in kept.values() if lead.state in (Lead.State.OPEN, Lead.State.TAKEN))
    judged.leads = live
    if live:
        mark = hashlib.sha256(min(fresh).encode()).hexdigest()  # a message is judged once, so its id names the batch
        ledger.errand("leads.raised", f"leads:{source.pk}:{mark}", {"leads": live}, at=at)
    notices.signal(["desk"], "stream", {"messages": len(fresh)}, at=at)
