"""A problem ledger brought in: every row accounted for, twice is once, out and in again is the same."""

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishiyu.casework import actions, sheet, sheet_imports
from jishiyu.casework.exports import Reader, chunks
from jishiyu.casework.models import Case, Promise, SheetRow
from jishiyu.casework.retell import disagreements
from jishiyu.casework.sheet_imports import run_sheet
from jishiyu.casework.tables import CsvOut, XlsxOut
from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Subject
from jishiyu.sensing.imports import REASONS, reason_of
from jishiyu.sensing.models import ImportRun, RejectedRow
from tests.cast import BY, DAY, HOUR, SHANGHAI, T0, VILLAGE, Cast

pytestmark = pytest.mark.django_db

HEADER = ["问题编号", "收集日期", "问题描述", "办结时限", "办结情况", "办结时间", "备注"]
LAMP = ["A-1", "2026-07-10 09:00", "三组路灯坏了三个月", "2026-07-17 09:00", "", "", ""]
ROAD = ["A-2", "2026-07-01 09:00", "村道塌了一半", "5个工作日", "已解决", "2026-07-03 16:00", "7月"]
KIND = "hotline.construction"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def book(*rows: list[object], header: list[str] = HEADER, name: str = "台账.xlsx") -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
            out = workbook.add_worksheet()
            for place, row in enumerate([header, *rows]):
                out.write_row(place, 0, row)
        return path

    return book


def take(cast: Cast, path: Path, **more: object) -> dict[str, int]:
    run = run_sheet(cast.letters, path, name=path.name, kind=KIND, by=BY, at=T0, **more)  # type: ignore[arg-type]
    assert sum(run.counts.values()) == run.rows
    return {name: count for name, count in run.counts.items() if count}


def rejected() -> list[tuple[int, str, str]]:
    return list(RejectedRow.objects.order_by("number").values_list("number", "field", "code"))


def exported(path: Path, *, masked: bool = True) -> list[list[str]]:
    reader = Reader(masked=masked, knows_secrets=True, at=T0 + DAY, zone=SHANGHAI)
    with CsvOut(path, sheet.headers(masked=masked), sheet.FIELDS) as out:
        for chunk in chunks(Case.objects.all(), reader):
            out.write(chunk)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def empty_office() -> None:
    """Take every case away, as if another office read the file."""
    SheetRow.objects.all().delete()
    Case.objects.all().delete()


def test_rows_become_cases_with_their_promised_dates(cast: Cast, write: Write) -> None:
    assert take(cast, write(LAMP, ROAD)) == {"opened": 2}
    lamp, road = Case.objects.order_by("pk")
    assert (lamp.kind, lamp.state, lamp.title) == (KIND, "received", "三组路灯坏了三个月")
    assert lamp.heard_at == T0.replace(day=10, hour=9)
    assert lamp.due_at == T0.replace(day=17, hour=9)
    assert [promise.what for promise in Promise.objects.filter(case=lamp)] == ["resolve"]
    assert (road.state, road.outcome) == ("closed", "unverified"), "what another office says of itself confirms nothing"
    assert road.closed_at == T0.replace(day=3, hour=16)
    assert road.due_at == T0.replace(day=8, hour=17, minute=30), "five working days, by the calendar"
    assert SheetRow.objects.get(case=road).said["remark"] == "7月"


def test_the_ledger_retells_what_was_brought_in(cast: Cast, write: Write) -> None:
    take(cast, write(LAMP, ROAD))
    assert list(disagreements()) == []
    run = ImportRun.objects.get()
    entries = Entry.objects.filter(subject=f"import:{run.pk}").order_by("version")
    assert [entry.act for entry in entries] == ["started", "finished"]
    assert entries[1].data["counts"] == run.counts


def test_the_same_file_twice_changes_nothing(cast: Cast, write: Write) -> None:
    path = write(LAMP, ROAD)
    take(cast, path)
    entries = Entry.objects.filter(subject__startswith="case:").count()
    assert take(cast, path) == {"seen_before": 2}
    assert (Case.objects.count(), SheetRow.objects.count()) == (2, 2)
    assert Entry.objects.filter(subject__startswith="case:").count() == entries


def test_a_bad_row_harms_no_other_and_comes_back_with_its_reason(cast: Cast, write: Write) -> None:
    path = write(
        LAMP,
        ["A-3", "", "没有日期", "", "", "", ""],
        ["A-4", "2026-07-01", "", "", "", "", ""],
        ["A-5", "2026-07-01", "已经办了", "", "已解决", "", ""],
        ["A-6", "2026-07-05", "时限在前", "2026-07-01", "", "", ""],
        ["A-1", "2026-07-10 09:00", "同号不同事", "", "", "", ""],
        [],
        ROAD,
    )
    assert take(cast, path) == {"opened": 2, "rejected": 5}
    assert rejected() == [
        (3, "heard", "time_missing"),
        (4, "text", "text_missing"),
        (5, "closed", "closed_without_time"),
        (6, "due", "due_before_heard"),
        (7, "number", "id_twice_in_file"),
    ]
    assert all(reason_of(row) for row in RejectedRow.objects.all())


def test_a_row_that_changed_since_is_not_swallowed(cast: Cast, write: Write) -> None:
    take(cast, write(LAMP))
    changed = [*LAMP[:-1], "已催三次"]
    assert take(cast, write(changed, ROAD, name="later.xlsx")) == {"opened": 1, "rejected": 1}
    assert rejected() == [(2, "number", "known_with_other_words")]
    assert SheetRow.objects.get(case__title="三组路灯坏了三个月").said.get("remark") is None


def test_a_row_without_a_number_is_known_again_by_what_it_says(cast: Cast, write: Write) -> None:
    path = write(["无", *LAMP[1:]])
    assert take(cast, path) == {"opened": 1}
    assert take(cast, path) == {"seen_before": 1}


def test_an_offices_own_ledger_brought_back_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    cast.answered()
    cast.case(heard_at=T0 - HOUR)
    exported(tmp_path / "a.csv")
    assert take(cast, tmp_path / "a.csv") == {"seen_before": 2}
    assert Case.objects.count() == 2


def test_another_office_may_number_its_cases_as_ours_are_numbered(cast: Cast, write: Write) -> None:
    ours = cast.case()
    assert take(cast, write([ours.number, *LAMP[1:]])) == {"opened": 1}
    theirs = Case.objects.exclude(pk=ours.pk).get()
    assert (theirs.text, SheetRow.objects.get(case=theirs).said["number"]) == (LAMP[2], ours.number)


def test_an_import_that_was_broken_off_goes_on_with_the_same_account(
    cast: Cast, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_imports, "BATCH", 2)
    rows = [[f"B-{number}", "2026-07-10", f"第{number}件事", "", "", "", ""] for number in range(5)]
    path, seen = write(*rows, ["B-9", "", "坏的", "", "", "", ""]), []

    def killed(steps: int) -> None:
        seen.append(steps)
        if len(seen) == 3:  # the bad row, two batches
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(cast, path, step=killed)
    assert Case.objects.count() == 4
    assert take(cast, path) == {"opened": 5, "rejected": 1}
    assert (Case.objects.count(), ImportRun.objects.count(), RejectedRow.objects.count()) == (5, 1, 1)


def test_a_requester_is_sealed_and_found_again_by_their_phone(cast: Cast, write: Write) -> None:
    header = [*HEADER, "企业名称", "联系人", "联系电话", "月份"]
    firm = [*LAMP, "某某食品有限公司", "王某某", "13800001234", "7月"]
    same = ["A-9", *LAMP[1:], "某某食品有限公司", "王某某", "13800001234", ""]
    take(cast, write(firm, same, header=header))
    subject = Subject.objects.get(kind=Subject.Kind.ENTERPRISE)
    assert {case.requester_id for case in Case.objects.all()} == {subject.pk}
    row = SheetRow.objects.get(case__origin_key=Case.objects.order_by("pk")[0].origin_key)
    assert row.more == {"月份": "7月"}
    assert "王某某" not in str(row.said) + row.personal_sealed


def test_kinds_and_places_are_read_by_their_names(cast: Cast, write: Write) -> None:
    header = [*HEADER, "问题类别", "所属乡镇/园区"]
    take(cast, write([*LAMP, "低电压", "谢林港镇 复兴村委会"], [*ROAD, "招商引资", "不知何处"], header=header))
    lamp, road = Case.objects.order_by("pk")
    assert (lamp.kind, lamp.division_id) == ("power.low_voltage", VILLAGE)
    assert (road.kind, road.division_id, road.place_words) == (KIND, cast.letters.division_id, "不知何处")


def test_a_file_that_lacks_a_column_leaves_no_trace(cast: Cast, write: Write) -> None:
    with pytest.raises(Refused, match="columns_missing"):
        take(cast, write(["1"], header=["问题编号"]))
    assert not ImportRun.objects.exists()


def test_every_reason_of_a_ledger_row_has_its_words() -> None:
    codes = {"closed_without_time", "due_before_heard", "known_with_other_words", "id_twice_in_file", "too_long"}
    assert codes <= REASONS.keys()


def test_out_and_into_an_empty_office_and_out_again_gives_the_same_rows(cast: Cast, tmp_path: Path) -> None:
    case = cast.answered(at=T0)
    actions.confirm_case(case.pk, solved=True, rating=4, words="好", by=cast.caller.actor, at=T0 + 2 * HOUR)
    cast.taken(heard_at=T0 - HOUR, text="=1+1是公式，不是\n第二行")
    cast.case(heard_at=T0 - 20 * DAY)
    first = exported(tmp_path / "first.csv")
    empty_office()
    assert take(cast, tmp_path / "first.csv") == {"opened": 3}
    assert exported(tmp_path / "second.csv") == first
    empty_office()
    with XlsxOut(tmp_path / "second.xlsx", first[0], sheet.FIELDS) as out:
        out.write(first[1:])
    assert take(cast, tmp_path / "second.xlsx") == {"opened": 3}
    assert exported(tmp_path / "third.csv") == first


def test_an_imported_case_that_lives_on_is_told_by_its_own_life(cast: Cast, write: Write, tmp_path: Path) -> None:
    header = [*HEADER, "主办单位"]
    take(cast, write([*LAMP, "老地方"], header=header))
    before = exported(tmp_path / "a.csv")[1]
    assert before[sheet.FIELDS.index("lead_unit")] == "老地方"
    case = Case.objects.get()
    actions.dispatch(case.pk, cast.station.pk, by=cast.dispatcher.actor, at=T0)
    after = dict(zip(sheet.FIELDS, exported(tmp_path / "b.csv")[1], strict=True))
    assert (after["lead_unit"], after["number"], after["due"]) == ("谢林港供电所", "A-1", "2026-07-17 09:00")


cells = st.one_of(
    st.sampled_from(["", "无", "1", "2", "2026/7/1", "2026-07-01 10:00", "前天", "7月", "已解决", "是", "5个工作日"]),
    st.integers(-5, 50_000),
    st.text(alphabet="路灯坏 了<b>&\n\t,'=", max_size=20),
)


@settings(max_examples=20, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(cells, min_size=7, max_size=7), max_size=6))
def test_any_sheet_is_accounted_for_row_by_row_and_twice_is_once(
    cast: Cast, write: Write, rows: list[list[object]]
) -> None:
    path = write(*rows)
    first = take(cast, path)
    held = Case.objects.count()
    again = take(cast, path)
    assert again.get("rejected") == first.get("rejected")
    assert again.keys() <= {"rejected", "seen_before"}
    assert Case.objects.count() == held
