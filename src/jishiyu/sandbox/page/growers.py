"""The data behind the page's system 5: nine thousand households under contract, their plots, what was advised, what was
bought by grade, and what troubled them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from jishiyu.casework import actions as casework
from jishiyu.casework.models import Task
from jishiyu.casework.needs import Need
from jishiyu.outreach import actions as outreach
from jishiyu.outreach.models import AdviceTold
from jishiyu.programmes import actions
from jishiyu.programmes.drafts import Measured, Scope, TargetDraft
from jishiyu.registry import actions as registry
from jishiyu.registry import queries as places
from jishiyu.registry.actions import Parcel
from jishiyu.registry.models import Officer, Post, Subject, Unit
from jishiyu.sandbox import people
from jishiyu.sandbox.households import households_of
from jishiyu.sensing import actions as sensing

BY, SOURCE = "system:sandbox", "page-growers"
COUNTY = "431021"
HOUSEHOLDS = 9_000
YEARS = (2019, 2020, 2021, 2022)
AREA, BOUGHT, PAID = "growers.area", "growers.bought", "growers.paid"
TEAMS = (
    ("page-team-technique", "关键技术服务队(样本)", "growers.technique_team", "growers.technique"),
    ("page-team-lean", "精益生产服务队(样本)", "growers.lean_team", "growers.selling"),
    ("page-team-hard", "疑难问题服务队(样本)", "growers.hard_team", "growers.hard"),
)
STATIONS = 6
GOOD, PLAIN = "C1F", "C4F"  # a best grade, and one that is not
SHARE_GOOD = {2019: 58, 2020: 60, 2021: 63, 2022: 66}  # per cent of the kilograms
KG_A_MU = {2019: 124, 2020: 127, 2021: 130, 2022: 134}
FEN_A_KG = {GOOD: {2019: 30_40, 2020: 31_20, 2021: 32_60, 2022: 34_40}, PLAIN: {2019: 19, 2020: 20, 2021: 21, 2022: 22}}
PROBLEMS = 60
ADVISED = (  # days on which the season's advice was told, and what weather was called
    (date(2022, 1, 5), ""),
    (date(2022, 3, 5), ""),
    (date(2022, 5, 6), ""),
    (date(2022, 6, 8), ""),
    (date(2022, 6, 20), "rain"),
    (date(2022, 10, 25), ""),
)
DAY = timedelta(days=1)


def _at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


FOUNDED = _at(date(2019, 1, 7))


def fill(seed: int, households: int = HOUSEHOLDS) -> None:
    """All of it, in an installation whose places are loaded. Raises Refused: unit_there_already on a second time."""
    rng = Random(seed)
    with transaction.atomic():
        towns = [division.code for division in places.children(COUNTY)]
        leads = _teams()
        _technicians(towns)
        stations = [
            registry.make_unit(f"page-leaf-{n}", f"烟叶收购站{n}(样本)", division_code=COUNTY, by=BY, at=FOUNDED)
            for n in range(1, STATIONS + 1)
        ]
        named = [people.name(rng) for _n in range(households)]
        said = households_of(named, [towns[n % len(towns)] for n in range(households)], phones="19977", seed=seed)
        growers = registry.load_profiles(said, kind=Subject.Kind.HOUSEHOLD, by=BY, at=FOUNDED)
        areas = {grower: rng.randint(12, 40) * 100 for grower in growers}  # 0.01 mu
        _plots(growers, towns, areas)
        _contracts(areas)
        for year in YEARS:
            _purchases(rng, year, areas, stations)
    for day, weather in ADVISED:
        if weather:
            outreach.call_weather(weather, division_code=COUNTY, by=BY, at=_at(day))
        else:
            outreach.advise_today(by=BY, at=_at(day))
    _passed_on()
    with transaction.atomic():
        _problems(rng, growers, towns, leads)


def _teams() -> list[tuple[Unit, Officer]]:
    found = []
    for code, name, role, _kind in TEAMS:
        unit = registry.make_unit(code, name, division_code=COUNTY, by=BY, at=FOUNDED)
        lead = registry.make_officer(f"{code}-lead", "队长", unit_id=unit.pk, by=BY, at=FOUNDED)
        registry.give_duty(lead.pk, role, since=FOUNDED.date(), division_code=COUNTY, by=BY, at=FOUNDED)
        found.append((unit, lead))
    return found


def _technicians(towns: Sequence[str]) -> None:
    unit = registry.make_unit("page-leaf", "烟草专卖局(样本)", division_code=COUNTY, by=BY, at=FOUNDED)
    for number, town in enumerate(towns, start=1):
        one = registry.make_officer(
            f"page-technician-{number}", f"烟技员{number}号", unit_id=unit.pk, by=BY, at=FOUNDED
        )
        registry.give_duty(one.pk, "growers.technician", since=FOUNDED.date(), division_code=town, by=BY, at=FOUNDED)


def _plots(growers: Sequence[int], towns: Sequence[str], areas: dict[int, int]) -> None:
    plan = (("spring", "tobacco"), ("late", "rice"), ("winter", "vetch"))
    parcels = [
        Parcel(
            code=f"PAGE{grower}",
            subject=grower,
            name="责任田",
            area=areas[grower],
            division_code=towns[n % len(towns)],
            year=2022,
            plan=plan,
        )
        for n, grower in enumerate(growers)
    ]
    registry.load_plots(parcels, by=BY, at=_at(date(2021, 11, 1)))


def _contracts(areas: dict[int, int]) -> None:
    """A contract a household for 2022: mu, and kilograms of so many a mu."""
    since, until = date(2022, 1, 1), date(2022, 12, 31)
    kilograms = {grower: area * KG_A_MU[2022] for grower, area in areas.items()}  # 0.01 mu × kg = 0.01 kg
    drafts = [
        TargetDraft(series=series, scope=Scope(subject=grower), since=since, until=until, amount=amount)
        for series, amounts in ((AREA, areas), (BOUGHT, kilograms))
        for grower, amount in amounts.items()
    ]
    actions.set_targets(drafts, by=BY, at=_at(date(2021, 11, 2)))


def _purchases(rng: Random, year: int, areas: dict[int, int], stations: Sequence[Unit]) -> None:
    """One delivery a household, of two grades: weight and price of each, under one key."""
    rows = []
    for grower, area in areas.items():
        day = date(year, 7, 20) + rng.randrange(60) * DAY
        station = stations[grower % len(stations)].pk
        whole = area * KG_A_MU[year]  # 0.01 kg
        good = whole * SHARE_GOOD[year] // 100
        for grade, weight in ((GOOD, good), (PLAIN, whole - good)):
            key, price = f"{year}-{grower}-{grade}", weight * FEN_A_KG[grade][year] // 100
            for series, amount in ((BOUGHT, weight), (PAID, price)):
                rows.append(Measured(series, key, day, amount, grade, unit=station, division=COUNTY, subject=grower))
    actions.take_readings(rows, source=SOURCE, by=BY, at=_at(date(year, 12, 1)))


def _passed_on() -> None:
    """Each technician has told the households of their town."""
    for officer, advice in sorted(set(AdviceTold.objects.exclude(officer=None).values_list("officer", "advice"))):
        keys = AdviceTold.objects.filter(officer=officer, advice=advice).values_list("pk", flat=True)
        outreach.pass_on(advice, list(keys), by=f"officer:{officer}", at=_at(date(2022, 11, 1)))


def _problems(rng: Random, growers: Sequence[int], towns: Sequence[str], leads: Sequence[tuple[Unit, Officer]]) -> None:
    """What troubled them, each a duty of one of the three teams, answered and asked about."""
    at = FOUNDED
    desk = registry.make_unit(
        "page-leaf-desk", "烟农服务热线(样本)", division_code=COUNTY, is_centre=True, by=BY, at=at
    )
    caller = registry.make_officer("page-leaf-caller", "回访员", post=Post.CALLER, unit_id=desk.pk, by=BY, at=at)
    source = sensing.desk_source(SOURCE, "烟农问题清单(样本)", unit_id=desk.pk, division_code=COUNTY, by=BY, at=at)
    for number in range(min(PROBLEMS, len(growers))):
        kind = number % len(TEAMS)
        need = Need(
            pack="growers",
            kind=TEAMS[kind][3],
            title=TROUBLES[kind],
            text=TROUBLES[kind],
            source_id=source.pk,
            heard_at=_at(date(2022, 3, 1) + number * 3 * DAY, 10),
            requester_id=rng.choice(growers),
            division_code=towns[number % len(towns)],
        )
        _helped(need, *leads[kind], caller)


def _helped(need: Need, unit: Unit, lead: Officer, caller: Officer) -> None:
    at, hour = need.heard_at, timedelta(hours=1)
    case = casework.open_case(need, by=BY, at=at)
    task = Task.objects.filter(case=case).first() or casework.dispatch(case.pk, unit.pk, by=BY, at=at + hour)
    casework.accept_task(task.pk, by=lead.actor, at=at + 2 * hour)
    casework.note_contact(task.pk, by=lead.actor, at=at + 4 * hour)
    casework.finish_task(task.pk, words="队员已到户处理,经现场确认。", how="visit", by=lead.actor, at=at + 26 * hour)
    casework.confirm_case(case.pk, solved=True, rating=5, words="处理得好。", by=caller.actor, at=at + 50 * hour)


TROUBLES = ("下部烟叶烘烤青筋多,请教怎么定温", "交售预约排队久,请调整时段", "烤房贷款到期周转困难")
