"""A PostgreSQL cluster of a bench's own: made in a throwaway folder, durable (fsync on), restarted at will, removed."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import product

SETTINGS = ("listen_addresses=127.0.0.1", "max_connections=200", "shared_buffers=512MB")


@dataclass
class Cluster:
    """A running server. `url` names its database postgres."""

    bin: Path
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def control(self, *words: str) -> None:
        as_postgres([str(self.bin / "pg_ctl"), "-D", str(self.folder / "data"), "-w", *words])

    def start(self, more: Sequence[str] = ()) -> None:
        options = [f"-p {self.port}", *(f"-c {one}" for one in (*SETTINGS, *more)), f"-k {self.folder}"]
        self.control("-l", str(self.folder / "log"), "-o", " ".join(options), "start")

    def stop(self, mode: str = "fast") -> None:
        self.control("-m", mode, "stop")

    def sql(self, statement: str) -> str:
        return as_postgres([str(self.bin / "psql"), "-h", "127.0.0.1", "-p", str(self.port), "-Atc", statement])


def as_postgres(command: Sequence[str]) -> str:
    """Run as the user postgres where we are root: the server refuses to run as root."""
    before = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*before, *command], capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout


@contextlib.contextmanager
def cluster(*more: str) -> Iterator[Cluster]:
    """A fresh cluster, e.g. cluster("shared_preload_libraries=pg_stat_statements")."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="jishiyu-cluster-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    server = Cluster(found[-1].parent, folder, product.free_port())
    try:
        as_postgres([str(found[-1]), "-D", str(folder / "data"), "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"])
        server.start(more)
        yield server
    finally:
        with contextlib.suppress(RuntimeError):
            server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
