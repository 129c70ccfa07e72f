"""What groups said lately, kept while a batch is judged. No database."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import numpy as np

from jishiyu.sensing.learning.thread import LONGEST, Heard, Places, latest
from jishiyu.sensing.triage.said import Said

__all__ = ["IN_VIEW", "LONGEST", "Threads"]

IN_VIEW = timedelta(hours=4)  # what was said earlier is another matter
SLACK = 1024  # messages beyond those in view before the rest is let go


class Threads:
    """The latest messages of each group, in the order they were said: at least LONGEST of each where it said as many.
    `known` is what a judge read in the first of them; it takes in what it reads itself. One judge to a Threads."""

    def __init__(self, heard: Iterable[tuple[int, Said]] = ()) -> None:
        both = list(heard)
        self.said: list[Said] = [said for _, said in both]
        self.groups: Places = np.array([group for group, _ in both], np.int64)
        self.known: Heard | None = None
        self._most = 0

    def take_in(self, batch: Sequence[Said], groups: Places, known: Heard) -> None:
        """A batch was said; `known` is what was read in all messages, the batch last. A group below 0 is none."""
        self.said, self.groups, self.known = [*self.said, *batch], groups, known
        if len(self.said) > self._most:
            kept = latest(groups)
            self.said = [self.said[place] for place in kept.tolist()]
            self.groups, self.known = groups[kept], known.of(kept)
            self._most = len(self.said) + SLACK
