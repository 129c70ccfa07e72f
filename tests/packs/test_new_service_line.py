"""The how-to of a new service line, followed to the letter: its files are written, the product started with them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.house
ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "how-to" / "new-service-line.md"
BLOCK = re.compile(r"^`([\w/.]+)`\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
MOST_LINES = 200
LIVED = """
import sys
import jishiyu_packs
jishiyu_packs.__path__.append(sys.argv[1])
import django
django.setup()
from datetime import date, datetime, timedelta, timezone
from django.core.management import call_command
call_command("migrate", verbosity=0)
from jishiyu.cli.commands import run
assert run(["check"]) == 0
assert run(["rules", "test", "meals.subsidy"]) == 0
from jishiyu.casework import actions as casework
from jishiyu.casework.models import Task
from jishiyu.programmes import actions as programmes
from jishiyu.programmes.drafts import Measured
from jishiyu.programmes.models import DailyFact
from jishiyu.registry import actions as registry
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.raw import RawMessage
from jishiyu.registry.models import Division
at, by, town = datetime(2026, 7, 14, 3, 0, tzinfo=timezone.utc), "system:test", "430972109"
for code, level in (("43", 1), ("4309", 2), ("430972", 3), (town, 4)):
    Division.objects.create(code=code, name=code, level=level)
unit = registry.make_unit("canteen", "canteen", division_code=town, by=by, at=at)
keeper = registry.make_officer("keeper", "keeper", unit_id=unit.pk, by=by, at=at)
registry.give_duty(keeper.pk, "meals.keeper", since=at.date(), division_code=town, by=by, at=at)
source, _ = sensing.make_source("meals", "meals", pack="meals", unit_id=unit.pk, division_code=town, by=by, at=at)
sensing.make_group(source, "g", "g", division_code=town, by=by, at=at)
said = RawMessage(id="1", text="今天的饭馊了", time=at, group_id="g", sender="u", role="resident")
judged = sensing.judge_messages(source, [said], by=by, at=at)
[case] = casework.take_leads(judged.leads, by=by, at=at)
assert (case.kind, Task.objects.get(case=case).officer_id) == ("meals.food", keeper.pk)
row = Measured(series="meals.served", key="1", day=date(2026, 7, 13), amount=86, unit=unit.pk, division=town)
programmes.take_readings([row], source="canteen", by=by, at=at)
assert DailyFact.objects.get(series="meals.served").amount == 86
print("lived")
"""


def files() -> dict[str, str]:
    return dict(BLOCK.findall(PAGE.read_text("utf-8")))


def test_the_page_holds_a_whole_pack_that_is_written_in_an_hour() -> None:
    assert {"__init__.py", "pack.py", "kinds.py", "schemes.py", "examples/subsidy.md"} <= files().keys()
    assert sum(text.count("\n") for text in files().values()) <= MOST_LINES


def test_whoever_follows_the_page_has_a_service_line_that_lives(tmp_path: Path) -> None:
    for name, text in files().items():
        path = tmp_path / "packs" / "meals" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    settings = {"JISHIYU_PACKS": "power,hotline,meals", "JISHIYU_DATA": str(tmp_path / "data")}
    settings |= {"DJANGO_SETTINGS_MODULE": "jishiyu.config.settings", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", LIVED, str(tmp_path / "packs")],
        env=os.environ | settings,
        capture_output=True,
        text=True,
    )
    assert done.stdout.endswith("lived\n"), done.stdout[-2000:] + done.stderr[-3000:]
