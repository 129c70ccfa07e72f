"""How one item stands: exactly one state of a list whose counts add up. No database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from jishiyu.programmes import growth, pace
from jishiyu.programmes.curves import curve_of
from jishiyu.programmes.kinds import ProgrammeKind, series_of
from jishiyu.programmes.models import Item, Target
from jishiyu.programmes.pace import Colour, Pace

State = Literal[
    "above", "finished", "ahead", "on_plan", "slight", "yellow", "red", "adjusted", "unread", "not_begun", "dropped"
]
STATES: Sequence[State] = (
    "above", "finished", "ahead", "on_plan", "slight", "yellow", "red", "adjusted", "unread", "not_begun", "dropped",
)  # fmt: skip
DONE: frozenset[State] = frozenset({"above", "finished"})


@dataclass(frozen=True, slots=True)
class Standing:
    """An item on a day: its live target, how much is done, pace, light, state. `late` is the light of a start that
    is overdue, `entering` that of entering the statistics; `colour` is the worst of these and the pace."""

    item: Item
    target: Target | None
    done: int | None
    pace: Pace | None
    colour: Colour
    state: State
    late: Colour = "none"
    entering: Colour = "none"
    expected: Fraction = Fraction(0)  # the share of the target planned by now, whether anything was read or not

    @property
    def adjusted(self) -> bool:
        """Whether its target was changed with approval."""
        return self.target is not None and self.target.replaces_id is not None


def standing(item: Item, target: Target | None, done: int | None, kind: ProgrammeKind, today: date) -> Standing:
    """`done` None: nothing was measured yet."""
    found, expected = None, Fraction(0)
    if target is not None:
        curve = curve_of(target.curve, target.since, target.until, target.amount, kind.step)
        expected = curve.share(today)
        if done is not None:
            more = series_of(target.series).more_is_better
            found = pace.pace(curve, done, target.amount, today, more_is_better=more)
    late = pace.late_light(item.begins_on, item.begun_on, today, kind.lights)
    entering = pace.entering_light(item.begun_on, item.entered_on, today, kind.lights)
    over = item.state in (Item.State.FINISHED, Item.State.DROPPED)
    colour: Colour = "green" if item.state == Item.State.FINISHED else "none"
    if not over:
        overdue = pace.late_light(item.due_on, None, today, kind.lights) if item.due_on else "none"
        shown: Colour = pace.light(found.points, kind.lights) if found else "none"
        colour = pace.worst([shown, *(one for one in (late, overdue, entering) if one != "green")])
    adjusted = target is not None and target.replaces_id is not None
    state = _state(item, found, colour, kind, adjusted=adjusted)
    return Standing(item, target, done, found, colour, state, late, entering, expected)


def _state(item: Item, found: Pace | None, colour: Colour, kind: ProgrammeKind, *, adjusted: bool) -> State:
    if item.state == Item.State.FINISHED:
        return "above" if found and found.share > 1 else "finished"
    if item.state == Item.State.DROPPED:
        return "dropped"
    if adjusted:
        return "adjusted"
    if colour in ("red", "yellow"):
        return "red" if colour == "red" else "yellow"
    if found is None:
        return "not_begun" if item.state == Item.State.PLANNED else "unread"
    if colour == "slight":
        return "slight"
    return "ahead" if found.points > kind.lights.slight else "on_plan"


def counts(standings: Sequence[Standing]) -> dict[str, int]:
    """How many items are in each state, adding up to all of them. Raises Refused: sums_differ."""
    found = {state: sum(one.state == state for one in standings) for state in STATES}
    return growth.adding_up(len(standings), found.items())


def lights(standings: Sequence[Standing]) -> dict[str, int]:
    """The same by light."""
    colours: Sequence[Colour] = ("green", "slight", "yellow", "red", "none")
    found = {colour: sum(one.colour == colour for one in standings) for colour in colours}
    return growth.adding_up(len(standings), found.items())


def entering(standings: Sequence[Standing]) -> dict[str, int]:
    """Items by the light of entering the statistics, of kinds that ask for it; adding up to those that were begun."""
    asked = [one for one in standings if one.entering != "none"]
    found = {colour: sum(one.entering == colour for one in asked) for colour in ("green", "yellow", "red")}
    return growth.adding_up(len(asked), found.items())


@dataclass(frozen=True, slots=True)
class Together:
    """Several items of one series as one: sums of what is done, planned for the whole span, and planned by now. Shares
    are of sums; nothing is a mean of shares."""

    series: str
    items: int
    done: int
    target: int
    expected: Fraction

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.done, self.target) if self.target else None

    @property
    def points(self) -> Fraction | None:
        """Ahead of what was planned by now, in points of the whole target."""
        return (Fraction(self.done) - self.expected) / self.target * 100 if self.target else None


def together(standings: Iterable[Standing]) -> Together | None:
    """None for items of several series, which have no sum. Items without a target are left out."""
    told = [one for one in standings if one.target is not None]
    series = {one.target.series for one in told if one.target}
    if len(series) != 1:
        return None
    expected = sum((one.expected * one.target.amount for one in told if one.target), start=Fraction(0))
    return Together(
        series.pop(),
        len(told),
        sum(one.done or 0 for one in told),
        sum(one.target.amount for one in told if one.target),
        expected,
    )
