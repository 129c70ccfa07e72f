"""How long the audit page and the page of looks take when the ledger is large.

    python benches/audit_page.py [--entries 1000000] [--times 40] [--postgres ADDRESS]

Fills a throwaway ledger with entries that have the shape of true ones (200 officers, 30 acts, five entries a subject,
one in 500 a look at a contact), signs an audit administrator in, and opens pages by turns: unfiltered, filtered by
account, by act, by subject, by days, and half-way down. Prints median and 95th percentile of each with its queries.
Exits 1 when one is above 200 ms at the 95th percentile or takes more than 12 queries.
"""

import argparse
import os
import subprocess
import sys

import machine
import product
from ledger_cost import database

MEASURE = """
import sys, time
import django
django.setup()
from datetime import timedelta
from statistics import median, quantiles
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jishiyu.ledger.models import Entry
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Post
entries, times = int(sys.argv[1]), int(sys.argv[2])
settings.ALLOWED_HOSTS = ["testserver"]
now = timezone.now()
columns = 'subject, version, act, "by", at, before, after, data, algorithm, previous, hash'
act = "CASE WHEN i % 500 = 0 THEN 'contact_seen' ELSE 'act_' || (i % 30) END"
subject = "CASE WHEN i % 500 = 0 THEN 'sight:case:' ELSE 'case:' END || (i / 5)"
body = "'{}', '{\\"state\\": \\"handling\\"}', '{\\"task\\": 1, \\"why\\": \\"called back\\"}'"
if connection.vendor == "sqlite":
    at, series = "datetime('now', '-' || (i * 3) || ' seconds')", (
        "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {n}) ")
    source, cast = "FROM s", ""
else:
    at, series, source, cast = "now() - i * interval '3 seconds'", "", "FROM generate_series(1, {n}) AS i", "::jsonb"
    body = body.replace("}'", "}'::jsonb")
with connection.cursor() as cursor:
    cursor.execute(
        (f"{series}INSERT INTO ledger_entry ({columns}) SELECT {subject}, i % 5 + 1, {act}, 'officer:' || (i % 200), "
         f"{at}, {body}, 'sha256', '', '' {source}").replace("{n}", str(entries)))
    cursor.execute("ANALYZE")
officer = registry.make_officer("shen", "shen", post=Post.AUDIT_ADMIN, unit_id=None, by="system:bench", at=now)
browser = Client()
browser.force_login(officer)
middle = now - timedelta(seconds=3 * entries / 2)
day = timezone.localtime(middle).date()
pages = {
    "audit": "/console/audit/",
    "audit, by account": "/console/audit/?who=officer:77",
    "audit, by act": "/console/audit/?act=act_7",
    "audit, by subject": f"/console/audit/?subject=case:{entries // 10}",
    "audit, account and act": "/console/audit/?who=officer:77&act=act_17",
    "audit, one day": f"/console/audit/?since={day}&until={day}",
    "audit, half-way down": "/console/audit/?below=" + f"{middle.isoformat()}~{entries}".replace("+", "%2B"),
    "looks": "/console/sights/",
    "looks, by account": "/console/sights/?who=officer:100",
    "looks, one day": f"/console/sights/?since={day}&until={day}",
}
print(f"{connection.vendor}, {Entry.objects.count()} entries")
bad = False
for name, address in pages.items():
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    asked = len(seen)
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        browser.get(address)
        spent.append((time.perf_counter() - began) * 1000)
    late = quantiles(spent, n=20)[-1]
    bad = bad or late > 200 or asked > 12
    print(f"  {name:24} median {median(spent):6.1f} ms, 95 % within {late:6.1f} ms, {asked} queries")
sys.exit(1 if bad else 0)
"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--postgres", default="")
    chosen = parser.parse_args()
    print(machine.line())
    with product.data_folder() as data, database(chosen.postgres) as address:
        os.environ["JISHIYU_DATABASE"] = address
        product.command(data, "prepare")
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, str(chosen.entries), str(chosen.times)],
            env=product.environment(data), check=False,
        )  # fmt: skip
    print("held" if not done.returncode else "NOT HELD")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
