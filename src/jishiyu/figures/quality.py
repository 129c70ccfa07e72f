"""What counts of a week say of how well an office is heard. No database.

Precision rests on officers' answers. What was missed rests on the sample of messages nobody was warned of: each day's
share of trouble among those that were looked at, weighed by how many stayed below the threshold on that day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from statistics import median

from jishiyu.figures.printing import rate, wilson
from jishiyu.sensing.queries.quality import Week


@dataclass(frozen=True, slots=True)
class Measured:
    """A week, or all weeks (`first` None), with what follows from its counts. None where nothing can be said.

    `warnings_per_1000` of messages. `recall`: of messages that are trouble, the share somebody was warned of.
    `false_per_1000`: of ordinary messages, those that made a false alarm. `looked` messages of the sample and
    `answered` warnings are what the two rest on. `to_warn` and `to_see` are medians in seconds."""

    first: date | None
    heard: int
    warnings: int
    real: int
    false: int
    warnings_per_1000: float | None
    precision: str
    low: float | None
    high: float | None
    recall: float | None
    false_per_1000: float | None
    looked: int
    missed: float
    trouble: int
    named: int
    unlisted: int
    to_warn: float | None
    to_see: float | None

    @property
    def answered(self) -> int:
        return self.real + self.false

    @property
    def unanswered(self) -> int:
        return self.warnings - self.answered

    @property
    def unnamed(self) -> int:
        return self.trouble - self.named

    @property
    def unlisted_share(self) -> str:
        """Of the places that were named, those that are in no list."""
        return rate(self.unlisted, self.named)

    @property
    def unnamed_share(self) -> str:
        return rate(self.unnamed, self.trouble)


def measured(week: Week, *, first: date | None) -> Measured:
    answered = week.lead_real + week.lead_false
    low, high = wilson(week.lead_real, answered) if answered else (None, None)
    looked, missed = sum(many for _, many, _ in week.draws), sum(found for _, _, found in week.draws)
    recall, false = _recall(week)
    return Measured(
        first=first,
        heard=week.heard,
        warnings=week.warnings,
        real=week.lead_real,
        false=week.lead_false,
        warnings_per_1000=1000 * week.warnings / week.heard if week.heard else None,
        precision=rate(week.lead_real, answered),
        low=low,
        high=high,
        recall=recall,
        false_per_1000=false,
        looked=looked,
        missed=missed,
        trouble=week.trouble,
        named=week.named,
        unlisted=week.unlisted,
        to_warn=_median(week.to_warn),
        to_see=_median(week.to_see),
    )


def _median(spans: Sequence[float]) -> float | None:
    """None of nothing, and when more than half have not come so far."""
    middle = median(spans) if spans else inf
    return middle if middle < inf else None


def _recall(week: Week) -> tuple[float | None, float | None]:
    """Recall, and false alarms per 1,000 ordinary messages; both None until somebody answered and looked."""
    answered, frame = week.real + week.false, sum(below for below, _, _ in week.draws)
    if not answered or not frame:
        return None, None
    share = sum(below * found / many for below, many, found in week.draws) / frame
    below = week.heard - week.warned
    real, missed = week.warned * week.real / answered, below * share
    wrong, ordinary = week.warned * week.false / answered, below - missed
    recall = real / (real + missed) if real + missed else None
    return recall, 1000 * wrong / (wrong + ordinary) if wrong + ordinary else None


def whole(weeks: Iterable[Week], first: date) -> Week:
    """All weeks as one."""
    total = Week(first)
    for week in weeks:
        for name in (
            "heard",
            "warned",
            "real",
            "false",
            "trouble",
            "named",
            "unlisted",
            "warnings",
            "lead_real",
            "lead_false",
        ):
            setattr(total, name, getattr(total, name) + getattr(week, name))
        total.draws += week.draws
        total.to_warn += week.to_warn
        total.to_see += week.to_see
    return total
