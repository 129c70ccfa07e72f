"""Open311 GeoReport v2: what a citizen's application sends and is answered. No database.

https://wiki.open311.org/GeoReport_v2/ is the standard. Nothing here ever tells who asked or where they live.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from jishiyu.sensing.doors.guard import clean

MOST_ROWS = 1000
LONGEST_SPAN = timedelta(days=90)
LONGEST_DESCRIPTION = 4000
FIELDS = ("address_string", "address_id", "first_name", "last_name", "phone", "email", "media_url", "device_id")
LONGEST_FIELD = 200
STATUSES = ("open", "closed")
ATTRIBUTE = re.compile(r"attribute\[(\w{1,60})\](\[\])?")
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Wrong(Exception):
    """A request that is answered with the standard's errors. `code` is the HTTP status."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(code, description)
        self.code, self.description = code, description


@dataclass(frozen=True, slots=True)
class Report:
    """A request as it was sent: `words` by the names of the standard, a position in WGS-84 where there is one."""

    service_code: str
    description: str
    words: Mapping[str, str]
    position: tuple[float, float] | None = None
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """As it is written in China, or with a space where either name is not Chinese."""
        first, last = self.words["first_name"], self.words["last_name"]
        return last + first if not (first + last).isascii() else f"{first} {last}".strip()

    @property
    def place(self) -> str:
        return self.words["address_string"] or self.words["address_id"]


def report(form: Mapping[str, Sequence[str]], services: frozenset[str]) -> Report:
    """Raises Wrong: 400 for what is missing or cannot be, 404 for a service that is not there."""

    def one(name: str) -> str:
        said = form.get(name) or [""]
        return clean(said[-1]).strip()

    service, description = one("service_code"), one("description")
    if not service:
        raise Wrong(400, "service_code was not provided")
    if service not in services:
        raise Wrong(404, "service_code not found")
    if len(description) > LONGEST_DESCRIPTION:
        raise Wrong(400, f"description is longer than {LONGEST_DESCRIPTION} characters")
    words = {name: one(name)[:LONGEST_FIELD] for name in FIELDS}
    position = _position(one("lat"), one("long"))
    if position is None and not (words["address_string"] or words["address_id"]):
        raise Wrong(400, "provide lat and long, address_string or address_id")
    attributes = tuple(
        (found.group(1), clean(value)[:LONGEST_FIELD])
        for name, values in list(form.items())[:100]
        if (found := ATTRIBUTE.fullmatch(name))
        for value in values[:20]
    )
    if not description and not attributes:
        raise Wrong(400, "description was not provided")
    return Report(service, description, words, position, attributes)


def _position(lat: str, long: str) -> tuple[float, float] | None:
    if not lat and not long:
        return None
    try:
        found = float(lat), float(long)
    except ValueError:
        raise Wrong(400, "lat and long are two numbers") from None
    if not (-90 <= found[0] <= 90 and -180 <= found[1] <= 180):
        raise Wrong(400, "lat or long is out of range")
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests somebody asks to see."""

    numbers: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    statuses: tuple[str, ...] = STATUSES
    since: datetime | None = None
    until: datetime | None = None


def wanted(query: Mapping[str, str], now: datetime) -> Wanted:
    """Raises Wrong: 400. Without numbers at most 90 days are shown, the last ones where nothing is said."""
    numbers = _list(query.get("service_request_id", ""))
    statuses = _list(query.get("status", "")) or STATUSES
    if any(status not in STATUSES for status in statuses):
        raise Wrong(400, "status is open, closed, or both")
    since, until = (_moment(query.get(name, "")) for name in ("start_date", "end_date"))
    if not numbers:
        until = until or (min(now, since + LONGEST_SPAN) if since else now)
        since = since or until - LONGEST_SPAN
        if not timedelta() <= until - since <= LONGEST_SPAN:
            raise Wrong(400, "start_date and end_date span at most 90 days")
    return Wanted(numbers[:MOST_ROWS], _list(query.get("service_code", "")), tuple(statuses), since, until)


def _list(said: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in clean(said).split(",") if part.strip())


def _moment(said: str) -> datetime | None:
    if not said:
        return None
    try:
        found = datetime.fromisoformat(said.replace(" ", "+"))  # a plus that was not escaped arrives as a space
    except ValueError:
        raise Wrong(400, "dates are written like 2026-03-01T09:00:00+08:00") from None
    if found.tzinfo is None:
        raise Wrong(400, "dates have a time zone")
    return found


def as_xml(root: str, item: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as the standard's XML; what is nothing is an empty element."""
    return document(root, [{item: row} for row in rows])


def document(name: str, value: object) -> str:
    """Mappings become elements, lists stand one after the other. Names are our own and never what somebody sent."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n{_tag(name, value)}'


def _tag(name: str, value: object) -> str:
    return f"<{name}>{_inner(value)}</{name}>"


def _inner(value: object) -> str:
    if isinstance(value, Mapping):
        return "".join(_tag(key, inner) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return "".join(_inner(inner) for inner in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else escape(NO_XML.sub("", str(value)))
