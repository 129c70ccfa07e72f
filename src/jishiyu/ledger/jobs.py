"""Who does which errand, and what is done every so often. Rooms add theirs in their own jobs.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from jishiyu.ledger.actions.sealing import note_verified, seal
from jishiyu.ledger.actions.works import ask
from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries import export_lines, flaws
from jishiyu.ledger.works import Result, Run, does_work

BY = "system:ledger"
VERIFY, EXPORT = "ledger.verify", "ledger.export"  # kinds of long work
NIGHT = range(1, 5)  # hours in which few work
EDGES = ("since", "until")
MOST_CHECKPOINTS = 10  # of one run, some seconds: a ledger never sealed is sealed over hours, or by the command at once

Doer = Callable[[Mapping[str, Any], datetime], None]
Job = Callable[[datetime], None]

_doers: dict[str, list[Doer]] = {}
_periodic: dict[str, "Periodic"] = {}


@dataclass(frozen=True, slots=True)
class Periodic:
    name: str
    every: timedelta
    job: Job


def does(kind: str) -> Callable[[Doer], Doer]:
    """Register a doer of one kind of errand. Doers are called as `doer(data, at)`; being called twice must
    change nothing."""

    def register(doer: Doer) -> Doer:
        doers = _doers.setdefault(kind, [])
        if doer not in doers:
            doers.append(doer)
        return doer

    return register


def every(period: timedelta, name: str) -> Callable[[Job], Job]:
    """Register a periodic job, run by one worker at a time under a lease."""

    def register(job: Job) -> Job:
        _periodic[name] = Periodic(name, period, job)
        return job

    return register


def doers_of(kind: str) -> list[Doer]:
    return _doers.get(kind, [])


def periodic_jobs() -> list[Periodic]:
    return list(_periodic.values())


@every(timedelta(hours=1), "ledger.seal")
def seal_what_is_new(at: datetime) -> None:
    """A checkpoint over what was told since the last one."""
    seal(by=BY, at=at, most=MOST_CHECKPOINTS)


@every(timedelta(hours=1), "ledger.verify")
def ask_for_a_walk(at: datetime) -> None:
    """The whole ledger is walked once a night, as long work, so that nobody waits behind it."""
    if timezone.localtime(at).hour not in NIGHT:
        return
    ask(VERIFY, title="ledger verify", params={}, key=f"ledger.verify:{timezone.localdate(at)}", by=BY, at=at)


@does_work(VERIFY)
def walk(run: Run) -> Result:
    """Verify everything and record what was found; a file names every fault, when there is any."""
    run.of(Entry.objects.count())
    count, first = 0, ""
    with run.file.open("w", encoding="utf-8") as out:
        for flaw in flaws(run.step):
            count, first = count + 1, first or str(flaw)
            out.write(f"{flaw}\n")
    note_verified(count, first, whole=True, by=run.by, at=timezone.now())
    return Result("ledger-faults.txt" if count else "", {"entries": run.done, "faults": count})


@does_work(EXPORT)
def hand_out(run: Run) -> Result:
    """Write the entries of a time, `since` and `until` as ISO 8601 or empty, for an auditor."""
    since, until = (datetime.fromisoformat(text) if (text := run.params.get(name)) else None for name in EDGES)
    with run.file.open("w", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in export_lines(since, until, at=timezone.now(), moved=run.step))
    return Result("ledger.jsonl", {"entries": run.done})
