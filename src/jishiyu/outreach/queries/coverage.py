"""Who of a list was reached by gatherings: heads and person-times apart, those who had none, and hours of a year.

The list of a kind of gathering are the subjects who have its `roster` attribute.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from jishiyu.outreach.holding import HOURS
from jishiyu.outreach.kinds import GatheringKind, gatherings
from jishiyu.outreach.models import Gathering, Guest
from jishiyu.outreach.queries.attendance import Numbers
from jishiyu.registry.kinds import attributes
from jishiyu.registry.models import Profile

HELD = Q(gathering__state=Gathering.State.HELD, attended=True)
EACH = Case(
    *[When(gathering__length=length, then=Value(hours)) for length, hours in HOURS.items()],
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class Reached:
    """Of a list, or of those of it with one value: how many stand on it, how many of them were there at least once,
    and how often in all (人次)."""

    value: str
    name: str
    on_list: int
    heads: int
    times: int

    @property
    def none(self) -> int:
        return self.on_list - self.heads


@dataclass(frozen=True, slots=True)
class KindCount:
    """Of one kind in a period: gatherings held, and who came to them."""

    kind: GatheringKind
    held: int
    came: Numbers


@dataclass(frozen=True, slots=True)
class Hours:
    """One on the list: hours of a year so far, and those they are to have."""

    profile: Profile
    hours: int
    wanted: int

    @property
    def enough(self) -> bool:
        return self.hours >= self.wanted


@dataclass(frozen=True, slots=True)
class Coverage:
    """A list in a period."""

    roster: str
    groups: Sequence[Reached] = ()
    kinds: Sequence[KindCount] = field(default_factory=tuple)

    @property
    def whole(self) -> Reached:
        groups = self.groups
        return Reached("", "", sum(one.on_list for one in groups), sum(one.heads for one in groups),
                       sum(one.times for one in groups))  # fmt: skip


def rosters() -> dict[str, list[GatheringKind]]:
    """Kinds of gathering by the list they are for."""
    found: dict[str, list[GatheringKind]] = {}
    for kind in gatherings().values():
        if kind.roster:
            found.setdefault(kind.roster, []).append(kind)
    return found


def on_list(roster: str, value: str = "") -> QuerySet[Profile]:
    """Those on a list, or those of it with one value of its attribute."""
    rows = Profile.objects.filter(**{f"values__{roster}__isnull": False})
    return rows.filter(**{f"values__{roster}": value}) if value else rows


def _moments(since: date, until: date) -> tuple[datetime, datetime]:
    low, high = (datetime.combine(day, edge) for day, edge in ((since, time.min), (until, time.max)))
    return timezone.make_aware(low), timezone.make_aware(high)


def _there(kinds: Collection[str], since: date, until: date) -> QuerySet[Guest]:
    """Guests who came to gatherings of these kinds that were held from one day to another, both included."""
    low, high = _moments(since, until)
    return Guest.objects.filter(
        HELD, gathering__kind__in=kinds, gathering__starts_at__gte=low, gathering__starts_at__lte=high
    )


def coverage(roster: str, since: date, until: date) -> Coverage:
    """The list by value of its attribute, and what was held, in five queries."""
    kinds = rosters().get(roster, [])
    codes = [kind.code for kind in kinds]
    came = {
        row["subject"]: row["times"]
        for row in _there(codes, since, until).values("subject").annotate(times=Sum("times")).order_by()
    }
    listed: dict[str, list[int]] = {}
    for key, values in on_list(roster).values_list("pk", "values"):
        listed.setdefault(str(values.get(roster)), []).append(key)
    names = attributes()[roster].options if roster in attributes() else {}
    groups = [
        Reached(value, str(names.get(value, value)), len(keys), sum(1 for key in keys if key in came),
                sum(came.get(key, 0) for key in keys))
        for value, keys in sorted(listed.items(), key=lambda pair: list(names).index(pair[0])
                                  if pair[0] in names else len(names))
    ]  # fmt: skip
    return Coverage(roster, groups, _by_kind(kinds, since, until))


def _by_kind(kinds: Sequence[GatheringKind], since: date, until: date) -> list[KindCount]:
    codes, (low, high) = [kind.code for kind in kinds], _moments(since, until)
    guests = {
        row["gathering__kind"]: row
        for row in _there(codes, since, until)
        .values("gathering__kind")
        .annotate(subjects=Count("subject", distinct=True), officers=Count("officer", distinct=True),
                  times=Sum("times"))
        .order_by()
    }  # fmt: skip
    held = {
        row["kind"]: row
        for row in Gathering.objects.filter(
            kind__in=codes, state=Gathering.State.HELD, starts_at__gte=low, starts_at__lte=high
        )
        .values("kind")
        .annotate(held=Count("pk"), others=Sum("others"))
        .order_by()
    }
    found = []
    for kind in kinds:
        came, day = guests.get(kind.code, {}), held.get(kind.code, {})
        heads, times = came.get("subjects", 0) + came.get("officers", 0), came.get("times", 0) or 0
        numbers = Numbers(heads=heads, times=times, others=day.get("others", 0) or 0)
        found.append(KindCount(kind, day.get("held", 0), numbers))
    return found


def had_none(roster: str, since: date, until: date, value: str = "") -> QuerySet[Profile]:
    """Those on a list who were at nothing of it in a period: the list to go to."""
    codes = [kind.code for kind in rosters().get(roster, [])]
    came = _there(codes, since, until).filter(subject__isnull=False).values("subject")
    rows = on_list(roster, value).exclude(subject__in=came)
    return rows.select_related("subject__division").order_by("subject__division_id", "pk")


def hours_of(roster: str, year: int, profiles: Sequence[Profile]) -> list[Hours]:
    """Hours of a calendar year of each of these, and those they are to have, in one query. A guest has them once a
    gathering, with however many people."""
    kinds = [kind for kind in rosters().get(roster, []) if kind.hours]
    grade, wanted = (kinds[0].grade, kinds[0].hours) if kinds else ("", {})
    rows = _there([kind.code for kind in kinds], date(year, 1, 1), date(year, 12, 31))
    found = rows.filter(subject__in=[one.pk for one in profiles]).values("subject").annotate(hours=Sum(EACH)).order_by()
    hours = {row["subject"]: row["hours"] for row in found}
    return [Hours(one, hours.get(one.pk, 0), _wanted(one, grade, wanted)) for one in profiles]


def short_of_hours(roster: str, year: int) -> list[Hours]:
    """All on a list who have fewer hours than they are to have, those with the fewest first."""
    everybody = list(on_list(roster).select_related("subject__division"))
    return sorted(
        (one for one in hours_of(roster, year, everybody) if not one.enough),
        key=lambda one: (one.hours - one.wanted, one.profile.pk),
    )


def _wanted(profile: Profile, grade: str, wanted: Mapping[str, int]) -> int:
    value = str(profile.values.get(grade, ""))
    return wanted.get(value, min(wanted.values(), default=0))
