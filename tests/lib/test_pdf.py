"""Printed pages: lines broken as Chinese is set, type really in the file, tables over pages, codes that read."""

import io
import re
from datetime import UTC, datetime

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from jishiyu.lib import fonts
from jishiyu.lib.lines import NEVER_FIRST, NEVER_LAST, broken
from jishiyu.lib.pdf import A4, POCKET, Document, Sheet

AT = datetime(2026, 7, 14, 2, 0, tzinfo=UTC)
PARAGRAPH = "企业购置设备的，按照实际投入给予补助；单个企业每年最多补助二十万元。咨询电话(0735)12345、18012345678。"


def made(sheet: Sheet = A4, *, font: str = "") -> Document:
    document = Document(title="试印", sheet=sheet, font=font, foot="试印本", at=AT)
    document.page()
    return document


def read(content: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content)]


def pictures(content: bytes, scale: float = 3) -> list[Image.Image]:
    return [page.render(scale=scale).to_pil() for page in pypdfium2.PdfDocument(content)]


WORDS = st.lists(
    st.tuples(
        st.sampled_from(["", "（", "(", "《"]),
        st.text("中文字", min_size=1, max_size=9),
        st.sampled_from(",。;》)、，；：？！）］｝％"),
    )
)


@given(WORDS, st.integers(4, 12))
def test_lines_hold_all_the_text_and_none_begins_with_a_closing_mark(words: list[tuple[str, ...]], width: int) -> None:
    text = "".join(map("".join, words))
    lines = broken(text, width, len)
    assert "".join(lines) == text
    assert all(len(line) <= width for line in lines)
    assert not any(line[0] in NEVER_FIRST for line in lines if line)
    assert not any(line[-1] in NEVER_LAST for line in lines if line)


@given(st.text("中文字,。;(《》)、abc 12.5%\n", max_size=60), st.integers(1, 12))
def test_whatever_the_text_nothing_is_lost(text: str, width: int) -> None:
    lines = broken(text, width, len)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert all(len(line) <= width for line in lines)


def test_a_number_stays_whole_and_an_address_wider_than_the_line_is_cut() -> None:
    assert broken("补助一百二十万元整,共计1200000元", 14, len) == ["补助一百二十万元整,共计", "1200000元"]
    assert broken("https://example.gov/policies/a-very-long-one/", 20, len)[0] == "https://example.gov/"


@pytest.mark.parametrize("font", ["", "carried"])
def test_what_is_printed_can_be_read_back_whatever_font_there_is(font: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if font:
        monkeypatch.setattr(fonts, "SYSTEM", ())
    document = made()
    document.heading("第一章 总则")
    document.paragraph(PARAGRAPH)
    text = read(document.content())[0]
    assert re.sub(r"\s", "", PARAGRAPH) in re.sub(r"\s", "", text)
    assert "试印本" in text
    assert len(document.content()) < 120_000  # only the characters in use are in the file


def test_a_font_that_is_named_and_missing_is_an_error() -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        made(font="/nowhere/type.ttf")
    assert fonts.chinese(f"{fonts.chinese().path}#1").number == 1


def test_a_table_goes_over_pages_with_its_head_on_each_and_loses_no_row() -> None:
    document = made(POCKET)
    rows = [[f"第{number}号企业", "一段很长的说明,写满好几行;" * (number % 4 + 1)] for number in range(40)]
    document.table(["名称", "说明"], [*rows, ["最后", "很高的一行。" * 200]], shares=[1, 3])
    pages = read(document.content())
    assert len(pages) > 4
    assert all("名称" in page for page in pages)
    assert all(f"第{number}号企业" in "".join(pages) for number in range(40))
    assert re.sub(r"\s", "", "".join(pages)).count("很高的一行。") >= 190  # but those parted by the foot of a page


def test_the_contents_name_the_pages_where_headings_stand() -> None:
    document = made(POCKET)
    document.contents("目录", 30)
    for number in range(30):
        document.page()
        document.heading(f"政策{number:02d}")
    pages = read(document.content())
    first = next(place for place, text in enumerate(pages, 1) if "政策07" in text and "目录" not in text)
    listed = "".join(page for page in pages if "目录" in page or "政策29" in page)
    assert re.search(rf"政策07\s*{first}\b", listed)


def test_a_code_printed_small_is_read_by_a_phone() -> None:
    address = "https://jishiyu.example.gov/policies/12/34/?via=book"
    document = made(POCKET)
    document.qr(address, 70, 30, 22)
    found = zxingcpp.read_barcodes(pictures(document.content())[0])
    assert [one.text for one in found] == [address]


def test_a_chart_is_placed_as_svg_or_png() -> None:
    square = b'<rect width="200" height="100" fill="#c00"/>'
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">' + square + b"</svg>"
    out = io.BytesIO()
    Image.new("RGB", (40, 20), (0, 0, 200)).save(out, "PNG")
    document = made()
    for content in (svg, out.getvalue()):
        document.picture(content, width=60)
    colours = pictures(document.content(), 1)[0].convert("RGB").getcolors(1 << 20) or []
    assert {(204, 0, 0), (0, 0, 200)} <= {colour for count, colour in colours if count > 500}


def test_the_same_document_made_at_the_same_moment_has_the_same_bytes() -> None:
    def once() -> bytes:
        document = made()
        document.paragraph(PARAGRAPH)
        return document.content()

    assert once() == once()
