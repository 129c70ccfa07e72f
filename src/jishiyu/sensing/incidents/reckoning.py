"""What an incident is by its messages alone, when one of them was taken back or said anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Part:
    """A message that still counts."""

    kind: str
    urgency: int
    vulnerable: bool
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Sum:
    """`kinds`: when each was first and last said."""

    urgency: int
    vulnerable: bool
    first_at: datetime
    last_at: datetime
    kinds: dict[str, tuple[datetime, datetime]]


def summed(parts: Sequence[Part]) -> Sum | None:
    """As urgent as its gravest message; None of none. That it spreads or comes again is weighed by whoever counts."""
    if not parts:
        return None
    said: dict[str, list[datetime]] = {}
    for part in parts:
        said.setdefault(part.kind, []).append(part.said_at)
    return Sum(
        urgency=max(part.urgency for part in parts),
        vulnerable=any(part.vulnerable for part in parts),
        first_at=min(part.said_at for part in parts),
        last_at=max(part.said_at for part in parts),
        kinds={kind: (min(times), max(times)) for kind, times in said.items()},
    )
