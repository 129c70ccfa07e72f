"""The data behind the page's system 6: a city's service groups heard since April, and one fault in a village home.

Messages are judged, joined, warned of and worked on by the product's own deeds; only the moments are invented.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from jishiyu.casework import actions as casework
from jishiyu.casework.models import Task
from jishiyu.registry import actions as registry
from jishiyu.registry import queries as places
from jishiyu.registry.models import Cell, Division, Officer, Post
from jishiyu.sandbox import said
from jishiyu.sandbox.pictures import drawn
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import Source
from jishiyu.sensing.raw import RawMessage

BY = "system:sandbox"
SOURCE = "page-service-groups"
CITY, TOWN = "4309", "430972109"
ZONE = ZoneInfo("Asia/Shanghai")
ONLINE = datetime(2022, 4, 1, 8, 0, tzinfo=ZONE)
FAULT = datetime(2022, 11, 8, 19, 12, tzinfo=ZONE)
VILLAGES, ROUNDS = 5, 40
AREA = "样本台区"
FAULT_SAID = (
    (0, "u-fault", "家里突然没电了,左右邻居都有电,老人在家怕摔跤"),
    (2, "u-fault", "{place}这边,麻烦师傅快点来看看"),
)
SECOND = timedelta(seconds=1)


class _Grid:
    """The company's people: a grid officer and an area manager for each village, a crew, and who calls back."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.villages: list[Division] = list(places.children(TOWN))[:VILLAGES]
        self.managers: list[Officer] = []
        self.caller: Officer | None = None
        self.said = 0

    def found(self) -> Source:
        at = ONLINE - timedelta(days=20)
        station = registry.make_unit("page-station", "供电所(样本)", division_code=TOWN, by=BY, at=at)
        centre = registry.make_unit(
            "page-service", "供电服务中心(样本)", division_code="4309", is_centre=True, by=BY, at=at
        )
        self.caller = registry.make_officer("page-hui", "回访员", post=Post.CALLER, unit_id=centre.pk, by=BY, at=at)
        crew = registry.make_officer("page-crew", "抢修班长", unit_id=station.pk, by=BY, at=at)
        registry.give_duty(crew.pk, "power.repair_crew", since=at.date(), division_code=TOWN, by=BY, at=at)
        source, _ = sensing.make_source(
            SOURCE, "电力网格服务群(样本)", pack="power", unit_id=station.pk, division_code=TOWN, by=BY, at=at
        )
        for number, village in enumerate(self.villages):
            self._village(number, village, station.pk, source, at)
        return source

    def _village(self, number: int, village: Division, station: int, source: Source, at: datetime) -> None:
        manager = registry.make_officer(f"page-grid{number}", f"台区经理{number + 1}号", unit_id=station, by=BY, at=at)
        for role in ("power.area_manager", "power.grid_officer"):
            registry.give_duty(manager.pk, role, since=at.date(), division_code=village.code, by=BY, at=at)
        self.managers.append(manager)
        area = Cell(code=f"PAGE{village.code}", kind=Cell.Kind.AREA, name=AREA, division=village)
        registry.make_cells([area], by=BY, at=at)
        sensing.make_group(
            source, f"page-{village.code}", f"{village.name}供电服务群", division_code=village.code, by=BY, at=at
        )

    def hear(self, source: Source, village: Division, lines: Sequence[tuple[int, str, str]], at: datetime) -> None:
        """A few messages of one group, each `minutes` after the one before; a lead becomes a case, and is worked on."""
        raws, when = [], at
        for minutes, sender, words in lines:
            when += timedelta(minutes=minutes)
            self.said += 1
            raws.append(
                RawMessage(
                    id=f"page{self.said}",
                    text=words.format(place=AREA),
                    time=when,
                    group_id=f"page-{village.code}",
                    sender=sender,
                    role="resident" if sender.startswith("u") else sender,
                )
            )
        judged = sensing.judge_messages(source, raws, by=BY, at=at + SECOND)
        for case in casework.take_leads(judged.leads, by=BY, at=at + SECOND):
            self._mend(case.pk, self.managers[self.villages.index(village)].actor, at + SECOND)

    def _mend(self, case: int, officer: str, warned: datetime) -> None:
        """The grid officer takes the warning, the area manager comes, and somebody else asks whether it is done."""
        task = Task.objects.filter(case_id=case).first()
        if task is None or self.caller is None:
            return
        minutes = self.rng.randint(9, 17)
        casework.accept_task(task.pk, by=officer, at=warned + timedelta(minutes=1))
        casework.arrive(task.pk, by=officer, at=warned + timedelta(minutes=minutes - 6))
        done = warned + timedelta(minutes=minutes)
        photo = [drawn(self.rng)]
        casework.finish_task(task.pk, words=said.FIXED[0], how="visit", photos_sent=photo, by=officer, at=done)
        later = done + timedelta(minutes=40)
        casework.confirm_case(case, solved=True, rating=5, words=said.PRAISE[0], by=self.caller.actor, at=later)


@transaction.atomic
def fill(seed: int) -> None:
    """All of it, in an installation whose places are loaded. Raises Refused: unit_there_already on a second time."""
    rng = Random(seed)
    grid = _Grid(rng)
    source = grid.found()
    for number in range(ROUNDS):
        at = ONLINE + timedelta(days=number * 5, hours=rng.randint(0, 11), minutes=rng.randrange(60))
        village = grid.villages[number % VILLAGES]
        _, lines = said.round_of(rng)
        spoken = [
            (minutes, "staff" if role == "staff" else f"u{rng.randrange(60)}", words.format(place="样本台区"))
            for minutes, role, words in lines
        ]
        grid.hear(source, village, spoken, at)
    grid.hear(
        source, grid.villages[0], [(m, who, words.format(place="样本台区")) for m, who, words in FAULT_SAID], FAULT
    )
