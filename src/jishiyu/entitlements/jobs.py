"""Errands and periodic work of this room: each calls one action."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from jishiyu.entitlements import actions
from jishiyu.ledger.jobs import does, every

BY = "system:entitlements"


@does("queue.changed")
def number_queue(data: Mapping[str, Any], at: datetime) -> None:
    actions.number_queue(data["scheme"], at=at)


@every(timedelta(hours=1), "entitlements.lapse_offers")
def lapse_offers(at: datetime) -> None:
    """Offers nobody answered in time."""
    actions.lapse_offers(by=BY, at=at)


@does("claim.approved")
def follow_approval(data: Mapping[str, Any], at: datetime) -> None:
    actions.follow_approval(data["claim"], by=BY, at=at)


@does("claim.ended")
def free_what_was_held(data: Mapping[str, Any], at: datetime) -> None:
    actions.follow_end(data["claim"], data["ground"], by=BY, at=at)
    actions.end_awards_of(data["claim"], data["ground"], by=BY, at=at)
    actions.revoke_permits_of(data["claim"], data["ground"], by=BY, at=at)


@does("award.redecided")
def follow_decision(data: Mapping[str, Any], at: datetime) -> None:
    actions.follow_decision(data["award"], data["decision"], by=BY, at=at)


@does("parameter.recorded")
def reckon_what_it_touches(data: Mapping[str, Any], at: datetime) -> None:
    since, key = date.fromisoformat(data["since"]), f"{data['name']}:{data['since']}:{at:%Y%m%d%H%M%S}"
    actions.reckon_awards(data["scheme"], since, key=key, by=BY, at=at)


@does("awards.reckon")
def reckon_on(data: Mapping[str, Any], at: datetime) -> None:
    since = date.fromisoformat(data["since"])
    actions.reckon_awards(data["scheme"], since, after=data["after"], key=data["key"], by=BY, at=at)
