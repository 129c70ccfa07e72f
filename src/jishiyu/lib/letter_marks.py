"""What stands in a Word letter beside plain words: words that lead to an address, a picture in its own paragraph."""

import io
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from docx.text.run import Run

OPENS, SAYS, ENDS = "\ue000", "\ue001", "\ue002"
MARK = re.compile(f"{OPENS}(\\d+){SAYS}([^{ENDS}]*){ENDS}")
MARKS = re.compile(f"[{OPENS}{SAYS}{ENDS}]")
COLOUR = "0B5D74"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address when somebody follows them; empty, plain words."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG so wide; `words` say what is on it. Without content the words stand in its place."""

    content: bytes
    words: str
    width: float = 150


Thing = Link | Picture


class Marks:
    """Puts things where a template named them: as marks while it is filled, as themselves afterwards."""

    def __init__(self) -> None:
        self._things: list[Thing] = []

    def mark(self, thing: Thing) -> str:
        self._things.append(thing)
        return f"{OPENS}{len(self._things) - 1}{SAYS}{MARKS.sub('', thing.words)}{ENDS}"

    def __bool__(self) -> bool:
        return bool(self._things)

    def put(self, content: bytes) -> bytes:
        """A filled .docx with things where their marks are: in the body as themselves, in heads and feet as words."""
        document, out = docx.Document(io.BytesIO(content)), io.BytesIO()
        for text in list(document.element.body.iter(qn("w:t"))):
            if text.text and OPENS in text.text:
                self._take_apart(document, text.getparent())
        for section in document.sections:
            for part in (section.header, section.footer):
                for text in part._element.iter(qn("w:t")):
                    text.text = MARK.sub(r"\2", text.text or "")
        document.save(out)
        return out.getvalue()

    def _take_apart(self, document: Document, run: Any) -> None:
        """One run becomes several, so that a thing can stand among its words."""
        if run is None or run.getparent() is None:
            return  # taken apart already
        for child in [one for one in run if one.tag != qn("w:rPr")]:
            for piece in self._pieces(child):
                alone = OxmlElement("w:r")
                if run.rPr is not None:
                    alone.append(deepcopy(run.rPr))
                run.addprevious(alone)
                if isinstance(piece, Link):
                    _lead(document, alone, piece)
                elif isinstance(piece, Picture):
                    _show(document, alone, piece)
                else:
                    alone.append(piece)
        run.getparent().remove(run)

    def _pieces(self, child: Any) -> Iterator[Any]:
        """What a part of a run falls into: words as elements, and things."""
        if child.tag != qn("w:t") or OPENS not in (child.text or ""):
            yield child
            return
        last = 0
        for found in MARK.finditer(child.text):
            if found.start() > last:
                yield _words(child.text[last : found.start()])
            yield self._things[int(found[1])]
            last = found.end()
        if child.text[last:]:
            yield _words(child.text[last:])


def _words(text: str) -> Any:
    element = OxmlElement("w:t")
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _lead(document: Document, run: Any, link: Link) -> None:
    run.append(_words(link.words))
    if not link.address:
        return
    known = run.get_or_add_rPr()
    for name, value in (("w:color", COLOUR), ("w:u", "single")):
        for old in known.findall(qn(name)):
            known.remove(old)
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        known.append(element)
    around = OxmlElement("w:hyperlink")
    around.set(qn("r:id"), document.part.relate_to(link.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run.addprevious(around)
    around.append(run)


def _show(document: Document, run: Any, picture: Picture) -> None:
    if not picture.content:
        run.append(_words(f"〔{picture.words}〕"))
        return
    paragraph = Paragraph(run.getparent(), document._body)
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.first_line_indent = WD_LINE_SPACING.SINGLE, Mm(0)  # a fixed line would cut it off
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    Run(run, paragraph).add_picture(io.BytesIO(picture.content), width=Mm(picture.width))
    for described in run.iter(qn("wp:docPr")):
        described.set("descr", picture.words)
