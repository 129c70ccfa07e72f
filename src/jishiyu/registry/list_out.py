"""Lists going out: profiles in the columns they come in by, and the account of a list that was taken in."""

import io
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishiyu.lib.phrases import Phrase
from jishiyu.registry.kinds import Attribute, attributes
from jishiyu.registry.merging import Outcome, Plan
from jishiyu.registry.models import Profile
from jishiyu.registry.profile_file import Remark, Sheet
from jishiyu.registry.sheet_rows import Cell

HEADINGS = ("企业名称", "统一社会信用代码", "所属乡镇")
OF_OTHERS = ("编号", "名称", "所属乡镇")  # of those that have no code
SHEETS = {"enterprise": "企业名单", "household": "家庭名单"}
WAN = 1_000_000  # fen
BOOK = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
WORDS: Mapping[str, Phrase] = {
    "cell_unreadable": gettext_lazy("%(column)s: nobody can make out “%(value)s”; it was left out."),
    "place_unknown": gettext_lazy("The place “%(value)s” is not known, or may be several; it was left out."),
    "row_code_wrong": gettext_lazy("The credit code %(value)s has a wrong check digit or length."),
    "row_conflicts": gettext_lazy("%(column)s contradicts row %(value)s of this file, which was taken."),
    "row_nameless": gettext_lazy("Neither a name nor a credit code."),
    "row_nameless_new": gettext_lazy("The credit code %(value)s is not known yet, and the row has no name."),
    "row_of_several": gettext_lazy("Several are called %(value)s; without a code nobody can say which is meant."),
    "row_total": gettext_lazy("Not an enterprise: %(value)s."),
}
FIELDS: Mapping[str, Phrase] = {
    "name": gettext_lazy("Name"),
    "code": gettext_lazy("Credit code"),
    "contact": gettext_lazy("Contact"),
    "phone": gettext_lazy("Phone"),
    "place": gettext_lazy("Place"),
    "division": gettext_lazy("Place"),
}


def reason_of(remark: Remark) -> str:
    """A remark in the reader's words."""
    column = remark.column
    if remark.code == "row_conflicts":
        known = attributes()
        column = str(known[column].name) if column in known else str(FIELDS.get(column, column))
    return str(WORDS[remark.code]) % {"column": column, "value": remark.value}


def outcome_words(outcome: Outcome) -> str:
    if outcome.what == "aside" and outcome.remark:
        return reason_of(outcome.remark)
    if outcome.what == "repeated":
        return _("Says nothing else than row %(first)d.") % {"first": outcome.first}
    return {"new": _("New"), "changed": _("Changed"), "same": _("Said the same")}[outcome.what]


def account(sheet: Sheet, plan: Plan, rows_remarks: Mapping[int, Sequence[Remark]], out: str | Path | IO[bytes]) -> int:
    """A workbook of the rows set aside, each with its reason before it, and a second sheet of cells that were left out.
    Returns how many rows were set aside."""
    aside = [number for number, outcome in plan.outcomes.items() if outcome.what == "aside"]
    with closing(xlsxwriter.Workbook(out, BOOK)) as book:
        page = book.add_worksheet(_("Not taken in"))
        page.set_column(1, 1, 50)
        page.write_row(0, 0, [_("Row"), _("Why"), *sheet.header])
        for place, number in enumerate(aside, start=1):
            cells = [_cell(cell) for cell in sheet.cells.get(number, ())]
            page.write_row(place, 0, [number, outcome_words(plan.outcomes[number]), *cells])
        page = book.add_worksheet(_("Left out"))
        page.set_column(1, 1, 50)
        page.write_row(0, 0, [_("Row"), _("Why")])
        told = [(number, remark) for number, remarks in rows_remarks.items() for remark in remarks]
        for place, (number, remark) in enumerate(told, start=1):
            page.write_row(place, 0, [number, reason_of(remark)])
    return len(aside)


def _cell(cell: Cell) -> Cell:
    return cell if isinstance(cell, int | float | str) else str(cell)


def write(rows: Iterable[Profile], out: str | Path | IO[bytes], *, of: str = "enterprise") -> int:
    """A workbook of profiles, read with their place; of enterprises one that can be taken in again and then changes
    nothing. Contact data does not go out with it. Returns how many."""
    count, columns = 0, list(attributes(of).values())
    spoken = {one.code: _words(one) for one in columns}
    with closing(xlsxwriter.Workbook(out, BOOK)) as book:
        page = book.add_worksheet(SHEETS.get(of, "名单"))
        coded = of == "enterprise"
        page.write_row(0, 0, [*(HEADINGS if coded else OF_OTHERS), *(_heading(one) for one in columns)])
        for count, row in enumerate(rows, start=1):
            said = [_said(one, row.values.get(one.code), spoken[one.code]) for one in columns]
            first = (row.name, row.code) if coded else (row.pk, row.name)
            page.write_row(count, 0, [*first, row.subject.division_id or "", *said])
    return count


def written(rows: Iterable[Profile], *, of: str = "enterprise") -> bytes:
    """The same, as bytes."""
    out = io.BytesIO()
    write(rows, out, of=of)
    return out.getvalue()


def _heading(one: Attribute) -> str:
    name = one.headings[0] if one.headings else str(one.name)
    return f"{name}(万元)" if one.type == "money" else name


def _words(one: Attribute) -> dict[str, str]:
    with translation.override("zh-hans"):
        return {} if one.tree else {code: str(words) for code, words in one.options.items()}


def _said(one: Attribute, value: object, words: Mapping[str, str]) -> str | int | float:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case int() if one.type == "money":
            return value // WAN if value % WAN == 0 else value / WAN
        case int() | float():
            return value
        case list():
            return "、".join(words.get(part, part) for part in value)
    return words.get(str(value), str(value))
