"""The data behind the page's system 3: major projects with plan and work by month, chains with their chiefs, sixteen
indicators of fourteen places, enterprises newly above scale or specialised; all by the product's own deeds.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from jishiyu.programmes import actions
from jishiyu.programmes.drafts import ItemDraft, Measured, PeerAmount, ProgrammeDraft, Scope, TargetDraft
from jishiyu.programmes.models import Item, Programme
from jishiyu.registry import actions as registry
from jishiyu.registry import queries as places
from jishiyu.registry.models import Post, Unit
from jishiyu.registry.profiles import Said
from jishiyu.sandbox import people
from jishiyu.sandbox.page import economic
from jishiyu.sandbox.page.economic import Project

BY = "system:sandbox"
CITY = "4305"
ZONE = ZoneInfo("Asia/Shanghai")
SINCE, UNTIL, CUT_OFF = date(2022, 1, 1), date(2022, 12, 31), date(2022, 10, 31)
AT = datetime(2022, 11, 5, 9, 0, tzinfo=ZONE)
PROJECTS, CHAINS, INVESTED = "page-projects", "page-chains", "economy.invested"


@transaction.atomic
def fill(seed: int) -> None:
    """All of it, in an installation whose places are loaded. Raises Refused: unit_there_already on a second time."""
    rng = Random(seed)
    office = registry.make_unit("page-development", "发展和改革委员会(样本)", division_code=CITY, by=BY, at=AT)
    desks = [
        registry.make_unit(f"page-chain-{code}", f"{name}产业链牵头部门(样本)", division_code=CITY, by=BY, at=AT)
        for code, name in economic.CHAINS
    ]
    _projects(rng, office, desks)
    _chains(rng, office, desks)
    _indicators(rng)
    _enterprises(rng)


def _projects(rng: Random, office: Unit, desks: Sequence[Unit]) -> None:
    programme = _programme(PROJECTS, "economy.projects", "2022 年重点项目(样本)", office)
    targets, rows = [], []
    for number, one in enumerate(economic.projects(rng)):
        item = _item(programme, one, desks[number % len(desks)].pk)
        scope = Scope(item=item.pk)
        targets.append(TargetDraft(series=INVESTED, scope=scope, since=SINCE, until=UNTIL, amount=one.plan))
        rows += [
            Measured(
                INVESTED, f"{one.code}-{month:02d}", _month_end(month), amount, item=item.pk, unit=item.lead_unit_id
            )
            for month, amount in enumerate(one.months, 1)
        ]
    actions.set_targets(targets, by=BY, at=AT)
    actions.take_readings(rows, source="monthly report", by=BY, at=AT)


def _programme(code: str, kind: str, name: str, office: Unit) -> Programme:
    draft = ProgrammeDraft(code=code, kind=kind, name=name, since=SINCE, until=UNTIL, unit=office.pk)
    return actions.keep_programme(draft, by=BY, at=AT)


def _month_end(month: int) -> date:
    return date.fromordinal(date(2022, month + 1, 1).toordinal() - 1)


def _item(programme: Programme, one: Project, unit: int) -> Item:
    draft = ItemDraft(
        code=one.code, name=one.name, group=one.group, series=INVESTED, lead_unit=unit, total=one.total,
        nature="新建" if one.opened else "续建", begins_on=date(2022, 3, 1) if one.opened else date(2021, 5, 10),
        due_on=date(2022, 9, 30) if one.completed else date(2023, 12, 31),
    )  # fmt: skip
    item = actions.keep_item(programme.pk, draft, by=BY, at=AT)
    begun = date(2022, 2, 20) if one.opened else date(2021, 5, 10)
    actions.begin_item(item.pk, on=begun, by=BY, at=AT)
    item = actions.enter_item(item.pk, on=begun + timedelta(days=21), by=BY, at=AT)
    if one.completed:
        item = actions.finish_item(item.pk, "竣工验收,投入使用。", on=date(2022, 9, 28), by=BY, at=AT)
    return item


def _chains(rng: Random, office: Unit, desks: Sequence[Unit]) -> None:
    programme = _programme(CHAINS, "economy.chains", "产业链(样本)", office)
    chiefs = [
        registry.make_officer(f"page-chief-{number}", people.name(rng), post=Post.LEADER, by=BY, at=AT)
        for number in range(1, economic.CHIEFS + 1)
    ]
    for number, ((code, name), desk) in enumerate(zip(economic.CHAINS, desks, strict=True)):
        held = [chiefs[number], *chiefs[len(desks) + number : len(desks) + number + 1]]
        head = registry.make_officer(
            f"page-head-{code}", people.name(rng), post=Post.HEAD, unit_id=desk.pk, by=BY, at=AT
        )
        liaison = registry.make_officer(f"page-liaison-{code}", people.name(rng), unit_id=desk.pk, by=BY, at=AT)
        draft = ItemDraft(code=code, name=f"{name}产业链", lead_unit=desk.pk, lead_official=held[0].pk)
        actions.keep_item(programme.pk, draft, by=BY, at=AT)
        duties = [("economy.chain_chief", one) for one in held]
        duties += [("economy.chain_department", head), ("economy.chain_liaison", liaison)]
        for role, officer in duties:
            registry.give_duty(officer.pk, role, since=SINCE, over=f"chain:{code}", by=BY, at=AT)


def _indicators(rng: Random) -> None:
    names = places.names([place[:4] for place in economic.PLACES] + [economic.WHOLE[:2]])
    for code, own, whole, rank in economic.INDICATORS:
        rows = [
            PeerAmount(place, names.get(place[:4], place), amount)
            for place, amount in sorted(economic.amounts(rng, own, rank).items())
        ]
        rows.append(PeerAmount(economic.WHOLE, names.get(economic.WHOLE[:2], "全省"), whole, whole=True))
        actions.note_peers(
            f"economy.{code}", rows, since=SINCE, until=CUT_OFF, source="月报(样本)", by=BY, at=AT
        )  # fmt: skip


def _enterprises(rng: Random) -> None:
    """Those newly above scale, and those specialised on the day of the page; some whose time is over stand beside."""
    said = [
        _enterprise(rng, number, {"enterprise.above_scale": rng.choice(("industry", "trade", "services")),
                                  "enterprise.above_scale_since": f"2022-{rng.randint(1, 10):02d}-01"})
        for number in range(economic.ABOVE_SCALE)
    ]  # fmt: skip
    status = ["giant"] * economic.NATIONAL + ["specialised"] * economic.PROVINCIAL
    said += [
        _enterprise(rng, 200 + number, {"enterprise.specialised": one, "enterprise.specialised_until": "2024-12-31"})
        for number, one in enumerate(status)
    ]
    over = {"enterprise.specialised": "specialised", "enterprise.specialised_until": "2022-06-30"}
    said += [_enterprise(rng, 400 + number, over) for number in range(5)]
    registry.load_profiles(said, by=BY, at=AT)


def _enterprise(rng: Random, number: int, values: Mapping[str, str]) -> Said:
    return Said(
        name=f"样本实业{number + 1:03d}有限公司", contact=people.name(rng), phone=f"19901{number:06d}", values=values,
        division_code=CITY,
    )  # fmt: skip
