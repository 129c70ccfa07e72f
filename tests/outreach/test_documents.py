"""Lists under an office's own headings: read from a file, shown to whom they are for, taken out and in again."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from pytest_django import DjangoAssertNumQueries, Settings

from jishiyu.casework import sheet as ledger_sheet
from jishiyu.lib.refused import Refused
from jishiyu.outreach import actions
from jishiyu.outreach.documents import packs, shelf, taking
from jishiyu.outreach.documents.packs import ListSheet
from jishiyu.outreach.models import CampaignTask
from jishiyu.outreach.queries import documents
from jishiyu.outreach.queries.documents import Asked
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Subject
from jishiyu.registry.queries import duties
from tests.cast import BY, T0, VILLAGE, Cast

ROLE = "enterprise.liaison"
TODAY = T0.date()
GOOD: dict[str, Any] = {
    "code": "four_lists",
    "name": "四单",
    "lists": [
        {"code": "sent", "name": "任务派单", "rows": "tasks",
         "columns": [["单号", "number"], ["任务", "title", "事项"], ["时限", "due"], ["责任干部", "officer"]]},
        {"code": "owners", "name": "包联台账", "rows": "enterprises",
         "columns": [["企业", "name"], ["代码", "code"], ["干部", "officer"], ["账号", "account"]]},
    ],
}  # fmt: skip


def written(folder: Path, said: object, name: str = "four.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    return path


def shipped(code: str) -> ListSheet:
    pack = shelf.pack_of("letter_lists_table")
    assert pack is not None
    found = pack.sheet(code)
    assert found is not None
    return found


def book(path: Path, *rows: tuple[str, ...]) -> Path:
    with xlsxwriter.Workbook(str(path)) as out:
        page = out.add_worksheet()
        for place, row in enumerate(rows):
            page.write_row(place, 0, row)
    return path


def firm(name: str, *, code: str = "", **values: object) -> int:
    subject = Subject.objects.create(kind="enterprise", division_id=VILLAGE, known_since=T0)
    registry.describe(subject.pk, name=name, code=code, values=values, by=BY, at=T0)
    return subject.pk


def test_the_shipped_pack_is_one_letter_three_lists_and_one_table() -> None:
    pack = shelf.pack_of("letter_lists_table")
    assert pack is not None
    assert pack.letter
    assert [one.name for one in pack.lists] == ["干部名单", "重点企业清单", "任务清单", "问题台账表"]
    assert shipped("problems").values == list(ledger_sheet.FIELDS), "the columns of the problem ledger, all thirty"
    assert shelf.flaws() == []


def test_another_towns_four_lists_need_a_file_and_no_code(tmp_path: Path, settings: Settings) -> None:
    settings.JISHIYU_DOCUMENTS = tmp_path
    written(tmp_path, GOOD)
    (tmp_path / "five.toml").write_text(
        'code = "five"\nname = "五本台账"\n[[lists]]\ncode = "owners"\nname = "工作组包联台账"\nrows = "duties"\n'
        'columns = [["干部", "officer"], ["对象", "over"]]\n',
        "utf-8",
    )
    assert [pack.code for pack in shelf.packs()] == ["letter_lists_table", "five", "four_lists"]
    assert shelf.flaws() == []


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ({"code": "Four Lists"}, "code is 'Four Lists'"),
        ({"name": ""}, "name is ''"),
        ({"lists": []}, "needs 1 to 20 lists"),
        ({"lists": [GOOD["lists"][0]] * 2}, "has two lists 'sent'"),
        ({"lists": [GOOD["lists"][0] | {"rows": "cats"}]}, "list 'sent': rows is 'cats'; say one of officers"),
        ({"lists": [GOOD["lists"][0] | {"only": "key"}]}, "of enterprises alone"),
        ({"lists": [GOOD["lists"][0] | {"columns": [["单号", "colour"]]}]}, "'colour' is nothing of tasks"),
        ({"lists": [GOOD["lists"][0] | {"columns": [["单号"]]}]}, "a column is [heading, value"),
        ({"lists": [GOOD["lists"][0] | {"columns": [["一", "due"], ["一", "title"]]}]}, "has the heading '一' twice"),
        (
            {"lists": [GOOD["lists"][1] | {"columns": [["一", "attribute:enterprise.smell"]]}]},
            "is nothing of enterprise",
        ),
    ],
)
def test_a_flawed_file_is_named_at_the_start_and_left_out(
    tmp_path: Path, settings: Settings, change: dict[str, object], flaw: str
) -> None:
    settings.JISHIYU_DOCUMENTS = tmp_path
    written(tmp_path, GOOD | change)
    assert any(found.startswith("four.json: ") and flaw in found for found in shelf.flaws()), shelf.flaws()
    assert [pack.code for pack in shelf.packs()] == ["letter_lists_table"]
    with pytest.raises(SystemCheckError, match=r"four\.json"):
        call_command("check")


def test_what_is_no_file_of_a_pack_is_said(tmp_path: Path, settings: Settings) -> None:
    settings.JISHIYU_DOCUMENTS = tmp_path
    (tmp_path / "torn.toml").write_text("code = ", "utf-8")
    written(tmp_path, GOOD | {"code": "letter_lists_table"}, "twice.json")
    written(tmp_path, [1], "list.json")
    assert [found.partition(":")[0] for found in shelf.flaws()] == ["list.json", "torn.toml", "twice.json"]


def test_each_sees_what_they_answer_for(cast: Cast) -> None:
    mill, shop = firm("某粮油厂"), firm("某商店")
    sheet = ListSheet("all", "企业", "enterprises", shipped("key_enterprises").columns)
    actions.take_owners(ROLE, {mill: cast.crew.pk, shop: cast.stranger.pk}, since=TODAY, by=BY, at=T0)

    def seen(officer: Officer) -> set[int]:
        return {row.pk for row in documents.rows(sheet, officer, Asked(), TODAY)}

    assert seen(cast.crew) == seen(cast.head) == {mill}
    assert seen(cast.stranger) == {shop}
    assert seen(cast.mate) == set()
    assert seen(cast.leader) == seen(cast.dispatcher) == {mill, shop}


def test_a_key_list_holds_those_above_scale_and_in_parks(cast: Cast) -> None:
    firm("某商店")
    mill = firm("某粮油厂", **{"enterprise.above_scale": "industry", "enterprise.trade": "C1311"})
    sheet = shipped("key_enterprises")
    found = list(documents.rows(sheet, cast.leader, Asked(), TODAY))
    assert [row.pk for row in found] == [mill]
    cells = dict(zip(sheet.headings, documents.lines(sheet, found, cast.leader, T0)[0], strict=True))
    assert cells["企业名称"] == "某粮油厂"
    assert cells["所属行业"].startswith("C1311 ")
    assert cells["联企干部"] == ""


def test_a_page_of_a_list_costs_the_same_for_one_row_and_for_many(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    firms = [firm(f"第{n}厂", **{"enterprise.park": "东区"}) for n in range(12)]
    actions.take_owners(ROLE, dict.fromkeys(firms, cast.crew.pk), since=TODAY, by=BY, at=T0)
    sheet = shipped("key_enterprises")
    some = list(documents.rows(sheet, cast.leader, Asked(), TODAY))
    with django_assert_max_num_queries(6):
        assert len(documents.lines(sheet, some, cast.leader, T0)) == 12
    officers = shipped("officers")
    rows = list(documents.rows(officers, cast.leader, Asked(), TODAY))
    with django_assert_max_num_queries(2):
        lines = documents.lines(officers, rows, cast.leader, T0)
    counts = {line[officers.values.index("name")]: line[officers.values.index("count")] for line in lines}
    assert counts == {"周队长": "12", "罗主任": "0"}, "leaders take part in a run of their own"


def test_the_problem_ledger_has_its_columns_in_the_order_of_the_page(cast: Cast) -> None:
    mill = firm("某粮油厂")
    for n in range(3):
        cast.case(requester_id=mill, title=f"第{n}件", at=T0)
    cast.case()
    sheet = shipped("problems")
    some = list(documents.rows(sheet, cast.dispatcher, Asked(), TODAY))
    lines = documents.lines(sheet, some, cast.dispatcher, T0)
    assert [line[1] for line in lines] == [case.number for case in some]
    assert len(lines) == 3, "of enterprises alone"
    assert not documents.rows(sheet, cast.stranger, Asked(), TODAY).exists()


def test_owners_come_in_from_a_file_and_twice_is_no_change(cast: Cast, tmp_path: Path) -> None:
    mill, shop, other = firm("某粮油厂"), firm("某商店"), firm("某商店")
    sheet = shipped("key_enterprises")
    path = book(
        tmp_path / "清单.xlsx",
        ("重点企业清单",),
        ("单位名称", "联系干部", "账号", "经济类型"),
        ("某粮油厂", "周队长", "", "民营"),
        ("某商店", "", "tang", ""),
        ("某粮油厂", "小唐", "", ""),
        ("无此公司", "小唐", "", ""),
        ("某粮油厂", "周队长", "", ""),
        ("某粮油厂", "赵无名", "", ""),
    )
    first = taking.take(sheet, path, by=BY, at=T0)
    assert dict(first.counts) == {"changed": 1, "same": 1, "returned": 4}
    assert sum(first.counts.values()) == first.rows == 6
    assert [row[0] for row in first.back] == ["4", "5", "6", "8"]
    assert all(row[1] for row in first.back)
    again = taking.take(sheet, path, by=BY, at=T0)
    assert dict(again.counts) == {"changed": 0, "same": 2, "returned": 4}
    held = {subject: officer for subject, (officer, _duty) in duties.holders(ROLE, TODAY).items()}
    assert held == {mill: cast.crew.pk}
    assert {shop, other} == set(duties.nobodys("enterprise", TODAY).values_list("pk", flat=True))


def test_another_officer_in_the_file_is_a_hand_over(cast: Cast, tmp_path: Path) -> None:
    mill = firm("某粮油厂")
    actions.take_owners(ROLE, {mill: cast.crew.pk}, since=date(2026, 1, 1), by=BY, at=T0)
    path = book(tmp_path / "a.xlsx", ("企业名称", "联企干部"), ("某粮油厂", "小唐"))
    assert taking.take(shipped("key_enterprises"), path, by=BY, at=T0).counts["changed"] == 1
    assert [duty.officer for duty in duties.history_of(mill)] == [cast.mate, cast.crew]


def test_tasks_come_in_are_said_anew_and_end_with_evidence(cast: Cast, tmp_path: Path) -> None:
    sheet = shipped("tasks")
    header = ("编号", "任务", "责任人", "截止日期", "牵头单位")
    rows = [("R1", "走访规上企业", "小唐", "2026-07-31", "谢林港供电所"), ("R2", "送政策上门", "", "2026年8月1日", "")]
    bad = [
        ("R3", "无期限", "", "", ""),
        ("", "无编号", "", "2026-08-01", ""),
        ("R4", "无此单位", "", "2026-08-01", "某局"),
    ]
    path = book(tmp_path / "t.xlsx", header, *rows, *bad)
    assert dict(taking.take(sheet, path, by=BY, at=T0).counts) == {"changed": 2, "same": 0, "returned": 3}
    assert dict(taking.take(sheet, path, by=BY, at=T0).counts) == {"changed": 0, "same": 2, "returned": 3}
    task = CampaignTask.objects.get(number="R1")
    assert (task.officer, task.unit, task.due) == (cast.mate, cast.station, date(2026, 7, 31))
    with pytest.raises(Refused, match="evidence_needed"):
        actions.end_task(task.pk, done=True, evidence=" 。", by=BY, at=T0)
    actions.end_task(task.pk, done=True, evidence="走访记录 12 份", by=BY, at=T0)
    with pytest.raises(Refused, match="task_ended"):
        actions.end_task(task.pk, done=False, evidence="不做了，另有安排", by=BY, at=T0)
    with pytest.raises(Refused, match="task_unknown"):
        actions.end_task(999, done=True, evidence="走访记录", by=BY, at=T0)
    moved = book(tmp_path / "u.xlsx", header, ("R1", "走访全部企业", "小唐", "2026-07-31", "谢林港供电所"))
    back = taking.take(sheet, moved, by=BY, at=T0)
    assert back.counts["returned"] == 1
    assert "R1" in back.back[0][1]


def test_what_officers_can_take_comes_in(cast: Cast, tmp_path: Path) -> None:
    path = book(
        tmp_path / "o.xlsx",
        ("账号", "可联户数", "行业专长"),
        ("tang", "7", "C26、C13"),
        ("tang", "许多", ""),
        ("x", "3", ""),
        ("luo", "4", ""),
    )
    found = taking.take(shipped("officers"), path, by=BY, at=T0)
    assert dict(found.counts) == {"changed": 2, "same": 0, "returned": 2}
    assert cast.leader.terms.get().role == "enterprise.chief", "a leader's room is for the leaders' run"
    assert cast.mate.terms.get(role=ROLE).trades == ["C13", "C26"]


def test_a_list_that_only_shows_takes_nothing(tmp_path: Path, db: None) -> None:
    with pytest.raises(Refused, match="list_not_taken"):
        taking.take(shipped("problems"), tmp_path / "x.xlsx", by=BY, at=T0)


def test_views_and_what_a_file_may_show_are_one_list(cast: Cast) -> None:
    assert set(packs.VALUES) == {"officers", "enterprises", "tasks", "problems", "duties"}
    firm("某粮油厂")
    actions.keep_task("R1", title="走访", due=TODAY, by=BY, at=T0)
    cast.case(requester_id=firm("某商店"))
    for rows, values in packs.VALUES.items():
        sheet = ListSheet("x", "x", rows, tuple(packs.Column(value, value) for value in values))
        some = list(documents.rows(sheet, cast.leader, Asked(), TODAY))
        assert len(documents.lines(sheet, some, cast.leader, T0)) == len(some) or not some
