"""Long lists of cases, page by page, without sorting or counting all that was ever closed."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from jishiyu.casework import rights
from jishiyu.casework.models import OFFICE, Case, Tally
from jishiyu.casework.queries.cases import CaseFilter, fitting, ordering
from jishiyu.registry.models import Officer

COUNTED = 2_000  # a list of more is said to have as many and more, and ends there
NOBODY = -1  # the unit of one who has none
SEARCHED = 5_000  # so many of the cases closed last are gone through for what no index finds, and all that are open


class OpenFirst:
    """Cases this officer may see that fit: open ones by what falls due next, then closed ones, the last closed first.

    Counts and slices as a paginator asks; a count beyond COUNTED is COUNTED.
    """

    ordered = True

    def __init__(self, officer: Officer, asked: CaseFilter, at: datetime) -> None:
        open_now = fitting(officer, asked, at, closed_at__isnull=True)
        closed = fitting(officer, asked, at, closed_at__isnull=False)
        self.reach = "" if not _goes_through(officer, asked) else f"{SEARCHED:,}"
        if self.reach:
            closed = closed.filter(_within_reach(officer, asked))
        self._open = open_now.order_by(F("next_due_at").asc(nulls_last=True), "-pk")
        self._closed = closed.order_by(*ordering(officer, asked.unit, "closed_at"))
        self._open_count = 0
        self.more = False

    def count(self) -> int:
        self._open_count = self._open.order_by()[:COUNTED].count()
        left = COUNTED - self._open_count
        closed = self._closed.order_by()[: left + 1].count()
        self.more = closed > left
        return self._open_count + min(closed, left)

    def __getitem__(self, part: slice) -> list[Case]:
        """A page; asked for after the count, as a paginator does."""
        start, stop = part.start or 0, min(part.stop, COUNTED)
        rows = list(_shown(self._open)[start:stop]) if start < self._open_count else []
        if stop > self._open_count:
            skipped = max(0, start - self._open_count)
            rows += _shown(self._closed)[skipped : stop - self._open_count]
        return rows


def _shown(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("division", "cell", "source")


def _goes_through(officer: Officer, asked: CaseFilter) -> bool:
    """Whether rows must be looked at one by one to find those that fit."""
    by_words = bool(asked.text) and not asked.names_one
    two_units = bool(asked.unit) and officer.post not in rights.SEES_ALL
    return by_words or two_units or asked.mine or bool(asked.division) or asked.urgency is not None


def _within_reach(officer: Officer, asked: CaseFilter) -> Q:
    """Of closed cases those that are gone through: the last of the office or of a unit, of a kind, heard on
    certain days. What this officer may not see is left out by who asks."""
    unit = (officer.unit_id or NOBODY) if officer.post in rights.SEES_UNIT else asked.unit or OFFICE
    closed = Tally.objects.filter(unit=unit, closed_at__isnull=False)
    if asked.kind:
        closed = closed.filter(kind=asked.kind)
    if asked.since:
        closed = closed.filter(heard_at__gte=asked.since)
    if asked.until:
        closed = closed.filter(heard_at__lt=asked.until)
    return Q(pk__in=closed.order_by("-closed_at").values("case")[:SEARCHED])


def newest(
    officer: Officer, asked: CaseFilter, at: datetime, *, after: tuple[datetime, int] | None = None, most: int
) -> list[Case]:
    """Cases this officer may see that fit, the newest heard first, from behind a row (heard_at, pk) on."""
    along: dict[str, object] = {"heard_at__lte": after[0]} if after else {}
    cases = fitting(officer, asked, at, **along)
    if _goes_through(officer, asked):
        cases = cases.filter(Q(closed_at__isnull=True) | _within_reach(officer, asked))
    if after is not None:
        heard_at, key = after
        cases = cases.filter(Q(heard_at__lt=heard_at) | Q(heard_at=heard_at, pk__lt=key))
    return list(cases.order_by(*ordering(officer, asked.unit, "heard_at"))[:most])
