"""Telling advice by season and weather to those whose fields it is about, through those who answer for them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import News, tell_many
from jishiyu.outreach.advising import Advice, advices, crop_year, holds
from jishiyu.outreach.models.advice import AdviceTold
from jishiyu.outreach.queries.advice import concerned, who_pass_on

SUBJECT = "advice"  # how the ledger names the whole of it
BATCH = 1000


def advise_today(*, by: str, at: datetime) -> int:
    """All advice of the day's season, to everybody it concerns and who has not been told. Twice changes nothing."""
    day = timezone.localdate(at)
    due = [one for one in advices().values() if not one.weather and holds(one, day)]
    return sum(_advise(one, day, "", None, by=by, at=at) for one in due)


def call_weather(weather: str, *, division_code: str, by: str, at: datetime) -> int:
    """Somebody says what weather is coming over a place: its advice goes to those with fields there, once a day.

    Raises Refused: weather_unknown, no_advice_now.
    """
    day = timezone.localdate(at)
    known = [one for one in advices().values() if one.weather == weather and weather]
    if not known:
        raise Refused("weather_unknown", weather=weather)
    due = [one for one in known if holds(one, day)]
    if not due:
        raise Refused("no_advice_now", weather=weather)
    return sum(_advise(one, day, str(day), division_code, by=by, at=at) for one in due)


@transaction.atomic
def _advise(advice: Advice, day: date, occasion: str, within: str | None, *, by: str, at: datetime) -> int:
    year = crop_year(advice, day)
    told = AdviceTold.objects.filter(advice=advice.code, year=year, occasion=occasion)
    known = set(told.values_list("subject", flat=True))
    fresh = [one for one in concerned(advice.crop, year, within) if one.subject not in known]
    if not fresh:
        return 0
    passing: Mapping[str, int] = who_pass_on(advice.role, {one.division for one in fresh}, day)
    rows = [
        AdviceTold(
            advice=advice.code, year=year, occasion=occasion, subject_id=one.subject, division_id=one.division or None,
            officer_id=passing.get(one.division), told_at=at,
        )
        for one in fresh
    ]  # fmt: skip
    AdviceTold.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    ledger.record(
        f"{SUBJECT}:{advice.code}",
        "told",
        by=by,
        at=at,
        data={"year": year, "occasion": occasion, "households": len(rows)},
    )
    tell_many(_news(advice, rows, day), at=at)
    return len(rows)


def _news(advice: Advice, rows: Sequence[AdviceTold], day: date) -> list[News]:
    """One notice for each officer, however many households they are to tell."""
    counts: dict[int, int] = {}
    for row in rows:
        if row.officer_id is not None:
            counts[row.officer_id] = counts.get(row.officer_id, 0) + 1
    return [
        News(
            (f"officer:{officer}",), key=f"advice:{advice.code}:{day}", kind="advice_due",
            params={"title": str(advice.stage), "count": count}, link="/console/advice/", urgent=bool(advice.weather),
        )
        for officer, count in counts.items()
    ]  # fmt: skip


@transaction.atomic
def pass_on(advice: str, keys: Sequence[int], *, by: str, at: datetime) -> int:
    """The officer has told these households. Only their own; what was passed on stays as it was. Returns how many."""
    officer = int(by.removeprefix("officer:")) if by.startswith("officer:") else 0
    rows = AdviceTold.objects.select_for_update().filter(
        pk__in=list(keys), advice=advice, officer=officer, passed_at__isnull=True
    )
    count = rows.update(passed_at=at)
    if count:
        ledger.record(f"{SUBJECT}:{advice}", "passed_on", by=by, at=at, data={"households": count})
    return count
