"""What the page prints of system 6, the power company's service groups, beside what the rows say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from django.db.models import Min
from django.utils import timezone

from jishiyu.casework.models import Task
from jishiyu.figures.scopes import Scope, days
from jishiyu.sandbox.page.counting import derived, opened
from jishiyu.sandbox.page.figure import PageFigure
from jishiyu.sandbox.page.power import FAULT, ONLINE, SOURCE
from jishiyu.sensing.models import Message

MOST_MINUTES = 20
one = partial(opened, 6, scope=Scope(about=SOURCE))


def figures() -> list[PageFigure]:
    """Every figure, counted now."""
    return [*_heard(), *_handled(), _fault()]


def _heard() -> Sequence[PageFigure]:
    at = Message.objects.filter(source__code=SOURCE).aggregate(first=Min("said_at"))["first"]
    first: date | None = timezone.localdate(at) if at else None
    since = f"{first.year} 年 {first.month} 月" if first else "—"
    online = first is not None and (first.year, first.month) == (ONLINE.year, ONLINE.month)
    said = one("网格服务感知平台上线", "今年 4 月上线", "sensing.messages", note="最早一条消息的月份,不是行数")
    note = "报上没有条数;消息到预警的时间由 benches/line.py 实测"
    return (
        derived(said, since, said.n, online),
        one("实时读取的各级网格服务群", "各级网格服务群", "sensing.groups", least=0, note="报上没有群数",
            ours=f"{{n}} 个群,{said.n} 条消息"),
        one("识别出的服务风险消息", "服务风险实时预警", "sensing.risk", least=0, ours="{n} 条", note=note),
    )  # fmt: skip


def _handled() -> Sequence[PageFigure]:
    found = (
        one("台区经理或抢修班组回访、上门", "电话回访或上门服务", "casework.seen_to", ours="{n}/{of} 件"),
        one("办后用户认可", "用户满意", "casework.taken_solved", ours="{n}/{of} 件"),
    )
    return [replace(each, holds=each.n == each.of and each.n > 0) for each in found]


def _fault() -> PageFigure:
    """The fault in one home: minutes from the warning, which is the case's opening, to power being back."""
    task = Task.objects.filter(case__source__code=SOURCE, case__heard_at__gte=FAULT).select_related("case").first()
    minutes = 0
    if task is not None and task.finished_at is not None:
        minutes = -(-int((task.finished_at - task.case.opened_at).total_seconds()) // 60)
    day = timezone.localdate(FAULT)
    base = one("村民家中故障从预警到修复", "20 分钟内", "casework.finished_tasks", period=days(day, day))
    note = "逐件可查:受理、到场、修复、回访各有时刻;分钟数列在行里"
    return derived(base, f"{minutes} 分钟", minutes, 0 < minutes <= MOST_MINUTES, note=note)
