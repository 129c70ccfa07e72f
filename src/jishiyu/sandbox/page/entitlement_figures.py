"""What the page prints of systems 2, 4 and 7, beside what the rows say: each figure with how many rows were counted."""

from collections.abc import Sequence
from functools import partial

from django.db.models import Count, Q, Sum

from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Award, Claim, Institution, Permit, Session
from jishiyu.entitlements.queries import totals
from jishiyu.sandbox.page.entitled import PLANNED_CHILDREN, PLANNED_RENTERS
from jishiyu.sandbox.page.entitlements import CROSS, HOME, IN_PROVINCE, PLACE, QUARTERS, SUBSIDY, YEAR
from jishiyu.sandbox.page.figure import PageFigure

ONE_TENANT = 1_428_00


def figures() -> list[PageFigure]:
    """Every figure, counted now."""
    return [*_housing(), *_passes(), *_places()]


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d} 元"


def _figure(system: int, indicator: str, name: str, page: str, ours: str, n: int, rows: int, holds: bool) -> PageFigure:
    return PageFigure(system=system, name=name, page=page, ours=ours, n=n, rows=rows, holds=holds, indicator=indicator)


def _housing() -> Sequence[PageFigure]:
    waived, paid = totals.waived(HOME, *YEAR), totals.paid(SUBSIDY, *QUARTERS)
    lines = totals.waived_lines(HOME, *YEAR).order_by("household")
    years = lines.values("household").annotate(fen=Sum("waived"), months=Count("pk"))
    one = years.filter(fen=ONE_TENANT).first() or {"fen": 0, "months": 0}
    tenants, renters = (waived.households, waived.lines), (paid.households, paid.lines)
    many, planned = paid.households, PLANNED_RENTERS
    in_2021, in_2022 = 520_000_00 < waived.fen < 530_000_00, 600_000_00 < paid.fen < 700_000_00
    figure = partial(_figure, 4, "entitlements.totals")
    return (
        figure("2021 年全额减免租金的家庭", "301 户", f"{tenants[0]} 户", *tenants, tenants[0] == 301),
        figure("2021 年减免租金", "52 万余元", _yuan(waived.fen), *tenants, in_2021),
        figure("一户全年减免租金", "1428 元", _yuan(one["fen"]), 1, one["months"], one["fen"] == ONE_TENANT),
        figure("2022 年前三季度领取租赁补贴的家庭", "600 余户", f"{many} 户", *renters, 600 < many < 700),
        figure("2022 年前三季度发放租赁补贴", "60 余万元", _yuan(paid.fen), *renters, in_2022),
        figure("租赁补贴户数超过计划", "超额完成", f"{many} 户,计划 {planned} 户", *renters, many > planned),
    )


def _passes() -> Sequence[PageFigure]:
    permits = Permit.objects.filter(award__scheme=IN_PROVINCE)
    found = permits.aggregate(passes=Count("pk"), enterprises=Count("award__household", distinct=True))
    passes, some = found["passes"], found["enterprises"]
    guided = Claim.objects.filter(scheme=CROSS, state=Claim.State.AWARDED).count()
    figure = partial(_figure, 2, "entitlements.permits")
    return (
        figure("办理省内通行证的企业", "71 家", f"{some} 家", some, passes, some == 71),
        figure("省内通行证", "146 张", f"{passes} 张", some, passes, passes == 146),
        figure("指导申领跨省通行证的企业", "25 家", f"{guided} 家", guided, guided, guided == 25),
    )


def _places() -> Sequence[PageFigure]:
    least, planned = scheme_of(PLACE).least_months, PLANNED_CHILDREN
    attended = Q(sessions__of=Session.Of.CHILD, sessions__attended=True)
    children = Award.objects.filter(scheme=PLACE)
    trained = children.annotate(months=Count("sessions__month", distinct=True, filter=attended))
    placed, full = children.count(), trained.filter(months__gte=least).count()
    sessions = Session.objects.filter(award__scheme=PLACE, of=Session.Of.CHILD, attended=True).count()
    used = Institution.objects.filter(scheme=PLACE, taken__gt=0).count()
    done, enough = f"计划 {planned} 名,完成 {placed} 名", f"不少于 {least} 个月"
    figure = partial(_figure, 7, "entitlements.awards")
    return (
        figure("康复训练的残疾儿童", "计划 110 名,完成 194 名", done, placed, placed, placed == 194 > planned),
        figure("定点康复机构", "7 家", f"{used} 家", placed, used, used == 7),
        figure("训练满 8 个月的儿童", enough, f"{full} 名", placed, sessions, full == placed == 194),
    )
