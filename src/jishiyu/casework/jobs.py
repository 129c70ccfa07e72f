"""Errands and periodic work of this room."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from jishiyu.casework import actions
from jishiyu.casework.models import Case
from jishiyu.ledger.jobs import does, every
from jishiyu.notices.actions import tell
from jishiyu.registry.models import Officer, Post

BY = "system:casework"


@does("leads.raised")
def take(data: Mapping[str, Any], at: datetime) -> None:
    actions.take_leads(data["leads"], by=BY, at=at)


@does("lead.corrected")
def note_correction(data: Mapping[str, Any], at: datetime) -> None:
    actions.note_correction(data, by=BY, at=at)


@does("lead.split")
def take_what_was_split(data: Mapping[str, Any], at: datetime) -> None:
    actions.follow_split(data["lead"], data["into"], by=data["by"], at=at)


@does("lead.placed")
def follow_place(data: Mapping[str, Any], at: datetime) -> None:
    actions.follow_place(data["lead"], by=data["by"], at=at)


@does("case.answered")
def tell_verifiers(data: Mapping[str, Any], at: datetime) -> None:
    """Tell those who verify that a case waits for the requester's word."""
    case = Case.objects.get(pk=data["case"])
    if case.state != Case.State.ANSWERED:
        return
    verifiers = Officer.objects.filter(post__in=[Post.DISPATCHER, Post.CALLER], is_active=True)
    tell(
        [officer.actor for officer in verifiers if case.against_id is None or officer.unit_id != case.against_id],
        key=f"answered:{case.pk}:{case.redo_count}",
        kind="case_answered",
        params={"title": case.title[:60], "number": case.number},
        link=f"/console/cases/{case.number}/",
        at=at,
    )


@every(timedelta(minutes=10), "casework.close_unheard")
def close_unheard(at: datetime) -> None:
    actions.close_unheard(by=BY, at=at)


@every(timedelta(seconds=20), "casework.count_days")
def count_days(at: datetime) -> None:
    actions.count_days(at)


@every(timedelta(minutes=10), "casework.reckon_missing")
def reckon_missing(at: datetime) -> None:
    actions.reckon_missing(by=BY, at=at)


@every(timedelta(minutes=1), "casework.nudge_due")
def nudge_due(at: datetime) -> None:
    """What comes back from being set aside is open work before anybody is urged about it."""
    actions.end_waits(by=BY, at=at)
    actions.review_hung(by=BY, at=at)
    actions.nudge_due(by=BY, at=at)


@every(timedelta(hours=1), "casework.draw_sample")
def draw_sample(at: datetime) -> None:
    """Choose whom to call back of each day that is over; a worker that slept catches up."""
    actions.draw_due(by=BY, at=at)


@every(timedelta(minutes=10), "casework.count_signs")
def count_signs(at: datetime) -> None:
    actions.count_signs(at=at)
