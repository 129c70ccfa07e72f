"""The inner half of export_cases.py: run by it, in an environment that names the database."""

import csv
import os
import resource
import sys
import time
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishiyu.config.settings")
django.setup()

from jishiyu.casework.queries import CaseFilter  # noqa: E402
from jishiyu.casework.works import EXPORT, export_params  # noqa: E402
from jishiyu.ledger import works  # noqa: E402
from jishiyu.ledger.actions import works as actions  # noqa: E402
from jishiyu.registry.actions import load_carried  # noqa: E402
from jishiyu.registry.models import Officer, Post  # noqa: E402
from jishiyu.sandbox import cases  # noqa: E402

DAYS, SEED = 1095, 7


def server_busy() -> float:
    """Seconds of CPU the database server has spent on this connection; nothing where it cannot be seen."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    fields = stat.read_text().rpartition(")")[2].split() if stat.exists() else ["0"] * 13
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(officer: Officer, form: str, count: int) -> None:
    """Ask for it, do it as the worker does, and look that nothing is missing."""
    params = export_params(officer, CaseFilter(), form=form, opened=False, reason="")
    asked, busy, server = time.perf_counter(), time.process_time(), server_busy()
    work = actions.ask(EXPORT, title=form, params=params, by=officer.actor, at=timezone.now())
    works.do_next("bench")
    seconds, busy, server = time.perf_counter() - asked, time.process_time() - busy, server_busy() - server
    work.refresh_from_db()
    if work.counts != {"rows": count}:
        raise SystemExit(f"{form}: {work.counts} {work.refusal} {work.trouble}")
    path = actions.folder() / work.file
    if form == "csv":
        with path.open(encoding="utf-8-sig", newline="") as lines:
            if sum(1 for _ in csv.reader(lines)) != count + 1:
                raise SystemExit("rows are missing from the file")
    size = path.stat().st_size / 1024 / 1024
    print(
        f"{form}: {count:,} cases in {seconds:.1f} s, {count / seconds:,.0f} rows/s, "
        f"{size:.0f} MiB; CPU: {busy:.1f} s in the worker, {server:.1f} s in the server; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def run(count: int, times: int) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    load_carried(by="system:bench", at=timezone.now())
    began = time.perf_counter()
    cases.fill(count, days=DAYS, seed=SEED, password="jsy-2026-bench", now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}: {count:,} cases made in {time.perf_counter() - began:.0f} s", flush=True)
    officer = Officer.objects.filter(post=Post.DISPATCHER).order_by("pk")[0]
    for form in ("csv", "xlsx"):
        for _ in range(times):
            measure(officer, form, count)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    run(int(sys.argv[1]), int(sys.argv[2]))
