"""One row of the problem ledger: thirty columns, headers and dates in any dress, and what makes a row unfit."""

from datetime import datetime, timedelta

import pytest

from jishiyu.casework import sheet
from jishiyu.casework.models import Case
from jishiyu.sensing.sheets import BadCell, Cell, Table, columns_of
from tests.cast import SHANGHAI, T0

NAMES = sheet.headers(masked=True)


def read(header: list[str] = NAMES, at: datetime = T0, **cells: Cell) -> sheet.Row:
    """A row with the cells that are named by field; what is needed and not named is filled in."""
    given: dict[str, Cell] = {"heard": "2026-07-10 09:00", "text": "路灯坏了三个月"} | cells
    table = Table(header, [], columns_of(header, sheet.HEADERS))
    row: list[Cell] = [""] * len(header)
    for name, cell in given.items():
        row[table.columns[name]] = cell
    return sheet.read(table, row, SHANGHAI, at)


def refused(**cells: Cell) -> tuple[str, str]:
    with pytest.raises(BadCell) as caught:
        read(**cells)
    return caught.value.field, caught.value.code


def test_the_ledger_has_thirty_columns_each_found_again_by_its_own_header() -> None:
    assert len(NAMES) == 30
    assert columns_of(NAMES, sheet.HEADERS) == {name: place for place, name in enumerate(sheet.FIELDS)}
    assert columns_of(sheet.headers(masked=False), sheet.HEADERS) == columns_of(NAMES, sheet.HEADERS)


def test_headers_in_any_dress_are_found() -> None:
    header = [" 问题 编号*", "收集时间：", "联系电话(脱敏)", "问题诉求", "责任单位", "当前进展", "解决时限"]
    assert columns_of(header, sheet.HEADERS) == {
        "number": 0, "heard": 1, "phone": 2, "text": 3, "lead_unit": 4, "progress": 5, "due": 6,
    }  # fmt: skip


@pytest.mark.parametrize(
    "cell", ["2026-07-10 09:00", "2026/7/10 9:00", "2026年7月10日9时", 46213.375, datetime(2026, 7, 10, 9)]  # noqa: DTZ001
)  # fmt: skip
def test_dates_in_any_dress_are_one_moment(cell: Cell) -> None:
    row = read(heard=cell)
    assert row.heard_at == datetime(2026, 7, 10, 9, tzinfo=SHANGHAI)
    assert row.said["heard"] == "2026-07-10 09:00"


def test_nothing_written_is_nothing_and_a_month_stays_what_it_is() -> None:
    row = read(remark="无", progress="7月", channel="—", collector=None)
    assert row.said == {"heard": "2026-07-10 09:00", "text": "路灯坏了三个月", "progress": "7月"}


def test_columns_beyond_the_thirty_are_kept() -> None:
    header = [*NAMES, "月份"]
    table = Table(header, [], columns_of(header, sheet.HEADERS))
    cells: list[Cell] = [""] * len(header)
    cells[2], cells[11], cells[-1] = "2026/7/10", "路灯坏了", "7月"
    assert sheet.read(table, cells, SHANGHAI, T0).more == {"月份": "7月"}


def test_personal_cells_stand_apart_from_the_others() -> None:
    row = read(contact="王某某", phone="13900005678")
    assert (row.contact, row.phone) == ("王某某", "13900005678")
    assert not {"contact", "phone"} & row.said.keys()


@pytest.mark.parametrize(
    ("cell", "promised", "days"),
    [
        ("5个工作日，2026-07-17 09:00", datetime(2026, 7, 17, 9, tzinfo=SHANGHAI), None),
        ("2026-07-17", datetime(2026, 7, 17, 23, 59, tzinfo=SHANGHAI), None),
        (46220, datetime(2026, 7, 17, 23, 59, tzinfo=SHANGHAI), None),
        ("7个工作日", None, 7),
        ("无", None, None),
    ],
)
def test_a_promised_date_is_kept_as_it_was_promised(cell: Cell, promised: datetime | None, days: int | None) -> None:
    row = read(due=cell)
    assert (row.promised_at, row.working_days) == (promised, days)


def test_a_closed_row_says_when_and_what_was_answered() -> None:
    row = read(closed="2026-07-13 16:00", outcome="已解决", progress="2026-07-11 现场查看\n2026-07-13 更换灯具")
    assert row.closed_at == datetime(2026, 7, 13, 16, tzinfo=SHANGHAI)
    assert row.answer == "2026-07-13 更换灯具\n已解决"


def test_a_day_without_an_hour_that_is_the_day_it_was_heard_is_no_fault() -> None:
    row = read(closed="2026-07-10")
    assert row.closed_at == row.heard_at


def test_a_hung_row_is_open() -> None:
    assert read(outcome="挂账", removed="否").closed_at is None


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"text": ""}, ("text", "text_missing")),
        ({"text": "字" * 20_001}, ("text", "text_too_long")),
        ({"heard": ""}, ("heard", "time_missing")),
        ({"heard": "7月"}, ("heard", "time_unreadable")),
        ({"heard": "1900-01-01"}, ("heard", "time_unreadable")),
        ({"heard": "2036-01-01"}, ("heard", "time_in_future")),
        ({"number": "9" * 61}, ("number", "too_long")),
        ({"closed": "2026-07-01"}, ("closed", "answered_before_asked")),
        ({"closed": "昨天"}, ("closed", "time_unreadable")),
        ({"outcome": "已解决"}, ("closed", "closed_without_time")),
        ({"removed": "是"}, ("closed", "closed_without_time")),
        ({"due": "尽快"}, ("due", "time_unreadable")),
        ({"due": "2026-07-01"}, ("due", "due_before_heard")),
    ],
)
def test_an_unfit_row_is_refused_with_its_reason(cells: dict[str, Cell], fault: tuple[str, str]) -> None:
    assert refused(**cells) == fault


def test_the_light_is_red_when_late_yellow_in_the_last_day_green_before() -> None:
    day = timedelta(days=1)

    def light(due: datetime | None, closed: datetime | None, at: datetime) -> str:
        now, tomorrow = sheet.written(at, SHANGHAI), sheet.written(at + day, SHANGHAI)
        return sheet.light(sheet.written(due, SHANGHAI), sheet.written(closed, SHANGHAI), now=now, tomorrow=tomorrow)

    assert light(T0, None, T0 + timedelta(minutes=1)) == "红"
    assert light(T0, None, T0 - day / 2) == "黄"
    assert light(T0, None, T0 - 2 * day) == "绿"
    assert light(T0, T0 + day, T0 + 9 * day) == "红"
    assert light(T0, T0 - day / 2, T0 + 9 * day) == "绿"
    assert light(None, None, T0) == ""


def test_a_cell_that_a_spreadsheet_would_reckon_is_harmless_and_reads_back_as_it_was() -> None:
    assert sheet.harmless("=cmd|' /C calc'!A0").startswith("'=")
    assert sheet.harmless("路灯") == "路灯"
    assert read(remark=sheet.harmless("=1+1")).said["remark"] == "=1+1"


def test_a_limit_is_written_with_the_moment_it_ends() -> None:
    assert sheet.limit_words(5, "working_days", "2026-07-14 10:00") == "5个工作日，2026-07-14 10:00"


def test_every_state_outcome_and_rating_has_its_word() -> None:
    assert set(sheet.OUTCOMES) == set(Case.Outcome.values)
    assert set(sheet.STATES) == set(Case.State.values) - {Case.State.CLOSED}
    assert len(sheet.RATINGS) == 6
