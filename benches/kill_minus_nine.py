"""Kill -9 the worker and the web process in the middle of a replay, twenty times; then count what is there.

    python benches/kill_minus_nine.py [--kills 20] [--messages 3000]

After the last kill the product finishes what it holds. Then every message that a sender was told is taken must be
there once, no incident may have two cases, every errand must be done, every case must be retold by its ledger, and
the ledger must verify. Exits 1 when any of this does not hold.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import machine
import product

SOURCE = "chaos"
BATCH = 5
AUDIT = """
import json, sys
import django
django.setup()
from collections import Counter
from django.db.models import Count
from jishiyu.casework.models import Case, CaseMessage
from jishiyu.casework.retell import differences
from jishiyu.ledger.models import Errand
from jishiyu.ledger.queries import flaws
from jishiyu.notices.models import Notice
from jishiyu.sensing.models import Inbox, Message
sent = set(json.load(sys.stdin))
held = Counter(Message.objects.filter(source__code="chaos").values_list("external_id", flat=True))
print(json.dumps({
    "missing": len(sent - set(held)),
    "doubled": sum(1 for n in held.values() if n > 1),
    "unasked": len(set(held) - sent),
    "messages": len(held),
    "waiting_in_inbox": Inbox.objects.count(),
    "errands_not_done": Errand.objects.filter(done_at__isnull=True).count(),
    "cases": Case.objects.count(),
    "leads_with_two_cases": Case.objects.exclude(lead=None).values("lead").annotate(n=Count("id")).filter(
        n__gt=1).count(),
    "leads_left_without_case": Message.objects.filter(lead__state="open").values("lead").distinct().count(),
    "messages_of_a_case_not_joined": Message.objects.filter(
        lead__state="taken", lead__case__isnull=False, in_case__isnull=True).count(),
    "notices_doubled": Notice.objects.values("reader", "key").annotate(n=Count("id")).filter(n__gt=1).count(),
    "cases_not_retold": sum(1 for case in Case.objects.all() if differences(case)),
    "ledger_flaws": sum(1 for _ in flaws()),
}))
"""
MUST_BE_ZERO = (
    "missing", "doubled", "unasked", "waiting_in_inbox", "errands_not_done", "leads_with_two_cases",
    "leads_left_without_case", "messages_of_a_case_not_joined", "notices_doubled", "cases_not_retold", "ledger_flaws",
)  # fmt: skip


def records(count: int) -> Iterator[dict[str, object]]:
    """Invented chat of forty groups: outages, hazards and chatter, each message with an id of its own."""
    rng = random.Random(7)
    said = [
        "又停电了",
        "我屋里也没电",
        "电线杆倒了，线拖在路上",
        "变压器冒烟了",
        "收到",
        "谢谢师傅",
        "还没来电",
        "电压低得很",
    ]
    start = datetime.fromisoformat("2026-11-02T08:00:00+08:00")
    for number in range(count):
        group = rng.randrange(40)
        yield {
            "id": f"m{number}",
            "group_id": f"g{group}",
            "group_name": f"第{group}服务群",
            "sender": f"u{rng.randrange(300)}",
            "role": "resident",
            "time": (start + timedelta(seconds=7 * number)).isoformat(),
            "text": rng.choice(said),
        }


def send_all(address: str, secret: str, batches: list[list[dict[str, object]]], gate: threading.Event) -> None:
    for batch in batches:
        product.post(address, secret, batch, tries=600)
        time.sleep(0.01)
    gate.set()


def kill_while(running: product.Product, done: threading.Event, kills: int) -> list[str]:
    rng = random.Random(11)
    killed = []
    while len(killed) < kills:
        time.sleep(rng.uniform(0.2, 0.9))
        name = ("worker", "web")[len(killed) % 2]
        pid = running.children().get(name)
        if pid is None:
            continue
        os.kill(pid, signal.SIGKILL)
        killed.append(f"{name}{' (replay over)' if done.is_set() else ''}")
    return killed


def audit(data: Path, sent: list[str]) -> dict[str, int]:
    out = subprocess.run(
        [sys.executable, "-c", AUDIT], input=json.dumps(sent), capture_output=True, text=True, check=True,
        env={**product.environment(data), "DJANGO_SETTINGS_MODULE": "jishiyu.config.settings"},
    )  # fmt: skip
    found: dict[str, int] = json.loads(out.stdout)
    return found


def wait_until_quiet(data: Path, sent: list[str], seconds: float) -> dict[str, int]:
    until = time.monotonic() + seconds
    while True:
        found = audit(data, sent)
        quiet = not found["waiting_in_inbox"] and not found["errands_not_done"]
        if quiet or time.monotonic() > until:
            return found
        time.sleep(2)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--messages", type=int, default=3000)
    chosen = parser.parse_args()
    print(machine.line())
    everything = list(records(chosen.messages))
    batches = [everything[start : start + BATCH] for start in range(0, len(everything), BATCH)]
    sent = [str(record["id"]) for record in everything]
    with product.data_folder() as data:
        product.command(data, "prepare")
        product.command(data, "unit", "add", "station", "--name", "演练供电所", "--division", "430972109")
        said = product.command(
            data, "source", "add", SOURCE, "--name", "演练", "--pack", "power", "--unit", "station",
            "--division", "430972109",
        )  # fmt: skip
        secret = said.split()[-1]
        with product.running(data) as running:
            done = threading.Event()
            sender = threading.Thread(target=send_all, args=(f"{running.address}/in/{SOURCE}/", secret, batches, done))
            started = time.monotonic()
            sender.start()
            killed = kill_while(running, done, chosen.kills)
            sender.join(300)
            found = wait_until_quiet(data, sent, 180)
            took = time.monotonic() - started
    during = sum("over" not in name for name in killed)
    print(f"{len(killed)} kills -9 ({during} while the replay ran), {len(sent)} messages, {took:.0f} s")
    for name, value in found.items():
        print(f"  {name}: {value}{'   <-- must be 0' if name in MUST_BE_ZERO and value else ''}")
    held = sender.is_alive() is False and not any(found[name] for name in MUST_BE_ZERO) and during == len(killed)
    print("held" if held else "DID NOT HOLD")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
