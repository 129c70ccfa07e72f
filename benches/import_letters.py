"""Import the two files of real letters by the product's own command, and account for every row.

    python benches/import_letters.py [--folder ../shared/data/messages] [--twice]

Each file goes through `jishiyu import` into a fresh data folder: read, judged, gathered into leads, and a case opened
for every lead. With --twice it is imported again afterwards and must change nothing. Exits 1 when a sum is off.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import machine
import product

FILES = ("citizen_messages.xlsx", "messages_with_replies.xlsx")
PARTS = ("new_lead", "joined", "chatter", "rejected", "seen_before")
ROWS = re.compile(r": (\d+) rows in ([\d.]+) s")
COUNTED = re.compile(r"^  (\w+): (\d+)", re.MULTILINE)
HOUSE = """
import json
import django
django.setup()
from collections import Counter
from jishiyu.casework.models import Case, CaseMessage
from jishiyu.ledger.models import Errand
from jishiyu.sensing.models import Lead, Message
print(json.dumps({
    "messages": Message.objects.count(),
    "leads": Lead.objects.count(),
    "cases": Case.objects.count(),
    "messages in cases": CaseMessage.objects.count(),
    "errands not done": Errand.objects.filter(done_at__isnull=True).count(),
    "cases by state": dict(Counter(Case.objects.values_list("state", flat=True))),
    "cases by kind": dict(Counter(Case.objects.values_list("kind", flat=True)).most_common()),
}, ensure_ascii=False))
"""


def household(data: Path) -> dict[str, object]:
    out = subprocess.run(
        [sys.executable, "-c", HOUSE], capture_output=True, text=True, check=True,
        env={**product.environment(data), "DJANGO_SETTINGS_MODULE": "jishiyu.config.settings"},
    )  # fmt: skip
    found: dict[str, object] = json.loads(out.stdout)
    return found


def bring_in(data: Path, path: Path) -> tuple[int, float, dict[str, int]]:
    """Rows, seconds and the account of one import. Raises RuntimeError with the output when the command fails."""
    said = product.command(data, "import", str(path), "--source", "letters")
    found = ROWS.search(said)
    if found is None:
        raise RuntimeError(said)
    counts = {name: int(count) for name, count in COUNTED.findall(said) if name in PARTS}
    return int(found[1]), float(found[2]), counts


def show(title: str, rows: int, seconds: float, counts: dict[str, int]) -> bool:
    adds_up = sum(counts.values()) == rows
    parts = " + ".join(f"{counts.get(name, 0)} {name}" for name in PARTS)
    print(f"{title}: {rows} rows in {seconds:.1f} s, {rows / max(seconds, 0.001):.0f} rows/s")
    print(f"  {parts} = {sum(counts.values())} {'= rows' if adds_up else 'IS NOT THE ROWS'}")
    return adds_up


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, default=product.ROOT.parent / "shared" / "data" / "messages")
    parser.add_argument("--twice", action="store_true")
    chosen = parser.parse_args()
    print(machine.line())
    print(f"database: {os.environ.get('JISHIYU_DATABASE', '').partition(':')[0] or 'sqlite, in the data folder'}")
    fine = True
    with product.data_folder() as data:
        product.command(data, "prepare")
        product.command(data, "unit", "add", "centre", "--name", "热线受理中心", "--division", "4301", "--centre")
        product.command(
            data, "source", "add", "letters", "--name", "领导信箱", "--pack", "hotline", "--unit", "centre",
            "--division", "4301",
        )  # fmt: skip
        for name in FILES:
            fine &= show(name, *bring_in(data, chosen.folder / name))
        held = household(data)
        for what, value in held.items():
            print(f"  {what}: {value}")
        fine &= held["leads"] == held["cases"] and not held["errands not done"]
        if chosen.twice:
            for name in FILES:
                rows, seconds, counts = bring_in(data, chosen.folder / name)
                fine &= show(f"{name} again", rows, seconds, counts)
                fine &= counts.get("seen_before", 0) + counts.get("rejected", 0) == rows
            fine &= household(data) == held
        print(product.command(data, "ledger", "verify").strip())
    print("every row is accounted for" if fine else "THE ACCOUNT IS OFF")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
