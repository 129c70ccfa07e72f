"""What the page prints of system 5, the growers, beside what the rows say."""

from collections.abc import Mapping, Sequence
from functools import partial

from django.db.models import Count, F, Q, Sum

from jishiyu.casework.models import Case
from jishiyu.outreach.models import AdviceTold
from jishiyu.programmes.growth import running
from jishiyu.programmes.models import DailyFact, Reading, Target
from jishiyu.registry.kinds import rotations
from jishiyu.registry.models import Plot
from jishiyu.sandbox.page.figure import PageFigure
from jishiyu.sandbox.page.growers import AREA, BOUGHT, COUNTY, GOOD, HOUSEHOLDS, PAID, SOURCE, TEAMS, YEARS

LAST = YEARS[-1]
TAX_PER_CENT, SURCHARGED = 20, 110  # 烟叶税: amount × 1.1 × 20 %
figure = partial(PageFigure, system=5)


def tax(fen: int) -> int:
    """烟叶税 on what was paid for leaf: allowances of ten per cent are added, twenty per cent of it is due; half up."""
    return (fen * SURCHARGED * TAX_PER_CENT + 5_000) // 10_000


def figures() -> list[PageFigure]:
    """Every figure, counted now."""
    return [*_contracts(), *_helped(), *_grown()]


def _contracts() -> Sequence[PageFigure]:
    held = Target.objects.filter(series=AREA, subject__isnull=False, since__year=LAST, state=Target.State.LIVE)
    found = held.aggregate(households=Count("subject", distinct=True), mu=Sum("amount"))
    households = found["households"]
    promised = dict(
        Target.objects.filter(
            series=BOUGHT, subject__isnull=False, since__year=LAST, state=Target.State.LIVE
        ).values_list("subject", "amount")
    )
    sold = dict(
        Reading.objects.filter(series=BOUGHT, source=SOURCE, live=True, day__year=LAST)
        .values_list("subject")
        .annotate(kg=Sum("amount"))
    )
    full = sum(1 for grower, amount in promised.items() if sold.get(grower, 0) >= amount)
    cycle = next(iter(rotations().values())).cycle
    plots = Plot.objects.filter(division__code__startswith=COUNTY)
    turned = (
        plots.filter(sowings__year=LAST, sowings__planned__in=cycle)
        .annotate(crops=Count("sowings__planned", distinct=True))
        .filter(crops=len(cycle))
        .count()
    )
    all_plots = plots.count()
    return (
        figure(
            name="烟农户数",
            page="9000 户烟农",
            ours=f"{households} 户,合同面积 {(found['mu'] or 0) / 100:,.2f} 亩",
            n=households,
            rows=held.count(),
            holds=households == HOUSEHOLDS,
            indicator="programmes.target",
        ),
        figure(
            name="烤烟 + 水稻 + 草籽花轮作",
            page="三季轮作",
            ours=f"{turned}/{all_plots} 块地",
            n=turned,
            of=all_plots,
            rows=all_plots * len(cycle),
            holds=turned == all_plots > 0,
            indicator="registry.plots",
            note="报上没有块数",
        ),
        figure(
            name="应收尽收:按合同量收购的农户",
            page="应分尽分、应收尽收、片叶归仓",
            n=full,
            of=len(promised),
            ours=f"{full}/{len(promised)} 户",
            rows=len(sold),
            holds=full == len(promised) > 0,
            indicator="programmes.contract",
            note="报上没有户数",
        ),
    )


def _helped() -> Sequence[PageFigure]:
    codes = [code for code, *_ in TEAMS]
    cases = Case.objects.filter(source__code=SOURCE)
    found = cases.aggregate(
        all=Count("pk", distinct=True), duties=Count("pk", distinct=True, filter=Q(tasks__unit__code__in=codes))
    )
    teams = cases.filter(tasks__unit__code__in=codes).values("tasks__unit").distinct().count()
    told = AdviceTold.objects.filter(year=LAST).aggregate(
        rows=Count("pk"),
        households=Count("subject", distinct=True),
        passed=Count("pk", filter=Q(passed_at__isnull=False)),
    )
    return (
        figure(
            name="三支服务队",
            page="三支服务队",
            ours=f"{teams} 支",
            n=teams,
            rows=found["duties"],
            holds=teams == 3,
            indicator="casework.tasks",
        ),
        figure(
            name="问题清单转为履职清单",
            page="问题清单 → 履职清单",
            ours=f"{found['duties']}/{found['all']} 件",
            n=found["duties"],
            of=found["all"],
            rows=found["all"],
            holds=found["duties"] == found["all"] > 0,
            indicator="casework.tasks",
            note="报上没有件数",
        ),
        figure(
            name="按农时和天气的技术指导",
            page="农时、天气指导到户",
            ours=f"{told['passed']}/{told['rows']} 户次",
            n=told["passed"],
            of=told["rows"],
            rows=told["rows"],
            holds=told["passed"] == told["rows"] > 0,
            indicator="outreach.advice",
            note="户和户次分开:户数见烟农户数",
        ),
    )


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
    rows = Reading.objects.filter(source=SOURCE, live=True).count()
    said = (
        ("烟叶收购质量(上等烟占比)", quality, lambda v: f"{v / 100:.2f} %"),
        ("烟叶收购量", bought, lambda v: f"{v / 100:,.0f} 公斤"),
        ("烟叶税", taxes, lambda v: f"{v / 100:,.2f} 元"),
        ("户均收入", income, lambda v: f"{v / 100:,.2f} 元"),
    )
    return [_running(name, years, shown, rows) for name, years, shown in said]


def _running(name: str, years: Mapping[int, int], shown: object, rows: int) -> PageFigure:
    found = running(years, LAST)
    told = " → ".join(shown(amount) for _, amount in found.rows)  # type: ignore[operator]
    return figure(
        name=f"{name}连续增长",
        page="连续三年增长",
        ours=f"连续 {found.times} 年({told})",
        n=found.times,
        rows=rows,
        holds=found.times == 3,
        indicator="programmes.running",
    )
