"""Links and pictures in letters: they stand where the template names them, and nobody's words can forge one."""

import io
import zipfile

from docx import Document
from PIL import Image

from jishiyu.lib.letter_marks import OPENS, SAYS, Link, Picture
from jishiyu.lib.letters import Template, fill, paragraphs
from jishiyu.lib.paper import Paper


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 30), (11, 93, 116)).save(out, "PNG")
    return out.getvalue()


def made(*lines: str, **values: object) -> bytes:
    paper = Paper()
    for line in lines:
        paper.line(line)
    return fill(Template("简报", paper.content()), values)


def test_words_lead_where_they_are_told_and_read_as_before() -> None:
    content = made("按时 {{ n }}，较上期 {{ n }}。", n=Link("93.7 % (937/1000)", "https://a.example/console/?a=1&b=2"))
    document = Document(io.BytesIO(content))
    assert list(paragraphs(document))[-1] == "按时 93.7 % (937/1000)，较上期 93.7 % (937/1000)。"
    links = [link for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert [link.address for link in links] == ["https://a.example/console/?a=1&b=2"] * 2


def test_a_picture_stands_in_the_paragraph_that_names_it_and_is_described() -> None:
    content = made("前", "{{ chart }}", "后", chart=Picture(png(), "走势图"))
    document = Document(io.BytesIO(content))
    assert len(document.inline_shapes) == 1
    assert 'descr="走势图"' in document.paragraphs[1]._p.xml
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert any(name.startswith("word/media/") for name in parts.namelist())


def test_a_link_repeats_with_the_rows_of_a_table() -> None:
    paper = Paper()
    paper.table([["指标"], ["{%tr for r in rows %}"], ["{{ r.n }}"], ["{%tr endfor %}"]])
    rows = [{"n": Link(f"第{n}", f"https://a.example/{n}")} for n in range(3)]
    document = Document(io.BytesIO(fill(Template("表", paper.content()), {"rows": rows})))
    cells = [cell for row in document.tables[0].rows[1:] for cell in row.cells]
    assert [cell.text for cell in cells] == ["第0", "第1", "第2"]
    assert cells[2].paragraphs[0].hyperlinks[0].address == "https://a.example/2"


def test_words_that_look_like_a_mark_are_only_words() -> None:
    content = made("{{ a }}{{ b }}", a=f"{OPENS}0{SAYS}假", b=Link("真", "https://a.example/"))
    assert list(paragraphs(Document(io.BytesIO(content))))[-1] == "0假真"


def test_in_the_head_a_link_is_its_words_and_without_content_a_picture_is_its_words() -> None:
    paper = Paper()
    paper._document.sections[0].header.paragraphs[0].add_run("{{ n }}")
    paper.line("{{ chart }}")
    filled = fill(Template("x", paper.content()), {"n": Link("一", "https://a.example/"), "chart": Picture(b"", "图")})
    assert list(paragraphs(Document(io.BytesIO(filled)))) == ["一", "", "〔图〕"]
