"""What the page prints of system 9, beside what the rows say."""

from dataclasses import replace
from datetime import date
from functools import partial

from django.utils import timezone

from jishiyu.figures.scopes import Scope, days
from jishiyu.outreach import queries
from jishiyu.outreach.models import Gathering
from jishiyu.sandbox.page.counting import derived, opened
from jishiyu.sandbox.page.figure import PageFigure
from jishiyu.sandbox.page.training import AT_HOME, AWAY_TIMES, CENTRAL, YEAR

ROSTER = "training.standing"


def figures() -> list[PageFigure]:
    """Every figure, counted now."""
    one, year = partial(opened, 9), days(date(YEAR, 1, 1), date(YEAR, 12, 31))
    named = {kind: Scope(about=f"training.{kind}") for kind in ("central", "home_lesson", "away_lesson", "service")}
    times = "outreach.person_times"
    return [
        one("线下集中学习", "23 次", "outreach.gatherings", holds=CENTRAL, scope=named["central"], period=year),
        one("集中学习到课", "—", times, scope=named["central"], period=year, least=CENTRAL, note="报上没有人次"),
        one(
            "送教上门的行动不便老党员", "95 名", "outreach.heads", holds=AT_HOME, scope=named["home_lesson"],
            period=year, note="按人头;人次另计",
        ),
        one(
            "送教上门人次", "—", times, least=AT_HOME, scope=named["home_lesson"], period=year,
            note="报上只有人数;人次与人数分开",
        ),
        one("为流动党员送课", "285 人次", times, holds=AWAY_TIMES, scope=named["away_lesson"], period=year),
        one("流动党员听课人数", "—", "outreach.heads", least=0, below=AWAY_TIMES, scope=named["away_lesson"],
            period=year, note="报上只有人次;人数与人次分开"),
        _veterans(),
        one("参与疫情防控的党员", "1800 余人次", times, least=1800, below=1900, scope=named["service"], period=year),
        _covered(),
    ]  # fmt: skip


def _veterans() -> PageFigure:
    """Quarters in which every branch that held any had one."""
    rows = Gathering.objects.filter(kind="training.veteran", state=Gathering.State.HELD, starts_at__year=YEAR)
    held = {((timezone.localdate(row.starts_at).month - 1) // 3, row.unit_id) for row in rows}
    branches = {unit for _quarter, unit in held}
    full = sum(1 for quarter in range(4) if all((quarter, unit) in held for unit in branches))
    period, scope = days(date(YEAR, 1, 1), date(YEAR, 12, 31)), Scope(about="training.veteran")
    base = opened(9, "各党组织每季度“老党员上党课”", "每季度", "outreach.gatherings", scope=scope, period=period)
    note = f"{base.n} 场,按支部和季度各一场;季度数不是行数"
    return derived(base, f"{full}/4 个季度,{len(branches)} 个支部", full, bool(branches) and full == 4, of=4, note=note)


def _covered() -> PageFigure:
    """Of all members, how many were reached in the first quarter, and how many had none."""
    first, last = date(YEAR, 1, 1), date(YEAR, 3, 31)
    whole = queries.coverage(ROSTER, first, last).whole
    none = queries.had_none(ROSTER, first, last).count()
    base = opened(
        9, "第一季度学到课的党员", "—", "outreach.covered", holds=(whole.heads, whole.on_list),
        scope=Scope(about=ROSTER), period=days(first, last), ours=f"{{n}}/{{of}} 名,{none} 名一次也没有",
        note="报上没有这个数;“本季度谁一次都没学到”是一张名单",
    )  # fmt: skip
    return replace(base, holds=base.holds and base.n + none == base.of)
