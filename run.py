#!/usr/bin/env python3
"""Set up and run Jishiyu on a machine that has nothing but Python 3.11 and pip.

    python3 run.py                 set up, then start everything with a small invented town living in it
    python3 run.py test [...]      set up, then run every check and test; more words go to pytest
    python3 run.py setup           set up only

The environment is .venv beside this file, with the command `jishiyu` in it. Packages come from the index that pip
(or uv, where it is on the PATH) is set up for, each checked against the hash in locks/.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LEAST = (3, 11)


def main(words: list[str]) -> int:
    if sys.version_info < LEAST:
        return complain(f"Python {LEAST[0]}.{LEAST[1]} or newer is needed; this is {sys.version.split()[0]}.")
    deed = words[0] if words and not words[0].startswith("-") else "run"
    rest = words[1:] if words and deed == words[0] else words
    if deed not in ("run", "test", "setup"):
        return complain(f"say `run`, `test` or `setup`, not {deed!r}.")
    trouble = set_up(ROOT / "locks" / ("test.txt" if deed == "test" else "run.txt"))
    if trouble:
        return complain(trouble)
    if deed == "setup":
        return 0
    if deed == "test":
        return subprocess.call([str(PYTHON), str(ROOT / "tools" / "check.py"), *rest], cwd=ROOT)
    os.environ.setdefault("JISHIYU_DATA", str(ROOT / "jishiyu-data"))
    command = [str(PYTHON), "-m", "jishiyu.cli.main", "run", "--demo", *rest]
    if os.name == "nt":
        return subprocess.call(command, cwd=ROOT)
    os.chdir(ROOT)
    os.execv(command[0], command)  # so that the supervisor itself hears Ctrl-C and signals


def set_up(lock: Path) -> str:
    """Make the environment and install a lock file into it, once. Returns what went wrong, or nothing."""
    serving = [lock] if lock.stem == "test" else [lock, lock.with_name("test.txt")]  # what test installs serves run
    if any(stamp_of(one).exists() and stamp_of(one).read_text() == mark_of(one) for one in serving):
        return ""
    uv = shutil.which("uv")
    print(f"Setting up {VENV} ({'uv' if uv else 'pip'}, {lock.name}) …", flush=True)
    trouble = make_venv(uv) or install(uv, lock)
    if trouble:
        return trouble
    stamp_of(lock).write_text(mark_of(lock))
    return ""


def stamp_of(lock: Path) -> Path:
    return VENV / f"{lock.stem}.stamp"


def mark_of(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()


def make_venv(uv: str | None) -> str:
    if PYTHON.exists():
        return ""
    if uv:
        done = subprocess.call([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])
    else:
        done = subprocess.call([sys.executable, "-m", "venv", str(VENV)])
    if done == 0:
        return ""
    shutil.rmtree(VENV, ignore_errors=True)
    return (
        "this Python cannot make a virtual environment. On Debian or Ubuntu install what is missing with\n"
        f"    apt-get install python3-venv   (or python{sys.version_info[0]}.{sys.version_info[1]}-venv)\n"
        "and run this command again."
    )


def install(uv: str | None, lock: Path) -> str:
    pip = [uv, "pip"] if uv else [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    more = ["--python", str(PYTHON)] if uv else []
    steps = [
        [*pip, "install", "--quiet", *more, "--require-hashes", "-r", str(lock)],
        [*pip, "install", "--quiet", *more, "--no-deps", "--no-build-isolation", "-e", str(ROOT)],
    ]
    for step in steps:
        if subprocess.call(step, cwd=ROOT) != 0:
            return f"packages could not be installed; the message above says why. The step was: {' '.join(step)}"
    return ""


def complain(words: str) -> int:
    print(f"run.py: {words}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
