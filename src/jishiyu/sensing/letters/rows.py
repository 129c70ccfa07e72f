"""Letters with their subjects, as offices hand them over: CSV (plain or .gz) or Excel, several files at once."""

import csv
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jishiyu.lib.refused import Refused
from jishiyu.sensing import sheets

FIELDS: Mapping[str, tuple[str, ...]] = {
    "label": ("label", "一级标签", "一级分类", "类别", "分类", "标签", "诉求类型", "主题分类"),
    "title": ("subject", "title", *sheets.FIELDS["title"]),
    "text": ("detail", *sheets.FIELDS["text"]),
    "whole": ("text", "全文"),
    "tokens": ("tokens", "分词"),
}
LONGEST_CELL = 10_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A letter and its subject. `text` is title, a space and body; of a letter that came cut into words it is empty
    and `tokens` holds them, with spaces between."""

    label: str
    text: str
    tokens: str = ""

    @property
    def said(self) -> str:
        """The letter as it is judged; of one cut into words, what is left of it."""
        return self.text or self.tokens.replace(" ", "")


def read(paths: Sequence[Path]) -> list[Row]:
    """All letters of these files that have a subject and say something.

    Raises Refused: file_unreadable, file_empty, columns_missing.
    """
    return [row for path in paths for row in _rows(path)]


def _rows(path: Path) -> Iterator[Row]:
    table = _table(path)
    if not {"text", "whole", "tokens"} & table.columns.keys():
        raise Refused("columns_missing", missing="text", found="、".join(table.header)[:400])
    for _, cells in table.rows:
        label, title, text, whole, tokens = (
            " ".join(sheets.text(table.cell(cells, field)).split()) for field in FIELDS
        )
        said = f"{title} {text}".strip() if title and text else whole or text or title
        if label and (said or tokens):
            yield Row(label, said, "" if said else tokens)


def _table(path: Path) -> sheets.Table:
    if not path.name.lower().endswith((".csv", ".csv.gz")):
        return sheets.read(path, FIELDS, ("label",))
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix.lower() == ".gz" else path.read_bytes()
    except (OSError, EOFError) as trouble:
        raise Refused("file_unreadable", file=path.name, why=str(trouble)[:200]) from trouble
    rows = _lines(raw, path.name)
    if not rows:
        raise Refused("file_empty", file=path.name)
    header = [sheets.text(cell) for cell in rows[0]]
    columns = sheets.columns_of(header, FIELDS)
    if "label" not in columns:
        raise Refused("columns_missing", missing="label", found="、".join(header)[:400])
    return sheets.Table(header, [(number, list(row)) for number, row in enumerate(rows[1:], start=2)], columns)


def _lines(raw: bytes, name: str) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            said = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        csv.field_size_limit(LONGEST_CELL)
        return list(csv.reader(io.StringIO(said.replace("\x00", ""), newline="")))
    raise Refused("file_unreadable", file=name, why="neither UTF-8 nor GB18030")
