"""The problem ledger （问题台账）： its thirty columns, how a cell is written, and how a row is read. No database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo

from jishiyu.sensing import sheets
from jishiyu.sensing.sheets import BadCell, Cell, Table

HEADERS: Mapping[str, tuple[str, ...]] = {  # in order; the first name is ours, the others are met in offices
    "seq": ("序号",),
    "number": ("问题编号", "编号", "工单编号", "诉求编号", "案件编号", "受理编号"),
    "heard": ("收集日期", "收集时间", "受理时间", "受理日期", "登记时间", "反映时间", "问题收集时间"),
    "channel": ("收集渠道", "问题来源", "诉求来源", "来源"),
    "collector": ("收集人", "联企干部", "收集人（联企干部）"),
    "company": ("企业名称", "企业（项目）名称", "单位名称"),
    "credit_code": ("统一社会信用代码", "信用代码"),
    "trade": ("所属行业/产业链", "所属行业", "产业链", "行业"),
    "place": ("所属乡镇/园区", "所属乡镇", "所属园区", "所在乡镇", "乡镇（街道）"),
    "contact": ("联系人", "企业联系人", "诉求人", "反映人"),
    "phone": ("联系电话（脱敏）", "联系电话", "电话", "手机号码", "联系方式"),
    "text": ("问题描述", "问题诉求", "诉求内容", "问题内容", "反映问题", "具体问题"),
    "kind": ("问题类别", "诉求类别", "问题类型", "类别"),
    "valid": ("是否有效诉求", "是否有效"),
    "lead_unit": ("主办单位", "责任单位", "牵头单位", "交办单位", "承办单位"),
    "assist_units": ("协办单位", "配合单位"),
    "leader": ("责任领导", "牵头领导", "包联领导"),
    "officer": ("责任人", "具体责任人", "经办人"),
    "sent": ("交办时间", "交办日期", "派单时间"),
    "due": ("办结时限", "解决时限", "办理时限", "完成时限"),
    "extended": ("延期次数/新时限", "延期情况", "新时限"),
    "progress": ("办理进展", "当前进展", "进展情况", "办理情况"),
    "outcome": ("办结情况", "办理结果", "解决情况"),
    "evidence": ("佐证材料", "佐证"),
    "closed": ("办结时间", "办结日期", "销号时间"),
    "rating": ("企业满意度", "满意度", "评价结果"),
    "call_back": ("回访情况", "回访"),
    "removed": ("是否销号", "销号"),
    "light": ("红黄绿灯", "亮灯", "预警灯"),
    "remark": ("备注",),
}
FIELDS = tuple(HEADERS)
REQUIRED = ("heard", "text")
PERSONAL = frozenset({"contact", "phone"})
OURS_ALONE = frozenset({"seq", "light"})  # reckoned anew each time a sheet is written
LIVING = frozenset(  # what goes on changing while a case lives
    {"valid", "lead_unit", "assist_units", "leader", "officer", "sent", "extended", "progress", "outcome"}
    | {"evidence", "closed", "rating", "call_back", "removed"}
)
ENDED = ("已解决", "部分解决", "政策解释", "解释说明", "不属实", "撤回", "超职责", "无法联系", "已办结", "已答复")
YES = frozenset({"是", "已销号", "已办结", "√", "Y", "y"})
SOON = timedelta(days=1)
EARLIEST_YEAR = 1950
LONGEST = {"number": 60, "company": 120, "contact": 60, "phone": 40}
DATE_IN_TEXT = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?"
    r"(?:[T\s]*\d{1,2}\s*[:：时点]\s*\d{0,2}(?:\s*[:：分]\s*\d{1,2})?)?"
)
WORKING_DAYS = re.compile(r"(\d{1,3})\s*个?工作日")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
QUOTED = re.compile(r"^'(?=[=+\-@\t\r])")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read: what a case needs, and every cell as it was written."""

    number: str
    heard_at: datetime
    text: str
    company: str = ""
    contact: str = ""
    phone: str = ""
    promised_at: datetime | None = None
    working_days: int | None = None  # of a limit that names no date
    closed_at: datetime | None = None
    answer: str = ""  # of a row that is closed
    said: Mapping[str, str] = field(default_factory=dict)  # by field, without personal cells
    more: Mapping[str, str] = field(default_factory=dict)  # columns beyond the thirty, by header


def read(table: Table, cells: Sequence[Cell], zone: tzinfo, at: datetime) -> Row:
    """One row of a sheet. Raises BadCell with the code of what is wrong with it."""
    words = {name: _words(table, cells, name) for name in FIELDS if name not in OURS_ALONE}
    if not words["text"]:
        raise BadCell("text", "text_missing")
    if len(words["text"]) > sheets.LONGEST_TEXT:
        raise BadCell("text", "text_too_long", words["text"])
    for name, most in LONGEST.items():
        if len(words[name]) > most:
            raise BadCell(name, "too_long", words[name])
    heard_at = _moment(table.cell(cells, "heard"), "heard", zone)
    if heard_at > at + SOON:
        raise BadCell("heard", "time_in_future", words["heard"])
    closed_at = _closed(table, cells, words, heard_at, zone)
    promised_at, days = _due(table.cell(cells, "due"), heard_at, zone)
    words["heard"] = written(heard_at, zone)
    if closed_at:
        words["closed"] = written(closed_at, zone)
    if isinstance(table.cell(cells, "sent"), datetime) or sheets.SERIAL.match(words["sent"]):
        words["sent"] = written(_moment(table.cell(cells, "sent"), "sent", zone), zone)
    if promised_at and not isinstance(table.cell(cells, "due"), str):
        words["due"] = written(promised_at, zone)
    return Row(
        number=words["number"],
        heard_at=heard_at,
        text=words["text"],
        company=words["company"],
        contact=words["contact"],
        phone=words["phone"],
        promised_at=promised_at,
        working_days=days,
        closed_at=closed_at,
        answer=_answer(words) if closed_at else "",
        said={name: said for name, said in words.items() if said and name not in PERSONAL},
        more={
            name: sheets.text(cell)
            for place, (name, cell) in enumerate(zip(table.header, cells, strict=False))
            if name and place not in table.columns.values() and sheets.text(cell)
        },
    )


def _words(table: Table, cells: Sequence[Cell], name: str) -> str:
    return QUOTED.sub("", sheets.text(table.cell(cells, name)))


def _moment(cell: Cell, name: str, zone: tzinfo) -> datetime:
    found = sheets.moment(cell, name, zone)
    if found.year < EARLIEST_YEAR:
        raise BadCell(name, "time_unreadable", sheets.text(cell))
    return found


def _closed(
    table: Table, cells: Sequence[Cell], words: Mapping[str, str], heard_at: datetime, zone: tzinfo
) -> datetime | None:
    """When it was closed, or None while it is open. A row that says it is closed must say when: no date is guessed."""
    if words["closed"]:
        closed_at = _moment(table.cell(cells, "closed"), "closed", zone)
        if closed_at.time() == time() and closed_at.date() == heard_at.date():
            return heard_at  # a day without an hour
        if closed_at < heard_at:
            raise BadCell("closed", "answered_before_asked", words["closed"])
        return closed_at
    if words["removed"] in YES or any(end in words["outcome"] for end in ENDED):
        raise BadCell("closed", "closed_without_time", words["outcome"] or words["removed"])
    return None


def _due(cell: Cell, heard_at: datetime, zone: tzinfo) -> tuple[datetime | None, int | None]:
    """The promised moment, or how many working days; a day without an hour lasts to its end."""
    said = sheets.text(cell)
    if not said:
        return None, None
    dated = isinstance(cell, datetime) or bool(sheets.SERIAL.match(said))
    found = DATE_IN_TEXT.search(said)
    if not dated and not found:
        days = WORKING_DAYS.search(said)
        if days is None:
            raise BadCell("due", "time_unreadable", said)
        return None, int(days[1])
    promised_at = _moment(cell if dated or not found else found[0].strip(), "due", zone)
    if promised_at.time() == time():
        promised_at = promised_at.replace(hour=23, minute=59)
    if promised_at < heard_at:
        raise BadCell("due", "due_before_heard", said)
    return promised_at, None


def _answer(words: Mapping[str, str]) -> str:
    """What was answered: the last dated entry of its progress, and how it ended."""
    last = words["progress"].splitlines()[-1:]
    return "\n".join([*last, words["outcome"] or "已办结"])


def written(at: datetime | None, zone: tzinfo) -> str:
    """2026-07-14 10:05 in the office's own zone; empty for none."""
    return at.astimezone(zone).isoformat(" ", "minutes")[:16] if at else ""


def limit_words(amount: int, unit: str, due: str | None) -> str:
    """A limit and the moment it ends: "5个工作日，2026-07-21 10:00"."""
    said = f"{amount}{UNITS[unit]}" if unit in UNITS else ""
    return f"{said}，{due}" if said and due else said or due or ""


def light(due: str | None, closed: str | None, *, now: str, tomorrow: str) -> str:
    """红 once it is late, 黄 in its last day, 绿 otherwise; empty while nothing is promised. Moments as written."""
    if not due:
        return ""
    if (closed or now) > due:
        return "红"
    return "黄" if not closed and due < tomorrow else "绿"


def harmless(cell: str) -> str:
    """A cell of a CSV that no spreadsheet takes for a formula; reading takes the sign off again."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def headers(*, masked: bool) -> list[str]:
    names = [names[0] for names in HEADERS.values()]
    return names if masked else [name.replace("（脱敏）", "") for name in names]


UNITS: Mapping[str, str] = {
    "working_days": "个工作日",
    "days": "天",
    "hours": "小时",
    "working_hours": "个工作小时",
    "minutes": "分钟",
}
OUTCOMES: Mapping[str, str] = {
    "solved": "已解决",
    "unverified": "已答复，未经诉求人确认",
    "unreachable": "已答复，无法联系诉求人",
    "explained": "政策解释",
    "not_true": "不属实",
    "out_of_duty": "超职责",
    "withdrawn": "企业撤回",
    "withdrawn_after_contact": "联系后撤回",
}
STATES: Mapping[str, str] = {
    "received": "待派单",
    "dispatched": "待签收",
    "handling": "办理中",
    "answered": "待回访",
}
NOT_VALID = frozenset({"not_true", "out_of_duty"})
RATINGS = ("", "很不满意", "不满意", "基本满意", "满意", "非常满意")
