"""Incidents over groups, trouble that comes again, and what that does to urgency, on the tables."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import pytest

from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries import flaws
from jishiyu.registry.models import Cell
from jishiyu.sensing import actions
from jishiyu.sensing.models import Group, Inbox, Lead, Message, Source
from jishiyu.sensing.raw import RawMessage
from tests.sensing.conftest import BY, NOW
from tests.sensing.test_two_workers import SIDE_BY_SIDE, work

HOURS = 60  # minutes


def of_feeder(chat: Source, *codes: str, feeder: str = "F1") -> None:
    for code in codes:
        actions.make_group(chat, code, f"{code}群", division_code="430903101", feeder=feeder, by=BY, at=NOW)


def said(number: int, text: str, *, minutes: float, group: str = "g1", sender: str = "") -> RawMessage:
    at = NOW + timedelta(minutes=minutes)
    return RawMessage(f"m{number}", text, at, group_id=group, sender=sender or f"p{number}", role="resident")


def judge(chat: Source, *messages: RawMessage) -> None:
    actions.judge_messages(chat, messages, by=BY, at=NOW + timedelta(days=9))


@pytest.mark.django_db
def test_an_outage_heard_in_two_groups_of_one_feeder_is_one_lead_that_spreads(chat: Source) -> None:
    of_feeder(chat, "g1", "g2")
    judge(chat, said(1, "停电了", minutes=0))
    judge(chat, said(2, "我们这里停电了", minutes=20, group="g2"))
    lead = Lead.objects.get()
    assert (lead.heard, lead.households, lead.in_groups, lead.area) == (2, 2, 2, "feeder:F1")
    assert lead.why == [["spreading", "2"]]
    assert Entry.objects.filter(subject=lead.ref).latest("version").after["why"] == lead.why


@pytest.mark.django_db
def test_groups_of_one_village_share_an_outage_and_those_of_a_town_do_not(chat: Source) -> None:
    for code, home in (("g1", "430903101201"), ("g2", "430903101201"), ("g3", "430903101"), ("g4", "430903101")):
        actions.make_group(chat, code, code, division_code=home, by=BY, at=NOW)
    judge(chat, *(said(n, "停电了", minutes=n, group=f"g{n}") for n in (1, 2, 3, 4)))
    assert sorted(Lead.objects.values_list("in_groups", flat=True)) == [1, 1, 2]


@pytest.mark.django_db
def test_a_group_hangs_on_the_feeder_of_its_cell(chat: Source, area: Cell) -> None:
    Cell.objects.filter(pk=area.pk).update(feeder="F9")
    group = actions.make_group(chat, "g1", "群", division_code="430903101201", cell_id=area.pk, by=BY, at=NOW)
    assert (group.feeder, group.area) == ("F9", "feeder:F9")


@pytest.mark.django_db
def test_a_late_message_makes_one_lead_of_two(chat: Source) -> None:
    of_feeder(chat, "g1", "g2", "g3")
    judge(chat, said(1, "停电了", minutes=0))
    judge(chat, said(2, "停电了", minutes=150, group="g2"))
    early, late = Lead.objects.order_by("pk")
    judge(chat, said(3, "停电了", minutes=75, group="g3"))
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, early.heard, early.in_groups) == (Lead.State.OPEN, 3, 3)
    assert (late.state, late.merged_into, late.messages.count()) == (Lead.State.MERGED, early, 0)
    assert Entry.objects.filter(subject=late.ref).latest("version").act == "merged"
    judge(chat, said(4, "还没来电", minutes=160, group="g2"))
    assert early.messages.count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_batches_cut_anywhere_and_messages_that_come_late_gather_alike(chat: Source, seed: int) -> None:
    of_feeder(chat, "g1", "g2", "g3")
    of_feeder(chat, "g4", feeder="F2")
    chance = Random(seed)
    everything = [
        said(n, "停电了", minutes=minute, group=f"g{chance.randint(1, 4)}")
        for n, minute in enumerate(sorted(chance.choices(range(700), k=24)))
    ]

    def gathered(order: list[RawMessage], cuts: list[int]) -> set[frozenset[str]]:
        for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True):
            judge(chat, *order[start:end])
        found: dict[int | None, set[str]] = {}
        for lead, one in Message.objects.values_list("lead", "external_id"):
            found.setdefault(lead, set()).add(one)
        assert not list(flaws())
        Message.objects.all().delete()
        Lead.objects.all().update(merged_into=None, repeats=None)
        Lead.objects.all().delete()
        return {frozenset(together) for together in found.values()}

    late = sorted(everything, key=lambda one: one.time + timedelta(minutes=chance.randint(0, 60)))
    assert gathered(late, sorted(chance.sample(range(24), 5))) == gathered(everything, [])


@pytest.mark.django_db(transaction=SIDE_BY_SIDE)
def test_workers_side_by_side_gather_one_incident_of_one_feeder(chat: Source) -> None:
    of_feeder(chat, *(f"g{number}" for number in range(6)))
    actions.hear(chat, [said(n, "停电了", minutes=n / 10, group=f"g{n % 6}") for n in range(120)], at=NOW)
    if SIDE_BY_SIDE:
        with ThreadPoolExecutor(4) as pool:
            taken = sum(pool.map(work, range(4)))
        assert taken == 120
    while Inbox.objects.exists():
        actions.sense_batch(7, by=BY, at=NOW)
    assert not Inbox.objects.exclude(trouble="").exists()
    lead = Lead.objects.exclude(state=Lead.State.MERGED).get()
    assert (lead.heard, lead.households, lead.in_groups) == (120, 120, 6)
    assert not list(flaws())


@pytest.mark.django_db
def test_the_same_trouble_within_days_is_repeated_and_more_urgent(chat: Source, group: Group) -> None:
    judge(chat, said(1, "电压低", minutes=0))
    judge(chat, said(2, "电压低", minutes=20 * HOURS))
    judge(chat, said(3, "电压低", minutes=15 * 24 * HOURS))
    first, again, later = Lead.objects.order_by("first_at")
    assert (first.urgency, first.why, first.repeats) == (1, [], None)
    assert (again.urgency, again.why, again.repeats) == (2, [["repeated", str(first.pk)]], first)
    assert (later.urgency, later.repeats) == (1, None)


@pytest.mark.django_db
def test_the_same_person_in_another_group_repeats_and_another_person_does_not(chat: Source, group: Group) -> None:
    judge(chat, said(1, "电压低", minutes=0, sender="her"))
    judge(chat, said(2, "电压低", minutes=20 * HOURS, group="g8", sender="her"))
    judge(chat, said(3, "电压低", minutes=20 * HOURS, group="g9", sender="him"))
    first, hers, his = Lead.objects.order_by("pk")
    assert (hers.repeats, his.repeats) == (first, None)


@pytest.mark.django_db
def test_one_person_who_says_it_five_times_is_one_household_and_no_spreading(chat: Source, group: Group) -> None:
    judge(chat, *(said(n, "电压低", minutes=n, sender="her") for n in range(5)))
    lead = Lead.objects.get()
    assert (lead.heard, lead.households, lead.urgency, lead.why) == (5, 1, 1, [])


@pytest.mark.django_db
def test_a_message_that_comes_late_is_judged_though_the_group_has_spoken_since(chat: Source, group: Group) -> None:
    judge(chat, said(1, "停电了", minutes=30))
    judge(chat, said(2, "我们这里也停电了", minutes=5))
    judge(chat, said(3, "好的", minutes=1), said(4, "还没来电", minutes=31))
    assert Message.objects.count() == 4
    assert Lead.objects.exclude(state=Lead.State.MERGED).get().households == 3
