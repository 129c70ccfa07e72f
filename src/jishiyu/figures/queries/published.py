"""What was published, what has changed since, and whether it still says what was published."""

from dataclasses import dataclass

from django.db.models import QuerySet

from jishiyu.figures.counted import counted
from jishiyu.figures.models import Published
from jishiyu.figures.printing import digest_of
from jishiyu.figures.queries.opening import opening_of, printed
from jishiyu.figures.scopes import Period, Scope


@dataclass(frozen=True, slots=True)
class Correction:
    """A published figure that would come out otherwise today. `then_version` is the definition it was made by; where
    it is another than `version` the two are not of one kind. `now` is None when nobody counts this any more."""

    place: int  # among the values of what was published, from 0
    code: str
    name: str
    label: str
    scope: Scope
    then_version: int
    then: str
    then_n: int
    then_of: int | None
    version: int
    now: str | None
    n: int | None
    of: int | None


def published(kind: str = "") -> QuerySet[Published]:
    """Everything published, of one kind or all, the latest first."""
    found = Published.objects.order_by("-until", "-pk")
    return found.filter(kind=kind) if kind else found


def corrections(made: Published) -> list[Correction]:
    """What has changed since, figure by figure, in the order they were printed; none, if nothing has."""
    period, found = Period(made.since, made.until), []
    for place, value in enumerate(made.values):
        scope = Scope.of(value["scope"])
        then = (place, value["code"], value["name"], value["label"], scope, value["version"], value["text"])
        numbers = (value["n"], value["of"])
        try:
            figure = counted(value["code"])
        except LookupError:
            found.append(Correction(*then, *numbers, value["version"], None, None, None))
            continue
        now = opening_of(figure, scope, period)
        same = (now.n, now.of, now.all_n, now.all_of) == (*numbers, value["all_n"], value["all_of"])
        if not same or figure.version != value["version"]:
            found.append(Correction(*then, *numbers, figure.version, printed(figure, now.n, now.of), now.n, now.of))
    return found


def as_published(made: Published) -> bool:
    """Whether it says what its digest says."""
    return made.digest == digest_of(made.kind, made.edition, made.title, (made.since, made.until), made.values)
