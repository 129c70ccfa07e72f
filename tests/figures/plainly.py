"""What every figure of cases is to be, told by loops over plain rows and not by the queries of the product."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from jishiyu.casework.models import Case, Task, Verification
from jishiyu.figures.scopes import Period

QUICK = timedelta(minutes=10)
Is = Callable[["Told"], bool]


@dataclass
class Told:
    """A case with all that was done to it, and how an earlier answer of a unit read."""

    case: Case
    period: Period
    others: Sequence[Task]

    def is_in(self, moment: datetime | None) -> bool:
        return moment is not None and self.period.since <= moment < self.period.until

    @cached_property
    def answered(self) -> bool:
        return self.case.answered_at is not None and self.case.outcome != "withdrawn_after_contact"

    def by(self, due: datetime | None) -> bool:
        """Answered until then, and not brought back."""
        at = self.case.answered_at
        return bool(self.answered and self.case.reopened_at is None and due and at and at <= due)

    @cached_property
    def led(self) -> set[int]:
        return {task.unit_id for task in self.case.tasks.all() if task.role == "lead"}

    @cached_property
    def done(self) -> list[Task]:
        return [task for task in self.case.tasks.all() if (task.role, task.state) == ("lead", "finished")]

    def granted(self, kind: str) -> bool:
        return any((one.kind, one.state) == (kind, "granted") for one in self.case.applications.all())

    def last(self, field: str) -> object:
        """What the requester said last of it in the period; None where nothing."""
        said: list[Verification] = [
            one for one in self.case.verifications.all()
            if self.is_in(one.answered_at) and getattr(one, field) is not None
        ]  # fmt: skip
        said.sort(key=lambda one: (one.answered_at, one.pk))
        return getattr(said[-1], field) if said else None

    @property
    def hurried(self) -> bool:
        return any(
            task.finished_at < self.case.heard_at + QUICK
            or (task.accepted_at is not None and task.finished_at < task.accepted_at + QUICK)
            for task in self.done
            if task.finished_at
        )

    @property
    def same_words(self) -> bool:
        return any(
            bare(task.words) and bare(task.words) == bare(other.words) and task.unit_id == other.unit_id
            and other.case_id != self.case.pk and other.finished_at < task.finished_at
            for task in self.done
            for other in self.others
        )  # fmt: skip


def bare(words: str) -> str:
    """Letters and figures alone."""
    return "".join(one for one in unicodedata.normalize("NFKC", words).casefold() if one.isalnum())


def outcome(*wanted: str) -> Is:
    return lambda one: one.case.outcome in wanted


def granted(kind: str) -> Is:
    return lambda one: one.granted(kind)


def heard(one: Told) -> bool:
    return one.is_in(one.case.heard_at)


def due(one: Told) -> bool:
    return one.is_in(one.case.due_at)


def counted(cohort: Is) -> Is:
    """The same without those that were excluded."""
    return lambda one: cohort(one) and one.case.excluded_at is None


COUNTED_DUE = counted(due)
PROMISED = counted(lambda one: one.is_in(one.case.original_due_at))
SAID, RATED = (counted(lambda one, field=field: one.last(field) is not None) for field in ("solved", "rating"))
SENT: Is = lambda one: heard(one) and bool(one.led)  # noqa: E731
DONE: Is = lambda one: heard(one) and bool(one.done)  # noqa: E731

FIGURES: dict[str, tuple[Is, Is]] = {  # each with its denominator and what of it is the numerator
    "on_time": (COUNTED_DUE, lambda one: one.by(one.case.due_at)),
    "on_time_as_promised": (PROMISED, lambda one: one.by(one.case.original_due_at)),
    "answered": (COUNTED_DUE, lambda one: one.answered),
    "solved": (COUNTED_DUE, outcome("solved")),
    "dissolved": (due, lambda one: one.case.outcome == "solved" and one.case.reopened_at is None),
    "unverified": (COUNTED_DUE, outcome("unverified")),
    "unreachable": (COUNTED_DUE, outcome("unreachable")),
    "solved_of_heard": (SAID, lambda one: one.last("solved") is True),
    "satisfied": (RATED, lambda one: one.last("rating") in (4, 5)),
    "so_so": (RATED, lambda one: one.last("rating") == 3),
    "redone": (heard, lambda one: one.case.redo_count > 0),
    "reopened": (heard, lambda one: one.case.reopened_at is not None),
    "recurred": (heard, lambda one: one.case.recurrence_of_id is not None),
    "returned": (heard, lambda one: one.case.objections > 0),
    "first_right": (SENT, lambda one: len(one.led) == 1),
    "hurried": (DONE, lambda one: one.hurried),
    "same_words": (DONE, lambda one: one.same_words),
    "extended": (heard, granted("extension")),
    "waited": (heard, lambda one: bool(one.case.pauses.all())),
    "hung": (heard, granted("hanging")),
    "merged": (heard, granted("merge")),
    "withdrawn": (heard, outcome("withdrawn")),
    "withdrawn_after_contact": (heard, outcome("withdrawn_after_contact")),
    "excluded": (heard, lambda one: one.case.excluded_at is not None),
    "closed": (heard, lambda one: one.case.closed_at is not None and one.case.excluded_at is None),
    "still_open": (heard, lambda one: one.case.closed_at is None and one.case.excluded_at is None),
}
BY_LAST_WORD = frozenset({"solved_of_heard", "satisfied", "so_so"})  # a case may count in two periods, by what was said


def told_plainly(period: Period) -> dict[str, tuple[list[int], list[int]]]:
    """Keys of the numerator and of the denominator of every figure, over all cases there are."""
    cases = list(Case.objects.prefetch_related("tasks", "applications", "pauses", "verifications"))
    finished = [task for case in cases for task in case.tasks.all() if task.state == "finished" and task.finished_at]
    rows = [Told(case, period, finished) for case in cases]
    found = {}
    for code, (cohort, is_part) in FIGURES.items():
        of = [one for one in rows if cohort(one)]
        found[code] = ([one.case.pk for one in of if is_part(one)], [one.case.pk for one in of])
    return found
