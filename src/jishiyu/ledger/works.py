"""Long work: who does which kind, and the doing of one, under a lease that is renewed while it moves on."""

import hashlib
import logging
import secrets
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone

from jishiyu.ledger.actions import works as actions
from jishiyu.ledger.models import Work
from jishiyu.lib.refused import Refused

WRITE_EVERY_SECONDS = 1.0

log = logging.getLogger("jishiyu.works")


class Stopped(Exception):
    """The worker is to stop; the work begins anew with another."""


class Lost(Exception):
    """Another worker has taken the work over: this one was thought dead."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a work ends with. `file_name` is what the reader's browser calls the file, empty when there is none."""

    file_name: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)  # more for the ledger


class Run:
    """One try at a work, in the hands of its doer. It writes to `file`, reads `source`, and says how far it is."""

    def __init__(self, work: Work, stopping: Callable[[], bool] = lambda: False) -> None:
        self.work, self.params = work, work.params
        self.by = work.by
        self.file = actions.folder() / f"part-{work.pk}-{secrets.token_hex(8)}"
        self.done, self.total = 0, work.total
        self._stopping, self._told_at = stopping, time.monotonic()

    @property
    def source(self) -> Path:
        """The file that came with it."""
        return actions.folder() / self.work.source

    def of(self, total: int) -> None:
        """How many steps there are."""
        self.total = total
        self._tell()

    def step(self, steps: int = 1) -> None:
        """So many steps more are done. Written at most once a second. Raises Stopped or Lost."""
        self.done += steps
        if self._stopping():
            raise Stopped
        if time.monotonic() - self._told_at >= WRITE_EVERY_SECONDS:
            self._tell()

    def _tell(self) -> None:
        self._told_at = time.monotonic()
        if not actions.move_on(self.work, self.done, self.total, at=timezone.now()):
            raise Lost


Doer = Callable[[Run], Result]
_doers: dict[str, Doer] = {}


def does_work(kind: str) -> Callable[[Doer], Doer]:
    """Register the doer of one kind of work. It may run more than once for one work: twice must change nothing."""

    def register(doer: Doer) -> Doer:
        _doers[kind] = doer
        return doer

    return register


def do_next(by: str, stopping: Callable[[], bool] = lambda: False) -> bool:
    """Do the oldest work that waits, if there is one. Returns whether there was."""
    work = actions.take(by=by, at=timezone.now())
    if work is None:
        return False
    run = Run(work, stopping)
    try:
        _keep(run, _doer_of(work.kind)(run))
    except Refused as refused:
        actions.refuse(work, refused, at=timezone.now())
    except Stopped:
        actions.let_go(work, at=timezone.now())
    except Lost:
        log.warning("work %s was taken over by another worker", work.pk)
    except Exception:
        log.exception("work %s failed and will be tried again", work.pk)
        actions.let_go(work, traceback.format_exc(limit=-3), at=timezone.now())
    finally:
        run.file.unlink(missing_ok=True)
    return True


def _doer_of(kind: str) -> Doer:
    if kind not in _doers:
        raise LookupError(f"nobody does works of the kind {kind!r}")
    return _doers[kind]


def _keep(run: Run, result: Result) -> None:
    """Put the file in its place and end the work; a result that comes too late is thrown away."""
    run.work.done = run.done
    data, name = dict(result.data), ""
    if result.file_name:
        name = f"{run.work.pk}-{secrets.token_hex(8)}{Path(result.file_name).suffix}"
        with run.file.open("rb") as content:
            data["sha256"] = hashlib.file_digest(content, "sha256").hexdigest()
        run.file.replace(actions.folder() / name)
    kept = actions.finish(
        run.work, file=name, file_name=result.file_name, counts=result.counts, data=data, at=timezone.now()
    )
    if not kept and name:
        (actions.folder() / name).unlink(missing_ok=True)
