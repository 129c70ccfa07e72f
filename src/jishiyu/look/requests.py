"""What a page learns of the one who asks for it, and what is asked in words of a query."""

from collections.abc import Iterable
from datetime import datetime, time

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from jishiyu.lib.networks import client_address, network_of
from jishiyu.registry.people import network_mark


def network_mark_of(request: HttpRequest) -> str:
    """A keyed mark of the client's network; empty where it cannot be known."""
    address = client_address(
        request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), settings.JISHIYU_PROXIES
    )
    return network_mark(network_of(address))


def number_of(said: str, digits: int = 9) -> int | None:
    """A whole number of at most so many digits; None of anything else."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= digits else None


def numbers_of(said: Iterable[str], digits: int = 9) -> list[int]:
    """Those that are whole numbers, each once, in the order they were said."""
    return list(dict.fromkeys(number for one in said if (number := number_of(one, digits)) is not None))


def day_of(said: str, edge: time) -> datetime | None:
    """The first or last moment (`edge`) of a day said as 2026-11-25; None of anything else."""
    try:
        day = parse_date(said)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, edge)) if day else None


def moment_of(said: str) -> datetime | None:
    """A moment said as 2026-11-25T09:30, in the office's own zone where it names none; None of anything else."""
    try:
        moment = parse_datetime(said)
    except ValueError:
        return None
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment
