"""What is due in an invented town: claims in every state, queues of three orders, homes, places, payments.

Everything is done by the product's own deeds, by officers whose names one can sign in with.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from jishiyu.entitlements import actions, bank_files
from jishiyu.entitlements.actions import APPLICANT, Application, Approved
from jishiyu.entitlements.models import Award, Claim
from jishiyu.entitlements.months import after, first_of
from jishiyu.entitlements.papers import Sent
from jishiyu.entitlements.sessions import Held
from jishiyu.entitlements.stock import HomeDraft, InstitutionDraft
from jishiyu.entitlements.workflow import OWN
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Post
from jishiyu.sandbox.page import entitled as lives
from jishiyu.sandbox.page.entitled import Life
from jishiyu.sandbox.pictures import drawn
from jishiyu.sandbox.town import BY, CITY, Town

HOME, SUBSIDY = "housing.home", "housing.subsidy"
BY_POINTS, BY_LOT = "housing.daqing_home", "housing.huainan_home"
PLACE = "livelihood.rehabilitation"
WORDS = "材料齐全,情况属实"
LOG_INS = (
    ("jie", "解干事", Post.OFFICER, "town", ("housing.street_clerk",)),
    ("min", "闵科员", Post.OFFICER, "civil", ("housing.civil_affairs", "livelihood.federation")),
    ("qian", "钱会计", Post.OFFICER, "housing", ("housing.clerk",)),
    ("sun", "孙会计", Post.OFFICER, "housing", ("housing.clerk",)),
    ("hua", "华局长", Post.HEAD, "housing", ()),
    ("yin", "尹科员", Post.OFFICER, "transport", ("enterprise.pass_clerk", "enterprise.transport")),
)
WHAT_TO_TRY = {
    "jie": "街道初审 street clerk: 住房申请初审  first reviews",
    "min": "民政核定 civil affairs: 收入核定, 康复名额  incomes, places",
    "qian": "住房保障 housing clerk: 轮候, 配租, 发放批次  queue, homes, payment runs",
    "sun": "复核会计 second clerk: 核对发放批次  checks payments",
    "hua": "住建局长 head of housing: 审批, 公示  approves",
}
DAY = timedelta(days=1)


class _Dues:
    def __init__(self, town: Town, seed: int, password: str, now: datetime) -> None:
        self.town, self.rng, self.now = town, Random(seed), now
        self.places = [village.code for village in town.villages]
        self.known = 0
        self.officers: dict[str, Officer] = {}
        for username, name, post, unit, roles in LOG_INS:
            officer = registry.make_officer(
                username, name, post=post, unit_id=town.units[unit].pk, password=password, by=BY, at=now - 90 * DAY
            )
            for role in roles:
                since = timezone.localdate(now - 90 * DAY)
                registry.give_duty(officer.pk, role, since=since, division_code=CITY, by=BY, at=now - 90 * DAY)
            self.officers[username] = officer

    def by(self, username: str) -> str:
        return self.officers[username].actor

    def phone(self) -> str:
        self.known += 1
        return f"19901{self.known:06d}"

    # claims on their way

    def applied(self, scheme: str, one: Life, days: int, *, papers: bool = True) -> int:
        """Handed in on the portal so many days ago."""
        sent = [Sent(code, f"{code}.jpg", drawn(self.rng)) for code in ("identity", "income", "home")]
        said = Application(
            scheme=scheme, name=one.name, phone=self.phone(), division_code=self.rng.choice(self.places),
            facts=one.facts, people=one.people, papers=sent if papers else (),
        )  # fmt: skip
        return actions.apply(said, by=APPLICANT, at=self.now - days * DAY).pk

    def passed(self, claim: int, days: int, *officers: str) -> int:
        for place, officer in enumerate(officers):
            at = self.now - days * DAY + (place + 1) * timedelta(hours=20)
            actions.pass_step(claim, words=WORDS, by=self.by(officer), at=at)
        return claim

    def on_their_way(self) -> None:
        """One or two claims in each state before the queue."""
        some = iter(list(lives.renters(self.rng, 12)))
        self.applied(SUBSIDY, next(some), 1, papers=False)
        self.applied(SUBSIDY, next(some), 2)
        more = self.applied(HOME, next(some), 3)
        actions.ask_more(more, papers=["income"], words="收入证明缺单位公章", by=self.by("jie"), at=self.now - 2 * DAY)
        self.passed(self.applied(HOME, next(some), 6), 6, "jie")
        self.passed(self.applied(SUBSIDY, next(some), 8), 8, "jie", "min")
        self.passed(self.applied(SUBSIDY, next(some), 9), 9, "jie", "min", "qian")
        for _ in range(2):
            claim = self.passed(self.applied(SUBSIDY, next(some), 9), 9, "jie", "min", "qian")
            actions.approve(claim, words=WORDS, by=self.by("hua"), at=self.now - 3 * DAY)
        gone = self.applied(SUBSIDY, next(some), 5)
        untrue = self.applied(SUBSIDY, next(some), 7)
        found = "未如实申报自有住房"
        actions.propose_refusal(untrue, ground="untrue", words=found, by=self.by("jie"), at=self.now - 6 * DAY)
        actions.refuse(untrue, ground="untrue", words=found, by=self.by("hua"), at=self.now - 5 * DAY)
        actions.withdraw(gone, by=OWN, at=self.now - 4 * DAY)

    # claims that came through

    def through(self, scheme: str, some: Sequence[Life], days: int) -> list[int]:
        at = self.now - days * DAY
        keys = registry.load_subjects([(one.name, self.phone()) for one in some], by=BY, at=at)
        claims = actions.load_approved(
            [
                Approved(
                    scheme=scheme, subject=key, facts=one.facts, people=one.people,
                    division_code=self.places[number % len(self.places)],
                    submitted_at=at + timedelta(hours=number), approved_at=at + 20 * DAY,
                )
                for number, (one, key) in enumerate(zip(some, keys, strict=True))
            ],
            by=BY,
        )  # fmt: skip
        for claim in claims:
            actions.follow_approval(claim, by=BY, at=at + 20 * DAY)
        return claims

    def homes(self) -> None:
        """Some housed, many waiting in three orders, a few homes free, one offer to be answered."""
        some = list(lives.tenants(self.rng))
        self.through(HOME, some[:9], 60)
        self.stock("YY", 4)
        for offer in actions.make_offers(HOME, by=self.by("qian"), at=self.now - 30 * DAY)[:3]:
            actions.answer_offer(offer.pk, taken=True, by=APPLICANT, at=self.now - 28 * DAY)
            since = first_of(timezone.localdate(self.now - 26 * DAY))
            actions.sign_offer(offer.pk, since=since, by=self.by("qian"), at=self.now - 26 * DAY)
        self.through(BY_POINTS, some[20:26], 50)
        self.through(BY_LOT, some[30:36], 50)
        self.stock("YY-N", 2)

    def stock(self, code: str, count: int) -> None:
        drafts = [
            HomeDraft(
                code=f"{code}-{number:03d}", division=self.places[number % len(self.places)],
                address=f"安居小区1栋{100 + number}室", area=4250, rooms=1, rent=119_00, accessible=number == 1,
            )
            for number in range(1, count + 1)
        ]  # fmt: skip
        actions.take_homes(HOME, drafts, by=self.by("qian"), at=self.now - 45 * DAY)

    def money(self) -> None:
        """Subsidies, all but one with an account: a run at the bank's, and one of this month to be checked."""
        claims = self.through(SUBSIDY, list(lives.renters(self.rng, 8)), 80)
        for award in Award.objects.filter(claim__in=claims).order_by("pk")[1:]:
            digits = f"62000000{self.rng.randrange(10**8):08d}"
            actions.set_account(
                award.household_id, number=digits, holder="户主", bank="样本银行", by=BY, at=self.now - 50 * DAY
            )
        this = first_of(timezone.localdate(self.now))
        run = actions.prepare_run(SUBSIDY, after(this, -1), by=self.by("qian"), at=self.now - 20 * DAY)
        actions.check_run(run.pk, by=self.by("sun"), at=self.now - 19 * DAY)
        actions.export_run(run.pk, bank_files.layouts()["csv"], by=self.by("qian"), at=self.now - 19 * DAY)
        actions.prepare_run(SUBSIDY, this, by=self.by("qian"), at=self.now - timedelta(hours=2))

    def places_in_use(self) -> None:
        """Children placed and waiting."""
        draft = InstitutionDraft(code="YY-K1", name="资江康复中心", division=CITY, capacity=4)
        actions.keep_institution(PLACE, draft, by=self.by("min"), at=self.now - 60 * DAY)
        self.through(PLACE, [_of_today(one, self.now) for one in list(lives.children(self.rng))[:6]], 60)
        for offer in actions.make_offers(PLACE, by=self.by("min"), at=self.now - 35 * DAY)[:3]:
            actions.answer_offer(offer.pk, taken=True, by=APPLICANT, at=self.now - 34 * DAY)
            since = timezone.localdate(self.now - 33 * DAY)
            actions.sign_offer(offer.pk, since=since, by=self.by("min"), at=self.now - 33 * DAY)
            award = Award.objects.get(claim=offer.waiting.claim_id)
            held = [Held(since + timedelta(days=days), True, days > 20) for days in (3, 17, 26)]
            actions.record_sessions(award.pk, held, by=self.by("min"), at=self.now - DAY)


def _of_today(one: Life, now: datetime) -> Life:
    """A child four years old today."""
    born = f"{timezone.localdate(now).year - 4}-03-01"
    return Life(one.name, {**one.facts, "child_born": born}, one.people)


def bring_in(town: Town, seed: int, *, password: str, now: datetime) -> Mapping[str, int]:
    """All of it; how many claims are in each state."""
    dues = _Dues(town, seed, password, now)
    dues.on_their_way()
    dues.homes()
    dues.money()
    dues.places_in_use()
    states = list(Claim.objects.values_list("state", flat=True))
    return {state: states.count(state) for state in sorted(set(states))}
