"""Doors and their secrets; what they turned away."""

import json
from datetime import datetime, timedelta

from django.db.models import QuerySet, Sum

from jishiyu.lib.kept import Kept
from jishiyu.registry.people import sealer
from jishiyu.sensing.models import Refusal, Source

_SOURCE = Kept[Source](lambda code: Source.objects.filter(code=code, active=True).select_related("division"), "-")


def source_by_code(code: str) -> Source | None:
    found: Source | None = _SOURCE.first(code)
    return found


def door_named(code: str) -> str:
    """The code of a source as refusals are counted by; one name for all that do not exist, however they are called."""
    return code if Source.objects.filter(code=code).exists() else "unknown"


def secrets_of(source: Source) -> dict[str, str]:
    """The secrets of a door by name. Those of before doors had names are one, `secret`."""
    plain = sealer().open(source.secret_sealed)
    if not plain.startswith("{"):
        return {"secret": plain}
    found: dict[str, str] = json.loads(plain)
    return found


def secret_of(source: Source) -> str:
    """The one secret of a signed webhook."""
    return secrets_of(source)["secret"]


def archive_seq(source: Source) -> int:
    """Up to where an archive was read."""
    return Source.objects.values_list("seq", flat=True).get(pk=source.pk)


def sources() -> QuerySet[Source]:
    return Source.objects.filter(active=True).select_related("unit").order_by("name")


def sources_of(door: str) -> list[Source]:
    """Sources that speak in one way."""
    return list(sources().filter(door=door))


def refusals(at: datetime, days: int = 7) -> list[tuple[str, str, int]]:
    """What doors turned away lately, as (door, reason, count), most first."""
    rows = Refusal.objects.filter(day__gt=(at - timedelta(days=days)).date()).values_list("door", "reason")
    return [(door, reason, total) for door, reason, total in rows.annotate(total=Sum("count")).order_by("-total")]
