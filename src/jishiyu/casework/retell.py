"""Retelling a case from its ledger alone, and comparing that with its rows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from jishiyu.casework.models import Application, Case, Task
from jishiyu.ledger.models import Entry

TOLD = (
    "state",
    "aside",
    "outcome",
    "urgency",
    "vulnerable",
    "redo_count",
    "steps_taken",
    "answer",
    "secret",
    "excluded_code",
    "merged_into_id",
    "split_from_id",
    "to_consult",
    "objections",
    "kind",
    "pack",
)
TIMES = (
    "dispatched_at",
    "contacted_at",
    "answered_at",
    "closed_at",
    "reopened_at",
    "excluded_at",
    "review_at",
    "next_due_at",
    "due_at",
)
TASK_STATES: Mapping[str, str] = {
    "dispatched": Task.State.SENT,
    "added": Task.State.SENT,
    "disputed": Task.State.SENT,
    "reopened": Task.State.SENT,
    "recalled": Task.State.RECALLED,
    "accepted": Task.State.ACCEPTED,
    "finished": Task.State.FINISHED,
    "returned": Task.State.RETURNED,
}
RULINGS: Mapping[str, str] = {
    "asked_for": Application.State.OPEN,
    "granted": Application.State.GRANTED,
    "not_granted": Application.State.REFUSED,
}
UNTOLD: Mapping[str, object] = {  # how a case begins, where its first entry does not say
    "aside": "",
    "steps_taken": 0,
    "secret": False,
    "excluded_code": "",
    "to_consult": False,
    "objections": 0,
}
NOT_ALWAYS_TOLD = frozenset({"due_at", "pack"})  # entries older than this column do not speak of it; told when changed
CHUNK = 500

Differences = dict[str, tuple[object, object]]


@dataclass(slots=True)
class Retold:
    """A case as its entries leave it. `tasks` maps a task to (unit, state), `applications` what was asked for to what
    became of it."""

    fields: dict[str, object] = field(default_factory=dict)
    tasks: dict[int, tuple[int, str]] = field(default_factory=dict)
    applications: dict[int, str] = field(default_factory=dict)


def retold(entries: Iterable[Entry]) -> Retold:
    """What the entries of one case, in order, say of it."""
    told = Retold(fields=dict(UNTOLD))
    for entry in entries:
        if entry.act == "opened":
            told.fields["kind"] = entry.data.get("kind")
        told.fields |= {name: value for name, value in entry.after.items() if name in TOLD}
        told.fields |= {name: _moment(value) for name, value in entry.after.items() if name in TIMES}
        if entry.act in TASK_STATES and entry.data.get("task"):
            told.tasks[entry.data["task"]] = (entry.data["unit"], TASK_STATES[entry.act])
        if entry.act in RULINGS:
            told.applications[entry.data["application"]] = RULINGS[entry.act]
        told.applications |= dict.fromkeys(entry.data.get("lapsed", ()), Application.State.LAPSED)
    return told


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def differences(case: Case) -> Differences:
    """Fields in which the rows and the ledger disagree, as (row, ledger)."""
    return next((found for _, found in disagreements(Case.objects.filter(pk=case.pk))), {})


def disagreements(cases: Iterable[Case] | None = None) -> Iterator[tuple[Case, Differences]]:
    """Every case that its ledger tells otherwise, in constant memory, four queries for each 500 cases."""
    chunk: list[Case] = []
    for case in Case.objects.order_by("pk").iterator(chunk_size=CHUNK) if cases is None else cases:
        chunk.append(case)
        if len(chunk) == CHUNK:
            yield from _compare(chunk)
            chunk = []
    yield from _compare(chunk)


def _compare(cases: list[Case]) -> Iterator[tuple[Case, Differences]]:
    entries: dict[str, list[Entry]] = {}
    for entry in Entry.objects.filter(subject__in=[case.ref for case in cases]).order_by("subject", "version"):
        entries.setdefault(entry.subject, []).append(entry)
    tasks: dict[int, dict[int, tuple[int, str]]] = {}
    for key, case_id, unit, state in Task.objects.filter(case__in=cases).values_list("pk", "case", "unit", "state"):
        tasks.setdefault(case_id, {})[key] = (unit, state)
    asked: dict[int, dict[int, str]] = {}
    for key, case_id, state in Application.objects.filter(case__in=cases).values_list("pk", "case", "state"):
        asked.setdefault(case_id, {})[key] = state
    for case in cases:
        told = retold(entries.get(case.ref, ()))
        found: Differences = {
            name: (getattr(case, name), told.fields.get(name))
            for name in (*TOLD, *TIMES)
            if getattr(case, name) != told.fields.get(name) and (name in told.fields or name not in NOT_ALWAYS_TOLD)
        }
        if tasks.get(case.pk, {}) != told.tasks:
            found["tasks"] = (tasks.get(case.pk, {}), told.tasks)
        if asked.get(case.pk, {}) != told.applications:
            found["applications"] = (asked.get(case.pk, {}), told.applications)
        if found:
            yield case, found
