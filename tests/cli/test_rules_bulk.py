"""A scheme's rules over files: the commands anyone can measure and check with."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from jishiyu.cli.commands import run
from tests.entitlements.schemes import FAMILY, Aid

pytestmark = pytest.mark.django_db
Said = pytest.CaptureFixture[str]
PERSON = {"income": pl.Int64, "born": pl.String}
SCHEMA: dict[str, Any] = {
    "id": pl.String, "category": pl.String, "owns": pl.Boolean, "area": pl.Int64, "rent": pl.Int64,
    "colour": pl.String, "members": pl.List(pl.Struct(PERSON)),
}  # fmt: skip


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """林 is due, 周 in no category, 钱 without a known income, 外 has a rent below nought."""
    unknown = [{"income": None, "born": "1950-03-01"}]
    rows = [
        FAMILY | {"id": "林"},
        FAMILY | {"id": "周", "category": "none"},
        FAMILY | {"id": "钱", "members": unknown},
        FAMILY | {"id": "外", "rent": -1},
    ]
    pl.DataFrame(rows, schema=SCHEMA).write_parquet(tmp_path / "town.parquet")
    return tmp_path / "town.parquet"


def test_a_town_is_decided_with_reasons_by_number_and_a_summary(town: Path, aid: Aid, capsys: Said) -> None:
    out = town.with_name("out.parquet")
    order = ["rules", "run", "aid.rent", "--facts", str(town), "--day", "2021-07-01", "--out", str(out)]
    assert run([*order, "--outputs", "within,waived", "--shards", "2", "--explain-undecided"]) == 0
    said = capsys.readouterr().out
    assert "3 households decided: 1 due, 1 not due, 1 cannot be decided; 1 set aside" in said
    assert "subsidy: 104.00 yuan" in said
    assert "columns no rule asks for: colour" in said
    rows = pl.read_parquet(out)
    assert rows.columns == ["id", "subsidy", "subsidy_why", "within", "within_why", "waived", "waived_why"]
    assert rows.select("id", "subsidy", "subsidy_why").rows() == [("林", 10400, 2), ("周", 0, 1), ("钱", None, 0)]
    [asked] = out.with_name("out.parquet.undecided.jsonl").read_text("utf-8").splitlines()
    assert json.loads(asked)["missing"]["subsidy"] == [["income", 1]]
    [bad] = out.with_name("out.parquet.bad.jsonl").read_text("utf-8").splitlines()
    assert json.loads(bad) == {"id": "外", "member": None, "fact": "rent", "why": "-1 is less than 0"}


def test_a_scheme_that_waives_rent_has_both_results_and_one_part_is_a_job(town: Path, aid: Aid, capsys: Said) -> None:
    out = town.with_name("out.arrow")
    order = ["rules", "run", "aid.home", "--facts", str(town), "--day", "2021-07-01", "--out", str(out)]
    assert run([*order, "--shard", "1/4", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["households"], told["due"], told["sums"]) == (1, 1, {"waived": 60000})
    assert told["ignored"] == ["colour"]
    assert pl.read_ipc(out).rows() == [("林", True, 4, 60000, 2)]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["aid.nothing"], "scheme_unknown"),
        (["aid.rent", "--day", "1 July"], "day_unreadable"),
        (["aid.rent", "--day", "2019-12-31"], "no_law_then"),
        (["aid.rent", "--outputs", "wealth"], "clause_unknown"),
        (["aid.rent", "--shard", "0/4"], "shards_unreadable"),
        (["aid.rent", "--shard", "5/4"], "shards_unreadable"),
        (["aid.rent", "--shards", "0"], "shards_unreadable"),
        (["aid.rent", "--facts", "town.csv"], "file_kind_unknown"),
        (["aid.rent", "--persons", "none.arrow"], "file_unreadable"),
    ],
)
def test_what_cannot_be_run_is_refused(town: Path, aid: Aid, capsys: Said, words: list[str], code: str) -> None:
    scheme, *rest = words
    out = town.with_name("out.arrow")
    order = ["rules", "run", scheme, "--facts", str(town), "--day", "2021-07-01", "--out", str(out), *rest]
    assert run(order) == 1
    assert f"refused: {code}" in capsys.readouterr().err
    assert not out.exists()


def test_a_file_without_the_column_that_names_households_is_refused(town: Path, aid: Aid, capsys: Said) -> None:
    pl.read_parquet(town).drop("id").write_parquet(town)
    order = ["rules", "run", "aid.rent", "--facts", str(town), "--day", "2021-07-01", "--out", str(town) + ".arrow"]
    assert run(order) == 1
    assert "refused: facts_unreadable" in capsys.readouterr().err


def test_the_columns_a_scheme_reads_are_listed_for_people_and_machines(aid: Aid, capsys: Said) -> None:
    assert run(["rules", "facts", "aid.rent"]) == 0
    said = capsys.readouterr().out
    assert "category  household  none | low | lowest  困难类别" in said
    assert "rent  household  whole number (fen)  每月房租" in said
    assert "born  person  day  出生日期  (not needed)" in said
    assert run(["rules", "facts", "aid.rent", "--json"]) == 0
    told = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert told["area"] == {
        "name": "area", "of": "household", "kind": "whole number", "unit": "0.01 m²", "codes": [], "least": 0,
        "words": "现有住房面积", "needed": True,
    }  # fmt: skip
    assert told["category"]["codes"] == ["none", "low", "lowest"]


def explained(town: Path, household: str) -> int:
    order = ["rules", "explain", "aid.rent", "--facts", str(town), "--household", household]
    return run([*order, "--day", "2021-07-01", "--language", "en"])


def test_one_household_is_explained_down_to_its_facts_and_what_is_to_be_asked(
    town: Path, aid: Aid, capsys: Said
) -> None:
    assert explained(town, "林") == 0
    said = capsys.readouterr().out
    assert said.startswith("subsidy = 104.00 yuan  for what is short, at most the rent  (试行办法第八条)")
    assert "  within = true  all conditions are met  (试行办法第四条)" in said
    assert "income 80000/40000" in said
    assert f"RATE since {date(2020, 1, 1)}" in said
    assert explained(town, "钱") == 0
    said = capsys.readouterr().out
    assert "subsidy = cannot be decided" in said
    assert "to ask: 月收入 of member 1 (income)" in said


def test_a_household_that_is_not_there_or_has_a_bad_fact_is_refused(town: Path, aid: Aid, capsys: Said) -> None:
    assert explained(town, "小唐") == 1
    assert "refused: household_not_in_file" in capsys.readouterr().err
    assert explained(town, "外") == 1
    assert "rent" in capsys.readouterr().err


def test_numbers_beyond_all_measure_are_refused_and_not_wrapped(
    town: Path, aid: Aid, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jishiyu.entitlements.rules.terms.WIDTHS", ())
    order = ["rules", "run", "aid.rent", "--facts", str(town), "--day", "2021-07-01", "--out", str(town) + ".arrow"]
    assert run(order) == 1
    assert "numbers too big" in capsys.readouterr().err
