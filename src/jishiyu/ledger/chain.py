"""The hash chain of one subject, without a database."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Plain = Mapping[str, Any]

# one text for one value
canonical_of = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
GENESIS = ""  # what the first entry of a subject names as the hash before it


@dataclass(frozen=True, slots=True)
class Link:
    """The fields of an entry that the hash protects. Times are compared in UTC to the microsecond."""

    subject: str
    version: int
    act: str
    by: str
    at: datetime
    before: Plain
    after: Plain
    data: Plain
    previous: str


def check_plain(value: object, where: str = "data") -> None:
    """Refuse what would not come back from every database exactly as it went in.

    Raises TypeError, naming the path, for anything but str, int, bool, None, list and dict with str keys.
    Floats are refused on purpose: money is in fen, areas in 0.01 m², rates are computed.
    """
    if value is None or isinstance(value, bool | int | str):
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"{where}: the key {key!r} is not text")
            check_plain(inner, f"{where}.{key}")
        return
    if isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            check_plain(inner, f"{where}[{number}]")
        return
    raise TypeError(f"{where}: {type(value).__name__} cannot stand in the ledger")


def digest(link: Link, algorithm: str) -> str:
    """Hex hash of one entry, covering the hash of the entry before it."""
    canonical = canonical_of(
        [
            link.subject,
            link.version,
            link.act,
            link.by,
            link.at.astimezone(UTC).isoformat(timespec="microseconds"),
            link.before,
            link.after,
            link.data,
            link.previous,
        ]
    )
    return hashlib.new(algorithm, canonical.encode()).hexdigest()
