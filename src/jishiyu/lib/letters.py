"""Word letters: a template an office may change, and plain values, become a .docx. No database."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from docx import Document
from docx.document import Document as DocumentType
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import XMLSyntaxError

from jishiyu.lib.letter_marks import MARKS, Link, Marks, Picture
from jishiyu.lib.refused import Refused

LARGEST = 1024 * 1024
LARGEST_OPENED = 16 * 1024 * 1024
MOST_PARTS = 300
DEEPEST_LOOPS = 2
MACROS = re.compile(r"vbaProject|activeX|embeddings/", re.IGNORECASE)
OUTSIDE = re.compile(rb'TargetMode\s*=\s*["\']External', re.IGNORECASE)
LINK = re.compile(rb"<Relationship\b[^>]*relationships/hyperlink[^>]*>")
TAG = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f￾￿\ud800-\udfff]")
FORBIDDEN = (
    *(nodes.Mul, nodes.Pow, nodes.Mod, nodes.Add, nodes.Sub, nodes.Div, nodes.FloorDiv),  # "%999999999d" % 3
    *(nodes.Call, nodes.Macro, nodes.CallBlock, nodes.Assign, nodes.AssignBlock, nodes.FilterBlock),
    *(nodes.Import, nodes.FromImport, nodes.Include, nodes.Extends),
)


class UnknownName(TemplateError):
    """A template asks for a value that this letter does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Missing(StrictUndefined):
    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise UnknownName(str(self._undefined_name))

    __str__ = __iter__ = __len__ = __bool__ = __eq__ = __ne__ = _fail_with_undefined_error
    __add__ = __radd__ = __getitem__ = __contains__ = __hash__ = _fail_with_undefined_error

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        self._fail_with_undefined_error()


class _Environment(ImmutableSandboxedEnvironment):
    """Values are text, lists and mappings, and a template may show, choose and repeat them: nothing else."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=_Missing)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in ("default", "join", "length", "first", "last", "trim")}
        self.tests = {name: self.tests[name] for name in ("defined", "none", "odd", "even")}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`row.name` is an item of a mapping; `loop.index` stays; text and lists have no insides."""
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if isinstance(obj, str | int | list | tuple):
            return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if any(True for _ in tree.find_all(FORBIDDEN)) or _depth(tree) > DEEPEST_LOOPS:
            raise SecurityError("more than showing, choosing and repeating")
        return tree


def _depth(node: nodes.Node) -> int:
    """How deep loops stand in loops."""
    below = max((_depth(child) for child in node.iter_child_nodes()), default=0)
    return below + isinstance(node, nodes.For)


@dataclass(frozen=True, slots=True)
class Template:
    """A letter as somebody wrote it in Word. `name` says in a complaint which one it is."""

    name: str
    content: bytes


def fill(template: Template, values: Mapping[str, Any]) -> bytes:
    """The letter as a .docx. Values are text, whole numbers, links, pictures, lists and mappings; text may hold line
    ends.

    Raises Refused, naming the template and the place in it: letter_too_large, letter_unreadable, letter_unsafe,
    letter_name_unknown (the letter has no such value), letter_tag_wrong (braces, an unknown word, a stray end).
    """
    _inspect(template)
    try:
        letter, marks = DocxTemplate(io.BytesIO(template.content)), Marks()
        letter.render(_clean(values, marks), jinja_env=_Environment())
        out = io.BytesIO()
        letter.save(out)
    except UnknownName as missing:
        place = _place_of(template, rf"\b{re.escape(missing.name)}\b")
        raise Refused("letter_name_unknown", template=template.name, name=missing.name[:60], place=place) from missing
    except SecurityError as trouble:
        raise Refused("letter_unsafe", template=template.name, why=str(trouble)[:200]) from trouble
    except (TemplateError, XMLSyntaxError, TypeError, ValueError) as trouble:
        place = _near(trouble) or _place_of(template, "[{}]")
        why = str(trouble)[:200]
        raise Refused("letter_tag_wrong", template=template.name, place=place, why=why) from trouble
    return marks.put(out.getvalue()) if marks else out.getvalue()


def _inspect(template: Template) -> None:
    """Refuse what is no plain Word file before anything reads it: bombs, macros, parts fetched from elsewhere."""
    if len(template.content) > LARGEST:
        raise Refused("letter_too_large", template=template.name, most=LARGEST // 1024)
    try:
        with zipfile.ZipFile(io.BytesIO(template.content)) as parts:
            listed = parts.infolist()
            if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > LARGEST_OPENED:
                raise Refused("letter_too_large", template=template.name, most=LARGEST // 1024)
            unsafe = next((part.filename for part in listed if MACROS.search(part.filename)), "")
            unsafe = unsafe or next((name for name in _fetching(parts, listed)), "")
        if unsafe:
            raise Refused("letter_unsafe", template=template.name, why=unsafe[:80])
        Document(io.BytesIO(template.content))
    except Refused:
        raise
    except Exception as trouble:  # a file of any bytes fails in any way: zip, XML, or the office format
        raise Refused("letter_unreadable", template=template.name) from trouble


def _fetching(parts: zipfile.ZipFile, listed: list[zipfile.ZipInfo]) -> Iterator[str]:
    """Parts that would fetch something from outside when the letter is opened; plain links wait for a click."""
    for part in listed:
        if part.filename.endswith(".rels") and OUTSIDE.search(LINK.sub(b"", parts.read(part))):
            yield part.filename


def _clean(value: Any, marks: Marks) -> Any:
    """No character that Word cannot hold, and none by which docxtpl would mean a page or a paragraph."""
    if isinstance(value, str):
        return MARKS.sub("", CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")))
    if isinstance(value, Link | Picture):
        return marks.mark(value)
    if isinstance(value, Mapping):
        return {key: _clean(inner, marks) for key, inner in value.items()}
    return [_clean(inner, marks) for inner in value] if isinstance(value, list | tuple) else value


def _near(trouble: Exception) -> str:
    """The words around a syntax error, as docxtpl noted them."""
    lines = list(getattr(trouble, "docx_context", ()))
    if not isinstance(trouble, TemplateSyntaxError) or not lines:
        return ""
    return str(lines[min(3, len(lines) - 1, max(trouble.lineno - 1, 0))]).strip()[:80]


def _place_of(template: Template, pattern: str) -> str:
    """The first paragraph with a tag in which the pattern stands."""
    for text in paragraphs(Document(io.BytesIO(template.content))):
        if any(re.search(pattern, tag) for tag in TAG.findall(text)):
            return text.strip()[:80]
    return ""


def paragraphs(document: DocumentType) -> Iterator[str]:
    """Text of every paragraph: heads and feet, body, tables."""
    for section in document.sections:
        yield from (paragraph.text for part in (section.header, section.footer) for paragraph in part.paragraphs)
    yield from (paragraph.text for paragraph in document.paragraphs)
    for table in document.tables:
        yield from (paragraph.text for row in table.rows for cell in row.cells for paragraph in cell.paragraphs)
