"""Hearing a DingTalk robot over a socket of our own: one thread for each source of that door, in every worker.

The platform pushes a message once, to one of the open sockets, whoever holds it. So where several workers hold one, a
worker that ends takes little with it; a connection that is about to be closed is heard to its end while the next is
open already; and what the database or the stream will not take just now is held here until it does.
"""

import logging
import random
import threading
import time
import urllib.request
from datetime import timedelta
from http.client import HTTPException
from urllib.error import HTTPError

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection, connect

from jishiyu.ledger import actions as ledger
from jishiyu.sensing import actions, queries
from jishiyu.sensing.doors import dingstream
from jishiyu.sensing.doors.dingstream import Frame
from jishiyu.sensing.doors.guard import BadBody
from jishiyu.sensing.models import Source
from jishiyu.sensing.streams import StreamBusy

OPEN_SECONDS = 10
LOOK_SECONDS = 1.0  # how soon a listener that waits for words hears that it is to stop
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
LONG_ENOUGH = 30.0  # seconds: after a connection that lived so long the next one is opened at once
HOLD_SECONDS = (0.5, 10.0)  # between two tries to keep a message: the first, the longest
LONGEST_FRAME = 1024 * 1024
LONGEST_ANSWER = 64 * 1024
STOP_SECONDS = 5.0
LOOK_EVERY = timedelta(seconds=10)  # how often a worker looks which sources there are, and says how they listen
TROUBLE = (OSError, HTTPException, WebSocketException, BadBody)

log = logging.getLogger("jishiyu.listening")


class Ear:
    """Listens for one source until it is ended. The thread that listens opens each connection; when one says goodbye,
    another thread goes on, and this one hears the old connection to its end."""

    def __init__(self, source: Source) -> None:
        self.source, self._secrets = source, queries.secrets_of(source)
        self.trouble = "connecting"  # empty while a connection is open
        self._stop, self._pause, self._opened_at = threading.Event(), 0.0, 0.0
        self._thread = self._fresh()

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._stop.set()

    def join(self) -> None:
        self._thread.join(STOP_SECONDS)

    def _fresh(self) -> threading.Thread:
        return threading.Thread(target=self._run, name=f"listening {self.source.code}", daemon=True)

    def _run(self) -> None:
        try:
            while self._goes_on():
                try:
                    self._hold()
                except TROUBLE as trouble:
                    log.warning("%s: no connection to DingTalk: %s", self.source.code, trouble)
                    self.trouble = f"{_reason(trouble)}: {trouble}"
                    self._count(_reason(trouble))
                except Exception as trouble:
                    log.exception("%s: listening stumbled and goes on", self.source.code)
                    self.trouble = repr(trouble)
        finally:
            connection.close()

    def _goes_on(self) -> bool:
        """Waits before the next connection: not at all after one that lived, longer and longer after those that did
        not, and never quite alike, so that many do not come back at once."""
        if self._thread is not threading.current_thread():
            return False
        lived = time.monotonic() - self._opened_at > LONG_ENOUGH
        pause = 0.0 if lived else self._pause * random.uniform(0.8, 1.2)  # noqa: S311
        self._pause = FIRST_PAUSE if lived else min(self._pause * 2 or FIRST_PAUSE, LONGEST_PAUSE)
        stopped = self._stop.wait(pause)
        self._opened_at = time.monotonic()
        return not stopped

    def _hold(self) -> None:
        """Open one connection and listen until it ends. Raises one of TROUBLE where there is none to be had."""
        address = dingstream.address(self._asked())
        with connect(address, open_timeout=OPEN_SECONDS, close_timeout=1, max_size=LONGEST_FRAME) as socket:
            self.trouble = ""
            if self._listen(socket):
                self._thread = self._fresh()
                self._thread.start()
                while self._listen(socket):
                    continue

    def _asked(self) -> bytes:
        """What the gateway says."""
        asked = urllib.request.Request(  # noqa: S310  # `gateway` takes nothing but https, or this machine
            dingstream.gateway(self._secrets),
            dingstream.opening(self._secrets),
            {"Content-Type": "application/json", "Accept": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=OPEN_SECONDS) as answer:  # noqa: S310
            said: bytes = answer.read(LONGEST_ANSWER)
        return said

    def _listen(self, socket: ClientConnection) -> bool:
        """Take what comes. True when the platform said goodbye and still speaks, False when nothing more will come."""
        while not self._stop.is_set():
            try:
                said = socket.recv(LOOK_SECONDS)
                frame = self._read(said if isinstance(said, bytes) else said.encode("utf-8", "surrogatepass"))
                if frame is None:
                    continue
                if frame.says_goodbye:
                    return True
                socket.send(dingstream.answer(frame, self._code(frame)))
            except TimeoutError:
                continue
            except ConnectionClosed:
                return False
        return False

    def _read(self, said: bytes) -> Frame | None:
        try:
            return dingstream.read(said)
        except BadBody as bad:
            self._count(bad.code)
            return None

    def _code(self, frame: Frame) -> int:
        """What a frame is answered, once whatever it says is kept."""
        if not frame.is_said:
            return dingstream.OK if frame.kind == "SYSTEM" else dingstream.UNKNOWN
        try:
            message = dingstream.message_of(frame)
        except BadBody as bad:
            self._count(bad.code)
            return dingstream.BAD
        pause, longest = HOLD_SECONDS
        while True:
            try:
                close_old_connections()
                actions.hear_body(
                    self.source, [message], frame.data.encode("utf-8", "surrogatepass"), at=timezone.now()
                )
                return dingstream.OK
            except (StreamBusy, DatabaseError) as trouble:
                log.warning("%s: a message waits to be kept: %s", self.source.code, trouble)
            if self._stop.wait(pause):
                return dingstream.AWAY
            pause = min(pause * 2, longest)

    def _count(self, reason: str) -> None:
        try:
            close_old_connections()
            actions.count_refusal(self.source.code, reason, day=timezone.localdate())
        except DatabaseError:
            log.exception("%s: not even counted: %s", self.source.code, reason)


def _reason(trouble: Exception) -> str:
    """As the health page counts it."""
    if isinstance(trouble, BadBody):
        return trouble.code
    return "gateway_refused" if isinstance(trouble, HTTPError) and trouble.code < 500 else "gateway_away"


class Ears:
    """The listeners of one worker: as many as there are sources of that door. `worker` is its name."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self._by_source: dict[tuple[int, str], Ear] = {}

    def look(self) -> int:
        """Begin for sources that came, end for those that went or have other secrets now; let the health page
        know how each listens. Returns how many do."""
        wanted = {
            (source.pk, source.secret_sealed): source for source in queries.sources_of(Source.Door.DINGTALK_STREAM)
        }
        for gone in self._by_source.keys() - wanted.keys():
            self._by_source.pop(gone).end()
        for fresh in wanted.keys() - self._by_source.keys():
            self._by_source[fresh] = Ear(wanted[fresh])
            self._by_source[fresh].start()
        for ear in self._by_source.values():
            self._tell(ear)
        return len(self._by_source)

    def _tell(self, ear: Ear) -> None:
        """As a job that ran, or ran into trouble; of several workers one speaks for all."""
        name, now = f"sensing.listen {ear.source.code}", timezone.now()
        if ledger.lease_job(name, LOOK_EVERY, by=self.worker, at=now):
            ledger.finish_job(name, ear.trouble, by=self.worker, at=now)

    def stop(self) -> None:
        """End all of them and wait a little."""
        for ear in self._by_source.values():
            ear.end()
        for ear in self._by_source.values():
            ear.join()
        self._by_source.clear()
