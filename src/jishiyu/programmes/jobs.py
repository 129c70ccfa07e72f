"""Periodic work of programmes: asking units for a month's reading that has not come."""

from datetime import datetime, timedelta

from django.utils import timezone

from jishiyu.ledger.jobs import every
from jishiyu.notices.actions import News, tell_many
from jishiyu.programmes import queries
from jishiyu.registry.models import Officer, Post

FIRST_DAY = 3  # of the month after: until then a reading is not late


@every(timedelta(hours=12), "programmes.ask_readings")
def ask_readings(at: datetime) -> None:
    """The lead unit's people are asked once for each item and month, however often the job runs."""
    today = timezone.localdate(at)
    if today.day < FIRST_DAY:
        return
    last = today.replace(day=1) - timedelta(days=1)
    items = queries.without_reading(last.replace(day=1), last)
    units = {item.lead_unit_id for item in items}
    people: dict[int, list[str]] = {}
    works = Officer.objects.filter(unit__in=units, is_active=True, post__in=(Post.OFFICER, Post.HEAD))
    for officer in works.order_by("pk"):
        people.setdefault(officer.unit_id or 0, []).append(officer.actor)
    news = [
        News(
            tuple(people[item.lead_unit_id]), key=f"reading_due:{item.pk}:{last:%Y%m}", kind="reading_due",
            params={"title": item.name, "month": f"{last:%Y-%m}"}, link=f"/console/items/{item.pk}/",
        )
        for item in items
        if item.lead_unit_id in people
    ]  # fmt: skip
    tell_many(news, at=at)
