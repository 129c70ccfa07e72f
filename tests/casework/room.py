"""Anybody does anything to a handful of cases for simulated years, and what must hold is asked after every deed.

`Room` is the state machine; tests/casework/test_whole_room.py plays it briefly, benches/whole_room.py for long.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from jishiyu.casework import actions
from jishiyu.casework.actions import Sending
from jishiyu.casework.actions.consulting import Topic
from jishiyu.casework.actions.ruling import Assignment
from jishiyu.casework.actions.verifying import Word
from jishiyu.casework.asking import CODES
from jishiyu.casework.models import Application, Case, Consultation, Task
from jishiyu.casework.workflow import RETURN_CODES
from jishiyu.ledger.queries import flaws
from jishiyu.lib.refused import Refused
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Post
from tests.casework.room_invariants import LIVE, WhatMustHold
from tests.casework.room_meetings import Meetings
from tests.cast import BY, DAY, HOUR, MINUTE, T0, Cast, assemble

KINDS = ("power.outage", "power.low_voltage", "power.complaint", "hotline.labour")
PEOPLE = ("crew", "mate", "head", "dispatcher", "deputy", "caller", "stranger", "clerk", "leader", "admin")
NEAR = ("crew", "mate", "head", "stranger", "clerk", "dispatcher")
UNITS = ("station", "other", "trade", "centre")
SPANS = (MINUTE, 20 * MINUTE, HOUR, 5 * HOUR, DAY, 4 * DAY, 16 * DAY, 40 * DAY, 200 * DAY)
WORDS = "已经处理好了,请放心。"
RIGHT = "the right hand"  # whose post and unit fit the deed, so that cases get far
number, who, unit = st.integers(0, 99), st.sampled_from((RIGHT,) * len(PEOPLE) + PEOPLE), st.sampled_from(UNITS)

played: Counter[str] = Counter()  # deeds by name and whether they were done, over all machines of a process


class Room(Meetings, WhatMustHold):
    """The whole room of casework, played."""

    @initialize(kinds=st.lists(st.sampled_from(KINDS), min_size=2, max_size=4))
    def open(self, kinds: list[str]) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.cast: Cast = assemble()
        self.now: datetime = T0
        self.people = {name: getattr(self.cast, name) for name in PEOPLE if hasattr(self.cast, name)}
        self.units = {name: getattr(self.cast, name) for name in UNITS if hasattr(self.cast, name)}
        self.units["trade"] = registry.make_unit("trade", "市场监管局", by=BY, at=T0)
        for name, post, home in (("deputy", Post.DISPATCHER, "centre"), ("clerk", Post.OFFICER, "trade")):
            self.people[name] = registry.make_officer(
                name, name, post=post, unit_id=self.units[home].pk, password="jsy-2026-test", by=BY, at=T0
            )
        for year in range(2027, 2033):
            registry.set_calendar_days({date(year, 1, 1): (False, "元旦")}, by=BY, at=T0)
        self.tokens: list[str] = []
        self.grants: set[int] = set()
        self.promised: dict[int, Any] = {}
        for kind in kinds:
            self.do("open", lambda kind=kind: actions.open_case(self.need(kind), by=BY, at=self.now), "system")

    def need(self, kind: str) -> Any:
        return self.cast.need(kind, heard_at=self.now)

    def do(self, name: str, deed: Callable[[], object], by: str) -> None:
        """Do one deed. A refusal changes nothing; a case that it closed as solved was not closed by its handler."""
        before = dict(Case.objects.values_list("pk", "version"))
        was_closed = set(Case.objects.filter(state="closed").values_list("pk", flat=True))
        point = transaction.savepoint()
        try:
            deed()
        except Refused:
            transaction.savepoint_rollback(point)
            played[f"{name} refused"] += 1
            assert before == dict(Case.objects.values_list("pk", "version")), "a refusal changed something"
        else:
            transaction.savepoint_commit(point)
            played[name] += 1
        for case in Case.objects.filter(state="closed", outcome="solved").exclude(pk__in=was_closed):
            self.no_handler_said_so(case, by)
        for case in Case.objects.exclude(pk__in=self.promised):
            self.promised[case.pk] = self.as_promised(case)

    def no_handler_said_so(self, case: Case, by: str) -> None:
        person = self.people.get(by)
        if person is not None:
            worked = case.tasks.filter(state="finished")
            assert person.post in (Post.CALLER, Post.DISPATCHER), by
            assert not worked.filter(unit_id=person.unit_id).exists(), f"{by} confirmed the work of their own unit"

    def as_promised(self, case: Case) -> Any:
        rows = case.promises.order_by("what").values_list("what", "due_at", "starts_at", "amount", "rule")
        return case.heard_at, case.original_due_at, list(rows)

    def case(self, number: int) -> int:
        keys = list(Case.objects.order_by("pk").values_list("pk", flat=True))
        return keys[number % len(keys)]

    def task(self, number: int, *states: str) -> int:
        rows = Task.objects.order_by("-pk")
        keys = list((rows.filter(state__in=states) if states else rows).values_list("pk", flat=True)[:12])
        return keys[number % len(keys)] if keys else 0

    def asked(self, number: int) -> int:
        """An application, mostly one that waits for a decision."""
        waiting = list(Application.objects.filter(state="open").values_list("pk", flat=True))
        keys = waiting if waiting and number % 4 else list(Application.objects.values_list("pk", flat=True))
        return keys[number % len(keys)] if keys else 0

    def hand(self, by: str, fitting: str, task: int = 0) -> str:
        """Who it is: by name, or whoever fits; `task`: one of the unit that has it."""
        if by != RIGHT:
            return by
        home = Task.objects.filter(pk=task).values_list("unit__code", flat=True).first() if task else None
        return {"station": "head", "other": "stranger", "trade": "clerk"}.get(home or "", fitting)

    def open_case(self, number: int) -> int:
        """A case that is still open, if any is; else any."""
        keys = list(Case.objects.exclude(state="closed").order_by("pk").values_list("pk", flat=True))
        return keys[number % len(keys)] if keys else self.case(number)

    # -- time, and what the product does by itself

    @rule(span=st.sampled_from(SPANS))
    def time_goes_by(self, span: timedelta) -> None:
        if self.now + span < T0 + 5 * 365 * DAY:
            self.now += span

    @rule()
    def the_worker_comes_round(self) -> None:
        for name, job in (
            ("close_unheard", actions.close_unheard),
            ("nudge_due", actions.nudge_due),
            ("end_waits", actions.end_waits),
            ("review_hung", actions.review_hung),
            ("reckon_missing", actions.reckon_missing),
            ("draw_due", actions.draw_due),
        ):
            self.do(name, lambda job=job: job(by=BY, at=self.now), "system")

    @rule(kind=st.sampled_from(KINDS))
    def something_else_is_said(self, kind: str) -> None:
        if Case.objects.count() < 8:
            self.do("open", lambda: actions.open_case(self.need(kind), by=BY, at=self.now), "system")

    # -- anybody, anything

    @rule(act=st.sampled_from(("accept", "contact", "arrive", "finish", "nothing", "return", "recall", "hand_over")),
          by=who, n=number, home=unit, code=st.sampled_from(RETURN_CODES))  # fmt: skip
    def anybody_touches_a_task(self, act: str, by: str, n: int, home: str, code: str) -> None:
        task = self.task(n) if by != RIGHT else self.task(n, *LIVE) or self.task(n)
        self.touch_task(act, task, self.hand(by, "dispatcher", 0 if act == "recall" else task), home, code)

    def touch_task(self, act: str, task: int, by: str, home: str = "other", code: str = "overlap") -> None:
        person, at = self.people[by], self.now
        actor, to = person.actor, self.units[home].pk
        deeds: dict[str, Callable[[], object]] = {
            "accept": lambda: actions.accept_task(task, by=actor, at=at),
            "contact": lambda: actions.note_contact(task, by=actor, at=at),
            "arrive": lambda: actions.arrive(task, by=actor, at=at),
            "finish": lambda: actions.finish_task(task, words=WORDS, how="visit", by=actor, at=at),
            "nothing": lambda: actions.nothing_to_add(task, by=actor, at=at),
            "return": lambda: actions.return_task(task, code=code, ground=WORDS, to_unit_id=to, by=actor, at=at),
            "recall": lambda: actions.recall_task(task, words=WORDS, by=actor, at=at),
            "hand_over": lambda: actions.hand_over(task, self.people["mate"].pk, by=actor, at=at),
        }
        self.do(act, deeds[act], by)

    @rule(act=st.sampled_from(("dispatch", "dispatch two", "add", "close", "link", "confirm", "dispute", "reopen",
                               "withdraw", "nudge", "urge", "split", "go_on", "count_again", "unmerge", "answer",
                               "correct")),
          by=who, n=number, home=unit, other=unit)  # fmt: skip
    def anybody_touches_a_case(self, act: str, by: str, n: int, home: str, other: str) -> None:
        fitting = {"confirm": "caller", "dispute": "caller", "reopen": "caller", "link": "caller", "nudge": "deputy"}
        self.touch_case(act, self.case(n), self.hand(by, fitting.get(act, "dispatcher")), home, other)

    def touch_case(self, act: str, case: int, by: str, home: str = "station", other: str = "trade") -> None:
        actor, at, to = self.people[by].actor, self.now, self.units[home].pk
        beside = Sending(self.units[other].pk, "trade", Task.Role.ASSIST)
        deeds: dict[str, Callable[[], object]] = {
            "dispatch": lambda: actions.dispatch(case, to, by=actor, at=at),
            "dispatch two": lambda: actions.dispatch(case, to, also=[beside], by=actor, at=at),
            "add": lambda: actions.add_unit(case, beside, by=actor, at=at),
            "close": lambda: actions.close_case(case, outcome="explained", words=WORDS, by=actor, at=at),
            "link": lambda: self.tokens.append(actions.ask_requester(case, by=actor, at=at)),
            "confirm": lambda: actions.confirm_case(case, solved=True, rating=5, by=actor, at=at),
            "dispute": lambda: actions.confirm_case(case, solved=False, rating=1, by=actor, at=at),
            "reopen": lambda: actions.reopen_case(case, words=WORDS, by=actor, at=at),
            "withdraw": lambda: actions.withdraw(case, words=WORDS, by=actor, at=at),
            "nudge": lambda: actions.nudge(case, level="supervise", words=WORDS, by=actor, at=at),
            "urge": lambda: actions.urge_own(case, words=WORDS, by="requester", at=at),
            "split": lambda: actions.split_case(
                case, kind="power.complaint", title="另外一件事", text=WORDS, by=actor, at=at
            ),
            "go_on": lambda: actions.go_on(case, by=actor, at=at),
            "count_again": lambda: actions.count_again(case, words=WORDS, by=actor, at=at),
            "unmerge": lambda: actions.unmerge(case, words=WORDS, by=actor, at=at),
            "answer": lambda: actions.answer_question(case, words=WORDS, by="requester", at=at),
            "correct": lambda: actions.correct_kind(
                case, KINDS[case % len(KINDS)], code="misheard", words=WORDS, by=actor, at=at
            ),
        }
        self.do(act, deeds[act], by)

    @rule(kind=st.sampled_from(sorted(CODES)), by=who, n=number, into=number, amount=st.integers(0, 6))
    def anybody_asks(self, kind: str, by: str, n: int, into: int, amount: int) -> None:
        case, main = self.open_case(n), self.open_case(into)
        lead = Task.objects.filter(case=case, role="lead").order_by("-pk").values_list("pk", flat=True).first() or 0
        by = self.hand(by, "dispatcher", lead)
        until = self.now + amount * 12 * DAY
        self.do(
            f"ask {kind}",
            lambda: actions.ask(
                case, kind, code=CODES[kind][0], ground=WORDS, amount=amount, until=until,
                into_id=main if kind == "merge" else None,
                to_kind=KINDS[n % len(KINDS)] if kind == "correction" else "", by=self.people[by].actor, at=self.now,
            ),
            by,
        )  # fmt: skip

    @rule(by=who, n=number, grant=st.booleans())
    def anybody_decides(self, by: str, n: int, grant: bool) -> None:
        asked, by = self.asked(n), self.hand(by, "leader")
        self.do("decide", lambda: actions.decide(asked, grant=grant, words=WORDS, by=self.people[by].actor,
                                                 at=self.now), by)  # fmt: skip

    @rule(by=who, n=number, uphold=st.booleans())
    def anybody_rules_on_a_return(self, by: str, n: int, uphold: bool) -> None:
        task = self.task(n, "returned")
        by = self.hand(by, "dispatcher")
        actor = self.people[by].actor
        self.do("rule", lambda: actions.decide_return(task, uphold=uphold, words=WORDS, by=actor, at=self.now), by)

    @rule(n=number, solved=st.booleans())
    def the_requester_answers_by_link(self, n: int, solved: bool) -> None:
        if self.tokens:
            token = self.tokens[n % len(self.tokens)]
            self.do("by link", lambda: actions.confirm(token, solved=solved, rating=4, at=self.now), "requester")

    @rule(n=number, act=st.sampled_from(("reopen", "reopen", "reopen", "answer", "withdraw")))
    def the_requester_comes_back(self, n: int, act: str) -> None:
        case = self.case(n)
        deed = {"reopen": actions.reopen_case, "withdraw": actions.withdraw, "answer": actions.answer_question}[act]
        self.do(act, lambda: deed(case, words=WORDS, by="requester", at=self.now), "requester")

    # -- the right hand at the right time, so that cases get far

    @rule(kind=st.sampled_from(sorted(CODES)), n=number, into=number, amount=st.integers(1, 5), grant=st.booleans())
    def what_is_asked_is_decided(self, kind: str, n: int, into: int, amount: int, grant: bool) -> None:
        self.anybody_asks(kind, RIGHT, n, into, amount)
        self.anybody_decides(RIGHT, 1, grant)

    @rule(n=number, code=st.sampled_from(RETURN_CODES), uphold=st.booleans())
    def what_is_returned_is_ruled_on(self, n: int, code: str, uphold: bool) -> None:
        task = self.task(n, *LIVE)
        self.touch_task("return", task, self.hand(RIGHT, "head", task), "centre", code)
        self.anybody_rules_on_a_return(RIGHT, 0, uphold)

    @rule(n=number, two=st.booleans(), solved=st.booleans())
    def one_goes_on(self, n: int, two: bool, solved: bool) -> None:
        case = Case.objects.get(pk=self.case(n))
        live = list(case.tasks.filter(state__in=LIVE).order_by("pk"))
        if case.state == Case.State.RECEIVED:
            self.touch_case(
                "dispatch two" if two else "dispatch", case.pk, "dispatcher", "station" if n % 2 else "other"
            )
        elif live:
            task = live[n % len(live)]
            by = self.hand(RIGHT, "dispatcher", task.pk)
            self.touch_task("accept" if task.state == "sent" else "finish", task.pk, by)
        elif case.state == Case.State.ANSWERED:
            self.touch_case("confirm" if solved else "dispute", case.pk, "caller")

    @rule(n=number, by=st.sampled_from(NEAR), as_post=st.sampled_from((None, Post.CALLER, Post.OFFICER)))
    def somebody_near_it_confirms_it(self, n: int, by: str, as_post: str | None) -> None:
        """Whoever worked on it, or sits beside them, perhaps in a new post since, says that it is solved."""
        answered = list(Case.objects.filter(state="answered").order_by("pk").values_list("pk", flat=True))
        if as_post and by in ("mate", "clerk"):
            Officer.objects.filter(pk=self.people[by].pk).update(post=as_post)
            self.people[by].post = as_post
        if answered:
            self.touch_case("confirm", answered[n % len(answered)], by)

    @rule(n=number, by=who, lead=unit, assist=unit, rules=st.booleans())
    def a_consultation_is_held(self, n: int, by: str, lead: str, assist: str, rules: bool) -> None:
        """Called, ruled on in the meeting, closed with minutes; mostly about a case nobody wanted."""
        waiting = list(Case.objects.filter(to_consult=True).order_by("pk").values_list("pk", flat=True))
        case = waiting[n % len(waiting)] if waiting else self.open_case(n)
        by = self.hand(by, "dispatcher")
        actor, at = self.people[by].actor, self.now
        self.do(
            "call meeting",
            lambda: actions.call_consultation(
                title="权属会商", meets_at=at, agenda=[Topic(case)], unit_ids=[self.units[lead].pk], by=actor, at=at
            ),
            by,
        )
        held = Consultation.objects.filter(state="planned").order_by("-pk").first()
        if held is None:
            return
        given = Assignment(self.units[lead].pk, None, [self.units[assist].pk])
        if rules:
            self.do(
                "rule in it",
                lambda: actions.rule_on_case(held.pk, case, ruling=WORDS, assignment=given, by=actor, at=at),
                by,
            )
        self.do("close meeting", lambda: actions.close_consultation(held.pk, minutes=WORDS * 3, by=actor, at=at), by)

    @rule(by=who, reached=st.booleans(), solved=st.booleans())
    def somebody_calls_back(self, by: str, reached: bool, solved: bool) -> None:
        by = self.hand(by, "caller")
        actor, at = self.people[by].actor, self.now
        taken: list[Any] = []
        self.do("take call", lambda: taken.append(actions.take_call(by=actor, at=at)), by)
        if not taken or taken[0] is None:
            return
        call = taken[0].pk
        if reached:
            self.do("reached", lambda: actions.note_reached(call, Word(solved, rating=4), by=actor, at=at), by)
        else:
            self.do("not reached", lambda: actions.note_unreached(call, note="无人接听", by=actor, at=at), by)

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            try:
                assert list(flaws()) == []
            finally:
                transaction.set_rollback(True)
                self.undo.__exit__(None, None, None)
