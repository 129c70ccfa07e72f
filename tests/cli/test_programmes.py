"""`jishiyu programmes`: facts beside the ledger, and made anew from it."""

from datetime import date

import pytest

from jishiyu.cli.commands import run
from jishiyu.programmes.models import DailyFact
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
