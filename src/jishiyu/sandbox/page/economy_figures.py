"""What the page prints of system 3, beside what the rows say."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count

from jishiyu.figures.printing import amount
from jishiyu.figures.queries import open_counted
from jishiyu.figures.scopes import Scope, days
from jishiyu.programmes import growth, queries
from jishiyu.programmes.models import Peer
from jishiyu.registry.models import Duty, Profile
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


def _figure(name: str, page: str, ours: str, n: int, rows: int, indicator: str, **more: object) -> PageFigure:
    said = {"system": 3, "holds": page == ours, **more}
    return PageFigure(name=name, page=page, ours=ours, n=n, rows=rows, indicator=indicator, **said)  # type: ignore[arg-type]


def _projects() -> Sequence[PageFigure]:
    opened = open_counted("programmes.begun_or_finished", Scope(about=PROJECTS), YEAR)
    money = open_counted("programmes.total", Scope(about=PROJECTS), YEAR)
    billions = f"{amount(money.n // 100_000_000, 2)} 亿元" if money.n % 100_000_000 == 0 else str(money.n)
    return (
        _figure("开工竣工重点项目", "116 个", f"{opened.n} 个", opened.n, opened.n, "programmes.begun_or_finished"),
        _figure("开工竣工项目总投资", "540.31 亿元", billions, money.n, opened.n, "programmes.total"),
    )


def _groups() -> Sequence[PageFigure]:
    """Work from January through October against the plan of the whole year, from sums."""
    found = []
    for group, many, _plan, _permille in GROUPS:
        scope = Scope(about=f"{PROJECTS}/{group}")
        done, plan = (open_counted(f"programmes.{name}", scope, SPAN) for name in ("readings", "targets"))
        items = open_counted("programmes.finished", scope, YEAR)
        share = growth.percent(growth.growth(done.n + plan.n, plan.n))
        said = f"{items.of} 个,完成年度计划 {share}"
        found.append(
            _figure(
                NAMES[group], f"{many} 个,完成年度计划 {TOLD[group]}", said, done.n, done.opening.sides[0].rows.count(),
                "programmes.readings", note=f"计划 {plan.n} 万元;序时进度 10/12",
            )
        )  # fmt: skip
    return found


def _chains() -> Sequence[PageFigure]:
    duties = Duty.objects.filter(over__startswith="chain:", role__startswith="economy.")
    heads = duties.filter(role="economy.chain_chief").values("officer").distinct().count()
    chains = duties.values("over").distinct().count()
    departments = duties.filter(role="economy.chain_department").values("over", "officer__unit").distinct().count()
    liaisons = duties.filter(role="economy.chain_liaison").values("over").annotate(many=Count("pk"))
    one_each = sum(row["many"] == 1 for row in liaisons)
    led = open_counted("programmes.leading", Scope(about=CHAINS), YEAR).n
    rows, code = duties.count(), "programmes.chain_duties"
    return (
        _figure("担任链长的领导", "13 名", f"{heads} 名", heads, rows, code),
        _figure("产业链", "9 条", f"{chains} 条", chains, rows, code),
        _figure(
            "每链一个责任部门", "9 个", f"{departments} 个", departments, rows, code, holds=departments == led == 9
        ),
        _figure("每链一名联络员", "9 名", f"{one_each} 名", one_each, rows, code),
    )


def _indicators() -> Sequence[PageFigure]:
    found = []
    for code, name, told, place in RANKED:
        ahead = open_counted("programmes.ahead_of_us", Scope(about=f"economy.{code}@{HERE}"), SPAN)
        own = Peer.objects.get(series=f"economy.{code}", place=HERE, since=SINCE, until=CUT_OFF)
        grown = growth.percent(growth.growth(1000 + own.amount, 1000), signed=True)
        page, ours = f"{told},全省第 {place}", f"{grown},全省第 {ahead.n + 1}"
        found.append(
            _figure(
                name, page, ours, ahead.n + 1, ahead.of or 0, "programmes.ahead_of_us", of=ahead.of,
                note="增速由统计部门发布,按原值留存;名次由 14 个市州的行数出",
            )
        )  # fmt: skip
    least = open_counted("programmes.at_least", Scope(about=HERE), SPAN)
    known = [one for one in queries.indicators(HERE, SINCE, CUT_OFF) if one.at_least]
    holds = (least.n, least.of) == (12, 16) and len(known) == 12
    found.append(
        _figure(
            "主要指标达到或高于全省平均", "16 项中 12 项", f"{least.of} 项中 {least.n} 项", least.n, least.of or 0,
            "programmes.at_least", of=least.of, holds=holds, note="与全省自身数据相比,不是各市州增速的平均",
        )
    )  # fmt: skip
    return found


def _enterprises() -> Sequence[PageFigure]:
    profiles = Profile.objects.filter(subject__kind="enterprise")
    since, status = "values__enterprise.above_scale_since", "values__enterprise.specialised"
    fresh = profiles.filter(**{f"{since}__gte": "2022-01-01", f"{since}__lte": "2022-10-31"}).count()
    lasting = profiles.filter(**{f"{status}_until__gte": DAY.isoformat()})
    national, provincial = (lasting.filter(**{status: one}).count() for one in ("giant", "specialised"))
    code = "registry.profiles"
    return (
        _figure("新增规模以上企业", "106 家", f"{fresh} 家", fresh, fresh, code),
        _figure("国家级专精特新企业", "9 家", f"{national} 家", national, national, code),
        _figure("省级专精特新企业", "99 家", f"{provincial} 家", provincial, provincial, code),
    )
