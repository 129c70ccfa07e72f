"""Anybody does anything to cases and readings, days are counted, reports are published; every figure stays true.

The deeds of casework are those of tests/casework/room.py. What a figure is to be is told by loops over the rows, not by
the queries of the product.
"""

import contextlib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from jishiyu.casework import actions
from jishiyu.casework.asking import CODES
from jishiyu.casework.models import Application, Case, Task
from jishiyu.casework.queries import false_days, false_tallies
from jishiyu.casework.sampling import CLASSES, MOST_SHARE
from jishiyu.figures import queries
from jishiyu.figures.actions import Wanted, publish
from jishiyu.figures.indicators import INDICATORS
from jishiyu.figures.models import Published
from jishiyu.figures.printing import percent
from jishiyu.figures.queries import Scope
from jishiyu.figures.scopes import Period
from jishiyu.lib.refused import Refused
from jishiyu.programmes import actions as programmes
from jishiyu.programmes import kinds
from jishiyu.programmes.actions.facts import differing_facts
from jishiyu.programmes.drafts import Measured
from jishiyu.programmes.models import DailyFact, Reading
from tests.casework.room import Room
from tests.cast import BY, DAY, HOUR, MINUTE, T0
from tests.figures.plainly import BY_LAST_WORD, told_plainly

SERIES = "play.work"
ENDS = (
    "solved", "in the middle", "hurried", "disputed", "reopened", "unverified", "unreached", "withdrawn",
    "withdrawn late", "returned", "extension", "waiting", "hanging", "exclusion", "merge",
)  # fmt: skip


class FiguresRoom(Room):
    """The room, with those who count."""

    held: ClassVar[set[str]] = set()  # figures whose numerator held something in any play

    def __init__(self) -> None:
        super().__init__()
        self.printed: dict[int, Any] = {}  # by the key of what was published, as it was then

    @initialize(kinds=st.permutations(ENDS))
    def open(self, kinds: list[str]) -> None:
        """With one case brought to each end."""
        super().open(["power.outage", "hotline.labour"])
        actions.set_sampling_plan(T0.date(), share=MOST_SHARE, whole=sorted(CLASSES), by=BY, at=T0)
        for end in kinds:
            self.one_comes_to_an_end(end)
        self.a_report_is_published(30)

    @rule(end=st.sampled_from(ENDS))
    def one_comes_to_an_end(self, end: str) -> None:
        """A new case, by the right hands, so that every numerator holds something."""
        actor = self.people["dispatcher"].actor
        known = set(Case.objects.values_list("pk", flat=True))
        need = replace(
            self.need("power.low_voltage"), vulnerable=True
        )  # so that they are called back, whatever is drawn
        self.do("open", lambda: actions.open_case(need, by=actor, at=self.now), "dispatcher")
        case = Case.objects.exclude(pk__in=known).get()
        if end == "withdrawn":
            self.touch_case("withdraw", case.pk, "dispatcher")
            return
        self.touch_case("dispatch", case.pk, "dispatcher")
        task = Task.objects.filter(case=case).latest("pk").pk
        if end == "returned":
            self.touch_task("return", task, "head", "other")
            self.do(
                "rule", lambda: actions.decide_return(task, uphold=True, words="应予退回。", by=actor, at=self.now), ""
            )
            self.touch_case("dispatch", case.pk, "dispatcher", "other")
            return
        self.now += MINUTE if end == "hurried" else HOUR
        self.touch_task("accept", task, "head")
        self.touch_task("contact", task, "head")
        if end in CODES:
            self.one_is_asked_for_and_granted(case.pk, end)
        elif end == "withdrawn late":
            self.touch_case("withdraw", case.pk, "dispatcher")
        else:
            self.now += MINUTE if end == "hurried" else HOUR
            self.touch_task("finish", task, "head")
            self.the_requester_says(case.pk, end)

    def one_is_asked_for_and_granted(self, case: int, kind: str) -> None:
        into = Case.objects.exclude(pk=case).filter(state__in=("dispatched", "accepted", "received")).order_by("pk")
        head, leader = self.people["head"].actor, self.people["leader"].actor
        self.do(
            f"ask {kind}",
            lambda: actions.ask(
                case, kind, code=CODES[kind][0], ground="确有需要,请予批准。", amount=1, until=self.now + 12 * DAY,
                into_id=into.values_list("pk", flat=True).first() if kind == "merge" else None,
                to_kind="power.outage" if kind == "correction" else "", by=head, at=self.now,
            ),
            "head",
        )  # fmt: skip
        asked = Application.objects.filter(case=case, state="open").values_list("pk", flat=True).first() or 0
        self.do(
            "decide",
            lambda: actions.decide(asked, grant=True, words="情况属实,同意。", by=leader, at=self.now),
            "leader",
        )

    def the_requester_says(self, case: int, end: str) -> None:
        caller = self.people["caller"].actor
        rating = {"in the middle": 3, "disputed": 1}.get(end, 5)
        if end == "unverified":
            self.now += 16 * DAY
            self.the_worker_comes_round()
        elif end == "unreached":
            for days, hour in ((1, 10), (0, 15), (1, 10), (0, 15)):
                self.now = timezone.localtime(self.now + days * DAY).replace(hour=hour, minute=0)
                self.the_worker_comes_round()
                for _call in range(6):
                    self.somebody_calls_back("caller", False, False)
        else:
            said = end != "disputed"
            deed = actions.confirm_case
            self.do("confirm", lambda: deed(case, solved=said, rating=rating, by=caller, at=self.now), "caller")
            if end == "reopened":
                self.now += DAY
                self.touch_case("reopen", case, "caller")

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
        with contextlib.suppress(Refused):
            made = publish("play", wanted, period, title="简报", by=BY, at=self.now)
            self.printed[made.pk] = deepcopy(made.values)

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
        plainly = told_plainly(period)
        assert plainly.keys() == board.keys() == INDICATORS.keys()
        for one in board.values():
            assert 0 <= one.n <= one.of and one.all_n <= one.all_of
            assert one.text.startswith("100 %") == (one.of > 0 and one.n == one.of), one.text
            opened = queries.open_counted(one.code, Scope(), period)
            assert (opened.n, opened.of) == (one.n, one.of)
            sides = {side.code: [case.pk for case in side.rows[:500]] for side in opened.opening.sides}
            part, of = plainly[one.code]
            self.held |= {one.code} if part else set()
            assert sorted(sides["part"]) == sorted(part), one.code
            assert sorted(sides["part"] + sides["rest"]) == sorted(of), one.code
            assert (one.n, one.of) == (len(part), len(of)), one.code
            assert one.text == (f"{percent(len(part), len(of))} ({len(part)}/{len(of)})" if of else "— (0/0)")
            assert len({key for keys in sides.values() for key in keys}) == sum(len(keys) for keys in sides.values())
        heard = board["closed"].of
        assert board["closed"].n + board["still_open"].n + board["excluded"].n == heard
        assert queries.open_counted("heard", Scope(), period).n == heard
        packs = [queries.figure("closed", Scope(pack=pack), period) for pack in ("power", "hotline")]
        assert sum(one.of for one in packs) == heard

    def no_row_is_lost_between_periods(self) -> None:
        """However a row's dates were moved, of two periods that touch it lies in one."""
        first, last = T0 - DAY, self.now + 400 * DAY
        cut = T0 + (self.now - T0) / 2
        whole, *halves = (
            {one.code: one for one in queries.overview(Scope(), Period(*edges)).board}
            for edges in ((first, last), (first, cut), (cut, last))
        )
        for code, one in whole.items():
            if code not in BY_LAST_WORD:
                both = [(half[code].n, half[code].of) for half in halves]
                assert tuple(map(sum, zip(*both, strict=True))) == (one.n, one.of), code

    def what_was_published_stays(self) -> None:
        assert Published.objects.count() == len(self.printed)
        for made in Published.objects.all():
            assert queries.as_published(made)
            assert [dict(value) for value in made.values] == self.printed[made.pk]
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
            self.no_row_is_lost_between_periods()
            self.what_was_published_stays()
            self.readings_are_true()
            assert false_tallies() == 0
            actions.count_days(self.now + timedelta(days=2))
            assert false_days() == 0
            self.figures_are_true(Period(T0 - DAY, self.now + 400 * DAY))
            actions.retell_tallies()
            assert false_tallies() == 0
        super().teardown()
