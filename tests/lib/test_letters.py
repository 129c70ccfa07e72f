"""Letters from templates: what an office may write, and what a wrong or a wicked template is told."""

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from jishiyu.lib.letters import LARGEST, Template, fill, paragraphs
from jishiyu.lib.paper import Paper
from jishiyu.lib.refused import Refused

VALUES = {
    "单位": "供电所",
    "number": "JSY-1",
    "late": "",
    "rows": [{"时间": "一", "what": "二"}, {"时间": "三", "what": "四"}],
}


def written(*lines: str) -> bytes:
    paper = Paper()
    for line in lines:
        paper.line(line)
    return paper.content()


def said(content: bytes) -> list[str]:
    return [text for text in paragraphs(Document(io.BytesIO(content))) if text]


def filled(*lines: str, values: dict[str, Any] = VALUES) -> list[str]:
    return said(fill(Template("督办函", written(*lines)), values))


def refused(*lines: str) -> Refused:
    with pytest.raises(Refused) as caught:
        filled("好的一行", *lines)
    return caught.value


def repacked(content: bytes, **more: bytes) -> bytes:
    """The same file with other parts in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in more:
                new.writestr(name, old.read(name))
        for name, part in more.items():
            new.writestr(name, part)
    return out.getvalue()


def test_values_stand_where_the_template_names_them() -> None:
    assert filled("{{ 单位 }}：编号{{ number }}") == ["供电所：编号JSY-1"]


def test_lines_are_chosen_and_repeated() -> None:
    lines = (
        "{% if late %}超期{% else %}未超期{% endif %}",
        "{%p for 步 in rows %}",
        "{{ 步.时间 }}{{ 步.what }}",
        "{%p endfor %}",
    )
    assert filled(*lines) == ["未超期", "一二", "三四"]


def test_rows_of_a_table_are_repeated() -> None:
    paper = Paper()
    paper.table(
        [["时间", "事项"], ["{%tr for x in rows %}", ""], ["{{ x.时间 }}", "{{ x.what }}"], ["{%tr endfor %}", ""]]
    )
    assert said(fill(Template("表", paper.content()), VALUES)) == ["时间", "事项", "一", "二", "三", "四"]


def test_a_value_is_text_and_never_markup_or_a_template() -> None:
    wicked = "<w:p/>&{{ number }}{% if %}"
    assert filled("{{ 单位 }}", values={"单位": wicked}) == [wicked]


def test_line_ends_of_a_value_stay_and_characters_word_cannot_hold_go() -> None:
    assert filled("{{ a }}", values={"a": "一\r\n二\x0b\x0c\x00三\ud800"}) == ["一\n二三"]


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60))
def test_any_text_makes_a_letter_that_opens(text: str) -> None:
    assert fill(Template("信", written("{{ a }}。")), {"a": text})


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("{{ 单为 }}", "单为"),
        ("{{ rows[0].nope }}", "nope"),
        ("{% if nope %}x{% endif %}", "nope"),
        ("{{ 单位.x }}", "x"),
    ],
)
def test_a_name_the_letter_does_not_have_is_named_with_its_place(line: str, name: str) -> None:
    trouble = refused(f"前面 {line} 后面")
    assert (trouble.code, trouble.params["name"]) == ("letter_name_unknown", name)
    assert trouble.params["template"] == "督办函"
    assert str(trouble.params["place"]).startswith("前面")


@pytest.mark.parametrize("line", ["{{ 单位", "{% if late %}a", "{% foo %}", "{% endif %}", "{{ 单位|upper }}", "}}{{"])
def test_a_wrong_tag_is_shown_with_its_place(line: str) -> None:
    trouble = refused(line)
    assert trouble.code == "letter_tag_wrong"
    assert trouble.params["place"]
    assert trouble.params["why"]


@pytest.mark.parametrize(
    "line",
    [
        "{{ 'a' * 9999999999 }}",
        "{{ '%999999999d' % 3 }}",
        "{{ number() }}",
        "{{ rows.clear() }}",
        "{% include 'x' %}",
        "{% set a = number ~ number %}",
        "{% macro a() %}{% endmacro %}",
        "{% for a in rows %}{% for b in rows %}{% for c in rows %}x{% endfor %}{% endfor %}{% endfor %}",
    ],
)
def test_a_template_shows_chooses_and_repeats_and_nothing_else(line: str) -> None:
    assert refused(line).code == "letter_unsafe"


@pytest.mark.parametrize("line", ["{{ ''.__class__ }}", "{{ number.format }}", "{{ rows.append }}", "{{ self.x }}"])
def test_nothing_of_the_machine_can_be_reached(line: str) -> None:
    assert refused(line).code == "letter_name_unknown"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0 an old .doc", b"{{ a }}"])
def test_what_is_no_word_file_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(Refused, match="letter_unreadable"):
        fill(Template("函", content), VALUES)


def test_a_zip_that_is_no_letter_is_none() -> None:
    with pytest.raises(Refused, match="letter_unreadable"):
        fill(Template("函", repacked(written("好"), **{"word/document.xml": b"<half"})), VALUES)


def test_macros_and_parts_fetched_from_elsewhere_are_refused_and_plain_links_are_not() -> None:
    fine = written("好")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    head = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    )
    away = 'Target="http://example.org/t" TargetMode="External"/></Relationships>'
    fetched, link = (f'{head} Type="{kind}{what}" {away}' for what in ("attachedTemplate", "hyperlink"))
    for part, content in {"word/vbaProject.bin": b"x", "word/_rels/settings.xml.rels": fetched.encode()}.items():
        with pytest.raises(Refused, match="letter_unsafe"):
            fill(Template("函", repacked(fine, **{part: content})), VALUES)
    assert fill(Template("函", repacked(fine, **{"word/_rels/footnotes.xml.rels": link.encode()})), VALUES)


def test_a_large_file_and_a_small_one_that_opens_into_a_large_one_are_refused() -> None:
    for content in (b"x" * (LARGEST + 1), repacked(written("好"), bomb=b"\0" * 40_000_000)):
        with pytest.raises(Refused, match="letter_too_large"):
            fill(Template("函", content), VALUES)


def test_the_same_document_made_twice_has_the_same_words_and_stays_small() -> None:
    assert said(written("一", "二")) == said(written("一", "二"))
    assert len(written("一")) < 40_000
