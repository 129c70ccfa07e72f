"""The supervisor, with real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAM = """
import sys
from jishiyu.cli import supervisor
real = supervisor.subprocess.Popen
supervisor.subprocess.Popen = lambda command, **more: real([sys.executable, "-c", command[-1]], **more)
supervisor.Supervisor([supervisor.Charge("sleeper", [sys.argv[1]])]).run()
"""
SLEEPER = "import os, time; open({file!r}, 'a').write(f'{{os.getpid()}} '); time.sleep(60)"


def pids(file: Path, count: int, seconds: float = 10) -> list[int]:
    """The process ids written so far, once there are at least `count`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = [int(word) for word in file.read_text().split()] if file.exists() else []
        if len(found) >= count:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{count} starts did not come within {seconds} s")


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    file = tmp_path / "pids"
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, SLEEPER.format(file=str(file))], stderr=subprocess.DEVNULL
    )
    yield process, file
    process.kill()
    process.wait()
    for pid in pids(file, 1):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def test_a_killed_process_is_started_again(supervised: tuple[subprocess.Popen[bytes], Path]) -> None:
    _, file = supervised
    first = pids(file, 1)[0]
    os.kill(first, signal.SIGKILL)
    assert pids(file, 2)[1] != first


def test_being_told_to_stop_ends_what_it_keeps(supervised: tuple[subprocess.Popen[bytes], Path]) -> None:
    process, file = supervised
    kept = pids(file, 1)[0]
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(kept, 0)
