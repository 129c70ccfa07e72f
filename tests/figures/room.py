"""Anybody does anything to cases and readings, days are counted, reports are published; every figure stays true.

The deeds of casework are those of tests/casework/room.py. What a figure is to be is told by loops over the rows, not by
the queries of the product.
"""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from jishiyu.casework import actions
from jishiyu.casework.models import Case
from jishiyu.casework.queries import false_days, false_tallies
from jishiyu.figures import queries
from jishiyu.figures.actions import Wanted, publish
from jishiyu.figures.indicators import INDICATORS
from jishiyu.figures.models import Published
from jishiyu.figures.queries import Figure, Scope
from jishiyu.figures.scopes import Period
from jishiyu.lib.refused import Refused
from jishiyu.programmes import actions as programmes
from jishiyu.programmes import kinds
from jishiyu.programmes.actions.facts import differing_facts
from jishiyu.programmes.drafts import Measured
from jishiyu.programmes.models import DailyFact, Reading
from tests.casework.room import Room
from tests.cast import BY, DAY, T0

SERIES = "play.work"
Is = Callable[[Case], bool]


def _settled(case: Case) -> bool:
    return case.answered_at is not None and case.outcome != "withdrawn_after_contact"


def _on_time(case: Case) -> bool:
    return bool(_settled(case) and case.reopened_at is None and case.due_at and case.answered_at <= case.due_at)


def _led(case: Case) -> set[int]:
    return {task.unit_id for task in case.tasks.all() if task.role == "lead"}


OF_ALL_HEARD: dict[str, Is] = {
    "closed": lambda case: case.closed_at is not None and case.excluded_at is None,
    "still_open": lambda case: case.closed_at is None and case.excluded_at is None,
    "excluded": lambda case: case.excluded_at is not None,
    "redone": lambda case: case.redo_count > 0,
    "reopened": lambda case: case.reopened_at is not None,
    "returned": lambda case: case.objections > 0,
    "recurred": lambda case: case.recurrence_of_id is not None,
    "withdrawn_after_contact": lambda case: case.outcome == "withdrawn_after_contact",
}
OF_ALL_DUE: dict[str, Is] = {
    "on_time": _on_time,
    "answered": _settled,
    "solved": lambda case: case.outcome == "solved",
    "unverified": lambda case: case.outcome == "unverified",
}


class FiguresRoom(Room):
    """The room, with those who count."""

    @rule()
    def days_are_counted(self) -> None:
        actions.count_days(self.now)

    @rule(n=st.integers(0, 30), amount=st.integers(-50, 500), ago=st.integers(0, 40))
    def something_is_measured(self, n: int, amount: int, ago: int) -> None:
        kinds.declare_series(kinds.Series(code=SERIES, name="", unit=""))
        unit = self.units["station" if n % 2 else "other"].pk
        row = Measured(SERIES, f"k{n}", (self.now - ago * DAY).date(), amount, unit=unit)
        self._or_refused(lambda: programmes.take_readings([row], source="play", by=BY, at=self.now))

    @rule(n=st.integers(0, 30), amount=st.integers(-50, 500))
    def a_reading_is_corrected(self, n: int, amount: int) -> None:
        keys = list(Reading.objects.order_by("pk").values_list("pk", flat=True))
        if keys:
            key = keys[n % len(keys)]
            deed = programmes.correct_reading
            self._or_refused(lambda: deed(key, amount=amount, ground="抄错了", by=BY, at=self.now))

    @rule(days=st.integers(1, 40))
    def a_report_is_published(self, days: int) -> None:
        period = Period(self.now - days * DAY, self.now)
        wanted = [Wanted(code) for code in (*INDICATORS, "heard")]
        self._or_refused(lambda: publish("play", wanted, period, title="简报", by=BY, at=self.now))

    def _or_refused(self, deed: Callable[[], Any]) -> None:
        with contextlib.suppress(Refused):
            deed()

    @rule(ago=st.integers(0, 60), many=st.integers(1, 60))
    def somebody_looks(self, ago: int, many: int) -> None:
        self.figures_are_true(Period(self.now - (ago + many) * DAY, self.now - ago * DAY))

    def figures_are_true(self, period: Period) -> None:
        scopes = [Scope(), Scope(unit=self.units["station"].pk), Scope(pack="hotline"), Scope(division="430972109")]
        for scope in scopes:
            assert list(queries.differences(scope, period)) == [], (scope, period)
        board = {one.code: one for one in queries.overview(Scope(), period).board}
        self.figures_are_what_the_rows_say(board, period)
        for one in board.values():
            assert 0 <= one.n <= one.of and one.all_n <= one.all_of
            assert one.text.startswith("100 %") == (one.of > 0 and one.n == one.of), one.text
            opened = queries.open_counted(one.code, Scope(), period)
            assert (opened.n, opened.of) == (one.n, one.of)
            sides = {side.code: [case.pk for case in side.rows[:500]] for side in opened.opening.sides}
            assert (len(sides["part"]), len(sides["part"]) + len(sides["rest"])) == (one.n, one.of)
            assert len({key for keys in sides.values() for key in keys}) == sum(len(keys) for keys in sides.values())
        heard = board["closed"].of
        assert board["closed"].n + board["still_open"].n + board["excluded"].n == heard
        assert queries.open_counted("heard", Scope(), period).n == heard
        packs = [queries.figure("closed", Scope(pack=pack), period) for pack in ("power", "hotline")]
        assert sum(one.of for one in packs) == heard

    def figures_are_what_the_rows_say(self, board: dict[str, Figure], period: Period) -> None:
        """By loops over plain rows."""
        cases = list(Case.objects.prefetch_related("tasks"))
        heard = [case for case in cases if period.since <= case.heard_at < period.until]
        due = [case for case in cases if case.due_at and period.since <= case.due_at < period.until]
        counted = [case for case in due if case.excluded_at is None]
        for rows, table in ((heard, OF_ALL_HEARD), (counted, OF_ALL_DUE)):
            for code, is_part in table.items():
                assert (board[code].n, board[code].of) == (sum(map(is_part, rows)), len(rows)), code
        sent = [case for case in heard if _led(case)]
        right = [case for case in sent if len(_led(case)) == 1]
        assert (board["first_right"].n, board["first_right"].of) == (len(right), len(sent))

    def what_was_published_stays(self) -> None:
        for made in Published.objects.all():
            assert queries.as_published(made)
            changed = {(one.code, one.n, one.of) for one in queries.corrections(made)}
            for value in made.values:
                live = queries.open_counted(value["code"], Scope(), Period(made.since, made.until))
                same = (live.n, live.of) == (value["n"], value["of"])
                assert same or (value["code"], live.n, live.of) in changed

    def readings_are_true(self) -> None:
        sums: dict[tuple[Any, int | None], int] = {}
        for row in Reading.objects.filter(live=True):
            sums[row.day, row.unit_id] = sums.get((row.day, row.unit_id), 0) + row.amount
        kept = {(fact.day, fact.unit_key): fact.amount for fact in DailyFact.objects.filter(count__gt=0)}
        assert kept == sums
        assert differing_facts() == []

    def teardown(self) -> None:
        if hasattr(self, "now"):
            self.figures_are_true(Period(T0 - DAY, self.now + 400 * DAY))
            self.what_was_published_stays()
            self.readings_are_true()
            assert false_tallies() == 0
            actions.count_days(self.now + timedelta(days=2))
            assert false_days() == 0
            self.figures_are_true(Period(T0 - DAY, self.now + 400 * DAY))
            actions.retell_tallies()
            assert false_tallies() == 0
        super().teardown()
