"""What waits in the stream, and who reads it."""

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from jishiyu.lib.among import among
from jishiyu.sensing.models import Group, Inbox, Seat, Shard, Source
from jishiyu.sensing.streams import Lag, shard_of


def anything_waits() -> bool:
    return Inbox.objects.filter(trouble="").exists()


def table_lag() -> Lag:
    """What waits in the table."""
    waiting = Inbox.objects.filter(trouble="")
    oldest = waiting.order_by("pk").values_list("received_at", flat=True).first()
    seconds = max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0
    return Lag(waiting.count() if oldest else 0, seconds)


def set_aside() -> QuerySet[Inbox]:
    return Inbox.objects.exclude(trouble="").select_related("source").order_by("-received_at")


def shards_of(source: Source, groups: set[str]) -> dict[str, int]:
    """The shard of each of these groups by its code: groups of one feeder or one village go to one worker. The
    empty code stands for what was said in no group."""
    areas = dict(Group.objects.filter(among("code", groups - {""}), source=source).values_list("code", "area"))
    count = settings.JISHIYU_SHARDS
    return {
        code: shard_of(areas.get(code) or (f"group {source.pk} {code}" if code else f"source {source.pk}"), count)
        for code in groups
    }


def readers() -> list[tuple[str, int]]:
    """Living workers with how many shards each reads."""
    now = timezone.now()
    held = list(Shard.objects.filter(until__gt=now).values_list("worker", flat=True))
    return [(worker, held.count(worker)) for worker in Seat.objects.filter(until__gt=now).values_list("pk", flat=True)]
