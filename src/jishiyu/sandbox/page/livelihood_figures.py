"""What the page prints of system 7, beside what the rows say; the children's places are among the entitlements."""

from collections.abc import Sequence

from jishiyu.figures.printing import amount, percent
from jishiyu.figures.queries import open_counted
from jishiyu.figures.scopes import Scope, days
from jishiyu.programmes import queries
from jishiyu.programmes.models import Item
from jishiyu.sandbox.page import matters
from jishiyu.sandbox.page.figure import PageFigure
from jishiyu.sandbox.page.livelihood import CODE, PAPER, PARENTS, SINCE, UNTIL

YEAR, SO_FAR = days(SINCE, UNTIL), days(SINCE, PAPER)


def figures() -> list[PageFigure]:
    """Every figure, counted now."""
    return [*_lists(), *_hands(), *_meetings(), *_money(), *_parents(), *_done()]


def _count(code: str, about: str) -> int:
    return open_counted(f"programmes.{code}", Scope(about=f"{CODE}{about}"), SO_FAR).n


def _figure(name: str, page: str, ours: str, n: int, rows: int, code: str, **more: object) -> PageFigure:
    said = {"system": 7, "holds": page == ours, **more}
    return PageFigure(
        name=name, page=page, ours=ours, n=n, rows=rows, indicator=f"programmes.{code}", **said  # type: ignore[arg-type]
    )  # fmt: skip


def _lists() -> Sequence[PageFigure]:
    province, city = ((_count("matters", f"/{level}"), _count("asked", f"/{level}")) for level in ("province", "city"))
    shared, items = _count("shared", ""), open_counted("programmes.finished", Scope(about=CODE), YEAR).of or 0
    sum_of = f"{province[1]} + {city[1]} − {shared} = {items} 项"
    return (
        _figure("省民生实事", "9 件 20 项", f"{province[0]} 件 {province[1]} 项", province[1], province[1], "asked"),
        _figure("市民生实事", "8 件 11 项", f"{city[0]} 件 {city[1]} 项", city[1], city[1], "asked"),
        _figure("省、市共有", "4 项", f"{shared} 项", shared, shared, "shared"),
        _figure(
            "合计", "20 + 11 − 4 = 27 项", sum_of, items, items, "finished",
            holds=province[1] + city[1] - shared == items == 27,
        ),
    )  # fmt: skip


def _hands() -> Sequence[PageFigure]:
    leading, towns = _count("leading", ""), _count("assisting", "")
    return (
        _figure("县直责任单位", "13 个", f"{leading} 个", leading, leading, "leading"),
        _figure("乡镇", "17 个", f"{towns} 个", towns, towns, "assisting"),
    )


def _meetings() -> Sequence[PageFigure]:
    told = (("progress", "推进会", 3), ("dispatch", "调度会", 3), ("inspection", "督查", 1))
    found = []
    for kind, name, many in told:
        held = _count("meetings", f"/{kind}")
        found.append(_figure(name, f"{many} 次", f"{held} 次", held, held, "meetings"))
    return found


def _money() -> Sequence[PageFigure]:
    found = []
    for source, name, told in (("central", "中央资金", "5,511 万元"), ("bond", "省专项债券", "1,164 万元")):
        opened = open_counted("programmes.funds", Scope(about=f"{CODE}/{source}"), SO_FAR)
        ours = f"{amount(opened.n // 1_000_000)} 万元" if opened.n % 1_000_000 == 0 else f"{amount(opened.n, 2)} 元"
        found.append(_figure(f"两个项目争取{name}", told, ours, opened.n, 2, "funds"))
    centre = Item.objects.get(programme__code=CODE, name=matters.CENTRE)
    spent = sum(fund.actual for fund in centre.funds.all())
    beds = queries.standings([centre], PAPER)[0].done or 0
    found.append(
        _figure(
            "养老服务中心", "400 余万元,100 张床位", f"{amount(spent, 2)} 元,{beds} 张床位", spent, 1, "funds",
            holds=400_0000_00 < spent < 500_0000_00 and beds == 100,
        )
    )  # fmt: skip
    return found


def _parents() -> Sequence[PageFigure]:
    """Three shares of the parents to be trained; "100 %" only because every one of them is counted."""
    count = {
        grade: open_counted("programmes.readings", Scope(about=f"{PARENTS}/{grade}"), SO_FAR).n
        for grade in ("due", "trained", "effective", "satisfied")
    }
    of = count["due"]
    told = (("trained", "家长培训率"), ("effective", "康复有效率"), ("satisfied", "家长满意率"))
    return [
        _figure(name, "100 %", percent(count[grade], of), count[grade], len(matters.PARENTS), "readings", of=of)
        for grade, name in told
    ]


def _done() -> Sequence[PageFigure]:
    finished = open_counted("programmes.finished", Scope(about=CODE), SO_FAR)
    above = open_counted("programmes.above", Scope(about=CODE), SO_FAR)
    by_day = Item.objects.filter(programme__code=CODE, finished_on__lte=PAPER).count()
    all_of = finished.of or 0
    return (
        _figure(
            "至 11 月 28 日完成", "27 项全部完成", f"{finished.n} 项全部完成", finished.n, all_of, "finished",
            of=all_of, holds=finished.n == all_of == by_day == 27,
        ),
        _figure("超目标完成", "8 项", f"{above.n} 项", above.n, all_of, "above", of=all_of),
    )  # fmt: skip
