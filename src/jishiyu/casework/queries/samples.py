"""The frame of a day's call-backs, and whether a draw comes out the same when it is done again from the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from jishiyu.casework.models import CallBack, Case, Nudge, SampleDraw, SamplingPlan, Task, Verification
from jishiyu.casework.retell import retold
from jishiyu.casework.sampling import Frame, Plan, Row, drawn
from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries import story

REMEMBERED = timedelta(days=365)  # how long somebody who was dissatisfied is always asked again
URGENT = 3
POOR = 2


def plan_on(day: date) -> Plan:
    """The plan in force on a day; the common one where nobody has set any."""
    row = SamplingPlan.objects.filter(since__lte=day).order_by("-since").first()
    return Plan(row.share, tuple(row.whole), tuple(row.sources)) if row else Plan()


def plans() -> list[SamplingPlan]:
    return list(SamplingPlan.objects.order_by("-since")[:100])


def draws(most: int = 60) -> list[SampleDraw]:
    return list(SampleDraw.objects.order_by("-day")[:most])


def day_of(day: date) -> tuple[datetime, datetime]:
    """The first moment of a local day, and of the next."""
    first = timezone.make_aware(datetime.combine(day, time.min))
    return first, timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def answered_on(day: date) -> list[Case]:
    """Cases that were answered on a local day and still wait for their requester's word."""
    since, until = day_of(day)
    rows = Case.objects.filter(state=Case.State.ANSWERED, answered_at__gte=since, answered_at__lt=until)
    return list(rows.select_related("source").order_by("number"))


def rows_of(cases: Sequence[Case], plan: Plan, at: datetime) -> list[Row]:
    """What the drawing must know of each case, in a constant number of queries."""
    keys = [case.pk for case in cases]
    led = Task.objects.filter(case__in=keys, role=Task.Role.LEAD, state=Task.State.FINISHED).order_by("finished_at")
    units = dict(led.values_list("case_id", "unit__code"))
    pressed = set(Nudge.objects.filter(case__in=keys).exclude(level=Nudge.Level.URGE).values_list("case_id", flat=True))
    poor = set(
        Verification.objects.filter(
            Q(solved=False) | Q(rating__lte=POOR),
            case__requester__in={case.requester_id for case in cases if case.requester_id},
            answered_at__gte=at - REMEMBERED,
        ).values_list("case__requester_id", flat=True)
    )
    return [
        Row(case.number, units.get(case.pk, ""), case.kind, _classes(case, plan, case.pk in pressed, poor))
        for case in cases
    ]


def _classes(case: Case, plan: Plan, pressed: bool, poor: Iterable[int | None]) -> frozenset[str]:
    fits: Mapping[str, bool] = {
        "no_contact": case.requester_id is None,
        "merged": case.merged_into_id is not None,
        "report": case.purpose == Case.Purpose.REPORT,
        "redone": case.redo_count > 0,
        "urgent": case.urgency >= URGENT,
        "vulnerable": case.vulnerable,
        "dissatisfied": case.requester_id in poor,
        "supervised": pressed,
        "handed_down": case.source.code in plan.sources,
    }
    return frozenset(name for name, yes in fits.items() if yes)


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A draw done again. `faults` is empty when it comes out the same."""

    day: date
    seed: str
    rows: int
    chosen: list[str]
    faults: list[str]


def redraw(day: date) -> Redrawn | None:
    """Do a day's drawing again from the ledger alone, and compare it with the rows; None when nothing was drawn."""
    entry = story(f"sample:{day}").first()
    if entry is None:
        return None
    told: Mapping[str, Any] = entry.data
    frame = Frame(told["whole"], told["strata"], told["left_out"])
    whole = {number for rows in frame.whole.values() for number in rows}
    again = drawn(frame.strata, told["share"], told["seed"])
    faults = [] if again == told["drawn"] else ["the seed draws other cases than the ledger names"]
    row = SampleDraw.objects.filter(day=day).first()
    if row is None or row.seed != told["seed"] or row.plan["share"] != told["share"]:
        faults.append("the row of the draw is gone or has another seed or share than the ledger")
    called = set(CallBack.objects.filter(draw__day=day).values_list("case__number", flat=True))
    faults += [f"{number} was drawn and is not called back" for number in sorted(whole.union(again) - called)]
    faults += [f"{number} is called back and was not drawn" for number in sorted(called - whole.union(again))]
    waiting = answered_by_the_ledger(day, entry.at)
    faults += [
        f"{number} was answered that day and is not in the frame" for number in sorted(waiting - frame.numbers())
    ]
    faults += [f"{number} is in the frame and was not answered" for number in sorted(frame.numbers() - waiting)]
    return Redrawn(day, told["seed"], len(frame.numbers()), sorted(whole.union(again)), faults)


def answered_by_the_ledger(day: date, at: datetime) -> set[str]:
    """Numbers of the cases that, as their own entries tell, were answered on a day and still waited at a moment."""
    since, until = day_of(day)
    that_day = Entry.objects.filter(at__gte=since, at__lt=until, subject__startswith="case:")
    subjects = set(that_day.filter(after__has_key="answered_at").values_list("subject", flat=True))
    entries: dict[str, list[Entry]] = {}
    for entry in Entry.objects.filter(subject__in=subjects, at__lte=at).order_by("subject", "version"):
        entries.setdefault(entry.subject, []).append(entry)
    found = set()
    for told in entries.values():
        fields = retold(told).fields
        moment = fields.get("answered_at")
        if fields.get("state") == Case.State.ANSWERED and isinstance(moment, datetime) and since <= moment < until:
            found.add(str(told[0].data.get("number", "")))
    return found
