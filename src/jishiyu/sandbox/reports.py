"""Reports of an invented town: a few days of the month before, and what was published of that month."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from jishiyu.casework import actions as casework
from jishiyu.figures.reports import actions
from jishiyu.figures.reports.periods import last_over
from jishiyu.registry import queries as registry
from jishiyu.sandbox import history
from jishiyu.sandbox.pictures import drawn
from jishiyu.sandbox.town import BY, Town

DAYS = 4  # lived through of the month before
EARLIER = 1_000_000  # messages of these days are numbered from here
LEADER = "he"


def month_before(town: Town, seed: int, *, now: datetime) -> None:
    """A few days of the month before, told ahead of all that came later: what is heard is listed as it was heard."""
    _first, last = last_over("month", timezone.localdate(now))
    evening = timezone.make_aware(datetime.combine(last, time(20)))
    if evening < now - timedelta(days=town.size.days):
        _some_days(town, seed, until=evening)
        casework.close_unheard(by=BY, at=min(now, evening + timedelta(days=20)))


def bring_in(town: Town, seed: int, *, password: str, now: datetime) -> None:
    """The monthly brief of the month before, offered to everybody, and a plan for those to come."""
    by = town.officers[LEADER]
    readers = [by.pk]
    for kind, workday, public in (("brief", 3, True), ("supervision", 1, False)):
        actions.set_plan(
            kind, active=True, workday=workday, hour=9, readers=readers, public=public, by=by.actor, at=now
        )  # fmt: skip
    actions.make("brief", public=True, by=by.actor, at=now)


def _some_days(town: Town, seed: int, *, until: datetime) -> None:
    """A few quiet days that end at a moment long before now, in full: what was said then was answered since."""
    rng = Random(seed + 2)
    quiet = replace(town, size=replace(town.size, rounds_a_day=2, letters_a_day=1))
    later = until + timedelta(days=20)
    teller = history.Teller(quiet, rng, later, registry.calendar(), [drawn(rng)], EARLIER)
    with transaction.atomic():
        for ago in range(DAYS - 1, -1, -1):
            day = timezone.localtime(until - timedelta(days=ago))
            history.one_day(teller, day.replace(hour=0, minute=0, second=0, microsecond=0))
