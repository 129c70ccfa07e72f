"""The data behind the page's system 7: twenty-seven items that province and city ask for, with departments, townships,
readings by month, money, meetings. The children's places themselves are in the part about entitlements.
"""

from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from jishiyu.programmes import actions
from jishiyu.programmes.drafts import ItemDraft, Measured, Money, Origin, ProgrammeDraft, Scope, TargetDraft
from jishiyu.programmes.models import Item, Programme
from jishiyu.registry import actions as registry
from jishiyu.registry import queries as places
from jishiyu.registry.models import Officer, Post, Unit
from jishiyu.sandbox import people
from jishiyu.sandbox.page import matters
from jishiyu.sandbox.page.economic import split
from jishiyu.sandbox.page.matters import Matter

BY = "system:sandbox"
COUNTY = "430321"
ZONE = ZoneInfo("Asia/Shanghai")
SINCE, UNTIL = date(2022, 1, 1), date(2022, 12, 31)
PAPER = date(2022, 11, 28)  # by which all are done
BEGAN, AT = datetime(2022, 1, 20, 9, tzinfo=ZONE), datetime(2022, 11, 28, 17, tzinfo=ZONE)
CODE, PARENTS = "page-matters", "livelihood.parents"
MONTHS = 10


@transaction.atomic
def fill(seed: int) -> None:
    """All of it, in an installation whose places are loaded. Raises Refused: unit_there_already on a second time."""
    rng = Random(seed)
    office = registry.make_unit("page-matters", "县人民政府办公室(样本)", division_code=COUNTY, by=BY, at=BEGAN)
    programme = actions.keep_programme(
        ProgrammeDraft(
            code=CODE, kind="livelihood.matters", name="2022 年民生实事(样本)", since=SINCE, until=UNTIL,
            unit=office.pk, basis="省、市重点民生实事任务清单",
        ),
        by=BY, at=BEGAN,
    )  # fmt: skip
    departments = [
        registry.make_unit(f"page-dept-{number}", f"{name}(样本)", division_code=COUNTY, by=BY, at=BEGAN)
        for number, name in enumerate(matters.DEPARTMENTS, 1)
    ]
    townships = [
        registry.make_unit(f"page-town-{place.pk}", f"{place.name}(样本)", division_code=place.pk, by=BY, at=BEGAN)
        for place in list(places.children(COUNTY))[: matters.TOWNSHIPS]
    ]
    chief = registry.make_officer("page-vice", people.name(rng), post=Post.LEADER, unit_id=office.pk, by=BY, at=BEGAN)
    for number, one in enumerate(matters.ITEMS):
        _item(rng, programme, number, one, departments, townships, chief)
    _parents(programme)
    for kind, title, (month, day) in matters.MEETINGS:
        actions.hold_meeting(programme.pk, kind, title, held_on=date(2022, month, day), by=BY, at=AT)


def _item(
    rng: Random,
    programme: Programme,
    number: int,
    one: Matter,
    departments: list[Unit],
    townships: list[Unit],
    chief: Officer,
) -> None:
    lead = departments[matters.LEADS[number]]
    helping = [townships[(number * 2 + place) % len(townships)].pk for place in range(3)]
    origins = tuple(
        Origin(level, matter) for level, matter in (("province", one.province), ("city", one.city)) if matter
    )
    draft = ItemDraft(
        code=f"{number + 1:02d}", name=one.name, category=one.province or one.city, series=f"livelihood.{one.series}",
        begins_on=date(2022, 3, 1), due_on=date(2022, 11, 30), lead_unit=lead.pk, lead_official=chief.pk,
        team=f"{one.name}工作专班", assisting=tuple(helping), origins=origins,
        total=matters.CENTRE_COST if one.name == matters.CENTRE else None,
        milestones=(("方案审定", date(2022, 3, 31)), ("过半", date(2022, 7, 31)), ("验收", date(2022, 11, 30))),
    )  # fmt: skip
    item = actions.keep_item(programme.pk, draft, by=BY, at=BEGAN)
    goal = TargetDraft(series=item.series, scope=Scope(item=item.pk), since=SINCE, until=UNTIL, amount=one.target)
    actions.set_target(goal, by=BY, at=BEGAN)
    _money(item, one)
    actions.begin_item(item.pk, on=date(2022, 2, 22), by=BY, at=AT)
    shares = split(rng, one.done, min(one.done, MONTHS))
    rows = [
        Measured(
            item.series, f"{item.code}-{place}", _reported(place), amount, item=item.pk, unit=lead.pk, evidence="验收单"
        )
        for place, amount in enumerate(shares)
    ]
    actions.take_readings(rows, source="monthly report", by=BY, at=AT)
    actions.note_progress(item.pk, "按计划推进,群众已受益。", day=date(2022, 9, 5), by=BY, at=AT)
    for node, day in zip(item.milestones.order_by("due_on"), ((3, 25), (7, 20), (11, 21)), strict=True):
        actions.pass_milestone(node.pk, on=date(2022, *day), evidence="验收单", by=BY, at=AT)
    done = date(2022, 11, rng.randint(8, 28))
    actions.finish_item(item.pk, "已按要求完成并通过验收。", on=done, by=BY, at=AT)


def _reported(place: int) -> date:
    """Reports at the end of February to October, the last one in the middle of November."""
    return date(2022, 11, 15) if place == MONTHS - 1 else date.fromordinal(date(2022, place + 3, 1).toordinal() - 1)


def _money(item: Item, one: Matter) -> None:
    if one.name in matters.WITH_BONDS:
        place = matters.WITH_BONDS.index(one.name)
        central, bonds = matters.CENTRAL[place], matters.BONDS[place]
        actions.note_money(item.pk, [Money("central", central, central), Money("bond", bonds, bonds)], by=BY, at=AT)
    if one.name == matters.CENTRE:
        actions.note_money(item.pk, [Money("county", matters.CENTRE_COST, matters.CENTRE_COST)], by=BY, at=AT)


def _parents(programme: Programme) -> None:
    """One parent of each child, as each institution tells it."""
    item = Item.objects.get(programme=programme, name=matters.CHILDREN)
    rows = [
        Measured(PARENTS, f"{number}-{grade}", PAPER, count, grade, item=item.pk)
        for number, count in enumerate(matters.PARENTS, 1)
        for grade in ("due", "trained", "effective", "satisfied")
    ]
    actions.take_readings(rows, source="institutions", by=BY, at=AT)
