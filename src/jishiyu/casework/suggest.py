"""Which unit should have a case, and why. No database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jishiyu.lib.divisions import is_within


@dataclass(frozen=True, slots=True)
class Known:
    """A catalogue entry as suggesting sees it. `division` empty: everywhere."""

    unit: int
    division: str
    ground: str
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit, perhaps an officer of it, and the reasons as (code, words) pairs, the weightiest suggestion first."""

    unit: int
    officer: int | None
    reasons: tuple[tuple[str, str], ...]
    entry: int | None = None  # the catalogue entry it rests on


def suggest(
    *,
    place: str,
    catalogue: Sequence[Known],
    on_duty: Sequence[tuple[int, int, str]],
    home_unit: int | None,
    person_first: bool,
    returned: Sequence[tuple[int, int | None, str]] = (),
) -> list[Suggestion]:
    """`on_duty` lists (unit, officer, name) of the nearest duty. With `person_first` the one on duty goes before the
    catalogue (danger, outage); otherwise the catalogue decides. The source's own unit is the last resort, on the first
    line; on others `home_unit` is None and nobody may fit.

    `returned` lists returns as (unit that gave it back, unit it named, ground), the latest first: what they name goes
    before all else, and who gave it back comes last, with a word that it did."""
    entries = [entry for entry in catalogue if not entry.division or is_within(place, entry.division)]
    entries.sort(key=lambda entry: -len(entry.division))
    by_catalogue = [Suggestion(entry.unit, None, (("catalogue", entry.ground),), entry.entry) for entry in entries[:2]]
    by_duty = [Suggestion(unit, officer, (("duty", name),)) for unit, officer, name in on_duty[:2]]
    ranked = by_duty + by_catalogue if person_first else _with_officers(by_catalogue, by_duty) + by_duty
    if home_unit is not None:
        ranked.append(Suggestion(home_unit, None, (("home", ""),)))
    given_back = {unit for unit, _, _ in returned}
    named = [Suggestion(to, None, (("returned", ground),)) for _, to, ground in returned if to and to not in given_back]
    best: dict[int, Suggestion] = {}
    for suggestion in [*named, *ranked]:
        best.setdefault(suggestion.unit, suggestion)
    last = [_who_gave_it_back(best[unit]) for unit in best if unit in given_back]
    return [best[unit] for unit in best if unit not in given_back] + last


def _who_gave_it_back(one: Suggestion) -> Suggestion:
    return replace(one, reasons=(*one.reasons, ("gave_back", "")))


def _with_officers(by_catalogue: Sequence[Suggestion], by_duty: Sequence[Suggestion]) -> list[Suggestion]:
    """The catalogue's unit, with its officer on duty in that place where it has one."""
    officers = {one.unit: one for one in by_duty}
    return [
        replace(one, officer=officers[one.unit].officer, reasons=one.reasons + officers[one.unit].reasons)
        if one.unit in officers
        else one
        for one in by_catalogue
    ]
