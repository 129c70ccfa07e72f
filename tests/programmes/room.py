"""Series and kinds of programmes for tests, a programme of the cast, and rows to measure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from jishiyu.programmes import actions
from jishiyu.programmes.drafts import ItemDraft, Measured, ProgrammeDraft, Scope, TargetDraft
from jishiyu.programmes.kinds import Lights, ProgrammeKind, Series
from jishiyu.programmes.models import Item, Programme
from tests.cast import T0, Cast

KILOS = Series(code="trial.kilos", name="Kilograms", unit="kg", grades={"upper": "Upper", "lower": "Lower"})
FEN = Series(code="trial.money", name="Money", unit="yuan", places=2, grades={"upper": "Upper", "lower": "Lower"})
WORK = Series(code="trial.work", name="Work", unit="homes")
RATE = Series(code="trial.rate", name="Rate", unit="%", places=1, adds="last")
YEAR = ProgrammeKind(
    code="trial.year",
    name="A year's work",
    step="month",
    lights=Lights(),
    levels={"province": "Province", "city": "City"},
    groups={"first": "First group", "second": "Second group"},
)
DAILY = ProgrammeKind(code="trial.daily", name="Day by day", step="day", asks_monthly=False)
SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)


@dataclass(frozen=True, slots=True)
class Room:
    """A programme that the cast's station keeps, with one item led by it."""

    cast: Cast
    programme: Programme
    item: Item
    by: str

    def read(self, amount: int, day: date, key: str = "", *, at: datetime = T0) -> None:
        row = Measured("trial.work", key or f"{self.item.code}-{day}", day, amount, item=self.item.pk)
        actions.take_readings([row], source="unit", by=self.by, at=at)


def assemble(cast: Cast, *, kind: str = "trial.year", target: int = 1200) -> Room:
    by = cast.head.actor
    draft = ProgrammeDraft(code="y2026", kind=kind, name="2026", since=SINCE, until=UNTIL, unit=cast.station.pk)
    programme = actions.keep_programme(draft, by=by, at=T0)
    said = ItemDraft(code="1", name="Homes mended", series="trial.work", lead_unit=cast.station.pk, due_on=UNTIL)
    item = actions.keep_item(programme.pk, said, by=by, at=T0)
    if target:
        goal = TargetDraft(series="trial.work", scope=Scope(item=item.pk), since=SINCE, until=UNTIL, amount=target)
        actions.set_target(goal, by=by, at=T0)
    return Room(cast, programme, item, by)


def rows(count: int, seed: int = 1, **owner: object) -> Iterator[Measured]:
    """Measured rows of two series over many days and grades, two rows of one key each."""
    rng = Random(seed)
    for number in range(count):
        day = SINCE + timedelta(days=rng.randrange(190))
        grade = rng.choice(("upper", "lower"))
        kilos = rng.randint(1, 500)
        yield Measured("trial.kilos", f"k{number}", day, kilos, grade, **owner)  # type: ignore[arg-type]
        yield Measured("trial.money", f"k{number}", day, kilos * 3000, grade, **owner)  # type: ignore[arg-type]
