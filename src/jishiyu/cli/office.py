"""The command `jishiyu office`: one workbook says who and where an office is; loaded twice it changes nothing."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from django.db import transaction
from django.utils import timezone, translation
from python_calamine import CalamineError, CalamineWorkbook

from jishiyu.casework import actions as casework
from jishiyu.casework.kinds import kinds
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Cell, Division, Duty, Officer, Post, Unit
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import Group, Source
from jishiyu.sensing.sheets import text

BY = "system:command-line"
YES = frozenset({"是", "1", "yes", "true", "y"})
CELL_KINDS = {"网格": Cell.Kind.GRID, "台区": Cell.Kind.AREA, "grid": Cell.Kind.GRID, "area": Cell.Kind.AREA}
Row = dict[str, str]


@dataclass
class Account:
    """What became of the rows of one workbook."""

    new: int = 0
    there: int = 0
    bad: list[tuple[str, int, str]] = field(default_factory=list)  # sheet, row, why
    secrets: list[tuple[str, str]] = field(default_factory=list)  # source, secret


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("office", help="load or begin the workbook that says who and where an office is")
    command.add_argument("what", choices=["load", "template"], help="load a workbook, or write an empty one")
    command.add_argument("file", type=Path, help="xlsx; rows that are there already stay as they are")
    command.set_defaults(command=_office)


def _office(chosen: argparse.Namespace) -> int:
    if chosen.what == "template":
        write_template(chosen.file)
        print(f"{chosen.file}: fill it in, then: jishiyu office load {chosen.file}")
        return 0
    done = load(chosen.file, at=timezone.now())
    print(f"{done.new} new, {done.there} there already, {len(done.bad)} refused")
    for sheet, number, why in done.bad:
        print(f"  {sheet}, row {number}: {why}")
    for source, secret in done.secrets:
        print(f"POST /in/{source}/ signed with this secret, which is shown this once: {secret}")
    return 1 if done.bad else 0


def load(path: Path, *, at: datetime) -> Account:
    """Load every sheet in the order below; a bad row never stops the others. Raises Refused: file_unreadable."""
    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as trouble:
        raise Refused("file_unreadable", file=path.name, why=str(trouble)[:200]) from trouble
    done = Account()
    for sheet, (columns, take) in SHEETS.items():
        if sheet not in book.sheet_names:
            continue
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        header = [text(cell) for cell in rows[0]] if rows else []
        for number, cells in enumerate(rows[1:], start=2):
            row = {name: "" for name in columns} | dict(zip(header, map(text, cells), strict=False))
            if any(row.values()):
                _take(done, sheet, number, take, row, at)
    return done


def _take(done: Account, sheet: str, number: int, take: "Taker", row: Row, at: datetime) -> None:
    try:
        with transaction.atomic():
            fresh = take(row, at, done)
    except Refused as refused:
        done.bad.append((sheet, number, message_of(refused)))
    else:
        done.new += fresh
        done.there += not fresh


def _unit(row: Row, at: datetime, done: Account) -> bool:
    if Unit.objects.filter(code=row["编码"]).exists():
        return False
    parent = _unit_of(row["上级"]) if row["上级"] else None
    registry.make_unit(
        _needed(row, "编码"), _needed(row, "名称"), division_code=_division(row["区划"]),
        parent_id=parent.pk if parent else None, is_centre=row["派单中心"].lower() in YES, by=BY, at=at,
    )  # fmt: skip
    return True


def _officer(row: Row, at: datetime, done: Account) -> bool:
    if Officer.objects.filter(username=row["账号"]).exists():
        return False
    registry.make_officer(
        _needed(row, "账号"), _needed(row, "姓名"), post=_one_of(_posts(), row, "岗位"),
        unit_id=_unit_of(row["单位"]).pk if row["单位"] else None, phone=row["电话"], by=BY, at=at,
    )  # fmt: skip
    return True


def _posts() -> dict[str, str]:
    """Posts by their code and by their name in either language."""
    known = {value: value for value in Post.values}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            known |= {str(label): value for value, label in Post.choices}
    return known


def _cell(row: Row, at: datetime, done: Account) -> bool:
    if Cell.objects.filter(code=row["编码"]).exists():
        return False
    parent = _cell_of(row["上级"])
    cell = Cell(
        code=_needed(row, "编码"), kind=_one_of(CELL_KINDS, row, "类型"), name=_needed(row, "名称"),
        division_id=_place(row, "区划"), parent_id=parent, feeder=row["馈线"][:60],
    )  # fmt: skip
    registry.make_cells([cell], by=BY, at=at)
    return True


def _alias(row: Row, at: datetime, done: Account) -> bool:
    _, changed = registry.add_alias(
        _needed(row, "名称"), home_code=_place(row, "适用区划"), division_code=_place(row, "区划"),
        cell_id=_cell_of(row["网格台区"]), by=BY, at=at,
    )  # fmt: skip
    return changed


def _source(row: Row, at: datetime, done: Account) -> bool:
    if Source.objects.filter(code=row["编码"]).exists():
        return False
    source, secret = sensing.make_source(
        _needed(row, "编码"), _needed(row, "名称"), pack=row["服务包"], unit_id=_unit_of(row["单位"]).pk,
        division_code=_division(row["区划"]), by=BY, at=at,
    )  # fmt: skip
    done.secrets.append((source.code, secret))
    return True


def _group(row: Row, at: datetime, done: Account) -> bool:
    source = Source.objects.filter(code=row["来源"]).first()
    if source is None:
        raise Refused("source_unknown", source=row["来源"])
    home, cell = _division(row["区划"]), _cell_of(row["网格台区"])
    said = {"name": row["名称"], "division_id": home, "cell_id": cell}
    said |= {"feeder": row["馈线"][:60]} if row["馈线"] else {}
    if Group.objects.filter(source=source, code=row["群号"], **said).exists():
        return False
    sensing.make_group(
        source, _needed(row, "群号"), _needed(row, "名称"), division_code=home, cell_id=cell,
        feeder=row["馈线"][:60], by=BY, at=at,
    )  # fmt: skip
    return True


def _duty(row: Row, at: datetime, done: Account) -> bool:
    officer = Officer.objects.filter(username=row["账号"]).first()
    if officer is None:
        raise Refused("officer_unknown", username=row["账号"])
    home, cell = _division(row["区划"]), _cell_of(row["网格台区"])
    held = Duty.objects.filter(officer=officer, role=row["职责"], until__isnull=True)
    if any((duty.division_id, duty.cell_id) == (home, cell) for duty in held):
        return False
    since = _day(row["自"]) if row["自"] else timezone.localdate(at)
    registry.give_duty(officer.pk, row["职责"], since=since, division_code=home, cell_id=cell, by=BY, at=at)
    return True


def _catalogue(row: Row, at: datetime, done: Account) -> bool:
    if row["类别"] not in {kind.code for kind in kinds()}:
        raise Refused("kind_unknown", kind=row["类别"])
    entry = (row["类别"], _division(row["区划"]), _unit_of(row["单位"]).pk, _needed(row, "依据"))
    return bool(casework.fill_catalogue([entry], since=timezone.localdate(at), by=BY, at=at))


Taker = Callable[[Row, datetime, Account], bool]
SHEETS: dict[str, tuple[Sequence[str], Taker]] = {
    "单位": (("编码", "名称", "区划", "上级", "派单中心"), _unit),
    "人员": (("账号", "姓名", "岗位", "单位", "电话"), _officer),
    "网格台区": (("编码", "类型", "名称", "区划", "上级", "馈线"), _cell),
    "别名": (("名称", "适用区划", "区划", "网格台区"), _alias),
    "消息来源": (("编码", "名称", "服务包", "单位", "区划"), _source),
    "群": (("来源", "群号", "名称", "区划", "网格台区", "馈线"), _group),
    "职责": (("账号", "职责", "区划", "网格台区", "自"), _duty),
    "派单目录": (("类别", "区划", "单位", "依据"), _catalogue),
}


def _needed(row: Row, column: str) -> str:
    if not row[column]:
        raise Refused("column_empty", column=column)
    return row[column]


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        raise Refused("day_unreadable", day=said[:20]) from None


def _one_of(known: Mapping[str, str], row: Row, column: str) -> str:
    if row[column] not in known:
        raise Refused("word_unknown", column=column, word=row[column], known="、".join(known))
    return known[row[column]]


def _unit_of(code: str) -> Unit:
    unit = Unit.objects.filter(code=code, active=True).first()
    if unit is None:
        raise Refused("unit_code_unknown", unit=code)
    return unit


def _cell_of(code: str) -> int | None:
    if not code:
        return None
    cell = Cell.objects.filter(code=code).first()
    if cell is None:
        raise Refused("cell_unknown", cell=code)
    return cell.pk


def _division(code: str) -> str | None:
    if code and not Division.objects.filter(pk=code).exists():
        raise Refused("division_unknown", division=code)
    return code or None


def _place(row: Row, column: str) -> str:
    return _division(_needed(row, column)) or ""


def write_template(path: Path) -> None:
    """An empty workbook with every sheet and its columns."""
    with xlsxwriter.Workbook(str(path)) as book:
        head = book.add_format({"bold": True, "bg_color": "#DCEBF0"})
        for sheet, (columns, _) in SHEETS.items():
            page = book.add_worksheet(sheet)
            page.write_row(0, 0, columns, head)
            page.set_column(0, len(columns) - 1, 22)
