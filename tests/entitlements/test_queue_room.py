"""Any sequence of deeds on a queue: its rules hold after each, and the ledger alone tells it all again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from jishiyu.entitlements import actions, queries
from jishiyu.entitlements.models import Home, Offer, Waiting
from jishiyu.entitlements.retell_queue import differing
from jishiyu.lib.refused import Refused
from tests.cast import BY, ELSEWHERE, T0, VILLAGE
from tests.entitlements.lines import claim, draft
from tests.entitlements.schemes import Aid

SCHEMES = ("aid.home", "aid.points", "aid.lot")
WHY = "县人民法院判决书（2026）第十二号"
PICK = st.integers(0, 50)
WISHES = st.fixed_dictionaries(
    {"districts": st.sampled_from([[], [VILLAGE], [ELSEWHERE]]), "rooms_least": st.sampled_from([None, 1, 3])},
    optional={"accessible": st.booleans()},
)


class Room(RuleBasedStateMachine):
    """Two keepers, a few households and homes; deeds come in any order, refused ones change nothing."""

    aid: Aid

    @initialize(scheme=st.sampled_from(SCHEMES))
    def begin(self, scheme: str) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.scheme, self.now, self.people, self.homes = scheme, T0, 0, 0

    def teardown(self) -> None:
        if not hasattr(self, "savepoint"):
            return
        differences = differing(self.scheme)
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)
        assert differences == {}

    def attempt(self, deed: object, *args: object, **more: object) -> None:
        try:
            with transaction.atomic():
                deed(*args, **more, at=self.now)  # type: ignore[operator]
        except Refused:
            pass

    @rule(days=st.integers(0, 5))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        actions.lapse_offers(by=BY, at=self.now)

    @rule()
    def somebody_enters(self) -> None:
        self.people += 1
        self.attempt(actions.enter_queue, claim(self.people, self.scheme, at=self.now).pk, by=BY)

    @rule(pick=PICK, wishes=WISHES)
    def somebody_wishes(self, pick: int, wishes: dict[str, object]) -> None:
        self.attempt(actions.set_wishes, self.one(pick), wishes, by=actions.APPLICANT)

    @rule(rooms=st.integers(1, 3), accessible=st.booleans(), place=st.sampled_from([VILLAGE, ELSEWHERE]))
    def a_home_comes(self, rooms: int, accessible: bool, place: str) -> None:
        self.homes += 1
        home = draft(f"F{self.homes:03d}", rooms=rooms, accessible=accessible, division=place)
        self.attempt(actions.take_homes, self.scheme, [home], by=self.aid.keeper.actor)

    @rule(pick=PICK, used=st.booleans())
    def a_home_goes_out_of_use_or_back(self, pick: int, used: bool) -> None:
        self.attempt(actions.set_use, pick_of(Home, pick), used=used, words="危房加固", by=self.aid.keeper.actor)

    @rule()
    def offers_are_made(self) -> None:
        self.attempt(actions.make_offers, self.scheme, by=self.aid.keeper.actor)
        self.check_that_nobody_was_passed()

    @rule(pick=PICK, taken=st.booleans())
    def an_offer_is_answered(self, pick: int, taken: bool) -> None:
        self.attempt(actions.answer_offer, pick_of(Offer, pick), taken=taken, reason="far", by=actions.APPLICANT)

    @rule(pick=PICK)
    def an_offer_is_withdrawn(self, pick: int) -> None:
        self.attempt(actions.withdraw_offer, pick_of(Offer, pick), words="屋顶漏水", by=self.aid.keeper.actor)

    @rule(pick=PICK)
    def a_contract_is_signed(self, pick: int) -> None:
        since = self.now.date()
        self.attempt(actions.sign_offer, pick_of(Offer, pick), since=since, by=self.aid.keeper.actor)

    @rule(pick=PICK)
    def a_claim_ends(self, pick: int) -> None:
        row = Waiting.objects.filter(pk=self.one(pick)).first()
        if row is not None:
            actions.follow_end(row.claim_id, "moved_away", by=BY, at=self.now)

    @rule(pick=PICK, behind=PICK, front=st.booleans())
    def somebody_is_moved(self, pick: int, behind: int, front: bool) -> None:
        target = Waiting.objects.filter(pk=self.one(behind)).select_related("claim").first()
        number = "" if front or target is None else target.claim.number
        self.attempt(
            actions.ask_move, self.one(pick), behind=number, reason="ruling", words=WHY, by=self.aid.keeper.actor
        )
        for move in queries.open_moves(self.scheme):
            self.attempt(actions.rule_move, move.pk, granted=True, by=self.aid.checker.actor)

    @rule()
    def the_lottery_is_held(self) -> None:
        self.attempt(actions.freeze_list, self.scheme, by=self.aid.keeper.actor)
        for draw in queries.draws_of(self.scheme)[:1]:
            self.attempt(actions.publish_list, draw.pk, where="公告栏一楼", by=self.aid.keeper.actor)
            self.now += timedelta(minutes=1)
            seed = f"seed {self.now}"
            self.attempt(actions.draw, draw.pk, seed=seed, source="开奖公告", by=self.aid.checker.actor)

    def one(self, pick: int) -> int:
        return pick_of(Waiting, pick)

    def check_that_nobody_was_passed(self) -> None:
        """After offers are made no free home fits anybody who waits, but one they refused."""
        assert queries.matched(self.scheme) == {}

    @invariant()
    def rows_agree(self) -> None:
        if not hasattr(self, "scheme"):
            return
        pending = Offer.objects.filter(state__in=Offer.PENDING)
        offered = Waiting.objects.filter(state="offered")
        assert set(pending.values_list("waiting_id", flat=True)) == set(offered.values_list("pk", flat=True))
        held = set(pending.values_list("home_id", flat=True))
        assert held == set(Home.objects.filter(state="offered").values_list("pk", flat=True))
        signed = set(Offer.objects.filter(state="signed").values_list("home_id", flat=True))
        assert signed == set(Home.objects.filter(state="let").values_list("pk", flat=True))
        for row in Waiting.objects.all():
            assert row.refusals == row.offers.filter(counted=True).count()  # type: ignore[attr-defined]
            assert row.refusals < 2 or row.state not in Waiting.IN_LINE

    @invariant()
    def numbers_are_without_gaps(self) -> None:
        if not hasattr(self, "scheme"):
            return
        queue = actions.number_queue(self.scheme, at=self.now)
        rows = list(queries.queue_rows(self.scheme))
        assert [row.place for row in rows] == list(range(1, len(rows) + 1))
        assert queue.total == len(rows)
        outside = Waiting.objects.filter(scheme=self.scheme).exclude(state__in=Waiting.IN_LINE)
        assert not outside.filter(place__isnull=False).exists()


def pick_of(model: type[Waiting] | type[Home] | type[Offer], pick: int) -> int:
    """The key of one row, or 0 where there is none."""
    keys = list(model._default_manager.order_by("-pk").values_list("pk", flat=True)[:6])
    return keys[pick % len(keys)] if keys else 0


@pytest.fixture
def room(aid: Aid) -> Iterator[type[Room]]:
    Room.aid = aid
    yield Room


def test_a_queue_stays_what_its_rules_say(room: type[Room]) -> None:
    how = settings(
        max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(room, settings=how)  # type: ignore[no-untyped-call]
