"""What makes a lead more urgent than its messages: that it spreads, that it is there again. With the reason kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Q

from jishiyu.sensing.incidents import SPREADING_FROM, Incident
from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.models import Lead, Message
from jishiyu.sensing.triage.urgency import TODAY

AGAIN_WITHIN = timedelta(days=7)
SPREADING, REPEATED = "spreading", "repeated"  # codes of Lead.why
SPREADING_GROUPS = 2
ITS_OWN = ("danger", "person")  # mostly matters of their own: only at the same place or by the same person again

Counts = tuple[int, int, int]  # messages, households, groups


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
    earlier: Sequence[Lead] = ()
    people: dict[int, set[str]] = field(default_factory=dict)  # who spoke of each lead

    @classmethod
    def among(cls, fresh: Sequence[Incident], leads: Sequence[Lead], lexicon: Lexicon) -> "Repeats":
        """Two queries when there are new incidents of groups, none else."""
        groups = {incident.group for incident in fresh if incident.group is not None}
        if not groups:
            return cls(lexicon)
        first, last = min(one.first_at for one in fresh), max(one.first_at for one in fresh)
        areas = {incident.area for incident in fresh if incident.area}
        senders = set().union(*(incident.people for incident in fresh))
        source = leads[0].source_id
        spoken = Q(sender__in=senders) | Q(lead__in=[lead.pk for lead in leads])
        rows = Message.objects.filter(
            spoken, source=source, lead__isnull=False, said_at__gte=first - AGAIN_WITHIN, said_at__lte=last
        ).exclude(sender="")
        people: dict[int, set[str]] = {}
        for lead, sender in rows.values_list("lead_id", "sender").distinct():
            people.setdefault(lead, set()).add(sender)
        there = Q(group__in=groups) | Q(area__in=areas) | Q(pk__in=list(people))
        earlier = (
            Lead.objects.filter(there, source=source, last_at__gte=first - AGAIN_WITHIN, first_at__lt=last)
            .exclude(state__in=[Lead.State.FALSE, Lead.State.MERGED, Lead.State.RECALLED])
            .order_by("first_at", "pk")
        )
        return cls(lexicon, list(earlier), people)

    def of(self, lead: Lead) -> int | None:
        """The first lead of the same trouble, where this one is that trouble again."""
        for before in self.earlier:
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
