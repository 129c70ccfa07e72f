"""Errands and periodic work of this room."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from jishiyu.ledger.jobs import does, every
from jishiyu.notices.actions import News, signal, tell, tell_many
from jishiyu.notices.queries import readers_of
from jishiyu.registry import queries as registry
from jishiyu.sensing import actions, dropping, queries
from jishiyu.sensing.kinds import lexicon_of
from jishiyu.sensing.models import Lead

BY = "system:sensing"
TOPICS_OF = timedelta(days=90)


@does("leads.raised")
def warn(data: Mapping[str, Any], at: datetime) -> None:
    """Tell the duty officers of each lead's place, each officer once for each incident and each rise of it."""
    leads = [
        lead for lead in queries.leads(data["leads"]) if lead.answered_at is None and lead.state != Lead.State.RECALLED
    ]
    again = f":{data['again']}" if data.get("again") else ""
    asked = {(role, lead.division_id, lead.cell_id) for lead in leads for role in _roles(lead)}
    nearest = registry.nearest_officers(asked, on=timezone.localdate(at))
    places = registry.place_names({(lead.division_id, lead.cell_id) for lead in leads})
    news = [
        News(
            readers=tuple(
                officer.actor for role in _roles(lead) for officer in nearest[(role, lead.division_id, lead.cell_id)]
            ),
            key=f"{lead.ref}:{lead.urgency}{again}",
            kind="lead_raised",
            params={"kind": lead.kind, "place": places[(lead.division_id, lead.cell_id)], "title": lead.title[:60]},
            link=f"/console/leads/{lead.pk}/",
            urgent=lead.urgency >= 2,
        )
        for lead in leads
    ]
    tell_many([item for item in news if item.readers], at=at)
    signal({reader for item in news for reader in item.readers}, "warning", {}, at=at)


@does("lead.corrected")
def tell_corrected(data: Mapping[str, Any], at: datetime) -> None:
    """Tell those who were warned of a lead that its words were taken back, or that it is less grave than it was."""
    lead = next(iter(queries.leads([data["lead"]])), None)
    readers = readers_of(f"lead:{data['lead']}:", "lead_raised")
    if lead is None or not readers or (data["heard"] and data["urgency"] >= data["was"]):
        return
    tell(
        readers,
        key=f"{lead.ref}:corrected:{data['correction']}",
        kind="lead_fell" if data["heard"] else "lead_recalled",
        params={
            "kind": lead.kind,
            "place": registry.place_names({(lead.division_id, lead.cell_id)})[(lead.division_id, lead.cell_id)],
        },
        link=f"/console/leads/{lead.pk}/",
        at=at,
    )
    signal(readers, "warning", {}, at=at)


@every(timedelta(minutes=1), "sensing.correct_waiting")
def correct_waiting(at: datetime) -> None:
    actions.correct_waiting(by=BY, at=at)


def _roles(lead: Lead) -> tuple[str, ...]:
    return lexicon_of(lead.pack).warn_roles.get(lead.kind, ())


@every(timedelta(minutes=1), "sensing.note_lexicons")
def note_lexicons(at: datetime) -> None:
    """A version that judged anything is kept before anybody asks what it said."""
    actions.note_lexicons(by=BY, at=at)


@does("lead.answered")
def label(data: Mapping[str, Any], at: datetime) -> None:
    actions.label_lead(data["lead"], at=at)


@every(timedelta(hours=1), "sensing.draw_shadows")
def draw_shadows(at: datetime) -> None:
    """Choose what a person looks at of each day that is over; a worker that slept catches up."""
    actions.draw_shadows(by=BY, at=at)


@every(timedelta(seconds=15), "sensing.take_drops")
def take_drops(at: datetime) -> None:
    """Files that lie in the folders of sources."""
    for source in queries.sources():
        dropping.take_drops(source, settings.JISHIYU_DROP / source.code, by=BY, at=at)


@every(timedelta(hours=1), "sensing.purge_payloads")
def purge_payloads(at: datetime) -> None:
    """What came in is kept as long as the office says, and not longer."""
    actions.purge_payloads(at=at)
    dropping.sweep_drops(settings.JISHIYU_DROP, settings.JISHIYU_PAYLOAD_DAYS)


@every(timedelta(hours=1), "sensing.learn_rarity")
def learn_rarity(at: datetime) -> None:
    """Which words are rare, from the newest letters: by it letters in other words are known to say the same."""
    actions.learn_rarity(at=at)


@every(timedelta(hours=1), "sensing.find_hot_topics")
def find_hot_topics(at: datetime) -> None:
    """What many speak of, looked for anew when anything was said since it was looked for last."""
    if queries.last_heard() > queries.last_looked():
        actions.find_hot_topics(at - TOPICS_OF, by=BY, at=at)
