"""Whole years, months and days between two days, as terms; against a written number, a comparison with one day."""

import calendar
from datetime import date, timedelta
from typing import Literal

import polars as pl

from jishiyu.entitlements.rules.terms import SHORT, TURNED, Term, arithmetic, compare, constant, made, none_of, void

Unit = Literal["years", "months", "days"]
EPOCH = date(1970, 1, 1)
FIRST, LAST = (date.min - EPOCH).days, (date.max - EPOCH).days
LEAST_DAYS = {"years": 365, "months": 28}


def since_epoch(day: date) -> int:
    return (day - EPOCH).days


def span(unit: Unit, start: Term, end: Term) -> Term:
    """As `tree.Span` says."""
    if start.void or end.void:
        return void(SHORT)
    if unit == "days":
        return arithmetic("-", end, start)
    one, other = _parts(unit, start), _parts(unit, end)
    expr = other[0] - one[0] - (other[1] < one[1]).cast(pl.Int32)
    high = (end.high - start.low) // LEAST_DAYS[unit] + 1
    low = (end.low - start.high) // LEAST_DAYS[unit] - 1
    return made(expr, SHORT, low, high, start.maybe or end.maybe)


def _parts(unit: Unit, day: Term) -> tuple[pl.Expr, pl.Expr]:
    """The years (or months) of a day, and its place within one; of a constant day plain numbers."""
    if day.constant:
        at = EPOCH + timedelta(days=day.low)
        whole, rest = _key(unit, at)
        return pl.lit(whole, dtype=pl.Int32), pl.lit(rest, dtype=pl.Int32)
    at_ = day.cast(SHORT).cast(pl.Date).dt
    year, month, rest_ = at_.year(), at_.month().cast(pl.Int32), at_.day().cast(pl.Int32)
    return (year, month * 100 + rest_) if unit == "years" else (year * 12 + month, rest_)


def _key(unit: Unit, day: date) -> tuple[int, int]:
    return (day.year, day.month * 100 + day.day) if unit == "years" else (day.year * 12 + day.month, day.day)


def compared(op: str, unit: Unit, start: Term, end: Term, number: int) -> Term | None:
    """`span <op> number` as one comparison of days, where one end is a constant day; else None."""
    if op in ("==", "!=") or start.void or end.void or start.constant == end.constant:
        return None
    if op in ("<", "<="):  # less than n: not at least n
        turned = compared(">=", unit, start, end, number if op == "<" else number + 1)
        return None if turned is None else none_of(turned)
    least = number if op == ">=" else number + 1
    if start.constant:
        return compare(">=", end, constant(_earliest(unit, EPOCH + timedelta(days=start.low), least), SHORT))
    return compare("<=", start, constant(_latest(unit, EPOCH + timedelta(days=end.low), least), SHORT))


def _latest(unit: Unit, end: date, least: int) -> int:
    """The latest start from which it is at least so many to this end."""
    if unit == "days":
        return _within(since_epoch(end) - least)
    year, month = _back(unit, end, -least)
    if not 1 <= year <= 9999:
        return FIRST - 1 if year < 1 else LAST
    return since_epoch(date(year, month, min(end.day, calendar.monthrange(year, month)[1])))


def _earliest(unit: Unit, start: date, least: int) -> int:
    """The earliest end to which it is at least so many from this start."""
    if unit == "days":
        return _within(since_epoch(start) + least)
    year, month = _back(unit, start, least)
    if not 1 <= year <= 9999:
        return FIRST if year < 1 else LAST + 1
    missing = start.day - calendar.monthrange(year, month)[1]
    return since_epoch(date(year, month, start.day)) if missing <= 0 else _after(year, month)


def _after(year: int, month: int) -> int:
    """The day after the end of a month; months that lack a day are never December."""
    return since_epoch(date(year, month + 1, 1))


def _back(unit: Unit, day: date, by: int) -> tuple[int, int]:
    if unit == "years":
        return day.year + by, day.month
    months = day.year * 12 + day.month - 1 + by
    return months // 12, months % 12 + 1


def _within(days: int) -> int:
    return max(FIRST - 1, min(LAST + 1, days))


__all__ = ["EPOCH", "FIRST", "LAST", "TURNED", "compared", "since_epoch", "span"]
