"""What goes on around the messages of a batch, locked: their groups, and the leads they may join.

Locks are taken in one order by everybody: the source (for letters), its groups by key with all others of their feeders
and villages, then leads by key. So no two workers wait for each other, and trouble that two workers hear of at once in
two groups of one feeder becomes one incident.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from jishiyu.lib.among import among
from jishiyu.sensing import queries
from jishiyu.sensing.incidents import (
    LIVE,
    LOOKED_AT,
    OUTAGE,
    SAME_LETTER,
    SESSION,
    SPREADING_FROM,
    Incident,
    Member,
    fingerprint,
    member,
)
from jishiyu.sensing.kinds import Lexicon, lexicon_of
from jishiyu.sensing.models import Group, Lead, Source, area_of
from jishiyu.sensing.pipeline import named
from jishiyu.sensing.place import Spot
from jishiyu.sensing.queries.around import Joined
from jishiyu.sensing.raw import RawMessage

STILL = (Lead.State.OPEN, Lead.State.TAKEN, Lead.State.QUIET)  # states of what may be joined


def meet_groups(source: Source, raws: Sequence[RawMessage]) -> dict[str, Group]:
    """Groups of these messages by code; one nobody named before speaks for its source's home."""
    named = {raw.group_id: raw.group_name or raw.group_id for raw in raws if raw.group_id}
    if not named:
        return {}
    found = _groups(source, named)
    new = named.keys() - found.keys()
    if new:
        area = area_of("", source.division_id)
        Group.objects.bulk_create(
            [
                Group(source=source, code=code, name=named[code][:120], division=source.division, area=area)
                for code in sorted(new)
            ],
            ignore_conflicts=True,
        )
        found |= _groups(source, new)
    return found


def _groups(source: Source, codes: Collection[str]) -> dict[str, Group]:
    return {group.code: group for group in Group.objects.filter(among("code", codes), source=source)}


def lock_groups(source: Source, groups: Mapping[str, Group], raws: Sequence[RawMessage]) -> list[Group]:
    """Those of the groups that these messages were said in, locked with all of their feeders and villages."""
    if any(not raw.group_id for raw in raws):  # letters of one source are gathered one batch at a time
        Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    ours = {group.pk: group for group in (groups[raw.group_id] for raw in raws if raw.group_id)}
    if ours:
        wide = {group.area for group in ours.values()} - {""}
        near = Group.objects.filter(among("area", wide), source=source)
        keys = ours.keys() | set(near.values_list("pk", flat=True) if wide else ())
        list(Group.objects.select_for_update().filter(among("pk", keys)).order_by("pk").values_list("pk", flat=True))
    return list(ours.values())


def joined_around(groups: Sequence[Group], raws: Sequence[RawMessage]) -> list[Joined]:
    """What these groups said lately that messages of this batch may join."""
    if not groups:
        return []
    first, last = min(raw.time for raw in raws), max(raw.time for raw in raws)
    return queries.joined_lately([group.pk for group in groups], since=first - LIVE, until=last, on=LIVE)


def lock_leads(
    source: Source, groups: Sequence[Group], raws: Sequence[RawMessage], joined: Sequence[Joined]
) -> dict[int, Lead]:
    """Leads that these messages may join: spoken of lately in their groups, going on in their feeder or village, or
    begun with the same words."""
    if not raws:
        return {}
    first, last = min(raw.time for raw in raws), max(raw.time for raw in raws)
    chat = {mark for mark in (fingerprint(raw.text) for raw in raws if raw.group_id) if mark}
    letters = {mark for mark in (fingerprint(raw.text) for raw in raws if not raw.group_id) if mark}
    areas = {group.area for group in groups if group.area}
    ours, ways = Lead.objects.filter(source=source), []
    if letters:
        same = ours.filter(among("fingerprint", letters), group__isnull=True)
        ways.append(same.filter(last_at__gte=first - SAME_LETTER))
    if chat:
        same = ours.filter(among("fingerprint", chat), group__isnull=False)
        ways.append(same.filter(last_at__gte=first - SESSION))
    if areas:
        near = queries.of_areas(ours, areas).filter(last_at__gte=first - OUTAGE, first_at__lte=last + OUTAGE)
        ways.append(near.filter(state__in=STILL))
    keys = {one.lead for one in joined} | (queries.keys_of_leads(*ways) if ways else set())
    if not keys:
        return {}
    found = Lead.objects.select_for_update().filter(among("pk", sorted(keys))).order_by("pk")
    return {lead.pk: lead for lead in found if lead.state in STILL}


def incidents_of(
    leads: Mapping[int, Lead], joined: Sequence[Joined], homes: Mapping[int | None, Spot | None]
) -> list[Incident]:
    """These leads as gathering sees them, with what was said of them in these groups."""
    if not leads:
        return []
    said: dict[int, dict[int, list[Member]]] = {}
    people: dict[int, set[str]] = {}
    seen = dict.fromkeys(leads, 0)
    lexicon = lexicon_of(next(iter(leads.values())).pack)
    for one in joined:
        if one.lead in leads:
            seen[one.lead] += 1
            said.setdefault(one.lead, {}).setdefault(one.group, []).append(_member(lexicon, one))
            people.setdefault(one.lead, set()).add(one.sender)
    # one sender more may make it spread: of what few speak of, all who do must be known
    few = [key for key, lead in leads.items() if lead.households < SPREADING_FROM and seen[key] < lead.heard]
    for key, sender in queries.people_of(few):
        people.setdefault(key, set()).add(sender)
    return [_as_incident(lead, homes, said.get(key, {}), people.get(key, set()) - {""}) for key, lead in leads.items()]


def _member(lexicon: Lexicon, one: Joined) -> Member:
    return member(
        at=one.at, bears=lexicon.bears(one.kind), urgency=one.urgency, sender=one.sender, place=one.place, text=one.text
    )


def _as_incident(
    lead: Lead, homes: Mapping[int | None, Spot | None], said: Mapping[int, list[Member]], people: set[str]
) -> Incident:
    spot = Spot(lead.division_id, lead.cell_id) if lead.division_id else None
    kinds = lead.kinds.items() or [(lead.kind, (lead.first_at.isoformat(), lead.last_at.isoformat()))]
    return Incident(
        group=lead.group_id,
        kind=lead.kind,
        urgency=lead.urgency,
        vulnerable=lead.vulnerable,
        first_at=lead.first_at,
        last_at=lead.last_at,
        heard=lead.heard,
        fingerprint=lead.fingerprint,
        named=named(spot, homes.get(lead.group_id)),
        lead=lead.pk,
        area=lead.area,
        kinds={kind: (datetime.fromisoformat(first), datetime.fromisoformat(last)) for kind, (first, last) in kinds},
        sides=frozenset(lead.sides),
        fixed=lead.state == Lead.State.TAKEN,
        members={group: members[-LOOKED_AT:] for group, members in said.items()},
        people=people,
        unknown=max(0, lead.households - len(people)),
    )
