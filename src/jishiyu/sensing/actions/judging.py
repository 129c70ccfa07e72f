"""From messages to leads: judged in their threads, placed, gathered, kept. One transaction for each batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from jishiyu.sensing import queries
from jishiyu.sensing.actions.going_on import incidents_of, lock_groups, lock_leads
from jishiyu.sensing.actions.keeping import keep_leads, keep_messages, leave_errands, make_leads, merge_leads, rejudge
from jishiyu.sensing.incidents import Gatherer
from jishiyu.sensing.kinds import lexicon_of
from jishiyu.sensing.models import Group, ImportRun, Lead, Message, Source
from jishiyu.sensing.pipeline import AREA, Room, judge_each
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
    for external_id in Message.objects.filter(source=source, external_id__in=list(fresh)).values_list(
        "external_id", flat=True
    ):
        del fresh[external_id]
    judged = Judged(seen_before=len(raws) - len(fresh))
    if not fresh:
        return judged
    judge, lexicon = queries.judge_of(source.pack), lexicon_of(source.pack)
    groups = lock_groups(source, list(fresh.values()))
    leads = lock_leads(source, list(groups.values()), list(fresh.values()))
    homes = {group.pk: _home(source, group) for group in groups.values()} | {None: _home(source, None)}
    going_on = incidents_of(leads, list(groups.values()), homes)
    gatherer = Gatherer(lexicon, going_on)
    in_order = sorted(fresh.values(), key=lambda raw: (raw.time, raw.id))
    names = queries.gazetteers({home.code[:AREA] for home in homes.values() if home})
    keys = {code: group.pk for code, group in groups.items()}
    areas = {group.pk: group.area for group in groups.values()}
    room = Room(keys, homes, gatherer, _threads(list(groups.values()), in_order), names, areas)
    ones = judge_each(room, judge, in_order)
    kept = make_leads(source, lexicon, leads, ones)
    keep_messages(source, kept, ones, judged_with=judge.version, at=at, run=run, received=received or {})
    merge_leads(leads, kept, going_on, by=by, at=at)
    keep_leads(lexicon, kept, by=by, at=at)
    judged.chatter = sum(one.incident is None for one in ones)
    judged.new_lead = sum(one.lead is None for one, _ in kept.values())
    judged.joined = len(ones) - judged.chatter - judged.new_lead
    judged.leads = sorted(lead.pk for _, lead in kept.values() if lead.state in (Lead.State.OPEN, Lead.State.TAKEN))
    leave_errands(source, judged.leads, list(fresh), at=at)
    return judged


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
    judge, lexicon = queries.judge_of(source.pack), lexicon_of(source.pack)
    groups = list(lock_groups(source, [raw]).values())
    leads = lock_leads(source, groups, [raw])
    homes = {group.pk: _home(source, group) for group in groups} | {None: _home(source, None)}
    going_on = incidents_of(leads, groups, homes)
    names = queries.gazetteers({home.code[:AREA] for home in homes.values() if home})
    keys, areas = {group.code: group.pk for group in groups}, {group.pk: group.area for group in groups}
    room = Room(keys, homes, Gatherer(lexicon, going_on), _threads(groups, [raw]), names, areas)
    one = judge_each(room, judge, [raw])[0]
    lead = message.lead
    if one.incident is None or lead is None or lexicon.family(lead.kind) != lexicon.family(one.verdict.kind):
        kept = make_leads(source, lexicon, leads, [one])
        lead = next((found for _, found in kept.values()), None)
        rejudge(message, lead, one, judged_with=judge.version, at=at)
        merge_leads(leads, kept, going_on, by=by, at=at)
        keep_leads(lexicon, kept, by=by, at=at)
    else:
        rejudge(message, lead, one, judged_with=judge.version, at=at)
