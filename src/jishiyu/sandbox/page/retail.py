"""The data behind the page's system 8: a fuel-retail branch's year against its plan, day by day, and its campaigns."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from jishiyu.programmes import actions
from jishiyu.programmes.drafts import ItemDraft, Measured, PeerAmount, ProgrammeDraft, Scope, TargetDraft
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Subject, Unit

BY, SOURCE = "system:sandbox", "page-retail"
CITY = "4309"
PROGRAMME, PLAN, CAMPAIGN = "page-retail-2022", "plan", "campaign"
SALES, LUBRICANTS, CAMPAIGNS = "retail.sales", "retail.lubricants", "retail.campaign"
VISITS, WASHES, COMPLETION = "retail.visits", "retail.car_wash", "retail.completion"
YEAR = (date(2022, 1, 1), date(2022, 12, 31))
TOLD = date(2022, 10, 31)  # the day the page speaks of
TARGET = 1_200_000_000_00  # fen
SHARE = 101  # per cent of the plan by the day told
STATIONS, SITES, CUSTOMERS = 30, 25, 40
PERSON_TIMES = 138
RANK, BRANCHES = 5, 14
KEY_POINTS = (  # day, and the share of the year's plan that is to be reached by then, per cent
    (date(2022, 3, 31), 24),
    (date(2022, 6, 30), 49),
    (date(2022, 9, 30), 76),
    (date(2022, 12, 31), 100),
)
CAMPAIGN_DAYS = ((date(2021, 5, 1), 410), (date(2021, 10, 1), 455), (date(2022, 5, 1), 470), (date(2022, 10, 1), 612))
AT = datetime(2022, 11, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = timedelta(days=1)


@transaction.atomic
def fill(seed: int) -> None:
    """All of it, in an installation whose places are loaded. Raises Refused: unit_there_already on a second time."""
    rng = Random(seed)
    branch = registry.make_unit("page-retail", "成品油销售分公司(样本)", division_code=CITY, by=BY, at=AT)
    stations = [
        registry.make_unit(f"page-station-{n}", f"样本加油站{n}", division_code=CITY, parent_id=branch.pk, by=BY, at=AT)
        for n in range(1, STATIONS + 1)
    ]
    item = _plan(branch)
    _sales(rng, item, stations)
    _campaigns(branch)
    _lubricants(rng, stations)
    _sites(stations)
    _visits(rng)
    _peers(rng)


def _plan(branch: Unit) -> int:
    """The year's plan with its key points; the key of its item."""
    draft = ProgrammeDraft(
        code=PROGRAMME,
        kind="retail.year",
        name="2022 年目标进度控制(样本)",
        since=YEAR[0],
        until=YEAR[1],
        unit=branch.pk,
    )
    programme = actions.keep_programme(draft, by=BY, at=AT)
    item = actions.keep_item(
        programme.pk,
        ItemDraft(code=PLAN, name="全年销售目标", series=SALES, begins_on=YEAR[0], due_on=YEAR[1], lead_unit=branch.pk),
        by=BY,
        at=AT,
    )
    curve = {"kind": "points", "points": [[day.isoformat(), TARGET * share // 100] for day, share in KEY_POINTS]}
    target = TargetDraft(
        series=SALES, scope=Scope(item=item.pk), since=YEAR[0], until=YEAR[1], amount=TARGET, curve=curve
    )
    actions.set_target(target, by=BY, at=AT)
    return item.pk


def _sales(rng: Random, item: int, stations: Sequence[Unit]) -> None:
    """Each station's turnover of each day to the one told; together exactly the share of the plan."""
    days = [YEAR[0] + n * DAY for n in range((TOLD - YEAR[0]).days + 1)]
    cells = [(day, station.pk) for day in days for station in stations]
    amounts = shared_out(TARGET * SHARE // 100, len(cells), rng)
    rows = [
        Measured(series=SALES, key=f"{day}-{station}", day=day, amount=amount, item=item, unit=station, division=CITY)
        for (day, station), amount in zip(cells, amounts, strict=True)
    ]
    actions.take_readings(rows, source=SOURCE, by=BY, at=AT)


def shared_out(total: int, parts: int, rng: Random) -> list[int]:
    """A total in so many parts that differ by up to a third and add up to it exactly."""
    weights = [rng.randint(75, 125) for _ in range(parts)]
    whole = sum(weights)
    found = [total * weight // whole for weight in weights]
    found[-1] += total - sum(found)
    return found


def _campaigns(branch: Unit) -> None:
    """Joint campaigns of two years, a day each, in ten thousand yuan."""
    rows = [
        Measured(series=CAMPAIGNS, key=str(day), day=day, amount=amount * 10_000_00, unit=branch.pk, division=CITY)
        for day, amount in CAMPAIGN_DAYS
    ]
    actions.take_readings(rows, source=SOURCE, by=BY, at=AT)


def _lubricants(rng: Random, stations: Sequence[Unit]) -> None:
    """Ten months of two years; the second 280 % above the first."""
    for year, total in ((2021, 2_500_000_00), (2022, 9_500_000_00)):
        cells = [(date(year, month, 28), station.pk) for month in range(1, 11) for station in stations]
        rows = [
            Measured(series=LUBRICANTS, key=f"{day}-{unit}", day=day, amount=amount, unit=unit, division=CITY)
            for (day, unit), amount in zip(cells, shared_out(total, len(cells), rng), strict=True)
        ]
        actions.take_readings(rows, source=SOURCE, by=BY, at=AT)


def _sites(stations: Sequence[Unit]) -> None:
    rows = [
        Measured(series=WASHES, key=str(station.pk), day=TOLD, amount=1, unit=station.pk, division=CITY)
        for station in stations[:SITES]
    ]
    actions.take_readings(rows, source=SOURCE, by=BY, at=AT)


def _visits(rng: Random) -> None:
    """Leaders' visits to key customers, one to four leaders at each, until the person-times are full."""
    names = [(f"样本重点客户{n}", f"19988{n:06d}") for n in range(CUSTOMERS)]
    customers = registry.load_subjects(names, kind=Subject.Kind.ENTERPRISE, by=BY, at=AT)
    left, rows = PERSON_TIMES, list[Measured]()
    while left:
        leaders = min(left, rng.randint(1, 4))
        left -= leaders
        day = YEAR[0] + rng.randrange((TOLD - YEAR[0]).days) * DAY
        rows.append(
            Measured(
                series=VISITS,
                key=f"visit-{len(rows)}",
                day=day,
                amount=leaders,
                subject=rng.choice(customers),
                division=CITY,
            )
        )
    actions.take_readings(rows, source=SOURCE, by=BY, at=AT)


def _peers(rng: Random) -> None:
    """How much of its plan each branch of the province had sold, in 0.1 %; four of them above ours."""
    above = [SHARE * 10 + 7 * (n + 1) for n in range(RANK - 1)]
    below = [SHARE * 10 - 11 * (n + 1) - rng.randrange(5) for n in range(BRANCHES - RANK)]
    rows = [PeerAmount(CITY, "本公司(样本)", SHARE * 10)]
    rows += [PeerAmount(f"branch-{n}", f"样本分公司{n}", amount) for n, amount in enumerate(above + below, start=1)]
    actions.note_peers(COMPLETION, rows, since=YEAR[0], until=TOLD, source="省公司通报(样本)", by=BY, at=AT)
