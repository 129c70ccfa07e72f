"""The administrator's pages, the imports page, notices, and the language."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from jishiyu.console.views.running import read_days
from jishiyu.registry.models import CalendarDay
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import ImportRun, Inbox
from jishiyu.sensing.streams import StreamBusy
from tests.cast import Cast
from tests.console.conftest import As

LETTERS = "留言编号,留言主题,留言时间,留言详情\n1,路灯不亮,2026/7/1 10:00,村口路灯坏了半个月\n2,,没有时间,内容\n"


def test_days_are_entered_a_line_each_and_bad_lines_are_named() -> None:
    days, troubles = read_days("2027-01-01, off, 元旦\n2027-01-02，班\n\nnonsense\n2027-02-30, off\n")
    assert days == {date(2027, 1, 1): (False, "元旦"), date(2027, 1, 2): (True, "")}
    assert len(troubles) == 2
    assert "4" in troubles[0]
    assert "5" in troubles[1]


def test_the_calendar_page_keeps_good_lines_and_gives_bad_ones_back(cast: Cast, signed_in: As) -> None:
    page = signed_in(cast.admin).post("/console/calendar/", {"days": "2027-01-01, off, 元旦\nrubbish"})
    assert CalendarDay.objects.get().day == date(2027, 1, 1)
    assert "rubbish" in page.content.decode()


def test_the_health_page_says_what_is_missing(cast: Cast, signed_in: As, monkeypatch: object) -> None:
    text = signed_in(cast.admin).get("/console/health/").content.decode()
    assert "Messages waiting to be judged" in text
    assert "No worker has run yet" in text


def test_the_health_page_says_what_waits_who_reads_it_and_what_was_set_aside(cast: Cast, signed_in: As) -> None:
    now = timezone.now()
    for number, trouble in enumerate(("", "ValueError: 毒")):
        Inbox.objects.create(
            source=cast.chat,
            external_id=f"m{number}",
            body={},
            received_at=now - timedelta(minutes=2),
            trouble=trouble,
        )
    sensing.share("machine:1", at=now)
    text = signed_in(cast.admin).get("/console/health/").content.decode()
    assert "Worker machine:1 reads" in text
    assert "16 parts of the stream" in text
    assert re.search(r"12\d s", text)
    assert "ValueError: 毒" in text


def test_the_health_page_is_there_while_the_stream_is_away(
    cast: Cast, signed_in: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise StreamBusy("stream_away", 5)

    monkeypatch.setattr(sensing, "lag", away)
    assert "the stream does not answer" in signed_in(cast.admin).get("/console/health/").content.decode()


def test_a_file_is_taken_in_and_every_row_accounted_for(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.dispatcher)
    sent = {"source": "letters", "file": SimpleUploadedFile("信件.csv", LETTERS.encode())}
    assert browser.post("/console/imports/", sent).status_code == 302
    run = ImportRun.objects.get()
    assert sum(run.counts.values()) == run.rows == 2
    text = browser.get("/console/imports/").content.decode()
    assert "The time cannot be read" in text
    book = browser.get(f"/console/imports/{run.pk}/rejected/")
    rows = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert "没有时间" in str(rows[1])
    assert "The time cannot be read" in str(rows[1][-1])


def test_a_file_without_its_columns_is_refused_by_name(cast: Cast, signed_in: As) -> None:
    sent = {"source": "letters", "file": SimpleUploadedFile("x.csv", "甲,乙\n1,2\n".encode())}
    text = signed_in(cast.dispatcher).post("/console/imports/", sent).content.decode()
    assert "lacks these columns" in text
    assert "甲、乙" in text
    assert not ImportRun.objects.exists()


def test_notices_are_marked_read(cast: Cast, signed_in: As) -> None:
    cast.case("power.outage")
    browser = signed_in(cast.crew)
    assert "not read" in browser.get("/console/notices/").content.decode()
    browser.post("/console/notices/")
    assert "not read" not in browser.get("/console/notices/").content.decode()


def test_pages_are_chinese_first_and_english_by_switch(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.crew)
    assert "我的任务" in browser.get("/console/").content.decode()
    browser.post("/language/", {"language": "en", "next": "/console/"})
    assert "My tasks" in browser.get("/console/").content.decode()
