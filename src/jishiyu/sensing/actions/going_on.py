"""What goes on around the messages of a batch, locked: their groups, and the leads they may join.

Locks are taken in one order by everybody: the source (for letters), its groups by key with all others of their feeders
and villages, then leads by key. So no two workers wait for each other, and trouble that two workers hear of at once in
two groups of one feeder becomes one incident.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from jishiyu.sensing.incidents import (
    LIVE,
    LOOKED_AT,
    OUTAGE,
    SAME_LETTER,
    SESSION,
    Incident,
    Member,
    fingerprint,
    member,
)
from jishiyu.sensing.kinds import Lexicon, lexicon_of
from jishiyu.sensing.models import Group, Lead, Message, Source, area_of
from jishiyu.sensing.pipeline import named
from jishiyu.sensing.place import Spot
from jishiyu.sensing.raw import RawMessage

MOST_MEMBERS = 2000  # messages of live incidents that are looked at again


def lock_groups(source: Source, raws: Sequence[RawMessage]) -> dict[str, Group]:
    """Groups of these messages by code; one nobody named before speaks for its source's home."""
    named = {raw.group_id: raw.group_name or raw.group_id for raw in raws if raw.group_id}
    if len(named) < len({raw.group_id for raw in raws}):  # letters of one source are gathered one batch at a time
        Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    if not named:
        return {}
    ours = Group.objects.filter(source=source)
    areas = dict(ours.filter(code__in=list(named)).values_list("code", "area"))
    new = named.keys() - areas.keys()
    if new:
        area = area_of("", source.division_id)
        Group.objects.bulk_create(
            [
                Group(source=source, code=code, name=named[code][:120], division=source.division, area=area)
                for code in sorted(new)
            ],
            ignore_conflicts=True,
        )
        areas[""] = area
    wide = set(areas.values()) - {""}
    found = ours.select_for_update().filter(Q(code__in=list(named)) | Q(area__in=wide)).order_by("pk")
    return {group.code: group for group in found if group.code in named}


def lock_leads(source: Source, groups: Sequence[Group], raws: Sequence[RawMessage]) -> dict[int, Lead]:
    """Leads that messages of this batch may join."""
    first, last = min(raw.time for raw in raws), max(raw.time for raw in raws)
    chat = {mark for mark in (fingerprint(raw.text) for raw in raws if raw.group_id) if mark}
    letters = {mark for mark in (fingerprint(raw.text) for raw in raws if not raw.group_id) if mark}
    near = Q(group__isnull=True, fingerprint__in=letters, last_at__gte=first - SAME_LETTER) | Q(
        group__isnull=False, fingerprint__in=chat, last_at__gte=first - SESSION
    )
    if groups:
        spoken = Message.objects.filter(
            group__in=list(groups), said_at__gte=first - LIVE, said_at__lte=last + LIVE, lead__isnull=False
        )
        near |= Q(pk__in=spoken.values("lead"))
        areas = {group.area for group in groups if group.area}
        near |= Q(area__in=areas, last_at__gte=first - OUTAGE, first_at__lte=last + OUTAGE)
    live = [Lead.State.OPEN, Lead.State.TAKEN, Lead.State.QUIET]
    found = Lead.objects.select_for_update().filter(near, source=source, state__in=live).order_by("pk")
    return {lead.pk: lead for lead in found}


def incidents_of(
    leads: Mapping[int, Lead], groups: Sequence[Group], homes: Mapping[int | None, Spot | None]
) -> list[Incident]:
    """These leads as gathering sees them, with what was said of them in these groups. One query."""
    said: dict[int, dict[int, list[Member]]] = {}
    people: dict[int, set[str]] = {}
    if leads and groups:
        rows = Message.objects.filter(lead__in=list(leads), group__in=list(groups), recalled_at__isnull=True)
        rows = rows.order_by("-said_at", "-pk")
        fields = rows.values_list("lead_id", "group_id", "said_at", "kind", "urgency", "sender", "place_words", "text")
        lexicon = lexicon_of(next(iter(leads.values())).pack)
        for lead, group, at, kind, urgency, sender, place, text in reversed(fields[:MOST_MEMBERS]):
            one = _member(lexicon, at, kind, urgency, sender, place, text)
            said.setdefault(lead, {}).setdefault(group, []).append(one)
            people.setdefault(lead, set()).add(sender)
    return [_as_incident(lead, homes, said.get(key, {}), people.get(key, set()) - {""}) for key, lead in leads.items()]


def _member(lexicon: Lexicon, at: datetime, kind: str, urgency: int, sender: str, place: str, text: str) -> Member:
    return member(at=at, bears=lexicon.bears(kind), urgency=urgency, sender=sender, place=place, text=text)


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
