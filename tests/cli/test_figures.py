"""`jishiyu figures`: every figure counted straight from the rows, and what they are counted by made anew."""

import json

import pytest
from django.db import connection

from jishiyu.casework import actions
from jishiyu.casework.tally import Mark
from jishiyu.cli.commands import run
from tests.cast import HOUR, T0, Cast


@pytest.fixture
def some(cast: Cast) -> Cast:
    done = cast.answered()
    actions.confirm_case(done.pk, solved=True, rating=5, by="requester", at=T0 + HOUR)
    cast.taken()
    return cast


def test_it_says_that_every_figure_is_what_the_rows_say(some: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["figures", "check", "--days", "9000"]) == 0
    assert (
        "0 false tallies, 0 false counts of days, 0 false facts, 0 false items, 0 publications changed, "
        "0 figures differ" in capsys.readouterr().out
    )


def test_it_names_the_figures_that_differ_and_mends_them(some: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE casework_tally SET marks = marks - %s WHERE marks & %s <> 0", [Mark.SOLVED.value] * 2)
    assert run(["figures", "check", "--days", "9000", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["false_tallies"] > 0
    assert {"unit": "", "figure": "solved", "shown": "0/2, 0/2", "counted": "1/2, 1/2"} in said["differences"]
    assert run(["figures", "rebuild", "--days", "9000"]) == 0
