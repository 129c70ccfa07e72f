"""Items from their making to their end, targets that another approves, money that adds up, lists that count once."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from jishiyu.programmes import actions, jobs, queries, standing
from jishiyu.programmes.drafts import ItemDraft, Money, Origin, ProgrammeDraft, Scope, TargetDraft
from jishiyu.programmes.models import Item, Target
from tests.cast import T0
from tests.programmes.room import SINCE, UNTIL, Room

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def entries(item: Item) -> list[str]:
    return list(Entry.objects.filter(subject=item.ref).order_by("version").values_list("act", flat=True))


def keep(room: Room, code: str, *origins: Origin, **more: object) -> Item:
    draft = ItemDraft(code=code, name=f"Item {code}", origins=origins, **more)  # type: ignore[arg-type]
    return actions.keep_item(room.programme.pk, draft, by=room.by, at=T0)


def test_an_item_that_two_levels_ask_for_is_one_and_stands_in_both_lists(room: Room) -> None:
    for number in range(20):
        keep(room, f"p{number}", Origin("province", f"matter {number % 9}"),
             *([Origin("city", f"care {number % 4}")] if number < 4 else []))  # fmt: skip
    for number in range(7):
        keep(room, f"c{number}", Origin("city", f"town {number % 4}"))
    page = queries.programme_page(room.programme.code, T0.date())
    assert page
    found = {level.code: (level.matters, level.items, level.shared) for level in page.levels}
    assert found == {"province": (9, 20, 4), "city": (8, 11, 4)}
    assert len(page.overview.standings) == 20 + 11 - 4 + 1  # the room's own item is asked for by nobody
    assert sum(page.overview.states.values()) == sum(page.overview.lights.values()) == 28


def test_the_same_said_again_changes_nothing(room: Room) -> None:
    before = entries(room.item)
    draft = ItemDraft(code="1", name="Homes mended", series="trial.work", lead_unit=room.cast.station.pk, due_on=UNTIL)
    again = actions.keep_item(room.programme.pk, draft, by=room.by, at=T0)
    assert (again.pk, entries(again)) == (room.item.pk, before)
    programme = ProgrammeDraft(
        code="y2026", kind="trial.year", name="2026", since=SINCE, until=UNTIL, unit=room.cast.station.pk
    )
    assert actions.keep_programme(programme, by=room.by, at=T0).pk == room.programme.pk
    assert Entry.objects.filter(subject=room.programme.ref).count() == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"series": "trial.nothing"}, "series_unknown"),
        ({"group": "third"}, "group_unknown"),
        ({"lead_unit": 999_999}, "item_of_nobody"),
        ({"lead_official": 999_999}, "item_of_nobody"),
        ({"division": "999999"}, "division_unknown"),
        ({"begins_on": UNTIL, "due_on": SINCE}, "span_backwards"),
    ],
)
def test_an_item_that_makes_no_sense_is_refused(room: Room, more: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        keep(room, "x", **more)
    with pytest.raises(Refused, match="level_unknown"):
        keep(room, "x", Origin("nation", "matter"))
    assert not Item.objects.filter(code="x").exists()


def goal(room: Room, amount: int) -> TargetDraft:
    return TargetDraft(series="trial.work", scope=Scope(item=room.item.pk), since=SINCE, until=UNTIL, amount=amount)


def test_another_target_holds_only_once_another_has_approved_it_and_the_old_one_stays(room: Room) -> None:
    assert actions.set_target(goal(room, 1200), by=room.by, at=T0).state == Target.State.LIVE
    with pytest.raises(Refused, match="ground_missing"):
        actions.set_target(goal(room, 900), by=room.by, at=T0)
    asked = actions.set_target(goal(room, 900), ground="the river rose", by=room.by, at=T0)
    assert asked.state == Target.State.ASKED and queries.live_targets([room.item.pk])[room.item.pk].amount == 1200
    with pytest.raises(Refused, match="target_change_open"):
        actions.set_target(goal(room, 800), ground="the river rose", by=room.by, at=T0)
    with pytest.raises(Refused, match="ruled_by_asker"):
        actions.rule_target(asked.pk, approve=True, by=room.by, at=T0)
    with pytest.raises(IntegrityError), transaction.atomic():  # the database refuses it as well
        Target.objects.filter(pk=asked.pk).update(ruled_by=asked.by)
    actions.rule_target(asked.pk, approve=True, by=room.cast.leader.actor, at=T0)
    with pytest.raises(Refused, match="target_not_asked"):
        actions.rule_target(asked.pk, approve=False, by=room.cast.leader.actor, at=T0)
    assert list(Target.objects.order_by("pk").values_list("amount", "state")) == [(1200, "replaced"), (900, "live")]
    room.read(10, DAY)
    [row] = queries.standings([Item.objects.get(pk=room.item.pk)], DAY)
    assert row.state == "adjusted" and row.adjusted and standing.counts([row])["adjusted"] == 1


def test_a_refused_change_leaves_the_target_as_it_was(room: Room) -> None:
    asked = actions.set_target(goal(room, 900), ground="the river rose", by=room.by, at=T0)
    actions.rule_target(asked.pk, approve=False, by=room.cast.leader.actor, at=T0)
    assert queries.live_targets([room.item.pk])[room.item.pk].amount == 1200


def test_many_first_targets_at_once_and_again(room: Room) -> None:
    drafts = [
        TargetDraft(series="trial.kilos", scope=Scope(subject=room.cast.aunt.pk), since=SINCE, until=UNTIL, amount=5),
        TargetDraft(series="trial.kilos", scope=Scope(unit=room.cast.station.pk), since=SINCE, until=UNTIL, amount=9),
    ]
    assert actions.set_targets(drafts, by=room.by, at=T0) == 2
    assert actions.set_targets(drafts, by=room.by, at=T0) == 0
    other = TargetDraft(
        series="trial.kilos", scope=Scope(subject=room.cast.aunt.pk), since=SINCE, until=UNTIL, amount=6
    )
    with pytest.raises(Refused, match="target_there_otherwise"):
        actions.set_targets([other], by=room.by, at=T0)


def test_money_by_source_adds_up_to_the_whole_or_is_refused(room: Room) -> None:
    item = keep(room, "m", total=500)
    with pytest.raises(Refused, match="funds_differ"):
        actions.note_money(item.pk, [Money("central", 300), Money("bond", 100)], by=room.by, at=T0)
    actions.note_money(item.pk, [Money("central", 300, 50), Money("bond", 200)], by=room.by, at=T0)
    actions.note_money(item.pk, [Money("central", 300, 50), Money("bond", 200)], by=room.by, at=T0)
    assert entries(item) == ["item_made", "money_noted"]
    for lines, code in (
        ([Money("moon", 500)], "fund_source_unknown"),
        ([Money("bond", 250), Money("bond", 250)], "fund_twice"),
        ([Money("bond", 600), Money("city", -100)], "fund_below_nought"),
    ):
        with pytest.raises(Refused, match=code):
            actions.note_money(item.pk, lines, by=room.by, at=T0)


def test_an_item_goes_on_to_its_end_and_no_further(room: Room) -> None:
    item = keep(room, "g", milestones=(("Half", DAY),))
    node = item.milestones.get()
    with pytest.raises(Refused, match="day_to_come"):
        actions.begin_item(item.pk, on=date(2026, 12, 1), by=room.by, at=T0)
    actions.begin_item(item.pk, on=DAY, by=room.by, at=T0)
    actions.enter_item(item.pk, on=DAY, by=room.by, at=T0)
    actions.pass_milestone(node.pk, on=DAY, by=room.by, at=T0)
    with pytest.raises(Refused, match="milestone_passed"):
        actions.pass_milestone(node.pk, on=DAY, by=room.by, at=T0)
    actions.finish_item(item.pk, "handed over", on=DAY, by=room.by, at=T0)
    with pytest.raises(Refused, match="item_over"):
        actions.note_progress(item.pk, "more words", day=DAY, by=room.by, at=T0)
    assert entries(item) == ["item_made", "item_begun", "item_entered", "milestone_passed", "item_finished"]
    dropped = actions.drop_item(keep(room, "d").pk, "no ground for it", by=room.by, at=T0)
    assert dropped.state == Item.State.DROPPED


def test_groups_are_compared_by_sums_and_count_what_was_planned_though_nothing_was_read(room: Room) -> None:
    first, second = (keep(room, code, series="trial.work", group="first") for code in "ab")
    for item, amount in ((first, 100), (second, 900)):
        draft = TargetDraft(series="trial.work", scope=Scope(item=item.pk), since=SINCE, until=UNTIL, amount=amount)
        actions.set_target(draft, by=room.by, at=T0)
    Room(room.cast, room.programme, first, room.by).read(100, DAY)
    rows = [row for row in queries.standings(list(Item.objects.filter(group="first")), date(2026, 6, 30))]
    sums = standing.together(rows)
    assert sums and sums.share is not None and sums.points is not None
    assert (sums.done, sums.target, sums.share * 10) == (100, 1000, 1)  # a mean of shares would be one half
    assert sums.points == -40  # half of the whole plan should be there by now


def test_units_whose_reading_of_the_month_is_missing_are_known(room: Room) -> None:
    actions.begin_item(room.item.pk, on=DAY, by=room.by, at=T0)
    june = (date(2026, 6, 1), date(2026, 6, 30))
    assert queries.without_reading(*june) == [room.item]
    room.read(1, date(2026, 6, 12))
    assert queries.without_reading(*june) == []


def test_a_month_without_a_reading_is_asked_for_once(room: Room) -> None:
    actions.begin_item(room.item.pk, on=SINCE, by=room.by, at=T0)
    early, later = T0.replace(day=2), T0.replace(day=20)
    jobs.ask_readings(early)
    assert not Notice.objects.filter(kind="reading_due").exists()
    for _ in range(2):
        jobs.ask_readings(later)
    told = Notice.objects.filter(kind="reading_due")
    assert {notice.params["month"] for notice in told} == {"2026-06"}
    assert sorted(notice.reader for notice in told) == sorted({notice.reader for notice in told}) != []
