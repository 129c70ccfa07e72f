"""Errands and periodic work of this room: each calls one action."""

from collections.abc import Mapping
from datetime import datetime, timedelta
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


@does("claim.ended")
def free_what_was_held(data: Mapping[str, Any], at: datetime) -> None:
    actions.follow_end(data["claim"], data["ground"], by=BY, at=at)
