"""A year's programme of an invented town: eight items with readings up to today, one behind, one ahead, one whose
target was changed with approval; and the growth of some places beside ours.

Everything is done by the product's own deeds, by officers whose names one can sign in with.
"""

from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from jishiyu.programmes import actions
from jishiyu.programmes.drafts import ItemDraft, Measured, Money, Origin, PeerAmount, ProgrammeDraft, Scope, TargetDraft
from jishiyu.programmes.kinds import all_series
from jishiyu.programmes.models import Item, Programme, Reading
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Post
from jishiyu.sandbox.pictures import drawn
from jishiyu.sandbox.town import BY, CITY, Town

LOG_INS = (
    ("qu", "曲主任", Post.HEAD, "town"),
    ("tao", "陶科员", Post.OFFICER, "schools"),
)
WHAT_TO_TRY = {
    "qu": "镇政府 keeps the programme: 任务清单, 会议, 目标调整  programmes, meetings",
    "tao": "教育局填报 unit that tells: 报数, 照片, 更正  readings, photos, corrections",
}
# name, series, unit, target, how far it is against time gone, level and matter; a second origin
ITEMS = (
    ("农村公路安全防护", "kilometres", "transport", 60, 1.02, ("province", "农村交通"), ("city", "交通出行")),
    ("增加公办幼儿园学位", "places", "schools", 900, 0.62, ("province", "教育"), None),
    ("困难家庭适老化改造", "households", "civil", 240, 1.35, ("province", "养老服务"), ("city", "养老")),
    ("高标准农田建设", "mu", "farming", 12_000, 0.94, ("province", "高标准农田"), None),
    ("老旧小区改造", "households", "housing", 1_500, 1.01, ("city", "老旧小区改造"), None),
    ("城镇新增就业", "persons", "labour", 2_600, 1.12, ("province", "就业"), None),
    ("“两癌”免费检查", "persons", "health", 5_200, 0.98, ("province", "卫生健康"), None),
    ("社区托育点", "places", "schools", 6, 0.0, ("city", "关爱儿童"), None),
)
PLACES = (("430100", "长沙市", 64), ("430600", "岳阳市", 71), ("430700", "常德市", 68), ("430900", "益阳市", 69),
          ("430500", "邵阳市", 66))  # fmt: skip
WHOLE = 67
DAY = timedelta(days=1)


def bring_in(town: Town, seed: int, *, password: str, now: datetime) -> int:
    """All of it; how many readings were taken."""
    rng, today = Random(seed), timezone.localdate(now)
    since, until, began = date(today.year, 1, 1), date(today.year, 12, 31), now - 200 * DAY
    officers = {
        username: registry.make_officer(
            username, name, post=post, unit_id=town.units[unit].pk, password=password, by=BY, at=began
        )
        for username, name, post, unit in LOG_INS
    }
    programme = actions.keep_programme(
        ProgrammeDraft(
            code=f"matters-{today.year}", kind="livelihood.matters", name=f"{today.year} 年民生实事", since=since,
            until=until, unit=town.units["town"].pk, basis="市、县民生实事任务清单",
        ),
        by=BY, at=began,
    )  # fmt: skip
    for number, row in enumerate(ITEMS, 1):
        _item(town, programme, number, row, began, now, officers["tao"])
    _one_changed(town, programme, officers, now)
    _one_corrected(programme, now)
    for kind, title, back in (
        ("progress", "民生实事推进会", 120),
        ("dispatch", "民生实事调度会", 40),
        ("inspection", "专项督查", 12),
    ):
        actions.hold_meeting(
            programme.pk, kind, title, held_on=max(today - back * DAY, since), words="逐项过堂,滞后项目每周报进度。",
            items=list(programme.items.values_list("pk", flat=True)[:3]), by=officers["qu"].actor, at=now,
        )  # fmt: skip
    _peers(rng, since, today, now)
    return Reading.objects.count()


def _item(
    town: Town,
    programme: Programme,
    number: int,
    row: tuple[object, ...],
    began: datetime,
    now: datetime,
    teller: Officer,
) -> None:
    name, series, unit, target, how, first, second = row
    assert isinstance(target, int) and isinstance(how, float)
    origins = tuple(Origin(*one) for one in (first, second) if isinstance(one, tuple))
    draft = ItemDraft(
        code=f"{number:02d}", name=str(name), series=f"livelihood.{series}", lead_unit=town.units[str(unit)].pk,
        lead_official=town.officers["he"].pk, team=f"{name}工作专班", assisting=(town.units["town"].pk,),
        origins=origins, begins_on=programme.since + 59 * DAY, due_on=programme.until, content=f"全年{name}",
        place="谢林港镇", milestones=(("方案审定", programme.since + 80 * DAY), ("验收", programme.until - 20 * DAY)),
    )  # fmt: skip
    item = actions.keep_item(programme.pk, draft, by=BY, at=began)
    goal = TargetDraft(
        series=item.series, scope=Scope(item=item.pk), since=programme.since, until=programme.until, amount=target
    )
    actions.set_target(goal, by=BY, at=began)
    if not how:
        return
    actions.note_money(item.pk, [Money("county", 120_000_00 * number, 80_000_00 * number)], by=BY, at=now)
    today = timezone.localdate(now)
    gone = (today - programme.since).days + 1
    weeks = max(gone // 14, 1)
    reached = [round(target * how * (week + 1) / weeks * gone / 365) for week in range(weeks)]
    rows = [
        Measured(item.series, f"{item.code}-{week}", programme.since + (week + 1) * (gone // weeks) * DAY - DAY,
                 here - before, item=item.pk, unit=item.lead_unit_id, evidence="进度表")
        for week, (before, here) in enumerate(zip([0, *reached], reached, strict=False))
    ]  # fmt: skip
    actions.take_readings(rows, source="demo", by=BY, at=now)
    photos = [drawn(Random(number))] if number <= 3 else []
    actions.note_progress(
        item.pk, "已完成主要工程量,正在抓收尾。", day=today, next_step="月底前自查", photos_sent=photos,
        problem="用地手续未齐" if how < 0.8 else "", by=teller.actor, at=now,
    )  # fmt: skip


def _one_changed(town: Town, programme: Programme, officers: dict[str, Officer], now: datetime) -> None:
    """The target of one item is changed with approval; another change is asked for and waits."""
    for code, part, ruled in (("04", 9, True), ("02", 8, False)):
        item = Item.objects.get(programme=programme, code=code)
        live = item.targets.get()
        draft = TargetDraft(
            series=live.series, scope=Scope(item=item.pk), since=live.since, until=live.until,
            amount=live.amount * part // 10,
        )  # fmt: skip
        asked = actions.set_target(draft, ground="汛期停工,报经同意后调整", by=officers["tao"].actor, at=now - DAY)
        if ruled:
            actions.rule_target(asked.pk, approve=True, by=town.officers["he"].actor, at=now)


def _one_corrected(programme: Programme, now: datetime) -> None:
    item = Item.objects.get(programme=programme, code="06")
    last = Reading.objects.filter(item=item, live=True).order_by("-day").first()
    if last is not None and last.amount > 1:
        actions.correct_reading(last.pk, amount=last.amount - 1, ground="一人重复登记", by=BY, at=now)


def _peers(rng: Random, since: date, today: date, now: datetime) -> None:
    """Three indicators of some places through the last full month."""
    until = max(today.replace(day=1) - DAY, since)
    told = [one for one in all_series("economy") if one.adds == "last"][:6]
    for series in told:
        rows = [PeerAmount(code, name, amount + rng.randint(-9, 9)) for code, name, amount in PLACES]
        rows.append(PeerAmount(f"{CITY[:2]}0000", "湖南省", WHOLE + rng.randint(-3, 3), whole=True))
        actions.note_peers(series.code, rows, since=since, until=until, source="演示数据", by=BY, at=now)
