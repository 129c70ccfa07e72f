"""What the page prints of system 5, the growers, beside what the rows say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from django.db.models import Count, F, Sum

from jishiyu.figures.scopes import Scope, days
from jishiyu.programmes.growth import running
from jishiyu.programmes.models import DailyFact, Reading, Target
from jishiyu.registry.models import Unit
from jishiyu.sandbox.page.counting import derived, opened
from jishiyu.sandbox.page.figure import PageFigure
from jishiyu.sandbox.page.growers import AREA, BOUGHT, COUNTY, GOOD, HOUSEHOLDS, PAID, SOURCE, TEAMS, YEARS

LAST = YEARS[-1]
TAX_PER_CENT, SURCHARGED = 20, 110  # 烟叶税: amount × 1.1 × 20 %
SEASON, ALL_YEARS = (days(date(first, 1, 1), date(LAST, 12, 31)) for first in (LAST, YEARS[0]))


def tax(fen: int) -> int:
    """烟叶税 on what was paid for leaf: allowances of ten per cent are added, twenty per cent of it is due; half up."""
    return (fen * SURCHARGED * TAX_PER_CENT + 5_000) // 10_000


def figures() -> list[PageFigure]:
    """Every figure, counted now."""
    return [*_contracts(), *_helped(), *_grown()]


def _contracts() -> Sequence[PageFigure]:
    one = partial(opened, 5, period=SEASON)
    held = Target.objects.filter(series=AREA, subject__isnull=False, since__year=LAST, state=Target.State.LIVE)
    area: int = held.aggregate(mu=Sum("amount"))["mu"] or 0
    holders = one("烟农户数", "9000 户烟农", "programmes.contract_holders", holds=HOUSEHOLDS, scope=Scope(about=AREA))
    turned = one("烤烟 + 水稻 + 草籽花轮作", "三季轮作", "registry.rotated", scope=Scope(division=COUNTY),
                 ours="{n}/{of} 块地", note="报上没有块数")  # fmt: skip
    kept = one("应收尽收:按合同量收购的农户", "应分尽分、应收尽收、片叶归仓", "programmes.contracts_kept",
               scope=Scope(about=BOUGHT), ours="{n}/{of} 户", note="报上没有户数")  # fmt: skip
    return (
        replace(holders, ours=f"{holders.n} 户,合同面积 {area / 100:,.2f} 亩"),
        _whole(turned),
        _whole(kept),
    )


def _whole(one: PageFigure) -> PageFigure:
    """It holds when all of them are in it, and there are any."""
    return replace(one, holds=one.n == one.of and one.n > 0)


def _helped() -> Sequence[PageFigure]:
    one, problems = partial(opened, 5), Scope(about=SOURCE)
    teams = one("三支服务队", "三支服务队", "casework.working_units", holds=3, scope=problems, ours="{n} 支")
    codes = {code for code, *_ in TEAMS}
    named = set(Unit.objects.filter(tasks__case__source__code=SOURCE).values_list("code", flat=True))
    given = one("问题清单转为履职清单", "问题清单 → 履职清单", "casework.given_out", scope=problems,
                ours="{n}/{of} 件", note="报上没有件数")  # fmt: skip
    told = one("按农时和天气的技术指导", "农时、天气指导到户", "outreach.advice", scope=Scope(division=COUNTY),
               ours="{n}/{of} 户次", note="户和户次分开:户数见烟农户数")  # fmt: skip
    return (replace(teams, holds=teams.holds and named == codes), _whole(given), _whole(told))


def _by_year(series: str, **more: object) -> dict[int, int]:
    rows = DailyFact.objects.filter(series=series, division_code=COUNTY, **more)
    return dict(
        rows.annotate(year=F("day__year")).values("year").annotate(sum=Sum("amount")).values_list("year", "sum")
    )


def _grown() -> Sequence[PageFigure]:
    bought, paid, good = _by_year(BOUGHT), _by_year(PAID), _by_year(BOUGHT, grade=GOOD)
    taxes = {year: tax(fen) for year, fen in paid.items()}
    sold = Reading.objects.filter(series=PAID, source=SOURCE, live=True).annotate(year=F("day__year")).values("year")
    sellers: dict[int, int] = dict(
        sold.annotate(households=Count("subject", distinct=True)).values_list("year", "households")
    )
    quality = {year: good.get(year, 0) * 10_000 // kg for year, kg in bought.items() if kg}
    income = {year: fen // sellers[year] for year, fen in paid.items() if sellers.get(year)}
    said = (
        ("烟叶收购质量(上等烟占比)", quality, BOUGHT, lambda v: f"{v / 100:.2f} %"),
        ("烟叶收购量", bought, BOUGHT, lambda v: f"{v / 100:,.0f} 公斤"),
        ("烟叶税", taxes, PAID, lambda v: f"{v / 100:,.2f} 元"),
        ("户均收入", income, PAID, lambda v: f"{v / 100:,.2f} 元"),
    )
    return [_running(name, years, series, shown) for name, years, series, shown in said]


def _running(name: str, years: Mapping[int, int], series: str, shown: Callable[[int], str]) -> PageFigure:
    found = running(years, LAST)
    told = " → ".join(shown(amount) for _, amount in found.rows)
    base = opened(
        5, f"{name}连续增长", "连续三年增长", "programmes.readings", scope=Scope(about=series), period=ALL_YEARS,
        note="连续增长的年数由各年合计比出,不是行数",
    )  # fmt: skip
    return derived(base, f"连续 {found.times} 年({told})", found.times, found.times == 3)
