"""Rules over files: the same whatever the files, the shards and the processes; bad rows beside."""

import json
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from jishiyu.entitlements import bulk
from jishiyu.entitlements.rules import FactError, decide, household
from jishiyu.lib.refused import Refused
from tests.entitlements.everything import PERSON, frame_of, rules_then
from tests.entitlements.test_frames import FULL

OUTPUTS = ("due", "open_to", "eldest")


def town(count: int = 60) -> pl.DataFrame:
    """Families of one to four, some with something unknown, two with a bad fact."""
    families: list[dict[str, Any]] = []
    for number in range(count):
        members = [FULL["members"][n % 2] | {"income": 100 * number + n} for n in range(1 + number % 4)]
        one = FULL | {"area": 50 * number, "married": [True, False, None][number % 3], "members": members}
        families.append(one | ({"category": None} if number % 7 == 0 else {}))
    families[5]["area"] = -1
    families[11]["members"][0]["grade"] = -1
    return frame_of(families)


@pytest.fixture
def job(tmp_path: Path) -> bulk.Job:
    town().write_ipc(tmp_path / "town.arrow")
    return bulk.Job(rules_then(), OUTPUTS, "due", tmp_path / "town.arrow")


def with_persons(job: bulk.Job, *, shuffled: bool = False) -> bulk.Job:
    """The same town, persons in a file of their own."""
    folder, both = job.facts.parent, pl.read_ipc(job.facts)
    persons = both.select("members", household="id").explode("members").unnest("members")
    if shuffled:
        persons = persons.sample(fraction=1, shuffle=True, seed=2)
    both.drop("members").write_parquet(folder / "households.parquet")
    persons.write_parquet(folder / "persons.parquet")
    return replace(job, facts=folder / "households.parquet", persons=folder / "persons.parquet")


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_a_file_is_decided_into_a_file_with_receipt_and_what_was_set_aside(job: bulk.Job, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    summary = bulk.run(job, out)
    rows = pl.read_parquet(out)
    assert rows.columns == ["id", "due", "due_why", "open_to", "open_to_why", "eldest", "eldest_why"]
    assert (summary.households, summary.bad) == (58, 2)
    assert summary.due == rows.filter(pl.col("due") > 0).height > 0
    assert summary.undecided == rows.filter(pl.col("due_why") == 0).height > 0
    assert summary.due + summary.not_due + summary.undecided == 58
    assert summary.sums == {"due": rows["due"].sum()}
    assert lines(out.with_name("out.parquet.bad.jsonl")) == [
        {"id": "H5", "member": None, "fact": "area", "why": "-1 is less than 0"},
        {"id": "H11", "member": 1, "fact": "grade", "why": "-1 is less than 0"},
    ]
    receipt = json.loads(out.with_name("out.parquet.json").read_text())
    assert receipt["rules"] == job.rules.hash
    assert (receipt["day"], receipt["households"], receipt["due"]) == ("2024-02-29", 58, summary.due)
    assert json.loads(pl.read_parquet_metadata(out)["jishiyu.rules"]) == job.rules.hash
    assert json.loads(pl.read_parquet_metadata(out)["jishiyu.day"]) == "2024-02-29"


@pytest.mark.parametrize("shards", [2, 7, 60, 100])
def test_shards_give_the_same_rows_in_the_same_order(job: bulk.Job, tmp_path: Path, shards: int) -> None:
    whole, parted = (bulk.run(one, tmp_path / f"{one.shards}.arrow") for one in (job, replace(job, shards=shards)))
    assert pl.read_ipc(tmp_path / f"{shards}.arrow").equals(pl.read_ipc(tmp_path / "1.arrow"))
    assert parted == whole


def test_two_processes_give_what_one_gives(job: bulk.Job, tmp_path: Path) -> None:
    alone = bulk.run(job, tmp_path / "one.arrow")
    shared = bulk.run(replace(job, shards=3), tmp_path / "two.arrow", processes=2)
    assert pl.read_ipc(tmp_path / "two.arrow").equals(pl.read_ipc(tmp_path / "one.arrow"))
    assert shared == alone


def test_each_shard_may_be_a_job_of_its_own(job: bulk.Job, tmp_path: Path) -> None:
    bulk.run(job, tmp_path / "whole.parquet")
    for number in range(4):
        bulk.run(replace(job, shards=4), tmp_path / f"part-{number}.parquet", only=number)
    parts = pl.scan_parquet(tmp_path / "part-*.parquet").collect()
    assert parts.equals(pl.read_parquet(tmp_path / "whole.parquet"))


@pytest.mark.parametrize("shuffled", [False, True])
@pytest.mark.parametrize("shards", [1, 5])
def test_persons_in_a_file_of_their_own_give_the_same(
    job: bulk.Job, tmp_path: Path, shuffled: bool, shards: int
) -> None:
    bulk.run(job, tmp_path / "nested.arrow")
    apart = replace(with_persons(job, shuffled=shuffled), shards=shards)
    summary = bulk.run(apart, tmp_path / "apart.arrow")
    wanted, found = pl.read_ipc(tmp_path / "nested.arrow"), pl.read_ipc(tmp_path / "apart.arrow")
    if shards == 1:
        assert found["id"].to_list() == wanted["id"].to_list()
    assert found.sort("id").equals(wanted.sort("id"))
    assert summary.bad == 2


@pytest.mark.parametrize("numbered", [False, True])
def test_a_household_of_which_no_person_is_told_cannot_be_decided_and_strangers_are_told(
    tmp_path: Path, numbered: bool
) -> None:
    ids: Any = [1, 2, 3] if numbered else ["b", "a", "c"]
    frame_of([FULL] * 3).drop("members").with_columns(id=pl.Series(ids)).write_parquet(tmp_path / "h.parquet")
    whose = [ids[0], ids[0], ids[2], 9 if numbered else "x"]
    rows = [FULL["members"][0] | {"household": one} for one in whose]
    schema = PERSON | {"household": pl.Int64 if numbered else pl.String}
    pl.DataFrame(rows, schema=schema).write_parquet(tmp_path / "p.parquet")
    job = bulk.Job(rules_then(), ("frail_ones",), "frail_ones", tmp_path / "h.parquet", tmp_path / "p.parquet")
    bulk.run(job, tmp_path / "out.parquet")
    assert pl.read_parquet(tmp_path / "out.parquet").rows() == [(ids[0], 2, 1), (ids[1], None, 0), (ids[2], 1, 1)]
    [stranger] = lines(tmp_path / "out.parquet.bad.jsonl")
    assert (stranger["id"], stranger["why"]) == (str(whose[3]), "persons of a household that is in no row")


def test_ids_of_another_width_are_the_same_ids_and_of_another_kind_are_refused(tmp_path: Path) -> None:
    households = frame_of([FULL] * 40).drop("members").with_columns(id=pl.int_range(40, dtype=pl.Int64))
    persons = pl.DataFrame([FULL["members"][0] | {"household": n} for n in range(40)], schema_overrides=PERSON)
    households.write_parquet(tmp_path / "h.parquet")
    persons.with_columns(pl.col("household").cast(pl.UInt16)).write_parquet(tmp_path / "p.parquet")
    job = bulk.Job(
        rules_then(), ("frail_ones",), "frail_ones", tmp_path / "h.parquet", tmp_path / "p.parquet", shards=4
    )
    summary = bulk.run(job, tmp_path / "out.parquet")
    assert (summary.households, summary.due, summary.bad) == (40, 40, 0)
    persons.with_columns(pl.col("household").cast(pl.String)).write_parquet(tmp_path / "p.parquet")
    with pytest.raises(FactError, match="household: is String, and id of households is Int64"):
        bulk.run(job, tmp_path / "out.parquet")


def test_bad_rows_of_an_earlier_run_do_not_stay(job: bulk.Job, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    bulk.run(job, out)
    pl.read_ipc(job.facts).filter(~pl.col("id").is_in(["H5", "H11"])).write_ipc(tmp_path / "good.arrow")
    assert bulk.run(replace(job, facts=tmp_path / "good.arrow"), out).bad == 0
    assert not out.with_name("out.parquet.bad.jsonl").exists()


def test_what_is_to_be_asked_of_whom_is_written(job: bulk.Job, tmp_path: Path) -> None:
    out = tmp_path / "out.arrow"
    bulk.run(job, out)
    told = lines(bulk.explain_undecided(job, out))
    assert len(told) == pl.read_ipc(out).filter(pl.any_horizontal(pl.col("^.*_why$") == 0)).height
    assert {"id": "H7", "missing": {"due": [["category", None]], "open_to": [["category", None]]}} in told


def test_one_household_is_found_by_its_id(job: bulk.Job) -> None:
    for one in (job, with_persons(job)):
        row = bulk.household_row(one, "H7")
        assert row is not None
        assert [member["income"] for member in row["members"]] == [700, 701, 702, 703]
        assert bulk.household_row(one, "H77") is None


def test_columns_no_rule_asks_for_are_named(job: bulk.Job, tmp_path: Path) -> None:
    pl.read_ipc(job.facts).with_columns(colour=1).write_ipc(tmp_path / "more.arrow")
    assert bulk.unasked(replace(job, facts=tmp_path / "more.arrow")) == ["colour"]


def test_files_that_cannot_be_read_are_refused(job: bulk.Job, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="file_unreadable"):
        bulk.run(replace(job, facts=tmp_path / "none.arrow"), tmp_path / "out.arrow")
    (tmp_path / "torn.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(Refused, match="file_unreadable"):
        bulk.run(replace(job, facts=tmp_path / "torn.parquet"), tmp_path / "out.arrow")
    for facts, out in ((tmp_path / "town.csv", tmp_path / "out.arrow"), (job.facts, tmp_path / "out.csv")):
        with pytest.raises(Refused, match="file_kind_unknown"):
            bulk.run(replace(job, facts=facts), out)
    nameless = replace(job, key="number")
    with pytest.raises(FactError, match="number: is no column, and names the household"):
        bulk.run(nameless, tmp_path / "out.arrow")


def test_a_job_can_travel_also_when_its_rules_were_asked_before(job: bulk.Job) -> None:
    decide(job.rules, household(job.rules.facts, {}), OUTPUTS)
    travelled = pickle.loads(pickle.dumps(job))  # noqa: S301
    assert bulk.shard(travelled, 0).rows.equals(bulk.shard(job, 0).rows)
