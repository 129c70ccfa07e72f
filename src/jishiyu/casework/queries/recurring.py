"""Whether a need came before: the same requester, or the same place, with the same kind, closed not long ago."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from jishiyu.casework.models import Case
from jishiyu.lib.kept import SAMPLE, SAMPLE_MOMENT, Kept

RECURS_WITHIN = timedelta(days=30)
VILLAGE = 12  # digits: a wider division is no place where the same thing happens again
Place = tuple[str | None, int | None, str]


def _closed(same: Q, of_kind: Q, since: datetime) -> QuerySet[Case]:
    return (
        Case.objects.filter(same, of_kind, closed_at__gte=since)
        .order_by("-closed_at", "-pk")
        .only("kind", "requester_id", "division_id", "cell_id", "place_words", "closed_at")
    )


_OF_ONE = Kept[Case](
    lambda requester, division, kind, since: _closed(
        Q(requester_id=requester) | Q(division_id=division), Q(kind=kind), since
    ),
    SAMPLE,
    "-",
    "--",
    SAMPLE_MOMENT,
)


def earlier_cases(cases: Sequence[Case]) -> list[int | None]:
    """For each fresh case the one it repeats, closed within 30 days before it was heard; one query for all of them."""
    if not cases:
        return []
    since = min(case.heard_at for case in cases) - RECURS_WITHIN
    if len(cases) == 1:
        one = cases[0]
        rows = _OF_ONE.all(one.requester_id or 0, one.division_id if _place_of(one) else "", one.kind, since)
    else:
        same = Q(requester_id__in={case.requester_id for case in cases if case.requester_id})
        same |= Q(division_id__in={case.division_id for case in cases if _place_of(case)})
        rows = list(_closed(same, Q(kind__in={case.kind for case in cases}), since))
    by_requester: dict[tuple[str, int], list[Case]] = {}
    by_place: dict[tuple[str, Place], list[Case]] = {}
    for row in rows:
        if row.requester_id:
            by_requester.setdefault((row.kind, row.requester_id), []).append(row)
        if place := _place_of(row):
            by_place.setdefault((row.kind, place), []).append(row)
    found = []
    for case in cases:
        place = _place_of(case)
        alike = by_requester.get((case.kind, case.requester_id or 0), [])
        alike = alike + (by_place.get((case.kind, place), []) if place else [])
        found.append(next((row.pk for row in alike if _recurs(row, case)), None))
    return found


def _recurs(before: Case, case: Case) -> bool:
    closed = before.closed_at
    return closed is not None and case.heard_at - RECURS_WITHIN <= closed <= case.heard_at


def _place_of(case: Case) -> Place | None:
    """The place as finely as it is known, when it is a village or finer."""
    if case.cell_id is None and len(case.division_id or "") < VILLAGE:
        return None
    return case.division_id, case.cell_id, case.place_words.strip()
