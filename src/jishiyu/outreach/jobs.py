"""Periodic work of this room."""

from datetime import datetime, timedelta

from jishiyu.ledger.jobs import every
from jishiyu.outreach import actions

BY = "system:outreach"


@every(timedelta(hours=6), "outreach.make_ahead")
def make_ahead(at: datetime) -> None:
    actions.make_ahead(by=BY, at=at)


@every(timedelta(hours=1), "outreach.tell_invited")
def tell_invited(at: datetime) -> None:
    actions.tell_invited(by=BY, at=at)


@every(timedelta(hours=6), "outreach.advice")
def advise(at: datetime) -> None:
    """The day's advice to everybody it concerns who has not been told."""
    actions.advise_today(by=BY, at=at)
