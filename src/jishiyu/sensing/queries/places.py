"""Names of places, made ready for finding."""

from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import or_

from django.db.models import Q

from jishiyu.ledger.queries import last_versions
from jishiyu.lib.divisions import ancestors
from jishiyu.registry.divisions import ALIASES, CELLS, DIVISIONS
from jishiyu.registry.models import Alias, Cell, Division
from jishiyu.sensing.place import Gazetteer, Names, Spot

SUBJECTS = (DIVISIONS, CELLS, ALIASES)
AREAS_KEPT = 400  # gazetteers in memory, some 0.4 MB each: every county of two provinces

Stamp = tuple[int, ...]
_kept: dict[tuple[str, Stamp], Gazetteer] = {}


def gazetteers(areas: Iterable[str]) -> dict[str, Gazetteer]:
    """Names inside each of these areas (6 digits a county, 4 a city, 2 a province), and of the province around it.

    Read anew when divisions, cells or aliases were added or changed: that is asked once, whatever the areas; what is
    missing then is read for all of them together, so that a batch takes five queries at most for each province.
    """
    wanted = set(areas)
    if not wanted:
        return {}
    last = last_versions(SUBJECTS)
    stamp = tuple(last.get(subject, 0) for subject in SUBJECTS)
    missing = {area for area in wanted if (area, stamp) not in _kept}
    if missing:
        _read(missing, stamp)
    return {area: _kept[area, stamp] for area in wanted}


def gazetteer(area: str) -> Gazetteer:
    """The names of one area."""
    return gazetteers([area])[area]


def _read(areas: set[str], stamp: Stamp) -> None:
    if len(_kept) + len(areas) > AREAS_KEPT or any(old != stamp for _, old in _kept):
        _kept.clear()
    cells, aliases = _cells(areas), _aliases(areas)
    for area in areas:
        _kept[area, stamp] = Gazetteer(_names(area[:2], stamp[0]), area, cells[area], aliases[area])


def _cells(areas: set[str]) -> dict[str, list[tuple[int, str, str]]]:
    inside = reduce(or_, (Q(division__code__startswith=area) for area in areas))
    found: dict[str, list[tuple[int, str, str]]] = {area: [] for area in areas}
    for key, name, code in Cell.objects.filter(inside).values_list("pk", "name", "division_id"):
        for area in areas.intersection((code, *ancestors(code))):
            found[area].append((key, name, code))
    return found


def _aliases(areas: set[str]) -> dict[str, list[tuple[str, Spot]]]:
    """Names understood inside an area, or in a city or province that holds it."""
    understood = Q(home_id__in={above for area in areas for above in ancestors(area)})
    understood |= reduce(or_, (Q(home__code__startswith=area) for area in areas))
    found: dict[str, list[tuple[str, Spot]]] = {area: [] for area in areas}
    rows = Alias.objects.filter(understood).order_by("home_id")  # the nearer name has the last word
    for name, home, code, cell in rows.values_list("name", "home_id", "division_id", "cell_id"):
        for area in areas:
            if home.startswith(area) or area.startswith(home):
                found[area].append((name, Spot(code, cell)))
    return found


@lru_cache(maxsize=4)
def _names(province: str, version: int) -> Names:
    return Names(Division.objects.filter(code__startswith=province).values_list("code", "name"))


def forget() -> None:
    """Read everything anew at the next use; for who changes the tables by other ways than actions."""
    _kept.clear()
    _names.cache_clear()
