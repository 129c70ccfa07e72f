"""The one check command: format, lint, types, layers, words, start-up checks, then all tests on every database at hand.

    python3 run.py test            everything
    python3 run.py test -k clock   the same checks, and of the tests those that fit

PostgreSQL is tested too when JISHIYU_TEST_POSTGRES holds the address of a server on which databases may be made,
e.g. postgresql://postgres@127.0.0.1:5432/postgres. With JISHIYU_REQUIRE=services its absence is a failure.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def main(words: list[str]) -> int:
    tools: dict[str, list[str]] = {
        "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
        "lint": [str(BIN / "ruff"), "check", "--quiet", "."],
        "types": [str(BIN / "mypy")],
        "layers": [str(BIN / "lint-imports"), "--no-cache"],
        "words": [sys.executable, "tools/words.py", "--check"],
        "start-up checks": [sys.executable, "-m", "django", "check", "--fail-level", "WARNING"],
        "migrations": [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
    }
    results = [run(name, command, {}) for name, command in tools.items()]
    pytest = [sys.executable, "-m", "pytest", "-q", *words]
    postgres = os.environ.get("JISHIYU_TEST_POSTGRES", "")
    with ThreadPoolExecutor() as aside, TemporaryFile("w+") as said:  # one database on each core
        second: Future[tuple[str, int, float]] | None = None
        if postgres:
            only = ["-p", "no:cacheprovider", "-m", "not browser and not house"]
            address = {"JISHIYU_TEST_DATABASE": postgres}
            second = aside.submit(run, "tests on PostgreSQL", pytest + only, address, said)
        elif "services" in os.environ.get("JISHIYU_REQUIRE", ""):
            results.append(("tests on PostgreSQL", 1, 0.0))
        results.append(run("tests on SQLite", pytest, {}))
        if second:
            results.append(second.result())
            said.seek(0)
            print(said.read(), flush=True)
    print()
    for name, status, seconds in results:
        print(f"{'ok  ' if status == 0 else 'FAIL'} {seconds:6.1f} s  {name}")
    if not postgres:
        print("     PostgreSQL was not tested: JISHIYU_TEST_POSTGRES is not set")
    return 1 if any(status for _, status, _ in results) else 0


def run(name: str, command: list[str], more: dict[str, str], said: IO[str] | None = None) -> tuple[str, int, float]:
    """Run a command; what it says goes to the terminal, or into `said`."""
    print(f"--- {name}", file=said, flush=True)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        **more,
    }
    started = time.monotonic()
    status = subprocess.call(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
    return name, status, time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
