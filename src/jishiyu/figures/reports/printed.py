"""Reports in PDF: figures with n/N that lead to their rows, units, charts, definitions, corrections; Chinese type."""

from collections.abc import Callable, Sequence

from django.conf import settings

from jishiyu.casework.letter_values import moment
from jishiyu.figures.charts import Chart
from jishiyu.figures.reports.gather import Content, Number, headings
from jishiyu.lib.pdf import QUIET, Align, Document

CHART = 2.5 / 6.3  # as high as wide


def pdf(content: Content, draw: Callable[[Chart], bytes]) -> bytes:
    """The same content gives the same bytes."""
    foot = f"{content.office} {content.title}"
    paper = Document(title=content.title, font=settings.JISHIYU_FONT, foot=foot, at=content.published_at)
    paper.page()
    paper.heading(content.title)
    paper.paragraph(f"{content.office}，统计期 {content.first} 至 {content.last}。", colour=QUIET)
    paper.paragraph("每个数字都附分子和分母，点击可打开定义、明细和台账。", colour=QUIET)
    paper.space(3)
    paper.heading("一、指标", 2)
    _figures(paper, content.numbers)
    paper.space(4)
    paper.room(paper.width * CHART + 20)
    paper.heading("二、走势", 2)
    for chart in content.charts:
        paper.picture(draw(chart), width=paper.width, height=paper.width * CHART)
        paper.space(2)
    paper.heading("三、承办单位", 2)
    _units(paper, content)
    paper.space(4)
    paper.heading("四、诉求类别", 2)
    rows = [(name, str(every), str(closed)) for name, every, closed in content.kinds]
    paper.table(("类别", "受理", "已办结"), rows, shares=(4, 1, 1), aligns=("left", "right", "right"))
    paper.space(3)
    paper.heading("五、口径", 2)
    for one in content.numbers:
        paper.paragraph(f"{one.name}（第 {one.version} 版）：{one.definition}", size=9)
    paper.space(3)
    paper.heading("六、更正", 2)
    if content.corrected:
        paper.paragraph("已发布的数字不改，发布之后的变化列在下面。")
        paper.table(("指标", "发布时", "现在"), content.corrected, shares=(2, 2, 2))
    else:
        paper.paragraph("没有更正。")
    paper.space(3)
    paper.paragraph(
        f"发布时间 {moment(content.published_at)}，数据指纹（SHA-256） {content.digest}", size=8, colour=QUIET
    )
    return paper.content()


def _figures(paper: Document, numbers: Sequence[Number]) -> None:
    rows = [(one.name, one.text, one.before or "—", one.with_excluded or "—") for one in numbers]
    _linked(
        paper,
        ("指标", "本期", "上期", "含剔除"),
        rows,
        [("", one.address, "", "") for one in numbers],
        (3, 3, 2.4, 2.4),
    )


def _units(paper: Document, content: Content) -> None:
    names = headings(content.kind)
    rows = [(unit.name, *(one.text for one in unit.numbers)) for unit in content.units]
    links = [("", *(one.address for one in unit.numbers)) for unit in content.units]
    _linked(paper, ("单位", *names), rows, links, (2.6, *(2.0 for _ in names)))


def _linked(
    paper: Document,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    links: Sequence[Sequence[str]],
    shares: Sequence[float],
) -> None:
    aligns: list[Align] = ["left" if place == 0 else "right" for place in range(len(heads))]
    paper.table(heads, rows, shares=shares, aligns=aligns, links=links)
