"""Gatherings in an invented town: reception days, a fair, officers stationed, enterprises going back to work, lessons.

Everything is done by the product's own deeds, with the enterprises that visits.py brought in.
"""

from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.outreach import actions
from jishiyu.outreach.actions import Came, DayNote, NeedRaised, Returned
from jishiyu.outreach.kinds import residency_of
from jishiyu.outreach.models import Gathering
from jishiyu.registry import actions as registry
from jishiyu.registry import queries as places
from jishiyu.registry.models import Profile, Subject
from jishiyu.sandbox import people
from jishiyu.sandbox.town import BY, TOWN, Town

DAY = timedelta(days=1)
RESIDENCY = "enterprise.back_to_work"
MEMBERS = (("town", 9), ("home", 4), ("away", 3))
WHAT_TO_TRY = {"peng": "镇长 head of town: 活动, 驻企, 复工复产, 教育覆盖  gatherings, residencies, who was reached"}


class _Gathered:
    def __init__(self, town: Town, seed: int, now: datetime) -> None:
        self.town, self.rng, self.now = town, Random(f"gathered:{seed}"), now
        rows = Profile.objects.filter(subject__kind=Subject.Kind.ENTERPRISE).order_by("pk")
        self.firms = list(rows.values_list("pk", flat=True)[:12])

    def reception_days(self) -> None:
        """A series that began two months ago: what is past was held, what is to come waits for guests."""
        unit, began = self.town.units["town"].pk, self.now - 75 * DAY
        actions.start_series(
            "enterprise.reception_day", "企业家接待日", unit_id=unit, starts=time(9), since=began.date(),
            place="镇政府一楼会议室", by=BY, at=began,
        )  # fmt: skip
        actions.make_ahead(by=BY, at=self.now)
        for one in Gathering.objects.filter(starts_at__lt=self.now).order_by("starts_at"):
            self._hold(one, self.rng.sample(self.firms, min(5, len(self.firms))), "听取企业诉求,逐件明确单位和时限。")
            case = self._need(one, "enterprise.finance", "流动资金周转不开,想延期还贷。")
            actions.note_outcome(
                "enterprise.loans", self.rng.randrange(80, 600) * 10_000_00, day=timezone.localdate(self.now - DAY),
                source="银行放款凭证", case_id=case.pk, subject_id=case.requester_id, by=BY, at=self.now,
            )  # fmt: skip
        coming = Gathering.objects.filter(starts_at__gt=self.now).order_by("starts_at").first()
        if coming is not None:
            actions.invite_guests(coming.pk, subject_ids=self.firms[:6], by=BY, at=self.now)
            for key in self.firms[:3]:
                actions.answer_for(coming.pk, subject_id=key, coming=True, by=BY, at=self.now)

    def _hold(self, one: Gathering, subjects: list[int], minutes: str, length: str = "session") -> None:
        before, after = one.starts_at - 2 * DAY, one.starts_at + timedelta(hours=3)
        actions.invite_guests(one.pk, subject_ids=subjects, by=BY, at=before)
        came = {guest.pk: Came(self.rng.random() < 0.9) for guest in one.guests.all()}
        actions.note_came(one.pk, came, by=BY, at=after)
        actions.hold_gathering(one.pk, minutes=minutes, length=length, by=BY, at=after)

    def _need(self, one: Gathering, kind: str, text: str) -> Case:
        said = NeedRaised(f"demo-gathering-{one.pk:06d}", kind, text, self.rng.choice(self.firms))
        return actions.raise_at_gathering(one.pk, said, by=BY, at=one.starts_at + timedelta(hours=2))

    def fair(self) -> None:
        """Three weeks ago, with what was measured; one number was corrected."""
        at = self.now - 21 * DAY
        one = actions.plan_gathering(
            "enterprise.fair", "房交会", unit_id=self.town.units["town"].pk, starts_at=at, place="文体广场", by=BY,
            at=at - 5 * DAY,
        )  # fmt: skip
        self._hold(one, self.firms[:4], "三个楼盘参展,现场登记意向客户。", "full")
        actions.note_came(one.pk, {}, others=420, by=BY, at=at + DAY)
        for code, amount in (("homes_sold", 21), ("home_sales", 12_860_000_00), ("leads", 96)):
            row = actions.note_outcome(
                f"enterprise.{code}", amount, day=timezone.localdate(at), source="楼盘签约登记表", gathering_id=one.pk,
                by=BY, at=at + DAY,
            )  # fmt: skip
        actions.correct_outcome(row.pk, 89, ground="扣除重复登记", by=BY, at=at + 2 * DAY)

    def stationed(self) -> None:
        """Two enterprises with officers of the town, noted day by day, and one difficulty."""
        hands = [places.officer_named(name) for name in ("lai", "town1")]
        since, duties = self.now - 6 * DAY, list(residency_of(RESIDENCY).duties)
        for number, (firm, hand) in enumerate(zip(self.firms, hands, strict=False)):
            if hand is None:
                continue
            posts = {"help": hand.pk, "safety": hand.pk}
            one = actions.station(RESIDENCY, firm, posts, since=since.date(), by=BY, at=since)
            for back in range(5, -1, -1):
                at = self.now - back * DAY
                note = DayNote(timezone.localdate(at), "到岗,看了车间和宿舍。", self.rng.sample(duties, 5))
                actions.note_day(one.pk, note, by=hand.actor, at=at)
            said = NeedRaised(f"demo-residency-{number:06d}", "enterprise.logistics", "原料车过不来,请协调通行。")
            actions.raise_in_residency(one.pk, said, by=hand.actor, at=self.now - DAY)

    def back_to_work(self) -> None:
        today = timezone.localdate(self.now)
        for number, firm in enumerate(self.firms[:8]):
            actions.plan_return(
                firm,
                planned_on=today - 4 * DAY,
                heads=60 + 20 * number,
                passes=number % 4,
                plan="分批返岗",
                by=BY,
                at=self.now - 8 * DAY,
            )
            status = ("fully", "fully", "fully", "partly", "not")[number % 5]
            actions.note_status(firm, status, day=today - DAY, by=BY, at=self.now)
        for back in range(5):
            day = today - back * DAY
            rows = [Returned(firm, day, self.rng.randrange(3, 25)) for firm in self.firms[: 7 - back % 2]]
            actions.note_returned(rows, source="企业日报", by=BY, at=self.now)

    def lessons(self) -> None:
        """Members of the town: who comes, who is visited, who is away; some have had none this quarter."""
        town, members = self.town.units["town"].pk, dict[str, list[int]]()
        for standing, count in MEMBERS:
            for number in range(count):
                phone = f"1995{standing.encode().hex()[:3]}{number:04d}".translate(str.maketrans("abcdef", "123456"))
                subject = registry.subject_for(
                    name=people.name(self.rng), phone=phone, division_code=TOWN, by=BY, at=self.now - 90 * DAY
                )
                said = {"training.standing": standing, "training.post": "secretary" if number == 0 else "member"}
                registry.describe(subject.pk, values=said, by=BY, at=self.now - 90 * DAY)
                members.setdefault(standing, []).append(subject.pk)
        for days, kind, title, whom, length in (
            (24, "central", "集中学习", members["town"], "half"),
            (10, "central", "集中学习", members["town"][:7], "half"),
            (8, "home_lesson", "送教上门", members["home"][:1], "session"),
            (7, "home_lesson", "送教上门", members["home"][1:2], "session"),
            (5, "away_lesson", "为流动党员送课", members["away"][:2], "session"),
        ):
            at = self.now - days * DAY
            one = actions.plan_gathering(
                f"training.{kind}", title, unit_id=town, starts_at=at, place="镇党校", by=BY, at=at - 4 * DAY
            )
            self._hold(one, whom, "学习原文,讨论发言。", length)


def bring_in(town: Town, seed: int, *, password: str, now: datetime) -> None:
    """All of it, into a town that has its enterprises. Nobody new signs in."""
    del password
    some = _Gathered(town, seed, now)
    if some.firms:
        some.reception_days()
        some.fair()
        some.stationed()
        some.back_to_work()
    some.lessons()
