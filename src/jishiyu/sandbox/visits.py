"""Visits in an invented town: enterprises with somebody who answers for them, what was said there, a team and its plan.

Everything is done by the product's own deeds, by officers whose names one can sign in with.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from jishiyu.casework.kinds import kinds
from jishiyu.outreach import actions
from jishiyu.outreach.visits import NeedSaid, Said
from jishiyu.registry import actions as registry
from jishiyu.registry.actions import Given
from jishiyu.registry.models import Officer, Post, Profile, Subject
from jishiyu.sandbox import firms
from jishiyu.sandbox.town import BY, CITY, Town

LIAISON, CHIEF = "enterprise.liaison", "enterprise.chief"
FIRMS, OF_WU, OF_LAI = 16, 9, 7
DAY = timedelta(days=1)
LOG_INS = (
    ("wu", "吴干事", Post.OFFICER, "market"),
    ("lai", "赖干事", Post.OFFICER, "town"),
)
WHAT_TO_TRY = {
    "wu": "联企干部 liaison officer (on a phone): 我的企业, 记走访, 断网草稿  my enterprises, visits, offline notes",
}
FIRST = ("到厂里看了生产线", "在办公室和负责人谈了半小时", "和厂长一起走了车间", "电话里和老板聊了近况",
         "参加了厂里的班前会", "看了仓库和发货区", "和财务、人事负责人座谈")  # fmt: skip
NOTES = (
    "开工正常,订单排到下个月,工人稳定。",
    "看了新车间,设备在调试,预计下月投产。",
    "老板外出,和厂长谈了近期的生产和用工。",
    "订单比去年少两成,正在找新客户。",
    "讲了稳岗返还和研发补助两项政策,留了材料清单。",
    "原料涨价,利润薄,暂时没有裁员打算。",
    "环保整改已经完成,等验收。",
    "新招了十来个人,还缺两名电工。",
)
NEEDS = (
    ("finance", "流动资金周转不开,想贷款一百万元。"),
    ("labour", "缺二十名普工,招了一个月没招满。"),
    ("policy", "去年的技改补贴还没有到账。"),
    ("electricity", "车间每周停电一两次,影响生产。"),
    ("permits", "扩建的规划许可办了两个月没有下来。"),
    ("logistics", "厂门口的路坏了,大货车进不来。"),
)


class _Visits:
    def __init__(self, town: Town, seed: int, password: str, now: datetime) -> None:
        self.town, self.rng, self.now = town, Random(f"visits:{seed}"), now
        self.officers: dict[str, Officer] = {}
        for username, name, post, unit in LOG_INS:
            self.officers[username] = registry.make_officer(
                username, name, post=post, unit_id=town.units[unit].pk, password=password, by=BY, at=now - 120 * DAY
            )
        self.subjects = self._enterprises(seed)
        self._duties()
        codes = {kind.code for kind in kinds()}
        self.kinds = {short: code for short, _ in NEEDS if (code := f"enterprise.{short}") in codes}

    def _enterprises(self, seed: int) -> list[int]:
        """Those that are here, else a few new ones."""
        known = Profile.objects.filter(subject__kind=Subject.Kind.ENTERPRISE).order_by("pk")
        found = list(known.values_list("pk", flat=True)[:FIRMS])
        if found:
            return found
        at = self.now - 120 * DAY
        places = [(village.code, village.name[:2]) for village in self.town.villages]
        said = firms.firms(FIRMS, places, city=CITY, today=timezone.localdate(at), seed=seed)
        return registry.load_profiles(said, by=BY, at=at)

    def _duties(self) -> None:
        since, at = timezone.localdate(self.now - 90 * DAY), self.now - 90 * DAY
        held = set(Subject.objects.filter(duties__role=LIAISON, pk__in=self.subjects).values_list("pk", flat=True))
        free = [key for key in self.subjects if key not in held]
        given = [self._given("wu", key, LIAISON) for key in free[:OF_WU]]
        given += [self._given("lai", key, LIAISON) for key in free[OF_WU : OF_WU + OF_LAI]]
        given += [
            Given(officer_id=self.town.officers["he"].pk, role=CHIEF, subject_id=key, since=since)
            for key in self.subjects[:2]
        ]
        registry.give_duties(given, by=BY, at=at)

    def _given(self, username: str, subject: int, role: str) -> Given:
        since = timezone.localdate(self.now - 90 * DAY)
        return Given(officer_id=self.officers[username].pk, role=role, subject_id=subject, since=since)

    def visit(self, username: str, subject: int, days: int, *, needs: Sequence[NeedSaid] = (), late: int = 0) -> None:
        at = self.now - days * DAY - timedelta(hours=self.rng.randrange(1, 5))
        said = Said(
            key=f"demo-{username}-{subject}-{days:03d}-000000",
            subject_id=subject,
            way="phone" if self.rng.random() < 0.2 else "in_person",
            took_place_at=at,
            note=f"{self.rng.choice(FIRST)}:{self.rng.choice(NOTES)}",
            needs=needs,
        )
        actions.record_visit(said, by=self.officers[username].actor, at=at + late * DAY + timedelta(minutes=20))

    def visits(self) -> None:
        """Three months of them: most enterprises once a month, some left waiting, one never seen."""
        needs = iter([NeedSaid(code, text, urgent=n == 3) for n, (short, text) in enumerate(NEEDS)
                      if (code := self.kinds.get(short))])  # fmt: skip
        mine, theirs = self.subjects[:OF_WU], self.subjects[OF_WU : OF_WU + OF_LAI]
        for place, subject in enumerate(mine[:-1]):
            for days in (78, 47, 18) if place < 6 else (66, 41):
                raised = [one] if place % 2 == 0 and days in (18, 47) and (one := next(needs, None)) else []
                self.visit("wu", subject, days - place % 3, needs=raised)
        for place, subject in enumerate(theirs):
            self.visit("lai", subject, 50 - place)
            if place % 2:
                self.visit("lai", subject, 12 + place, late=place)

    def ahead(self) -> None:
        """Appointments of today and of a day before that was missed, and a team with its plan."""
        wu, he, today = self.officers["wu"], self.town.officers["he"], timezone.localdate(self.now)
        for place, (days, words) in enumerate(((0, "看投产准备"), (0, "送政策清单"), (2, "问用工情况"))):
            at = self.now - days * DAY
            actions.appoint_visit(self.subjects[place + 5], on=today - days * DAY, words=words, by=wu.actor, at=at)
        at = self.now - 30 * DAY
        team = actions.form_team(
            self.subjects[0], lead_id=he.pk, aim="三个月内解决融资和用工两件难事,助企业达产",
            members={wu.pk: "企业联络", self.officers["lai"].pk: "属地协调"}, by=he.actor, at=at,
        )  # fmt: skip
        steps = (
            ("召集银行上门对接", -15, wu),
            ("组织专场招聘会", -2, self.officers["lai"]),
            ("协调扩建用地手续", 5, wu),
        )
        made = [
            actions.plan_step(team.pk, words, due_on=today + days * DAY, officer_id=officer.pk, by=he.actor, at=at)
            for words, days, officer in steps
        ]
        actions.finish_step(made[0].pk, "两家银行到厂,授信已经批复", by=wu.actor, at=self.now - 16 * DAY)


def bring_in(town: Town, seed: int, *, password: str, now: datetime) -> None:
    """All of it."""
    visits = _Visits(town, seed, password, now)
    visits.visits()
    visits.ahead()
