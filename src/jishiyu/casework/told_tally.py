"""Tallies from the ledger alone: what the entries of each case say of it, without looking at any other row. Pure.

It is the second way to the same numbers: what the triggers keep must equal it, and the tables can be made anew by it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from jishiyu.casework.marks import mark_of_words
from jishiyu.casework.tally import QUICK_MINUTES, Mark

QUICK = timedelta(minutes=QUICK_MINUTES)
MOMENTS = ("due_at", "original_due_at", "answered_at", "closed_at", "reopened_at", "excluded_at")
SENDS = frozenset({"dispatched", "added", "disputed", "reopened"})
Row = tuple[Any, ...]
COLUMNS = (
    "case_id", "unit", "pack", "kind", "heard_at", "due_at", "answered_at", "closed_at", "division",
    "original_due_at", "said_at", "rated_at", "marks",
)  # fmt: skip
Deed = tuple[str, str, datetime, Mapping[str, Any], Mapping[str, Any]]  # subject, act, at, after, data


@dataclass(slots=True)
class Sent:
    """A task as its entries tell of it."""

    unit: int
    lead: bool
    accepted_at: datetime | None = None
    finished_at: datetime | None = None
    words: str = ""
    returned: bool = False


@dataclass(slots=True)
class Told:
    """A case as its entries tell of it; `said` holds (solved, rating, when) in order."""

    key: int
    fields: dict[str, Any] = field(default_factory=dict)
    tasks: dict[int, Sent] = field(default_factory=dict)
    said: list[tuple[bool | None, int | None, datetime]] = field(default_factory=list)
    asked: dict[int, str] = field(default_factory=dict)  # kind of each application
    granted: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Replies:
    """When each unit first gave an answer in some words, and when first on another case than that."""

    first: dict[tuple[int, str], tuple[datetime, int]] = field(default_factory=dict)
    second: dict[tuple[int, str], datetime] = field(default_factory=dict)

    def hear(self, case: int, task: Sent) -> None:
        if task.finished_at is None or not task.words:
            return
        key, at = (task.unit, task.words), task.finished_at
        first = self.first.get(key)
        if first is None:
            self.first[key] = (at, case)
        elif first[1] == case:
            self.first[key] = min(first, (at, case))
        elif at < first[0]:
            self.first[key], self.second[key] = (at, case), first[0]
        else:
            self.second[key] = min(at, self.second.get(key, at))

    def before(self, case: int, task: Sent) -> bool:
        key = (task.unit, task.words)
        at, of = self.first.get(key, (None, 0))
        earliest = self.second.get(key) if of == case else at
        return earliest is not None and task.finished_at is not None and earliest < task.finished_at


def told(deeds: Iterable[Deed]) -> Iterator[Told]:
    """Cases, one after another, from their entries in the order of subject and version."""
    subject, case = "", Told(0)
    for about, act, at, after, data in deeds:
        if about != subject:
            if case.key:
                yield case
            subject, case = about, Told(int(about.partition(":")[2]))
        hear(case, act, at, after, data)
    if case.key:
        yield case


def hear(case: Told, act: str, at: datetime, after: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    """One entry of a case."""
    if act == "opened":
        named = ("pack", "kind", "division", "heard_at", "recurrence_of")
        case.fields |= {name: data[name] for name in named if name in data}
        case.fields["heard_at"] = datetime.fromisoformat(data["heard_at"])
    case.fields |= {name: value for name, value in after.items() if name not in MOMENTS}
    case.fields |= {name: _moment(after[name]) for name in MOMENTS if name in after}
    if act == "opened":
        case.fields["original_due_at"] = case.fields.get("due_at")
    if "division_id" in after:
        case.fields["division"] = after["division_id"]
    if "solved" in data and act != "asked":
        case.said.append((data["solved"], data.get("rating"), at))
    if "application" in data:
        _ask(case, act, data)
    if data.get("task"):
        _work(case, act, at, data)


def _ask(case: Told, act: str, data: Mapping[str, Any]) -> None:
    case.asked.setdefault(data["application"], data.get("kind", ""))
    if act == "granted":
        case.granted.add(case.asked[data["application"]])


def _work(case: Told, act: str, at: datetime, data: Mapping[str, Any]) -> None:
    if act in SENDS and "unit" in data:
        case.tasks[data["task"]] = Sent(data["unit"], data.get("role", "lead") == "lead")
    task = case.tasks.get(data["task"])
    if task is None:
        return
    if act == "accepted":
        task.accepted_at = at
    elif act == "finished":
        task.finished_at, task.words = at, mark_of_words(data.get("words", ""))
    elif act == "returned":
        task.returned = True


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def rows_of(case: Told, replies: Replies) -> list[Row]:
    """The office's row, and one for each unit that was ever sent it."""
    get = case.fields.get
    solved = [one for one in case.said if one[0] is not None]
    rated = [one for one in case.said if one[1] is not None]
    said_at, rated_at = (max((one[2] for one in some), default=None) for some in (solved, rated))
    due, original = get("due_at"), get("original_due_at")
    marks = _of_fields(case) | _of_words(solved, rated) | _of_tasks(case, replies)
    if said_at is not None and said_at == rated_at:
        marks |= Mark.RATED_THEN
    apart: Row = (None if due is not None and due == original else original, said_at)
    moments = (get("heard_at"), due, get("answered_at"), get("closed_at"))
    apart = (*apart, None if Mark.RATED_THEN in marks else rated_at)
    shared = (get("pack") or "", get("kind") or "", *moments, get("division") or "", *apart)
    rows: list[Row] = [(case.key, 0, *shared, int(marks | Mark.WORKED))]
    for unit in dict.fromkeys(task.unit for task in case.tasks.values()):
        works = any(task.unit == unit and not task.returned for task in case.tasks.values())
        rows.append((case.key, unit, *shared, int(marks) + (int(Mark.WORKED) if works else 0)))
    return rows


def _of_fields(case: Told) -> Mark:
    get, outcome = case.fields.get, case.fields.get("outcome", "")
    answered, due, original = get("answered_at"), get("due_at"), get("original_due_at")
    bears = {
        Mark.SETTLED: answered is not None and outcome != "withdrawn_after_contact",
        Mark.IN_TIME: answered is not None and due is not None and answered <= due,
        Mark.AS_PROMISED: answered is not None and original is not None and answered <= original,
        Mark.UNMOVED: due is not None and due == original,
        Mark.REOPENED: get("reopened_at") is not None,
        Mark.EXCLUDED: get("excluded_at") is not None,
        Mark.CLOSED: get("closed_at") is not None,
        Mark.REDONE: get("redo_count", 0) > 0,
        Mark.RECURRED: get("recurrence_of") is not None,
        Mark.RETURNED: get("objections", 0) > 0,
        Mark.SOLVED: outcome == "solved",
        Mark.UNVERIFIED: outcome == "unverified",
        Mark.UNREACHABLE: outcome == "unreachable",
        Mark.WITHDRAWN: outcome == "withdrawn",
        Mark.WITHDRAWN_LATE: outcome == "withdrawn_after_contact",
        Mark.EXTENDED: "extension" in case.granted,
        Mark.WAITED: "waiting" in case.granted,
        Mark.HUNG: "hanging" in case.granted,
        Mark.MERGED: "merge" in case.granted,
    }
    return _sum(bears)


def _of_words(
    solved: list[tuple[bool | None, int | None, datetime]], rated: list[tuple[bool | None, int | None, datetime]]
) -> Mark:
    last = rated[-1][1] if rated else None
    return _sum({
        Mark.SAYS_SOLVED: bool(solved and solved[-1][0]),
        Mark.RATED_GOOD: last is not None and last >= 4,
        Mark.RATED_MIDDLE: last == 3,
    })  # fmt: skip


def _of_tasks(case: Told, replies: Replies) -> Mark:
    led = [task for task in case.tasks.values() if task.lead]
    done = [task for task in led if task.finished_at is not None]
    heard = case.fields["heard_at"]
    hurried = any(
        task.finished_at - since < QUICK
        for task in done
        if task.finished_at is not None
        for since in (task.accepted_at, heard)
        if since is not None
    )
    return _sum({
        Mark.SENT: bool(led),
        Mark.MISSENT: len({task.unit for task in led}) > 1,
        Mark.DONE: bool(done),
        Mark.HURRIED: hurried,
        Mark.SAME_WORDS: any(task.words and replies.before(case.key, task) for task in done),
    })  # fmt: skip


def _sum(bears: Mapping[Mark, bool]) -> Mark:
    found = Mark(0)
    for mark, borne in bears.items():
        if borne:
            found |= mark
    return found
