"""What the page prints of system 8, target control of a fuel-retail branch, beside what the rows say."""

from datetime import date
from functools import partial

from jishiyu.figures.scopes import EVER, Scope, days
from jishiyu.programmes.curves import curve_of
from jishiyu.programmes.growth import growth, highest_so_far, percent
from jishiyu.programmes.models import DailyFact, Item, Peer, Reading
from jishiyu.programmes.pace import pace
from jishiyu.sandbox.page.counting import derived, opened
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


def figures() -> list[PageFigure]:
    """Every figure, counted now."""
    return [*_plan(), _rank(), _visits(), _lubricants(), _washes(), _campaigns()]


def _plan() -> list[PageFigure]:
    item = Item.objects.get(programme__code=PROGRAMME, code=PLAN)
    target = item.targets.get(series=SALES, state="live")
    one = partial(read, about=SALES, since=YEAR[0])
    sold = one("完成全年目标", "截至 10 月底完成全年目标的 101 %")
    stands = pace(curve_of(target.curve, target.since, target.until, target.amount), sold.n, target.amount, TOLD)
    share, ahead = percent(stands.share), stands.days
    return [
        derived(sold, share, sold.n, percent(stands.share, 0) == "101 %", of=target.amount,
                note="分母是全年目标,分子是逐日读数之和"),
        derived(one("提前天数", "提前 61 天"), f"提前 {ahead} 天", ahead, ahead == 61,
                note="由读数之和在目标曲线上的位置算出,不是行数"),
    ]  # fmt: skip


def read(name: str, page: str, *, about: str, since: date, until: date = TOLD) -> PageFigure:
    """The sum of what was read of a series in a span."""
    return opened(8, name, page, "programmes.readings", scope=Scope(about=about), period=days(since, until))


def _rank() -> PageFigure:
    row = Peer.objects.filter(series=COMPLETION, until=TOLD, whole=False, place=CITY).first()
    period = days(row.since, row.until) if row else EVER
    base = opened(8, "全省排名", "全省第 5", "programmes.ahead_of_us", scope=Scope(about=f"{COMPLETION}@{CITY}"),
                  period=period, note="名次比领先的家数多一")  # fmt: skip
    place, of = base.n + 1, base.of or 0
    return derived(base, f"第 {place}(共 {of} 家)", place, place == 5, of=of)


def _visits() -> PageFigure:
    base = read("领导走访重点客户", "138 人次", about=VISITS, since=YEAR[0])
    rows = Reading.objects.filter(series=VISITS, live=True, day__range=(YEAR[0], TOLD))
    customers = rows.values("subject").distinct().count()
    said = f"{base.n} 人次,{customers} 家客户"
    return derived(base, said, base.n, base.n == 138, note="人次与家数分开")


def _lubricants() -> PageFigure:
    now = read("润滑油销售同比", "增长 280 %", about=LUBRICANTS, since=YEAR[0])
    base = read("", "", about=LUBRICANTS, since=date(2021, 1, 1), until=date(2021, 10, 31)).n
    grown = percent(growth(now.n, base), 0, signed=True)
    return derived(now, grown, now.n, grown == "+280 %", of=base, note="对比上年同期的读数之和;行是本期的")


def _washes() -> PageFigure:
    base = read("洗车网点", "25 个", about=WASHES, since=TOLD)
    return derived(base, f"{base.n} 个", base.n, base.n == 25)


def _campaigns() -> PageFigure:
    rows = DailyFact.objects.filter(series=CAMPAIGNS, division_code=CITY).order_by("day").values_list("day", "amount")
    found = highest_so_far([(str(day), amount) for day, amount in rows])
    last, best = (found.rows[-1][1] if found.rows else 0), found.best_before or 0
    base = read("联合促销营业额", "历次最高", about=CAMPAIGNS, since=date(2000, 1, 1))
    said = f"{last / 100_000_0:.0f} 万元,此前最高 {best / 100_000_0:.0f} 万元"
    return derived(base, said, last, found.holds, note="各次营业额相比,不是行数")
