"""Keeps the processes of one installation alive: a web process and a worker, each started again when it dies."""

import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

QUICK_DEATH_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 3.0
STOP_SECONDS = 10.0
LOOK_EVERY_SECONDS = 0.1


@dataclass
class Charge:
    """One process to keep alive."""

    name: str
    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    again_at: float = field(default=0.0)

    def look(self, now: float) -> None:
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            lived = now - self.started
            self.pause = 0.0 if lived > QUICK_DEATH_SECONDS else min(self.pause * 2 or 0.2, LONGEST_PAUSE_SECONDS)
            print(
                f"jishiyu: {self.name} ended ({self.process.returncode}) and is started again",
                file=sys.stderr,
            )
            self.process, self.again_at = None, now + self.pause
        if now >= self.again_at:
            self.process = subprocess.Popen([sys.executable, "-m", "jishiyu.cli.main", *self.arguments])  # noqa: S603
            self.started = now


class Supervisor:
    def __init__(self, charges: list[Charge]) -> None:
        self.charges = charges
        self.stopping = False

    def run(self) -> None:
        """Until SIGTERM or SIGINT; then the charges are told, waited for, and only then killed."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping:
            for charge in self.charges:
                charge.look(time.monotonic())
            time.sleep(LOOK_EVERY_SECONDS)
        self._end()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        alive = [charge.process for charge in self.charges if charge.process and charge.process.poll() is None]
        for process in alive:
            process.terminate()
        for process in alive:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
