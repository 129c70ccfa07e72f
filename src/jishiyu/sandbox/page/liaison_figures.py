"""What the page prints of systems 1 and 2, beside what the rows say; nearly all are figures that open to their rows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from django.db.models import Count, Max, Min
from django.utils import timezone

from jishiyu.casework.models import AgendaItem, Consultation
from jishiyu.figures.scopes import Scope, days
from jishiyu.outreach.actions.planning import rule_of
from jishiyu.outreach.kinds import gathering_of, residency_of
from jishiyu.outreach.models import Gathering, OutcomeRow, Resumption, ReturnReading
from jishiyu.outreach.recurrence import day_by_rule
from jishiyu.registry import queries as registry
from jishiyu.sandbox.page.counting import derived, opened
from jishiyu.sandbox.page.figure import PageFigure
from jishiyu.sandbox.page.liaison import FOUND, HANDED, PAGE, Counts
from jishiyu.sandbox.page.liaison_work import BANKS, EXTENSIONS, MONDAY, RESIDENCY

KEY = "enterprise.above_scale|enterprise.park"
PACK = "enterprise"
CAMPAIGN, LAST_DAY = date(2022, 6, 1), date(2022, 9, 13)
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
        one("行业专班", "五个", "registry.units", holds=5, scope=Scope(about="page-desk-*")),
        one("领导小组下设工作组", "四个", "registry.units", holds=4, scope=Scope(about="page-campaign/")),
    )  # fmt: skip


def _plain(system: int, name: str, page: str, ours: str, n: int, holds: bool, note: str) -> PageFigure:
    """A line of the page that is no count of rows."""
    return PageFigure(system=system, name=name, page=page, ours=ours, n=n, rows=0, holds=holds, note=note)


def _owned() -> PageFigure:
    """Enterprises somebody answers for, on the last day of the campaign."""
    found = opened(
        1, "有责任人的企业", "每家企业都有责任人", "outreach.visited_owned", period=days(CAMPAIGN, LAST_DAY),
        ours="{n}/{of} 家",
    )  # fmt: skip
    return replace(found, holds=found.n == found.of and found.n > 0)


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
    one, loans = partial(opened, 1), Scope(about="enterprise.loans/gathering")
    lent = one("外贸企业贷款", "15.69 亿元", "outreach.money", holds=1_569_000_000_00, scope=loans)
    return (
        _paid("贷款 100 万元从反映到放款", "6 月 15 日反映,17 日放款", "enterprise.loans", 1_000_000_00, working=False),
        _paid("补贴 300 万元到账", "2 个工作日", "enterprise.subsidies", 3_000_000_00, working=True),
        one("获得贷款的外贸企业", "112 家", "outreach.helped", holds=112, scope=loans),
        replace(lent, ours=f"{lent.n / 10**10:.2f} 亿元"),
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
        return _plain(1, name, page, "—", 0, False, "没有这一件")
    heard = timezone.localdate(row.case.heard_at)
    passed = [heard + timedelta(days=n + 1) for n in range((row.day - heard).days)]
    many = sum(1 for day in passed if registry.calendar().is_workday(day)) if working else len(passed)
    unit = "个工作日" if working else "天后"
    base = opened(1, name, page, "outreach.money", scope=Scope(about=f"{outcome}/case"), period=days(row.day, row.day))
    note = f"案件 {row.case.number}:从反映之日到到账之日的天数,不是行数"
    return derived(base, f"{fen // 100:,} 元,{many} {unit}", many, many == 2, note=note)


def _recurring() -> Sequence[PageFigure]:
    """Held by the rule: the day the rule says is the day in the row, and each period has one."""
    found = []
    for kind, name, page in (
        ("enterprise.reception_day", "企业家接待日", "每月第一周星期一"),
        ("enterprise.salon", "民营企业沙龙", "每季度一场"),
        ("enterprise.symposium", "民营企业座谈会", "每半年一次"),
    ):
        rule = rule_of(gathering_of(kind))
        base = opened(1, name, page, "outreach.gatherings", scope=Scope(about=kind))
        rows = list(Gathering.objects.filter(kind=kind, state=Gathering.State.HELD, series__isnull=False))
        periods = {row.period for row in rows}
        good = bool(rows) and len(periods) == len(rows) == base.n
        good = good and all(row.period and row.by_rule == day_by_rule(rule, row.period) for row in rows)
        told, note = f"6 至 11 月 {len(rows)} 场,逐期一场", "报上没有场数;遇法定节假日顺延"
        found.append(derived(base, told, len(rows), good, note=note))
    return found


def _stationed() -> Sequence[PageFigure]:
    kind, one = residency_of(RESIDENCY), partial(opened, 2)
    duties, disciplines, posts = len(kind.duties), len(kind.disciplines), len(kind.posts)
    lists = f"清单由业务包声明({kind.code}),不是行数"
    return (
        one("驻企干部", "80 名", "outreach.stationed", holds=80),
        one("选派单位", "28 个", "outreach.sending", holds=28),
        one("进驻企业", "80 家", "outreach.residencies", holds=80),
        _plain(2, "工作职责", "10 项", f"{duties} 项", duties, duties == 10, lists),
        _plain(2, "工作纪律", "6 条", f"{disciplines} 条", disciplines, disciplines == 6, lists),
        _plain(2, "“三员”岗位", "三员", f"{posts} 员", posts, posts == 3, lists),
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
    return derived(figure, f"{of} 个", of, of == 226, note=note)


def _consulted() -> Sequence[PageFigure]:
    """Of the meeting with the most cases."""
    meeting = Consultation.objects.annotate(topics=Count("agenda")).order_by("-topics").first()
    if meeting is None:
        return ()
    day = timezone.localdate(meeting.meets_at)
    one = partial(opened, 2, period=days(day, day))
    given = one("现场交办", "现场交办", "casework.consulted", holds=(EXTENSIONS, EXTENSIONS), ours="{n}/{of} 件")
    firms = AgendaItem.objects.filter(consultation=meeting).values("case__requester").distinct().count()
    name, note = "会商贷款展期的企业", "每家企业一件,都在议程上"
    return (
        derived(replace(given, name=name, page="22 家"), f"{firms} 家", firms, firms == EXTENSIONS, note=note),
        one("参加会商的银行", "3 家", "casework.outside_parties", holds=(len(BANKS), len(BANKS)), ours="{n} 家"),
        given,
    )


def _back() -> Sequence[PageFigure]:
    edges = ReturnReading.objects.filter(current=True).aggregate(first=Min("day"), last=Max("day"))
    last = Resumption.objects.filter(status=Resumption.Status.FULLY).aggregate(last=Max("status_on"))["last"]
    base = opened(2, "规上工业企业全面复工", "仅用一周", "outreach.resumed", note="报上没有家数")
    many = (last - MONDAY).days + 1 if last else 0
    good = base.of == base.n > 0 and 0 < many <= 7
    return (
        derived(base, f"{base.n}/{base.of} 家,{many} 天", base.n, good, of=base.of),
        opened(2, "返岗人数", "151980 人", "outreach.returned", holds=151_980,
               note=f"逐日上报,{edges['first']} 至 {edges['last']}"),
    )  # fmt: skip
