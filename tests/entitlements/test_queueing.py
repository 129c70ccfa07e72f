"""Entering a queue, its order, its numbers, and moving somebody by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jishiyu.entitlements import actions, jobs
from jishiyu.entitlements import kinds as entitlement_kinds
from jishiyu.entitlements.models import Claim, Move, Queue, Waiting
from jishiyu.ledger.jobs import doers_of
from jishiyu.ledger.models import Entry, Errand
from jishiyu.lib.refused import Refused
from tests.cast import BY, DAY, ELSEWHERE, T0, VILLAGE
from tests.entitlements.lines import claim, line, order, wait
from tests.entitlements.schemes import FAMILY, POINTS, Aid

WHY = "县人民法院判决书认定受理时间有误"


def born(year: int) -> dict[str, object]:
    return FAMILY | {"members": [{"income": 80000, "born": f"{year}-03-01"}]}


def test_an_approved_claim_takes_its_place_once(aid: Aid) -> None:
    row = claim(1, "aid.home")
    first = actions.enter_queue(row.pk, by=BY, at=T0)
    assert actions.enter_queue(row.pk, by=BY, at=T0 + DAY) == first
    assert (first.state, first.accepted_at) == ("waiting", row.accepted_at)
    assert Entry.objects.filter(subject=first.ref).count() == 1


@pytest.mark.parametrize("state", [state for state in Claim.State.values if state != "approved"])
def test_a_claim_that_is_not_approved_does_not_enter(aid: Aid, state: str) -> None:
    row = claim(1, "aid.home")
    Claim.objects.filter(pk=row.pk).update(state=state)
    with pytest.raises(Refused, match="claim_not_approved"):
        actions.enter_queue(row.pk, by=BY, at=T0)


@pytest.mark.parametrize("scheme", ["aid.rent", "aid.pass"])
def test_a_scheme_without_a_queue_has_none(aid: Aid, scheme: str) -> None:
    with pytest.raises(Refused, match="not_queued"):
        actions.enter_queue(claim(1, scheme).pk, by=BY, at=T0)
    with pytest.raises(Refused, match="claim_unknown"):
        actions.enter_queue(0, by=BY, at=T0)


def test_the_order_is_by_accepted_time_whoever_entered_first(aid: Aid) -> None:
    for number in (3, 1, 2):
        wait(number, "aid.home")
    assert order() == [1, 2, 3]


def test_by_points_more_go_first_and_equal_ones_by_time(aid: Aid) -> None:
    for number, year in ((1, 1990), (2, 1940), (3, 1940), (4, 1950)):
        wait(number, "aid.points", facts=born(year))
    assert order("aid.points") == [2, 3, 4, 1]
    assert Waiting.objects.get(claim__number="A20260714-0002").points == 86


def test_the_first_class_goes_before_all_others(aid: Aid, monkeypatch: pytest.MonkeyPatch) -> None:
    queued = replace(POINTS, queued=replace(POINTS.queued, first="within"))  # type: ignore[type-var]
    monkeypatch.setitem(entitlement_kinds._schemes, "aid.points", queued)
    wait(1, "aid.points", facts=born(1940) | {"category": "none"})
    wait(2, "aid.points", facts=born(1990))
    assert order("aid.points") == [2, 1]


def test_numbers_are_counted_once_for_many_changes_and_in_one_statement(aid: Aid) -> None:
    rows = [wait(number, "aid.home") for number in (1, 2, 3)]
    for errand in Errand.objects.filter(kind="queue.changed"):
        for doer in doers_of(errand.kind):
            doer(errand.data, T0)
    assert list(Waiting.objects.order_by("pk").values_list("place", flat=True)) == [1, 2, 3]
    queue = Queue.objects.get(scheme="aid.home")
    assert (queue.total, queue.numbered, queue.numbered_at) == (3, 3, T0)
    actions.follow_end(rows[0].claim_id, "moved_away", by=BY, at=T0)
    with CaptureQueriesContext(connection) as asked:
        actions.number_queue("aid.home", at=T0 + DAY)
    assert sum(query["sql"].startswith("UPDATE entitlements_waiting") for query in asked.captured_queries) == 1
    assert list(Waiting.objects.order_by("pk").values_list("place", flat=True)) == [None, 1, 2]


def test_points_that_change_change_the_place_but_not_of_one_moved_by_hand(aid: Aid) -> None:
    one, two, three = (wait(number, "aid.points", facts=born(1960)) for number in (1, 2, 3))
    for row in (two, three):
        row.claim.decision.said["points"] = [90, 1]  # type: ignore[union-attr]
        row.claim.decision.save(update_fields=["said"])  # type: ignore[union-attr]
    move = actions.ask_move(three.pk, behind=one.claim.number, reason="mistake", words=WHY, by=aid.keeper.actor, at=T0)
    actions.rule_move(move.pk, granted=True, by=aid.checker.actor, at=T0)
    for row in (one, two, three):
        jobs.rescore({"claim": row.claim_id}, T0)
    assert order("aid.points") == [2, 1, 3]
    assert Entry.objects.filter(subject=two.ref, act="rescored").count() == 1


def test_a_move_is_asked_by_one_keeper_and_granted_by_another(aid: Aid) -> None:
    rows = line(4)
    move = actions.ask_move(rows[3].pk, behind="A20260714-0001", reason="ruling", words=WHY, by=aid.keeper.actor, at=T0)
    assert order() == [1, 2, 3, 4], "asking moves nobody"
    with pytest.raises(Refused, match="same_hand"):
        actions.rule_move(move.pk, granted=True, by=aid.keeper.actor, at=T0)
    actions.rule_move(move.pk, granted=True, by=aid.checker.actor, at=T0)
    assert order() == [1, 4, 2, 3]
    told = Entry.objects.get(subject=rows[3].ref, act="moved")
    assert (told.data["reason"], told.data["words"], told.data["behind"]) == ("ruling", WHY, "A20260714-0001")
    with pytest.raises(Refused, match="decided_already"):
        actions.rule_move(move.pk, granted=False, words="不同意", by=aid.checker.actor, at=T0)


def test_somebody_may_be_moved_to_the_front_and_the_next_before_them(aid: Aid) -> None:
    rows = line(3)
    for row in (rows[1], rows[2]):
        move = actions.ask_move(row.pk, behind="", reason="danger", words=WHY, by=aid.keeper.actor, at=T0)
        actions.rule_move(move.pk, granted=True, by=aid.checker.actor, at=T0)
    assert order() == [3, 2, 1]


def test_a_move_that_is_not_granted_moves_nobody_and_says_why(aid: Aid) -> None:
    rows = line(2)
    move = actions.ask_move(rows[1].pk, behind="", reason="danger", words=WHY, by=aid.keeper.actor, at=T0)
    with pytest.raises(Refused, match="say_why"):
        actions.rule_move(move.pk, granted=False, by=aid.checker.actor, at=T0)
    actions.rule_move(move.pk, granted=False, words="鉴定报告说房屋安全", by=aid.checker.actor, at=T0)
    assert order() == [1, 2]


def test_the_database_itself_refuses_one_hand(aid: Aid) -> None:
    rows = line(1)
    move = actions.ask_move(rows[0].pk, behind="", reason="danger", words=WHY, by=aid.keeper.actor, at=T0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Move.objects.filter(pk=move.pk).update(ruled_by=aid.keeper.actor)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reason": "friend"}, "code_unknown"),
        ({"words": "帮个忙"}, "say_why"),
        ({"behind": "A20260714-9999"}, "behind_unknown"),
        ({"behind": "A20260714-0002"}, "behind_unknown"),
    ],
)
def test_a_move_needs_reason_words_and_somebody_to_stand_behind(aid: Aid, changed: dict[str, str], code: str) -> None:
    rows = line(2)
    said = {"behind": "", "reason": "danger", "words": WHY} | changed
    with pytest.raises(Refused, match=code):
        actions.ask_move(rows[1].pk, **said, by=aid.keeper.actor, at=T0)
    assert not Move.objects.exists()


def test_nobody_but_keepers_moves_anybody(aid: Aid) -> None:
    rows = line(2)
    for officer in (aid.street, aid.stranger, aid.head):
        with pytest.raises(Refused, match="not_keeper"):
            actions.ask_move(rows[1].pk, behind="", reason="danger", words=WHY, by=officer.actor, at=T0)
    move = actions.ask_move(rows[1].pk, behind="", reason="danger", words=WHY, by=aid.keeper.actor, at=T0)
    with pytest.raises(Refused, match="asked_already"):
        actions.ask_move(rows[1].pk, behind="", reason="danger", words=WHY, by=aid.checker.actor, at=T0)
    with pytest.raises(Refused, match="not_keeper"):
        actions.rule_move(move.pk, granted=True, by=aid.stranger.actor, at=T0)


def test_wishes_are_said_by_the_household_or_noted_by_a_keeper(aid: Aid) -> None:
    row = line(1)[0]
    said = {"districts": [VILLAGE], "rooms_least": 2, "accessible": True}
    actions.set_wishes(row.pk, said, by=actions.APPLICANT, at=T0)
    row.refresh_from_db()
    assert (row.wishes["districts"], row.wishes["rooms_least"], row.wishes["accessible"]) == ([VILLAGE], 2, True)
    actions.set_wishes(row.pk, {"districts": [ELSEWHERE]}, by=aid.keeper.actor, at=T0)
    with pytest.raises(Refused, match="not_keeper"):
        actions.set_wishes(row.pk, {}, by=aid.stranger.actor, at=T0)
    actions.follow_end(row.claim_id, "moved_away", by=BY, at=T0 + timedelta(hours=1))
    with pytest.raises(Refused, match="left_already"):
        actions.set_wishes(row.pk, {}, by=actions.APPLICANT, at=T0)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"districts": ["999999"]}, "division_unknown"),
        ({"institutions": ["I9"]}, "institution_unknown"),
        ({"rooms_least": 3, "rooms_most": 2}, "wishes_wrong"),
        ({"area_least": -1}, "wishes_wrong"),
        ({"rooms_least": "two"}, "wishes_wrong"),
        ({"districts": [VILLAGE + str(n) for n in range(30)]}, "wishes_wrong"),
    ],
)
def test_wishes_that_make_no_sense_are_refused(aid: Aid, said: dict[str, object], code: str) -> None:
    row = line(1)[0]
    with pytest.raises(Refused, match=code):
        actions.set_wishes(row.pk, said, by=actions.APPLICANT, at=T0)
