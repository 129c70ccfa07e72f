"""An office for benches of the door for other systems: a town, its cases, keys of its officers, and the web process."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import postgres
import product

UNITS = ("housing", "transport", "labour", "health", "police", "schools", "market", "civil")


@dataclass(frozen=True)
class Office:
    """One installation on PostgreSQL with the keys of those who act in it."""

    data: Path
    database: str
    keys: dict[str, str]
    password: str


def prepared(folder: Path, address: str, cases: int, days: int) -> Office:
    """The office with that many cases; made when the folder does not have it yet."""
    name = f"lives_{cases}"
    data, database = folder / name, f"{address}/{name}"
    os.environ["JISHIYU_DATABASE"] = database
    if name not in postgres.databases(address):
        postgres.sql(f"{address}/postgres", f"CREATE DATABASE {name}")
        postgres.sql(database, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        product.command(data, "prepare")
        started = time.monotonic()
        print(product.command(data, "town", "cases", str(cases), "--days", str(days)).splitlines()[0])
        print(f"loaded in {time.monotonic() - started:.0f} s", flush=True)
    product.command(data, "prepare")  # the folder may be older than the product
    if not (data / "bench-keys.json").exists():
        usernames = ["chen", "lin", *(f"{unit}1" for unit in UNITS)]
        made = {one: product.command(data, "key", "make", one, "--label", "bench").strip() for one in usernames}
        (data / "bench-keys.json").write_text(json.dumps(made))
        postgres.settle(database)
    keys = json.loads((data / "bench-keys.json").read_text())
    return Office(data, database, keys, json.loads((data / "demo-log-ins.json").read_text())["password"])


@contextlib.contextmanager
def served(office: Office, workers: int, threads: int) -> Iterator[tuple[int, int]]:
    """Serve it by granian and WSGI as docs/how-to/split-web.md says. Yields (port, process id)."""
    port = product.free_port()
    os.environ["JISHIYU_DATABASE"] = office.database
    granian = str(Path(sys.executable).parent / "granian")
    words = ["--interface", "wsgi", "--workers", str(workers), "--blocking-threads", str(threads), "--port", str(port)]
    process = subprocess.Popen(
        [granian, *words, "--host", "127.0.0.1", "--no-ws", "jishiyu.config.wsgi:application"],
        env=product.environment(office.data), stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        product.wait_for_page(f"http://127.0.0.1:{port}/console/sign-in/", 60)
        yield port, process.pid
    finally:
        product.end(process)
