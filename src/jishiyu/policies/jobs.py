"""Errands and periodic work of this room: each calls one action."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from jishiyu.ledger.jobs import does, every
from jishiyu.policies import actions


@does("policy.released")
def tell_released(data: Mapping[str, Any], at: datetime) -> None:
    actions.tell_fitting(data["card"], at=at)


@every(timedelta(hours=24), "policies.tell")
def tell(at: datetime) -> None:
    """Policies that have come into force or into fitting, and those about to end."""
    actions.tell_new(at=at)
    actions.tell_ending(at=at)
