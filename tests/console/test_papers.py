"""Papers about cases: a list taken away, a ledger brought in, letters about one and about many."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from pytest_django import DjangoAssertNumQueries

from jishiyu.casework import actions as casework
from jishiyu.casework.models import Case, Task
from jishiyu.casework.works import MOST_LETTERS
from jishiyu.ledger import works
from jishiyu.ledger.actions import works as files
from jishiyu.ledger.models import Entry, Work
from jishiyu.lib.letters import paragraphs
from jishiyu.sensing.models import ImportRun, RejectedRow
from tests.cast import HOUR, T0, Cast
from tests.console.conftest import As


def done() -> Work:
    """The work that was just asked for, after a worker has done it."""
    assert works.do_next("w1")
    return Work.objects.order_by("-pk")[0]


def rows_of(work: Work) -> list[list[str]]:
    with (files.folder() / work.file).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def words_of(content: bytes) -> str:
    return "\n".join(paragraphs(Document(io.BytesIO(content))))


def test_a_dispatcher_takes_the_filtered_list_away(cast: Cast, signed_in: As) -> None:
    cast.case(title="变压器嗡嗡响")
    cast.case(title="电线杆歪了", heard_at=T0 - HOUR)
    browser = signed_in(cast.dispatcher)
    answer = browser.post("/console/export/?text=电线杆", {"form": "csv"})
    assert answer["Location"] == "/console/works/"
    work = done()
    assert work.counts == {"rows": 1}
    assert work.file_name.startswith("问题台账-")
    header, row = rows_of(work)
    assert (len(header), row[1]) == (30, Case.objects.get(title="电线杆歪了").number)


def test_two_clicks_are_one_export(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.dispatcher)
    for _ in range(2):
        browser.post("/console/export/", {"form": "csv", "key": "k1"})
    assert Work.objects.count() == 1


def test_a_unit_takes_its_own_cases_away_and_no_others(cast: Cast, signed_in: As) -> None:
    mine = cast.sent().case
    cast.sent(unit=cast.other, heard_at=T0 - HOUR)
    signed_in(cast.head).post("/console/export/", {"form": "csv"})
    assert [row[1] for row in rows_of(done())[1:]] == [mine.number]


def test_names_unmasked_need_a_dispatcher_and_a_reason_and_are_on_record(cast: Cast, signed_in: As) -> None:
    cast.sent()
    page = signed_in(cast.head).post(
        "/console/export/", {"form": "csv", "opened": "1", "reason": "因为需要"}, follow=True
    )
    assert "Only a dispatcher" in page.content.decode()
    browser = signed_in(cast.dispatcher)
    page = browser.post("/console/export/", {"form": "csv", "opened": "1", "reason": "要"}, follow=True)
    assert "Say why" in page.content.decode()
    assert not Work.objects.exists()
    browser.post("/console/export/", {"form": "csv", "opened": "1", "reason": "市局要求逐户回访"})
    work = done()
    header, row = rows_of(work)
    assert (header[10], row[9], row[10]) == ("联系电话", "林阿姨", "13900005678")
    asked, finished = Entry.objects.filter(subject=work.ref).order_by("version")
    assert asked.data["params"]["reason"] == "市局要求逐户回访"
    assert (finished.data["opened"], finished.data["counts"]) == (True, {"rows": 1})
    sight = Entry.objects.get(act="contacts_exported")
    assert (sight.subject, sight.data) == (f"sight:{work.ref}", {"why": "市局要求逐户回访", "rows": 1})


def test_one_who_left_gets_nothing(cast: Cast, signed_in: As) -> None:
    signed_in(cast.dispatcher).post("/console/export/", {"form": "csv"})
    cast.dispatcher.is_active = False
    cast.dispatcher.save(update_fields=["is_active"])
    assert done().refusal["code"] == "officer_unknown"


def test_a_problem_ledger_is_brought_in_as_long_work_with_its_account(
    cast: Cast, signed_in: As, tmp_path: Path
) -> None:
    path = tmp_path / "台账.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["问题编号", "收集日期", "问题描述"])
        sheet.write_row(1, 0, ["A-1", "2026-07-10", "路灯坏了三个月"])
        sheet.write_row(2, 0, ["A-2", "前天", "水管裂了"])
    browser = signed_in(cast.dispatcher)
    browser.post(
        "/console/imports/sheet/",
        {
            "source": cast.letters.code,
            "kind": "hotline.other",
            "file": SimpleUploadedFile("台账.xlsx", path.read_bytes()),
        },
    )
    work = done()
    assert work.counts == {"rows": 2, "opened": 1, "seen_before": 0, "rejected": 1}
    page = browser.get("/console/imports/").content.decode()
    assert "台账.xlsx" in page
    assert "The time cannot be read: 前天" in page
    assert "Cases opened" in page
    assert Case.objects.get().kind == "hotline.other"


def test_a_file_of_another_kind_is_not_taken(cast: Cast, signed_in: As) -> None:
    told = {"source": cast.letters.code, "kind": "hotline.other", "file": SimpleUploadedFile("a.exe", b"MZ")}
    page = signed_in(cast.dispatcher).post("/console/imports/sheet/", told, follow=True)
    assert "Choose a source, a kind and a file" in page.content.decode()
    assert not Work.objects.exists()


def test_a_sheet_that_cannot_be_read_says_so_on_the_page_of_works(cast: Cast, signed_in: As) -> None:
    told = {"source": cast.letters.code, "kind": "hotline.other", "file": SimpleUploadedFile("a.xlsx", b"PK")}
    browser = signed_in(cast.dispatcher)
    browser.post("/console/imports/sheet/", told)
    assert done().refusal["code"] == "file_unreadable"
    assert "cannot be read" in browser.get("/console/works/").content.decode()


def test_a_letter_about_a_case_is_taken_away_as_word_and_on_record(cast: Cast, signed_in: As) -> None:
    task = cast.taken()
    browser = signed_in(cast.dispatcher)
    page = browser.get(f"/console/cases/{task.case.number}/").content.decode()
    assert f"/console/cases/{task.case.number}/letters/supervise/" in page
    answer = browser.get(f"/console/cases/{task.case.number}/letters/supervise/")
    said = words_of(answer.content)
    assert "督办函" in said
    assert "谢林港供电所" in said
    assert "2026年7月14日10时00分" in said
    entry = Entry.objects.get(subject=f"letters:{task.case_id}")
    assert (entry.act, entry.by, entry.data["kind"]) == ("written", cast.dispatcher.actor, "supervise")


def test_the_requester_stands_in_a_reply_by_name_for_those_who_verify_only(cast: Cast, signed_in: As) -> None:
    case = cast.answered()
    address = f"/console/cases/{case.number}/letters/answer/"
    assert "林阿姨：" in words_of(signed_in(cast.caller).get(address).content)
    assert Entry.objects.get(subject=f"sight:{case.ref}").act == "named_in_letter"
    elsewhere = words_of(signed_in(cast.leader).get(address).content)
    assert "林阿姨" not in elsewhere
    assert "林*姨：" in elsewhere
    assert "换了熔丝" in elsewhere
    assert Entry.objects.filter(subject=f"sight:{case.ref}").count() == 1


def test_a_letter_with_nothing_to_say_says_so(cast: Cast, signed_in: As) -> None:
    case = cast.case()
    page = signed_in(cast.dispatcher).get(f"/console/cases/{case.number}/letters/answer/", follow=True)
    assert "nothing to write" in page.content.decode()
    assert not Entry.objects.filter(subject=f"letters:{case.pk}").exists()


def test_a_letter_about_a_case_one_may_not_see_is_not_there(cast: Cast, signed_in: As) -> None:
    task = cast.sent(unit=cast.other)
    for officer in (cast.head, cast.crew, cast.admin):
        assert signed_in(officer).get(f"/console/cases/{task.case.number}/letters/urge/").status_code == 404
    assert signed_in(cast.dispatcher).get(f"/console/cases/{task.case.number}/letters/love/").status_code == 404


def test_letters_for_many_come_in_one_zip_and_those_with_nothing_to_say_are_counted(cast: Cast, signed_in: As) -> None:
    answered = cast.answered()
    cast.case(heard_at=T0 - HOUR)
    signed_in(cast.dispatcher).post("/console/letters-for-many/", {"kind": "answer"})
    work = done()
    assert work.counts == {"letters": 1, "left_out": 1}
    with zipfile.ZipFile(files.folder() / work.file) as packed:
        assert packed.namelist() == [f"{answered.number}.docx"]
        assert "换了熔丝" in words_of(packed.read(packed.namelist()[0]))


def test_too_many_letters_are_refused(cast: Cast, signed_in: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jishiyu.casework.works.MOST_LETTERS", 1)
    for place in range(2):
        cast.taken(heard_at=T0 - place * HOUR)
    signed_in(cast.dispatcher).post("/console/letters-for-many/", {"kind": "urge"})
    assert done().refusal["code"] == "too_many_letters"
    assert MOST_LETTERS == 5000


def test_a_ruling_on_a_return_is_written(cast: Cast, signed_in: As) -> None:
    task = cast.sent()
    casework.return_task(
        task.pk,
        code="wrong_owner",
        ground="线路属村集体自建",
        to_unit_id=cast.other.pk,
        by=cast.crew.actor,
        at=T0 + HOUR,
    )
    casework.decide_return(task.pk, uphold=True, words="情况属实，改派。", by=cast.dispatcher.actor, at=T0 + 2 * HOUR)
    assert Task.objects.get(pk=task.pk).return_decided_at
    said = words_of(signed_in(cast.dispatcher).get(f"/console/cases/{task.case.number}/letters/ruling/").content)
    for words in ("退单裁决书", "权属不清", "线路属村集体自建", "高新区城管执法局", "支持退单", "情况属实"):
        assert words in said


def test_twenty_imports_with_rows_that_came_back_cost_no_more_queries(
    cast: Cast, signed_in: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for place in range(20):
        run = ImportRun.objects.create(
            source=cast.letters, file_name=f"{place}.xlsx", sha256="", by="x", started_at=T0, rows=1
        )
        RejectedRow.objects.create(run=run, number=2, field="text", code="text_missing")
    browser = signed_in(cast.dispatcher)
    with django_assert_max_num_queries(12):
        page = browser.get("/console/imports/").content.decode()
    assert page.count("The row has no text") == 20
