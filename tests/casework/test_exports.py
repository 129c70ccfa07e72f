"""Cases as rows of the problem ledger: what each column says, who may know whom, and a constant number of queries."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from jishiyu.casework import actions, exports, sheet
from jishiyu.casework.exports import Reader, chunks
from jishiyu.casework.models import Case, Promise
from jishiyu.casework.tables import FORMATS, CsvOut, XlsxOut
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Subject
from tests.cast import BY, DAY, HOUR, SHANGHAI, T0, Cast

pytestmark = pytest.mark.django_db

MASKED = Reader(masked=True, knows_secrets=True, at=T0 + DAY, zone=SHANGHAI)
OPEN = Reader(masked=False, knows_secrets=True, at=T0 + DAY, zone=SHANGHAI)


def rows(reader: Reader = MASKED) -> list[dict[str, str]]:
    return [dict(zip(sheet.FIELDS, row, strict=True)) for chunk in chunks(Case.objects.all(), reader) for row in chunk]


def test_a_case_just_opened_says_what_it_is_and_what_was_promised(cast: Cast) -> None:
    case = cast.case()
    (row,) = rows()
    due = Promise.objects.get(case=case, what="resolve").due_at
    assert due
    assert row["seq"] == "1"
    assert row["number"] == case.number
    assert row["heard"] == "2026-07-14 10:00"
    assert row["channel"] == "供电服务群"
    assert row["place"].endswith("谢林港镇 复兴村委会")
    assert row["kind"] == "低电压"
    assert (row["valid"], row["removed"], row["outcome"], row["light"]) == ("是", "否", "待派单", "绿")
    assert row["due"].endswith(f"{due.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    assert row["lead_unit"] == row["progress"] == row["closed"] == ""


def test_work_done_is_told_in_dated_entries(cast: Cast) -> None:
    task = cast.taken(at=T0)
    actions.finish_task(task.pk, words="换了熔丝,已经送电。", how="visit", by=cast.crew.actor, at=T0 + HOUR)
    (row,) = rows()
    assert row["lead_unit"] == "谢林港供电所"
    assert (row["leader"], row["officer"]) == ("刘所长", "周队长")
    assert row["progress"].splitlines() == [
        "2026-07-14 10:00 派单：谢林港供电所",
        "2026-07-14 10:00 签收：谢林港供电所",
        "2026-07-14 11:00 办完：谢林港供电所",
    ]
    assert row["outcome"] == "待回访"


def test_a_closed_case_says_how_it_ended_and_what_the_requester_said(cast: Cast) -> None:
    case = cast.answered()
    actions.confirm_case(case.pk, solved=True, rating=5, words="好", by=cast.caller.actor, at=T0 + 2 * HOUR)
    (row,) = rows()
    assert (row["outcome"], row["removed"], row["closed"]) == ("已解决", "是", "2026-07-14 12:00")
    assert row["rating"] == "非常满意（回访员代记，2026-07-14 12:00）"
    assert row["call_back"] == "2026-07-14 12:00 已回访：已解决"


def test_names_and_phones_are_masked_unless_they_are_asked_for_openly(cast: Cast) -> None:
    cast.case(text="打我电话13900005678")
    (masked,), (opened,) = rows(MASKED), rows(OPEN)
    assert (masked["contact"], masked["phone"], masked["company"]) == ("林*姨", "139****5678", "")
    assert masked["text"] == "打我电话139****5678"
    assert (opened["contact"], opened["phone"]) == ("林阿姨", "13900005678")
    assert opened["text"] == "打我电话13900005678"


def test_an_enterprise_stands_in_its_own_column(cast: Cast) -> None:
    firm = registry.subject_for(
        name="某某食品有限公司", phone="13800001234", kind=Subject.Kind.ENTERPRISE, by=BY, at=T0
    )
    cast.case(requester_id=firm.pk)
    (row,) = rows()
    assert (row["company"], row["contact"], row["phone"]) == ("某某食品有限公司", "", "138****1234")


def test_a_secret_requester_is_nobody_to_those_outside_the_centre(cast: Cast) -> None:
    cast.case(secret=True)
    (there,) = rows(MASKED)
    (elsewhere,) = rows(Reader(masked=True, knows_secrets=False, at=T0, zone=SHANGHAI))
    assert there["contact"] == "林*姨"
    assert (elsewhere["company"], elsewhere["contact"], elsewhere["phone"]) == ("", "", "")


def test_a_late_case_is_red(cast: Cast) -> None:
    cast.case()
    (row,) = rows(Reader(masked=True, knows_secrets=True, at=T0 + timedelta(days=60), zone=SHANGHAI))
    assert row["light"] == "红"


def test_chunks_join_without_a_gap_or_a_double(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "CHUNK", 3)
    numbers = [cast.case(heard_at=T0 - place * HOUR).number for place in range(7)]
    found = rows()
    assert [row["number"] for row in found] == numbers
    assert [row["seq"] for row in found] == list("1234567")


def test_a_chunk_costs_the_same_queries_whatever_its_cases(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for place in range(12):
        cast.taken(heard_at=T0 - place * HOUR)
    with django_assert_max_num_queries(4 + 9 + 2 + 1):  # names, what stands around, places, the look for more
        assert len(rows()) == 12


@pytest.mark.parametrize("form", list(FORMATS))
def test_both_forms_hold_the_same_cells(cast: Cast, tmp_path: Path, form: str) -> None:
    cast.case(title="=1+1", text="=cmd|' /C calc'!A0\n第二行")
    path = tmp_path / f"a.{form}"
    header = sheet.headers(masked=True)
    with FORMATS[form](path, header, sheet.FIELDS) as out:
        for chunk in chunks(Case.objects.all(), MASKED):
            out.write(chunk)
    if form == "csv":
        with path.open(encoding="utf-8-sig", newline="") as lines:
            found = list(csv.reader(lines))
        assert found[1][11].startswith("'="), "no spreadsheet reckons with it"
    else:
        found = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert found[0] == header
    assert found[1][0] == "1"
    assert found[1][11].lstrip("'") == "=cmd|' /C calc'!A0\n第二行"


def test_a_full_sheet_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jishiyu.casework.tables.ROWS_OF_A_SHEET", 2)
    with XlsxOut(tmp_path / "a.xlsx", ["甲"], ["seq"]) as out:
        out.write([["1"], ["2"], ["3"]])
    book = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    assert [book.get_sheet_by_index(place).to_python() for place in (0, 1)] == [[["甲"], ["1"], ["2"]], [["甲"], ["3"]]]


def test_a_csv_opens_in_excel_with_its_characters(tmp_path: Path) -> None:
    with CsvOut(tmp_path / "a.csv", ["序号"], ["seq"]) as out:
        out.write([["一"]])
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf" + "序号\r\n一\r\n".encode()
