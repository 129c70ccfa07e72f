"""One workbook says who and where an office is."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from jishiyu.casework.models import CatalogueEntry
from jishiyu.cli.commands import run
from jishiyu.cli.office import SHEETS
from jishiyu.ledger.models import Entry
from jishiyu.registry.models import Alias, Cell, Division, Duty, Officer, Unit
from jishiyu.sensing.models import Group, Source

pytestmark = pytest.mark.django_db
Write = Callable[..., Path]
OFFICE: dict[str, list[list[object]]] = {
    "单位": [["centre", "热线中心", "4309", "", "是"], ["station", "谢林港供电所", 430972109, "centre", ""]],
    "人员": [["zhou", "周队长", "officer", "station", 13900005678], ["chen", "陈干事", "派单员", "centre", ""]],
    "网格台区": [["W1", "网格", "第一网格", "430972109", ""], ["T1", "台区", "老街台区", "430972109", "W1"]],
    "别名": [["老街口", "430972109", "430972109", "T1"]],
    "消息来源": [["groups", "供电服务群", "power", "station", "430972109"]],
    "群": [["groups", "g1", "老街群", "430972109", "T1"]],
    "职责": [["zhou", "power.area_manager", "", "T1", "2026-01-01"]],
    "派单目录": [["power.outage", "430972109", "station", "供电营业区划分"]],
}


@pytest.fixture
def write(tmp_path: Path, db: None) -> Write:
    for code, name, level in (("4309", "益阳市", 2), ("430972109", "谢林港镇", 4)):
        Division.objects.create(code=code, name=name, level=level)

    def book(**sheets: list[list[object]]) -> Path:
        path = tmp_path / "office.xlsx"
        with xlsxwriter.Workbook(str(path)) as workbook:
            for name, rows in (OFFICE | sheets).items():
                page = workbook.add_worksheet(name)
                for place, row in enumerate([SHEETS[name][0], *rows]):
                    page.write_row(place, 0, row)
        return path

    return book


def test_a_workbook_makes_an_office(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["office", "load", str(write())]) == 0
    said = capsys.readouterr().out
    assert "11 new, 0 there already, 0 refused" in said
    assert "POST /in/groups/ signed with this secret" in said
    station = Unit.objects.get(code="station")
    assert station.parent == Unit.objects.get(code="centre", is_centre=True)
    duty, area = Duty.objects.get(), Cell.objects.get(code="T1")
    assert (duty.officer.username, duty.cell, str(duty.since)) == ("zhou", area, "2026-01-01")
    assert Group.objects.get().cell == Alias.objects.get().cell == area
    assert CatalogueEntry.objects.get().unit == station
    assert Officer.objects.get(username="chen").post == "dispatcher"
    assert not Officer.objects.get(username="zhou").has_usable_password()


def test_a_workbook_loaded_twice_changes_nothing(write: Write) -> None:
    run(["office", "load", str(write())])
    before = Entry.objects.exclude(subject__startswith="alias:").count(), Source.objects.get().secret_sealed
    assert run(["office", "load", str(write())]) == 0
    after = Entry.objects.exclude(subject__startswith="alias:").count(), Source.objects.get().secret_sealed
    assert after == before


@pytest.mark.parametrize(
    ("sheet", "row", "why"),
    [
        ("单位", ["third", "", "", "", ""], "名称"),
        ("单位", ["third", "第三所", "999", "", ""], "999"),
        ("单位", ["third", "第三所", "", "nowhere", ""], "nowhere"),
        ("人员", ["li", "李某", "king", "station", ""], "king"),
        ("网格台区", ["T9", "片区", "某台区", "430972109", ""], "片区"),
        ("消息来源", ["more", "群", "nothing", "station", ""], "nothing"),
        ("群", ["nowhere", "g9", "群", "", ""], "nowhere"),
        ("职责", ["nobody", "power.area_manager", "430972109", "", ""], "nobody"),
        ("职责", ["zhou", "power.king", "430972109", "", ""], "power.king"),
        ("职责", ["zhou", "power.area_manager", "", "T404", ""], "T404"),
        ("职责", ["zhou", "power.area_manager", "430972109", "", "去年"], "去年"),
        ("派单目录", ["power.flood", "", "station", "依据"], "power.flood"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_stay(
    write: Write, capsys: pytest.CaptureFixture[str], sheet: str, row: list[object], why: str
) -> None:
    rows = [*OFFICE[sheet], row]
    assert run(["office", "load", str(write(**{sheet: rows}))]) == 1
    said = capsys.readouterr().out
    assert "11 new, 0 there already, 1 refused" in said
    assert f"{sheet}, row {len(rows) + 1}" in said
    assert why in said


def test_the_template_has_every_sheet_and_loads_as_nothing(tmp_path: Path, db: None) -> None:
    path = tmp_path / "empty.xlsx"
    assert run(["office", "template", str(path)]) == 0
    assert run(["office", "load", str(path)]) == 0
    assert not Unit.objects.exists()


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], db: None) -> None:
    path = tmp_path / "office.xlsx"
    path.write_text("no workbook")
    assert run(["office", "load", str(path)]) == 1
    assert "file_unreadable" in capsys.readouterr().err
