"""Random people ask, decide, answer, merge and withdraw in any order: the dates and the lists hold their shape."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from jishiyu.casework import actions, asking, retell
from jishiyu.casework.models import Application, Case, Pause, Promise, Task
from jishiyu.ledger.queries import flaws
from jishiyu.lib.refused import Refused
from jishiyu.lib.worktime import OFFICE_HOURS, Limit, built_in, due
from jishiyu.registry.models import Officer
from tests.casework.askings import CODES, GROUND, colleague
from tests.cast import BY, T0, Cast, assemble

PEOPLE = ("crew", "crew", "head", "stranger", "dispatcher", "wen", "leader", "caller", "requester")
DEEDS = ("answer", "go_on", "count_again", "unmerge", "withdraw", "finish", "return", "recall", "confirm", "reopen")
KINDS = (*CODES, "merge")
STEPS = 90
LAPSING = {asking.EXTENSION, asking.WAITING, asking.HANGING}


class Life:
    """Three cases about one matter, and everybody who may or may not touch them."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.cast: Cast = assemble()
        self.people: dict[str, str] = {"wen": colleague(self.cast).actor, "requester": "requester"}
        self.now: datetime = T0
        for number in range(3):
            self.cast.sent(title=f"第{number}件", at=T0)
        self.cases = list(Case.objects.order_by("pk").values_list("pk", flat=True))
        self.promised = self._promised()

    def _promised(self) -> list[Any]:
        rows = Promise.objects.filter(case__in=self.cases).order_by("pk")
        return [
            list(rows.values_list("due_at", "starts_at", "amount")),
            list(Case.objects.order_by("pk").values_list("heard_at", "original_due_at")),
        ]

    def _by(self, who: str) -> str:
        return self.people.get(who) or str(getattr(self.cast, who).actor)

    def _do(self, deed: Callable[[], object]) -> None:
        self.now += timedelta(hours=3)
        before = list(Case.objects.order_by("pk").values())
        try:
            with transaction.atomic():
                deed()
        except Refused:
            assert before == list(Case.objects.order_by("pk").values()), "a refusal changed something"

    def _case(self, number: int) -> Case:
        return Case.objects.get(pk=self.cases[number % len(self.cases)])

    def step(self) -> None:
        """One thing that somebody does, or days that go by."""
        pick, case, into = self.chance.choice, self.chance.randrange(3), self.chance.randrange(3)
        deeds: list[Callable[[], None]] = [
            lambda: self.somebody_asks(case, into, pick(KINDS), pick(PEOPLE), self.chance.randint(1, 4)),
            lambda: self.somebody_decides(case, pick(("dispatcher", "wen", "leader", "crew")), pick((True, False))),
            lambda: self.the_right_two_ask_and_grant(case, into, pick((*KINDS, "merge"))),
            lambda: self.somebody_does(case, pick(PEOPLE), pick(DEEDS)),
            lambda: self.the_right_hand_goes_on(case),
            lambda: self.the_right_hand_goes_on(case),
            lambda: self.days_go_by(self.chance.choice((1, 1, 6))),
        ]
        pick(deeds)()

    def somebody_asks(self, case: int, into: int, kind: str, who: str, amount: int) -> None:
        said = {"code": CODES.get(kind, "same_matter"), "ground": GROUND, "amount": amount}
        more = {
            "until": self.now + timedelta(days=9 * amount),
            "into_id": self._case(into).pk if kind == "merge" else None,
        }
        by = self._by(who)
        self._do(lambda: actions.ask(self._case(case).pk, kind, by=by, at=self.now, **said, **more))  # type: ignore[arg-type]

    def somebody_decides(self, number: int, who: str, grant: bool) -> None:
        waiting = list(Application.objects.filter(state="open").order_by("pk").values_list("pk", flat=True))
        if waiting:
            key, by = waiting[number % len(waiting)], self._by(who)
            self._do(lambda: actions.decide(key, grant=grant, words="情况属实，同意。", by=by, at=self.now))

    def the_right_two_ask_and_grant(self, case: int, into: int, kind: str) -> None:
        self.somebody_asks(case, into, kind, "dispatcher", 1)
        asked = Application.objects.filter(case=self._case(case), kind=kind, state="open").first()
        if asked is not None:
            by = self.people["wen"]
            self._do(lambda: actions.decide(asked.pk, grant=True, words="情况属实，同意。", by=by, at=self.now))

    def somebody_does(self, case: int, who: str, deed: str) -> None:
        row, by, at = self._case(case), self._by(who), self.now + timedelta(hours=3)
        task = row.tasks.filter(state__in=("sent", "accepted")).first()
        key, words = task.pk if task else 0, "已经处理好了。"
        deeds: dict[str, Callable[[], object]] = {
            "answer": lambda: actions.answer_question(row.pk, words=words, by=by, at=at),
            "go_on": lambda: actions.go_on(row.pk, by=by, at=at),
            "count_again": lambda: actions.count_again(row.pk, words=words, by=by, at=at),
            "unmerge": lambda: actions.unmerge(row.pk, words=words, by=by, at=at),
            "withdraw": lambda: actions.withdraw(row.pk, words=words, by=by, at=at),
            "finish": lambda: actions.finish_task(key, words=words, how="call", by=by, at=at),
            "return": lambda: actions.return_task(
                key, code="overlap", to_unit_id=self.cast.other.pk, ground=words, by=by, at=at
            ),
            "recall": lambda: actions.recall_task(key, words=words, by=by, at=at),
            "confirm": lambda: actions.confirm_case(row.pk, solved=False, rating=2, by=by, at=at),
            "reopen": lambda: actions.reopen_case(row.pk, words=words, by=by, at=at),
        }
        self._do(deeds[deed])

    def the_right_hand_goes_on(self, case: int) -> None:
        row = self._case(case)
        task = row.tasks.filter(state="sent").first()
        head = Officer.objects.filter(unit_id=task.unit_id, post__in=("head", "officer")).first() if task else None
        if row.state == Case.State.RECEIVED:
            unit, by = self.cast.station.pk, self._by("dispatcher")
            self._do(lambda: actions.dispatch(row.pk, unit, by=by, at=self.now))
        elif task is not None and head is not None:
            self._do(lambda: actions.accept_task(task.pk, by=head.actor, at=self.now))

    def days_go_by(self, days: int) -> None:
        self.now += timedelta(days=days)
        actions.end_waits(by=BY, at=self.now)
        actions.review_hung(by=BY, at=self.now)

    def no_promise_and_no_hearing_ever_moves(self) -> None:
        assert self._promised() == self.promised

    def a_case_is_set_aside_only_in_its_units_hands_and_with_a_day_to_come_back(self) -> None:
        for case in Case.objects.all():
            assert bool(case.aside) == (case.review_at is not None)
            assert not case.aside or case.state in asking.AT_WORK
            assert Pause.objects.filter(case=case, until__isnull=True).exists() == (case.aside == "waiting")

    def the_effective_date_is_what_another_reckoning_says(self) -> None:
        for case in Case.objects.all():
            one = case.promises.get(what="resolve")
            spans = [(span.since, span.until or case.review_at) for span in case.pauses.all()]
            whole = Limit.of(one.amount + one.extended_by, one.unit)
            found = due(timezone.localtime(one.starts_at), whole, OFFICE_HOURS, built_in(), spans)  # type: ignore[arg-type]
            assert case.due_at == one.effective_due_at == found
            assert case.original_due_at is not None and case.due_at >= case.original_due_at

    def no_asker_and_no_worker_ever_granted(self) -> None:
        for one in Application.objects.exclude(decided_by=""):
            assert one.decided_by != one.asked_by
            assert one.decided_by in (self.people["wen"], self._by("dispatcher"), self._by("leader"))

    def what_lost_its_object_waits_for_nobody(self) -> None:
        for one in Application.objects.filter(state="open").select_related("case"):
            assert one.kind not in LAPSING or one.case.state in asking.AT_WORK
            assert one.kind != asking.MERGE or one.case.state in asking.STATES[asking.MERGE]

    def a_merged_case_holds_no_task_and_no_open_case_is_lost(self) -> None:
        for case in Case.objects.filter(closed_at__isnull=True):
            live = Task.objects.filter(case=case, state__in=("sent", "accepted")).exists()
            if case.merged_into_id and case.state == Case.State.HANDLING:
                assert not live
                assert case.merged_into is not None
                assert case.merged_into.state not in ("answered", "closed")
            elif case.state in asking.AT_WORK:
                assert live

    def at_most_one_extension_was_ever_decided(self) -> None:
        for case in Case.objects.all():
            assert case.applications.filter(kind="extension", state__in=("granted", "refused")).count() <= 1

    def the_ledger_alone_retells_every_case(self) -> None:
        assert [(str(case), found) for case, found in retell.disagreements()] == []


@pytest.mark.django_db
def test_whoever_asks_and_whoever_decides_dates_and_lists_hold() -> None:
    reached: Counter[str] = Counter()
    for seed in (4, 6, 14):
        with transaction.atomic():
            life = Life(seed)
            for _ in range(STEPS):
                life.step()
                for name in INVARIANTS:
                    getattr(life, name)()
            assert list(flaws()) == []
            reached.update(Application.objects.filter(state="granted").values_list("kind", flat=True))
            reached.update(Application.objects.values_list("state", flat=True))
            reached.update(Case.objects.exclude(outcome="").values_list("outcome", flat=True))
            transaction.set_rollback(True)
    assert {*KINDS, "refused", "lapsed", "withdrawn"} <= set(reached), "the walks go too short a way"


INVARIANTS = tuple(
    name for name in vars(Life) if name.split("_")[0] in ("no", "a", "the", "what", "at") and "right" not in name
)
