"""A list of visits as an Excel file, in the columns an office's ledger of visits has. No database."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

COLUMNS = (
    "序号", "走访时间", "走访方式", "企业名称", "统一社会信用代码", "所属乡镇(园区)", "走访人员", "走访记录",
    "诉求数", "问题编号", "录入时间", "备注",
)  # fmt: skip
WIDTHS = (6, 17, 10, 30, 22, 26, 20, 60, 8, 30, 17, 24)
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write(rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of rows in the order of COLUMNS, but for the first, which is counted here."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, PLAIN) as book:
        sheet = book.add_worksheet("走访台账")
        head = book.add_format({"bold": True, "bg_color": "#DCEBF0"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width, text)
        sheet.write_row(0, 0, COLUMNS, head)
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows, start=1):
            sheet.write_row(place, 0, (str(place), *row))
    return out.getvalue()
