"""What a report of programmes says: figures of each, and every item as it stood on the last day of the period."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from jishiyu.figures.actions import Wanted
from jishiyu.figures.printing import amount, percent
from jishiyu.figures.scopes import Period, Scope
from jishiyu.programmes.kinds import series_of
from jishiyu.programmes.queries import overviews
from jishiyu.programmes.standing import Standing

CODES = ("programmes.finished", "programmes.above")
STATES: Mapping[str, str] = {
    "above": "超额完成",
    "finished": "已完成",
    "ahead": "快于序时",
    "on_plan": "符合序时",
    "slight": "略慢于序时",
    "yellow": "滞后（黄灯）",
    "red": "严重滞后（红灯）",
    "adjusted": "经批准调整目标",
    "unread": "未报进度",
    "not_begun": "未开工",
    "dropped": "已取消",
}


def wanted(period: Period) -> list[Wanted]:
    """How many items of each open programme are finished, and how many are above their target."""
    found = [one.programme for one in overviews(period.last)]
    return [Wanted(code, Scope(about=one.code), label=one.name) for one in found for code in CODES]


def items(day: date) -> list[dict[str, str]]:
    """Every item of every open programme as it stands on a day: target, done, share, time gone, light in words."""
    return [_item(row, one.programme.name) for one in overviews(day) for row in one.standings]


def _item(row: Standing, programme: str) -> dict[str, str]:
    target, done = row.target, row.done
    return {
        "programme": programme,
        "name": row.item.name,
        "unit": row.item.lead_unit.name if row.item.lead_unit else "—",
        "target": _amount(target.series, target.amount) if target else "—",
        "done": _amount(row.item.series, done) if done is not None and row.item.series else "—",
        "share": percent_of(Fraction(done, target.amount)) if target and done is not None else "—",
        "expected": percent_of(row.expected) if target else "—",
        "state": STATES[row.state],
    }


def percent_of(share: Fraction) -> str:
    """Of a share that may be more than the whole; never rounder than the truth."""
    if share <= 1:
        return percent(share.numerator, share.denominator)
    return f"{float(100 * share):.1f} %"


def _amount(series: str, value: int) -> str:
    known: Any = series_of(series)
    return f"{amount(value, known.places)} {known.unit}"
