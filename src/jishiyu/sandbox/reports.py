"""Reports of an invented town: a few days of the month before, and what was published of that month."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from jishiyu.casework import actions as casework
from jishiyu.figures.reports import actions
from jishiyu.figures.reports.periods import last_over
from jishiyu.sandbox import history
from jishiyu.sandbox.town import BY, Town

DAYS = 4  # lived through of the month before
LEADER = "he"


def bring_in(town: Town, seed: int, *, password: str, now: datetime) -> None:
    """The monthly brief of the month before, offered to everybody, and a plan for those to come."""
    _first, last = last_over("month", timezone.localdate(now))
    evening = timezone.make_aware(datetime.combine(last, time(20)))
    if evening < now - timedelta(days=town.size.days):
        history.some_days(town, seed, until=evening, days=DAYS)
        casework.close_unheard(by=BY, at=min(now, evening + timedelta(days=20)))
    by = town.officers[LEADER]
    readers = [by.pk]
    for kind, workday in (("brief", 3), ("supervision", 1)):
        actions.set_plan(
            kind, active=True, workday=workday, hour=9, readers=readers, public=True, by=by.actor, at=now
        )  # fmt: skip
    actions.make("brief", public=True, by=by.actor, at=now)
