"""Names of places, made ready for finding."""

from functools import lru_cache

from django.db.models import Count, Max

from jishiyu.ledger.queries import story
from jishiyu.registry.divisions import DIVISIONS
from jishiyu.registry.models import Alias, Cell, Division
from jishiyu.sensing.place import Gazetteer, Spot


def gazetteer(county: str) -> Gazetteer:
    """Names inside one county (6 digits) or city (4), read again when divisions, cells or aliases were added or
    renamed."""
    stamps = (
        story(DIVISIONS).aggregate(last=Max("version")),
        Division.objects.filter(code__startswith=county).aggregate(n=Count("pk"), last=Max("pk")),
        Cell.objects.filter(division__code__startswith=county).aggregate(n=Count("pk"), last=Max("pk")),
        Alias.objects.filter(home__code__startswith=county).aggregate(n=Count("pk"), last=Max("pk")),
    )
    return _gazetteer(county, *(value for stamp in stamps for value in stamp.values()))


@lru_cache(maxsize=64)
def _gazetteer(county: str, *stamp: object) -> Gazetteer:
    aliases = Alias.objects.filter(home__code__startswith=county).values_list("name", "division_id", "cell_id")
    return Gazetteer(
        Division.objects.filter(code__startswith=county).values_list("code", "name"),
        Cell.objects.filter(division__code__startswith=county).values_list("pk", "name", "division_id"),
        [(name, Spot(code, cell)) for name, code, cell in aliases],
    )
