"""The worker: judges what the stream holds, does errands, runs what is due. Any number may run; none doubles work."""

import contextlib
import gc
import logging
import os
import signal
import socket
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from types import FrameType

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from jishiyu.cli.long import LongHand
from jishiyu.ledger import actions as ledger
from jishiyu.ledger.actions import works
from jishiyu.ledger.jobs import doers_of, every, periodic_jobs
from jishiyu.ledger.models import Errand
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.listening import LOOK_EVERY, Ears

BATCH = 1000
ERRANDS = 50
IDLE_SECONDS = 0.04
LOOK_AT_ROTA_EVERY = timedelta(seconds=5)

log = logging.getLogger("jishiyu.worker")


class Worker:
    """One loop. `step()` does what is there to do now and says whether there was anything."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.stopping = False
        self._rota_at = self._shared_at = timezone.now() - LOOK_AT_ROTA_EVERY
        self._ears, self._ears_at = Ears(self.name), timezone.now() - LOOK_EVERY
        self._shards: frozenset[int] = frozenset()

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        gc.freeze()  # what was loaded stays: the collector need not walk it again and again
        gc.set_threshold(20_000, 20, 50)
        hand = LongHand(self.name)
        hand.start()
        self._rounds()
        self._ears.stop()
        sensing.stop_reading()
        with contextlib.suppress(DatabaseError):  # the lease ends by itself
            sensing.leave(self.name, at=timezone.now())
        hand.stop()

    def _rounds(self) -> None:
        while not self.stopping:
            try:
                self.listen()
                busy = self.step()
            except Exception:
                log.exception("the worker stumbled and goes on in a second")
                close_old_connections()
                time.sleep(1)
                continue
            if not busy:
                time.sleep(IDLE_SECONDS)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def step(self) -> bool:
        self.take_share()
        sensed = sensing.sense_batch(BATCH, by=f"system:{self.name}", at=timezone.now(), shards=self._shards)
        done = self.do_errands()
        self.do_rota()
        return bool(sensed.taken) or done > 0

    def listen(self) -> None:
        """Hold the sockets of sources that are heard over one; a source added or ended is seen within seconds."""
        now = timezone.now()
        if now - self._ears_at >= LOOK_EVERY:
            self._ears_at = now
            self._ears.look()

    def take_share(self) -> None:
        """Which shards of the stream this worker reads; asked for again well before the lease ends."""
        now = timezone.now()
        if now - self._shared_at >= sensing.RENEW_EVERY:
            self._shards, self._shared_at = sensing.share(self.name, at=now), now

    def do_errands(self) -> int:
        """Do what is due; every doer keeps its own transactions. Returns how many were taken."""
        rows = ledger.lease_errands(ERRANDS, by=self.name, at=timezone.now())
        done = []
        for row in rows:
            trouble = _attempt(partial(_do, row))
            if trouble:
                ledger.put_off_errand(row, trouble, at=timezone.now())
            else:
                done.append(row)
        if done:
            ledger.finish_errands(done, at=timezone.now())
        return len(rows)

    def do_rota(self) -> None:
        now = timezone.now()
        if now - self._rota_at < LOOK_AT_ROTA_EVERY:
            return
        self._rota_at = now
        for periodic in periodic_jobs():
            if ledger.lease_job(periodic.name, periodic.every, by=self.name, at=now):
                trouble = _attempt(partial(periodic.job, timezone.now()))
                ledger.finish_job(periodic.name, trouble, by=self.name, at=timezone.now())


def _do(row: Errand) -> None:
    doers = doers_of(row.kind)
    if not doers:
        raise LookupError(f"nobody does errands of the kind {row.kind!r}")
    for doer in doers:
        doer(row.data, timezone.now())


def _attempt(deed: Callable[[], None]) -> str:
    """The traceback of a deed that failed, or nothing."""
    try:
        deed()
    except Exception:
        log.exception("a job failed and will come back")
        return traceback.format_exc(limit=-3)
    return ""


@every(timedelta(seconds=10), "worker.alive")
def _alive(at: object) -> None:
    """Nothing to do: the rota row itself says when a worker was last seen."""


@every(timedelta(hours=6), "ledger.sweep")
def _sweep(at: object) -> None:
    ledger.sweep_errands(timezone.now() - timedelta(days=7))
    works.sweep(at=timezone.now())
