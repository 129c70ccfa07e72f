"""What a topic is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Telling:
    """One message or letter. `title` may be empty; `district` is where it speaks of, "" where nobody knows; `spot` the
    village or cell that it names, "" where it names none."""

    title: str
    text: str
    at: datetime
    district: str = ""
    spot: str = ""

    @property
    def head(self) -> str:
        return self.title or self.text[:HEAD]


HEAD = 40  # characters of a text without a title that stand for one


@dataclass(frozen=True, slots=True)
class Topic:
    """Tellings of one matter at one named thing. `members` are their places in what was given, in the order they were
    told, `central` the one most like the others, `words` what they share."""

    members: tuple[int, ...]
    central: int
    words: tuple[str, ...]
    since: datetime
    until: datetime
    districts: tuple[tuple[str, int], ...]  # most spoken of first
    by_day: tuple[tuple[date, int], ...]

    @property
    def rising(self) -> int:
        """1 when more was told in the later half of its days than in the earlier, -1 when less, 0 when it is even or
        all of one day."""
        first, last = self.since.date(), self.until.date()
        late = sum(count for day, count in self.by_day if day - first > last - day)
        early = sum(count for day, count in self.by_day if day - first < last - day)
        return (late > early) - (late < early)


def topic_of(tellings: Sequence[Telling], members: Sequence[int], central: int, words: Sequence[str]) -> Topic:
    told = sorted(members, key=lambda one: (tellings[one].at, one))
    districts = Counter(tellings[one].district for one in told if tellings[one].district)
    days = Counter(tellings[one].at.date() for one in told)
    return Topic(
        tuple(told), central, tuple(words), tellings[told[0]].at, tellings[told[-1]].at,
        tuple(districts.most_common()), tuple(sorted(days.items())),
    )  # fmt: skip


def heat(topic: Topic, now: datetime) -> float:
    """How hot it is at a moment: how many told it, less the longer ago the last one did."""
    age: timedelta = max(timedelta(), now - topic.until)
    return float(len(topic.members) * 0.5 ** (age / COOLS))


COOLS = timedelta(days=120)  # a topic nobody tells of any more is half as hot after so long
