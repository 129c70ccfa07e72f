"""The machine a figure was measured on, in one line."""

import os
import platform
from pathlib import Path


def line() -> str:
    """Processor, cores, memory, load, Python and system, e.g. for the head of a bench's output."""
    memory = _first("/proc/meminfo", "MemTotal").split()
    gibibytes = int(memory[0]) / 1024 / 1024 if memory else 0.0
    return (
        f"machine: {os.cpu_count()} cores of {_first('/proc/cpuinfo', 'model name') or platform.machine()}, "
        f"{gibibytes:.0f} GiB, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.release().split('-')[0]}"
    )


def _first(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
