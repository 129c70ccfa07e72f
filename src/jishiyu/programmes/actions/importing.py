"""Taking the lists of a programme from an office's workbook: each row is accounted for, and twice changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from jishiyu.lib.refused import Refused
from jishiyu.programmes import sheets
from jishiyu.programmes.actions.keeping import keep_item
from jishiyu.programmes.actions.targets import set_target
from jishiyu.programmes.drafts import ItemDraft, Origin, Scope, TargetDraft
from jishiyu.programmes.kinds import all_series, kind_of, series_of
from jishiyu.programmes.models import Item, Programme, Target
from jishiyu.programmes.sheets import SheetRow
from jishiyu.registry.models import Officer, Unit

A_TEN_THOUSAND = 1_000_000  # fen
T = TypeVar("T")


@dataclass(slots=True)
class Account:
    """What became of each row: their numbers add up to the rows given."""

    new: int = 0
    changed: int = 0
    same: int = 0
    refused: list[tuple[int, Refused]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.new + self.changed + self.same + len(self.refused)


@dataclass(frozen=True, slots=True)
class _Known:
    """Units, officers and series by name."""

    units: Mapping[str, int]
    officers: Mapping[str, int]
    series: Mapping[str, str]


@transaction.atomic
def import_items(programme_id: int, rows: Sequence[SheetRow], *, by: str, at: datetime) -> Account:
    """Items with their targets, row by row; a row that is refused leaves the others as they are. Another target than
    the one in force is asked for, not set. Raises Refused programme_unknown."""
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None:
        raise Refused("programme_unknown")
    known, account = _known(programme), Account()
    for row in rows:
        there = Item.objects.filter(programme=programme, code=row.said["序号"][:40]).first()
        before = _state(there)
        try:
            with transaction.atomic():
                item = keep_item(programme.pk, _draft(row.said, programme, known, there), by=by, at=at)
                _target(item, row.said, programme, by=by, at=at)
        except Refused as refused:
            account.refused.append((row.number, refused))
            continue
        if there is None:
            account.new += 1
        elif _state(Item.objects.get(pk=item.pk)) == before:
            account.same += 1
        else:
            account.changed += 1
    return account


def _state(item: Item | None) -> object:
    if item is None:
        return None
    targets = list(Target.objects.filter(item=item).order_by("pk").values_list("pk", "state"))
    lists = [list(item.origins.values_list("level", "matter").order_by("level")),
             list(item.assisting.values_list("unit", flat=True).order_by("unit")),
             list(item.milestones.values_list("name", "due_on").order_by("due_on", "name"))]  # fmt: skip
    return item.version, targets, lists


def _known(programme: Programme) -> _Known:
    pack = programme.kind.partition(".")[0]
    own = [one for one in all_series(pack)]
    return _Known(
        {name: key for key, name in Unit.objects.filter(active=True).values_list("pk", "name")},
        {name: key for key, name in Officer.objects.filter(is_active=True).values_list("pk", "name")},
        {str(one.name): one.code for one in own} | {one.code: one.code for one in own},
    )


def _find(known: Mapping[str, T], said: str, column: str) -> T | None:
    if not said:
        return None
    if said not in known:
        raise Refused("cell_unreadable", column=column, said=said[:30])
    return known[said]


def _draft(said: Mapping[str, str], programme: Programme, known: _Known, there: Item | None) -> ItemDraft:
    """As the file says; a column the file has not leaves what is there."""
    told = {**(as_row(there, programme) if there else {}), **said}

    def cell(name: str) -> str:
        return told.get(name, "")

    units = [_find(known.units, one, "配合单位") or 0 for one in sheets.names(cell("配合单位"))]
    groups = {str(name): code for code, name in kind_of(programme.kind).groups.items()}
    return ItemDraft(
        code=cell("序号"), name=cell("项目名称"), category=cell("类别"), content=cell("建设内容及规模"),
        group=_find(groups, cell("分组"), "分组") or "", division=(there and there.division_id) or "",
        nature=cell("建设性质"), place=cell("建设地点"), series=_find(known.series, cell("指标"), "指标") or "",
        begins_on=sheets.day(cell("开工时间"), "开工时间"), due_on=sheets.day(cell("完工时间"), "完工时间"),
        lead_unit=_find(known.units, cell("责任单位"), "责任单位"),
        lead_official=_find(known.officers, cell("分管领导"), "分管领导"), team=cell("工作专班"),
        total=sheets.whole_number(cell("总投资(万元)"), 6, "总投资(万元)") if cell("总投资(万元)") else None,
        assisting=tuple(units), origins=_origins(cell("交办层级"), programme), milestones=_milestones(cell("节点")),
    )  # fmt: skip


def as_row(item: Item, programme: Programme) -> dict[str, str]:
    """What is there, as its row of the list says it."""
    kind = kind_of(programme.kind)
    origins = [f"{kind.levels.get(one.level, one.level)}:{one.matter}" for one in item.origins.order_by("level")]
    nodes = [f"{one.name}:{one.due_on}" for one in item.milestones.order_by("due_on", "pk")]
    return {
        "序号": item.code, "项目名称": item.name, "类别": item.category, "建设内容及规模": item.content,
        "分组": str(kind.groups.get(item.group, "")), "建设性质": item.nature, "建设地点": item.place,
        "指标": str(series_of(item.series).name) if item.series else "",
        "总投资(万元)": sheets.plain_amount(item.total, 6) if item.total is not None else "",
        "责任单位": item.lead_unit.name if item.lead_unit else "",
        "配合单位": "、".join(item.assisting.order_by("pk").values_list("unit__name", flat=True)),
        "分管领导": item.lead_official.name if item.lead_official else "", "工作专班": item.team,
        "开工时间": f"{item.begins_on or ''}", "完工时间": f"{item.due_on or ''}", "节点": ";".join(nodes),
        "交办层级": ";".join(origins),
    }  # fmt: skip


def _origins(said: str, programme: Programme) -> tuple[Origin, ...]:
    """省级:教育;市级:学位建设"""
    levels = {str(name): code for code, name in kind_of(programme.kind).levels.items()}
    found = []
    for one in sheets.names(said):
        level, _, matter = one.replace("：", ":").partition(":")
        found.append(Origin(levels.get(level.strip(), level.strip()), matter.strip()))
    return tuple(found)


def _milestones(said: str) -> tuple[tuple[str, date], ...]:
    """方案审定:2022-03-31;验收:2022-11-30"""
    found = []
    for one in sheets.names(said):
        name, _, due = one.replace("：", ":").partition(":")
        day = sheets.day(due.strip(), "节点")
        if day is None:
            raise Refused("cell_unreadable", column="节点", said=one[:30])
        found.append((name.strip(), day))
    return tuple(found)


def _target(item: Item, said: Mapping[str, str], programme: Programme, *, by: str, at: datetime) -> None:
    wanted = said.get("年度目标", "")
    if not wanted or not item.series:
        return
    amount = sheets.whole_number(wanted, series_of(item.series).places, "年度目标")
    live = Target.objects.filter(item=item, series=item.series, state=Target.State.LIVE).first()
    if live and live.amount == amount:
        return
    asked = Target.objects.filter(item=item, series=item.series, state=Target.State.ASKED).first()
    if asked and asked.amount == amount:
        return
    span = live or programme
    draft = TargetDraft(
        series=item.series, scope=Scope(item=item.pk), since=span.since, until=span.until, amount=amount
    )
    set_target(draft, ground="名单导入", by=by, at=at)
