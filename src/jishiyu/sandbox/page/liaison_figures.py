"""What the page prints of systems 1 and 2, beside what the rows say; nearly all are figures that open to their rows."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from django.db.models import Count, Max, Min, Sum
from django.utils import timezone

from jishiyu.casework.models import AgendaItem, Consultation
from jishiyu.figures.scopes import Scope
from jishiyu.outreach.actions.planning import rule_of
from jishiyu.outreach.kinds import gathering_of, residency_of
from jishiyu.outreach.models import Gathering, OutcomeRow, Resumption, ReturnReading
from jishiyu.outreach.recurrence import day_by_rule
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Subject, Unit
from jishiyu.registry.queries import duties
from jishiyu.sandbox.page.counting import opened
from jishiyu.sandbox.page.figure import PageFigure
from jishiyu.sandbox.page.liaison import FOUND, HANDED, PAGE, Counts
from jishiyu.sandbox.page.liaison_work import BANKS, EXTENSIONS, MONDAY, RESIDENCY

KEY = "enterprise.above_scale|enterprise.park"
PACK = "enterprise"
OF_FOUND, OF_HANDED = Scope(pack=PACK, about=FOUND), Scope(pack=PACK, about=HANDED)


def figures(counts: Counts = PAGE) -> list[PageFigure]:
    """Every figure, counted now; against smaller numbers where less was loaded."""
    return [*_officers(counts), *_problems(counts), *_money(), *_recurring(), *_stationed(), *_back()]


def _officers(counts: Counts) -> Sequence[PageFigure]:
    one = partial(opened, 1)
    leaders = (counts.leaders, counts.officers)
    return (
        one("联企干部", "5341 名", "outreach.answering", holds=counts.officers),
        one("其中市级领导", "34 名", "outreach.leaders_answering", holds=leaders),
        one(
            "联系“四上”企业和园区企业的干部", "2057 名", "outreach.answering", holds=counts.on_key,
            scope=Scope(about=KEY),
        ),
        one("走访企业", "37279 家", "outreach.visited", holds=counts.enterprises),
        _owned(),
        _units("行业专班", "五个", "page-desk-", 5),
        _units("领导小组下设工作组", "四个", "page-campaign", 4, parent=True),
    )  # fmt: skip


def _plain(system: int, name: str, page: str, ours: str, n: int, rows: int, holds: bool, **more: object) -> PageFigure:
    said = {"system": system, "name": name, "page": page, "ours": ours, "n": n, "rows": rows, "holds": holds}
    return PageFigure(**said, **more)  # type: ignore[arg-type]


def _owned() -> PageFigure:
    """Enterprises nobody answers for, on the last day of the campaign."""
    day, enterprises = date(2022, 9, 13), Subject.objects.filter(kind=Subject.Kind.ENTERPRISE)
    visited = enterprises.filter(visits__isnull=False).distinct()
    nobodys = duties.nobodys(Subject.Kind.ENTERPRISE, day).filter(pk__in=visited.values("pk")).count()
    many = visited.count()
    return _plain(
        1, "没有责任人的企业", "每家企业都有责任人", f"{nobodys} 家,共 {many} 家", nobodys, many, nobodys == 0,
        of=many, indicator="registry.queries.nobodys",
    )  # fmt: skip


def _units(name: str, page: str, code: str, wanted: int, *, parent: bool = False) -> PageFigure:
    rows = Unit.objects.filter(parent__code=code) if parent else Unit.objects.filter(code__startswith=code)
    many = rows.count()
    return _plain(1, name, page, f"{many} 个", many, many, many == wanted, indicator="registry.units")


def _problems(counts: Counts) -> Sequence[PageFigure]:
    one, led = partial(opened, 1), counts.led_problems
    return (
        one("市级领导牵头帮助的企业", "64 家", "outreach.led", holds=counts.led, scope=OF_FOUND),
        one(
            "市级领导牵头的问题按时办结", "140 余件,100%", "outreach.led_on_time", holds=(led, led), scope=OF_FOUND,
            note="报上写“140余件”,这里取 143 件",
        ),
        one("市级领导牵头的问题企业满意", "100%", "outreach.led_satisfied", holds=(led, led), scope=OF_FOUND),
        one(
            "省工作组交办的问题化解", "179 个已解决 179 个,100%", "outreach.dissolved",
            holds=(counts.handed, counts.handed), scope=OF_HANDED,
        ),
        one(
            "走访梳理的问题化解", "2184 个已解决 2161 个,98.9%", "outreach.dissolved",
            holds=(counts.found - counts.open, counts.found), scope=OF_FOUND,
        ),
        one(
            "抽查回访满意", "97%", "outreach.called_back", holds=(counts.content, counts.called),
            scope=Scope(pack=PACK),
            note=f"报上没有样本数,这里抽查回访 {counts.called} 家,附 95% 区间",
        ),
        one(
            "属地政府和行业专班双线推进", "双线推进", "outreach.two_lines",
            holds=(counts.found - counts.open, counts.found), scope=OF_FOUND, note="报上没有件数",
        ),
    )  # fmt: skip


def _money() -> Sequence[PageFigure]:
    one = partial(opened, 1)
    trading = OutcomeRow.objects.filter(current=True, outcome="enterprise.loans", gathering__isnull=False)
    firms = trading.values("subject").distinct().count()
    fen = trading.aggregate(fen=Sum("amount"))["fen"] or 0
    return (
        _paid("贷款 100 万元从反映到放款", "6 月 15 日反映,17 日放款", "enterprise.loans", 1_000_000_00, working=False),
        _paid("补贴 300 万元到账", "2 个工作日", "enterprise.subsidies", 3_000_000_00, working=True),
        _plain(
            1, "获得贷款的外贸企业", "112 家", f"{firms} 家", firms, trading.count(), firms == 112,
            indicator="outreach.helped",
        ),
        _plain(
            1, "外贸企业贷款", "15.69 亿元", f"{fen / 10**10:.2f} 亿元", firms, trading.count(),
            fen == 1_569_000_000_00, indicator="outreach.money",
        ),
        one("缓解收汇难题的企业", "131 家", "outreach.helped", holds=131, scope=Scope(about="enterprise.eased")),
        one("房交会成交", "261 套", "outreach.quantity", holds=261, scope=Scope(about="enterprise.homes_sold")),
        one(
            "房交会销售额", "超 1.6 亿元", "outreach.money", least=160_000_000_00, below=170_000_000_00,
            scope=Scope(about="enterprise.home_sales"),
        ),
        one(
            "房交会意向客户", "破千", "outreach.quantity", least=1000, below=1100, scope=Scope(about="enterprise.leads")
        ),
    )  # fmt: skip


def _paid(name: str, page: str, outcome: str, fen: int, *, working: bool) -> PageFigure:
    """Days from the need being heard to the money, of the one case it came of."""
    row = OutcomeRow.objects.filter(outcome=outcome, amount=fen, case__isnull=False).select_related("case").first()
    if row is None or row.case is None:
        return _plain(1, name, page, "—", 0, 0, False)
    heard = timezone.localdate(row.case.heard_at)
    days = [heard + timedelta(days=n + 1) for n in range((row.day - heard).days)]
    many = sum(1 for day in days if registry.calendar().is_workday(day)) if working else len(days)
    unit = "个工作日" if working else "天后"
    return _plain(
        1, name, page, f"{fen // 100:,} 元,{many} {unit}", many, 1, many == 2, indicator="outreach.money",
        note=f"案件 {row.case.number}",
    )  # fmt: skip


def _recurring() -> Sequence[PageFigure]:
    """Held by the rule: the day the rule says is the day in the row, and each period has one."""
    found = []
    for kind, name, page in (
        ("enterprise.reception_day", "企业家接待日", "每月第一周星期一"),
        ("enterprise.salon", "民营企业沙龙", "每季度一场"),
        ("enterprise.symposium", "民营企业座谈会", "每半年一次"),
    ):
        rule = rule_of(gathering_of(kind))
        rows = list(Gathering.objects.filter(kind=kind, state=Gathering.State.HELD, series__isnull=False))
        periods = {row.period for row in rows}
        good = bool(rows) and len(periods) == len(rows)
        good = good and all(row.period and row.by_rule == day_by_rule(rule, row.period) for row in rows)
        found.append(
            _plain(
                1, name, page, f"6 至 11 月 {len(rows)} 场,逐期一场", len(rows), len(rows), good,
                indicator="outreach.gatherings", note="报上没有场数;遇法定节假日顺延",
            )
        )  # fmt: skip
    return found


def _stationed() -> Sequence[PageFigure]:
    kind, one = residency_of(RESIDENCY), partial(opened, 2)
    duties, disciplines = len(kind.duties), len(kind.disciplines)
    lists = "清单由业务包声明,不是行数"
    return (
        one("驻企干部", "80 名", "outreach.stationed", holds=80),
        one("选派单位", "28 个", "outreach.sending", holds=28),
        one("进驻企业", "80 家", "outreach.residencies", holds=80),
        _plain(2, "工作职责", "10 项", f"{duties} 项", duties, 0, duties == 10, indicator=kind.code, note=lists),
        _plain(2, "工作纪律", "6 条", f"{disciplines} 条", disciplines, 0, disciplines == 6, indicator=kind.code,
               note=lists),
        _plain(2, "“三员”岗位", "三员", f"{len(kind.posts)} 员", len(kind.posts), 0, len(kind.posts) == 3,
               indicator=kind.code, note=lists),
        one("线上培训", "开展线上培训", "outreach.person_times", holds=80, scope=Scope(about=kind.training),
            note="报上没有人次"),
        _raised(),
        *_consulted(),
    )  # fmt: skip


def _raised() -> PageFigure:
    """All that were raised: those answered and those given out at the meeting."""
    figure = opened(2, "协调的困难和问题", "226 个", "outreach.difficulties")
    of = figure.of or 0
    note = f"其中 {figure.n} 件已答复,{of - figure.n} 件在会商中现场交办"
    return _plain(2, figure.name, figure.page, f"{of} 个", of, figure.rows, of == 226, indicator=figure.indicator,
                  note=note)  # fmt: skip


def _consulted() -> Sequence[PageFigure]:
    meeting = Consultation.objects.annotate(topics=Count("agenda")).order_by("-topics").first()
    if meeting is None:
        return ()
    items = AgendaItem.objects.filter(consultation=meeting)
    firms = items.values("case__requester").distinct().count()
    banks = meeting.parties.filter(unit__isnull=True, attended=True).count()
    given = items.filter(case__tasks__consultation=meeting).distinct().count()
    said = "casework.consultations"
    return (
        _plain(2, "会商贷款展期的企业", "22 家", f"{firms} 家", firms, items.count(), firms == EXTENSIONS,
               indicator=said),
        _plain(2, "参加会商的银行", "3 家", f"{banks} 家", banks, banks, banks == len(BANKS), indicator=said),
        _plain(2, "现场交办", "现场交办", f"{given}/{firms} 件", given, given, given == firms, of=firms,
               indicator=said),
    )  # fmt: skip


def _back() -> Sequence[PageFigure]:
    week = Resumption.objects.filter(status=Resumption.Status.FULLY)
    edges = ReturnReading.objects.filter(current=True).aggregate(first=Min("day"), last=Max("day"))
    last = week.aggregate(last=Max("status_on"))["last"]
    all_of, back = Resumption.objects.count(), week.count()
    days = (last - MONDAY).days + 1 if last else 0
    good = all_of == back > 0 and 0 < days <= 7
    return (
        _plain(
            2, "规上工业企业全面复工", "仅用一周", f"{back}/{all_of} 家,{days} 天", back, all_of, good, of=all_of,
            indicator="outreach.resumed", note="报上没有家数",
        ),
        opened(2, "返岗人数", "151980 人", "outreach.returned", holds=151_980,
               note=f"逐日上报,{edges['first']} 至 {edges['last']}"),
    )  # fmt: skip
