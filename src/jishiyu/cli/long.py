"""The worker's other hand: long work, in a thread of its own, so that no warning waits behind an export."""

import logging
import threading

from django.db import close_old_connections, connection

from jishiyu.ledger import works

IDLE_SECONDS = 0.5
PAUSE_SECONDS = 2.0
STOP_SECONDS = 5.0

log = logging.getLogger("jishiyu.works")


class LongHand:
    """Does one long work after another until it is stopped; what it had begun, another worker begins anew."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="long work", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._stop.wait(self._round())
        finally:
            connection.close()

    def _round(self) -> float:
        """Do one work if there is one. Returns how long to wait until the next look."""
        try:
            close_old_connections()
            return 0.0 if works.do_next(self.name, self._stop.is_set) else IDLE_SECONDS
        except Exception:
            log.exception("long work stumbled and goes on in a moment")
            return PAUSE_SECONDS
