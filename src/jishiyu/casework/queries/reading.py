"""A case as another system reads it: nothing that is only shown to a person, by queries compiled once."""

from dataclasses import dataclass
from datetime import datetime

from jishiyu.casework import rights
from jishiyu.casework.models import Case, Task
from jishiyu.casework.queries.cases import visible_cases
from jishiyu.casework.queries.promised import PromiseView, promises_of
from jishiyu.ledger.models import Entry
from jishiyu.lib.kept import SAMPLE, Kept
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer

Told = tuple[int, str, str, datetime]  # version, act, by, at
_ANY = Kept[Case](lambda number: Case.objects.filter(number=number).select_related(*registry.PLACE_READ), "-")
_TASKS = Kept[Task](
    lambda case: Task.objects.filter(case=case).select_related("unit", "officer").order_by("sent_at", "pk"), SAMPLE
)
_STORY = Kept[Entry](
    lambda ref: Entry.objects.filter(subject=ref).order_by("version").values_list("version", "act", "by", "at"), "-"
)


@dataclass(frozen=True, slots=True)
class CaseRead:
    """A case with its tasks, its promises, its story and what the reader may do with it."""

    case: Case
    place: str
    tasks: list[Task]
    promises: list[PromiseView]
    story: list[Told]
    may: frozenset[str]


def read_case(officer: Officer, number: str, at: datetime) -> CaseRead | None:
    """The case of this number, or None when this officer may not see it; four queries, six with pauses."""
    if officer.post in rights.SEES_ALL:
        case: Case | None = _ANY.first(number)
        if case is not None and rights.concerned(officer, case):
            return None
    else:
        case = visible_cases(officer).filter(number=number).select_related(*registry.PLACE_READ).first()
    if case is None:
        return None
    tasks: list[Task] = _TASKS.all(case.pk)
    return CaseRead(
        case=case,
        place=registry.place_read(case.division, case.cell),
        tasks=tasks,
        promises=promises_of(case, at),
        story=_STORY.all(case.ref),
        may=rights.allowed(officer, case, tasks),
    )
