"""Programmes and their items as pages show them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, Prefetch, QuerySet, Sum

from jishiyu.lib.together import Asked, together
from jishiyu.programmes import pace, standing
from jishiyu.programmes.curves import Curve, curve_of
from jishiyu.programmes.kinds import ProgrammeKind, kind_of
from jishiyu.programmes.models import (
    Fund,
    Item,
    ItemOrigin,
    ItemUnit,
    Meeting,
    Milestone,
    Photo,
    Programme,
    Progress,
    Reading,
    Target,
)
from jishiyu.programmes.pace import Forecast
from jishiyu.programmes.queries import amounts
from jishiyu.programmes.standing import Standing, Together
from jishiyu.registry.models import Unit


@dataclass(frozen=True, slots=True)
class Overview:
    """A programme in the list of all: its items by state and by light; both add up."""

    programme: Programme
    standings: Sequence[Standing]
    states: dict[str, int]
    lights: dict[str, int]
    gone: Fraction  # time gone of the programme's span
    entering: dict[str, int]  # items begun, by the light of entering the statistics

    @property
    def done(self) -> int:
        return sum(self.states[state] for state in standing.DONE)


@dataclass(frozen=True, slots=True)
class Level:
    """A level that asks: its matters, its items, and those of them another level asks for too."""

    code: str
    name: str
    matters: int
    items: int
    shared: int


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """A programme with its items, groups, levels, money and meetings."""

    overview: Overview
    kind: ProgrammeKind
    groups: Sequence[tuple[str, str, Together | None, int]]
    levels: Sequence[Level]
    funds: Sequence[tuple[str, int, int]]
    meetings: Sequence[Meeting]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item with all that is known of it."""

    standing: Standing
    kind: ProgrammeKind
    curve: Curve | None
    reached: Sequence[tuple[date, int]]
    forecast: Forecast | None
    readings: Sequence[Reading]
    targets: Sequence[Target]
    progress: Sequence[Progress]
    photos: dict[int, list[Photo]]  # by progress
    origins: Sequence[ItemOrigin]
    assisting: Sequence[Unit]
    milestones: Sequence[Milestone]
    funds: Sequence[Fund]
    meetings: Sequence[Meeting]
    asked: Target | None = None
    late: dict[int, str] = field(default_factory=dict)  # lights of milestones by key


def items() -> QuerySet[Item]:
    """Items with what lists show of them."""
    return (
        Item.objects.select_related("programme", "lead_unit", "lead_official", "division")
        .prefetch_related(Prefetch("origins", ItemOrigin.objects.order_by("level")))
        .order_by("pk")
    )


def overviews(today: date, *, closed: bool = False, kinds: Iterable[str] = ()) -> list[Overview]:
    """All programmes that are open, each with its items; five queries whatever their number."""
    found = Programme.objects.select_related("unit").order_by("-since", "pk")
    found = found if closed else found.filter(closed_at__isnull=True)
    codes = list(kinds)
    shown = list(found.filter(kind__in=codes) if codes else found)
    by_programme: dict[int, list[Standing]] = {one.pk: [] for one in shown}
    for row in standings(list(items().filter(programme__in=shown)), today):
        by_programme[row.item.programme_id].append(row)
    return [_overview(one, by_programme[one.pk], today) for one in shown]


def _overview(programme: Programme, rows: Sequence[Standing], today: date) -> Overview:
    gone = pace.time_gone(programme.since, programme.until, today, kind_of(programme.kind).step)
    return Overview(programme, rows, standing.counts(rows), standing.lights(rows), gone, standing.entering(rows))


def standings(rows: Sequence[Item], today: date) -> list[Standing]:
    """How each item stands on a day; two queries."""
    targets, done = amounts.live_targets([one.pk for one in rows]), amounts.done_of(rows, today)
    return [
        standing.standing(one, targets.get(one.pk), done.get(one.pk), kind_of(one.programme.kind), today)
        for one in rows
    ]


def programme_page(code: str, today: date) -> ProgrammePage | None:
    """None for a code nobody has."""
    programme = Programme.objects.select_related("unit").filter(code=code).first()
    if programme is None:
        return None
    kind = kind_of(programme.kind)
    rows = standings(list(items().filter(programme=programme)), today)
    overview = _overview(programme, rows, today)
    groups = []
    for group, name in kind.groups.items():
        inside = [row for row in rows if row.item.group == group]
        if inside:
            groups.append((group, str(name), standing.together(inside), len(inside)))
    funds = Fund.objects.filter(item__programme=programme).values_list("source")
    money = funds.annotate(planned=Sum("planned"), actual=Sum("actual")).order_by("source")
    names = dict(Fund.Source.choices)
    meetings = Meeting.objects.filter(programme=programme).annotate(about=Count("items")).order_by("-held_on", "-pk")
    return ProgrammePage(
        overview, kind, groups, levels(kind, [row.item for row in rows]),
        [(str(names[source]), planned, actual) for source, planned, actual in money], list(meetings),
    )  # fmt: skip


def levels(kind: ProgrammeKind, rows: Sequence[Item]) -> list[Level]:
    """Each level's matters and items. An item that two levels ask for stands in both lists, and is one item: the sum of
    the lists less those shared is their number."""
    found = []
    for code, name in kind.levels.items():
        inside = [(one, origin) for one in rows for origin in one.origins.all() if origin.level == code]
        shared = sum(len(one.origins.all()) > 1 for one, _ in inside)
        if inside:
            found.append(Level(code, str(name), len({o.matter for _, o in inside}), len(inside), shared))
    return found


def item_page(item_id: int, today: date) -> ItemPage | None:
    """None for an item that is not there."""
    item = items().prefetch_related(None).filter(pk=item_id).first()
    if item is None:
        return None
    kind = kind_of(item.programme.kind)
    targets = list(Target.objects.filter(item=item).order_by("-at", "-pk"))
    live = amounts.longest(one for one in targets if one.state == Target.State.LIVE)
    row = standing.standing(item, live, amounts.done_of([item], today).get(item.pk), kind, today)
    curve = reached = told = None
    if live is not None:
        curve = curve_of(live.curve, live.since, live.until, live.amount, kind.step)
        reached = [one for one in amounts.cumulated(live) if one[0] <= today]
        told = pace.forecast(curve, reached, live.amount, today)
    beside = _beside(item)
    photos: dict[int, list[Photo]] = {}
    for photo in beside["photos"]:
        photos.setdefault(photo.progress_id, []).append(photo)
    return ItemPage(
        standing=row,
        kind=kind,
        curve=curve,
        reached=reached or [],
        forecast=told,
        readings=list(Reading.objects.filter(item=item).order_by("-day", "-pk")[:120]),
        targets=targets,
        progress=list(Progress.objects.filter(item=item).order_by("-day", "-pk")[:40]),
        photos=photos,
        origins=beside["origins"],
        assisting=[one.unit for one in beside["assisting"]],
        milestones=beside["milestones"],
        funds=beside["funds"],
        meetings=beside["meetings"],
        asked=next((one for one in targets if one.state == Target.State.ASKED), None),
        late={one.pk: pace.late_light(one.due_on, one.passed_on, today, kind.lights) for one in beside["milestones"]},
    )


def _beside(item: Item) -> dict[str, list[Any]]:
    """The short lists that stand beside an item, in one query, each in its order."""
    asked = (
        Asked("origins", ItemOrigin.objects.filter(item=item), ("level", "matter")),
        Asked("assisting", ItemUnit.objects.filter(item=item), ("id", "unit__name")),
        Asked("milestones", Milestone.objects.filter(item=item), ("id", "name", "due_on", "passed_on")),
        Asked("photos", Photo.objects.filter(progress__item=item), ("id", "progress")),
        Asked("funds", Fund.objects.filter(item=item), ("source", "planned", "actual")),
        Asked("meetings", Meeting.objects.filter(items=item), ("id", "kind", "held_on", "title")),
    )
    found: dict[str, list[Any]] = {one.name: [] for one in asked}
    for one in together(asked):
        found[one.name].append(one.thing)
    orders: dict[str, Callable[[Any], Any]] = {
        "origins": lambda one: one.level,
        "assisting": lambda one: one.pk,
        "milestones": lambda one: (one.due_on, one.pk),
        "photos": lambda one: one.pk,
        "funds": lambda one: one.source,
        "meetings": lambda one: (-one.held_on.toordinal(), -one.pk),
    }
    return {name: sorted(rows, key=orders[name]) for name, rows in found.items()}


def photo(photo_id: int) -> Photo | None:
    return Photo.objects.filter(pk=photo_id).first()


def without_reading(since: date, until: date) -> list[Item]:
    """Items under way, of kinds that ask for it, of which nothing was read in a span of days."""
    running = Item.objects.filter(state=Item.State.RUNNING, programme__closed_at__isnull=True).exclude(series="")
    running = running.filter(programme__since__lte=since, programme__until__gte=until)
    read = Reading.objects.filter(live=True, day__gte=since, day__lte=until, item__isnull=False).values("item_id")
    rows = running.exclude(pk__in=read).select_related("programme", "lead_unit").order_by("pk")
    return [one for one in rows if kind_of(one.programme.kind).asks_monthly]


def grouped(today: date) -> list[tuple[Overview, list[tuple[str, str, Together | None, int]]]]:
    """Programmes whose kind has groups, each group's sums against plan and time gone."""
    found = []
    for one in overviews(today):
        kind = kind_of(one.programme.kind)
        groups = [
            (code, str(name), standing.together(inside), len(inside))
            for code, name in kind.groups.items()
            if (inside := [row for row in one.standings if row.item.group == code])
        ]
        if groups:
            found.append((one, groups))
    return found


def lists_of(rows: Sequence[Item]) -> dict[int, tuple[str, str, str]]:
    """For each item, as cells of a list have it: assisting units, milestones, and the last words of progress."""
    helping, nodes, words = ({one.pk: [] for one in rows} for _ in range(3))  # type: ignore[var-annotated]
    for key, name in ItemUnit.objects.filter(item__in=rows).order_by("pk").values_list("item_id", "unit__name"):
        helping[key].append(name)
    for one in Milestone.objects.filter(item__in=rows).order_by("due_on", "pk"):
        nodes[one.item_id].append(f"{one.name}:{one.due_on}")
    for key, said in Progress.objects.filter(item__in=rows).order_by("day", "pk").values_list("item_id", "words"):
        words[key] = [said]
    return {one.pk: ("、".join(helping[one.pk]), ";".join(nodes[one.pk]), "".join(words[one.pk])) for one in rows}
