"""The facts of the database as a file: decided from it, everybody is told what they are told alone."""

from pathlib import Path

import polars as pl
import pytest

from jishiyu.cli import commands
from jishiyu.entitlements import actions, bulk, queries
from jishiyu.entitlements.models import FactSheet, Household
from jishiyu.entitlements.queries.snapshot import snapshot_frames
from tests.cast import BY, T0, Cast
from tests.entitlements.schemes import FAMILY, RENT, Aid
from tests.entitlements.test_households import SINCE, TODAY


@pytest.fixture
def town(cast: Cast, aid: Aid) -> list[Household]:
    some = [FAMILY, {**FAMILY, "category": "lowest"}, {"category": "low"}, {**FAMILY, "members": []}, {}]
    return [actions.make_household(cast.aunt.pk, facts, since=SINCE, by=BY, at=T0) for facts in some]


@pytest.mark.parametrize("ending", ["arrow", "parquet"])
def test_whoever_is_decided_from_the_file_is_told_what_they_are_told_alone(
    town: list[Household], tmp_path: Path, ending: str
) -> None:
    file, out = tmp_path / f"town.{ending}", tmp_path / f"out.{ending}"
    left_out: list[str] = []
    assert bulk.keep(snapshot_frames(RENT, left_out, slice_=2), file) == 5
    rules = queries.rules_of(RENT, TODAY)
    bulk.run(bulk.Job(rules, ("subsidy",), "subsidy", file, shards=2), out)
    rows = {row["id"]: row["subsidy"] for row in bulk.scan(out).collect().iter_rows(named=True)}
    alone = {one.number: actions.decide(one, RENT, day=TODAY, by=BY, at=T0) for one in town}
    assert rows == {number: None if made.outcome == "undecided" else made.amount for number, made in alone.items()}
    assert left_out == []


def test_facts_that_do_not_fit_are_told_and_harm_nobody_else(town: list[Household], tmp_path: Path) -> None:
    FactSheet.objects.filter(household=town[0]).update(facts={"category": "of old"})
    left_out: list[str] = []
    assert bulk.keep(snapshot_frames(RENT, left_out), tmp_path / "town.arrow") == 4
    assert left_out == [f"{town[0].number}: category: 'of old' is not one of none, low, lowest"]


def test_the_command_writes_an_empty_town_too(
    cast: Cast, aid: Aid, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "town.parquet"
    assert commands.run(["rules", "snapshot", RENT.code, "--out", str(file)]) == 0
    assert "0 households in town.parquet; 0 left out" in capsys.readouterr().out
    assert pl.read_parquet(file).height == 0
    assert commands.run(["rules", "snapshot", RENT.code, "--out", str(tmp_path / "town.csv")]) == 1
