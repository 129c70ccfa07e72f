"""Kill -9 the office in the middle of payment runs, a hundred times; then count who was paid.

    python benches/payment_faults.py [--kills 100] [--households 1600] [--months 12] [--postgres ADDRESS]

A process goes on with whatever run is open: prepares, checks, hands the file to the bank, takes the bank's answer
(every thirtieth account is refused and corrected), closes, and begins the next month. It is killed at any moment and
started again. The bank keeps every file it was ever given, and would pay twice what it is given twice. At the end every
household must have been paid every month once, by the bank's own books; every run's totals must be the sum of its
lines; and the ledger must retell every run. Exits 1 when any of this does not hold.
"""

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import machine
import postgres
import product

HEAD = """
import os, sys
import django
django.setup()
from pathlib import Path
import payment_town as town
from jishiyu.entitlements import actions, bank_files, months
from jishiyu.entitlements.models import Account, Payment, PaymentRun
CSV = bank_files.layouts()["csv"]
outbox, last = Path(sys.argv[1]), int(sys.argv[2])
"""
SETTLE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
town.settle(int(sys.argv[3]))
"""
OFFICE = """
def hand_over(run, content):
    # the bank takes a file whole or not at all, and keeps it under its own name
    file = outbox / f"{run.number}.csv"
    if file.exists():
        assert file.read_bytes() == content, "the bank was given two different files of one run"
        return
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_bytes(content)
    os.replace(draft, file)

print("ready", flush=True)
for month in range(1, last + 1):
    at = town.moment(month)
    while True:
        first = at.date().replace(day=1)
        run = PaymentRun.objects.filter(month=first).exclude(state="cancelled").order_by("-pk").first()
        if run is None:
            actions.prepare_run(town.CODE, first, by="officer:1", at=at)
        elif run.state == "prepared":
            actions.check_run(run.pk, by="officer:2", at=at)
        elif run.state == "checked":
            hand_over(run, actions.export_run(run.pk, CSV, by="officer:1", at=at))
        elif run.state == "exported":
            content = actions.export_run(run.pk, CSV, by="officer:1", at=at)
            hand_over(run, content)
            actions.confirm_run(run.pk, CSV, town.bank(content, bounces=30), by="officer:1", at=at)
            actions.close_run(run.pk, by="officer:1", at=at)
        else:
            break
    for household, account in Payment.objects.filter(
            run=run, state="bounced").values_list("household", "account").distinct():
        if Account.objects.filter(pk=account, ended_at=None).exists():
            number = f"9558{household:09d}{month:02d}{account % 100:02d}"
            actions.set_account(household, number=number, holder="x", bank="邮储银行", by="system:bench",
                                at=at + town.DAY)
print("done", flush=True)
"""
AUDIT = """
import json
from collections import Counter
from decimal import Decimal
from django.db.models import Sum
from jishiyu.entitlements.retell_runs import run_differences
from jishiyu.ledger.queries import flaws
households = int(sys.argv[3])
banked, given = Counter(), Counter()
for file in outbox.glob("*.csv"):
    content = file.read_bytes()
    back = {row["业务编号"]: row["处理结果"] for row in town.rows_of(town.bank(content, bounces=30))}
    for row in town.rows_of(content):
        given[row["业务编号"]] += 1
        if back[row["业务编号"]] == "成功":
            run, _, slip = row["业务编号"].rpartition("-")
            line = Payment.objects.filter(run_id=int(run.rpartition("-")[2]), slip=int(slip)).first()
            banked[line.household_id] += int(Decimal(row["金额（元）"]) * 100)
paid = Payment.objects.filter(state="paid")
bounced = set(Payment.objects.filter(state="bounced", retries=None).values_list("household", flat=True))
once = {key: town.amount_of(key) * last for key in range(1, households + 1) if key not in bounced}
twice = Counter(paid.values_list("household", "month"))
print(json.dumps({
    "paid_twice_for_a_month": sum(1 for n in twice.values() if n > 1),
    "bank_paid_otherwise_than_due": sum(1 for key, due in once.items() if banked[key] != due),
    "bank_paid_too_much": sum(1 for key in banked if banked[key] > town.amount_of(key) * last),
    "slips_given_twice": sum(1 for n in given.values() if n > 1),
    "skipped": sum((key, months.after(town.FIRST, m)) not in twice for key in once for m in range(last)),
    "runs_not_closed": PaymentRun.objects.exclude(state__in=["closed", "cancelled"]).count(),
    "totals_not_sums": sum(run.totals["net"] != (run.lines.aggregate(s=Sum("amount"))["s"] or 0)
                           for run in PaymentRun.objects.all()),
    "runs_not_retold": sum(bool(run_differences(run)) for run in PaymentRun.objects.all()),
    "ledger_flaws": sum(1 for _ in flaws()),
    "_runs": PaymentRun.objects.count(), "_lines": Payment.objects.count(), "_paid": paid.count(),
    "_bounced_and_paid_later": Payment.objects.filter(state="paid", retry_of__isnull=False).count(),
    "_still_to_be_tried_again": len(bounced),
}))
"""


class Office:
    """The process that pays, and the bank's letter box."""

    def __init__(self, data: Path, address: str, months: int) -> None:
        path = os.pathsep.join(map(str, (product.ROOT / "src", product.ROOT / "benches")))
        self.env = {**product.environment(data), "PYTHONPATH": path, "JISHIYU_DATABASE": address}
        self.outbox, self.months = data / "bank", months
        self.outbox.mkdir()

    def command(self, code: str, *more: str) -> list[str]:
        return [sys.executable, "-c", HEAD + code, str(self.outbox), str(self.months), *more]

    def do(self, code: str, *more: str) -> str:
        done = subprocess.run(self.command(code, *more), env=self.env, check=True, capture_output=True, text=True)
        return done.stdout

    def killed_after(self, seconds: float) -> bool:
        """Start it, kill it so long after it is ready. False: it was done before."""
        process = subprocess.Popen(self.command(OFFICE), env=self.env, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        assert process.stdout.readline().strip() == "ready"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        if process.poll() is not None:
            if process.returncode:
                raise RuntimeError("the office failed")
            return False
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return True


def measure(data: Path, address: str, chosen: argparse.Namespace) -> int:
    name = f"faults_{os.getpid()}"
    postgres.sql(f"{address}/postgres", f"CREATE DATABASE {name}")
    try:
        office, rng, killed = Office(data, f"{address}/{name}", chosen.months), random.Random(5), 0
        office.do(SETTLE, str(chosen.households))
        began = time.monotonic()
        while killed < chosen.kills and office.killed_after(rng.uniform(0.0, chosen.pause)):
            killed += 1
        while office.killed_after(600):
            pass
        found = office.do(AUDIT, str(chosen.households)).strip()
    finally:
        postgres.sql(f"{address}/postgres", f"DROP DATABASE {name} WITH (FORCE)")
    counts: dict[str, int] = product.json.loads(found)
    print(f"{killed} kills -9 in the middle of {chosen.months} months of {chosen.households} households, "
          f"{time.monotonic() - began:.0f} s")  # fmt: skip
    for what, count in counts.items():
        print(f"  {what.removeprefix('_')}: {count}{'' if what[0] == '_' or not count else '   <-- must be 0'}")
    held = killed == chosen.kills and not any(count for what, count in counts.items() if what[0] != "_")
    print("held" if held else "DID NOT HOLD")
    return 0 if held else 1


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--households", type=int, default=1600)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--pause", type=float, default=0.3, help="longest time between ready and kill, in seconds")
    parser.add_argument("--postgres", default="")
    chosen = parser.parse_args()
    print(machine.line())
    with product.data_folder() as data:
        if chosen.postgres:
            return measure(data, chosen.postgres, chosen)
        with postgres.running(data) as address:
            return measure(data, address, chosen)


if __name__ == "__main__":
    sys.exit(main())
