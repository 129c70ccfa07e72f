"""How long a payment run takes: households by the hundred thousand, prepared, checked, given to the bank, answered.

    python benches/payment_runs.py [--households 100000] [--months 4] [--postgres ADDRESS]

Without an address a PostgreSQL of its own is made in a throwaway folder, fsync on. In the second month every hundredth
award is corrected for the month before; in the third every fiftieth payment came back and has another account.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import machine
import postgres
import product

RUN = """
import resource, sys, time
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
import payment_town as town
from jishiyu.entitlements import actions, bank_files, months
from jishiyu.entitlements.models import Account, LeftOut, Payment, PaymentRun
from jishiyu.entitlements.retell_runs import run_differences
from jishiyu.ledger import actions as ledger
from django.db import connection
count, last = int(sys.argv[1]), int(sys.argv[2])
CSV = bank_files.layouts()["csv"]

def timed(what, deed):
    began, cpu = time.perf_counter(), time.process_time()
    found = deed()
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(f"  {what:<26} {took:6.2f} s by the clock, {cpu:6.2f} s of this process", flush=True)
    return found

timed("settled", lambda: town.settle(count))
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
for month in range(1, last + 1):
    at = town.moment(month)
    print(f"month {month}", flush=True)
    if month == 2:
        def correct():
            for key in range(100, count + 1, 100):
                actions.record_terms(key, {months.after(town.FIRST, 0): town.amount_of(key) + 500}, None,
                                     ground="bench", by="system:bench", at=at)
        timed("1 % corrected, back-dated", correct)
    run = timed("prepared", lambda: actions.prepare_run(town.CODE, at.date(), by="officer:1", at=at))
    timed("checked", lambda: actions.check_run(run.pk, by="officer:2", at=at))
    file = timed("given to the bank", lambda: actions.export_run(run.pk, CSV, by="officer:1", at=at))
    back = town.bank(file, bounces=50 if month == 2 else 0)
    did = timed("answered", lambda: actions.confirm_run(run.pk, CSV, back, by="officer:1", at=at))
    actions.close_run(run.pk, by="officer:1", at=at)
    run.refresh_from_db()
    print(f"  lines {Payment.objects.filter(run=run).count()}, file {len(file) / 1e6:.1f} MB, {did}, {run.totals}")
    assert run_differences(run) == {}
    if did.bounced:
        came_back = Payment.objects.filter(run=run, state="bounced")
        for household in came_back.values_list("household", flat=True).distinct():
            actions.set_account(household, number=f"9558{household:015d}", holder="x", bank="邮储银行",
                                by="system:bench", at=town.moment(month) + town.DAY)
print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=4)
    parser.add_argument("--postgres", default="")
    chosen = parser.parse_args()
    print(machine.line())
    with product.data_folder() as data:
        if chosen.postgres:
            return measure(data, chosen.postgres, chosen)
        with postgres.running(data) as address:
            return measure(data, address, chosen)


def measure(data: Path, address: str, chosen: argparse.Namespace) -> int:
    name = f"payments_{os.getpid()}"
    postgres.sql(f"{address}/postgres", f"CREATE DATABASE {name}")
    try:
        path = os.pathsep.join(map(str, (product.ROOT, product.ROOT / "src", product.ROOT / "benches")))
        done = subprocess.run(
            [sys.executable, "-c", RUN, str(chosen.households), str(chosen.months)], check=False,
            env={**product.environment(data), "PYTHONPATH": path, "JISHIYU_DATABASE": f"{address}/{name}"},
        )  # fmt: skip
        return done.returncode
    finally:
        postgres.sql(f"{address}/postgres", f"DROP DATABASE {name} WITH (FORCE)")


if __name__ == "__main__":
    sys.exit(main())
