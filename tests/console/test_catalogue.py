"""The pages of the dispatch catalogue: search, versions, preview before saving, Excel out and in."""

import io
import re
from datetime import timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from jishiyu.casework import actions
from jishiyu.casework.catalogue import Draft
from jishiyu.casework.catalogue_file import COLUMNS
from jishiyu.casework.models import CatalogueEntry
from tests.cast import TOWN, Cast
from tests.console.conftest import As

KIND = "hotline.construction"
LIST, NEW, IMPORT = "/console/catalogue/", "/console/catalogue/new/", "/console/catalogue/import/"


def form(cast: Cast, **more: object) -> dict[str, object]:
    today = str(timezone.localdate())
    return {
        "kind": KIND, "item": "路灯", "words": "路灯、灯杆", "division": TOWN, "unit": cast.other.pk,
        "line": "territory",
        "role": "lead", "ground": "城市照明管理规定", "since": today,
    } | more  # fmt: skip


def add(cast: Cast, **more: object) -> CatalogueEntry:
    said: dict[str, object] = {"kind": KIND, "unit_id": cast.other.pk, "ground": "城市照明管理规定", "division": TOWN}
    now = timezone.now()
    return actions.add_catalogue_entry(
        Draft(**said | more),  # type: ignore[arg-type]
        since=timezone.localdate(now),
        by=cast.dispatcher.actor,
        at=now,
    )


def book(*rows: list[object], header: tuple[str, ...] = COLUMNS) -> SimpleUploadedFile:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, header)
        for place, row in enumerate(rows, start=1):
            sheet.write_row(place, 0, row)
    return SimpleUploadedFile("目录.xlsx", out.getvalue())


def row(**said: str) -> list[object]:
    named = {"类别代码": KIND, "单位代码": "other", "依据": "城市照明管理规定"} | said
    return [named.get(name, "") for name in COLUMNS]


def test_a_new_entry_is_previewed_and_changes_nothing_until_it_is_saved(cast: Cast, signed_in: As) -> None:
    case = cast.case(KIND, text="路灯坏了", source_id=cast.letters.pk, title="来信")
    browser = signed_in(cast.dispatcher)
    shown = browser.post(NEW, form(cast, preview="1")).content.decode()
    assert case.number in shown
    assert cast.centre.name in shown.partition('id="preview"')[2]
    assert not CatalogueEntry.objects.exists()
    answer = browser.post(NEW, form(cast))
    entry = CatalogueEntry.objects.get()
    assert answer["Location"] == f"{LIST}{entry.pk}/"
    assert (entry.words, entry.division_id) == (["路灯", "灯杆"], TOWN)
    assert "城市照明管理规定" in browser.get(LIST, {"text": "灯杆"}).content.decode()
    assert "城市照明管理规定" not in browser.get(LIST, {"text": "下水道"}).content.decode()


def test_a_new_version_and_an_end_are_made_by_hand_and_the_history_tells_both(cast: Cast, signed_in: As) -> None:
    entry, browser = add(cast), signed_in(cast.dispatcher)
    page = browser.get(f"{LIST}{entry.pk}/replace/").content.decode()
    assert "城市照明管理规定" in page
    said = form(cast, item="", words="", unit=cast.station.pk, ground="移交协议")
    answer = browser.post(f"{LIST}{entry.pk}/replace/", said)
    newest = CatalogueEntry.objects.get(replaces=entry)
    assert answer["Location"] == f"{LIST}{newest.pk}/"
    told = browser.get(answer["Location"]).content.decode()
    assert told.count("移交协议") >= 2
    assert cast.dispatcher.name in told
    tomorrow = str(timezone.localdate() + timedelta(days=1))
    shown = browser.post(f"{LIST}{newest.pk}/end/", {"until": tomorrow, "preview": "1"})
    assert shown.status_code == 200
    newest.refresh_from_db()
    assert newest.until is None
    assert browser.post(f"{LIST}{newest.pk}/end/", {"until": tomorrow}).status_code == 302
    newest.refresh_from_db()
    assert str(newest.until) == tomorrow


@pytest.mark.parametrize(
    "change", [{"ground": ""}, {"unit": "x"}, {"since": "morgen"}, {"since": "2020-01-01"}, {"kind": "a.b"}]
)
def test_what_is_refused_is_said_with_what_was_written(cast: Cast, signed_in: As, change: dict[str, str]) -> None:
    answer = signed_in(cast.dispatcher).post(NEW, form(cast, **change))
    assert answer.status_code == 409
    assert "路灯、灯杆" in answer.content.decode()
    assert not CatalogueEntry.objects.exists()


def test_everybody_who_works_here_reads_it_and_only_dispatchers_change_it(cast: Cast, signed_in: As) -> None:
    entry = add(cast)
    for officer in (cast.crew, cast.head, cast.caller, cast.leader):
        browser = signed_in(officer)
        listed = browser.get(LIST).content.decode()
        assert cast.other.name in listed
        assert NEW not in listed
        assert browser.get(f"{LIST}{entry.pk}/").status_code == 200
        assert browser.get(f"{LIST}export/").status_code == 200
        for address in (NEW, IMPORT, f"{LIST}{entry.pk}/replace/"):
            assert browser.get(address).status_code == 404
        assert browser.post(f"{LIST}{entry.pk}/end/", {"until": "2030-01-01"}).status_code == 404
    assert signed_in(cast.admin).get(LIST).status_code == 404


def signed_of(page: str) -> str:
    found = re.search(r'name="signed" hidden>([^<]+)<', page)
    return found[1] if found else ""


def take(browser: Client, file: SimpleUploadedFile) -> str:
    answer = browser.post(IMPORT, {"file": file, "since": str(timezone.localdate())})
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_goes_out_to_excel_comes_back_as_nothing_new(cast: Cast, signed_in: As) -> None:
    add(cast)
    add(cast, item="路灯", words=("路灯", "灯杆"), division=None)
    add(cast, role="assist", unit_id=cast.station.pk)
    browser = signed_in(cast.dispatcher)
    content = browser.get(f"{LIST}export/").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 4
    page = take(browser, SimpleUploadedFile("目录.xlsx", content))
    assert re.search(r"Say the same</dt><dd class=\"number\">3<", page)
    assert signed_of(page) == ""


def test_a_file_is_previewed_then_saved_a_bad_row_harms_no_other(cast: Cast, signed_in: As) -> None:
    old = add(cast)
    browser = signed_in(cast.dispatcher)
    page = take(
        browser,
        book(
            row(区划代码=TOWN, 依据="移交协议", 单位代码="station"),
            row(事项="积水", 识别关键词="积水 内涝", 条线="属地", 职责="主办"),
            row(单位代码="nobody"),
            row(类别代码="没有的"),
            row(区划代码="999999"),
            row(职责="领头"),
            row(),
        ),
    )
    assert re.search(r"New entries</dt><dd class=\"number\">2<", page)
    assert re.search(r"New versions</dt><dd class=\"number\">1<", page)
    assert [int(number) for number in re.findall(r"Row (\d+)<", page)] == [4, 5, 6, 7]
    assert CatalogueEntry.objects.count() == 1
    sent = {"signed": signed_of(page), "since": str(timezone.localdate())}
    assert browser.post(IMPORT, sent).status_code == 302
    assert CatalogueEntry.objects.get(replaces=old).unit == cast.station
    assert CatalogueEntry.objects.get(item="积水").words == ["积水", "内涝"]
    assert CatalogueEntry.objects.count() == 4
    assert browser.post(IMPORT, sent).status_code == 409  # saved once
    assert CatalogueEntry.objects.count() == 4


def test_a_preview_that_was_tampered_with_or_is_anothers_saves_nothing(cast: Cast, signed_in: As) -> None:
    page = take(signed_in(cast.dispatcher), book(row()))
    signed = signed_of(page)
    other = type(cast.dispatcher).objects.create(username="fang", name="方干事", post="dispatcher", unit=cast.centre)
    today = str(timezone.localdate())
    assert signed_in(other).post(IMPORT, {"signed": signed, "since": today}).status_code == 409
    broken = signed[:-2] + "xx"
    assert signed_in(cast.dispatcher).post(IMPORT, {"signed": broken, "since": today}).status_code == 409
    assert not CatalogueEntry.objects.exists()


@pytest.mark.parametrize("content", [b"", b"MZ", "类别,事项".encode()])
def test_a_file_that_is_no_workbook_is_refused_in_words(cast: Cast, signed_in: As, content: bytes) -> None:
    sent = {"file": SimpleUploadedFile("a.xlsx", content or b" "), "since": str(timezone.localdate())}
    answer = signed_in(cast.dispatcher).post(IMPORT, sent)
    assert answer.status_code == 409
    assert "cannot be read" in answer.content.decode()


def test_a_file_without_its_columns_is_refused_with_what_was_found(cast: Cast, signed_in: As) -> None:
    sent = {"file": book(["x"], header=("谁管",)), "since": str(timezone.localdate())}
    answer = signed_in(cast.dispatcher).post(IMPORT, sent)
    assert answer.status_code == 409
    assert "谁管" in answer.content.decode()


def test_the_pages_take_at_most_twelve_queries_however_much_there_is(cast: Cast, signed_in: As) -> None:
    entry, browser = add(cast), signed_in(cast.dispatcher)
    cast.case(KIND, text="路灯坏了", source_id=cast.letters.pk)

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    pages = [LIST, NEW, f"{LIST}{entry.pk}/", f"{LIST}{entry.pk}/replace/", f"{LIST}export/"]
    browser.get(LIST)
    few = [count(address) for address in pages]
    for number in range(5):
        add(cast, item=f"事项{number}", words=(f"事项{number}",))
    assert [count(address) for address in pages] == few
    assert max(few) <= 12, few
