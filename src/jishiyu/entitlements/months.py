"""What is due for each month, what was given, and the difference line by line. No database.

A month is its first day. A term says from which month an award is of what amount, and when that was learnt; of the
terms begun by a month the latest begun counts, and of those the latest learnt, as with parameters. There is no
proration: a month is due whole or not at all, whatever day of it something began or ended, unless a scheme's own
clause gives another amount for its first month (which is then a term like any other).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


class Term(NamedTuple):
    """`key` tells terms apart; of two learnt at one moment the higher counts."""

    month: date
    amount: int  # fen a month
    recorded_at: datetime
    key: int = 0
    rent: int = 0  # fen a month of a home; the amount is what of it is waived


class Line(NamedTuple):
    """What is to be paid (above nought: 补发) or had back (below: 追回) for one month, and the term it rests on."""

    month: date
    amount: int
    term: int

    @property
    def kind(self) -> str:
        return "arrears" if self.amount > 0 else "clawback"


@dataclass(frozen=True, slots=True)
class Kept:
    """What one run keeps back of clawback lines, and what stays to be had back."""

    lines: tuple[Line, ...]
    left: tuple[Line, ...]


def first_of(day: date) -> date:
    """The month of a day."""
    return day.replace(day=1)


def after(month: date, months: int = 1) -> date:
    """So many months later; earlier below nought."""
    years, place = divmod(month.year * 12 + month.month - 1 + months, 12)
    return date(years, place + 1, 1)


def months_between(first: date, last: date) -> Iterator[date]:
    """Every month from the first to the last, both included."""
    while first <= last:
        yield first
        first = after(first)


def term_for(terms: Iterable[Term], month: date, known: datetime | None = None) -> Term | None:
    """The term that counts for a month with what was learnt until `known`; None: nothing was awarded yet."""
    fits = [one for one in terms if one.month <= month and (known is None or one.recorded_at <= known)]
    return max(fits, key=lambda one: (one.month, one.recorded_at, one.key), default=None)


def due(terms: Iterable[Term], month: date, known: datetime | None = None) -> int:
    """Fen due for a month, as known at a moment."""
    found = term_for(terms, month, known)
    return found.amount if found else 0


def due_until(terms: Sequence[Term], last: date) -> dict[date, Term]:
    """The term of every month from the first awarded to `last`."""
    if not terms:
        return {}
    steps: dict[date, Term] = {}
    for one in sorted(terms, key=lambda one: (one.month, one.recorded_at, one.key)):
        steps[one.month] = one  # the latest learnt of those that begin in one month
    told, standing = {}, None
    for month in months_between(min(steps), last):
        standing = steps.get(month, standing)
        if standing is not None:
            told[month] = standing
    return told


def sums(terms: Sequence[Term], last: date) -> tuple[int, int]:
    """What is due until `last` in all, and the same with each month's amount times the month's number (12 a year):
    where both agree with what was given, and nothing was learnt since, each month agrees."""
    steps: dict[date, int] = {}
    for one in sorted(terms, key=lambda one: (one.month, one.recorded_at, one.key)):
        steps[one.month] = one.amount
    begun = sorted(month for month in steps if month <= last)
    total = weighted = 0
    for place, month in enumerate(begun):
        first = number_of(month)
        end = number_of(begun[place + 1]) if place + 1 < len(begun) else number_of(last) + 1
        total += steps[month] * (end - first)
        weighted += steps[month] * (first + end - 1) * (end - first) // 2
    return total, weighted


def number_of(month: date) -> int:
    """Months are numbered through, twelve a year."""
    return month.year * 12 + month.month


def differences(terms: Sequence[Term], given: Mapping[date, int], last: date) -> list[Line]:
    """For each month until `last` in which what was given is not what is due: one line, the earliest first. `given`
    is the sum of all lines of a month that count, those had back below nought."""
    owed = due_until(terms, last)
    basis = max(terms, key=lambda one: one.recorded_at).key if terms else 0
    lines = []
    for month in sorted(owed.keys() | {month for month in given if month <= last}):
        term = owed.get(month)
        if difference := (term.amount if term else 0) - given.get(month, 0):
            lines.append(Line(month, difference, term.key if term else basis))
    return lines


def kept_back(lines: Sequence[Line], paid: int, percent: int) -> Kept:
    """Of `paid` this month at most `percent` is kept back for clawback lines, the earliest first; the rest is left."""
    room, kept, left = paid * percent // 100, [], []
    for line in lines:
        part = min(room, -line.amount)
        room -= part
        if part:
            kept.append(line._replace(amount=-part))
        if part < -line.amount:
            left.append(line._replace(amount=line.amount + part))
    return Kept(tuple(kept), tuple(left))


def terms_to_reach(terms: Sequence[Term], wanted: Mapping[date, int]) -> list[tuple[date, int]]:
    """Which (month, amount) to record so that every month of `wanted` is due as it says. Months after the last wanted
    stay as the terms that begin there say; without such a term the last wanted amount goes on."""
    steps: dict[date, int] = {}
    for one in sorted(terms, key=lambda one: (one.month, one.recorded_at, one.key)):
        steps[one.month] = one.amount
    fresh = []
    for month in sorted(wanted):
        begun = [step for step in steps if step <= month]
        if (steps[max(begun)] if begun else 0) != wanted[month]:
            fresh.append((month, wanted[month]))
            steps[month] = wanted[month]
    return fresh
