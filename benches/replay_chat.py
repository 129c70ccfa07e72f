"""Replay the labelled chat through the signed webhook of a running product, in its own time order, and compare.

    python benches/replay_chat.py [--messages ../shared/data/messages/group_messages.jsonl]

Every message is posted alone, as a connector would, and judged by the running worker. Printed beside the labels:
precision and recall of "risk", recall of urgency 3, kinds, how messages were gathered into incidents, and each message
that was judged otherwise than labelled. Exits 1 when a message is lost or doubled.

The labelled set was seen by those who wrote the lexicon, so these figures say how well known wording is covered.
They are no promise for groups nobody has read.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import machine
import product

SOURCE = "chat"
HOME = "4301"
KINDS = {  # the label's word for each kind of the pack
    "power.outage": "outage",
    "power.low_voltage": "complaint",
    "power.hazard": "hazard",
    "power.complaint": "complaint",
    "power.repeated": "repeated_angry",
    "power.vulnerable": "vulnerable",
    "": "none",
}
SENT = ("id", "group_id", "group_name", "sender", "role", "time", "text")
GROUPS = """
import json, sys
import django
django.setup()
from django.utils import timezone
from jishiyu.registry.models import Division
from jishiyu.sensing.actions import make_group
from jishiyu.sensing.models import Source
source = Source.objects.get(code="chat")
for code, name, home in json.load(sys.stdin):
    make_group(source, code, name, division_code=Division.objects.filter(pk=home).values_list("pk", flat=True).first(),
               by="system:bench", at=timezone.now())
"""
JUDGED = """
import json
import django
django.setup()
from jishiyu.sensing.models import Inbox, Message
print(json.dumps({"waiting": Inbox.objects.count(), "messages": [
    {"id": m.external_id, "risk": m.risk, "kind": m.kind, "urgency": m.urgency, "vulnerable": m.vulnerable,
     "lead": m.lead_id, "place": m.place_words, "reasons": m.reasons}
    for m in Message.objects.filter(source__code="chat").order_by("said_at", "external_id")]}))
"""

Row = dict[str, Any]


def script(data: Path, code: str, stdin: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], input=stdin, capture_output=True, text=True, check=False,
        env={**product.environment(data), "DJANGO_SETTINGS_MODULE": "jishiyu.config.settings"},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def replay(data: Path, rows: list[Row]) -> tuple[list[Row], float, float]:
    """The judged messages, the seconds of posting, and the seconds until the last was judged."""
    product.command(data, "prepare")
    product.command(data, "unit", "add", "station", "--name", "演示供电所", "--division", HOME)
    said = product.command(
        data, "source", "add", SOURCE, "--name", "供电服务群", "--pack", "power", "--unit", "station",
        "--division", HOME,
    )  # fmt: skip
    groups = sorted({(row["group_id"], row["group_name"], row["group_home_code"]) for row in rows})
    script(data, GROUPS, json.dumps(groups))
    with product.running(data) as running:
        started = time.monotonic()
        for row in rows:
            answer = product.post(
                f"{running.address}/in/{SOURCE}/", said.split()[-1], [{name: row[name] for name in SENT}]
            )
            if answer["taken"] != 1:
                raise RuntimeError(f"{row['id']}: {answer}")
        posted = time.monotonic() - started
        while True:
            found: dict[str, Any] = json.loads(script(data, JUDGED))
            if not found["waiting"] or time.monotonic() - started > 120:
                return found["messages"], posted, time.monotonic() - started
            time.sleep(0.2)


def rate(hits: int, whole: int) -> str:
    return f"{hits}/{whole} = {hits / whole:.3f}" if whole else f"{hits}/{whole}"


def show_risk(pairs: list[tuple[Row, Row]]) -> None:
    heard = [(label, made) for label, made in pairs if made["risk"]]
    meant = [(label, made) for label, made in pairs if label["risk"]]
    both = sum(label["risk"] for label, _ in heard)
    print(f"risk: precision {rate(both, len(heard))}, recall {rate(both, len(meant))}")
    grave = [made for label, made in pairs if label["urgency"] == 3]
    called = [label for label, made in pairs if made["urgency"] == 3]
    print(f"urgency 3: heard as risk {rate(sum(made['risk'] for made in grave), len(grave))}", end="; ")
    print(f"as urgency 3: recall {rate(sum(made['urgency'] == 3 for made in grave), len(grave))}", end=", ")
    print(f"precision {rate(sum(label['urgency'] == 3 for label in called), len(called))}")
    frail = [made for label, made in pairs if label["vulnerable"]]
    print(f"vulnerable: recall {rate(sum(made['vulnerable'] for made in frail), len(frail))}")
    quiet = [made for label, made in pairs if not label["risk"]]
    alarms = rate(sum(made["risk"] for made in quiet), len(quiet))
    print(f"false alarms among what is no risk (full of traps, unlike ordinary chat): {alarms}")


def show_kinds(pairs: list[tuple[Row, Row]]) -> None:
    table = Counter((label["kind"], KINDS[made["kind"]]) for label, made in pairs)
    names = list(dict.fromkeys(KINDS.values()))
    right = sum(table[name, name] for name in names if name != "none")
    print(f"kind, of what is a risk: {rate(right, sum(label['risk'] for label, _ in pairs))}")
    print("  label \\ judged  " + "".join(f"{name:>15}" for name in names))
    for name in names:
        print(f"  {name:<16}" + "".join(f"{table[name, other] or '·':>15}" for other in names))
    for name in names:
        judged, meant = (sum(count for pair, count in table.items() if pair[side] == name) for side in (1, 0))
        both = table[name, name]
        print(f"  {name:<16} precision {rate(both, judged)}, recall {rate(both, meant)}")


def show_incidents(pairs: list[tuple[Row, Row]]) -> None:
    """Pairs of messages that belong to one incident by the labels and by the leads."""
    meant, made = defaultdict(set), defaultdict(set)
    for label, judged in pairs:
        if label["risk"]:
            meant[label["duplicate_of"] or label["id"]].add(label["id"])
        if judged["lead"]:
            made[judged["lead"]].add(judged["id"])
    wanted = {pair for one in meant.values() for pair in combinations(sorted(one), 2)}
    found = {pair for one in made.values() for pair in combinations(sorted(one), 2)}
    both = len(wanted & found)
    print(f"incidents: {len(made)} leads for {len(meant)} labelled incidents; ", end="")
    print(f"pairs together: precision {rate(both, len(found))}, recall {rate(both, len(wanted))}")


def main() -> int:
    parser = argparse.ArgumentParser()
    default = product.ROOT.parent / "shared" / "data" / "messages" / "group_messages.jsonl"
    parser.add_argument("--messages", type=Path, default=default)
    chosen = parser.parse_args()
    rows = [json.loads(line) for line in chosen.messages.read_text().splitlines()]
    rows.sort(key=lambda row: (row["time"], row["id"]))
    print(machine.line())
    with product.data_folder() as data:
        judged, posted, whole = replay(data, rows)
        ledger = product.command(data, "ledger", "verify").strip()
    labels = {row["id"]: row for row in rows}
    once = sorted(row["id"] for row in judged) == sorted(labels)
    pairs = [(labels[row["id"]], row) for row in judged]
    print(f"{len(rows)} messages posted one by one in {posted:.1f} s ({len(rows) / posted:.0f}/s)", end=", ")
    print(f"the last judged after {whole:.1f} s")
    print(f"each message is there once: {'yes' if once else 'NO'}; {ledger}")
    show_risk(pairs)
    show_kinds(pairs)
    show_incidents(pairs)
    for label, row in pairs:
        if label["risk"] != row["risk"]:
            words = ", ".join(f"{code} {word}" for code, word in row["reasons"])
            what = (
                f"false alarm ({KINDS[row['kind']]})"
                if row["risk"]
                else f"missed ({label['kind']}, {label['urgency']})"
            )
            print(f"  {what}: {label['id']} {label['text']}  [{words}]")
    return 0 if once else 1


if __name__ == "__main__":
    sys.exit(main())
