"""From messages to leads: judged in their threads, placed, gathered, kept. One transaction for each batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from jishiyu.sensing import queries
from jishiyu.sensing.actions.going_on import incidents_of, joined_around, lock_groups, lock_leads, meet_groups
from jishiyu.sensing.actions.keeping import keep_leads, keep_messages, leave_errands, make_leads, merge_leads, rejudge
from jishiyu.sensing.actions.likening import liken
from jishiyu.sensing.actions.weighing import counts_of, counts_with
from jishiyu.sensing.incidents import Gatherer, Incident
from jishiyu.sensing.kinds import Lexicon, lexicon_of
from jishiyu.sensing.models import Group, ImportRun, Lead, Message, Source
from jishiyu.sensing.pipeline import AREA, Batch, Room, decide_each, read_each
from jishiyu.sensing.place import Spot
from jishiyu.sensing.raw import RawMessage
from jishiyu.sensing.triage import Threads
from jishiyu.sensing.triage.threads import IN_VIEW


@dataclass(slots=True)
class Judged:
    """What became of a batch. new_lead + joined + chatter + seen_before + corrected = the messages of it."""

    new_lead: int = 0
    joined: int = 0
    chatter: int = 0
    seen_before: int = 0
    corrected: int = 0  # acts that take a message back or say it anew
    leads: list[int] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return self.new_lead + self.joined + self.chatter + self.seen_before + self.corrected

    def add(self, other: "Judged") -> None:
        self.new_lead += other.new_lead
        self.joined += other.joined
        self.chatter += other.chatter
        self.seen_before += other.seen_before
        self.corrected += other.corrected
        self.leads += other.leads


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
    for external_id in queries.heard_before(source.pk, list(fresh)):
        del fresh[external_id]
    judged = Judged(seen_before=len(raws) - len(fresh))
    if not fresh:
        return judged
    judge = queries.judge_of(source.pack)
    in_order = sorted(fresh.values(), key=lambda raw: (raw.time, raw.id))
    groups = meet_groups(source, in_order)
    keys = {code: group.pk for code, group in groups.items()}
    batch = read_each(judge, in_order, keys, _threads(list(groups.values()), in_order))
    around = _around(source, groups, batch)
    ones = decide_each(around.room, judge, batch)
    kept = make_leads(source, around.lexicon, around.leads, ones)
    counts = counts_with(kept, ones)
    keep_messages(source, kept, ones, judged_with=judge.version, at=at, run=run, received=received or {})
    grown = merge_leads(around.leads, kept, around.going_on, by=by, at=at)
    keep_leads(around.lexicon, kept, counts | counts_of(grown), by=by, at=at)
    fresh_leads = [lead for incident, lead in kept.values() if incident.lead is None]
    liken(fresh_leads, by=by, at=at)
    judged.chatter = sum(one.incident is None for one in ones)
    judged.new_lead = sum(lead.state != Lead.State.MERGED for lead in fresh_leads)
    judged.joined = len(ones) - judged.chatter - judged.new_lead
    judged.leads = sorted(lead.pk for _, lead in kept.values() if lead.state in (Lead.State.OPEN, Lead.State.TAKEN))
    leave_errands(source, judged.leads, list(fresh), at=at)
    return judged


@dataclass(slots=True)
class _Around:
    """What goes on around a batch, locked."""

    lexicon: Lexicon
    leads: Mapping[int, Lead]
    going_on: Sequence[Incident]
    room: Room


def _around(source: Source, groups: Mapping[str, Group], batch: Batch) -> _Around:
    """Only what the messages that may be a risk can join is asked for: nine of ten are chatter."""
    lexicon, loud = lexicon_of(source.pack), [batch.raws[place] for place in batch.loud()]
    homes = {group.pk: _home(source, group) for group in groups.values()} | {None: _home(source, None)}
    ours = lock_groups(source, groups, loud)
    joined = joined_around(ours, loud)
    leads = lock_leads(source, ours, loud, joined)
    going_on = incidents_of(leads, joined, homes)
    spoken = {homes[group.pk] for group in ours} | ({homes[None]} if any(not raw.group_id for raw in loud) else set())
    names = queries.gazetteers({home.code[:AREA] for home in spoken if home})
    areas = {group.pk: group.area for group in ours}
    keys = {code: group.pk for code, group in groups.items()}
    return _Around(lexicon, leads, going_on, Room(keys, homes, Gatherer(lexicon, going_on), Threads(), names, areas))


def _threads(groups: Sequence[Group], raws: Sequence[RawMessage]) -> Threads:
    """What these groups said before this batch, in one query."""
    return Threads(
        queries.said_before([group.pk for group in groups], since=raws[0].time - IN_VIEW, until=raws[-1].time)
    )


def _home(source: Source, group: Group | None) -> Spot | None:
    if group is not None and group.division_id:
        return Spot(group.division_id, group.cell_id)
    return Spot(source.division_id) if source.division_id else None


def judge_again(source: Source, message: Message, *, by: str, at: datetime) -> None:
    """Judge a message by the words that stand in it now, in its thread, and save the verdict. It stays with its lead
    while it speaks of the same trouble, and joins or begins another one otherwise. The leads are weighed by the
    caller."""
    raw = RawMessage(
        id=message.external_id, text=message.text, time=message.said_at, sender=message.sender, role=message.role,
        group_id=message.group.code if message.group else "", title=message.title,
    )  # fmt: skip
    judge = queries.judge_of(source.pack)
    groups = meet_groups(source, [raw])
    keys = {code: group.pk for code, group in groups.items()}
    batch = read_each(judge, [raw], keys, _threads(list(groups.values()), [raw]))
    around = _around(source, groups, batch)
    one, lead, lexicon = decide_each(around.room, judge, batch)[0], message.lead, around.lexicon
    if one.incident is None or lead is None or lexicon.family(lead.kind) != lexicon.family(one.verdict.kind):
        kept = make_leads(source, lexicon, around.leads, [one])
        lead = next((found for _, found in kept.values()), None)
        rejudge(message, lead, one, judged_with=judge.version, at=at)
        merge_leads(around.leads, kept, around.going_on, by=by, at=at)
        keep_leads(lexicon, kept, counts_of([found for _, found in kept.values()]), by=by, at=at)
    else:
        rejudge(message, lead, one, judged_with=judge.version, at=at)
