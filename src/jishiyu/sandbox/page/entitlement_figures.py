"""What the page prints of systems 2, 4 and 7, beside what the rows say: each figure with how many rows were counted."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from django.db.models import Count, Q, Sum

from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Award, Session
from jishiyu.entitlements.queries import totals
from jishiyu.figures.scopes import Scope, days
from jishiyu.sandbox.page.counting import derived, opened
from jishiyu.sandbox.page.entitled import PLANNED_CHILDREN, PLANNED_RENTERS
from jishiyu.sandbox.page.entitlements import CROSS, HOME, IN_PROVINCE, PLACE, QUARTERS, SUBSIDY, YEAR
from jishiyu.sandbox.page.figure import PageFigure

ONE_TENANT = 1_428_00
IN_2021, IN_2022 = days(*YEAR), days(*QUARTERS)  # months count by their first day


def figures() -> list[PageFigure]:
    """Every figure, counted now."""
    return [*_housing(), *_passes(), *_places()]


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d} 元"


def _housing() -> Sequence[PageFigure]:
    """Money within the bounds that the page's words leave, and two lines that follow from households' rows."""
    waived = partial(opened, 4, scope=Scope(about=HOME), period=IN_2021)
    paid = partial(opened, 4, scope=Scope(about=SUBSIDY), period=IN_2022)
    lines = totals.waived_lines(HOME, *YEAR).order_by("household")
    one = lines.values("household").annotate(fen=Sum("waived")).filter(fen=ONE_TENANT).first() or {"fen": 0}
    tenants = waived("2021 年全额减免租金的家庭", "301 户", "entitlements.waived_households", holds=301, ours="{n} 户")
    renters = paid(
        "2022 年前三季度领取租赁补贴的家庭", "600 余户", "entitlements.paid_households", least=600, below=700,
        ours="{n} 户",
    )  # fmt: skip
    tenant = replace(tenants, name="一户全年减免租金", page="1428 元")
    over = replace(renters, name="租赁补贴户数超过计划", page="超额完成")
    planned = f"{renters.n} 户,计划 {PLANNED_RENTERS} 户"
    return (
        tenants,
        waived("2021 年减免租金", "52 万余元", "entitlements.waived", least=520_000_00, below=530_000_00),
        derived(tenant, _yuan(one["fen"]), one["fen"], one["fen"] == ONE_TENANT, note="301 户各列金额,这是其中一户"),
        renters,
        paid("2022 年前三季度发放租赁补贴", "60 余万元", "entitlements.paid", least=600_000_00, below=700_000_00),
        derived(over, planned, renters.n, renters.n > PLANNED_RENTERS, note="计划数取 580 户,报上没有"),
    )


def _passes() -> Sequence[PageFigure]:
    one, scope = partial(opened, 2), Scope(about=IN_PROVINCE)
    passes, cross = "entitlements.permits", Scope(about=CROSS)
    return (
        one("办理省内通行证的企业", "71 家", "entitlements.permit_holders", holds=71, scope=scope, ours="{n} 家"),
        one("省内通行证", "146 张", passes, holds=146, scope=scope, ours="{n} 张"),
        one("指导申领跨省通行证的企业", "25 家", "entitlements.approved", holds=(25, 25), scope=cross, ours="{n} 家"),
    )


def _places() -> Sequence[PageFigure]:
    least, planned, scope = scheme_of(PLACE).least_months, PLANNED_CHILDREN, Scope(about=PLACE)
    one, done = partial(opened, 7, scope=scope), "计划 110 名,完成 194 名"
    attended = Q(sessions__of=Session.Of.CHILD, sessions__attended=True)
    trained = Award.objects.filter(scheme=PLACE).annotate(
        months=Count("sessions__month", distinct=True, filter=attended)
    )
    enough = trained.filter(months__gte=least).count()
    placed = one("康复训练的残疾儿童", done, "entitlements.awards", holds=194, ours=f"计划 {planned} 名,完成 {{n}} 名")
    full = one("训练满 8 个月的儿童", f"不少于 {least} 个月", "entitlements.completed", holds=(194, 194), ours="{n} 名")
    return (
        placed,
        one("定点康复机构", "7 家", "entitlements.institutions", holds=(7, 7), ours="{n} 家"),
        replace(full, holds=full.holds and enough == full.n),
    )
