"""Building a town: its places, units, people, duties, doors and catalogue. The history is made in history.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from jishiyu.casework import actions as casework
from jishiyu.casework.catalogue import Draft
from jishiyu.casework.kinds import kinds
from jishiyu.lib.refused import Refused
from jishiyu.registry import actions as registry
from jishiyu.registry import queries as places
from jishiyu.registry.models import Cell, Division, Officer, Post, Unit
from jishiyu.sandbox import people
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import Group, Source

BY = "system:sandbox"
CITY, TOWN = "4309", "430972109"
FIELD_OFFICERS = 4
CELL_NAMES = ("大屋", "老街", "新塘", "枫树", "学堂", "祠堂", "河边", "坳上", "竹山", "油榨")


@dataclass(frozen=True, slots=True)
class Size:
    """How much of a town: villages with groups, days of history, chat rounds and letters a day."""

    villages: int
    days: int
    rounds_a_day: int
    letters_a_day: int


SIZES: Mapping[str, Size] = {
    "village": Size(villages=6, days=21, rounds_a_day=5, letters_a_day=3),
    "town": Size(villages=12, days=30, rounds_a_day=40, letters_a_day=12),
    "county": Size(villages=12, days=60, rounds_a_day=220, letters_a_day=60),
}


@dataclass(slots=True)
class Town:
    """What was built, for those who bring it to life."""

    size: Size
    units: dict[str, Unit] = field(default_factory=dict)
    officers: dict[str, Officer] = field(default_factory=dict)
    crew: list[Officer] = field(default_factory=list)
    villages: list[Division] = field(default_factory=list)
    cells: dict[str, list[Cell]] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    chat: Source | None = None
    letters: Source | None = None
    secret: str = ""


UNITS = (
    ("centre", "市民热线中心", CITY, True),
    ("station", "谢林港供电所", TOWN, False),
    ("crew", "供电抢修一班", TOWN, False),
    ("town", "谢林港镇人民政府", TOWN, False),
    ("housing", "住房和城乡建设局", CITY, False),
    ("transport", "交通运输局", CITY, False),
    ("labour", "人力资源和社会保障局", CITY, False),
    ("health", "卫生健康局", CITY, False),
    ("police", "公安分局", CITY, False),
    ("schools", "教育局", CITY, False),
    ("environment", "生态环境分局", CITY, False),
    ("market", "市场监督管理局", CITY, False),
    ("civil", "民政局", CITY, False),
    ("land", "自然资源局", CITY, False),
    ("farming", "农业农村局", CITY, False),
)
CATALOGUE = {
    "construction": "housing", "transport": "transport", "party_affairs": "town", "agriculture": "farming",
    "labour": "labour", "health": "health", "commerce": "market", "land": "land", "justice": "police",
    "education": "schools", "civil_affairs": "civil", "environment": "town", "technology": "market",
    "discipline": "town", "economy": "market", "other": "town",
}  # fmt: skip
TRADE_DESKS = {"hotline.environment": "environment"}  # beside the territory, where a kind goes out on two lines
LOG_INS = (
    ("chen", "陈干事", Post.DISPATCHER, "centre"),
    ("lin", "林回访员", Post.CALLER, "centre"),
    ("he", "何主任", Post.LEADER, "centre"),
    ("zhou", "周队长", Post.OFFICER, "crew"),
    ("luo", "罗所长", Post.HEAD, "station"),
    ("tan", "谭班长", Post.HEAD, "crew"),
    ("peng", "彭镇长", Post.HEAD, "town"),
    ("xitong", "系统管理员", Post.SYSTEM_ADMIN, None),
    ("anquan", "安全管理员", Post.SECURITY_ADMIN, None),
    ("shenji", "审计管理员", Post.AUDIT_ADMIN, None),
)


def found(size: Size, seed: int, *, password: str, at: datetime) -> Town:
    """Everything that stands before the first message is said. Raises Refused: town_not_empty."""
    if not places.is_empty():
        raise Refused("town_not_empty")
    rng = Random(seed)
    began = at - timedelta(days=size.days + 30)
    town = Town(size)
    with transaction.atomic():
        _units(town, began)
        _officers(town, rng, password, began)
        _places(town, rng, began)
        _duties(town, began.date(), began)
        _doors(town, began)
        casework.fill_catalogue(_catalogue(town), since=began.date(), by=BY, at=began)
        for kind, desk in TRADE_DESKS.items():
            ground = f"行业主管部门:{town.units[desk].name}"
            draft = Draft(kind=kind, unit_id=town.units[desk].pk, ground=ground, line="trade")
            casework.add_catalogue_entry(draft, since=timezone.localdate(began), by=BY, at=began)
    return town


def _units(town: Town, at: datetime) -> None:
    for code, name, division, is_centre in UNITS:
        town.units[code] = registry.make_unit(code, name, division_code=division, is_centre=is_centre, by=BY, at=at)


def _officers(town: Town, rng: Random, password: str, at: datetime) -> None:
    for username, name, post, unit in LOG_INS:
        town.officers[username] = registry.make_officer(
            username,
            name,
            post=post,
            unit_id=town.units[unit].pk if unit else None,
            password=password,
            phone=people.phone(rng),
            by=BY,
            at=at,
        )
    for number in range(FIELD_OFFICERS):
        town.crew.append(
            registry.make_officer(
                f"wg{number + 1}",
                people.name(rng),
                unit_id=town.units["station"].pk,
                password=password,
                phone=people.phone(rng),
                by=BY,
                at=at,
            )
        )
    for code, bureau in town.units.items():
        if code not in ("centre", "station", "crew"):
            registry.make_officer(f"{code}1", people.name(rng), unit_id=bureau.pk, password=password, by=BY, at=at)


def _places(town: Town, rng: Random, at: datetime) -> None:
    town.villages = list(places.children(TOWN))[: town.size.villages]
    for village in town.villages:
        grids = [
            Cell(code=f"W{village.code}{number}", kind=Cell.Kind.GRID, name=f"第{number}网格", division=village)
            for number in (1, 2)
        ]
        registry.make_cells(grids, by=BY, at=at)
        areas = [
            Cell(
                code=f"T{village.code}{number}", kind=Cell.Kind.AREA, name=f"{name}台区", division=village, parent=grid
            )
            for number, (name, grid) in enumerate(zip(rng.sample(CELL_NAMES, 2), grids, strict=True), start=1)
        ]
        town.cells[village.code] = registry.make_cells(areas, by=BY, at=at)


def _duties(town: Town, since: date, at: datetime) -> None:
    for number, village in enumerate(town.villages):
        manager = town.crew[number % FIELD_OFFICERS]
        for role in ("power.area_manager", "power.grid_officer"):
            registry.give_duty(manager.pk, role, since=since, division_code=village.code, by=BY, at=at)
    zhou = town.officers["zhou"]
    registry.give_duty(zhou.pk, "power.repair_crew", since=since, division_code=TOWN, by=BY, at=at)
    # the crew leader also manages the first village's areas, so that a visitor sees warnings of every kind
    registry.give_duty(
        zhou.pk, "power.area_manager", since=since, cell_id=town.cells[town.villages[0].code][0].pk, by=BY, at=at
    )


def _doors(town: Town, at: datetime) -> None:
    station, centre = town.units["station"], town.units["centre"]
    town.chat, town.secret = sensing.make_source(
        "service-groups", "供电服务群", pack="power", unit_id=station.pk, division_code=TOWN, by=BY, at=at
    )
    town.letters, _ = sensing.make_source(
        "mailbox", "领导信箱", pack="hotline", unit_id=centre.pk, division_code=CITY, by=BY, at=at
    )
    sensing.make_source("portal", "及时雨门户", pack="hotline", unit_id=centre.pk, division_code=TOWN, by=BY, at=at)
    for village in town.villages:
        name = village.name.removesuffix("委会").removesuffix("居")
        town.groups.append(
            sensing.make_group(
                town.chat, f"g{village.code}", f"{name}供电服务群", division_code=village.code, by=BY, at=at
            )
        )
    zhou_area = town.cells[town.villages[0].code][0]
    town.groups.append(
        sensing.make_group(
            town.chat,
            "g-demo",
            f"{town.villages[0].name.removesuffix('委会')}{zhou_area.name}群",
            division_code=town.villages[0].code,
            cell_id=zhou_area.pk,
            by=BY,
            at=at,
        )
    )


def _catalogue(town: Town) -> list[tuple[str, str | None, int, str]]:
    """Entries as (kind, division code or None, unit, ground)."""
    entries: list[tuple[str, str | None, int, str]] = [
        (kind.code, TOWN, town.units["station"].pk, "供电营业区划分:谢林港镇由谢林港供电所负责")
        for kind in kinds("power")
    ]
    entries += [
        (f"hotline.{subject}", None, town.units[unit].pk, f"职责清单:{town.units[unit].name}")
        for subject, unit in CATALOGUE.items()
    ]
    return entries
