"""Lists of those served by what is known of them, and finding one by any part of its name."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr

from jishiyu.registry.kinds import attributes
from jishiyu.registry.models import Division, Duty, Profile, Subject, Unit
from jishiyu.registry.profiles import plain_name
from jishiyu.registry.queries import finding

MOST_FOUND, MOST_PARTS = 20, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is narrowed to. `values` are codes of listed attributes: of a tree the beginning will do; truth is
    "yes". `place` is the beginning of a division code."""

    kind: str = Subject.Kind.ENTERPRISE
    words: str = ""
    place: str = ""
    officer: int | None = None
    on: date | None = None  # the day on which the officer answers for them; nothing said, whenever
    values: Mapping[str, str] = field(default_factory=dict)


def profiles(wanted: Wanted) -> QuerySet[Profile]:
    """Those that fit, by name; each with its subject and place in the same query."""
    rows = Profile.objects.filter(kind=wanted.kind)
    for part in parts(wanted.words):
        rows = rows.filter(holds(part))
    if wanted.place:
        rows = rows.filter(subject__division__code__startswith=wanted.place)
    if wanted.officer is not None:
        rows = rows.filter(Exists(_duties(wanted.officer, wanted.on)))
    known = attributes(wanted.kind)
    for code, value in wanted.values.items():
        if code in known and value:
            rows = rows.filter(_with(code, value))
    return rows.select_related("subject__division").order_by("kind", "name", "pk")


def _duties(officer: int, on: date | None) -> QuerySet[Duty]:
    held = Duty.objects.filter(officer_id=officer, subject_id=OuterRef("pk"))
    return held.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on) if on else held


def _with(code: str, value: str) -> Q:
    attribute = attributes()[code]
    if attribute.type == "truth":
        return Q(**{f"values__{code}": value == "yes"})
    if attribute.type == "codes":
        return Q(**{f"values__{code}__contains": [value]})
    return Q(**{f"values__{code}__startswith" if attribute.tree else f"values__{code}": value})


def counties() -> QuerySet[Division]:
    """Counties of the city the office's centre is of."""
    centre = Unit.objects.filter(is_centre=True, active=True).order_by("pk").annotate(city=Substr("division_id", 1, 4))
    return Division.objects.filter(parent_id__in=Subquery(centre.values("city")[:1])).order_by("code")


def parts(words: str) -> list[str]:
    """What was typed, half-width, piece by piece: each must be in what is found."""
    return [plain_name(part) for part in unicodedata.normalize("NFKC", words).split()[:MOST_PARTS]]


def holds(part: str) -> Q:
    """A part of the name; in letters and digits also one of the initials, or the beginning of the code."""
    if not part.isascii():
        return Q(name__contains=part)
    return Q(initials__contains=part.lower()) | Q(code__startswith=part.upper()) | Q(name__contains=part)


def search(
    words: str, *, kind: str = Subject.Kind.ENTERPRISE, among: Q | None = None, most: int = MOST_FOUND
) -> list[Profile]:
    """The best of those that hold the words: the very name or code, then what begins so, then what holds it; among
    equals the shorter name first. `among` narrows to those the reader may see."""
    sought = parts(words)
    if not sought:
        return []
    rows, first = Profile.objects.filter(kind=kind), sought[0]
    if among is None:
        keys = finding.candidates(sought, kind)[: most * 2]  # twice: a change not yet seen may take some away
        here = [row for row in Profile.objects.filter(pk__in=keys) if all(_has(row, part) for part in sought)]
        return sorted(here, key=lambda row: _rank(row, first))[:most]
    rows = rows.filter(among)
    found = {row.pk: row for row in _narrowed(rows.filter(_begins(first)), sought[1:])[: most * 5]}
    if len(found) < most:
        found |= {row.pk: row for row in _narrowed(rows, sought)[: most * 5]}
    return sorted(found.values(), key=lambda row: _rank(row, first))[:most]


def _begins(part: str) -> Q:
    begins = Q(name__startswith=part)
    return (
        begins | Q(initials__startswith=part.lower()) | Q(code__startswith=part.upper()) if part.isascii() else begins
    )


def _narrowed(rows: QuerySet[Profile], sought: Sequence[str]) -> QuerySet[Profile]:
    for part in sought:
        rows = rows.filter(holds(part))
    return rows


def _has(row: Profile, part: str) -> bool:
    """What `holds` asks of the database."""
    ascii_too = part.isascii() and (part.lower() in row.initials or row.code.startswith(part.upper()))
    return ascii_too or part.lower() in row.name.lower()


def _rank(row: Profile, part: str) -> tuple[int, int, str, int]:
    if part in (row.name, row.code) or part.upper() == row.code:
        near = 0
    elif row.name.startswith(part) or row.initials.startswith(part.lower()) or row.code.startswith(part.upper()):
        near = 1
    else:
        near = 2
    return near, len(row.name), row.name, row.pk
