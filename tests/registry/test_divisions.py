"""Loading divisions: good rows stand, bad rows come back with a reason, twice changes nothing."""

import gzip
from pathlib import Path

import pytest

from jishiyu.ledger.models import Entry
from jishiyu.registry import actions, queries
from jishiyu.registry.models import Division
from tests.cast import BY, T0

pytestmark = pytest.mark.django_db

ROWS = "code,name,parent,level\n43,湖南省,,1\n4309,益阳市,43,2\n430972,高新区,4309,3\n430972109,谢林港镇,430972,4\n"


def write(folder: Path, text: str) -> Path:
    file = folder / "places.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_second_load_changes_nothing(tmp_path: Path) -> None:
    file = write(tmp_path, ROWS)
    assert actions.load_divisions(file, by=BY, at=T0).new == 4
    again = actions.load_divisions(file, by=BY, at=T0)
    assert (again.new, again.changed, again.bad) == (0, 0, [])
    assert Entry.objects.filter(subject="registry:divisions").count() == 1


def test_a_new_name_replaces_the_old_one(tmp_path: Path) -> None:
    actions.load_divisions(write(tmp_path, ROWS), by=BY, at=T0)
    done = actions.load_divisions(write(tmp_path, ROWS.replace("高新区", "高新技术产业园区")), by=BY, at=T0)
    assert (done.new, done.changed) == (0, 1)
    assert Division.objects.get(pk="430972").name == "高新技术产业园区"


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("43097,半个码,4309,3", "code", "not_a_code"),
        ("430903,,4309,3", "name", "name_missing"),
        (f"430903,{'长' * 81},4309,3", "name", "name_too_long"),
        ("430903,赫山区,43,3", "parent", "parent_disagrees"),
        ("431081109,某镇,,4", "parent", "parent_unknown"),
        ("430903,赫山区,4309,4", "level", "level_disagrees"),
        ("430972109,又一个,430972,4", "code", "code_twice"),
    ],
)
def test_a_bad_row_is_named_and_harms_no_other(tmp_path: Path, row: str, field: str, reason: str) -> None:
    done = actions.load_divisions(write(tmp_path, ROWS + row + "\n430921,南县,4309,3\n"), by=BY, at=T0)
    assert [(bad.number, bad.field, bad.reason) for bad in done.bad] == [(6, field, reason)]
    assert done.new == 5
    assert Division.objects.filter(pk="430921").exists()


def test_compressed_files_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    file = tmp_path / "places.csv.gz"
    with gzip.open(file, "wt", encoding="utf-8-sig") as out:
        out.write(ROWS)
    assert actions.load_divisions(file, by=BY, at=T0).new == 4


def test_the_carried_list_knows_hunan_with_its_traps() -> None:
    done = actions.load_carried(by=BY, at=T0)
    assert done.new > 31_000
    assert done.bad == []
    town = Division.objects.get(pk="430972109")
    assert (town.name, town.parent_id) == ("谢林港镇", "430972")
    assert not Division.objects.filter(name="谢林港镇", code__startswith="430903").exists()
    assert len([row for row in queries.search_divisions("复兴", most=100) if row.level == 5]) > 5
    near = queries.search_divisions("复兴", within="430972109")
    assert [row.code for row in near] == ["430972109214"]


def test_search_puts_the_whole_name_first(tmp_path: Path) -> None:
    actions.load_divisions(write(tmp_path, ROWS + "430972110,林港镇,430972,4\n"), by=BY, at=T0)
    assert [row.name for row in queries.search_divisions("林港镇")] == ["林港镇", "谢林港镇"]
    assert queries.search_divisions("  ") == []
