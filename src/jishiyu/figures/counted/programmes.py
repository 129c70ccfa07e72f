"""Figures of programmes: items, what was measured, money, meetings, who works on them, places compared.

`Scope.about` names what is counted: a programme by its code; for readings a series, or code/group of a programme; for a
level code/level; for meetings code/kind; for money code/source, of one item code#item; for peers series@place.
"""

from typing import Any

from django.db.models import Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, Substr
from django.utils.translation import gettext_lazy as _

from jishiyu.figures.counted.declared import declare_counted
from jishiyu.figures.counted.shapes import Counted
from jishiyu.figures.scopes import Period, Scope
from jishiyu.lib.money import yuan
from jishiyu.lib.phrases import Phrase
from jishiyu.programmes.kinds import all_series
from jishiyu.programmes.models import DailyFact, Fund, Item, ItemOrigin, Meeting, Peer, Reading, Target
from jishiyu.registry.models import Duty, Unit

ITEMS, YUAN = _("items"), _("yuan")
State = Item.State


def series_name(code: str) -> str:
    return next((str(one.name) for one in all_series() if one.code == code), code)


def _of(scope: Scope, path: str = "") -> Q:
    """The programme, and where there is a second word the group of its items."""
    code, _sep, group = scope.about.partition("/")
    said = Q(**{f"{path}programme__code": code}) if code else Q()
    said &= Q(**{f"{path}group": group}) if group else Q()
    return said & (Q(**{f"{path}lead_unit": scope.unit}) if scope.unit else Q())


def _items(scope: Scope, period: Period) -> "QuerySet[Item]":
    """Items of programmes that touch the period."""
    found = Item.objects.filter(_of(scope), programme__since__lte=period.last, programme__until__gte=period.first)
    return found.select_related("programme", "lead_unit").order_by("programme", "pk")


def _weighed(scope: Scope, period: Period) -> "QuerySet[Item]":
    """The same with what is done and the target in force."""
    item = OuterRef("pk")
    goal = Target.objects.filter(item=item, state=Target.State.LIVE).order_by("since", "-until").values("amount")[:1]
    read = DailyFact.objects.filter(item_key=item, series=OuterRef("series"), day__lte=period.last)
    done = read.order_by().values("item_key").annotate(all=Sum("amount")).values("all")
    return _items(scope, period).annotate(goal=Subquery(goal), done=Subquery(done))


def _opened(scope: Scope, period: Period) -> "QuerySet[Item]":
    first, last = period.first, period.last
    within = Q(begun_on__gte=first, begun_on__lte=last) | Q(finished_on__gte=first, finished_on__lte=last)
    return _items(scope, period).filter(within)


def _begun(scope: Scope, period: Period) -> "QuerySet[Item]":
    return _items(scope, period).filter(begun_on__lte=period.last)


def _readings(scope: Scope, period: Period) -> "QuerySet[Reading]":
    found = Reading.objects.filter(live=True, day__gte=period.first, day__lte=period.last)
    code, _sep, group = scope.about.partition("/")
    if code in {one.code for one in all_series()}:
        found = found.filter(series=code)
        found = found.filter(grade=group) if group else found
    elif code:
        found = found.filter(_of(scope, "item__"), series=F("item__series"))
    if scope.unit:
        found = found.filter(unit=scope.unit)
    if scope.division:
        found = found.filter(division__code__startswith=scope.division)
    return found.select_related("item", "unit").order_by("-day", "-pk")


def _targets(scope: Scope, period: Period) -> "QuerySet[Target]":
    found = Target.objects.filter(state=Target.State.LIVE, since__lte=period.last, until__gte=period.first)
    return found.filter(_of(scope, "item__")).select_related("item").order_by("pk")


def _origins(scope: Scope, period: Period) -> "QuerySet[ItemOrigin]":
    code, _sep, level = scope.about.partition("/")
    found = ItemOrigin.objects.filter(item__programme__code=code, item__programme__since__lte=period.last)
    found = found.filter(level=level) if level else found
    return found.select_related("item").order_by("level", "item")


def _matters(scope: Scope, period: Period) -> "QuerySet[ItemOrigin]":
    first = _origins(scope, period).order_by().values("level", "matter").annotate(one=Min("pk")).values("one")
    return ItemOrigin.objects.filter(pk__in=first).select_related("item").order_by("level", "pk")


def _shared(scope: Scope, period: Period) -> "QuerySet[Item]":
    code = scope.about.partition("/")[0]
    several = ItemOrigin.objects.filter(item=OuterRef("pk"))
    found = _items(Scope(about=code), period)
    return found.annotate(asked=Coalesce(Cast(Subquery(_count(several)), IntegerField()), 0)).filter(asked__gt=1)


def _count(rows: "QuerySet[Any]") -> Any:
    return rows.order_by().values("item").annotate(many=Sum(1)).values("many")


def _leading(scope: Scope, period: Period) -> "QuerySet[Unit]":
    led = _items(scope, period).filter(lead_unit=OuterRef("pk"))
    return Unit.objects.filter(Exists(led.order_by())).order_by("pk")


def _assisting(scope: Scope, period: Period) -> "QuerySet[Unit]":
    helped = _items(scope, period).filter(assisting__unit=OuterRef("pk"))
    return Unit.objects.filter(Exists(helped.order_by())).order_by("pk")


def _meetings(scope: Scope, period: Period) -> "QuerySet[Meeting]":
    code, _sep, kind = scope.about.partition("/")
    found = Meeting.objects.filter(held_on__gte=period.first, held_on__lte=period.last)
    found = found.filter(programme__code=code) if code else found
    found = found.filter(kind=kind) if kind else found
    return found.select_related("programme").order_by("-held_on", "-pk")


def _funds(scope: Scope, period: Period) -> "QuerySet[Fund]":
    about, _hash, item = scope.about.partition("#")
    code, _sep, source = about.partition("/")
    found = Fund.objects.filter(item__programme__code=code) if code else Fund.objects.all()
    found = found.filter(source=source) if source else found
    found = found.filter(item__code=item) if item else found
    return found.filter(item__programme__since__lte=period.last).select_related("item").order_by("item", "source")


def _peers(scope: Scope, period: Period) -> "QuerySet[Peer]":
    """The peers of one series, each with what `place` has."""
    series, _sep, place = scope.about.partition("@")
    rows = Peer.objects.filter(series=series, since=period.first, until=period.last, whole=False)
    own = Peer.objects.filter(series=series, since=period.first, until=period.last, place=place).values("amount")[:1]
    return rows.annotate(own=Subquery(own)).order_by("-amount", "place")


def _against_whole(scope: Scope, period: Period) -> "QuerySet[Peer]":
    """What one place has of every series, each with what the whole has."""
    rows = Peer.objects.filter(since=period.first, until=period.last, whole=False, place=scope.about)
    whole = Peer.objects.filter(series=OuterRef("series"), since=period.first, until=period.last, whole=True)
    better = [one.code for one in all_series() if one.more_is_better]
    found = rows.annotate(all=Subquery(whole.values("amount")[:1])).filter(all__isnull=False)
    return found.annotate(up=Exists(Peer.objects.filter(pk=OuterRef("pk"), series__in=better))).order_by("series")


def _chain_duties(scope: Scope, period: Period) -> "QuerySet[Duty]":
    held = Duty.objects.filter(over__startswith=scope.about or "chain:", since__lte=period.last)
    held = held.filter(Q(until__isnull=True) | Q(until__gte=period.first))
    role = scope.pack and f"{scope.pack}."
    held = held.filter(role__startswith=role) if role else held
    return held.annotate(chain=Substr("over", 7)).select_related("officer__unit").order_by("over", "pk")


def _item_line(item: Item) -> list[str]:
    unit = item.lead_unit.name if item.lead_unit else "—"
    days = [f"{day:%Y-%m-%d}" if day else "—" for day in (item.begun_on, item.finished_on)]
    return [item.code, item.name, unit, str(item.get_state_display()), *days]


def _item_figure(code: str, name: Phrase, definition: Phrase, rows: Any, part: Q | None = None, **more: Any) -> Counted:
    said: dict[str, Any] = {"unit": ITEMS, **more}
    return Counted(
        code=code, name=name, definition=definition, version=1, rows=rows, part=part,
        headings=(_("Code"), _("Item"), _("Lead unit"), _("State"), _("Begun"), _("Finished")),
        line=_item_line, ref=lambda item: item.ref, page=lambda item: ("item", item.pk),
        visible=lambda officer, found: found, **said,
    )  # fmt: skip


def _plain(code: str, name: Phrase, definition: Phrase, rows: Any, **more: Any) -> Counted:
    return Counted(
        code=code, name=name, definition=definition, version=1, rows=rows,
        visible=lambda officer, found: found, **more,
    )  # fmt: skip


ORIGIN: dict[str, Any] = {
    "headings": (_("Level"), _("Matter"), _("Item")),
    "line": lambda row: [row.level, row.matter, row.item.name],
    "ref": lambda row: row.item.ref,
    "page": lambda row: ("item", row.item_id),
}
UNIT: dict[str, Any] = {
    "unit": _("units"),
    "headings": (_("Unit"),),
    "line": lambda row: [row.name],
    "ref": lambda row: f"unit:{row.pk}",
}
FUND: dict[str, Any] = {
    "unit": YUAN,
    "places": 2,
    "headings": (_("Item"), _("Source"), _("Planned (yuan)"), _("Actual (yuan)")),
    "line": lambda row: [row.item.name, str(row.get_source_display()), yuan(row.planned), yuan(row.actual)],
    "ref": lambda row: row.item.ref,
    "page": lambda row: ("item", row.item_id),
}
PEER: dict[str, Any] = {
    "unit": _("places compared"),
    "headings": (_("Series"), _("Place"), _("Amount")),
    "line": lambda row: [series_name(row.series), row.name, str(row.amount)],
    "ref": lambda row: f"series:{row.series}",
}
declare_counted(
    _item_figure(
        "programmes.items",
        _("Items of programmes"),
        _("Items of programmes that touch the period, dropped ones among them; asked for by two levels, each is one."),
        _items,
    ),
    _item_figure(
        "programmes.finished",
        _("Items finished"),
        _("Of all items of programmes that touch the period, dropped ones among them: finished."),
        _items,
        Q(state=State.FINISHED),
    ),
    _item_figure(
        "programmes.above",
        _("Items above their target"),
        _("Of all items: more was read by the end of the period than the target in force asks for."),
        _weighed,
        Q(done__gt=F("goal")),
    ),
    _item_figure(
        "programmes.begun_or_finished",
        _("Items begun or finished"),
        _("Items that were begun or finished within the period; each counts once."),
        _opened,
    ),
    _item_figure(
        "programmes.entered",
        _("Items entered in the statistics"),
        _("Of items begun by the end of the period: those that the statistics have taken in (入库)."),
        _begun,
        Q(entered_on__isnull=False),
    ),
    _item_figure(
        "programmes.total",
        _("Whole sum of the items begun or finished"),
        _("The whole sum (总投资) of items that were begun or finished within the period."),
        _opened,
        weigh="total", places=2, unit=YUAN,
    ),
    _item_figure(
        "programmes.shared",
        _("Items that two levels ask for"),
        _("Items with more than one origin. Each is one item, and stands in the list of each level."),
        _shared,
    ),
    _plain(
        "programmes.readings",
        _("What was measured"),
        _("The sum of live readings of a series within the period, in the smallest part of its unit that is kept."),
        _readings,
        weigh="amount", unit=_("as measured"),
        headings=(_("Series"), _("Day"), _("Item"), _("Amount"), _("Source"), _("Evidence")),
        line=lambda row: [
            series_name(row.series), f"{row.day:%Y-%m-%d}", row.item.name if row.item else "—", str(row.amount),
            row.source, row.evidence or "—",
        ],
        ref=lambda row: f"series:{row.series}",
        page=lambda row: ("item", row.item_id) if row.item_id else None,
    ),
    _plain(
        "programmes.targets",
        _("What is to be reached"),
        _("The sum of the targets in force of items, of spans that touch the period."),
        _targets,
        weigh="amount", unit=_("as measured"),
        headings=(_("Item"), _("Series"), _("From the day"), _("Until"), _("Amount")),
        line=lambda row: [row.item.name, series_name(row.series), str(row.since), str(row.until), str(row.amount)],
        ref=lambda row: row.item.ref,
        page=lambda row: ("item", row.item_id),
    ),
    _plain("programmes.asked", _("Items in a level's list"),
           _("Items a level asks for, those another level asks for too among them."), _origins, unit=ITEMS, **ORIGIN),
    _plain("programmes.matters", _("Matters in a level's list"),
           _("Matters under which a level asks for items; each counts once."), _matters, unit=_("matters"), **ORIGIN),
    _plain("programmes.leading", _("Units that lead"),
           _("Units that lead at least one item; each counts once."), _leading, **UNIT),
    _plain("programmes.assisting", _("Units that assist"),
           _("Units that assist with at least one item; each counts once."), _assisting, **UNIT),
    _plain(
        "programmes.meetings",
        _("Meetings held"),
        _("Meetings and inspections of a programme held within the period."),
        _meetings,
        unit=_("meetings"), headings=(_("Day"), _("Kind"), _("Title")),
        line=lambda row: [f"{row.held_on:%Y-%m-%d}", str(row.get_kind_display()), row.title],
        ref=lambda row: row.programme.ref,
    ),
    _plain("programmes.funds", _("Money planned"),
           _("The sum of what is planned for items from one source, or from all."), _funds, weigh="planned", **FUND),
    _plain("programmes.spent", _("Money spent"),
           _("The sum of what was spent on items from one source, or from all."), _funds, weigh="actual", **FUND),
    Counted(
        code="programmes.ahead_of_us", name=_("Places ahead of ours"),
        definition=_("Of all peers noted for the very span: those with more than ours. Our rank is one more."),
        version=1, rows=_peers, part=Q(amount__gt=F("own")), visible=lambda officer, rows: rows, **PEER,
    ),
    Counted(
        code="programmes.at_least",
        name=_("Indicators at or above the whole"),
        definition=_(
            "Of all indicators noted for our place and for the whole over the very span: ours is at or above the "
            "whole's own figure; where less is better, at or below it."
        ),
        version=1, rows=_against_whole,
        part=Q(up=True, amount__gte=F("all")) | Q(up=False, amount__lte=F("all")),
        visible=lambda officer, rows: rows, **{**PEER, "unit": _("indicators")},
    ),
    _plain(
        "programmes.chain_duties",
        _("Duties over chains"),
        _("Duties over chains in force on at least one day of the period."),
        _chain_duties,
        unit=_("duties"), headings=(_("Chain"), _("Duty"), _("Officer"), _("Unit")),
        line=lambda row: [row.chain, row.role, row.officer.name, row.officer.unit.name if row.officer.unit else "—"],
        ref=lambda row: f"officer:{row.officer_id}",
    ),
)  # fmt: skip
