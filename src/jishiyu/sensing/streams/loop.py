"""One asyncio loop in a thread of its own for each process, for those who must not wait in it themselves."""

import asyncio
import os
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
STOP_SECONDS = 5


class Loop:
    """Runs coroutines for threads. A process that was forked has none of its parent's threads and makes its own."""

    def __init__(self) -> None:
        self._made_by, self._lock = 0, threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def run(self, what: Coroutine[Any, Any, T], seconds: float) -> T:
        """The result of a coroutine. Raises TimeoutError after so many seconds; it is cancelled then."""
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(what, seconds), self._here()).result()

    @property
    def made_by(self) -> int:
        """The process this loop runs in."""
        return self._made_by

    def _here(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._made_by != os.getpid():
                self._loop, self._made_by = asyncio.new_event_loop(), os.getpid()
                self._thread = threading.Thread(target=self._loop.run_forever, name="stream", daemon=True)
                self._thread.start()
            assert self._loop is not None
            return self._loop

    def stop(self) -> None:
        """End what still runs in it and the thread; whoever runs something afterwards begins a new one."""
        with self._lock:
            if self._loop is not None and self._thread is not None and self._made_by == os.getpid():
                asyncio.run_coroutine_threadsafe(_end_the_rest(), self._loop).result()
                self._loop.call_soon_threadsafe(self._loop.stop)
                self._thread.join(STOP_SECONDS)
                self._loop.close()
            self._loop, self._made_by = None, 0


async def _end_the_rest() -> None:
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    if rest:
        await asyncio.wait(rest, timeout=STOP_SECONDS)
    await asyncio.sleep(0)  # what they let go of at their end is let go of
