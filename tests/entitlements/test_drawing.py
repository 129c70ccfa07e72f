"""The public lottery in the room: frozen, published, drawn by another, and drawn again by anybody."""

import pytest
from django.db import IntegrityError, transaction

from jishiyu.entitlements import actions, lottery
from jishiyu.entitlements.models import Draw, Waiting
from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from tests.cast import BY, DAY, HOUR, T0
from tests.entitlements.lines import line, order, wait
from tests.entitlements.schemes import Aid

SEED, SOURCE = "2026133期 07 12 19 23 28 31 + 04", "中国福利彩票双色球开奖公告"


def published(aid: Aid, count: int = 6) -> Draw:
    line(count, "aid.lot")
    row = actions.freeze_list("aid.lot", by=aid.keeper.actor, at=T0)
    return actions.publish_list(row.pk, where="区政府网站公告栏", by=aid.keeper.actor, at=T0 + HOUR)


def drawn(aid: Aid, count: int = 6) -> Draw:
    return actions.draw(published(aid, count).pk, seed=SEED, source=SOURCE, by=aid.checker.actor, at=T0 + DAY)


def test_what_is_drawn_is_what_anybody_draws_from_list_and_seed(aid: Aid) -> None:
    row = drawn(aid)
    numbers = lottery.read_list(row.listed)
    assert row.digest == lottery.digest_of(row.listed, "sha256")
    assert row.order == lottery.draw_order(numbers, SEED, row.digest)
    assert order("aid.lot") == [int(number[-4:]) for number in row.order]
    assert sorted(row.order) == numbers


def test_who_freezes_does_not_draw(aid: Aid) -> None:
    row = published(aid)
    with pytest.raises(Refused, match="same_hand"):
        actions.draw(row.pk, seed=SEED, source=SOURCE, by=aid.keeper.actor, at=T0 + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.filter(pk=row.pk).update(drawn_by=aid.keeper.actor)


def test_the_hash_is_published_before_the_seed(aid: Aid) -> None:
    line(2, "aid.lot")
    row = actions.freeze_list("aid.lot", by=aid.keeper.actor, at=T0)
    with pytest.raises(Refused, match="draw_step"):
        actions.draw(row.pk, seed=SEED, source=SOURCE, by=aid.checker.actor, at=T0 + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.filter(pk=row.pk).update(seed=SEED)
    with pytest.raises(Refused, match="say_why"):
        actions.publish_list(row.pk, where="", by=aid.keeper.actor, at=T0)


def test_a_list_somebody_touched_is_not_drawn(aid: Aid) -> None:
    row = published(aid)
    Draw.objects.filter(pk=row.pk).update(listed=row.listed.replace("A20260714-0001\n", ""))
    with pytest.raises(Refused, match="list_changed"):
        actions.draw(row.pk, seed=SEED, source=SOURCE, by=aid.checker.actor, at=T0 + DAY)


def test_nothing_is_drawn_twice(aid: Aid) -> None:
    row = drawn(aid)
    with pytest.raises(Refused, match="draw_step"):
        actions.draw(row.pk, seed=SEED + "1", source=SOURCE, by=aid.checker.actor, at=T0 + DAY)
    with pytest.raises(Refused, match="draw_step"):
        actions.drop_list(row.pk, words="重新来过", by=aid.keeper.actor, at=T0 + DAY)
    with pytest.raises(Refused, match="nobody_to_draw"):
        actions.freeze_list("aid.lot", by=aid.keeper.actor, at=T0 + DAY)


def test_whoever_comes_later_is_drawn_later_and_stands_behind(aid: Aid) -> None:
    first = drawn(aid, 3)
    wait(8, "aid.lot")
    wait(7, "aid.lot")
    assert order("aid.lot")[3:] == [7, 8]
    again = actions.freeze_list("aid.lot", by=aid.checker.actor, at=T0 + 2 * DAY)
    assert again.listed == "A20260714-0007\nA20260714-0008\n"
    actions.publish_list(again.pk, where="区政府网站公告栏", by=aid.checker.actor, at=T0 + 2 * DAY)
    actions.draw(again.pk, seed=SEED, source=SOURCE, by=aid.keeper.actor, at=T0 + 3 * DAY)
    assert again.round == first.round + 1
    assert sorted(order("aid.lot")[3:]) == [7, 8]
    assert {*order("aid.lot")[:3]} == {1, 2, 3}


def test_whoever_left_between_keeps_their_line_in_the_list_and_no_place_in_the_queue(aid: Aid) -> None:
    row = published(aid, 4)
    gone = Waiting.objects.get(claim__number="A20260714-0002")
    actions.follow_end(gone.claim_id, "moved_away", by=BY, at=T0 + HOUR)
    row = actions.draw(row.pk, seed=SEED, source=SOURCE, by=aid.checker.actor, at=T0 + DAY)
    assert "A20260714-0002" in row.order
    assert order("aid.lot") == [int(number[-4:]) for number in row.order if number != "A20260714-0002"]


def test_a_dropped_list_makes_room_for_another_and_stays_on_show(aid: Aid) -> None:
    row = published(aid)
    with pytest.raises(Refused, match="draw_open"):
        actions.freeze_list("aid.lot", by=aid.checker.actor, at=T0 + HOUR)
    actions.drop_list(row.pk, words="名单漏了一户", by=aid.keeper.actor, at=T0 + HOUR)
    again = actions.freeze_list("aid.lot", by=aid.keeper.actor, at=T0 + 2 * HOUR)
    assert (again.round, Draw.objects.count()) == (2, 2)
    assert Entry.objects.get(subject=row.ref, act="dropped").data["words"] == "名单漏了一户"


def test_only_keepers_and_only_lotteries(aid: Aid) -> None:
    line(2, "aid.lot")
    for officer in (aid.street, aid.stranger, aid.head):
        with pytest.raises(Refused, match="not_keeper"):
            actions.freeze_list("aid.lot", by=officer.actor, at=T0)
    with pytest.raises(Refused, match="not_by_lottery"):
        actions.freeze_list("aid.home", by=aid.keeper.actor, at=T0)
    with pytest.raises(Refused, match="draw_list_unknown"):
        actions.publish_list(0, where="公告栏一楼", by=aid.keeper.actor, at=T0)
    row = actions.freeze_list("aid.lot", by=aid.keeper.actor, at=T0)
    with pytest.raises(Refused, match="not_keeper"):
        actions.publish_list(row.pk, where="公告栏一楼", by=aid.stranger.actor, at=T0)
