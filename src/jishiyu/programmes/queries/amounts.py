"""Sums of what was measured, from daily facts; of subjects, from the readings themselves."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Min, QuerySet, Sum
from django.db.models.functions import TruncMonth

from jishiyu.programmes.drafts import Scope
from jishiyu.programmes.kinds import series_of
from jishiyu.programmes.models import DailyFact, Item, Reading, Target


def facts(
    series: str, since: date | None = None, until: date | None = None, scope: Scope | None = None, grade: str = ""
) -> QuerySet[DailyFact]:
    """Daily facts of a series, of a division with all inside it, a unit or an item."""
    found = DailyFact.objects.filter(series=series)
    said = {
        "day__gte": since, "day__lte": until, "grade": grade or None,
        "division_code__startswith": scope and scope.division, "unit_key": scope and scope.unit,
        "item_key": scope and scope.item,
    }  # fmt: skip
    return found.filter(**{name: value for name, value in said.items() if value is not None})


def amount(series: str, since: date, until: date, scope: Scope | None = None, grade: str = "") -> int | None:
    """The sum over a span (of a series that does not add up: its last amount in it); None when nothing was read."""
    if scope and scope.subject:
        rows: QuerySet[Any] = Reading.objects.filter(
            series=series, subject_id=scope.subject, live=True, day__gte=since, day__lte=until
        )
        rows = rows.filter(grade=grade) if grade else rows
    else:
        rows = facts(series, since, until, scope, grade).filter(count__gt=0)
    if series_of(series).adds == "last":
        return rows.order_by("-day", "-pk").values_list("amount", flat=True).first()
    found: int | None = rows.aggregate(all=Sum("amount"))["all"]
    return found


def by_subject(series: str, since: date, until: date, subjects: Collection[int] | None = None) -> dict[int, int]:
    """Sums of each subject, in one query."""
    rows = Reading.objects.filter(series=series, live=True, subject__isnull=False, day__gte=since, day__lte=until)
    rows = rows.filter(subject_id__in=subjects) if subjects is not None else rows
    return dict(rows.values_list("subject_id").annotate(all=Sum("amount")).order_by())


def by_grade(series: str, since: date, until: date, scope: Scope | None = None) -> dict[str, int]:
    """Sums of each grade."""
    rows = facts(series, since, until, scope)
    return dict(rows.values_list("grade").annotate(all=Sum("amount")).order_by("grade"))


def by_month(series: str, since: date, until: date, scope: Scope | None = None) -> dict[tuple[int, int], int]:
    """Sums of each month, as growth.Months wants them."""
    rows = facts(series, since, until, scope).annotate(month=TruncMonth("day"))
    found = rows.values_list("month").annotate(all=Sum("amount")).order_by("month")
    return {(month.year, month.month): total for month, total in found}


def by_year(series: str, scope: Scope | None = None) -> dict[int, int]:
    """Sums of each calendar year that has readings, for "years running" and "highest so far"."""
    months = by_month(series, date(1, 1, 1), date(9999, 12, 31), scope)
    found: dict[int, int] = {}
    for (year, _month), total in months.items():
        found[year] = found.get(year, 0) + total
    return found


def cumulated(target: Target) -> list[tuple[date, int]]:
    """(day, amount reached by its evening) of the days on which something was read, within a target's span."""
    scope = Scope(item=target.item_id, unit=target.unit_id, division=target.division_id)
    rows: Sequence[tuple[date, int]]
    if target.subject_id:
        readings = Reading.objects.filter(series=target.series, subject_id=target.subject_id, live=True)
        readings = readings.filter(day__gte=target.since, day__lte=target.until)
        rows = list(readings.values_list("day").annotate(all=Sum("amount")).order_by("day"))
    else:
        found = facts(target.series, target.since, target.until, scope).filter(count__gt=0)
        rows = list(found.values_list("day").annotate(all=Sum("amount")).order_by("day"))
    if series_of(target.series).adds == "last":
        return rows
    so_far, reached = 0, []
    for day, many in rows:
        so_far += many
        reached.append((day, so_far))
    return reached


def done_of(items: Collection[Item], today: date) -> dict[int, int]:
    """What is read of each item's series up to a day, by item; items of which nothing was read are missing."""
    wanted = {item.pk: item.series for item in items if item.series}
    rows = DailyFact.objects.filter(item_key__in=wanted, day__lte=today, count__gt=0)
    found: dict[int, int] = {}
    adding = {code for code in wanted.values() if series_of(code).adds == "sum"}
    for key, series, total in rows.values_list("item_key", "series").annotate(all=Sum("amount")).order_by():
        if wanted[key] == series and series in adding:
            found[key] = total
    if lasting := [key for key, series in wanted.items() if series not in adding]:
        last = rows.filter(item_key__in=lasting).order_by("day").values_list("item_key", "series", "amount")
        found |= {key: total for key, series, total in last if wanted[key] == series}
    return found


def live_targets(items: Collection[int]) -> Mapping[int, Target]:
    """The target in force of each item; of several spans the longest."""
    by_item: dict[int, list[Target]] = {}
    for row in Target.objects.filter(item_id__in=items, state=Target.State.LIVE):
        by_item.setdefault(row.item_id or 0, []).append(row)
    return {key: best for key, rows in by_item.items() if (best := longest(rows))}


def longest(rows: Iterable[Target]) -> Target | None:
    """Of several spans the longest, of equally long ones the first."""
    return max(rows, key=lambda one: (one.until - one.since, -one.since.toordinal()), default=None)


def first_day(series: str) -> date | None:
    """The first day anything was read of a series."""
    found: date | None = DailyFact.objects.filter(series=series, count__gt=0).aggregate(day=Min("day"))["day"]
    return found
