"""`jishiyu clock explain`: what would be promised, and how each date comes about."""

import json
import os
import subprocess
import sys
from datetime import time
from pathlib import Path

import pytest

from jishiyu.casework import clock
from jishiyu.casework.kinds import kind_of
from jishiyu.cli.commands import run
from jishiyu.lib.worktime import Hours, built_in
from jishiyu.registry import actions
from tests.cast import BY, T0, VILLAGE, Cast

pytestmark = pytest.mark.django_db
Said = pytest.CaptureFixture[str]


def explained(said: Said, *words: str) -> list[dict[str, object]]:
    assert run(["clock", "explain", *words, "--json"]) == 0
    found: list[dict[str, object]] = json.loads(said.readouterr().out)
    return found


def test_each_promise_is_printed_with_its_due_time_and_every_day_on_the_way(capsys: Said) -> None:
    """National Day 2026 is off from 1 to 7 October; Saturday 10 October is worked for it."""
    words = ["hotline.transport", "--at", "2026-09-30T16:00", "--language", "en"]
    assert run(["clock", "explain", *words]) == 0
    text = capsys.readouterr().out
    assert "Resolved (resolve): 2026-10-13T17:30:00+08:00" in text
    lines = [line.strip() for line in text.split("Resolved (resolve)")[1].splitlines()]
    assert "The clock starts on 2026-09-30 Wed 16:00. Promised: 5 workdays." in lines
    assert "2026-10-01 Thu, public holiday: not counted." in lines
    assert "2026-10-08 Thu, workday: workday 1." in lines
    assert "2026-10-10 Sat, make-up workday: workday 3." in lines
    assert "2026-10-11 Sun, weekend: not counted." in lines
    assert "Due on 2026-10-13 Tue 17:30." in lines


def test_it_speaks_chinese_first(capsys: Said) -> None:
    assert run(["clock", "explain", "hotline.transport", "--at", "2026-09-30T16:00"]) == 0
    text = capsys.readouterr().out
    assert "2026-10-10 星期六，调休上班：第 3 个工作日。" in text
    assert "到期时间：2026-10-13 星期二 17:30。" in text


def test_machines_get_the_same_as_a_list(capsys: Said) -> None:
    found = explained(capsys, "hotline.transport", "--at", "2026-09-30T16:00")
    assert [one["what"] for one in found] == ["respond", "resolve"]
    resolve = found[1]
    assert (resolve["limit"], resolve["unit"]) == (5, "working_days")
    assert resolve["starts_at"] == "2026-09-30T16:00:00+08:00"
    assert resolve["due_at"] == "2026-10-13T17:30:00+08:00"
    assert resolve["missing_year"] is None
    assert "5 个工作日" in str(resolve["ground"])
    steps = resolve["steps"]
    assert isinstance(steps, list)
    assert len(steps) == 13
    assert steps[-1] == {
        "day": "2026-10-13",
        "kind": "workday",
        "minutes": 0,
        "counted": 5,
        "paused": 0,
        "until": "2026-10-13T17:30:00+08:00",
    }


@pytest.mark.parametrize("at", ["2026-07-14T18:00:00+08:00", "2026-07-14T10:00:00Z", "2026-07-14 18:00"])
def test_a_time_without_offset_is_local_and_one_with_offset_is_that_moment(capsys: Said, at: str) -> None:
    found = explained(capsys, "power.outage", "--at", at)
    assert found[0]["starts_at"] == "2026-07-14T18:00:00+08:00"


@pytest.mark.parametrize(
    ("place", "minutes"), [("", 90), ("430972109214", 90), ("430972109", 90), ("A3", 90), ("430903001", 45)]
)
def test_the_place_decides_how_long_a_crew_may_take(cast: Cast, capsys: Said, place: str, minutes: int) -> None:
    type(cast.area.division).objects.create(code="430903001", name="桃花仑街道", parent_id="430903", level=4)
    found = explained(capsys, "power.outage", "--at", "2026-07-14T18:00", *(["--place", place] if place else []))
    assert found[1]["limit"] == minutes


def test_urgency_goes_before_the_general_limit(capsys: Said) -> None:
    assert explained(capsys, "hotline.transport", "--at", "2026-07-14T18:00", "--urgency", "3")[0]["limit"] == 15


def test_a_promise_that_starts_after_another_starts_where_that_falls_due(capsys: Said) -> None:
    found = explained(capsys, "power.outage", "--at", "2026-07-14T18:00")
    assert found[2]["starts_at"] == found[1]["due_at"] == "2026-07-14T19:30:00+08:00"


def test_it_says_what_a_case_would_really_be_promised(cast: Cast, capsys: Said) -> None:
    case = cast.case("power.low_voltage")
    found = explained(capsys, "power.low_voltage", "--at", T0.isoformat(), "--place", VILLAGE)
    assert {one["what"]: one["due_at"] for one in found} == {
        row.what: row.due_at.astimezone(T0.tzinfo).isoformat() for row in case.promises.all() if row.due_at
    }


def test_it_reckons_with_the_hours_of_the_day(capsys: Said) -> None:
    actions.set_opening_hours(T0.date(), Hours(((time(8), time(16)),)), by=BY, at=T0)
    assert (
        explained(capsys, "hotline.transport", "--at", "2026-07-13T10:00")[0]["due_at"] == "2026-07-14T17:30:00+08:00"
    )
    assert (
        explained(capsys, "hotline.transport", "--at", "2026-07-14T10:00")[0]["due_at"] == "2026-07-15T16:00:00+08:00"
    )


def test_a_year_without_a_table_is_flagged_and_the_other_promises_stand(capsys: Said) -> None:
    last = max(built_in().years)
    words = ["clock", "explain", "power.low_voltage", "--at", f"{last}-12-31T17:00"]
    assert run([*words, "--language", "en"]) == 1
    text = capsys.readouterr().out
    assert f"the calendar has no table for {last + 1}, and nothing is guessed" in text
    assert f"{last + 1}-01-01T17:00:00+08:00" in text, "24 hours need no table"
    assert run([*words, "--json"]) == 1
    found = {one["what"]: one for one in json.loads(capsys.readouterr().out)}
    assert found["resolve"]["due_at"] is None
    assert found["resolve"]["missing_year"] == last + 1
    assert found["resolve"]["steps"] == []
    assert found["contact"]["missing_year"] is None


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["power.flood", "--at", "2026-07-14T10:00"], "kind_unknown (kind=power.flood)"),
        (["power.outage", "--at", "yesterday"], "time_unreadable (time=yesterday)"),
        (["power.outage", "--at", "2026-02-30T10:00"], "time_unreadable"),
        (["power.outage", "--at", "9999-12-31T23:59"], "time_unreadable"),
        (["power.outage", "--at", "2026-07-14T10:00", "--place", "999"], "place_unknown (place=999)"),
    ],
)
def test_what_it_cannot_explain_is_refused_by_name(capsys: Said, words: list[str], reason: str) -> None:
    assert run(["clock", "explain", *words]) == 1
    out, err = capsys.readouterr()
    assert f"refused: {reason}" in err
    assert out == ""


def test_in_an_installation_without_tables_it_says_what_to_do_first(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jishiyu.cli.main", "clock", "explain", "power.outage", "--at", "2026-07-14T10:00"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "jishiyu.config.settings", "JISHIYU_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "jishiyu: this installation has no tables yet; first: jishiyu prepare"


def test_every_step_of_a_told_promise_leads_to_its_date() -> None:
    kind = kind_of("power.low_voltage")
    for made in clock.promises_of(kind, heard_at=T0, urgency=1, setting="rural", hours=Hours(), calendar=built_in()):
        assert clock.told(made, built_in()).steps[-1].until == made.due_at
