"""Who does which errand, and what is done every so often. Rooms add theirs in their own jobs.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jishiyu.ledger.actions.sealing import seal

MOST_CHECKPOINTS = 50  # of one run: a ledger that was never sealed is sealed over some hours

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
    seal(by="system:ledger", at=at, most=MOST_CHECKPOINTS)
