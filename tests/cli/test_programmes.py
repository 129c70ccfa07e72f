"""`jishiyu programmes`: facts beside the ledger, and made anew from it."""

from datetime import date
from pathlib import Path

import pytest

from jishiyu.cli.commands import run
from jishiyu.programmes.models import DailyFact, Item
from tests.cast import Cast
from tests.programmes import room as rooms
from tests.programmes.conftest import measured  # noqa: F401

pytestmark = pytest.mark.django_db


def test_facts_that_were_tampered_with_are_found_and_made_anew(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    rooms.assemble(cast).read(5, date(2026, 3, 1))
    assert run(["programmes", "check"]) == 0
    DailyFact.objects.update(amount=6)
    assert run(["programmes", "check"]) == 1
    assert "1 facts differ" in capsys.readouterr().out
    assert run(["programmes", "rebuild"]) == 0
    assert "1 facts of 1 readings" in capsys.readouterr().out
    assert DailyFact.objects.get().amount == 5


def test_a_file_of_readings_is_taken_in_and_each_row_accounted_for(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = rooms.assemble(cast).programme.code
    file = tmp_path / "r.csv"
    file.write_text("序号,日期,数量\n1,2026-03-01,5\n1,2026-03-02,many\n", "utf-8-sig")
    assert run(["programmes", "readings", code, str(file)]) == 1
    assert "row 3, 数量: " in (said := capsys.readouterr().out) and "“many”" in said
    assert "2 rows: 1 new, 0 known, 1 refused" in said
    file.write_text("序号,日期,数量\n1,2026-03-01,5\n", "utf-8-sig")
    assert run(["programmes", "readings", code, str(file)]) == 0
    assert "1 rows: 0 new, 1 known" in capsys.readouterr().out
    assert run(["programmes", "readings", "none", str(file)]) == 2
    file.write_text("a,b\n1,2\n")
    assert run(["programmes", "readings", code, str(file)]) == 1


def test_an_item_changed_behind_the_ledger_is_named(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    rooms.assemble(cast)
    Item.objects.update(problem="nobody said this")
    assert run(["programmes", "check"]) == 1
    assert "problem: kept 'nobody said this', told ''" in capsys.readouterr().out
