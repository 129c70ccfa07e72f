"""Reports are made of what was published: the same numbers in every form, once a period, never changed later."""

import io
from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from python_calamine import CalamineWorkbook

from jishiyu.casework.actions import letters
from jishiyu.casework.models import Case, LetterForm
from jishiyu.figures.models import Published
from jishiyu.figures.reports import actions, jobs, queries
from jishiyu.figures.reports.gather import content_of
from jishiyu.figures.reports.models import Plan, Report
from jishiyu.ledger.models import Entry, Work
from jishiyu.ledger.works import do_next
from jishiyu.lib.letters import paragraphs
from jishiyu.lib.paper import Paper
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from tests.cast import DAY, HOUR, PHONE, SHANGHAI, T0, Cast

AT = datetime(2026, 8, 3, 9, 0, tzinfo=SHANGHAI)  # the first workday after July
BY = "system:test"


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def july(cast: Cast) -> Cast:
    """Three cases of July: one answered in time, one late and open, one nobody has."""
    cast.answered(title="及时")
    cast.taken(title="晚了")
    cast.case(title="没人管")
    return cast


def words_of(content: bytes) -> str:
    return "\n".join(paragraphs(Document(io.BytesIO(content))))


def test_a_word_brief_says_the_published_numbers_and_each_leads_to_its_rows(july: Cast) -> None:
    report = actions.make("brief", by=BY, at=AT)
    content = actions.made_of(report)
    said = words_of(content)
    assert "2026年7月1日至2026年7月31日" in said
    for value in report.published.values:
        if not value["label"] and value["code"] in ("heard", "on_time", "satisfied"):
            assert value["text"] in said
    document = Document(io.BytesIO(content))
    places = [
        *document.paragraphs,
        *(p for t in document.tables for r in t.rows for c in r.cells for p in c.paragraphs),
    ]
    links = {link.address for place in places for link in place.hyperlinks}
    assert any("/console/figures/open/on_time/?since=2026-07-01&until=2026-07-31" in link for link in links)
    assert any(f"unit={july.station.pk}" in link for link in links)
    assert len(document.inline_shapes) == 2


def test_it_is_kept_as_it_was_and_can_be_made_again_with_the_same_numbers(july: Cast, media: Path) -> None:
    report = actions.make("figures", by=BY, at=AT)
    kept = (media / report.file).read_bytes()
    Case.objects.filter(title="没人管").update(excluded_at=AT, excluded_code="beyond_law")
    again = content_of(Report.objects.get())
    assert [one.text for one in again.numbers] == [
        value["text"] for value in Published.objects.get().values if not value["label"]
    ]
    assert [what for what, _then, _now in again.corrected]
    assert (media / report.file).read_bytes() == kept


def test_what_changes_later_is_listed_and_printed_as_a_correction(july: Cast) -> None:
    report = actions.make("brief", by=BY, at=AT)
    assert "、更正" not in words_of(actions.made_of(report))
    before = next(value["text"] for value in report.published.values if value["code"] == "excluded")
    Case.objects.filter(title="没人管").update(excluded_at=AT, excluded_code="beyond_law")
    said = words_of(actions.made_of(Report.objects.get()))
    assert "五、更正" in said
    assert before in said


def test_the_excel_ledger_has_real_dates_numbers_and_charts_and_nobody_in_it(july: Cast) -> None:
    report = actions.make("ledger", by=BY, at=AT)
    content = actions.made_of(report)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["指标", "承办单位", "每日", "台账", "更正"]
    head, *rows = book.get_sheet_by_name("台账").to_python()
    assert len(rows) == 3
    assert rows[0][head.index("受理时间")] == T0.replace(tzinfo=None)
    assert rows[0][head.index("主办单位")] == "谢林港供电所"
    assert str(rows[0][head.index("乡镇")]).endswith("谢林港镇")
    assert isinstance(rows[0][head.index("返工次数")], int | float)
    figures = book.get_sheet_by_name("指标").to_python()
    assert any(row[0] and row[2] == 3 for row in figures[4:])
    everything = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    for said in ("林阿姨", PHONE, "周队长", "三组又停电了", "及时", "复兴村"):
        assert said not in everything


def test_the_pdf_is_chinese_text_that_can_be_searched_and_leads_to_the_rows(july: Cast) -> None:
    content = actions.made_of(actions.make("figures", by=BY, at=AT))
    with pypdfium2.PdfDocument(content) as document:
        said = "".join(page.get_textpage().get_text_range() for page in document)
    assert "指标报告" in said
    assert "谢林港供电所" in said
    assert b"/console/figures/open/on_time/" in content


def test_a_supervision_list_names_the_late_cases_without_a_word_of_anybody(july: Cast) -> None:
    Case.objects.filter(title="晚了").update(next_due_at=AT - 30 * HOUR)
    said = words_of(actions.made_of(actions.make("supervision", by=BY, at=AT)))
    late = Case.objects.get(title="晚了")
    assert late.number in said
    assert "1.2" in said
    for word in ("林阿姨", PHONE, "晚了", "三组"):
        assert word not in said


def test_made_twice_it_is_the_same_report(july: Cast) -> None:
    first = actions.make("brief", by=BY, at=AT)
    assert actions.make("brief", by=BY, at=AT + DAY) == first
    assert Published.objects.count() == 1
    assert Entry.objects.filter(subject=first.ref, act="made").count() == 1


def test_a_wrong_form_of_the_office_says_where_and_nothing_is_published(july: Cast, media: Path) -> None:
    paper = Paper()
    paper.line("{{ 期名 }}共受理{{ 受里总量 }}")
    with pytest.raises(Refused) as refused:
        letters.change_letter("brief", "本局简报.docx", paper.content(), by=BY, at=AT)
    assert (refused.value.code, refused.value.params["name"]) == ("letter_name_unknown", "受里总量")
    assert "受里总量" in refused.value.params["place"]
    assert not LetterForm.objects.exists()
    LetterForm.objects.create(
        kind="brief", version=1, name="坏.docx", content=paper.content(), sha256="x", by=BY, at=AT
    )
    with pytest.raises(Refused):
        actions.make("brief", by=BY, at=AT)
    assert not Published.objects.exists()
    assert not Report.objects.exists()


def test_the_office_changes_a_form_in_word_and_the_next_report_is_written_in_it(july: Cast) -> None:
    paper = Paper()
    paper.line("{{ 发文单位 }}：{{ 期名 }}受理{{ 受理总量 }}")
    sent = SimpleUploadedFile("本局简报.docx", paper.content())
    letters.change_letter("brief", sent.name or "", sent.read(), by=BY, at=AT)
    said = words_of(actions.made_of(actions.make("brief", by=BY, at=AT)))
    assert said.strip().startswith("赫山热线中心：2026年7月受理3")


def planned(cast: Cast, kind: str = "brief", **more: object) -> Plan:
    said: dict[str, object] = {"active": True, "workday": 1, "hour": 9, "readers": [cast.leader.pk], "public": True}
    return actions.set_plan(kind, by=cast.leader.actor, at=T0, **said | more)  # type: ignore[arg-type]


def test_by_its_plan_a_report_is_made_once_however_often_the_job_runs(july: Cast) -> None:
    planned(july)
    jobs.reports_due(AT - 1 * HOUR)
    assert not Work.objects.exists()
    for hours in range(3):
        jobs.reports_due(AT + hours * HOUR)
        while do_next("w"):
            pass
    report = Report.objects.get()
    assert (report.kind, report.public, report.by) == ("brief", True, "system:reports")
    notice = Notice.objects.get(reader=july.leader.actor, kind="report_ready")
    assert notice.link == f"/console/reports/{report.pk}/"
    assert not queries.due(queries.plans()["brief"], AT + 20 * DAY)
    assert queries.due(queries.plans()["brief"], AT.replace(month=9, day=1))


def test_a_worker_that_slept_for_weeks_makes_the_newest_period_only(july: Cast) -> None:
    planned(july, "supervision")
    jobs.reports_due(AT + 30 * DAY)
    while do_next("w"):
        pass
    assert [one.title for one in Published.objects.all()] == ["督查通报 2026年第35周"]


def test_a_plan_that_is_ended_makes_nothing(july: Cast) -> None:
    planned(july)
    planned(july, active=False)
    jobs.reports_due(AT)
    assert not Work.objects.exists()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"hour": 24}, "plan_out_of_bounds"),
        ({"workday": -1}, "plan_out_of_bounds"),
        ({"readers": [10**6]}, "reader_unknown"),
    ],
)
def test_a_plan_out_of_bounds_is_refused(cast: Cast, said: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        planned(cast, **said)
    assert refused.value.code == code
    assert not Plan.objects.exists()


def test_who_may_not_read_reports_is_not_told_of_them(cast: Cast) -> None:
    with pytest.raises(Refused):
        planned(cast, readers=[cast.crew.pk])
    with pytest.raises(Refused):
        planned(cast, "love")
