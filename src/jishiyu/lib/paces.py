"""How many of something each may still do: a measure that fills again as time goes by, in the memory of one process."""

from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock


@dataclass(slots=True)
class _Pace:
    left: float
    at: float


class Paces:
    """Each one may do `burst` at once, and `a_second` more as time goes by. Nothing is written anywhere; of more than
    `most_kept` whoever was quiet longest is forgotten, which only ever allows more. Several processes each allow it."""

    def __init__(self, most_kept: int = 20_000) -> None:
        self._kept: dict[Hashable, _Pace] = {}
        self._lock = Lock()
        self._most_kept = most_kept

    def allows(self, who: Hashable, *, a_second: float, burst: float, now: float) -> bool:
        """Whether one more is allowed, which then counts. `now` in seconds of a clock that never goes back."""
        with self._lock:
            pace = self._kept.pop(who, None) or _Pace(burst, now)
            self._kept[who] = pace  # the last in order is who came last
            if len(self._kept) > self._most_kept:
                del self._kept[next(iter(self._kept))]
            pace.left = min(burst, pace.left + (now - pace.at) * a_second)
            pace.at = now
            if pace.left < 1:
                return False
            pace.left -= 1
            return True
