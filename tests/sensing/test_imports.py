import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.sensing.doors import lines
from jishiyu.sensing.imports import REASONS, rejected_file, run_import
from jishiyu.sensing.models import ImportRun, Lead, Message, RejectedRow, Source
from tests.sensing.conftest import BY, NOW

pytestmark = pytest.mark.django_db

HEADER = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间"]
LAMP = [188006.0, "A1", "路灯坏了", "2026/6/28 11:25:05", "某某路的路灯坏了三个月没有人来修理", "", ""]
BUS = [188007.0, "A2", "公交太少", "2026/6/29 8:00", "高峰时间等了一个小时的公交车", "已加开班次。", "2026/7/2"]

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def book(*rows: list[object], header: list[str] = HEADER, name: str = "letters.xlsx") -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
            sheet = workbook.add_worksheet()
            for place, row in enumerate([header, *rows]):
                sheet.write_row(place, 0, row)
        return path

    return book


def counts(run: ImportRun) -> dict[str, int]:
    assert sum(run.counts.values()) == run.rows
    return {name: count for name, count in run.counts.items() if count}


def reasons(run: ImportRun) -> list[tuple[int, str, str]]:
    return list(RejectedRow.objects.filter(run=run).order_by("number").values_list("number", "field", "code"))


def test_letters_become_leads_with_their_subject_and_their_answers(letters: Source, write: Write) -> None:
    run = run_import(letters, write(LAMP, BUS), by=BY, at=NOW)
    assert counts(run) == {"new_lead": 2}
    lamp, bus = Message.objects.order_by("external_id")
    assert (lamp.external_id, lamp.kind, lamp.role) == ("188006", "hotline.construction", "requester")
    assert lamp.sender != "A1"
    assert bus.details == {"answer": "已加开班次。", "answered_at": "2026-07-02T00:00:00+08:00"}
    assert bus.lead is not None
    assert bus.lead.first_at == bus.said_at


def test_a_second_import_changes_nothing(letters: Source, write: Write) -> None:
    path = write(LAMP, BUS)
    run_import(letters, path, by=BY, at=NOW)
    entries = Entry.objects.filter(subject__startswith="lead:").count()
    again = run_import(letters, path, by=BY, at=NOW + timedelta(days=1))
    assert counts(again) == {"seen_before": 2}
    assert (Message.objects.count(), Lead.objects.count()) == (2, 2)
    assert Entry.objects.filter(subject__startswith="lead:").count() == entries


def test_a_bad_row_never_stops_the_good_ones_and_says_what_is_wrong(letters: Source, write: Write) -> None:
    run = run_import(
        letters,
        write(
            LAMP,
            [1, "A3", "", "2026/6/28", "", "", ""],
            [2, "A4", "题目", "前天", "内容内容", "", ""],
            [3, "A5", "题目", "", "内容内容", "", ""],
            [4, "A6", "题目", "2036/1/1", "内容内容", "", ""],
            [5, "A7", "题目", "2026/6/28", "字" * 20_001, "", ""],
            [6, "A8", "题目", "2026/6/28", "内容内容", "已办", "2026/6/1"],
            ["7" * 121, "A9", "题目", "2026/6/28", "内容内容", "", ""],
            BUS,
        ),
        by=BY,
        at=NOW,
    )
    assert counts(run) == {"new_lead": 2, "rejected": 7}
    assert reasons(run) == [
        (3, "text", "text_missing"),
        (4, "time", "time_unreadable"),
        (5, "time", "time_missing"),
        (6, "time", "time_in_future"),
        (7, "text", "text_too_long"),
        (8, "answered_at", "answered_before_asked"),
        (9, "id", "id_too_long"),
    ]


def test_rejected_rows_come_back_as_they_were_with_the_reason_in_the_readers_language(
    letters: Source, write: Write
) -> None:
    run = run_import(letters, write(["=1+1", "A3", "题目", "前天", "内容内容", "", ""]), by=BY, at=NOW)
    with translation.override("en"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(rejected_file(run)))
    header, row = book.get_sheet_by_index(0).to_python()
    assert header == [*HEADER, "Row", "Why it came back"]
    assert row == ["=1+1", "A3", "题目", "前天", "内容内容", "", "", 2.0, "The time cannot be read: 前天"]


def test_every_reason_a_row_can_have_has_its_words() -> None:
    assert all(str(words) for words in REASONS.values())


def test_the_same_letter_twice_in_a_file_counts_once(letters: Source, write: Write) -> None:
    assert counts(run_import(letters, write(LAMP, LAMP, BUS), by=BY, at=NOW)) == {"new_lead": 2, "seen_before": 1}


def test_one_number_for_two_letters_is_refused_for_the_second(letters: Source, write: Write) -> None:
    other = [LAMP[0], *BUS[1:]]
    run = run_import(letters, write(LAMP, other), by=BY, at=NOW)
    assert counts(run) == {"new_lead": 1, "rejected": 1}
    assert reasons(run) == [(3, "id", "id_twice_in_file")]


def test_a_copied_letter_under_a_new_number_joins_the_first(letters: Source, write: Write) -> None:
    copied = [188010.0, "A7", LAMP[2], "2026/7/3 9:00", f"  {LAMP[4]}。", "", ""]
    run = run_import(letters, write(LAMP, copied), by=BY, at=NOW)
    assert counts(run) == {"new_lead": 1, "joined": 1}
    assert Lead.objects.get().heard == 2


def test_a_row_without_a_number_is_known_again_by_what_it_says(letters: Source, write: Write) -> None:
    path = write(["无", *LAMP[1:]])
    assert counts(run_import(letters, path, by=BY, at=NOW)) == {"new_lead": 1}
    assert counts(run_import(letters, path, by=BY, at=NOW)) == {"seen_before": 1}


def test_work_orders_with_and_without_their_prefix_are_the_same_orders(letters: Source, write: Write) -> None:
    row: list[object] = [
        "SH20260701001",
        "2026-07-01 09:00",
        "小区物业不作为，电梯坏了没人修理",
        "某路1号",
        "7月",
        "某物业",
    ]
    rest = ["月份", "物业公司"]
    first = write(row, header=["12345工单编号", "12345受理时间", "12345内容描述", "12345诉求地址", *rest])
    later = write(row, header=["工单编号", "受理时间", "内容描述", "诉求地址", *rest], name="later.xlsx")
    assert counts(run_import(letters, first, by=BY, at=NOW)) == {"new_lead": 1}
    assert counts(run_import(letters, later, by=BY, at=NOW)) == {"seen_before": 1}
    details = Message.objects.get().details
    assert (details["address"], details["月份"], details["物业公司"]) == ("某路1号", "7月", "某物业")


def test_thanks_and_tests_are_chatter(letters: Source, write: Write) -> None:
    thanks = [1, "A1", "感谢信", "2026/7/1", "谢谢你们", "", ""]
    assert counts(run_import(letters, write(thanks, BUS), by=BY, at=NOW)) == {"chatter": 1, "new_lead": 1}


def test_a_file_that_lacks_a_column_leaves_no_trace(letters: Source, write: Write) -> None:
    with pytest.raises(Refused, match="columns_missing"):
        run_import(letters, write(["1"], header=["编号"]), by=BY, at=NOW)
    assert not ImportRun.objects.exists()
    assert not Message.objects.exists()


def test_an_import_is_told_in_the_ledger_with_its_account(letters: Source, write: Write) -> None:
    run = run_import(letters, write(LAMP, BUS), by="officer:7", at=NOW)
    entries = Entry.objects.filter(subject=f"import:{run.pk}").order_by("version")
    assert [(entry.act, entry.by) for entry in entries] == [("started", "officer:7"), ("finished", "officer:7")]
    assert entries[1].data == {"rows": 2, "counts": run.counts}


cells = st.one_of(
    st.sampled_from(["", "无", "-", "1", "2", "2026/7/1", "2026-07-01 10:00", "前天", "路灯坏了", "感谢信", "停电"]),
    st.integers(-5, 50_000),
    st.floats(0, 50_000),
    st.text(alphabet="路灯坏 了<b>&\n\t,", max_size=20),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(cells, min_size=7, max_size=7), max_size=8))
def test_any_table_is_accounted_for_row_by_row_and_twice_is_once(
    letters: Source, write: Write, rows: list[list[object]]
) -> None:
    path = write(*rows)
    first = run_import(letters, path, by=BY, at=NOW)
    held = Message.objects.count()
    again = run_import(letters, path, by=BY, at=NOW)
    counts(first)
    assert again.counts["rejected"] == first.counts["rejected"]
    assert counts(again).keys() <= {"rejected", "seen_before"}
    assert Message.objects.count() == held


SAID = '{"id": "%s", "group_id": "g1", "time": "2026-07-12T19:02:00+08:00", "text": "%s", "sender": "u1"}'


def test_json_lines_are_taken_like_rows_and_bad_ones_come_back(letters: Source, tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    path.write_text(
        "\n".join(
            [SAID % (1, "路灯坏了三个月"), "", "{half", SAID % (2, " "), SAID % (3, "公交等了一小时"), '{"id": "4"}']
        )
    )
    run = run_import(letters, path, by=BY, at=NOW)
    assert counts(run) == {"new_lead": 2, "rejected": 3}
    assert reasons(run) == [(3, "", "not_json"), (4, "text", "missing"), (6, "text", "bad_field")]
    with translation.override("en"):
        back = CalamineWorkbook.from_filelike(io.BytesIO(rejected_file(run))).get_sheet_by_index(0).to_python()
    assert back[1][:3] == ["{half", 3, "The line is no JSON"]
    assert back[2][2] == "A field is empty: text"
    assert counts(run_import(letters, path, by=BY, at=NOW)) == {"seen_before": 2, "rejected": 3}
    assert not Message.objects.filter(sender="u1").exists(), "who said it is kept as a keyed hash only"


def test_every_code_of_a_bad_line_has_its_words() -> None:
    assert set(REASONS) >= lines.CODES
