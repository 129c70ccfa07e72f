"""Which unit should have a case, why, and how sure that is. No database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from jishiyu.lib.divisions import is_within

SURE_FROM = 80  # percent: below it a person decides, unless the office or the kind says otherwise
SPACES = re.compile(r"\s+")

# how far each ground alone is believed, in percent, before anything is known of how such cases ended
ITEM_HERE, ITEM_ANYWHERE, KIND_HERE, KIND_ANYWHERE = 92, 88, 85, 75
ON_DUTY, NAMED_BY_A_RETURN, LAST_RESORT, ONLY_PRECEDENT = 85, 55, 30, 50
BOTH_AGREE, THEY_DISAGREE, TWO_ITEMS = 7, -15, -30
MOST, GAVE_BACK, AFTER_A_RETURN = 97, 5, 60
BASE_WEIGHS = 6  # the grounds count as much as so many cases seen to their end
FEWEST_PRECEDENTS = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A catalogue entry as suggesting sees it. `division` empty: everywhere. With an `item` it speaks only of texts
    that hold one of its `words`."""

    unit: int
    division: str
    ground: str
    entry: int | None = None
    item: str = ""
    words: tuple[str, ...] = ()
    role: str = "lead"  # or assist


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit, perhaps an officer of it, and the reasons as (code, words) pairs, the weightiest suggestion first.
    `confidence` in percent."""

    unit: int
    officer: int | None
    reasons: tuple[tuple[str, str], ...]
    entry: int | None = None  # the catalogue entry it rests on
    confidence: int = field(default=0, compare=False)
    name: str = field(default="", compare=False)  # of the unit, where it was read with it


def items_in(text: str, catalogue: Sequence[Known]) -> frozenset[str]:
    """Items of the catalogue a text speaks of."""
    bare = SPACES.sub("", text).casefold()
    return frozenset(
        entry.item for entry in catalogue if entry.item and any(word.casefold() in bare for word in entry.words if word)
    )


def suggest(
    *,
    place: str,
    catalogue: Sequence[Known],
    on_duty: Sequence[tuple[int, int, str]],
    home_unit: int | None,
    person_first: bool,
    returned: Sequence[tuple[int, int | None, str]] = (),
    text: str = "",
    precedents: Mapping[int, int] | None = None,
) -> list[Suggestion]:
    """`on_duty` lists (unit, officer, name) of the nearest duty. With `person_first` the one on duty goes before the
    catalogue (danger, outage); otherwise the catalogue decides: an item found in the text before the kind as a whole,
    the nearer place before the wider. The source's own unit is the last resort, on the first line; on others
    `home_unit` is None and nobody may fit.

    `returned` lists returns as (unit that gave it back, unit it named, ground), the latest first: what they name goes
    before all else, and who gave it back comes last, with a word that it did. `precedents` counts by unit how cases
    of this kind, place and item were finally handled: they never go before the catalogue, but make it more or less
    sure, and add a unit it does not know."""
    entries = _holding([one for one in catalogue if one.role == "lead"], place, text)
    seen = precedents or {}
    by_catalogue = [Suggestion(one.unit, None, _by_entry(one), one.entry) for one in entries[:2]]
    by_duty = [Suggestion(unit, officer, (("duty", name),)) for unit, officer, name in on_duty[:2]]
    ranked = by_duty + by_catalogue if person_first else _with_officers(by_catalogue, by_duty) + by_duty
    ranked += [Suggestion(unit, None, ()) for unit, count in _usual(seen) if count >= FEWEST_PRECEDENTS]
    if home_unit is not None:
        ranked.append(Suggestion(home_unit, None, (("home", ""),)))
    given_back = {unit for unit, _, _ in returned}
    named = [Suggestion(to, None, (("returned", ground),)) for _, to, ground in returned if to and to not in given_back]
    best: dict[int, Suggestion] = {}
    for suggestion in [*named, *ranked]:
        best.setdefault(suggestion.unit, suggestion)
    weighed = [
        _weighed(best[unit], entries, [one[0] for one in on_duty[:1]], seen, given_back, person_first=person_first)
        for unit in best
    ]
    return [one for one in weighed if one.unit not in given_back] + [one for one in weighed if one.unit in given_back]


def doubted(found: Sequence[Suggestion], subject: int) -> list[Suggestion]:
    """The same, none surer than the subject of the letter is (in percent): a wrong subject goes to a wrong unit."""
    return [
        replace(one, confidence=subject, reasons=(*one.reasons, ("subject_doubt", f"{subject} %")))
        if one.confidence > subject
        else one
        for one in found
    ]


def assisting(place: str, catalogue: Sequence[Known], text: str) -> list[Suggestion]:
    """Units that assist by the catalogue, whoever leads: those of an item in the text before those of the kind."""
    entries = _holding([one for one in catalogue if one.role != "lead"], place, text)
    found: dict[int, Suggestion] = {}
    for one in entries:
        found.setdefault(one.unit, Suggestion(one.unit, None, _by_entry(one), one.entry, confidence=_of_entry(one)))
    return list(found.values())


def _holding(catalogue: Sequence[Known], place: str, text: str) -> list[Known]:
    """Entries that hold in a place and, where they have an item, for a text: the special before the general."""
    spoken = items_in(text, catalogue)
    entries = [one for one in catalogue if not one.division or is_within(place, one.division)]
    entries = [one for one in entries if not one.item or one.item in spoken]
    return sorted(entries, key=lambda one: (not one.item, -len(one.division)))


def _by_entry(one: Known) -> tuple[tuple[str, str], ...]:
    return (("item", one.item), ("catalogue", one.ground)) if one.item else (("catalogue", one.ground),)


def _usual(seen: Mapping[int, int]) -> list[tuple[int, int]]:
    return sorted(seen.items(), key=lambda pair: (-pair[1], pair[0]))[:1]


def _with_officers(by_catalogue: Sequence[Suggestion], by_duty: Sequence[Suggestion]) -> list[Suggestion]:
    """The catalogue's unit, with its officer on duty in that place where it has one."""
    officers = {one.unit: one for one in by_duty}
    return [
        replace(one, officer=officers[one.unit].officer, reasons=one.reasons + officers[one.unit].reasons)
        if one.unit in officers
        else one
        for one in by_catalogue
    ]


def _weighed(
    one: Suggestion,
    entries: Sequence[Known],
    on_duty: Sequence[int],
    seen: Mapping[int, int],
    given_back: set[int],
    *,
    person_first: bool,
) -> Suggestion:
    """With its confidence, and a reason for whatever raised or lowered it."""
    base, more = _base(one, entries, on_duty, person_first=person_first)
    ended = sum(seen.values())
    if ended >= FEWEST_PRECEDENTS:
        base = round((BASE_WEIGHS * base + 100 * seen.get(one.unit, 0)) / (BASE_WEIGHS + ended))
        more.append(("precedent", f"{seen.get(one.unit, 0)}/{ended}"))
    if given_back:
        base = min(base, AFTER_A_RETURN)
    if one.unit in given_back:
        base = GAVE_BACK
        more.append(("gave_back", ""))
    return replace(one, reasons=(*one.reasons, *more), confidence=max(0, min(MOST, base)))


def _base(
    one: Suggestion, entries: Sequence[Known], on_duty: Sequence[int], *, person_first: bool
) -> tuple[int, list[tuple[str, str]]]:
    """How far its grounds alone are believed, and what speaks against it."""
    strongest = next((entry for entry in entries if entry.unit == one.unit), None)
    grounds = [_of_entry(strongest)] if strongest else []
    grounds += [ON_DUTY] if one.unit in on_duty else []
    grounds += [NAMED_BY_A_RETURN] if any(code == "returned" for code, _ in one.reasons) else []
    grounds += [LAST_RESORT] if any(code == "home" for code, _ in one.reasons) else []
    base, against = max(grounds, default=ONLY_PRECEDENT), list[tuple[str, str]]()
    if strongest and one.unit in on_duty:
        base += BOTH_AGREE
    elif strongest and on_duty and not person_first:
        base += THEY_DISAGREE
        against.append(("duty_elsewhere", ""))
    rivals = {entry.item for entry in entries if entry.item and entry.unit != one.unit}
    if strongest and strongest.item and rivals:
        base += TWO_ITEMS
        against.append(("other_item", "、".join(sorted(rivals))))
    return base, against


def _of_entry(entry: Known) -> int:
    if entry.item:
        return ITEM_HERE if entry.division else ITEM_ANYWHERE
    return KIND_HERE if entry.division else KIND_ANYWHERE
