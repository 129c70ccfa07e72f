"""What groups said lately, kept while a batch is judged. No database."""

from collections import deque
from collections.abc import Iterable
from datetime import timedelta

from jishiyu.sensing.triage.said import Past

LONGEST = 10  # messages of a group kept in view
IN_VIEW = timedelta(hours=4)  # what was said earlier is another matter


class Threads:
    """The latest messages of each group."""

    def __init__(self) -> None:
        self._of: dict[int, deque[Past]] = {}

    def note(self, group: int, past: Past) -> None:
        said = self._of.get(group)
        if said is None:
            said = self._of[group] = deque(maxlen=LONGEST)
        said.append(past)

    def note_all(self, heard: Iterable[tuple[int, Past]]) -> None:
        for group, past in heard:
            self.note(group, past)

    def of(self, group: int) -> tuple[Past, ...]:
        """The latest messages of a group, the oldest first."""
        return tuple(self._of.get(group, ()))
