"""Items, targets, milestones, money and progress from the ledger alone: equal to the tables, after any life."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection

from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.look.ledger_words import act_words
from jishiyu.programmes import actions, queries, retell
from jishiyu.programmes.drafts import ItemDraft, Money, Origin, ProgrammeDraft, Scope, TargetDraft
from jishiyu.programmes.models import Fund, Item, Meeting, Milestone, Programme, Progress, Target
from tests.cast import T0, jpeg
from tests.programmes.room import SINCE, UNTIL, Room

pytestmark = pytest.mark.django_db
TODAY = T0.date()
Pick = Random


def keep(room: Room, rng: Pick) -> None:
    cast = room.cast
    nodes = rng.sample(["plan", "roof", "handed over"], rng.randint(0, 3))
    draft = ItemDraft(
        code=rng.choice("123"), name=rng.choice(["Homes", "Roads"]), series="trial.work", begins_on=SINCE,
        due_on=rng.choice([None, UNTIL]), lead_unit=rng.choice([None, cast.station.pk]),
        lead_official=rng.choice([None, cast.leader.pk]), total=rng.choice([None, 100]), team=rng.choice(["", "A"]),
        assisting=tuple(rng.sample([cast.centre.pk, cast.other.pk], rng.randint(0, 2))),
        origins=tuple(Origin(one, "Homes") for one in rng.sample(["province", "city"], rng.randint(0, 2))),
        milestones=tuple((one, SINCE + timedelta(days=rng.randint(0, 90))) for one in nodes),
        group=rng.choice(["", "first"]), place=rng.choice(["", "by the river"]),
    )  # fmt: skip
    actions.keep_item(room.programme.pk, draft, by=room.by, at=T0)


def pick(rng: Pick) -> int:
    return rng.choice(list(Item.objects.order_by("pk").values_list("pk", flat=True)))


def some_day(rng: Pick) -> date:
    return SINCE + timedelta(days=rng.randint(0, 150))


def goes_on(room: Room, rng: Pick) -> None:
    item, who = pick(rng), {"by": rng.choice([room.by, room.cast.crew.actor]), "at": T0}
    deeds = [
        lambda: actions.begin_item(item, on=some_day(rng), **who),
        lambda: actions.enter_item(item, on=some_day(rng), **who),
        lambda: actions.note_progress(item, "Roofs are on", day=some_day(rng), problem=rng.choice(["", "rain"]), **who),
        lambda: actions.finish_item(item, "Handed over", on=some_day(rng), **who),
        lambda: actions.drop_item(item, "no money for it", **who),
    ]
    rng.choices(deeds, [4, 3, 5, 1, 1])[0]()


def money(room: Room, rng: Pick) -> None:
    item = Item.objects.get(pk=pick(rng))
    lines = [Money("central", item.total if item.total is not None else rng.randint(0, 9), rng.randint(0, 9))]
    actions.note_money(item.pk, [*lines, Money("bond", 0, rng.randint(0, 3))], by=room.by, at=T0)


def node(room: Room, rng: Pick) -> None:
    keys = list(Milestone.objects.order_by("pk").values_list("pk", flat=True))
    actions.pass_milestone(rng.choice(keys or [0]), on=some_day(rng), evidence="photo", by=room.by, at=T0)


def target(room: Room, rng: Pick) -> None:
    scope = rng.choice([Scope(item=pick(rng)), Scope(unit=room.cast.station.pk)])
    curve: dict[str, Any] = rng.choice([{"kind": "even"}, {"kind": "points", "points": [[f"{UNTIL}", 50, "all"]]}])
    amount = 50 if curve["kind"] == "points" else rng.randint(1, 99)
    draft = TargetDraft(series="trial.work", scope=scope, since=SINCE, until=UNTIL, amount=amount, curve=curve)
    actions.set_target(draft, ground="the river rose", by=room.by, at=T0)


def ruled(room: Room, rng: Pick) -> None:
    asked = list(Target.objects.filter(state="asked").order_by("pk").values_list("pk", flat=True))
    actions.rule_target(rng.choice(asked or [0]), approve=rng.random() < 0.6, by=room.cast.leader.actor, at=T0)


def meet(room: Room, rng: Pick) -> None:
    actions.hold_meeting(
        room.programme.pk, "dispatch", rng.choice(["first", "second"]), held_on=some_day(rng), items=[pick(rng)],
        words="go on", by=room.by, at=T0,
    )  # fmt: skip


def programme(room: Room, rng: Pick) -> None:
    draft = ProgrammeDraft(code="y2026", kind="trial.year", name=rng.choice(["2026", "The year"]), since=SINCE,
                           until=UNTIL, unit=rng.choice([room.cast.station.pk, None]))  # fmt: skip
    actions.keep_programme(draft, by=room.by, at=T0)


DEEDS = (keep, keep, goes_on, goes_on, goes_on, money, node, target, target, ruled, meet, programme)


@pytest.mark.parametrize("seed", range(8))
def test_after_any_life_the_ledger_alone_tells_what_the_tables_have(room: Room, seed: int) -> None:
    rng, done = Random(seed), 0
    for _ in range(60):
        try:
            rng.choice(DEEDS)(room, rng)
            done += 1
        except Refused:
            pass
    assert done > 25
    assert queries.differing_items() == []
    assert Progress.objects.exists() and Target.objects.count() > 2


def test_photos_are_told_by_their_marks(room: Room, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    actions.note_progress(room.item.pk, "Roofs are on", day=TODAY, photos_sent=[jpeg()], by=room.by, at=T0)
    assert queries.differing_items() == []
    Progress.objects.get().photos.all().delete()
    assert ["progress" in line for line in queries.differing_items()] == [True]


@pytest.fixture
def full(room: Room) -> Room:
    """An item with one of everything."""
    draft = ItemDraft(code="1", name="Homes mended", series="trial.work", lead_unit=room.cast.station.pk, due_on=UNTIL,
                      milestones=(("roof", UNTIL),), origins=(Origin("city", "Homes"),))  # fmt: skip
    actions.keep_item(room.programme.pk, draft, by=room.by, at=T0)
    actions.begin_item(room.item.pk, on=SINCE, by=room.by, at=T0)
    actions.note_progress(room.item.pk, "Roofs are on", day=TODAY, by=room.by, at=T0)
    actions.note_money(room.item.pk, [Money("central", 5, 1)], by=room.by, at=T0)
    actions.pass_milestone(Milestone.objects.get().pk, on=TODAY, by=room.by, at=T0)
    actions.hold_meeting(room.programme.pk, "dispatch", "first", held_on=TODAY, by=room.by, at=T0)
    return room


@pytest.mark.parametrize(
    ("rows", "change", "named"),
    [
        (Item, {"finished_on": TODAY}, "finished_on"), (Item, {"begun_on": None}, "begun_on"),
        (Item, {"problem": "?"}, "problem"), (Item, {"version": 99}, "version"), (Item, {"total": 1}, "total"),
        (Milestone, {"passed_on": None}, "milestones"), (Milestone, {"evidence": "x"}, "milestones"),
        (Fund, {"actual": 2}, "funds"), (Progress, {"words": "nothing"}, "progress"),
        (Target, {"amount": 7}, "targets"), (Meeting, {"words": "x"}, "meetings"), (Programme, {"name": "x"}, "name"),
    ],
)  # fmt: skip
def test_what_was_changed_behind_the_ledger_is_named(full: Room, rows: Any, change: dict[str, Any], named: str) -> None:
    assert queries.differing_items() == []
    rows.objects.update(**change)
    (line,) = queries.differing_items()
    assert f" {named}: kept " in line


def test_what_is_kept_and_not_told_or_told_and_not_kept_is_named(full: Room) -> None:
    Item.objects.create(programme=full.programme, code="x", name="From nowhere")
    assert [line.partition(": ")[2] for line in queries.differing_items()] == ["not told of"]
    assert retell.differing({}, {"item:7": {}}) == ["item:7: told of, and not kept"]


def test_every_act_about_items_is_heard(full: Room) -> None:
    acts = Entry.objects.filter(subject__startswith="item:") | Entry.objects.filter(subject__startswith="programme:")
    assert set(acts.values_list("act", flat=True)) <= retell.HEARD.keys()


def test_the_check_reads_tables_and_ledger_in_few_statements(full: Room) -> None:
    with connection.execute_wrapper(count := Statements()):
        queries.differing_items()
    assert count.n <= 12


class Statements:
    n = 0

    def __call__(self, execute: Any, *args: Any) -> Any:
        self.n += 1
        return execute(*args)


def test_every_act_has_words_for_whoever_opens_a_row() -> None:
    for act in retell.HEARD:
        words = act_words(Entry(subject="item:1", act=act))
        assert words and words != act
