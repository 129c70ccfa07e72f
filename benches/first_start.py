"""What a stranger waits for: fresh clone, fresh HOME, empty package cache, `python3 run.py`, until the first page.

    python benches/first_start.py [--python python3.11] [--with-uv]

Clones what is committed here into a throwaway folder and runs the first command of README there, with a HOME of its
own, so that neither pip nor uv finds anything kept. Where pip looks for packages is not changed. Prints seconds to the
first page, of which setting up and moving the town in; then megabytes on disk, and megabytes of packages fetched,
found by fetching the same lock file once more, afterwards, without installing it.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import machine
import product

LIMIT_SECONDS = 900


def clone(folder: Path) -> Path:
    target = folder / "jishiyu"
    subprocess.run(["git", "clone", "--quiet", str(product.ROOT), str(target)], check=True)
    return target


def stranger(home: Path, with_uv: bool) -> dict[str, str]:
    """The environment of a first start: what this shell has, but nobody's home, cache or earlier environment."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JISHIYU_", "VIRTUAL_ENV", "PYTHONPATH", "XDG_", "UV_CACHE", "PIP_CACHE"))
    }
    if not with_uv:
        kept["PATH"] = os.pathsep.join(
            part for part in kept["PATH"].split(os.pathsep) if not (Path(part) / "uv").exists()
        )
    return {**kept, "HOME": str(home), "PYTHONUNBUFFERED": "1"}


def megabytes(folder: Path) -> float:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", default=sys._base_executable)  # type: ignore[attr-defined]
    parser.add_argument("--with-uv", action="store_true")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="jishiyu-first-"))
    try:
        print(machine.line())
        return start(folder, chosen.python, chosen.with_uv)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(folder: Path, python: str, with_uv: bool) -> int:
    home = folder / "home"
    home.mkdir()
    here = clone(folder)
    environment = stranger(home, with_uv)
    port = product.free_port()
    started = time.monotonic()
    subprocess.run([python, "run.py", "setup"], cwd=here, env=environment, check=True)
    installed = time.monotonic() - started
    process = subprocess.Popen(
        [python, "run.py", "--port", str(port)],
        cwd=here, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        product.wait_for_page(f"http://127.0.0.1:{port}/", LIMIT_SECONDS)
        seconds = time.monotonic() - started
    finally:
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=30)
    print("\n".join(line for line in said.splitlines() if "password" not in line))
    print(
        f"{seconds:.1f} s from the command to the first page: {installed:.1f} s setting up "
        f"({'uv' if with_uv else 'pip'}), {seconds - installed:.1f} s a town moving in and starting"
    )
    print(
        f"on disk: {megabytes(here / '.git') + tracked(here):.1f} MB clone, {megabytes(here / '.venv'):.0f} MB "
        f"environment, {megabytes(here / 'jishiyu-data'):.1f} MB data with the town"
    )
    print(f"fetched: {fetched(here, folder / 'packages', environment):.0f} MB of packages")
    return 0


def fetched(here: Path, target: Path, environment: dict[str, str]) -> float:
    pip = [str(here / ".venv/bin/python"), "-m", "pip", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "download", "--quiet", "--no-deps", "--require-hashes", "-r", "locks/run.txt", "-d", str(target)],
        cwd=here, env=environment, check=True,
    )  # fmt: skip
    return megabytes(target)


def tracked(here: Path) -> float:
    names = subprocess.run(["git", "ls-files"], cwd=here, capture_output=True, text=True, check=True).stdout.split("\n")
    return sum((here / name).stat().st_size for name in names if name) / 1e6


if __name__ == "__main__":
    sys.exit(main())
