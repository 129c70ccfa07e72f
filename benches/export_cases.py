"""How long the whole problem ledger takes, as CSV and as Excel, from asking to the file that can be fetched.

    python benches/export_cases.py --cases 100000 --postgres postgresql://user@127.0.0.1:5432/postgres

Fills a town of its own (SQLite without --postgres) with invented cases, then does the export as the worker does it. The
database is dropped afterwards.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import machine
import psycopg

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def database(address: str) -> Iterator[str]:
    """A database of its own on that server, or none for SQLite."""
    if not address:
        yield ""
        return
    name = f"jishiyu_export_{secrets.token_hex(4)}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def main() -> None:
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("--cases", type=int, default=100_000)
    chosen.add_argument("--postgres", default="", help="a server where a database may be made")
    chosen.add_argument("--times", type=int, default=3)
    options = chosen.parse_args()
    print(machine.line(), flush=True)
    with tempfile.TemporaryDirectory() as folder, database(options.postgres) as address:
        known = {"JISHIYU_DATA": folder, "JISHIYU_DATABASE": address, "PYTHONPATH": str(ROOT / "src")}
        inside = [sys.executable, str(ROOT / "benches/export_inside.py"), str(options.cases), str(options.times)]
        subprocess.run(inside, env=os.environ | known, check=True)


if __name__ == "__main__":
    main()
