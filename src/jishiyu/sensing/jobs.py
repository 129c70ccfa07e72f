"""Errands of this room: warning those who answer for the place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from jishiyu.ledger.jobs import does
from jishiyu.notices.actions import News, signal, tell_many
from jishiyu.registry import queries as registry
from jishiyu.sensing import queries
from jishiyu.sensing.kinds import lexicon_of
from jishiyu.sensing.models import Lead


@does("leads.raised")
def warn(data: Mapping[str, Any], at: datetime) -> None:
    """Tell the duty officers of each lead's place, each officer once for each incident and each rise of it."""
    leads = [lead for lead in queries.leads(data["leads"]) if lead.answered_at is None]
    asked = {(role, lead.division_id, lead.cell_id) for lead in leads for role in _roles(lead)}
    nearest = registry.nearest_officers(asked, on=timezone.localdate(at))
    places = registry.place_names({(lead.division_id, lead.cell_id) for lead in leads})
    news = [
        News(
            readers=tuple(
                officer.actor for role in _roles(lead) for officer in nearest[(role, lead.division_id, lead.cell_id)]
            ),
            key=f"{lead.ref}:{lead.urgency}",
            kind="lead_raised",
            params={"kind": lead.kind, "place": places[(lead.division_id, lead.cell_id)], "title": lead.title[:60]},
            link="/console/",
            urgent=lead.urgency >= 2,
        )
        for lead in leads
    ]
    tell_many([item for item in news if item.readers], at=at)
    signal({reader for item in news for reader in item.readers}, "warning", {}, at=at)


def _roles(lead: Lead) -> tuple[str, ...]:
    return lexicon_of(lead.pack).warn_roles.get(lead.kind, ())
