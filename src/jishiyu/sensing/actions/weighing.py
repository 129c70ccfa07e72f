"""What makes a lead more urgent than its messages: that it spreads, that it is there again. With the reason kept."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Q

from jishiyu.lib.among import among
from jishiyu.sensing import queries
from jishiyu.sensing.incidents import SPREADING_FROM, Incident
from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.models import Lead, Message
from jishiyu.sensing.pipeline import One
from jishiyu.sensing.triage.urgency import TODAY

AGAIN_WITHIN = timedelta(days=7)
SPREADING, REPEATED = "spreading", "repeated"  # codes of Lead.why
SPREADING_GROUPS = 2
ITS_OWN = ("danger", "person")  # mostly matters of their own: only at the same place or by the same person again

Counts = tuple[int, int, int]  # messages, households, groups
Kept = Mapping[int, tuple[Incident, Lead]]  # by the identity of the incident


def counts_of(leads: Iterable[Lead]) -> dict[int, Counts]:
    """How many messages, households and groups speak of each. A sender nobody knows counts as a household."""
    rows = (
        Message.objects.filter(lead__in=leads, risk=True, recalled_at__isnull=True)
        .values("lead")
        .annotate(
            messages=Count("pk"),
            known=Count("sender", distinct=True, filter=~Q(sender="")),
            unknown=Count("pk", filter=Q(sender="")),
            groups=Count("group", distinct=True),
        )
    )
    return {row["lead"]: (row["messages"], row["known"] + row["unknown"], row["groups"]) for row in rows}


def counts_with(kept: Kept, ones: Sequence[One]) -> dict[int, Counts]:
    """The same with the messages of a batch, which are not written yet: what each lead has already, and who and which
    group is new to it. Two questions for as many keys as the batch has, however many spoke of these leads before."""
    said: dict[int, list[One]] = {lead.pk: [] for _, lead in kept.values()}
    for one in ones:
        if one.incident is not None:
            said[kept[id(one.incident)][1].pk].append(one)
    known = [lead.pk for incident, lead in kept.values() if incident.lead is not None]
    senders = {(lead, one.raw.sender) for lead, parts in said.items() for one in parts if one.raw.sender}
    groups = {(lead, one.group) for lead, parts in said.items() for one in parts if one.group is not None}
    senders -= queries.senders_known({pair for pair in senders if pair[0] in known})
    groups -= queries.groups_known({pair for pair in groups if pair[0] in known})
    people, places = Counter(lead for lead, _ in senders), Counter(lead for lead, _ in groups)
    counts = {}
    for incident, lead in kept.values():
        parts = said[lead.pk]
        nameless = sum(not one.raw.sender for one in parts)
        had = (0, 0, 0) if incident.lead is None else (lead.heard, lead.households, lead.in_groups)
        counts[lead.pk] = (
            had[0] + len(parts), had[1] + people[lead.pk] + nameless, had[2] + places[lead.pk],
        )  # fmt: skip
    return counts


def weigh(lead: Lead, counts: Counts, before: int | None, lexicon: Lexicon) -> None:
    """Set counts and reasons on a lead, and what urgency they make. `before` is the lead it repeats, if any."""
    lead.heard, lead.households, lead.in_groups = counts
    lead.repeats_id = lead.repeats_id or before
    why = []
    if lead.in_groups and (lead.households >= SPREADING_FROM or lead.in_groups >= SPREADING_GROUPS):
        why.append([SPREADING, str(lead.households)])
    if lead.repeats_id:
        why.append([REPEATED, str(lead.repeats_id)])
    if why:
        lead.urgency = max(lead.urgency, TODAY)
    lead.why = why
    if lead.state == Lead.State.QUIET and lead.urgency >= lexicon.opens_from:
        lead.state = Lead.State.OPEN


@dataclass(slots=True)
class Repeats:
    """Earlier leads that new ones may be the same trouble as, come again."""

    lexicon: Lexicon
    people: dict[int, set[str]] = field(default_factory=dict)  # who spoke of each lead, of those who speak now
    earlier: dict[object, list[Lead]] = field(default_factory=dict)  # by group, by area, by lead; the first said first

    @classmethod
    def among(cls, fresh: Sequence[tuple[Incident, Lead]], lexicon: Lexicon) -> "Repeats":
        """Three queries when there are new incidents of groups, none else."""
        again = cls(lexicon)
        groups = {incident.group for incident, _ in fresh if incident.group is not None}
        if not groups:
            return again
        first, last = min(one.first_at for one, _ in fresh), max(one.first_at for one, _ in fresh)
        areas = {incident.area for incident, _ in fresh if incident.area}
        senders = set().union(*(incident.people for incident, _ in fresh))
        source, since = fresh[0][1].source_id, first - AGAIN_WITHIN
        again.people = queries.spoken_of_by(senders, source, since=since, until=last)
        for incident, lead in fresh:
            again.people[lead.pk] = set(incident.people)
        keys = queries.leads_lately(source, sorted(groups), sorted(areas), since=since, until=last)
        found = Lead.objects.filter(among("pk", sorted(keys | again.people.keys())))
        gone = (Lead.State.FALSE, Lead.State.MERGED, Lead.State.RECALLED)
        for lead in sorted(found, key=lambda lead: (lead.first_at, lead.pk)):
            if lead.state in gone or not (lead.last_at >= since and lead.first_at < last):
                continue
            for place in ("group", lead.group_id), ("area", lead.area), ("lead", lead.pk):
                again.earlier.setdefault(place, []).append(lead)
        return again

    def of(self, lead: Lead) -> int | None:
        """The first lead of the same trouble, where this one is that trouble again."""
        senders = self.people.get(lead.pk, set())
        by_people = [("lead", key) for key, people in self.people.items() if senders & people]
        places = [("group", lead.group_id), *([("area", lead.area)] if lead.area else []), *by_people]
        near = {before.pk: before for place in places for before in self.earlier.get(place, ())}
        for before in sorted(near.values(), key=lambda one: (one.first_at, one.pk)):
            if before.last_at < lead.first_at and before.pk != lead.pk and self._same(before, lead):
                return before.repeats_id or before.pk
        return None

    def _same(self, before: Lead, lead: Lead) -> bool:
        if before.last_at < lead.first_at - AGAIN_WITHIN:
            return False
        if self.lexicon.family(before.kind) != self.lexicon.family(lead.kind) or apart(before, lead):
            return False
        if self.people.get(before.pk, set()) & self.people.get(lead.pk, set()):
            return True
        near = before.group_id == lead.group_id or bool(lead.area and before.area == lead.area)
        if self.lexicon.bears(lead.kind) in ITS_OWN:
            there = (lead.division_id, lead.cell_id)
            return near and there == (before.division_id, before.cell_id) and bool(lead.cell_id)
        return near


def apart(one: Lead, other: Lead) -> bool:
    """Whether somebody split one from the other by hand."""
    return {side[:-1] for side in one.sides} & {side[:-1] for side in other.sides} != set()
