"""Word reports: what each may say, and the form it has until an office brings its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache

from jishiyu.casework.letter_values import day, moment, written
from jishiyu.casework.letters import Contract, LetterKind, declare_letters, says
from jishiyu.figures.charts import Chart
from jishiyu.figures.reports.gather import Content, Number
from jishiyu.figures.reports.kinds import REPORTS
from jishiyu.lib.letter_marks import Link, Picture
from jishiyu.lib.paper import Paper

OFFICE = "益阳高新区12345热线中心"
ADDRESS = "https://jishiyu.example.gov.cn/console/figures/open/on_time/"
Draw = Callable[[Chart], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a table."""

    name: str = says("指标", "按时办结率")
    text: Link = says("数值", Link("84.4 % (119/141)", ADDRESS))
    before: str = says("上期", "81.0 % (98/121)")
    with_excluded: str = says("含剔除", "83.8 % (119/142)")
    definition: str = says("口径", "统计期内到期的工单中，到期前已答复且未被退回或再次反映的。")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit of a table, with the figures of its kind of report."""

    name: str = says("单位", "谢林港供电所")
    on_time: Link = says("按时", Link("90.0 % (9/10)", ADDRESS))
    solved: Link = says("解决", Link("80.0 % (8/10)", ADDRESS))
    returned: Link = says("退单", Link("8.3 % (1/12)", ADDRESS))
    extended: Link = says("延期", Link("8.3 % (1/12)", ADDRESS))
    excluded: Link = says("剔除", Link("0 % (0/12)", ADDRESS))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWatched:
    """One unit of a supervision list."""

    name: str = says("单位", "谢林港供电所")
    on_time: Link = says("按时", Link("90.0 % (9/10)", ADDRESS))
    not_on_time: str = says("未按时件数", "1")
    answered: Link = says("答复", Link("100 % (10/10)", ADDRESS))
    redone: Link = says("返工", Link("8.3 % (1/12)", ADDRESS))
    returned: Link = says("退单", Link("8.3 % (1/12)", ADDRESS))


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLine:
    """How many of one kind came in."""

    name: str = says("类别", "公共照明")
    heard: str = says("受理", "42")
    closed: str = says("办结", "39")


@dataclass(frozen=True, slots=True, kw_only=True)
class LateLine:
    """One case that is late."""

    number: str = says("工单编号", "JSY-20260714-0007")
    kind: str = says("类别", "公共照明")
    place: str = says("乡镇", "谢林港镇")
    unit: str = says("主办单位", "谢林港供电所")
    due: str = says("时限", "2026-07-21 10:00")
    days: str = says("超期天数", "1.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A figure that would come out otherwise today."""

    what: str = says("更正指标", "按时办结率")
    then: str = says("发布时", "84.4 % (119/141)")
    now: str = says("现在", "83.7 % (118/141)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """工作简报: the month in figures."""

    office: str = says("发文单位", OFFICE)
    date: str = says("发文日期", "2026年8月3日")
    issue: str = says("期名", "2026年7月")
    period: str = says("统计期", "2026年7月1日至2026年7月31日")
    heard: Link = says("受理总量", Link("1,204 件", ADDRESS))
    on_time: Link = says("按时办结率", Link("84.4 % (119/141)", ADDRESS))
    solved: Link = says("解决率", Link("82.1 % (116/141)", ADDRESS))
    satisfied: Link = says("满意率", Link("91.3 % (95/104)", ADDRESS))
    trend: Picture = says("受理答复走势图", Picture(b"", "每日受理与答复走势图"))
    shares: Picture = says("按时率走势图", Picture(b"", "每日按时率走势图"))
    figures: Sequence[Figure] = says("指标表", Figure)
    kinds: Sequence[KindLine] = says("类别表", KindLine)
    units: Sequence[UnitLine] = says("单位表", UnitLine)
    corrected: Sequence[Corrected] = says("更正表", Corrected)
    digest: str = says("数据指纹", "3f9a…")
    published: str = says("发布时间", "2026年8月3日09时00分")


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """督查通报: which unit is late, and with what."""

    office: str = says("发文单位", OFFICE)
    date: str = says("发文日期", "2026年7月27日")
    issue: str = says("期名", "2026年第30周")
    period: str = says("统计期", "2026年7月20日至2026年7月26日")
    heard: Link = says("受理总量", Link("284 件", ADDRESS))
    on_time: Link = says("按时办结率", Link("84.4 % (119/141)", ADDRESS))
    not_on_time: str = says("未按时件数", "22")
    late: str = says("仍超期件数", "7")
    more: str = says("未列件数", "")
    units: Sequence[UnitWatched] = says("单位表", UnitWatched)
    cases: Sequence[LateLine] = says("超期表", LateLine)
    corrected: Sequence[Corrected] = says("更正表", Corrected)
    digest: str = says("数据指纹", "3f9a…")
    published: str = says("发布时间", "2026年7月27日09时00分")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeLine:
    """One programme."""

    name: str = says("专项", "2026年民生实事")
    finished: Link = says("完成项数", Link("25.9 % (7/27)", ADDRESS))
    above: Link = says("超目标项数", Link("14.8 % (4/27)", ADDRESS))


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One item of a programme."""

    programme: str = says("所属专项", "2026年民生实事")
    name: str = says("项目", "新建农村公路")
    unit: str = says("责任单位", "交通运输局")
    target: str = says("目标", "30 公里")
    done: str = says("完成量", "21 公里")
    share: str = says("完成率", "70.0 %")
    expected: str = says("序时进度", "75.0 %")
    state: str = says("评价", "略慢于序时")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """项目进度通报: how every programme and item stands."""

    office: str = says("发文单位", OFFICE)
    date: str = says("发文日期", "2026年8月3日")
    issue: str = says("期名", "2026年7月")
    period: str = says("统计期", "2026年7月1日至2026年7月31日")
    programmes: Sequence[ProgrammeLine] = says("专项表", ProgrammeLine)
    items: Sequence[ItemLine] = says("项目表", ItemLine)
    corrected: Sequence[Corrected] = says("更正表", Corrected)
    digest: str = says("数据指纹", "3f9a…")
    published: str = says("发布时间", "2026年8月3日09时00分")


def _table(paper: Paper, rows: str, heads: Sequence[str], fields: Sequence[str], shares: Sequence[float] = ()) -> None:
    empty = [""] * (len(heads) - 1)
    cells = [f"{{{{ 行.{name} }}}}" for name in fields]
    paper.table([heads, [f"{{%tr for 行 in {rows} %}}", *empty], cells, ["{%tr endfor %}", *empty]], shares=shares)


def _end(paper: Paper, number: str) -> None:
    paper.tag("{%p if 更正表 %}")
    paper.head(f"{number}、更正")
    paper.line("下列指标在发布之后因数据补录或更正而有变化，已发布的数字不改，现列出：")
    _table(paper, "更正表", ["指标", "发布时", "现在"], ["更正指标", "发布时", "现在"])
    paper.tag("{%p endif %}")
    paper.small("各项数字均附分子、分母，点击可打开定义和明细。发布时间：{{ 发布时间 }}。SHA-256：{{ 数据指纹 }}")
    paper.signed("{{ 发文单位 }}", "{{ 发文日期 }}")


@cache
def brief() -> bytes:
    paper = Paper()
    paper.title("工作简报")
    paper.middle("（{{ 期名 }}）")
    paper.head("一、总体情况")
    paper.line(
        "{{ 统计期 }}，共受理诉求{{ 受理总量 }}。到期工单按时办结率{{ 按时办结率 }}，解决率{{ 解决率 }}，"
        "满意率{{ 满意率 }}。"
    )
    paper.line("{{ 受理答复走势图 }}", flush=True)
    paper.line("{{ 按时率走势图 }}", flush=True)
    paper.head("二、指标")
    _table(paper, "指标表", ["指标", "本期", "上期", "含剔除"], ["指标", "数值", "上期", "含剔除"], (3, 3, 3, 3))
    paper.head("三、诉求类别")
    _table(paper, "类别表", ["类别", "受理", "已办结"], ["类别", "受理", "办结"], (4, 1, 1))
    paper.head("四、承办单位")
    _table(
        paper, "单位表", ["单位", "按时", "解决", "退单", "延期", "剔除"],
        ["单位", "按时", "解决", "退单", "延期", "剔除"], (2.4, 2, 2, 2, 2, 2),
    )  # fmt: skip
    paper.line("分母不足30件的单位不作排名，表中按单位代码排列。")
    _end(paper, "五")
    return paper.content()


@cache
def supervision() -> bytes:
    paper = Paper()
    paper.title("督查通报")
    paper.middle("（{{ 期名 }}）")
    paper.line("各承办单位：", flush=True)
    paper.line(
        "{{ 统计期 }}，共受理诉求{{ 受理总量 }}，到期工单按时办结率{{ 按时办结率 }}，未按时{{ 未按时件数 }}件。"
        "截至发布时仍有{{ 仍超期件数 }}件工单超期未办结。现通报如下："
    )
    paper.head("一、各单位办理情况")
    _table(
        paper, "单位表", ["单位", "按时", "未按时", "答复", "返工", "退单"],
        ["单位", "按时", "未按时件数", "答复", "返工", "退单"], (2.4, 2, 1.2, 2, 2, 2),
    )  # fmt: skip
    paper.head("二、仍超期工单")
    paper.tag("{%p if 超期表 %}")
    _table(
        paper, "超期表", ["工单编号", "类别", "乡镇", "主办单位", "时限", "超期天数"],
        ["工单编号", "类别", "乡镇", "主办单位", "时限", "超期天数"], (2.4, 1.6, 1.5, 2, 1.8, 1),
    )  # fmt: skip
    paper.tag("{%p if 未列件数 %}")
    paper.line("另有{{ 未列件数 }}件未逐一列出。")
    paper.tag("{%p endif %}")
    paper.tag("{%p else %}")
    paper.line("没有仍超期的工单。")
    paper.tag("{%p endif %}")
    paper.head("三、要求")
    paper.line("请有关单位对超期工单逐件核实原因，于三个工作日内办结并答复诉求人；确需延期的，按规定申请。")
    _end(paper, "四")
    return paper.content()


@cache
def progress() -> bytes:
    paper = Paper()
    paper.title("项目进度通报")
    paper.middle("（{{ 期名 }}）")
    paper.line("现将{{ 统计期 }}末各专项及项目进度通报如下：")
    paper.head("一、专项")
    heads = ["专项", "完成项数", "超目标项数"]
    _table(paper, "专项表", heads, heads, (2, 1, 1))
    paper.head("二、项目")
    heads = ["所属专项", "项目", "责任单位", "目标", "完成量", "完成率", "序时进度", "评价"]
    _table(paper, "项目表", heads, heads, (1.4, 1.8, 1.4, 1.2, 1.2, 1, 1, 1.2))
    paper.line("评价按未取整的进度与序时进度之差得出，红灯、黄灯的分界以规则表为准。")
    _end(paper, "三")
    return paper.content()


def _figure(one: Number) -> Figure:
    return Figure(
        name=one.name,
        text=Link(one.text, one.address),
        before=one.before or "—",
        with_excluded=one.with_excluded or "—",
        definition=one.definition,
    )


def _link(content: Content, code: str) -> Link:
    one = content.number(code)
    return Link(one.text, one.address) if one else Link("—", "")


def _links(row: type[Contract], numbers: Sequence[Number]) -> dict[str, Link]:
    """The figures of a unit that its row has room for."""
    found = {one.code: Link(one.text, one.address) for one in numbers}
    named = [one.name for one in fields(row) if isinstance(one.metadata["sample"], Link)]
    return {name: found.get(name, Link("—", "")) for name in named}


def _common(content: Content) -> dict[str, object]:
    return {
        "office": content.office,
        "date": day(content.published_at),
        "issue": content.called,
        "period": f"{_day(content, 'first')}至{_day(content, 'last')}",
        "heard": _link(content, "heard"),
        "on_time": _link(content, "on_time"),
        "corrected": [Corrected(what=what, then=then, now=now) for what, then, now in content.corrected],
        "digest": content.digest,
        "published": moment(content.published_at),
    }


def _day(content: Content, which: str) -> str:
    one = content.first if which == "first" else content.last
    return f"{one.year}年{one.month}月{one.day}日"


def _brief(content: Content, draw: Draw) -> Contract:
    trend, shares = (Picture(draw(chart), str(chart.title)) for chart in content.charts)
    return Brief(
        **_common(content),  # type: ignore[arg-type]
        solved=_link(content, "solved"),
        satisfied=_link(content, "satisfied"),
        figures=[_figure(one) for one in content.numbers],
        units=[UnitLine(name=one.name, **_links(UnitLine, one.numbers)) for one in content.units],
        trend=trend,
        shares=shares,
        kinds=[KindLine(name=name, heard=str(every), closed=str(closed)) for name, every, closed in content.kinds],
    )


def _supervision(content: Content, draw: Draw) -> Contract:
    kept = content.number("on_time")
    units = [
        UnitWatched(name=one.name, not_on_time=_not_kept(one.numbers), **_links(UnitWatched, one.numbers))
        for one in content.units
    ]
    return Supervision(
        **_common(content),  # type: ignore[arg-type]
        not_on_time=str(kept.rest if kept else 0),
        units=units,
        late=str(len(content.late) + content.late_more),
        more=str(content.late_more or ""),
        cases=[LateLine(**row) for row in content.late],
    )


def _progress(content: Content, draw: Draw) -> Contract:
    found = [
        (one.name, {number.code: Link(number.text, number.address) for number in one.numbers}) for one in content.units
    ]
    rows = [
        ProgrammeLine(name=name, finished=links["programmes.finished"], above=links["programmes.above"])
        for name, links in found
    ]
    common = {name: value for name, value in _common(content).items() if name not in ("heard", "on_time")}
    lines = [ItemLine(**one) for one in content.items]
    return Progress(**common, programmes=rows, items=lines)  # type: ignore[arg-type]


def _not_kept(numbers: Sequence[Number]) -> str:
    return str(next((one.rest for one in numbers if one.code == "on_time"), 0))


SAY: Mapping[str, Callable[[Content, Draw], Contract]] = {
    "brief": _brief,
    "supervision": _supervision,
    "progress": _progress,
}
declare_letters(
    LetterKind("brief", REPORTS["brief"].name, Brief, brief),
    LetterKind("supervision", REPORTS["supervision"].name, Supervision, supervision),
    LetterKind("progress", REPORTS["progress"].name, Progress, progress),
)


def word(content: Content, draw: Draw) -> bytes:
    """The report in the newest form of the office. Raises what a wrong form raises."""
    return written(content.kind.code, SAY[content.kind.code](content, draw))
