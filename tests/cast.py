"""The cast of the tests: a few named people in a small place that really exists.

Use it by the fixtures of tests/conftest.py:
  cast    everything below, made by actions at T0
  photo   bytes of a small JPEG that carries a position in its EXIF
All moments are written from T0, a Tuesday morning in office hours: `T0 + 5 * MINUTE`, `T0 + DAY`.

林阿姨 lives in 复兴村 of 谢林港镇 (益阳高新区). 周队长 and 小唐 work at the town's power station under 刘所长; 陈干事
dispatches at the hotline centre, where 何姐 calls people back; 外人 works at another unit; 罗主任 leads and 管系统
administers.
"""

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image

from jishiyu.casework import actions as casework
from jishiyu.casework.models import Case, Task
from jishiyu.casework.needs import Need
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Cell, Division, Officer, Post, Subject, Unit
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import Group, Source

SHANGHAI = ZoneInfo("Asia/Shanghai")
T0 = datetime(2026, 7, 14, 10, 0, tzinfo=SHANGHAI)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BY = "system:test"
PHONE = "13900005678"  # of nobody: a made-up number

VILLAGE, TOWN, ZONE = "430972109214", "430972109", "430972"
ELSEWHERE = "430972109228"
PLACES = (
    ("43", "湖南省"),
    ("4309", "益阳市"),
    ("430903", "赫山区"),
    (ZONE, "湖南益阳高新技术产业园区"),
    (TOWN, "谢林港镇"),
    (VILLAGE, "复兴村委会"),
    (ELSEWHERE, "北峰垸村"),
)
LEVELS = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}
ABOVE = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody and everything, by name."""

    station: Unit
    centre: Unit
    other: Unit
    crew: Officer  # 周队长, on duty in the village
    mate: Officer  # 小唐, of the same station
    head: Officer  # 刘所长
    dispatcher: Officer  # 陈干事
    caller: Officer  # 何姐
    stranger: Officer  # 外人
    leader: Officer  # 罗主任
    admin: Officer  # 管系统
    aunt: Subject  # 林阿姨
    chat: Source
    letters: Source
    group: Group
    area: Cell

    def need(self, kind: str = "power.outage", **more: Any) -> Need:
        """A need of the village, heard at T0."""
        said: dict[str, Any] = {
            "pack": kind.split(".")[0],
            "kind": kind,
            "title": "复兴村停电",
            "text": "三组又停电了,老人在家。",
            "source_id": self.chat.pk,
            "heard_at": T0,
            "requester_id": self.aunt.pk,
            "division_code": VILLAGE,
            "urgency": 2,
        }
        return Need(**said | more)

    def case(self, kind: str = "power.low_voltage", *, at: datetime = T0, **more: Any) -> Case:
        """A case that waits for the dispatcher, unless its kind goes straight to the one on duty."""
        return casework.open_case(self.need(kind, **more), by=BY, at=at)

    def sent(
        self, kind: str = "power.low_voltage", *, at: datetime = T0, unit: Unit | None = None, **more: Any
    ) -> Task:
        """The live task of a case that was sent to the station, or to another unit."""
        case = self.case(kind, at=at, **more)
        if case.state == Case.State.RECEIVED:
            casework.dispatch(case.pk, (unit or self.station).pk, by=self.dispatcher.actor, at=at)
        return case.tasks.get()

    def taken(self, kind: str = "power.low_voltage", *, at: datetime = T0, **more: Any) -> Task:
        task = self.sent(kind, at=at, **more)
        return casework.accept_task(task.pk, by=self.crew.actor, at=at)

    def answered(self, kind: str = "power.low_voltage", *, at: datetime = T0, **more: Any) -> Case:
        """A case the station has answered at `at`."""
        task = self.taken(kind, at=at, **more)
        casework.finish_task(task.pk, words="换了熔丝,已经送电。", how="visit", by=self.crew.actor, at=at)
        return Case.objects.get(pk=task.case_id)


def assemble(at: datetime = T0) -> Cast:
    """Make the cast. Needs a database."""
    for code, name in PLACES:
        Division.objects.create(
            code=code, name=name, parent_id=code[: ABOVE[len(code)]] or None, level=LEVELS[len(code)]
        )
    station = registry.make_unit("station", "谢林港供电所", division_code=TOWN, by=BY, at=at)
    centre = registry.make_unit("centre", "赫山热线中心", division_code="430903", is_centre=True, by=BY, at=at)
    other = registry.make_unit("other", "高新区城管执法局", division_code=ZONE, by=BY, at=at)

    def officer(username: str, name: str, post: str, unit: Unit | None) -> Officer:
        return registry.make_officer(
            username, name, post=post, unit_id=unit.pk if unit else None, password="jsy-2026-test", by=BY, at=at
        )

    crew = officer("zhou", "周队长", Post.OFFICER, station)
    for role in ("power.area_manager", "power.repair_crew"):
        registry.give_duty(crew.pk, role, since=date(2026, 1, 1), division_code=VILLAGE, by=BY, at=at)
    chat, _ = sensing.make_source(
        "chat", "供电服务群", pack="power", unit_id=station.pk, division_code=TOWN, by=BY, at=at
    )
    letters, _ = sensing.make_source(
        "letters", "书记信箱", pack="hotline", unit_id=centre.pk, division_code="430903", by=BY, at=at
    )
    return Cast(
        station=station,
        centre=centre,
        other=other,
        crew=crew,
        mate=officer("tang", "小唐", Post.OFFICER, station),
        head=officer("liu", "刘所长", Post.HEAD, station),
        dispatcher=officer("chen", "陈干事", Post.DISPATCHER, centre),
        caller=officer("he", "何姐", Post.CALLER, centre),
        stranger=officer("stranger", "外人", Post.OFFICER, other),
        leader=officer("luo", "罗主任", Post.LEADER, None),
        admin=officer("guan", "管系统", Post.SYSTEM_ADMIN, None),
        aunt=registry.subject_for(
            name="林阿姨", phone=PHONE, address="复兴村三组12号", division_code=VILLAGE, by=BY, at=at
        ),
        chat=chat,
        letters=letters,
        group=sensing.make_group(chat, "g1", "复兴村供电服务群", division_code=VILLAGE, by=BY, at=at),
        area=registry.make_cells(
            [Cell(code="A3", kind=Cell.Kind.AREA, name="3号台区", division_id=VILLAGE)], by=BY, at=at
        )[0],
    )


def jpeg(width: int = 320, height: int = 240, *, positioned: bool = True) -> bytes:
    """A small picture; `positioned` puts a place on earth and a camera into its EXIF."""
    picture, out = Image.new("RGB", (width, height), (200, 120, 40)), io.BytesIO()
    exif = Image.Exif()
    if positioned:
        exif[0x010F] = "SecretCamera"
        exif.get_ifd(0x8825)[2] = (28.0, 34.0, 12.0)
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()
