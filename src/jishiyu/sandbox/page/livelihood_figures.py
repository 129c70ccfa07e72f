"""What the page prints of system 7, beside what the rows say; the children's places are among the entitlements."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jishiyu.figures.printing import amount, percent
from jishiyu.figures.queries import open_counted
from jishiyu.figures.scopes import Scope, days
from jishiyu.programmes import queries
from jishiyu.programmes.models import Item
from jishiyu.sandbox.page import matters
from jishiyu.sandbox.page.counting import opened
from jishiyu.sandbox.page.figure import PageFigure
from jishiyu.sandbox.page.livelihood import CODE, PAPER, PARENTS, SINCE

SO_FAR = days(SINCE, PAPER)


def figures() -> list[PageFigure]:
    """Every figure, counted now."""
    return [*_lists(), *_hands(), *_meetings(), *_money(), *_parents(), *_done()]


def _one(name: str, page: str, code: str, about: str, ours: str, **more: Any) -> PageFigure:
    """A figure of the programme; it holds when ours reads as the page."""
    found = opened(7, name, page, f"programmes.{code}", ours=ours, scope=Scope(about=about), period=SO_FAR)
    return replace(found, **{"holds": found.ours == page, **more})


def _lists() -> Sequence[PageFigure]:
    province, city = (
        open_counted("programmes.matters", Scope(about=f"{CODE}/{level}"), SO_FAR).n for level in ("province", "city")
    )
    asked = (
        _one("省民生实事", "9 件 20 项", "asked", f"{CODE}/province", f"{province} 件 {{n}} 项"),
        _one("市民生实事", "8 件 11 项", "asked", f"{CODE}/city", f"{city} 件 {{n}} 项"),
        _one("省、市共有", "4 项", "shared", CODE, "{n} 项"),
    )
    one, two, both = (found.n for found in asked)
    whole = _one("合计", "20 + 11 − 4 = 27 项", "items", CODE, f"{one} + {two} − {both} = {{n}} 项")
    return (*asked, replace(whole, holds=whole.holds and one + two - both == whole.n))


def _hands() -> Sequence[PageFigure]:
    return (
        _one("县直责任单位", "13 个", "leading", CODE, "{n} 个"),
        _one("乡镇", "17 个", "assisting", CODE, "{n} 个"),
    )


def _meetings() -> Sequence[PageFigure]:
    told = (("progress", "推进会", 3), ("dispatch", "调度会", 3), ("inspection", "督查", 1))
    return [_one(name, f"{many} 次", "meetings", f"{CODE}/{kind}", "{n} 次") for kind, name, many in told]


def _money() -> Sequence[PageFigure]:
    found = []
    for source, name, page in (("central", "中央资金", "5,511 万元"), ("bond", "省专项债券", "1,164 万元")):
        one = _one(f"两个项目争取{name}", page, "funds", f"{CODE}/{source}", "")
        said = f"{amount(one.n // 1_000_000)} 万元" if one.n % 1_000_000 == 0 else f"{amount(one.n, 2)} 元"
        found.append(replace(one, ours=said, holds=said == page))
    centre = Item.objects.get(programme__code=CODE, name=matters.CENTRE)
    beds = queries.standings([centre], PAPER)[0].done or 0
    spent = _one("养老服务中心", "400 余万元,100 张床位", "spent", f"{CODE}#{centre.code}", "")
    good = 400_0000_00 < spent.n < 500_0000_00 and beds == 100
    said = f"{amount(spent.n, 2)} 元,{beds} 张床位"
    return [*found, replace(spent, ours=said, holds=good, note="床位数是这一项目报来的读数")]


def _parents() -> Sequence[PageFigure]:
    """Three shares of the parents to be trained; "100 %" only because every one of them is counted."""
    of = open_counted("programmes.readings", Scope(about=f"{PARENTS}/due"), SO_FAR).n
    told = (("trained", "家长培训率"), ("effective", "康复有效率"), ("satisfied", "家长满意率"))
    found = [_one(name, "100 %", "readings", f"{PARENTS}/{grade}", "") for grade, name in told]
    said = [percent(one.n, of) for one in found]
    note = f"分母是应培训的家长 {of} 名,各机构报来"
    return [
        replace(one, ours=share, of=of, holds=share == one.page, note=note)
        for one, share in zip(found, said, strict=True)
    ]


def _done() -> Sequence[PageFigure]:
    by_day = Item.objects.filter(programme__code=CODE, finished_on__lte=PAPER).count()
    finished = _one("至 11 月 28 日完成", "27 项全部完成", "finished", CODE, "{n} 项全部完成")
    good = finished.n == finished.of == by_day == 27
    return (replace(finished, holds=good), _one("超目标完成", "8 项", "above", CODE, "{n} 项"))
