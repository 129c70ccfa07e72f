import json
from datetime import datetime

import pytest

from jishiyu.casework import actions
from jishiyu.casework.models import CallBack
from jishiyu.cli import commands
from tests.cast import BY, SHANGHAI, Cast

NEXT_DAY = datetime(2026, 7, 15, 1, 0, tzinfo=SHANGHAI)


def test_a_day_is_drawn_again_and_comes_out_the_same(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    case = cast.answered(urgency=3)
    actions.draw_due(by=BY, at=NEXT_DAY)
    assert commands.run(["calls", "redraw", "2026-07-14"]) == 0
    assert "it comes out the same" in capsys.readouterr().out
    assert commands.run(["calls", "redraw", "2026-07-14", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["chosen"] == [case.number]


def test_a_draw_that_was_tampered_with_ends_with_one_and_what_differs(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    case = cast.answered(urgency=3)
    actions.draw_due(by=BY, at=NEXT_DAY)
    CallBack.objects.all().delete()
    assert commands.run(["calls", "redraw", "2026-07-14"]) == 1
    assert f"{case.number} was drawn and is not called back" in capsys.readouterr().out


@pytest.mark.parametrize("day", ["2026-07-13", "yesterday"])
def test_a_day_that_was_not_drawn_or_is_none_is_refused(
    cast: Cast, day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.run(["calls", "redraw", day]) == 1
    assert "refused" in capsys.readouterr().err
