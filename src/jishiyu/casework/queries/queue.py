"""The judge's queue: returns, extensions, waits, hangings, exclusions and merges side by side, with their history."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Prefetch, Q

from jishiyu.casework import rights
from jishiyu.casework.models import Application, Case, Proof, Task
from jishiyu.registry.models import Officer, Unit

RETURN = "return"
HISTORY = timedelta(days=90)
PRESSES = timedelta(days=1)  # what falls due within it goes before what is older
MOST = 50
_YES = Q(state=Application.State.GRANTED)
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Item:
    """One thing to decide. `asked_before` and `granted_before` count the same unit's askings of this kind in the last
    90 days, this one apart; `earlier` what was decided on this case. `hindered`: why this reader may not decide it."""

    kind: str
    key: int
    case: Case
    unit: Unit | None
    by: str
    at: datetime
    code: str
    ground: str
    application: Application | None = None
    task: Task | None = None
    asked_before: int = 0
    granted_before: int = 0
    earlier: list[tuple[str, str, datetime]] = field(default_factory=list)  # kind, what was ruled, when
    hindered: str = ""

    @property
    def id(self) -> str:
        return f"{'return' if self.task else 'asked'}-{self.key}"


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, the most pressing first and then the oldest; `more` stand behind."""

    items: list[Item]
    more: int


def judging(officer: Officer, at: datetime) -> Queue:
    """All that waits for a decision, for those who decide; a constant number of queries."""
    if officer.post not in rights.DECIDES:
        return Queue([], 0)
    items = sorted(_asked() + _returned(), key=lambda item: _place(item, at))
    shown = items[:MOST]
    _add_history(shown, at)
    _add_earlier(shown)
    _add_hindrance(shown, officer)
    return Queue(shown, len(items) - len(shown))


def item_of(officer: Officer, kind: str, key: int, at: datetime) -> Item | None:
    """One item that still waits, with its history, as the queue shows it."""
    rows = _returned(Q(pk=key)) if kind == RETURN else _asked(Q(pk=key))
    if officer.post not in rights.DECIDES or not rows:
        return None
    _add_history(rows, at)
    _add_earlier(rows)
    _add_hindrance(rows, officer)
    return rows[0]


def _place(item: Item, at: datetime) -> tuple[bool, datetime]:
    due_at = item.case.next_due_at
    return due_at is None or due_at > at + PRESSES, item.at


def _asked(which: Q | None = None) -> list[Item]:
    rows = Application.objects.filter(which or Q(), state=Application.State.OPEN)
    rows = rows.select_related("case__division", "unit", "into").order_by("asked_at", "pk")
    return [
        Item(one.kind, one.pk, one.case, one.unit, one.asked_by, one.asked_at, one.code, one.ground, application=one)
        for one in rows
    ]


def _returned(which: Q | None = None) -> list[Item]:
    rows = Task.objects.filter(which or Q(), state=Task.State.RETURNED, return_decision="")
    rows = rows.filter(case__closed_at__isnull=True).select_related("case__division", "unit", "officer", "return_to")
    rows = rows.prefetch_related(Prefetch("proofs", Proof.objects.order_by("pk"))).order_by("returned_at", "pk")
    return [
        Item(
            RETURN,
            one.pk,
            one.case,
            one.unit,
            one.officer.actor if one.officer else "",
            one.returned_at or one.sent_at,
            one.return_code,
            one.return_ground,
            task=one,
        )
        for one in rows
    ]


def _add_history(items: Sequence[Item], at: datetime) -> None:
    """What the same unit asked for of late; asked by the centre, the centre's."""
    units = {item.unit.pk if item.unit else None for item in items}
    since, found = at - HISTORY, dict[tuple[str, int | None], tuple[int, int]]()
    asked = Application.objects.filter(Q(unit__in=units - {None}) | Q(unit__isnull=True), asked_at__gte=since)
    counted = asked.values("kind", "unit").annotate(n=Count("pk"), yes=Count("pk", filter=_YES))
    for kind, unit, count, granted in counted.values_list("kind", "unit", "n", "yes"):
        found[(kind, unit)] = (count, granted)
    returns = Task.objects.filter(unit__in=units - {None}, returned_at__gte=since)
    upholding = Count("pk", filter=Q(return_decision=Task.Decision.UPHELD))
    ruled = returns.values("unit").annotate(n=Count("pk"), yes=upholding)
    for unit, count, upheld in ruled.values_list("unit", "n", "yes"):
        found[(RETURN, unit)] = (count, upheld)
    for item in items:
        count, granted = found.get((item.kind, item.unit.pk if item.unit else None), (1, 0))
        item.asked_before, item.granted_before = max(0, count - 1), granted


def _add_earlier(items: Sequence[Item]) -> None:
    """What was decided on the same case before."""
    cases = {item.case.pk for item in items}
    of_case: dict[int, list[tuple[str, str, datetime]]] = {}
    decided = Application.objects.filter(case__in=cases).exclude(state=Application.State.OPEN)
    for case, kind, state, at in decided.values_list("case", "kind", "state", "decided_at"):
        of_case.setdefault(case, []).append((kind, state, at or _NEVER))
    ruled = Task.objects.filter(case__in=cases, state=Task.State.RETURNED).exclude(return_decision="")
    for case, decision, at in ruled.values_list("case", "return_decision", "return_decided_at"):
        of_case.setdefault(case, []).append((RETURN, decision, at or _NEVER))
    for item in items:
        item.earlier = sorted(of_case.get(item.case.pk, []), key=lambda one: one[2])


def _add_hindrance(items: Sequence[Item], officer: Officer) -> None:
    """Why this reader may not decide: they asked, their unit asked or works on it, or only a consultation may."""
    mine = set[int]()
    if officer.unit_id is not None:
        at_it = Task.objects.filter(case__in={item.case.pk for item in items}, unit_id=officer.unit_id)
        mine = set(at_it.exclude(state=Task.State.RETURNED).values_list("case_id", flat=True))
    for item in items:
        own_unit = item.unit is not None and item.unit.pk == officer.unit_id
        if item.kind != RETURN and item.by == officer.actor:
            item.hindered = "own_asking"
        elif own_unit or (item.kind != RETURN and item.case.pk in mine):
            item.hindered = "own_unit"
        elif item.kind == RETURN and officer.post not in rights.DISPATCHES:
            item.hindered = "dispatchers"
        elif item.kind == RETURN and item.case.to_consult:
            item.hindered = "consultation"
