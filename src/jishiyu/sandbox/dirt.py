"""A list of enterprises as offices keep them: two lines of headings, merged cells, every dress of dates and amounts,
rows twice, codes mistyped. The same seed makes the same dirt."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

import xlsxwriter

from jishiyu.registry.cleaning import DAY_ZERO
from jishiyu.registry.profiles import Plain, Said

WAN = 1_000_000  # fen
TOP = (*["企业基本情况"] * 4, *["联系方式"] * 2, *["经营情况"] * 3, *["资质"] * 2, *["其他"] * 3)
LABELS = (
    "序号", "企业名称*", "统一社会 信用代码", "所属乡镇(街道)", "联系人", "联系电话", "从业人员(人)",
    "2025年营业收入(万元)", "资产总额(亿元)", "专精特新", "专精特新有效期", "行业代码", "成立时间", "经营状态",
)  # fmt: skip
BLANKS = ("", "", "——", "-", "无数据", "/")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
STATES = {"running": ("存续", "在业", "正常经营"), "paused": ("停业", "歇业"), "cancelled": ("注销",)}
SPECIAL = {
    "innovative": ("创新型中小企业",),
    "specialised": ("省级专精特新", "省级"),
    "giant": ("国家级“小巨人”", "小巨人"),
}
Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Dirty:
    """The file, and how many of its rows are what."""

    content: bytes
    rows: int
    enterprises: int
    wrong_codes: int
    repeated: int
    contradicting: int


def dirty(said: Sequence[Said], names: dict[str, str], rows: int, seed: int) -> Dirty:
    """So many rows about these enterprises; `names` are the words of their places by division code. Of a hundred rows
    one has a wrong check digit, two come again as they are, one comes again otherwise."""
    rng = Random(f"dirt:{seed}")
    wrong, again, other = rows // 100, rows // 50, rows // 100
    lines = [_line(rng, one, names) for one in said[: rows - again - other]]
    spoiled = set(rng.sample(range(len(lines)), wrong))
    for place in spoiled:
        lines[place][2] = _mistyped(rng, said[place].code)
    fine = [place for place in range(len(lines)) if place not in spoiled]
    for place in rng.sample(fine, again):
        lines.append(list(lines[place]))
    for place in rng.sample(fine, other):
        twin = list(lines[place])
        twin[6] = (said[place].values.get("enterprise.employees") or 0) + 7  # type: ignore[operator]
        lines.append(twin)
    return Dirty(_workbook(lines), len(lines), len(said[: rows - again - other]), wrong, again, other)


def _mistyped(rng: Random, code: str) -> str:
    """One digit is another: the check character finds every such slip."""
    place = rng.randrange(2, 8)
    digit = rng.choice([one for one in "0123456789" if one != code[place]])
    return code[:place] + digit + code[place + 1 :]


def _line(rng: Random, one: Said, names: dict[str, str]) -> list[Cell]:
    values = one.values
    return [
        "",
        _spaced(rng, one.name),
        rng.choice((one.code, one.code, one.code.lower(), f" {one.code} ", f"{one.code[:8]} {one.code[8:]}")),
        names.get(one.division_code or "", ""),
        one.contact,
        rng.choice((one.phone, one.phone, one.phone.translate(WIDE), f"{one.phone[:3]}-{one.phone[3:]}")),
        _count(rng, values.get("enterprise.employees")),
        _money(rng, values.get("enterprise.revenue"), WAN),
        _money(rng, values.get("enterprise.assets"), 10_000 * WAN),
        _word(rng, SPECIAL, values.get("enterprise.specialised")),
        _day(rng, values.get("enterprise.specialised_until")),
        _trade(rng, str(values.get("enterprise.trade", ""))),
        _day(rng, values.get("enterprise.founded")),
        _word(rng, STATES, values.get("enterprise.state")),
    ]


def _spaced(rng: Random, name: str) -> str:
    return rng.choice((name, name, name, f" {name}", f"{name[:2]} {name[2:]}", f"{name}\n"))


def _blank(rng: Random) -> str:
    return rng.choice(BLANKS)


def _count(rng: Random, value: Plain | None) -> Cell:
    if not isinstance(value, int):
        return _blank(rng)
    return rng.choice((value, value, str(value).translate(WIDE), f"{value:,}", f"{value}人"))


def _money(rng: Random, fen: Plain | None, unit: int) -> Cell:
    if not isinstance(fen, int):
        return _blank(rng)
    amount = fen / unit
    marked = f"{fen // unit:,}" if fen % unit == 0 else repr(amount)
    return rng.choice((amount, amount, marked, repr(amount).translate(WIDE)))


def _word(rng: Random, words: dict[str, tuple[str, ...]], value: Plain | None) -> Cell:
    return rng.choice(words[str(value)]) if value in words else _blank(rng)


def _trade(rng: Random, code: str) -> Cell:
    return rng.choice((code, code, int(code[1:]), f"{code}类", code.translate(WIDE))) if code else _blank(rng)


def _day(rng: Random, value: Plain | None) -> Cell:
    if not isinstance(value, str):
        return _blank(rng)
    one = date.fromisoformat(value)
    serial = (one - DAY_ZERO).days
    dressed = (serial, serial, value, f"{one.year}年{one.month}月{one.day}日", f"{one.year}.{one.month}.{one.day}",
               f"{one:%Y%m%d}", f"{one.year}/{one.month}/{one.day}".translate(WIDE))  # fmt: skip
    return rng.choice(dressed)


def _workbook(lines: Sequence[Sequence[Cell]]) -> bytes:
    """A title over all, two lines of headings, places of neighbours merged, a line of signatures at the end."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("企业名单")
        last = len(LABELS) - 1
        sheet.merge_range(0, 0, 0, last, "全市企业基本情况登记表(单位:万元)")
        _heading(sheet)
        for place, line in enumerate(lines):
            sheet.write_row(place + 3, 0, [place + 1, *line[1:]])
        for top in range(0, len(lines) - 1, 50):  # neighbours of one town share one merged cell
            if lines[top][3] == lines[top + 1][3]:
                sheet.merge_range(top + 3, 3, top + 4, 3, lines[top][3])
        sheet.write_row(len(lines) + 4, 1, ["填表人:", "", "审核人:"])
    return out.getvalue()


def _heading(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    start = 0
    for place in range(1, len(TOP) + 1):
        if place == len(TOP) or TOP[place] != TOP[start]:
            sheet.merge_range(1, start, 1, place - 1, TOP[start])
            start = place
    sheet.write_row(2, 0, LABELS)
