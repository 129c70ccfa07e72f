"""What the page prints of system 6, the power company's service groups, beside what the rows say."""

from datetime import date

from django.db.models import Count, Min, Q
from django.utils import timezone

from jishiyu.casework.models import Case, Task
from jishiyu.sandbox.page.figure import PageFigure
from jishiyu.sandbox.page.power import FAULT, ONLINE, SOURCE
from jishiyu.sensing.models import Message

SYSTEM = 6
MOST_MINUTES = 20


def figures() -> list[PageFigure]:
    """Every figure, counted now."""
    return [*_heard(), *_handled(), _fault()]


def _heard() -> list[PageFigure]:
    said = Message.objects.filter(source__code=SOURCE)
    found = said.aggregate(
        first=Min("said_at"),
        all=Count("pk"),
        groups=Count("group", distinct=True),
        risk=Count("pk", filter=Q(risk=True)),
    )
    first: date | None = timezone.localdate(found["first"]) if found["first"] else None
    since = f"{first.year} 年 {first.month} 月" if first else "—"
    number, groups = found["all"], found["groups"]
    return [
        PageFigure(
            system=SYSTEM,
            name="网格服务感知平台上线",
            page="今年 4 月上线",
            ours=since,
            n=number,
            rows=number,
            holds=first is not None and (first.year, first.month) == (ONLINE.year, ONLINE.month),
            indicator="sensing.messages",
        ),
        PageFigure(
            system=SYSTEM,
            name="实时读取的各级网格服务群",
            page="各级网格服务群",
            ours=f"{groups} 个群,{number} 条消息",
            n=groups,
            rows=number,
            holds=groups > 0,
            indicator="sensing.groups",
            note="报上没有群数",
        ),
        PageFigure(
            system=SYSTEM,
            name="识别出的服务风险消息",
            page="服务风险实时预警",
            ours=f"{found['risk']} 条",
            n=found["risk"],
            of=number,
            rows=number,
            holds=found["risk"] > 0,
            indicator="sensing.risk",
            note="报上没有条数;消息到预警的时间由 benches/line.py 实测",
        ),
    ]


def _handled() -> list[PageFigure]:
    told = Case.objects.filter(source__code=SOURCE)
    taken = Q(tasks__accepted_at__isnull=False)
    visited = Q(tasks__arrived_at__isnull=False) | Q(contacted_at__isnull=False)
    found = told.aggregate(
        all=Count("pk", distinct=True),
        taken=Count("pk", filter=taken, distinct=True),
        seen=Count("pk", filter=taken & visited, distinct=True),
        good=Count("pk", filter=Q(outcome=Case.Outcome.SOLVED), distinct=True),
    )
    return [
        PageFigure(
            system=SYSTEM,
            name="台区经理或抢修班组回访、上门",
            page="电话回访或上门服务",
            n=found["seen"],
            of=found["taken"],
            ours=f"{found['seen']}/{found['taken']} 件",
            rows=found["all"],
            holds=found["seen"] == found["taken"] > 0,
            indicator="contacted",
        ),
        PageFigure(
            system=SYSTEM,
            name="办后用户认可",
            page="用户满意",
            n=found["good"],
            of=found["taken"],
            rows=found["all"],
            ours=f"{found['good']}/{found['taken']} 件",
            holds=found["good"] == found["taken"] > 0,
            indicator="solved",
        ),
    ]


def _fault() -> PageFigure:
    """The fault in one home: minutes from the warning, which is the case's opening, to power being back."""
    task = Task.objects.filter(case__source__code=SOURCE, case__heard_at__gte=FAULT).select_related("case").first()
    minutes = 0
    if task is not None and task.finished_at is not None:
        minutes = -(-int((task.finished_at - task.case.opened_at).total_seconds()) // 60)
    return PageFigure(
        system=SYSTEM,
        name="村民家中故障从预警到修复",
        page="20 分钟内",
        ours=f"{minutes} 分钟",
        n=minutes,
        rows=1,
        holds=0 < minutes <= MOST_MINUTES,
        indicator="casework.case",
        note="逐件可查:受理、到场、修复、回访各有时刻",
    )
