"""Load every division of the country by the product's own command, into a fresh installation.

    python benches/divisions.py [--file ../shared/data/divisions/divisions.csv.gz] [--postgres ADDRESS]

Prints seconds, rows per second and the size of the database; then loads the same file again, which must change
nothing. --postgres is the address of a server on which a database may be made and dropped again, e.g.
postgresql://postgres@127.0.0.1:5432/postgres. Exits 1 when a row is refused or the limit of 60 s is passed.
"""

import argparse
import contextlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import machine
import product
import psycopg

LIMIT_SECONDS = 60.0
SAID = re.compile(r"(\d+) rows: (\d+) new, (\d+) changed, (\d+) refused, ([\d.]+) s")


@contextlib.contextmanager
def database(server: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database; of none, for SQLite, when no server is named."""
    if not server:
        yield ""
        return
    name = f"jishiyu_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)")


def load(data: Path, file: Path) -> tuple[int, int, int, int, float]:
    """Rows, new, changed, refused and seconds of one load."""
    said = product.command(data, "divisions", str(file))
    found = SAID.search(said)
    if found is None:
        raise RuntimeError(said)
    rows, new, changed, refused = (int(found[n]) for n in range(1, 5))
    return rows, new, changed, refused, float(found[5])


def size_mb(data: Path, address: str) -> float:
    if not address:
        return sum(path.stat().st_size for path in data.glob("jishiyu.sqlite3*")) / 1e6
    with psycopg.connect(address) as link:
        row = link.execute("SELECT pg_database_size(current_database())").fetchone()
    return float(row[0]) / 1e6 if row else 0.0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", type=Path, default=product.ROOT.parent / "shared/data/divisions/divisions.csv.gz")
    parser.add_argument("--postgres", default="")
    chosen = parser.parse_args()
    print(machine.line())
    with product.data_folder() as data, database(chosen.postgres) as address:
        os.environ["JISHIYU_DATABASE"] = address
        product.command(data, "prepare")
        rows, new, changed, refused, seconds = load(data, chosen.file)
        print(
            f"{'PostgreSQL' if address else 'SQLite'}: {rows} rows in {seconds:.1f} s, {rows / seconds:.0f} rows/s: "
            f"{new} new beside the carried ones, {changed} changed, {refused} refused; {size_mb(data, address):.0f} MB"
        )
        again = load(data, chosen.file)
        print(f"loaded again: {again[1]} new, {again[2]} changed, {again[3]} refused, {again[4]:.1f} s")
    well = not refused and seconds < LIMIT_SECONDS and again[1:4] == (0, 0, 0)
    print("held" if well else "NOT HELD")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
