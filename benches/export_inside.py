"""The inner half of export_cases.py: run by it, in an environment that names the database."""

import csv
import os
import random
import resource
import sys
import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django
from django.core.management import call_command
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishiyu.config.settings")
django.setup()

from jishiyu.casework import models  # noqa: E402
from jishiyu.casework.queries import CaseFilter  # noqa: E402
from jishiyu.casework.works import EXPORT, export_params  # noqa: E402
from jishiyu.ledger import works  # noqa: E402
from jishiyu.ledger.actions import works as actions  # noqa: E402
from jishiyu.registry import actions as registry  # noqa: E402
from jishiyu.registry.models import Division, Subject  # noqa: E402
from jishiyu.registry.people import sealer  # noqa: E402
from jishiyu.sensing import actions as sensing  # noqa: E402

START = datetime(2026, 1, 5, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = timedelta(hours=1)
BATCH = 5000
WORDS = "小区东门路灯坏了三个月没有人修,晚上走路看不见,请尽快派人来处理。"
PHONE = "联系电话13900005678。"


class Town:
    """A few units and officers, and as many cases as are asked for."""

    def __init__(self) -> None:
        self.dice, self.sealer = random.Random(1), sealer()
        by = "system:bench"
        registry.load_carried(by=by, at=START)
        self.places = list(Division.objects.filter(level=5).values_list("pk", flat=True)[:400])
        self.units = [registry.make_unit(f"u{place}", f"第{place}承办单位", by=by, at=START) for place in range(60)]
        self.officers = [
            registry.make_officer(f"o{place}", f"人员{place}", post="officer", unit_id=unit.pk, by=by, at=START)
            for place, unit in enumerate(self.units)
        ]
        centre = registry.make_unit("centre", "热线中心", is_centre=True, by=by, at=START)
        self.asker = registry.make_officer("asker", "派单员", post="dispatcher", unit_id=centre.pk, by=by, at=START)
        self.source, _ = sensing.make_source(
            "s", "热线", pack="hotline", unit_id=centre.pk, division_code="4309", by=by, at=START
        )

    def fill(self, count: int) -> None:
        for start in range(0, count, BATCH):
            self._batch(start, min(BATCH, count - start))

    def _batch(self, start: int, count: int) -> None:
        subjects = Subject.objects.bulk_create(
            [
                Subject(
                    kind="enterprise" if place % 3 == 0 else "resident",
                    name_sealed=self.sealer.seal(f"某某第{start + place}"),
                    phone_sealed=self.sealer.seal(f"139{start + place:08d}"),
                    phone_index=f"{start + place}",
                    known_since=START,
                )
                for place in range(count)
            ]
        )
        cases = models.Case.objects.bulk_create(
            [self._case(start + place, subject) for place, subject in enumerate(subjects)]
        )
        models.Promise.objects.bulk_create(
            [
                models.Promise(
                    case=case, what=what, amount=5, unit="working_days", starts_at=case.heard_at,
                    due_at=case.original_due_at,
                )
                for case in cases
                for what in ("respond", "resolve")
            ]
        )  # fmt: skip
        self._tasks(cases)
        self._words(cases)

    def _case(self, place: int, subject: Any) -> Any:
        heard = START + timedelta(minutes=3 * place)
        closed = heard + self.dice.randint(2, 200) * HOUR if place % 10 else None
        due = heard + 120 * HOUR
        return models.Case(
            number=f"JSY-{heard:%Y%m%d}-{place:06d}",
            pack="hotline",
            kind=self.dice.choice(["hotline.construction", "hotline.transport", "hotline.health"]),
            title=WORDS[:20],
            text=WORDS * self.dice.randint(1, 3) + (PHONE if place % 10 == 0 else ""),
            source=self.source,
            requester=subject,
            division_id=self.dice.choice(self.places),
            state="closed" if closed else "handling",
            outcome="solved" if closed else "",
            answer="已修好。" if closed else "",
            heard_at=heard,
            opened_at=heard,
            dispatched_at=heard + HOUR,
            answered_at=closed,
            closed_at=closed,
            original_due_at=due,
            due_at=due + 48 * HOUR if place % 20 == 0 else due,
        )

    def _tasks(self, cases: list[Any]) -> None:
        rows = []
        for case in cases:
            for role in ("lead", "assist") if case.pk % 4 == 0 else ("lead",):
                place = self.dice.randrange(0, 30) + (30 if role == "assist" else 0)
                rows.append(
                    models.Task(
                        case=case, unit=self.units[place], officer=self.officers[place], role=role,
                        state="finished" if case.closed_at else "accepted", sent_at=case.dispatched_at,
                        accepted_at=case.dispatched_at + HOUR, finished_at=case.closed_at, words=case.answer,
                    )
                )  # fmt: skip
        models.Task.objects.bulk_create(rows)

    def _words(self, cases: list[Any]) -> None:
        models.Verification.objects.bulk_create(
            [
                models.Verification(
                    case=case, round=0, token_hash=f"{case.pk}", asked_at=case.closed_at, expires_at=case.closed_at,
                    answered_at=case.closed_at, solved=True, rating=self.dice.randint(1, 5), by="requester",
                )
                for case in cases
                if case.closed_at
            ]
        )  # fmt: skip


def measure(town: Town, form: str, count: int) -> None:
    """Ask for it, do it as the worker does, and look that nothing is missing."""
    params = export_params(town.asker, CaseFilter(), form=form, opened=False, reason="")
    asked, busy = time.perf_counter(), time.process_time()
    work = actions.ask(EXPORT, title=form, params=params, by=town.asker.actor, at=datetime.now(tz=START.tzinfo))
    works.do_next("bench")
    seconds, busy = time.perf_counter() - asked, time.process_time() - busy
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
        f"{size:.0f} MiB; {busy:.1f} s of CPU in the worker",
        flush=True,
    )


def run(count: int, times: int) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    town, began = Town(), time.perf_counter()
    town.fill(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}: {count:,} cases made in {time.perf_counter() - began:.0f} s", flush=True)
    for form in ("csv", "xlsx"):
        for _ in range(times):
            measure(town, form, count)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


run(int(sys.argv[1]), int(sys.argv[2]))
