"""A PostgreSQL cluster of a bench's own: fsync and synchronous_commit on, run as the user postgres."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import product

SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "effective_cache_size": "6GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "shared_preload_libraries": "pg_stat_statements",
    "autovacuum": "on",
}
USER = "postgres"


def _as_postgres(*words: str) -> None:
    command = (
        list(words) if os.geteuid() else ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", *words]
    )
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextlib.contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a cluster in this folder, without a database name; made if it is not there."""
    binaries, port = _binaries(), product.free_port()
    files = folder / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # the user postgres passes through it; its own files below are closed to others
    if not files.exists():
        files.mkdir(parents=True)
        if not os.geteuid():
            shutil.chown(files, USER, USER)
        _as_postgres(
            str(binaries / "initdb"), "-D", str(files), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"
        )
    start(files, port)
    try:
        yield f"postgresql://{USER}@127.0.0.1:{port}"
    finally:
        stop(files)


def start(files: Path, port: int) -> None:
    """Start the server of a data folder and wait until it answers."""
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    options += f" -c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={files}"
    ctl = str(_binaries() / "pg_ctl")
    _as_postgres(ctl, "-D", str(files), "-w", "-t", "120", "-l", str(files / "log"), "-o", options, "start")


def stop(files: Path, mode: str = "fast") -> None:
    """Stop it: fast ends what runs, immediate is as if it had been killed."""
    _as_postgres(str(_binaries() / "pg_ctl"), "-D", str(files), "-w", "-m", mode, "stop")


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [Path(shutil.which("initdb") or "initdb").parent]
    return found[-1]


def sql(address: str, *statements: str) -> str:
    """Run statements by psql and return what they print, unaligned."""
    command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", address]
    words = [word for statement in statements for word in ("-c", statement)]
    return subprocess.run([*command, *words], check=True, capture_output=True, text=True).stdout.strip()


def databases(address: str) -> set[str]:
    return set(sql(f"{address}/postgres", "SELECT datname FROM pg_database").split())


def cpu_seconds(pids: Sequence[int]) -> float:
    """User and system time of processes and of their children that have ended, from /proc."""
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """A process and all below it."""
    found, fresh = [pid], [pid]
    while fresh:
        parents = ",".join(map(str, fresh))
        listing = subprocess.run(["ps", "--ppid", parents, "-o", "pid="], capture_output=True, text=True, check=False)
        fresh = [int(word) for word in listing.stdout.split()]
        found += fresh
    return found


def postmaster(address: str) -> int:
    """Process id of the server, which runs on this machine."""
    files = Path(sql(f"{address}/postgres", "SHOW data_directory"))
    return int((files / "postmaster.pid").read_text().split("\n")[0])


def settle(address: str) -> None:
    """Statistics and a checkpoint, so that a run starts from rest."""
    sql(address, "VACUUM ANALYZE")
    sql(address, "CHECKPOINT")
    time.sleep(1)
