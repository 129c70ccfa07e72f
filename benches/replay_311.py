"""Replay half a year of a city's real service requests through casework, and count them twice.

    python benches/replay_311.py [--file ../shared/data/c311/boston_2011H2.csv.gz] [--postgres URL] [--lives 2000]

Every row becomes a case by `casework.actions.open_cases`, as history: heard, promised, answered at the times the file
says. With --lives, so many rows spread over the half-year are lived through instead: opened, dispatched, accepted and
finished by the real deeds at the file's times, in their order. Then every count is taken from our figures and, apart
from them, straight from the file. Exits 1 when a count that should be equal is not, or the ledger or the retelling of
any case does not hold.
"""

import argparse
import csv
import gzip
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import machine
import product

sys.path.insert(0, str(product.ROOT / "src"))
os.environ["DJANGO_SETTINGS_MODULE"] = "jishiyu.config.settings"

FILE = product.ROOT.parent / "shared" / "data" / "c311" / "boston_2011H2.csv.gz"
ZONE = ZoneInfo("America/New_York")
DAY = timedelta(days=1)
SUBJECTS = {"PWDx": "construction", "PROP": "construction", "ISD": "environment", "PARK": "environment",
            "BTDT": "transport"}  # fmt: skip
BATCH = 500
BY = "system:replay"


@dataclass(frozen=True, slots=True)
class Row:
    """One service request: when it was opened, promised for and closed, and what the city's own column says of it."""

    key: str
    opened: datetime
    target: datetime | None
    closed: datetime | None
    ontime: str
    title: str
    answer: str
    subject: str


def rows_of(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Row(
                key=row["case_enquiry_id"],
                opened=moment(row["open_dt"]),
                target=moment(row["target_dt"]) if row["target_dt"] else None,
                closed=moment(row["closed_dt"]) if row["closed_dt"] else None,
                ontime=row["ontime"],
                title=row["case_title"] or row["type"],
                answer=row["closure_reason"].strip() or "closed",
                subject=SUBJECTS.get(row["department"], "other"),
            )


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def straight(rows: list[Row], cut: datetime) -> Counter[str]:
    """The counts of the file itself, reckoned from its dates alone."""
    found: Counter[str] = Counter()
    for row in rows:
        found["rows"] += 1
        found["closed" if row.closed else "open"] += 1
        if row.target is None:
            found["without a promise"] += 1
        elif row.target >= cut:
            found["promised for after the cut"] += 1
        elif row.closed is None:
            found["overdue, open"] += 1
        else:
            found["on time" if row.closed.astimezone(UTC) <= row.target.astimezone(UTC) else "overdue, closed"] += 1
    return found


def ours(cut: datetime) -> Counter[str]:
    """The same counts by our figures and lists."""
    due = figures.open_figure("on_time", figures.Scope(), figures.Period(datetime(2000, 1, 1, tzinfo=UTC), cut))
    late = list(due.rest)
    return Counter(
        {
            "rows": Case.objects.count(),
            "closed": Case.objects.filter(closed_at__isnull=False).count(),
            "open": Case.objects.filter(closed_at__isnull=True).count(),
            "without a promise": Case.objects.filter(due_at__isnull=True).count(),
            "promised for after the cut": Case.objects.filter(due_at__gte=cut).count(),
            "on time": due.part.count(),
            "overdue, closed": sum(case.closed_at is not None for case in late),
            "overdue, open": sum(case.closed_at is None for case in late),
        }
    )


def need_of(row: Row, source_id: int, *, history: bool) -> "Need":
    return Need(
        pack="hotline",
        kind=f"hotline.{row.subject}",
        title=row.title,
        text=row.title,
        source_id=source_id,
        heard_at=row.opened,
        promised_at=row.target,
        unpromised=row.target is None,
        answer=row.answer if history and row.closed else "",
        answered_at=row.closed if history else None,
        origin_key=f"311:{row.key}",
    )


def live_through(rows: list[Row], source_id: int, unit_id: int, officer: str) -> int:
    """Open, dispatch, accept and finish each row at its own times, all rows by turns in the order of time."""
    deeds = sorted(
        [(row.opened.astimezone(UTC), 0, row) for row in rows]
        + [(row.closed.astimezone(UTC), 1, row) for row in rows if row.closed],
        key=lambda deed: (deed[0], deed[1], deed[2].key),
    )
    tasks: dict[str, int] = {}
    for at, act, row in deeds:
        if act == 0:
            case = actions.open_case(need_of(row, source_id, history=False), by=BY, at=at)
            tasks[row.key] = actions.dispatch(case.pk, unit_id, by=BY, at=at).pk
        else:
            actions.accept_task(tasks[row.key], by=officer, at=at)
            actions.finish_task(tasks[row.key], words=row.answer.ljust(4, "."), how="visit", by=officer, at=at)
    last = max(at for at, _, _ in deeds)
    while actions.close_unheard(by=BY, at=last + 8 * DAY):
        pass
    return len(deeds)


def replay(rows: list[Row], lives: int) -> None:
    at = datetime.now(UTC)
    unit = registry.make_unit("city", "市政热线", is_centre=True, by=BY, at=at)
    crew = registry.make_unit("crew", "养护队", by=BY, at=at)
    officer = registry.make_officer(
        "worker", "养护员", post=Post.OFFICER, unit_id=crew.pk, password="replay-2011-h2", by=BY, at=at
    )
    source, _ = sensing.make_source("calls", "来电", pack="hotline", unit_id=unit.pk, by=BY, at=at)
    step = max(1, len(rows) // lives) if lives else 0
    lived = rows[::step] if step else []
    others = [row for row in rows if row not in set(lived)] if lived else rows
    started = time.perf_counter()
    for first in range(0, len(others), BATCH):
        actions.open_cases([need_of(row, source.pk, history=True) for row in others[first : first + BATCH]],
                           by=BY, at=at)  # fmt: skip
    seconds = time.perf_counter() - started
    print(f"as history: {len(others)} cases in {seconds:.1f} s, {len(others) / seconds:.0f}/s")
    if lived:
        started = time.perf_counter()
        count = live_through(lived, source.pk, crew.pk, officer.actor)
        seconds = time.perf_counter() - started
        print(f"lived through: {len(lived)} cases in {seconds:.1f} s, {count} comings and goings")


def compare(rows: list[Row], cut: datetime) -> bool:
    file, own = straight(rows, cut), ours(cut)
    print(f"\n{'count':<28}{'the file':>10}{'ours':>10}")
    for name in file:
        print(f"{name:<28}{file[name]:>10}{own[name]:>10}{'' if file[name] == own[name] else '   DIFFERS'}")
    column = Counter(row.ontime or "(blank)" for row in rows)
    bare = sum(1 for row in rows if row.ontime == "ONTIME" and row.target is None)
    early = sum(1 for row in rows if row.ontime == "ONTIME" and row.target and row.target >= cut)
    blank = [row for row in rows if not row.ontime]
    late = own["overdue, closed"] + own["overdue, open"]
    print(f"\nThe city's own column: ONTIME {column['ONTIME']}, OVERDUE {column['OVERDUE']}, blank {len(blank)}.")
    print(f"  {bare} of ONTIME were promised for no time: neither kept nor broken with us, and listed.")
    print(f"  {early} of ONTIME fall due after the cut ({cut.date()}): with us they count once they are due.")
    print(f"  ONTIME less these: {column['ONTIME'] - bare - early}; on time with us: {own['on time']}.")
    print(
        f"  {len(blank)} blank rows were closed late or never, past their date: with us they are late like any other."
    )
    print(f"  OVERDUE with these: {column['OVERDUE'] + len(blank)}; overdue with us: {late}.")
    explained = column["ONTIME"] - bare - early == own["on time"] and column["OVERDUE"] + len(blank) == late
    return file == own and explained


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", type=Path, default=FILE)
    parser.add_argument("--lives", type=int, default=2000)
    parser.add_argument("--postgres", default="")
    chosen = parser.parse_args()
    print(machine.line())
    rows = list(rows_of(chosen.file))
    cut = max(row.closed for row in rows if row.closed).astimezone(UTC) + DAY
    call_command("migrate", interactive=False, verbosity=0)
    replay(rows, chosen.lives)
    good = compare(rows, cut)
    broken, told = sum(1 for _ in flaws()), sum(1 for _ in disagreements())
    print(f"\nflaws of the ledger: {broken}; cases told otherwise by it: {told}")
    return 0 if good and not broken and not told else 1


if __name__ == "__main__":
    folder = tempfile.TemporaryDirectory(prefix="jishiyu-311-")
    os.environ["JISHIYU_DATA"] = folder.name
    if "--postgres" in sys.argv:
        os.environ["JISHIYU_DATABASE"] = sys.argv[sys.argv.index("--postgres") + 1]

    import django

    django.setup()

    from django.core.management import call_command

    from jishiyu.casework import actions
    from jishiyu.casework.models import Case
    from jishiyu.casework.needs import Need
    from jishiyu.casework.retell import disagreements
    from jishiyu.figures import queries as figures
    from jishiyu.ledger.queries import flaws
    from jishiyu.registry import actions as registry
    from jishiyu.registry.models import Post
    from jishiyu.sensing import actions as sensing

    sys.exit(main())
