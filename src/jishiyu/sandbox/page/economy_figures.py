"""What the page prints of system 3, beside what the rows say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from django.db.models import Count

from jishiyu.figures.printing import amount
from jishiyu.figures.queries import open_counted
from jishiyu.figures.scopes import Scope, days
from jishiyu.programmes import growth, queries
from jishiyu.programmes.models import Peer
from jishiyu.registry.models import Duty
from jishiyu.sandbox.page.counting import opened
from jishiyu.sandbox.page.economic import GROUPS, HERE
from jishiyu.sandbox.page.economy import CHAINS, CUT_OFF, PROJECTS, SINCE, UNTIL
from jishiyu.sandbox.page.figure import PageFigure

YEAR, SPAN = days(SINCE, UNTIL), days(SINCE, CUT_OFF)
TOLD = {"provincial_plan": "115.8 %", "provincial": "101.3 %", "city": "93.7 %"}
NAMES = {"provincial_plan": "省“三高四新”项目", "provincial": "省重点项目", "city": "市重点项目"}
RANKED = (
    ("value_added", "规模工业增加值", "+7.0 %", 8),
    ("electricity", "工业用电量", "+6.9 %", 3),
    ("industrial_investment", "工业投资", "+21.0 %", 7),
)
DAY = date(2022, 11, 28)


def figures() -> list[PageFigure]:
    """Every figure, counted now."""
    return [*_projects(), *_groups(), *_chains(), *_indicators(), *_enterprises()]


def _figure(base: PageFigure, ours: str, n: int, **more: object) -> PageFigure:
    """As the page says it, from the rows of `base`."""
    return replace(base, ours=ours, n=n, **{"of": None, "holds": base.page == ours, **more})  # type: ignore[arg-type]


def _projects() -> Sequence[PageFigure]:
    one = partial(opened, 3, scope=Scope(about=PROJECTS), period=YEAR)
    many = one("开工竣工重点项目", "116 个", "programmes.begun_or_finished", holds=116, ours="{n} 个")
    money = one("开工竣工项目总投资", "540.31 亿元", "programmes.total")
    billions = f"{amount(money.n // 100_000_000, 2)} 亿元" if money.n % 100_000_000 == 0 else str(money.n)
    return (many, _figure(money, billions, money.n))


def _groups() -> Sequence[PageFigure]:
    """Work from January through October against the plan of the whole year, from sums."""
    found = []
    for group, many, _plan, _permille in GROUPS:
        scope = Scope(about=f"{PROJECTS}/{group}")
        page = f"{many} 个,完成年度计划 {TOLD[group]}"
        done = opened(3, NAMES[group], page, "programmes.readings", scope=scope, period=SPAN)
        plan, items = (open_counted(f"programmes.{name}", scope, YEAR).n for name in ("targets", "items"))
        share = growth.percent(growth.growth(done.n + plan, plan))
        note = f"计划 {plan} 万元;序时进度 10/12"
        found.append(_figure(done, f"{items} 个,完成年度计划 {share}", done.n, note=note))
    return found


def _chains() -> Sequence[PageFigure]:
    one = partial(opened, 3, period=YEAR)
    chiefs, liaisons = (Scope(about=f"chain:/economy.chain_{role}") for role in ("chief", "liaison"))
    duties = Duty.objects.filter(over__startswith="chain:", role="economy.chain_liaison")
    each = duties.values("over").annotate(many=Count("pk")).filter(many=1).count()
    chains = one("产业链", "9 条", "programmes.items", holds=9, scope=Scope(about=CHAINS), ours="{n} 条")
    contact = one("每链一名联络员", "9 名", "registry.officers_over", holds=9, scope=liaisons, ours="{n} 名")
    return (
        one("担任链长的领导", "13 名", "registry.officers_over", holds=13, scope=chiefs, ours="{n} 名"),
        chains,
        one("每链一个责任部门", "9 个", "programmes.leading", holds=9, scope=Scope(about=CHAINS), ours="{n} 个"),
        replace(contact, holds=contact.holds and each == chains.n),
    )


def _indicators() -> Sequence[PageFigure]:
    found = []
    for code, name, told, place in RANKED:
        scope, page = Scope(about=f"economy.{code}@{HERE}"), f"{told},全省第 {place}"
        ahead = opened(3, name, page, "programmes.ahead_of_us", scope=scope, period=SPAN)
        own = Peer.objects.get(series=f"economy.{code}", place=HERE, since=SINCE, until=CUT_OFF)
        grown = growth.percent(growth.growth(1000 + own.amount, 1000), signed=True)
        note = f"增速由统计部门发布,按原值留存;名次由 {ahead.of} 个市州的行数出"
        found.append(_figure(ahead, f"{grown},全省第 {ahead.n + 1}", ahead.n + 1, of=ahead.of, note=note))
    known = [one for one in queries.indicators(HERE, SINCE, CUT_OFF) if one.at_least]
    least = opened(
        3, "主要指标达到或高于全省平均", "16 项中 12 项", "programmes.at_least", holds=(12, 16),
        scope=Scope(about=HERE), period=SPAN, ours="{of} 项中 {n} 项", note="与全省自身数据相比,不是各市州增速的平均",
    )  # fmt: skip
    return [*found, replace(least, holds=least.holds and len(known) == 12)]


def _enterprises() -> Sequence[PageFigure]:
    one, code, status = partial(opened, 3), "registry.enterprises", "enterprise.specialised"
    since, national, provincial = (
        Scope(about=about) for about in ("enterprise.above_scale_since", f"{status}=giant", f"{status}=specialised")
    )
    return (
        one("新增规模以上企业", "106 家", code, holds=106, scope=since, period=SPAN),
        one("国家级专精特新企业", "9 家", code, holds=9, scope=national, period=days(DAY, DAY)),
        one("省级专精特新企业", "99 家", code, holds=99, scope=provincial, period=days(DAY, DAY)),
    )
