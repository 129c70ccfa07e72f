"""Reports in Excel: real dates and numbers, heads that stay, filters, charts that Excel draws itself."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from django.utils import timezone

from jishiyu.figures.charts import Chart
from jishiyu.figures.reports.gather import Content, Number, headings

ROWS_OF_A_SHEET = 1_000_000
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "remove_timezone": True}
COLOURS = ("#0b5d74", "#b06a00")
MADE_AT = datetime(2026, 1, 1)  # noqa: DTZ001  (so that the same report has the same bytes)
COLUMNS: Sequence[tuple[str, float]] = (
    ("工单编号", 20), ("类别", 16), ("诉求类型", 12), ("乡镇", 16), ("主办单位", 22), ("受理时间", 17),
    ("原办结时限", 17), ("办结时限", 17), ("答复时间", 17), ("办结时间", 17), ("状态", 12), ("办结情况", 26),
    ("按时", 8), ("返工次数", 9), ("退单次数", 9), ("剔除", 8),
)  # fmt: skip


class _Book:
    def __init__(self) -> None:
        self.out = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.out, SAFE | {"in_memory": True})
        self.book.set_properties({"created": MADE_AT, "author": ""})
        font = {"font_name": "宋体", "font_size": 10.5}
        self.text = self.book.add_format(font | {"valign": "top", "text_wrap": True})
        self.head = self.book.add_format(font | {"bold": True, "border": 1, "bg_color": "#eef3f7", "text_wrap": True})
        self.title = self.book.add_format(font | {"bold": True, "font_size": 16})
        self.number = self.book.add_format(font | {"num_format": "#,##0"})
        self.tenth = self.book.add_format(font | {"num_format": "0.0"})
        self.share = self.book.add_format(font | {"num_format": "0.0%"})
        self.moment = self.book.add_format(font | {"num_format": "yyyy-mm-dd hh:mm"})
        self.link = self.book.add_format(font | {"font_color": COLOURS[0], "underline": 1, "valign": "top"})

    def sheet(self, name: str, heads: Sequence[tuple[str, float]], row: int = 0) -> Any:
        """A sheet with a head that stays in sight."""
        made = self.book.add_worksheet(name)
        for column, (text, width) in enumerate(heads):
            made.set_column(column, column, width)
            made.write_string(row, column, text, self.head)
        made.freeze_panes(row + 1, 1)
        made.set_landscape()
        made.fit_to_pages(1, 0)
        made.repeat_rows(row)
        return made

    def content(self) -> bytes:
        self.book.close()
        return self.out.getvalue()


def excel(content: Content, rows: Iterable[Sequence[Any]]) -> bytes:
    """The whole report; `rows` of COLUMNS, moments aware."""
    book = _Book()
    _figures(book, content)
    _units(book, content)
    _days(book, content)
    _cases(book, rows)
    _corrected(book, content)
    return book.content()


def _figures(book: _Book, content: Content) -> None:
    heads = (
        ("指标", 26),
        ("数值（点击打开明细）", 24),
        ("n", 10),
        ("N", 10),
        ("比率", 10),
        ("上期", 22),
        ("含剔除", 22),
        ("口径", 80),
    )
    sheet = book.sheet("指标", heads, row=3)
    sheet.write_string(0, 0, f"{content.office} {content.title}", book.title)
    sheet.write_string(1, 0, f"统计期 {content.first} 至 {content.last}，数据指纹 {content.digest}")
    for place, one in enumerate(content.numbers, start=4):
        sheet.write_string(place, 0, one.name, book.text)
        _number(book, sheet, place, one)
        sheet.write_string(place, 5, one.before, book.text)
        sheet.write_string(place, 6, one.with_excluded, book.text)
        sheet.write_string(place, 7, f"{one.definition}（第 {one.version} 版）", book.text)
    sheet.autofilter(3, 0, max(4, 3 + len(content.numbers)), len(heads) - 1)


def _number(book: _Book, sheet: Any, row: int, one: Number) -> None:
    sheet.write_url(row, 1, one.address, book.link, one.text)
    sheet.write_number(row, 2, one.n, book.number)
    if one.of is not None:
        sheet.write_number(row, 3, one.of, book.number)
        if one.of:
            sheet.write_formula(row, 4, f"=C{row + 1}/D{row + 1}", book.share, one.n / one.of)


def _units(book: _Book, content: Content) -> None:
    names = headings(content.kind)
    heads = [("单位", 26.0)]
    for name in names:
        heads += [(name, 22.0), (f"{name} n", 9.0), (f"{name} N", 9.0)]
    sheet = book.sheet("承办单位", heads)
    for row, unit in enumerate(content.units, start=1):
        sheet.write_string(row, 0, unit.name, book.text)
        for place, one in enumerate(unit.numbers):
            column = 1 + 3 * place
            sheet.write_url(row, column, one.address, book.link, one.text)
            sheet.write_number(row, column + 1, one.n, book.number)
            sheet.write_number(row, column + 2, one.of or 0, book.number)
    sheet.autofilter(0, 0, max(1, len(content.units)), len(heads) - 1)


def _days(book: _Book, content: Content) -> None:
    """Values day by day, and charts over them."""
    charts = content.charts
    heads = [
        ("日期", 12.0),
        *((f"{one.name}{f' ({chart.unit})' * bool(chart.unit)}", 14.0) for chart in charts for one in chart.series),
    ]
    sheet = book.sheet("每日", heads)
    for row, label in enumerate(charts[0].labels, start=1):
        sheet.write_string(row, 0, label, book.text)
    column = 1
    for number, chart in enumerate(charts):
        for place, one in enumerate(chart.series):
            for row, value in enumerate(one.values, start=1):
                if value is not None:
                    sheet.write_number(row, column + place, value, book.tenth if chart.unit else book.number)
        drawn = _chart(book, chart, column)
        sheet.insert_chart(1 + 17 * number, len(heads) + 1, drawn, {"description": str(chart.title)})
        column += len(chart.series)


def _chart(book: _Book, chart: Chart, column: int) -> Any:
    drawn = book.book.add_chart({"type": "line" if chart.shape == "lines" else "column"})
    last = len(chart.labels)
    for place, one in enumerate(chart.series):
        drawn.add_series(
            {
                "name": str(one.name),
                "categories": ["每日", 1, 0, last, 0],
                "values": ["每日", 1, column + place, last, column + place],
                "line": {"color": COLOURS[place % 2], "width": 2, "dash_type": "dash" if place else "solid"},
            }
        )
    drawn.set_title({"name": str(chart.title), "name_font": {"name": "宋体", "size": 12}})
    drawn.set_x_axis({"interval_unit": max(1, last // 8)})
    drawn.set_y_axis({"min": 0, **({"max": 100} if chart.unit == "%" else {}), "major_gridlines": {"visible": True}})
    drawn.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
    drawn.show_blanks_as("gap")
    drawn.set_size({"width": 760, "height": 320})
    return drawn


def _cases(book: _Book, rows: Iterable[Sequence[Any]]) -> None:
    sheet, row = book.sheet("台账", COLUMNS), 0
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                sheet.write_datetime(row, column, timezone.make_naive(cell), book.moment)
            elif isinstance(cell, int):
                sheet.write_number(row, column, cell, book.number)
            elif cell:
                sheet.write_string(row, column, cell, book.text)
        if row >= ROWS_OF_A_SHEET:
            break
    sheet.autofilter(0, 0, max(1, row), len(COLUMNS) - 1)


def _corrected(book: _Book, content: Content) -> None:
    sheet = book.sheet("更正", (("指标", 30), ("发布时", 26), ("现在", 26)))
    for row, cells in enumerate(content.corrected or [("没有更正", "", "")], start=1):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, book.text)
