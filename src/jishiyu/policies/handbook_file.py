"""The handbook as a workbook: one row for each card, with its clause and its document. No database."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from jishiyu.lib.refused import Refused
from jishiyu.policies.drafts import CardDraft, ClauseDraft, DocumentDraft, checked_card, checked_document

COLUMNS: Mapping[str, str] = {
    "文件标题": "document.title", "文号": "document.number", "发文单位": "document.issuer", "原文链接": "document.url",
    "发布日期": "document.issued", "施行日期": "document.since", "有效期至": "document.until",
    "条款号": "clause.number", "条款原文": "clause.text",
    "卡片标题": "card.title", "主题": "card.theme", "给什么": "card.what", "给谁": "card.whom", "给多少": "card.amount",
    "怎么办": "card.how", "申报截止": "card.apply_until", "受理地址": "card.where", "咨询电话": "card.phone",
    "兑现时限": "card.paid_within", "行业代码": "rule.trade", "区划代码": "rule.place", "办理事项代码": "card.scheme",
}  # fmt: skip
NEEDED = (
    "文件标题",
    "发文单位",
    "发布日期",
    "施行日期",
    "条款号",
    "条款原文",
    "卡片标题",
    "主题",
    "给什么",
    "给谁",
    "怎么办",
    "咨询电话",
)
WIDE = {"条款原文": 48, "给什么": 30, "给谁": 30, "怎么办": 30, "文件标题": 30}
DAYS = frozenset({"document.issued", "document.since", "document.until", "card.apply_until"})
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
HEADER_WITHIN, MOST_ROWS = 10, 5000
THEME_WORDS: Mapping[str, str] = {
    "金融信贷": "finance", "税费减免": "tax", "技改设备": "equipment", "用工技能": "labour", "用地厂房": "land",
    "市场开拓": "market", "创业成长": "start", "节能环保": "green", "服务保障": "service",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HandbookRow:
    """One row: what it says, or why it cannot be taken."""

    number: int  # in the file
    document: DocumentDraft | None = None
    clause: ClauseDraft | None = None
    card: CardDraft | None = None
    trades: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    refused: Refused | None = None


def read(content: bytes) -> list[HandbookRow]:
    """Rows of the first sheet that say something, each read or refused by itself. Raises Refused for a file that is
    none: file_unreadable, file_empty, columns_missing, rows_too_many."""
    try:
        cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError, IndexError) as trouble:
        raise Refused("file_unreadable", file="xlsx", why=str(trouble)[:200]) from trouble
    texts = [[_text(cell) for cell in row] for row in cells]
    if not any(any(row) for row in texts):
        raise Refused("file_empty", file="xlsx")
    head = max(range(min(len(texts), HEADER_WITHIN)), key=lambda place: len(COLUMNS.keys() & set(texts[place])))
    places = {name: texts[head].index(name) for name in COLUMNS if name in texts[head]}
    missing = [name for name in NEEDED if name not in places]
    if missing:
        raise Refused("columns_missing", missing="、".join(missing), found="、".join(filter(None, texts[head]))[:400])
    rows = [(number, row) for number, row in enumerate(texts[head + 1 :], start=head + 2) if any(row)]
    if len(rows) > MOST_ROWS:
        raise Refused("rows_too_many", most=MOST_ROWS)
    return [
        _row(number, {name: row[at] if at < len(row) else "" for name, at in places.items()}) for number, row in rows
    ]


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell if cell is not None else "").strip()


def _row(number: int, said: Mapping[str, str]) -> HandbookRow:
    try:
        parts: dict[str, dict[str, Any]] = {"document": {}, "clause": {}, "card": {}, "rule": {}}
        for name, text in said.items():
            part, _dot, field = COLUMNS[name].partition(".")
            parts[part][field] = _day(name, text) if COLUMNS[name] in DAYS else text
        for name in ("发布日期", "施行日期"):
            if not said[name]:
                raise Refused("column_empty", column=name)
        parts["card"]["theme"] = THEME_WORDS.get(parts["card"]["theme"], parts["card"]["theme"])
        return HandbookRow(
            number,
            checked_document(DocumentDraft(**parts["document"], clauses=(ClauseDraft(**parts["clause"]),))),
            ClauseDraft(**parts["clause"]),
            checked_card(CardDraft(**parts["card"])),
            _codes(parts["rule"].get("trade", "")),
            _codes(parts["rule"].get("place", "")),
        )
    except Refused as refused:
        return HandbookRow(number, refused=refused)


def _day(column: str, text: str) -> date | None:
    if not text:
        return None
    found = DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(text)
    except ValueError:
        raise Refused("cell_unreadable", column=column, said=text[:40]) from None


def _codes(text: str) -> tuple[str, ...]:
    return tuple(filter(None, re.split(r"[、,，;；\s]+", text)))


def write(rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with these rows, in the columns that `read` knows; without rows a form to fill in."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("惠企政策")
        head, text = book.add_format({"bold": True, "bg_color": "#DCEBF0"}), book.add_format({"num_format": "@"})
        for place, name in enumerate(COLUMNS):
            sheet.set_column(place, place, WIDE.get(name, 14), text)
        sheet.write_row(0, 0, list(COLUMNS), head)
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows, start=1):
            sheet.write_row(place, 0, row)
        sheet.data_validation(1, 10, MOST_ROWS, 10, {"validate": "list", "source": list(THEME_WORDS)})
    return out.getvalue()
