"""Anybody does anything to a few households' applications for simulated years, and what must hold is asked each time.

`Room` is the state machine; tests/entitlements/test_whole_room.py plays it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from jishiyu.entitlements import actions
from jishiyu.entitlements.jobs import BY
from jishiyu.entitlements.models import Claim, Exit, Objection, StepResult
from jishiyu.entitlements.retell import differences
from jishiyu.entitlements.workflow import DECIDING, EXIT_GROUNDS, OWN, REFUSAL_GROUNDS
from jishiyu.ledger.queries import flaws
from jishiyu.lib.refused import Refused
from tests.cast import DAY, HOUR, T0, Cast
from tests.cast import assemble as assemble_cast
from tests.entitlements.claims import WORDS, application, papers
from tests.entitlements.schemes import FAMILY, Aid, assemble

PHONES = ("13900000001", "13900000002")
SCHEMES = ("aid.rent", "aid.home", "aid.pass")
PEOPLE = ("street", "housing", "keeper", "checker", "head", "stranger")
RIGHT = "the right hand"  # who holds the duty the deed asks for, so that claims get far
number, who = st.integers(0, 99), st.sampled_from((RIGHT,) * 6 + (*PEOPLE, OWN))
facts = st.sampled_from(
    (FAMILY, FAMILY, {**FAMILY, "category": "none"}, {**FAMILY, "rent": 9000}, {**FAMILY, "owns": True, "area": 9000})
)
ROLE_OF = {"street": "street", "housing": "housing", DECIDING: "head"}


class Room(RuleBasedStateMachine):
    """The whole room of applications, played."""

    @initialize()
    def open(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.cast: Cast = assemble_cast()
        self.aid: Aid = assemble(self.cast)
        self.now: datetime = T0
        self.accepted: dict[int, datetime] = {}
        self.forms = 0
        for phone, scheme in zip((*PHONES, PHONES[0]), SCHEMES, strict=True):
            self.apply(phone, scheme, FAMILY, whole=True)

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def do(self, deed: Callable[[], object]) -> None:
        before = dict(Claim.objects.values_list("pk", "version"))
        point = transaction.savepoint()
        try:
            deed()
        except Refused:
            transaction.savepoint_rollback(point)
            assert before == dict(Claim.objects.values_list("pk", "version")), "a refusal changed something"
        else:
            transaction.savepoint_commit(point)

    def claim(self, number: int, *states: str) -> Claim:
        """Any claim; mostly one in one of these states, where there is one."""
        fitting = list(Claim.objects.filter(state__in=states).order_by("pk")) if number % 6 else []
        rows = fitting or list(Claim.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else Claim(pk=0, step="street")

    def hand(self, by: str, fitting: str) -> str:
        name = fitting if by == RIGHT else by
        return name if name == OWN else str(getattr(self.aid, name).actor)

    @rule(phone=st.sampled_from(PHONES), scheme=st.sampled_from(SCHEMES), said=facts, whole=st.booleans())
    def apply(self, phone: str, scheme: str, said: dict[str, Any], whole: bool) -> None:
        self.forms += 1
        sent = papers() if whole and scheme != "aid.pass" else ()
        form = application(
            scheme=scheme, phone=phone, facts=said, papers=sent, origin_key=f"form-{self.forms}", people=()
        )
        self.do(lambda: actions.apply(form, by=OWN, at=self.now))

    @rule(number=number, by=who, act=st.sampled_from(("accept", "pass", "pass", "pass", "approve", "approve")))
    def go_on(self, number: int, by: str, act: str) -> None:
        claim = self.claim(number)
        hand = self.hand(by, ROLE_OF.get(claim.step, "head"))
        deeds: dict[str, Callable[[], object]] = {
            "accept": lambda: actions.accept(claim.pk, by=hand, at=self.now),
            "pass": lambda: actions.pass_step(claim.pk, words=WORDS, by=hand, at=self.now),
            "approve": lambda: actions.approve(claim.pk, words=WORDS, by=hand, at=self.now),
        }
        self.do(deeds[act])

    @rule(number=number, deeds=st.integers(2, 6))
    def goes_well(self, number: int, deeds: int) -> None:
        """So many of the deeds by which a claim gets far, each by the right hand; those that do not fit are refused."""
        key = self.claim(number, "reviewing", "submitted").pk
        place = list(Claim.objects.order_by("pk").values_list("pk", flat=True)).index(key)
        for act in ("accept", "pass", "pass", "approve")[:deeds]:
            self.go_on(place, RIGHT, act)
        if deeds > 4:
            self.time_passes(8 * DAY)

    @rule(number=number, by=who, said=facts)
    def correct(self, number: int, by: str, said: dict[str, Any]) -> None:
        claim = self.claim(number)
        hand = self.hand(by, ROLE_OF.get(claim.step, "street"))
        self.do(lambda: actions.correct(claim.pk, said, words=WORDS, by=hand, at=self.now))

    @rule(number=number, by=who, ask=st.booleans())
    def papers(self, number: int, by: str, ask: bool) -> None:
        claim = self.claim(number)
        if ask:
            hand = self.hand(by, ROLE_OF.get(claim.step, "street"))
            self.do(lambda: actions.ask_more(claim.pk, papers=["lease"], by=hand, at=self.now))
        else:
            self.do(lambda: actions.hand_in(claim.pk, papers(), words="补上", by=self.hand(by, OWN), at=self.now))

    @rule(
        number=number,
        by=who,
        ground=st.sampled_from(REFUSAL_GROUNDS),
        act=st.sampled_from(("propose", "refuse", "back")),
    )
    def turn_down(self, number: int, by: str, ground: str, act: str) -> None:
        claim = self.claim(number, "reviewing", "more")
        hand = self.hand(by, ROLE_OF.get(claim.step, "head"))
        said: dict[str, Any] = {"words": WORDS, "by": hand, "at": self.now}
        deeds: dict[str, Callable[[], object]] = {
            "propose": lambda: actions.propose_refusal(claim.pk, ground=ground, **said),
            "refuse": lambda: actions.refuse(claim.pk, ground=ground, **said),
            "back": lambda: actions.send_back(claim.pk, step="street", **said),
        }
        self.do(deeds[act])

    @rule(number=number, own=st.booleans(), then=st.sampled_from((None, True, False)))
    def object(self, number: int, own: bool, then: bool | None) -> None:
        claim = self.claim(number, "notice", "refused")
        self.do(lambda: actions.object_to(claim.pk, text=WORDS, by=OWN if own else "public", at=self.now))
        if then is not None:
            self.decide_objection(number, RIGHT, then)

    @rule(number=number, by=who, upheld=st.booleans())
    def decide_objection(self, number: int, by: str, upheld: bool) -> None:
        waiting = list(Objection.objects.filter(state="open").values_list("pk", flat=True))
        rows = waiting or list(Objection.objects.values_list("pk", flat=True))
        key = rows[number % len(rows)] if rows else 0
        hand = self.hand(by, "keeper")
        self.do(lambda: actions.decide_objection(key, upheld=upheld, words=WORDS, by=hand, at=self.now))

    @rule(number=number, by=who, ground=st.sampled_from(EXIT_GROUNDS), then=st.sampled_from((None, True, False)))
    def ask_exit(self, number: int, by: str, ground: str, then: bool | None) -> None:
        claim = self.claim(number, "approved")
        hand = self.hand(by, OWN if ground == "own_wish" else "keeper")
        self.do(lambda: actions.ask_exit(claim.pk, ground=ground, words=WORDS, by=hand, at=self.now))
        if then is not None:
            self.decide_exit(number, RIGHT, then)

    @rule(number=number, by=who, granted=st.booleans())
    def decide_exit(self, number: int, by: str, granted: bool) -> None:
        rows = list(Exit.objects.filter(state="asked").values_list("pk", flat=True))
        key = rows[number % len(rows)] if rows else 0
        hand = self.hand(by, "checker")
        self.do(lambda: actions.decide_exit(key, granted=granted, words=WORDS, by=hand, at=self.now))

    @rule(number=number, by=who)
    def withdraw(self, number: int, by: str) -> None:
        if number % 5 == 0:
            self.do(lambda: actions.withdraw(self.claim(number).pk, by=self.hand(by, OWN), at=self.now))

    @rule(number=number, by=who, answer=st.booleans(), take=st.booleans())
    def review(self, number: int, by: str, answer: bool, take: bool) -> None:
        claim = self.claim(number, "approved")
        if answer:
            told = {**FAMILY, "rent": 9000}
            self.do(lambda: actions.answer_review(claim.pk, answer="changed", told=told, by=OWN, at=self.now))
        else:
            self.do(lambda: actions.close_review(claim.pk, take=take, by=self.hand(by, "keeper"), at=self.now))

    @rule(span=st.sampled_from((HOUR, DAY, 8 * DAY, 40 * DAY, 200 * DAY)))
    def time_passes(self, span: Any) -> None:
        self.now += span
        actions.confirm_due(by=BY, at=self.now)
        actions.move_reviews_on(by=BY, at=self.now)
        actions.urge_late(at=self.now)
        for claim in Claim.objects.exclude(state__in=Claim.OVER).select_related("household"):
            if claim.household.sheet_id:
                actions.follow_facts(claim.household_id, claim.household.sheet_id, by=BY, at=self.now)

    @invariant()
    def its_place_in_time_never_moves(self) -> None:
        for key, at in Claim.objects.filter(accepted_at__isnull=False).values_list("pk", "accepted_at"):
            assert self.accepted.setdefault(key, at) == at
        for key in self.accepted:
            assert Claim.objects.filter(pk=key, accepted_at__isnull=False).exists()

    @invariant()
    def a_household_has_one_open_claim_for_a_scheme(self) -> None:
        rows = list(Claim.objects.exclude(state__in=Claim.OVER).values_list("scheme", "household"))
        assert len(rows) == len(set(rows))

    @invariant()
    def nothing_is_approved_without_every_step_by_its_own_officer_and_another_who_decides(self) -> None:
        for claim in Claim.objects.filter(state__in=["notice", "approved", "awarded"]):
            found = dict(
                StepResult.objects.filter(claim=claim, undone_at__isnull=True, outcome="passed").values_list(
                    "step", "by"
                )
            )
            own = {"street": self.aid.street.actor, DECIDING: self.aid.head.actor}
            if claim.scheme != "aid.pass":
                own["housing"] = self.aid.housing.actor
            assert found == own
            assert claim.accepted_at is not None

    @invariant()
    def nobody_decides_what_they_had_a_hand_in(self) -> None:
        for row in Objection.objects.exclude(decided_by=""):
            before = StepResult.objects.filter(claim=row.claim, at__lte=row.decided_at)
            assert row.decided_by not in set(before.values_list("by", flat=True))
        for one in Exit.objects.exclude(decided_by=""):
            assert one.decided_by != one.asked_by

    @invariant()
    def the_ledger_retells_every_claim(self) -> None:
        for claim in Claim.objects.all():
            assert differences(claim) == {}
        assert list(flaws()) == []
