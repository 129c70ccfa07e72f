"""Printed pages: one PDF with embedded Chinese type, written from top to bottom. Lengths are millimetres, sizes points.

The type is one weight only, so headings speak by size and colour. What is written flows over pages; a heading takes at
least two lines of what follows with it; a table repeats its head. The same document made at the same moment has the
same bytes.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import segno
from fpdf import FPDF
from fpdf.outline import OutlineSection

from jishiyu.lib import fonts
from jishiyu.lib.lines import broken

Colour = tuple[int, int, int]
Align = Literal["left", "right", "centre"]
INK, QUIET, ACCENT, RULE, SHADE = (26, 32, 44), (90, 98, 110), (15, 82, 120), (198, 205, 214), (238, 243, 247)
WHITE = (255, 255, 255)
POINT = 25.4 / 72
LEADING = 1.5
FAMILY = "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A size of paper, its margins, and the sizes of type that go with it."""

    width: float
    height: float
    side: float
    top: float
    bottom: float
    text: float
    small: float
    heads: tuple[float, float, float]


A4 = Sheet(210, 297, 22, 24, 22, 11, 9, (20, 14.5, 12))
POCKET = Sheet(105, 148, 10, 12, 12, 8, 6.5, (13, 10, 8.6))


class Document:
    """One PDF. Where the pen is: `y`; what is left of the page: `left`; the text's width: `width`."""

    def __init__(
        self, *, title: str, sheet: Sheet = A4, font: str = "", foot: str = "", language: str = "zh-Hans", at: datetime
    ) -> None:
        """`font` names a file, see fonts.chinese; `foot` stands at the foot of each page beside its number."""
        self.sheet, self._foot, self._numbered, self._fresh = sheet, foot, True, False
        self._pdf = _Pages(self._print_foot, unit="mm", format=(sheet.width, sheet.height))
        face = fonts.chinese(font)
        self._pdf.add_font(FAMILY, fname=face.path, collection_font_number=face.number)
        self._pdf.set_margins(sheet.side, sheet.top, sheet.side)
        self._pdf.set_auto_page_break(False)
        self._pdf.set_title(title)
        self._pdf.set_lang(language)
        self._pdf.set_producer("Jishiyu")
        self._pdf.set_creation_date(at)
        self._pdf.set_display_mode("fullpage")

    @property
    def width(self) -> float:
        return self.sheet.width - 2 * self.sheet.side

    @property
    def y(self) -> float:
        return float(self._pdf.get_y())

    @property
    def left(self) -> float:
        return self.sheet.height - self.sheet.bottom - self.y

    @property
    def number(self) -> int:
        """Of the page the pen is on, from 1; 0 before the first."""
        return self._pdf.page_no()

    def page(self, *, numbered: bool = True) -> None:
        """Begin a new page."""
        if not self._fresh:
            self._pdf.add_page()
        self._fresh = False
        self._numbered = numbered  # after: adding a page prints the foot of the one before
        self._pdf.set_y(self.sheet.top)

    def room(self, height: float) -> None:
        """Begin a new page unless so much is left of this one."""
        if not self.number or self._fresh or self.left < height:
            self.page()

    def space(self, height: float) -> None:
        self._pdf.set_y(self.y + height)

    def go_to(self, y: float) -> None:
        self._pdf.set_y(y)

    # words

    def heading(self, text: str, level: int = 1, *, listed: bool = True) -> None:
        """Of level 1 to 3; `listed` puts it into the outline and the contents."""
        size = self.sheet.heads[level - 1]
        lines = self.lines(text, self.width, size)
        self.room(len(lines) * size * POINT * LEADING + 3 * self.sheet.text * POINT * LEADING)
        if listed:
            self._pdf.start_section(text, level=level - 1, strict=False)
        self.paragraph(text, size=size, colour=ACCENT if level < 3 else INK)
        self.space(size * POINT * 0.35)

    def paragraph(
        self,
        text: str,
        *,
        size: float = 0,
        colour: Colour = INK,
        align: Align = "left",
        x: float | None = None,
        width: float | None = None,
        leading: float = LEADING,
    ) -> None:
        """Text in lines, over as many pages as it takes."""
        size = size or self.sheet.text
        x, width = self.sheet.side if x is None else x, self.width if width is None else width
        height = size * POINT * leading
        for line in self.lines(text, width, size):
            self.room(height)
            self.put(line, x, self.y, width=width, size=size, colour=colour, align=align, leading=leading)
            self.space(height)

    def put(
        self,
        line: str,
        x: float,
        y: float,
        *,
        width: float = 0,
        size: float = 0,
        colour: Colour = INK,
        align: Align = "left",
        leading: float = LEADING,
    ) -> None:
        """One line whose upper edge is at (x, y), where the pen stays as it is."""
        size = size or self.sheet.text
        self._pdf.set_font(FAMILY, size=size)
        self._pdf.set_text_color(*colour)
        if align != "left":
            spare = width - self._pdf.get_string_width(line)
            x += spare if align == "right" else spare / 2
        self._pdf.text(x, y + size * POINT * ((leading - 1) / 2 + 0.86), line)

    def lines(self, text: str, width: float, size: float = 0) -> list[str]:
        """How a text falls into lines of a width."""
        self._pdf.set_font(FAMILY, size=size or self.sheet.text)
        return broken(text, width, self._pdf.get_string_width)

    def height_of(self, text: str, width: float, size: float = 0, leading: float = LEADING) -> float:
        return len(self.lines(text, width, size)) * (size or self.sheet.text) * POINT * leading

    # what is not words

    def rule(self, colour: Colour = RULE) -> None:
        """A thin line across the text."""
        self._pdf.set_draw_color(*colour)
        self._pdf.set_line_width(0.2)
        self._pdf.line(self.sheet.side, self.y, self.sheet.side + self.width, self.y)

    def box(self, x: float, y: float, width: float, height: float, *, fill: Colour, corner: float = 0) -> None:
        self._pdf.set_fill_color(*fill)
        self._pdf.rect(x, y, width, height, style="F", round_corners=corner > 0, corner_radius=corner)

    def link(self, address: str, x: float, y: float, width: float, height: float) -> None:
        """Make a part of the page lead to an address (https:, tel:)."""
        self._pdf.link(x, y, width, height, address)

    def qr(self, address: str, x: float, y: float, side: float) -> None:
        """A code drawn as shapes, its quiet zone within `side`, that also leads there when pressed."""
        cells = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
        step = side / (len(cells) + 8)
        self.box(x, y, side, side, fill=WHITE)
        self._pdf.set_fill_color(0, 0, 0)
        for down, row in enumerate(cells):
            for start, end in _runs(row):
                place = (x + (start + 4) * step, y + (down + 4) * step)
                self._pdf.rect(*place, (end - start) * step, step * 1.02, style="F")  # a hair over the next: no seams
        self.link(address, x, y, side, side)

    def picture(self, content: bytes, *, width: float = 0, height: float = 0) -> None:
        """A chart or photo (SVG, PNG, JPEG) across the text, or so wide."""
        width = width or self.width
        if height:
            self.room(height)
        done = self._pdf.image(
            io.BytesIO(content), x=self.sheet.side, y=self.y, w=width, h=height, keep_aspect_ratio=bool(height)
        )
        self.space(height or done.rendered_height)

    def table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        shares: Sequence[float] = (),
        aligns: Sequence[Align] = (),
        size: float = 0,
        links: Sequence[Sequence[str]] = (),
    ) -> None:
        """A table over as many pages as it takes, its head on each. `shares` divide the width; `links` are addresses
        that cells lead to, row by row, empty where one leads nowhere."""
        size = size or self.sheet.small
        parts = list(shares) or [1.0] * len(heads)
        widths = [self.width * part / sum(parts) for part in parts]
        grid = _Grid(self, widths, list(aligns) or ["left"] * len(heads), size)
        self.room(4 * size * POINT * LEADING)
        grid.row(heads, head=True)
        for place, row in enumerate(rows):
            grid.row(row, again=heads, links=links[place] if links else ())

    def contents(self, title: str, entries: int, *, deepest: int = 1) -> None:
        """On a page of its own: headings down to a level with their pages, filled in at the end. `entries` is how many
        there will be at most, for the pages to keep free; with more, `content` raises FPDFException."""
        per_page = int((self.sheet.height - self.sheet.top - self.sheet.bottom) / self._step) - 2
        self.page(numbered=False)

        def fill(pdf: FPDF, outline: list[OutlineSection]) -> None:
            self._pdf.set_y(self.sheet.top)
            self.paragraph(title, size=self.sheet.heads[0], colour=ACCENT)
            self.space(2)
            for number, section in enumerate(one for one in outline if one.level < deepest):
                if number and number % per_page == 0:
                    self._pdf.add_page()
                    self._pdf.set_y(self.sheet.top)
                self._entry(section)

        self._pdf.insert_toc_placeholder(fill, pages=max(1, -(-entries // per_page)))
        self._fresh = True  # the pen is on the page after it

    @property
    def _step(self) -> float:
        return self.sheet.text * POINT * 1.7

    def _entry(self, section: OutlineSection) -> None:
        size = self.sheet.text if not section.level else self.sheet.small
        page, x = str(section.page_number), self.sheet.side + 4.0 * section.level
        end = 9.0
        line = self.lines(section.name, self.width - end - 4.0 * section.level, size)[0]
        colour = ACCENT if not section.level else INK
        self.put(line, x, self.y, size=size, colour=colour)
        self.put(page, self.sheet.side + self.width - end, self.y, width=end, size=size, colour=QUIET, align="right")
        inside = self._pdf.add_link(page=section.page_number)
        self._pdf.link(self.sheet.side, self.y, self.width, self._step, inside)
        self.space(self._step)

    def _print_foot(self) -> None:
        if not self._numbered:
            return
        y, size = self.sheet.height - self.sheet.bottom + 3, self.sheet.small
        self.put(self._foot, self.sheet.side, y, size=size, colour=QUIET)
        width = {"width": self.width, "align": "right"}
        self.put(str(self.number), self.sheet.side, y, size=size, colour=QUIET, **width)  # type: ignore[arg-type]

    def content(self) -> bytes:
        return bytes(self._pdf.output())


class _Pages(FPDF):
    """Calls back for the foot of each page."""

    def __init__(self, foot: Callable[[], None], *, unit: Literal["mm"], format: tuple[float, float]) -> None:
        super().__init__(unit=unit, format=format)
        self._foot = foot

    def footer(self) -> None:
        self._foot()


class _Grid:
    """A table being drawn, row by row; a row higher than a page goes on over the next."""

    PAD = 1.4

    def __init__(self, document: Document, widths: Sequence[float], aligns: Sequence[Align], size: float) -> None:
        self.on, self.widths, self.aligns, self.size = document, widths, aligns, size
        self.step = size * POINT * 1.4

    def row(
        self, cells: Sequence[str], *, head: bool = False, again: Sequence[str] = (), links: Sequence[str] = ()
    ) -> None:
        columns = [
            self.on.lines(text, width - 2 * self.PAD, self.size) for text, width in zip(cells, self.widths, strict=True)
        ]
        most = max(map(len, columns))
        if again and self.on.left < min(self._height(most), self._height(3)):
            self._turn(again)
        while most > 0:
            fits = max(1, int((self.on.left - 2 * self.PAD) / self.step))
            self._draw([lines[:fits] for lines in columns], min(most, fits), links, head=head)
            columns, most = [lines[fits:] for lines in columns], most - fits
            if most > 0:
                self._turn(again)

    def _turn(self, again: Sequence[str]) -> None:
        self.on.page()
        if again:
            self.row(again, head=True)

    def _height(self, lines: int) -> float:
        return lines * self.step + 2 * self.PAD

    def _draw(self, columns: Sequence[Sequence[str]], most: int, links: Sequence[str], *, head: bool) -> None:
        x, y = self.on.sheet.side, self.on.y
        if head:
            self.on.box(x, y, sum(self.widths), self._height(most), fill=SHADE)
        leads = links or [""] * len(columns)
        for lines, width, align, address in zip(columns, self.widths, self.aligns, leads, strict=True):
            for number, line in enumerate(lines):
                self.on.put(
                    line, x + self.PAD, y + self.PAD + number * self.step, width=width - 2 * self.PAD, size=self.size,
                    colour=ACCENT if head or address else INK, align=align, leading=1.4,
                )  # fmt: skip
            if address:
                self.on.link(address, x, y, width, self._height(most))
            x += width
        self.on.go_to(y + self._height(most))
        self.on.rule()


def _runs(row: Sequence[int]) -> list[tuple[int, int]]:
    """Where dark cells begin and end: [0, 1, 1, 0] gives [(1, 3)]."""
    found, start = [], -1
    for place, dark in enumerate([*row, 0]):
        if dark and start < 0:
            start = place
        elif not dark and start >= 0:
            found.append((start, place))
            start = -1
    return found
