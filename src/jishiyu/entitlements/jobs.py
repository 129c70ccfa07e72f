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


@does("queue.left")
def end_unplaced(data: Mapping[str, Any], at: datetime) -> None:
    """Whoever lost their place gets no more of what is given while one waits."""
    actions.end_unplaced(data["claim"], data["ground"], by=BY, at=at)


@does("offer.made")
def tell_offer(data: Mapping[str, Any], at: datetime) -> None:
    actions.tell_offer(data["offer"], at=at)


@does("claim.redecided")
def rescore(data: Mapping[str, Any], at: datetime) -> None:
    actions.rescore_claim(data["claim"], by=BY, at=at)


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


@does("facts.changed")
def follow_facts(data: Mapping[str, Any], at: datetime) -> None:
    actions.follow_facts(data["household"], data["sheet"], by=BY, at=at)


@every(timedelta(hours=1), "entitlements.confirm_due")
def confirm_due(at: datetime) -> None:
    """What was on public notice long enough counts."""
    actions.confirm_due(by=BY, at=at)


@every(timedelta(hours=1), "entitlements.urge_late")
def urge_late(at: datetime) -> None:
    actions.urge_late(at=at)


@every(timedelta(hours=6), "entitlements.move_reviews_on")
def move_reviews_on(at: datetime) -> None:
    actions.move_reviews_on(by=BY, at=at)


@every(timedelta(hours=24), "entitlements.look_for_due")
def look_for_due(at: datetime) -> None:
    """Who is due something and has not applied: every night, over all households."""
    actions.begin_look(at=at)


@does("due.look")
def look_on(data: Mapping[str, Any], at: datetime) -> None:
    day = date.fromisoformat(data["day"])
    actions.look_for_due(data["scheme"], day, after=data["after"], by=BY, at=at)
