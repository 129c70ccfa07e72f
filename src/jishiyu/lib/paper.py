"""Plain official Word documents made by code, in the measures of GB/T 9704 (party and government documents)."""

import io
from collections.abc import Sequence
from datetime import datetime

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.text.paragraph import Paragraph

TITLE_FONT, TEXT_FONT, HEAD_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"
TITLE_SIZE, TEXT_SIZE, TABLE_SIZE, SMALL_SIZE = Pt(22), Pt(16), Pt(12), Pt(9)
LINE = Pt(28)
MARGINS = (Mm(37), Mm(26), Mm(35), Mm(28))  # top, right, bottom, left
MADE_AT = datetime(2026, 1, 1)  # noqa: DTZ001  (so that the same document has the same bytes)


class Paper:
    """One document, written from top to bottom."""

    def __init__(self) -> None:
        self._document = Document()
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = MARGINS
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = TEXT_FONT, TEXT_SIZE
        style.element.rPr.rFonts.set(qn("w:eastAsia"), TEXT_FONT)
        known = self._document.core_properties
        known.author, known.title, known.comments = "", "", ""
        known.created = known.modified = MADE_AT

    def title(self, text: str) -> None:
        self._line(text, TITLE_FONT, TITLE_SIZE).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def head(self, text: str) -> None:
        self._line(text, HEAD_FONT, TEXT_SIZE).paragraph_format.first_line_indent = 2 * TEXT_SIZE

    def line(self, text: str, *, flush: bool = False) -> None:
        """A paragraph, its first line moved in by two characters; `flush` for those addressed."""
        paragraph = self._line(text, TEXT_FONT, TEXT_SIZE)
        paragraph.paragraph_format.first_line_indent = Pt(0) if flush else 2 * TEXT_SIZE

    def middle(self, text: str) -> None:
        """A line in the middle, as below a title."""
        self._line(text, TEXT_FONT, TEXT_SIZE).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def small(self, text: str) -> None:
        """A note in small type, as tight as it is small."""
        self._line(text, TEXT_FONT, SMALL_SIZE).paragraph_format.line_spacing = Pt(14)

    def tag(self, text: str) -> None:
        """A paragraph that only repeats or chooses, and goes when the letter is filled."""
        self._line(text, TEXT_FONT, TEXT_SIZE)

    def signed(self, *lines: str) -> None:
        for text in lines:
            self._line(text, TEXT_FONT, TEXT_SIZE).alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def table(self, rows: Sequence[Sequence[str]], *, shares: Sequence[float] = ()) -> None:
        """A table whose head is repeated on every page and whose rows stay whole; `shares` divide the width."""
        table = self._document.add_table(rows=0, cols=len(rows[0]))
        table.style = "Table Grid"
        table.autofit = not shares
        section = self._document.sections[0]
        width = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
        for place, row in enumerate(rows):
            line = table.add_row()
            known = line._tr.get_or_add_trPr()
            known.append(OxmlElement("w:cantSplit" if place else "w:tblHeader"))
            for number, (cell, text) in enumerate(zip(line.cells, row, strict=True)):
                if shares:
                    cell.width = Emu(int(width * shares[number] / sum(shares)))
                self._put(cell.paragraphs[0], text, TEXT_FONT if place else HEAD_FONT, TABLE_SIZE)
                cell.paragraphs[0].paragraph_format.first_line_indent = Pt(0)

    def page(self) -> None:
        """What follows begins on a new page."""
        self._document.add_page_break()  # type: ignore[no-untyped-call]

    def content(self) -> bytes:
        out = io.BytesIO()
        self._document.save(out)
        return out.getvalue()

    def _line(self, text: str, font: str, size: Pt) -> Paragraph:
        paragraph = self._document.add_paragraph()
        form = paragraph.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
        form.space_before = form.space_after = Pt(0)
        self._put(paragraph, text, font, size)
        return paragraph

    def _put(self, paragraph: Paragraph, text: str, font: str, size: Pt) -> None:
        run = paragraph.add_run(text)
        run.font.name, run.font.size = font, size
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
