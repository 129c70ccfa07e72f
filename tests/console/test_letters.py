"""The forms of letters: taken, changed in Word, tried, used, refused with words, and taken back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from pytest_django import DjangoAssertNumQueries

from jishiyu.casework.models import LetterForm
from jishiyu.ledger.models import Entry
from jishiyu.lib.letters import LARGEST, paragraphs
from jishiyu.lib.paper import Paper
from tests.cast import Cast
from tests.console.conftest import As


def form(*lines: str, name: str = "本局督办函.docx") -> SimpleUploadedFile:
    paper = Paper()
    for line in lines:
        paper.line(line)
    return SimpleUploadedFile(name, paper.content())


def words_of(content: bytes) -> str:
    return "\n".join(paragraphs(Document(io.BytesIO(content))))


def test_the_form_in_use_is_taken_away_and_shown_with_sample_values(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.admin)
    assert "{{ 承办单位 }}" in words_of(browser.get("/console/letters/supervise/form/").content)
    assert "谢林港供电所" in words_of(browser.get("/console/letters/supervise/preview/").content)
    page = browser.get("/console/letters/").content.decode()
    assert "{{ 承办单位 }}" in page
    assert page.count("The form that came with the product") == 10


def test_a_changed_form_is_used_from_now_on_and_on_record(cast: Cast, signed_in: As) -> None:
    case = cast.taken().case
    browser = signed_in(cast.admin)
    sent = form("本局专用：{{ 承办单位 }}，{{ 工单编号 }}")
    assert browser.post("/console/letters/supervise/change/", {"deed": "use", "file": sent}).status_code == 302
    letter = signed_in(cast.dispatcher).get(f"/console/cases/{case.number}/letters/supervise/")
    assert words_of(letter.content).strip() == f"本局专用：谢林港供电所，{case.number}"
    entry = Entry.objects.get(subject="letter:supervise")
    assert (entry.act, entry.by, entry.data["version"]) == ("changed", cast.admin.actor, 1)
    assert "本局督办函.docx" in browser.get("/console/letters/").content.decode()


def test_a_form_is_tried_without_being_used(cast: Cast, signed_in: As) -> None:
    sent = form("试：{{ 承办单位 }}")
    answer = signed_in(cast.admin).post("/console/letters/urge/change/", {"deed": "try", "file": sent})
    assert words_of(answer.content).strip() == "试：谢林港供电所"
    assert not LetterForm.objects.exists()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("请 {{ 承办单为 }} 办理", "承办单为"),
        ("{% if 承办单位 %}没有结尾", "cannot be read"),
        ("{{ 承办单位.x() }}", "may not do"),
    ],
)
def test_a_wrong_form_is_refused_with_words_and_the_old_stays(cast: Cast, signed_in: As, line: str, words: str) -> None:
    browser = signed_in(cast.admin)
    browser.post("/console/letters/urge/change/", {"deed": "use", "file": form("好：{{ 承办单位 }}")})
    page = browser.post("/console/letters/urge/change/", {"deed": "use", "file": form(line)})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert LetterForm.objects.count() == 1
    assert "好：" in words_of(browser.get("/console/letters/urge/form/").content)


def test_what_is_no_word_file_or_too_large_is_refused(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.admin)
    for content, words in ((b"MZ", "no Word file"), (b"x" * (LARGEST + 1), "larger than")):
        sent = SimpleUploadedFile("a.docx", content)
        page = browser.post("/console/letters/urge/change/", {"deed": "use", "file": sent})
        assert page.status_code == 422
        assert words in page.content.decode()


def test_our_own_form_comes_back_as_one_more_version(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.admin)
    browser.post("/console/letters/urge/change/", {"deed": "use", "file": form("改")})
    browser.post("/console/letters/urge/restore/")
    assert "催办通知" in words_of(browser.get("/console/letters/urge/form/").content)
    assert list(LetterForm.objects.order_by("version").values_list("version", "by")) == [
        (1, cast.admin.actor),
        (2, cast.admin.actor),
    ]


def test_forms_are_for_the_system_administrator_alone(cast: Cast, signed_in: As) -> None:
    for officer in (cast.dispatcher, cast.leader, cast.head):
        browser = signed_in(officer)
        for page in ("", "urge/form/", "urge/preview/", "urge/change/", "urge/restore/"):
            assert browser.post(f"/console/letters/{page}").status_code == 404
    assert signed_in(cast.admin).get("/console/letters/love/form/").status_code == 404


def test_many_versions_cost_no_more_queries(
    cast: Cast, signed_in: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = signed_in(cast.admin)
    for kind in ("urge", "supervise"):
        for place in range(4):
            browser.post(f"/console/letters/{kind}/change/", {"deed": "use", "file": form(f"第{place}版")})
    with django_assert_max_num_queries(12):
        browser.get("/console/letters/")
