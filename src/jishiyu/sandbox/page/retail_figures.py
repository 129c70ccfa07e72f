"""What the page prints of system 8, target control of a fuel-retail branch, beside what the rows say."""

from datetime import date
from functools import partial

from django.db.models import Count, Sum

from jishiyu.programmes.curves import curve_of
from jishiyu.programmes.growth import growth, highest_so_far, percent, rank
from jishiyu.programmes.models import DailyFact, Item, Peer, Reading
from jishiyu.programmes.pace import pace
from jishiyu.sandbox.page.figure import PageFigure
from jishiyu.sandbox.page.retail import (
    CAMPAIGNS,
    CITY,
    COMPLETION,
    LUBRICANTS,
    PLAN,
    PROGRAMME,
    SALES,
    TOLD,
    VISITS,
    WASHES,
    YEAR,
)

figure = partial(PageFigure, system=8)


def figures() -> list[PageFigure]:
    """Every figure, counted now."""
    return [*_plan(), _rank(), _visits(), _lubricants(), _washes(), _campaigns()]


def _sum(series: str, since: date, until: date) -> tuple[int, int]:
    """The amount and the readings of a span."""
    rows = DailyFact.objects.filter(series=series, day__range=(since, until), division_code=CITY)
    found = rows.aggregate(amount=Sum("amount"), count=Sum("count"))
    return found["amount"] or 0, found["count"] or 0


def _plan() -> list[PageFigure]:
    item = Item.objects.get(programme__code=PROGRAMME, code=PLAN)
    target = item.targets.get(series=SALES, state="live")
    done, rows = _sum(SALES, YEAR[0], TOLD)
    stands = pace(curve_of(target.curve, target.since, target.until, target.amount), done, target.amount, TOLD)
    return [
        figure(
            name="完成全年目标",
            page="截至 10 月底完成全年目标的 101 %",
            ours=percent(stands.share),
            n=done,
            of=target.amount,
            rows=rows,
            holds=percent(stands.share, 0) == "101 %",
            indicator="programmes.share",
        ),
        figure(
            name="提前天数",
            page="提前 61 天",
            ours=f"提前 {stands.days} 天",
            n=stands.days,
            rows=rows,
            holds=stands.days == 61,
            indicator="programmes.days_ahead",
        ),
    ]


def _rank() -> PageFigure:
    peers = Peer.objects.filter(series=COMPLETION, until=TOLD, whole=False)
    found = rank(dict(peers.values_list("place", "amount")), CITY)
    place, of = (found.place, found.of) if found else (0, 0)
    return figure(
        name="全省排名",
        page="全省第 5",
        ours=f"第 {place}(共 {of} 家)",
        n=place,
        of=of,
        rows=peers.count(),
        holds=place == 5,
        indicator="programmes.rank",
    )


def _visits() -> PageFigure:
    rows = Reading.objects.filter(series=VISITS, live=True, day__range=(YEAR[0], TOLD))
    found = rows.aggregate(times=Sum("amount"), customers=Count("subject", distinct=True))
    times = found["times"] or 0
    return figure(
        name="领导走访重点客户",
        page="138 人次",
        ours=f"{times} 人次,{found['customers']} 家客户",
        n=times,
        rows=rows.count(),
        holds=times == 138,
        indicator="programmes.visits",
        note="人次与家数分开",
    )


def _lubricants() -> PageFigure:
    now, rows = _sum(LUBRICANTS, YEAR[0], TOLD)
    base, before = _sum(LUBRICANTS, date(2021, 1, 1), date(2021, 10, 31))
    grown = percent(growth(now, base), 0, signed=True)
    return figure(
        name="润滑油销售同比",
        page="增长 280 %",
        ours=grown,
        n=now,
        of=base,
        rows=rows + before,
        holds=grown == "+280 %",
        indicator="programmes.growth",
    )


def _washes() -> PageFigure:
    sites, rows = _sum(WASHES, TOLD, TOLD)
    return figure(
        name="洗车网点",
        page="25 个",
        ours=f"{sites} 个",
        n=sites,
        rows=rows,
        holds=sites == 25,
        indicator="programmes.latest",
    )


def _campaigns() -> PageFigure:
    rows = DailyFact.objects.filter(series=CAMPAIGNS, division_code=CITY).order_by("day").values_list("day", "amount")
    found = highest_so_far([(str(day), amount) for day, amount in rows])
    last, best = (found.rows[-1][1] if found.rows else 0), found.best_before or 0
    return figure(
        name="联合促销营业额",
        page="历次最高",
        ours=f"{last / 100_000_0:.0f} 万元,此前最高 {best / 100_000_0:.0f} 万元",
        n=last,
        rows=len(found.rows),
        holds=found.holds,
        indicator="programmes.highest",
    )
