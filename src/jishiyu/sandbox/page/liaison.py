"""The data behind the page's system 1: 5,341 officers went to 37,279 enterprises, and brought their problems back.

Enterprises, officers, duties, visits and the lives of cases are loaded in sets, as the deeds would have left them. What
came of it at gatherings, and system 2, stand in liaison_work.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from jishiyu.casework import actions as casework
from jishiyu.casework.actions import Life, Step
from jishiyu.casework.needs import Need
from jishiyu.lib.planner import look_again
from jishiyu.outreach import actions
from jishiyu.outreach.actions import Visited
from jishiyu.registry import actions as registry
from jishiyu.registry import queries as places
from jishiyu.registry.actions import Given
from jishiyu.registry.models import Division, Post, Unit
from jishiyu.registry.profiles import Said
from jishiyu.sandbox import firms, people
from jishiyu.sandbox.desks import DESKS, GROUPS
from jishiyu.sandbox.enterprises import is_key
from jishiyu.sandbox.page import liaison_work
from jishiyu.sandbox.page.liaison_shapes import BY, CITY, ZONE, Firms, Numbers, Office, spread
from jishiyu.sensing import actions as sensing

HANDED, FOUND = "page-handed-down", "page-visits"  # sources: from the province's group, and from visits
BEGAN = datetime(2022, 6, 13, 8, 30, tzinfo=ZONE)
DAYS = 90  # of the campaign: from mid-June to mid-September
CHUNK = 1000
BUREAUS = 28


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of everything; a smaller one for tests."""

    enterprises: int = 37_279
    officers: int = 5_341
    leaders: int = 34
    on_key: int = 2_057  # officers on enterprises above scale and in parks, leaders among them
    led: int = 64
    led_problems: int = 143
    found: int = 2_184
    open: int = 23
    handed: int = 179
    called: int = 400
    content: int = 388


PAGE = Counts()
NOTES = (
    "走访企业,送惠企政策口袋书,了解生产经营情况。",
    "到车间和办公室走访,企业订单平稳,没有新的困难。",
    "与负责人座谈,介绍助企纾困政策和申报渠道。",
    "走访企业,提醒用好减税缓缴政策,留下联系方式。",
)
SAID = {
    "finance": "流动资金紧张,银行授信不够,希望协调贷款",
    "labour": "招工难,熟练工人缺口较大,希望帮助招工",
    "land": "扩建用地手续未办完,厂房不能开工",
    "electricity": "厂区用电容量不足,高峰时段跳闸,希望增容",
    "permits": "办证手续多、时间长,希望一次办好",
    "policy": "去年的奖补资金还没有兑现到位",
    "market": "产品销路下降,希望帮助对接采购方",
    "logistics": "原材料运输受阻,物流成本高,希望协调车辆",
    "safety": "环评和安全评价整改缺少技术指导",
    "legacy": "早年招商时的承诺没有落实,权证一直没有办下来",
    "other": "厂门口道路破损、缺少公交,员工上下班不便",
}
DONE = ("已协调到位,企业确认问题解决。", "现场办公,当天定下办法并落实。", "牵头部门已办结,手续交到企业手中。")


def _long_known(one: Said) -> Said:
    """Above scale since before the year, if at all: who is new this year, or specialised, is the economy's to say."""
    values = {key: value for key, value in one.values.items() if not key.startswith("enterprise.specialised")}
    since = "enterprise.above_scale_since"
    if since in values:
        values[since] = min(str(values[since]), "2021-12-31")
    return replace(one, values=values)


@transaction.atomic
def fill(seed: int, counts: Counts = PAGE) -> None:
    """All of it, in an installation whose places are loaded. Raises Refused: unit_there_already on a second time."""
    rng = Random(f"liaison:{seed}")
    office = _office(rng, counts)
    invented = firms.firms(counts.enterprises, _towns(), city=CITY, today=BEGAN.date(), seed=seed)
    said = [_long_known(one) for one in invented]
    enterprises = Firms(registry.load_profiles(said, by=BY, at=BEGAN - timedelta(days=30)), said)
    enterprises.key = [key for key, one in zip(enterprises.keys, said, strict=True) if is_key(one)]
    _duties(office, enterprises, counts)
    _visits(rng, enterprises)
    numbers = Numbers()
    _problems(rng, office, enterprises, counts, numbers)
    liaison_work.fill(rng, office, enterprises)
    look_again()


def _towns() -> list[tuple[str, str]]:
    rows = Division.objects.filter(code__startswith=CITY, level=4).order_by("code").values_list("code", "name")
    return [(code, name.removesuffix("街道").removesuffix("镇").removesuffix("乡")[:4] or name) for code, name in rows]


def _office(rng: Random, counts: Counts) -> Office:
    """The leading group with its four work groups, five desks under the one that helps, the counties' and the city's
    units, and everybody in them."""
    at, office = BEGAN - timedelta(days=20), Office()
    lead = registry.make_unit("page-campaign", "万名干部联万企领导小组(样本)", division_code=CITY, by=BY, at=at)
    groups = {
        code: registry.make_unit(f"page-{code}", f"{name}(样本)", division_code=CITY, parent_id=lead.pk, by=BY, at=at)
        for code, name in GROUPS
    }
    office.desks = [
        registry.make_unit(
            f"page-desk-{code}", f"{name}(样本)", division_code=CITY, parent_id=groups["help"].pk, by=BY, at=at
        )
        for code, name, _words, _letters in DESKS
    ]
    office.counties = [
        registry.make_unit(f"page-gov-{one.code}", f"{one.name}人民政府(样本)", division_code=one.code, by=BY, at=at)
        for one in places.children(CITY)
    ]
    office.bureaus = [
        registry.make_unit(f"page-city-{n:02d}", f"市直单位{n + 1:02d}(样本)", division_code=CITY, by=BY, at=at)
        for n in range(BUREAUS)
    ]
    office.caller = registry.make_officer("page-qy-hui", "企业回访员", post=Post.CALLER, unit_id=lead.pk, by=BY, at=at)
    office.dispatcher = registry.make_officer(
        "page-qy-pai", "企业派单员", post=Post.DISPATCHER, unit_id=lead.pk, by=BY, at=at
    )
    named = [(f"page-lx{n:02d}", people.name(rng), None) for n in range(counts.leaders)]
    office.leaders = registry.load_officers(named, post=Post.LEADER, by=BY, at=at)
    units = [*office.desks, *office.counties, *office.bureaus]
    rest = [
        (f"page-lq{n:04d}", people.name(rng), units[n % len(units)].pk) for n in range(counts.officers - counts.leaders)
    ]
    office.officers = registry.load_officers(rest, by=BY, at=at)
    return office


def _duties(office: Office, enterprises: Firms, counts: Counts) -> None:
    """Every enterprise has its officer; so many officers have those above scale and in parks, and the leaders the
    foremost of these besides."""
    on_key = counts.on_key - counts.leaders
    key = set(enterprises.key)
    others = [one for one in enterprises.keys if one not in key]
    over = [*spread(office.officers[:on_key], enterprises.key), *spread(office.officers[on_key:], others)]
    enterprises.liaison = {subject: officer for officer, subject in over}
    chiefs = spread(office.leaders, enterprises.key[: counts.led])
    since = BEGAN.date()
    given = [
        Given(officer_id=officer, role=role, since=since, subject_id=subject)
        for role, pairs in (("enterprise.liaison", over), ("enterprise.chief", chiefs))
        for officer, subject in pairs
    ]
    registry.give_duties(given, by=BY, at=BEGAN)


def _visits(rng: Random, enterprises: Firms) -> None:
    """One visit to each by whoever answers for it, in the hundred days."""
    visits = [
        Visited(f"page-visit-{key:010d}", key, enterprises.liaison[key], _moment(rng), rng.choice(NOTES))
        for key in enterprises.keys
    ]
    for start in range(0, len(visits), 5 * CHUNK):
        actions.load_visits(visits[start : start + 5 * CHUNK])


def _moment(rng: Random) -> datetime:
    """In working hours of a day of the campaign that is no weekend."""
    day = BEGAN + timedelta(days=rng.randrange(2, DAYS))
    day -= timedelta(days=max(0, day.weekday() - 4))
    return day.replace(hour=rng.choice((9, 10, 14, 15, 16)), minute=rng.randrange(60))


def _problems(rng: Random, office: Office, enterprises: Firms, counts: Counts, numbers: Numbers) -> None:
    """Problems found in visits, of which some are open still, and those the province's group handed down."""
    sources = {
        code: sensing.desk_source(
            code, name, unit_id=office.desks[0].pk, division_code=CITY, by=BY, at=BEGAN
        ).pk
        for code, name in ((HANDED, "省工作组交办(样本)"), (FOUND, "联企走访(样本)"))
    }  # fmt: skip
    led = enterprises.key[: counts.led]
    others = [key for key in enterprises.keys if key not in set(led)]
    whose = [led[n % len(led)] for n in range(counts.led_problems)]
    whose += rng.sample(others, counts.found + counts.handed - counts.led_problems)
    first = casework.first_free_key()
    open_ones = set(range(counts.found - counts.open, counts.found))
    called = list(range(counts.led_problems, counts.led_problems + counts.called))
    sad = set(rng.sample(called, counts.called - counts.content))
    lives = []
    at_place = dict(zip(enterprises.keys, enterprises.said, strict=True))
    for place, subject in enumerate(whose):
        handed = place >= counts.found
        story = Story(
            subject, at_place[subject], _special(place, counts) or rng.choice(list(SAID)),
            sources[HANDED if handed else FOUND], _told(rng, place, counts), open=place in open_ones,
            called=place in set(called), content=place not in sad, led=place < counts.led_problems,
        )  # fmt: skip
        lives.append(_life(rng, office, enterprises, story, first + place, numbers))
    casework.begin_loading()
    for start in range(0, len(lives), CHUNK):
        casework.load_lives(lives[start : start + CHUNK])
    casework.end_loading(numbers.used)
    _paid(first, counts, whose)


@dataclass(frozen=True, slots=True)
class Story:
    """One problem: whose, of what kind, by which door, when, and what becomes of it."""

    subject: int
    said: Said
    kind: str
    source: int
    at: datetime
    open: bool = False
    called: bool = False
    content: bool = True
    led: bool = False
    quick: timedelta | None = None


LOAN = datetime(2022, 6, 15, 15, 0, tzinfo=ZONE)  # said at a meeting with the province's inspectors
SUBSIDY = datetime(2022, 7, 4, 9, 30, tzinfo=ZONE)
PAID = {LOAN: date(2022, 6, 17), SUBSIDY: date(2022, 7, 6)}


def _special(place: int, counts: Counts) -> str:
    """The two problems the page tells of stand after those that are led and those that are called back."""
    return {counts.led_problems + counts.called: "finance", counts.led_problems + counts.called + 1: "policy"}.get(
        place, ""
    )


def _told(rng: Random, place: int, counts: Counts) -> datetime:
    special = counts.led_problems + counts.called
    return {special: LOAN, special + 1: SUBSIDY}.get(place) or _moment(rng)


def _paid(first: int, counts: Counts, whose: Sequence[int]) -> None:
    place = counts.led_problems + counts.called
    casework_key, at = first + place, BEGAN + timedelta(days=60)
    actions.load_case_outcomes(
        [
            (casework_key, "enterprise.loans", 1_000_000_00, PAID[LOAN], "银行放款凭证(样本)", whose[place]),
            (
                casework_key + 1,
                "enterprise.subsidies",
                3_000_000_00,
                PAID[SUBSIDY],
                "国库支付凭证(样本)",
                whose[place + 1],
            ),
        ],
        by=BY,
        at=at,
    )


def _life(rng: Random, office: Office, enterprises: Firms, story: Story, key: int, numbers: Numbers) -> Life:
    """A problem of an enterprise, from being said to the requester's word, on two lines."""
    text = SAID[story.kind]
    need = Need(
        pack="enterprise",
        kind=f"enterprise.{story.kind}",
        title=text[:30],
        text=f"{text}。企业:{story.said.name}",
        source_id=story.source,
        heard_at=story.at,
        requester_id=story.subject,
        division_code=story.said.division_code,
    )
    by = f"officer:{enterprises.liaison[story.subject]}"
    return Life(need, key, numbers.next(story.at), by, story.at, _steps(rng, office, story))


def _steps(rng: Random, office: Office, story: Story) -> list[Step]:
    county = next(one for one in office.counties if (story.said.division_code or "").startswith(one.division_id or "-"))
    desk = _desk(office, str(story.said.values.get("enterprise.trade", "")))
    centre = office.dispatcher.actor if office.dispatcher else BY
    hand = f"officer:{office.officers[0]}"
    paid = PAID.get(story.at)
    end = (
        datetime(paid.year, paid.month, paid.day, 10, tzinfo=ZONE)
        if paid
        else story.at + timedelta(hours=rng.randrange(20, 120 if story.led else 300))
    )
    part = (end - story.at) / 6
    steps = [
        Step("dispatch", centre, story.at + part / 4, unit=county.pk, words="属地负责"),
        Step("assist", centre, story.at + part / 4, unit=desk.pk, words="行业专班"),
        Step("accept", hand, story.at + part, officer=None),
    ]
    if story.open:
        return steps
    steps += [
        Step("contact", hand, story.at + 2 * part),
        Step("assisted", hand, story.at + 4 * part, unit=desk.pk, words="专班已会同属地办理。", how="visit"),
        Step("finish", hand, end, words=rng.choice(DONE), how="visit"),
    ]
    caller = office.caller.actor if office.caller and story.called else "requester"
    rated = story.called or story.led
    rating = (rng.choice((5, 5, 4)) if story.content else rng.choice((2, 3))) if rated else None
    return [*steps, Step("confirm", caller, end + timedelta(hours=26), rating=rating, words="已解决")]


def _desk(office: Office, trade: str) -> Unit:
    place = next((n for n, (*_names, letters) in enumerate(DESKS) if trade[:1] in letters), 3)
    return office.desks[place]
