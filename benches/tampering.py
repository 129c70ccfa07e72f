"""Falsify the ledger of a living town a thousand times, straight in the database, and see what verify finds.

    python benches/tampering.py [--count 1000] [--size town] [--seed 1] [--postgres ADDRESS]

A town is made and its ledger sealed in three checkpoints, the last part not yet. Then alterations, deletions, swaps and
insertions by turns, the guards of the database taken away as its owner could: each alone and taken back again, with a
whole verify in between; at the end as many as there is room for at once. Found means verify says anything at all; named
means that it names every entry that was touched. Before and after, the untouched ledger must hold. --postgres is the
address of a server on which a database may be made and dropped again. Exits 1 when one is missed.
"""

import argparse
import os
import subprocess
import sys

import machine
import product
from ledger_cost import database

FALSIFY = """
import sys, time
import django
django.setup()
from collections import Counter
from random import Random
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from jishiyu.ledger.actions import sealing
from jishiyu.ledger.models import Checkpoint, Entry
from jishiyu.ledger.queries import flaws
from tests.ledger.owner import unguard
from tests.ledger.tampering import DEEDS, Owner
count, seed = int(sys.argv[1]), int(sys.argv[2])
top = Entry.objects.aggregate(n=Max("pk"))["n"]
for share in (0.3, 0.6, 0.85):
    sealing._seal_next(int(top * share), by="system:bench", at=timezone.now())
owner = Owner(Random(seed))
owner.study()
entries, checkpoints = Entry.objects.count(), Checkpoint.objects.count()
sealed = sum(1 for key in owner.names if key <= owner.sealed)
print(f"{entries} entries of {len({name for name, _ in owner.names.values()})} subjects, {sealed} sealed in "
      f"{checkpoints} checkpoints, {entries - sealed} not yet")
began = time.perf_counter()
assert list(flaws()) == [], "the untouched ledger must hold"
alone = time.perf_counter() - began
unguard()
made, found, named, kinds, missed = Counter(), Counter(), Counter(), Counter(), []
began = time.perf_counter()
for number in range(count):
    with transaction.atomic():
        done = owner.tamper(list(DEEDS)[number % len(DEEDS)])
        seen = {(flaw.subject, flaw.version) for flaw in flaws()}
        transaction.set_rollback(True)
    made[done.sort] += 1
    kinds[done.what] += 1
    found[done.sort] += bool(seen)
    named[done.sort] += done.names <= seen
    if not done.names <= seen:
        missed.append((done, sorted(seen)[:5]))
took = time.perf_counter() - began
print(f"{'':12}{'made':>6}{'found':>7}{'named':>7}")
for sort in DEEDS:
    print(f"{sort:12}{made[sort]:6}{found[sort]:7}{named[sort]:7}")
print(f"{'together':12}{made.total():6}{found.total():7}{named.total():7}")
for what, times in kinds.most_common():
    print(f"  {times:4} {what}")
for done, seen in missed[:20]:
    print("MISSED", done, "seen", seen)
assert list(flaws()) == [], "the ledger must hold again"
at_once = []
with transaction.atomic():
    while len(at_once) < count and len(owner.names) > 20:
        at_once.append(owner.tamper(list(DEEDS)[len(at_once) % len(DEEDS)]))
        touched = {subject for subject, _ in at_once[-1].names}
        owner.names = {key: name for key, name in owner.names.items() if name[0] not in touched}
    seen = {(flaw.subject, flaw.version) for flaw in flaws()}
    transaction.set_rollback(True)
hidden = [done for done in at_once if not done.names <= seen]
print(f"and {len(at_once)} at once, each in a subject of its own: {len(at_once) - len(hidden)} named")
for done in hidden[:20]:
    print("MISSED", done)
print(f"{took:.0f} s; one verify of the whole ledger {alone:.2f} s, {entries / alone:.0f} entries/s")
sys.exit(1 if missed or hidden or found.total() < count else 0)
"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--size", default="town")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", default="")
    chosen = parser.parse_args()
    print(machine.line())
    with product.data_folder() as data, database(chosen.postgres) as address:
        os.environ["JISHIYU_DATABASE"] = address
        product.command(data, "prepare")
        product.command(data, "sandbox", "make", "--size", chosen.size)
        print("PostgreSQL" if address else "SQLite", end=": ", flush=True)
        path = os.pathsep.join([str(product.ROOT), str(product.ROOT / "src")])
        done = subprocess.run(
            [sys.executable, "-c", FALSIFY, str(chosen.count), str(chosen.seed)],
            env={**product.environment(data), "PYTHONPATH": path}, check=False,
        )  # fmt: skip
    print("held" if not done.returncode else "NOT HELD")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
