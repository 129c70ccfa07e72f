"""Reading the registry."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q, QuerySet

from jishiyu.lib.divisions import ancestors
from jishiyu.lib.kept import Kept
from jishiyu.lib.worktime import OFFICE_HOURS, Calendar, Hours, built_in
from jishiyu.registry import people
from jishiyu.registry.models import (
    Alias,
    CalendarDay,
    CalendarVersion,
    Cell,
    Division,
    Duty,
    Officer,
    OfficerKey,
    OpeningHours,
    Post,
    Setting,
    SignInTry,
    Subject,
    Unit,
)
from jishiyu.registry.queries.listing import Wanted, counties, profiles, search

__all__ = [
    "PLACE_READ",
    "Asked",
    "Wanted",
    "actor_by_username",
    "actor_names",
    "alias_named",
    "aliases",
    "calendar",
    "calendar_kept",
    "cell",
    "cell_by_code",
    "cell_of",
    "centre",
    "children",
    "counties",
    "counts",
    "declared_days",
    "declared_hours",
    "division",
    "divisions_of",
    "duties_of",
    "first_officer",
    "is_empty",
    "is_locked",
    "key_named",
    "keys_for",
    "missing_years",
    "names",
    "nearest_officers",
    "office_divisions",
    "officer_by_actor",
    "officer_named",
    "officers_for",
    "officers_of",
    "opening_hours",
    "opening_hours_of",
    "place_line",
    "place_name",
    "place_names",
    "place_read",
    "profiles",
    "search",
    "search_divisions",
    "setting_of",
    "subjects_at",
    "unit_by_code",
    "unit_name",
    "units",
    "units_to_name",
]

_DAYS = Kept[CalendarDay](lambda: CalendarDay.objects.order_by("day").values_list("day", "working"))
_HOURS = Kept[OpeningHours](lambda: OpeningHours.objects.order_by("-since"))
_DIVISION = Kept[Division](lambda code: Division.objects.filter(pk=code), "-")
_UNIT = Kept[Unit](lambda code: Unit.objects.filter(code=code, active=True), "-")


def calendar() -> Calendar:
    """The calendar of today: the built-in table and the days an administrator declared, which go before it."""
    return _merged(tuple(_DAYS.all()))


@lru_cache(maxsize=8)
def _merged(days: tuple[tuple[date, bool], ...]) -> Calendar:
    merged = built_in().with_days(dict(days))
    return _kept.setdefault(merged.version, merged)


_kept: dict[str, Calendar] = {}


def calendar_kept(version: str) -> Calendar:
    """A calendar as it stood when promises were made under it; versions never change, so each is read once."""
    if version not in _kept:
        _kept[version] = Calendar.from_table(CalendarVersion.objects.get(pk=version).table)
    return _kept[version]


def missing_years(at: datetime) -> list[int]:
    """Of this year and the next, those nobody has entered a table for."""
    present = calendar().years
    return [year for year in (at.year, at.year + 1) if year not in present]


def declared_days() -> QuerySet[CalendarDay]:
    return CalendarDay.objects.order_by("-day")


def opening_hours(on: date) -> Hours:
    """The hours in force on a day."""
    return opening_hours_of([on])[on]


def opening_hours_of(days: Iterable[date]) -> dict[date, Hours]:
    """The hours in force on each of these days, in one query whatever their number."""
    wanted = set(days)
    rows: list[OpeningHours] = _HOURS.all() if wanted else []
    return {
        day: next((Hours.from_plain(row.spans) for row in rows if row.since <= day), OFFICE_HOURS) for day in wanted
    }


def declared_hours() -> QuerySet[OpeningHours]:
    return OpeningHours.objects.order_by("-since")


def setting_of(division: Division | None, cell: Cell | None = None) -> str:
    """urban, rural or remote: as the cell says, else by what the division is called."""
    if cell is not None and cell.setting:
        return cell.setting
    if division is None:
        return Setting.RURAL
    urban = division.name.endswith(("街道", "居委会", "社区"))
    return Setting.URBAN if urban else Setting.RURAL


def names(codes: Iterable[str]) -> dict[str, str]:
    """Names of divisions and of all above them, by code, in one query."""
    wanted = {above for code in codes for above in (code, *ancestors(code))}
    return dict(Division.objects.filter(pk__in=wanted).values_list("code", "name"))


def place_names(places: Collection[tuple[str | None, int | None]]) -> dict[tuple[str | None, int | None], str]:
    """For (division code, cell id) pairs: county to cell in words, in two queries whatever their number."""
    known = names(code for code, _ in places if code)
    cells = dict(Cell.objects.filter(pk__in={cell for _, cell in places if cell}).values_list("pk", "name"))
    return {
        (code, cell): " ".join(word for word in (*_spoken(code, known), cells.get(cell, "") if cell else "") if word)
        for code, cell in places
    }


def _spoken(code: str | None, known: Mapping[str, str]) -> list[str]:
    if not code:
        return []
    line = [code, *ancestors(code)]
    return [known.get(part, "") for part in reversed(line) if len(part) >= (6 if len(code) > 6 else 4)]


def place_line(division_code: str | None, cell: Cell | None = None) -> list[str]:
    """A place from the province down to its cell, each step in words; empty when nobody knows it. One query."""
    if not division_code:
        return []
    known = names([division_code])
    steps = [known.get(code, "") for code in reversed([division_code, *ancestors(division_code)])]
    return [step for step in (*steps, cell.name if cell else "") if step]


def place_name(division_code: str | None, cell_id: int | None = None) -> str:
    return place_names([(division_code, cell_id)])[(division_code, cell_id)]


PLACE_READ = ("division__parent__parent__parent__parent", "cell")  # what a row joins, so that its place needs no query


def place_read(division: Division | None, cell: Cell | None) -> str:
    """The same words for a place that was read together with all above it, by PLACE_READ."""
    known, above = {}, division
    while above is not None:
        known[above.pk] = above.name
        above = above.parent if above.parent_id else None
    return " ".join(
        word for word in (*_spoken(division.pk if division else None, known), cell.name if cell else "") if word
    )


def children(code: str | None) -> QuerySet[Division]:
    """Divisions right below one, or the provinces."""
    return Division.objects.filter(parent_id=code).order_by("code")


def division(code: str) -> Division | None:
    found: Division | None = _DIVISION.first(code)
    return found


def divisions_of(codes: Collection[str]) -> dict[str, Division]:
    """Divisions by code, in one query."""
    if len(codes) == 1:
        return {one.pk: one for one in _DIVISION.all(next(iter(codes)))}
    return Division.objects.in_bulk(codes)


def cell(code: str) -> Cell | None:
    return Cell.objects.select_related("division").filter(code=code).first()


def cell_of(key: int, division_code: str) -> Cell | None:
    """A cell by its key, when it lies in this division."""
    return Cell.objects.filter(pk=key, division_id=division_code).first()


def office_divisions(most: int = 400) -> list[Division]:
    """Places an office deals with: where its units are, and what lies right below; in one query."""
    near = Q(units__active=True) | Q(parent__units__active=True)
    return list(Division.objects.filter(near).distinct().order_by("code")[:most])


def aliases(words: str = "", within: str = "") -> QuerySet[Alias]:
    """The office's own names of places that hold these words, understood inside a division."""
    found = Alias.objects.filter(name__contains=words.strip(), home__code__startswith=within)
    return found.select_related("division", "cell", "home").order_by("home_id", "name")


def alias_named(name: str, home_code: str) -> Alias | None:
    return Alias.objects.filter(name=name, home_id=home_code).first()


def search_divisions(words: str, within: str = "", most: int = 20) -> list[Division]:
    """Divisions whose name holds the words, best first: whole name, then beginning, then the higher level."""
    words = words.strip()
    if not words:
        return []
    found = Division.objects.filter(name__contains=words, code__startswith=within)[:500]
    return sorted(found, key=lambda row: (row.name != words, not row.name.startswith(words), row.level, row.code))[
        :most
    ]


def officers_for(role: str, *, division_code: str | None = None, cell_id: int | None = None, on: date) -> list[Officer]:
    """Who holds a role nearest to a place: its cell, the cell around it, village, town, county and so on."""
    return nearest_officers([(role, division_code, cell_id)], on=on)[(role, division_code, cell_id)]


Asked = tuple[str, str | None, int | None]


def nearest_officers(
    asked: Collection[Asked], *, on: date, around: Mapping[int, int | None] | None = None
) -> dict[Asked, list[Officer]]:
    """The same for many (role, division code, cell id) at once, in two queries; in one for whoever knows the cell
    `around` each cell."""
    cells = {cell for _, _, cell in asked if cell}
    if around is None:
        around = dict(Cell.objects.filter(pk__in=cells).values_list("pk", "parent_id"))
    codes = {code for _, place, _ in asked if place for code in (place, *ancestors(place))}
    duties = (
        Duty.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, officer__is_active=True)
        .filter(role__in={role for role, _, _ in asked})
        .filter(Q(cell_id__in=cells | set(around.values())) | Q(division_id__in=codes, cell__isnull=True))
        .select_related("officer__unit")
        .order_by("id")
    )
    held: dict[tuple[str, str | int | None], list[Officer]] = {}
    for duty in duties:
        held.setdefault((duty.role, duty.cell_id or duty.division_id), []).append(duty.officer)
    found = {}
    for role, place, cell in asked:
        rings: list[str | int | None] = [cell, around.get(cell) if cell else None]
        rings += [place, *ancestors(place)] if place else []
        found[(role, place, cell)] = next((held[(role, ring)] for ring in rings if ring and (role, ring) in held), [])
    return found


def duties_of(officer: Officer, on: date) -> QuerySet[Duty]:
    return Duty.objects.filter(Q(until__isnull=True) | Q(until__gte=on), officer=officer, since__lte=on).select_related(
        "division", "cell"
    )


def units_to_name() -> QuerySet[Unit]:
    """Units a report may be said to be about: all, but one that dispatches alone, for then nobody could take it up."""
    dispatching = set(Officer.objects.filter(post=Post.DISPATCHER, is_active=True).values_list("unit_id", flat=True))
    return units().exclude(pk__in=dispatching) if len(dispatching) == 1 else units()


def unit_name(unit_id: int) -> str:
    return Unit.objects.filter(pk=unit_id).values_list("name", flat=True).first() or ""


def units() -> QuerySet[Unit]:
    return Unit.objects.filter(active=True).order_by("name")


def is_locked(username: str, *, at: datetime) -> bool:
    row = SignInTry.objects.filter(username=username[:60]).first()
    return row is not None and people.is_locked(people.Lock(row.failures, row.locked_until), at)


def counts() -> dict[str, int]:
    """How much the registry holds, for the health page."""
    return {"divisions": Division.objects.count(), "units": Unit.objects.count(), "officers": Officer.objects.count()}


def is_empty() -> bool:
    return not Officer.objects.exists()


def actor_names(actors: Iterable[str]) -> dict[str, str]:
    """Names of officers by how the ledger names them, in one query; others stay as they are."""
    wanted = set(actors)
    keys = {int(actor[8:]) for actor in wanted if actor.startswith("officer:") and actor[8:].isdigit()}
    names = Officer.objects.filter(pk__in=keys).values_list("pk", "name") if keys else ()
    found = {f"officer:{key}": name for key, name in names}
    return {actor: found.get(actor, actor) for actor in wanted}


def actor_by_username(username: str) -> str:
    """How the ledger names the officer of an account, active or not; empty when there is none."""
    officer = Officer.objects.filter(username=username).first()
    return officer.actor if officer else ""


def officers_of(unit_id: int) -> list[Officer]:
    """Those of a unit who handle cases, the head first."""
    posts = [Post.HEAD, Post.OFFICER]
    found = Officer.objects.filter(unit_id=unit_id, post__in=posts, is_active=True).order_by("name", "pk")
    return sorted(found, key=lambda one: one.post != Post.HEAD)


def subjects_at(index: str) -> set[int]:
    """Who is known at a phone, by its blind index: a person, an enterprise, or both."""
    return set(Subject.objects.filter(phone_index=index).values_list("pk", flat=True)) if index else set()


def first_officer(unit_id: int) -> Officer | None:
    """The longest-serving active officer of a unit."""
    return Officer.objects.filter(unit_id=unit_id, is_active=True).order_by("pk").first()


_KEY = Kept[OfficerKey](
    lambda name: OfficerKey.objects.filter(name=name, ended_at__isnull=True, officer__is_active=True).select_related(
        "officer"
    ),
    "-",
)


def key_named(name: str) -> OfficerKey | None:
    """The living key of this public name, with its officer; none of an account that is closed."""
    found: OfficerKey | None = _KEY.first(name)
    return found


def keys_for(officer: Officer) -> QuerySet[OfficerKey]:
    """Living keys an officer may see: their own; the security administrator sees all."""
    rows = OfficerKey.objects.filter(ended_at__isnull=True).select_related("officer").order_by("officer", "pk")
    return rows if officer.post == Post.SECURITY_ADMIN else rows.filter(officer=officer)


def unit_by_code(code: str) -> Unit | None:
    found: Unit | None = _UNIT.first(code)
    return found


def cell_by_code(code: str) -> Cell | None:
    return Cell.objects.filter(code=code).first()


def officer_named(username: str) -> Officer | None:
    return Officer.objects.filter(username=username, is_active=True).first()


def officer_by_actor(actor: str) -> Officer | None:
    """The active officer whom the ledger names so."""
    key = actor.removeprefix("officer:")
    return Officer.objects.filter(pk=int(key), is_active=True).first() if key.isdigit() else None


def centre() -> Unit | None:
    """The unit that dispatches for others."""
    return Unit.objects.filter(is_centre=True, active=True).order_by("pk").first()
