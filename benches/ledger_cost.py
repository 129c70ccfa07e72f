"""What the ledger costs: statements and microseconds of recording, entries per second of verifying.

    python benches/ledger_cost.py [--deeds 4000] [--postgres ADDRESS]

Deeds are recorded one by one, each in a transaction of its own as every act of the product does, on subjects that are
known and on new ones, and in batches of 500; then all is sealed and verified. --postgres is the address of a server
on which a database may be made and dropped again. Exits 1 when the ledger does not hold.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator

import machine
import product
import psycopg

MEASURE = """
import json, statistics, sys, time
import django
django.setup()
from datetime import datetime, timezone
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from jishiyu.ledger.actions import Deed, record_many, seal
from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries import flaws
deeds, now = int(sys.argv[1]), datetime.now(timezone.utc)
body = {"before": {"state": "dispatched", "next_due_at": now.isoformat()},
        "after": {"state": "handling", "next_due_at": now.isoformat()}, "data": {"task": 1, "unit": 2}}
def deed(subject):
    return Deed(subject, "accepted", **body)
def each(subjects):
    spent = []
    for subject in subjects:
        with transaction.atomic():
            began = time.perf_counter()
            record_many([deed(subject)], by="officer:1", at=now)
            spent.append(time.perf_counter() - began)
    return statistics.median(spent) * 1e6
found = {}
each([f"warm:{n}" for n in range(200)])
found["new subject, us"] = each([f"case:{n}" for n in range(deeds)])
found["known subject, us"] = each([f"case:{n}" for n in range(deeds)])
began = time.perf_counter()
for start in range(0, deeds * 5, 500):
    with transaction.atomic():
        record_many([deed(f"lead:{n}") for n in range(start, start + 500)], by="officer:1", at=now)
found["in batches of 500, us each"] = (time.perf_counter() - began) / (deeds * 5) * 1e6
for name, subject in (("new", "other:1"), ("known", "case:1")):
    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        record_many([deed(subject)], by="officer:1", at=now)
    found[f"statements, {name} subject"] = len(seen)
count, began = Entry.objects.count(), time.perf_counter()
made = seal(by="system:bench", at=now)
found["sealed, entries/s"] = count / (time.perf_counter() - began)
found["checkpoints"] = len(made)
found["roll, bytes an entry"] = sum(len(one.roll) for one in made) / count
began, spent = time.perf_counter(), time.process_time()
found["flaws"] = sum(1 for _ in flaws())
found["verified, entries/s"] = Entry.objects.count() / (time.perf_counter() - began)
found["verified, entries per second of our own CPU"] = Entry.objects.count() / (time.process_time() - spent)
found["entries"] = Entry.objects.count()
print(json.dumps(found))
"""


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


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--deeds", type=int, default=4000)
    parser.add_argument("--postgres", default="")
    chosen = parser.parse_args()
    print(machine.line())
    with product.data_folder() as data, database(chosen.postgres) as address:
        os.environ["JISHIYU_DATABASE"] = address
        product.command(data, "prepare")
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, str(chosen.deeds)],
            env=product.environment(data), capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        print(done.stderr)
        return 1
    found: dict[str, float] = json.loads(done.stdout)
    print("PostgreSQL" if chosen.postgres else "SQLite")
    for name, value in found.items():
        print(f"  {name}: {value:.0f}")
    return 1 if found["flaws"] else 0


if __name__ == "__main__":
    sys.exit(main())
