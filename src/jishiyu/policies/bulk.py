"""Audience rules answered for everybody at once, column by column; the same answers as audience.judge, one by one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jishiyu.policies.audience import FURTHEST, All, Condition, Not, Outcome, Rule, Some, answer, compares, span_of
from jishiyu.registry.kinds import Attribute

Answers = NDArray[np.int8]
UNKNOWN_DAY = 0
MOST_KEPT = 4000  # answers to conditions, a byte for each row


class Table:
    """What is known of many subjects, by attribute. Rows stand in the order they came in."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], known: Mapping[str, Attribute]) -> None:
        self.known = known
        columns: dict[str, list[Any]] = {code: [] for code in known}
        self.count = 0
        for row in rows:
            self.count += 1
            for code, column in columns.items():
                column.append(row.get(code))
        self._columns = columns
        self._codes: dict[str, tuple[list[Any], NDArray[np.int32]]] = {}
        self._numbers: dict[str, tuple[NDArray[Any], NDArray[np.bool_]]] = {}
        self._days: dict[str, NDArray[np.int32]] = {}
        self._answers: dict[tuple[Condition, date], Answers] = {}

    def judge(self, rule: Rule, day: date) -> Answers:
        """An Outcome for each row, as int8."""
        match rule:
            case Condition():
                return self._condition(rule, day)
            case Not(part):
                return np.subtract(np.int8(2), self.judge(part, day), dtype=np.int8)
            case All(parts):
                return self._fold(np.minimum, parts, Outcome.YES, day)
            case Some(parts):
                return self._fold(np.maximum, parts, Outcome.NO, day)

    def _fold(self, fold: np.ufunc, parts: Sequence[Rule], first: Outcome, day: date) -> Answers:
        found = np.full(self.count, first, np.int8)
        for part in parts:
            fold(found, self.judge(part, day), out=found)
        return found

    def _condition(self, asked: Condition, day: date) -> Answers:
        """Answered once however many rules ask it."""
        kept = self._answers.get((asked, day))
        if kept is None:
            if len(self._answers) >= MOST_KEPT:
                self._answers.clear()
            kept = self._answers[asked, day] = self._answer(asked, day)
        return kept

    def _answer(self, asked: Condition, day: date) -> Answers:
        if asked.of not in self.known:
            return np.full(self.count, Outcome.MISSING, np.int8)
        attribute = self.known[asked.of]
        match attribute.type:
            case "number" | "money":
                numbers, have = self._amounts(asked.of)
                found = np.where(have, np.where(compares(asked, numbers), Outcome.YES, Outcome.NO), Outcome.MISSING)
            case "day":
                found = self._on_days(asked, day)
            case _:
                distinct, places = self._categories(asked.of)
                said = [answer(asked, value, day, attribute) for value in distinct]
                found = np.array([*said, Outcome.MISSING], np.int8)[places]
        found = found.astype(np.int8)
        return self._while_it_holds(found, asked.of, attribute.until, day) if attribute.until else found

    def _while_it_holds(self, found: Answers, code: str, until: str, day: date) -> Answers:
        ends, unasked = self._ordinals(until), self._missing(code)
        over = (ends != UNKNOWN_DAY) & (ends < day.toordinal()) & ~unasked
        unsure = (ends == UNKNOWN_DAY) & (found == Outcome.YES)
        found = np.where(over, np.int8(Outcome.NO), found)
        return np.where(unsure, np.int8(Outcome.MISSING), found)

    def _on_days(self, asked: Condition, day: date) -> NDArray[Any]:
        days = self._ordinals(asked.of)
        first, last = (date.fromisoformat(one).toordinal() for one in span_of(asked, day))
        within = (days >= first) & (days <= last)
        return np.where(days == UNKNOWN_DAY, Outcome.MISSING, np.where(within, Outcome.YES, Outcome.NO))

    # columns, made when first asked for

    def _missing(self, code: str) -> NDArray[np.bool_]:
        return np.fromiter((value is None for value in self._columns[code]), np.bool_, self.count)

    def _categories(self, code: str) -> tuple[list[Any], NDArray[np.int32]]:
        """The values there are, and which each row has; -1, the last place, where it has none."""
        if code not in self._codes:
            places: dict[Any, int] = {}
            keys = (tuple(one) if isinstance(one, list) else one for one in self._columns[code])
            ids = [-1 if key is None else places.setdefault(key, len(places)) for key in keys]
            self._codes[code] = (list(places), np.array(ids, np.int32))
        return self._codes[code]

    def _amounts(self, code: str) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        if code not in self._numbers:
            column = self._columns[code]
            have = np.fromiter((value is not None for value in column), np.bool_, self.count)
            bounded = (0.0 if value is None else max(-FURTHEST, min(FURTHEST, value)) for value in column)
            self._numbers[code] = (np.fromiter(bounded, np.float64, self.count), have)
        return self._numbers[code]

    def _ordinals(self, code: str) -> NDArray[np.int32]:
        if code not in self._days:
            seen: dict[str | None, int] = {None: UNKNOWN_DAY}
            for value in set(self._columns.get(code, ())) - {None}:
                seen[value] = date.fromisoformat(value).toordinal()
            column = self._columns.get(code) or [None] * self.count
            self._days[code] = np.fromiter((seen[value] for value in column), np.int32, self.count)
        return self._days[code]
