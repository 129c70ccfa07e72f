"""The leader's wallboard: what is late and whose, what came in, how it goes. Numbers only; no case, no person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from jishiyu.casework.queries import Owing, owing
from jishiyu.casework.tally import Mark
from jishiyu.figures.indicators import INDICATORS
from jishiyu.figures.queries.counting import overview, tallied
from jishiyu.figures.queries.shapes import Figure
from jishiyu.figures.queries.trends import Day, daily, midnight_of
from jishiyu.figures.scopes import Period, Scope, last_days

DAYS = 30
HOUR = timedelta(hours=1)
SHOWN = ("on_time", "solved_of_heard", "satisfied", "returned")


@dataclass(frozen=True, slots=True)
class Wall:
    """`owed` cases are open and not set aside; `late`, `soon` and `waiting` (for somebody to lead them) are parts of
    it, and `units` add up to it. `hour` cases of `today` were heard since `since`, by kind in `kinds`."""

    owed: int
    late: int
    soon: int
    waiting: int
    units: Sequence[Owing]
    since: datetime
    hour: int
    today: int
    kinds: Sequence[tuple[str, int]]
    figures: Sequence[Figure]
    heard: Sequence[Day]
    answered: Sequence[Day]
    due: Sequence[Day]  # n on time of all due


def wall(at: datetime) -> Wall:
    """Everything on the wall in six queries, whatever the number of rows."""
    units = owing(at)
    kinds, today = _last_hour(at)
    board = {one.code: one for one in overview(Scope(), last_days(at, DAYS)).board}
    days = Period(midnight_of(at) - (DAYS - 1) * timedelta(days=1), at)
    on_time = INDICATORS["on_time"]
    return Wall(
        owed=sum(one.owed for one in units),
        late=sum(one.late for one in units),
        soon=sum(one.soon for one in units),
        waiting=sum(one.waiting for one in units),
        units=[one for one in units if one.late],
        since=at - HOUR,
        hour=sum(count for _, count in kinds),
        today=today,
        kinds=kinds,
        figures=[board[code] for code in SHOWN],
        heard=daily(Scope(), days, "heard_at"),
        answered=daily(Scope(), days, "answered_at"),
        due=daily(Scope(), days, "due_at", bears=on_time.bears, lacks=on_time.lacks, outside=Mark.EXCLUDED),
    )


def _last_hour(at: datetime) -> tuple[list[tuple[str, int]], int]:
    """Cases heard in the last hour by kind, the most first, and all heard today or in the last hour."""
    since = min(midnight_of(at), at - HOUR)
    rows = tallied(Scope()).filter(heard_at__gte=since, heard_at__lte=at).order_by()
    counts = rows.values_list("kind").annotate(new=Count("case", filter=Q(heard_at__gte=at - HOUR)), n=Count("*"))
    found = list(counts)
    by_kind = sorted(((kind, new) for kind, new, _ in found if new), key=lambda row: (-row[1], row[0]))
    return by_kind, sum(count for _, _, count in found)
