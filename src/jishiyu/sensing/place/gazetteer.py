"""Finding the place a message names, with the home of its group as context. No database."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

import msgspec
from daachorse import CharwiseDoubleArrayAhoCorasick

from jishiyu.sensing.place.names import ALIAS, BARE, FULL, TAUGHT, Forms, Hit, Meaning, Names, Spot
from jishiyu.sensing.place.sound import is_slip, sound
from jishiyu.sensing.place.speech import bare_means_the_place, makes_another_thing, unlisted
from jishiyu.sensing.place.within import spots
from jishiyu.sensing.place.words import NO_NAME

MOST_ASKED = 8

_LONGEST_NAME = 12
_SHORTEST_HEARD = 3
_NEAR = 8  # characters between a parent and what is said of it
_LONGER_BY = 3  # characters that make a listed name another, longer one: 高和平村

How = Literal["home", "named", "within", "unlisted", "asked", "elsewhere"]


class Placed(msgspec.Struct, frozen=True, gc=False):
    """Where a message speaks of.

    `words` are as written; empty when nothing is named and the home of its group stands in. `how` says what stands
    behind the spot: "named", a place of the list; "within", words below the list, inside the home; "unlisted", a name
    that is in no list, the nearest sure place standing in; "asked", a name of several places, `candidates`, between
    which somebody must choose; "elsewhere", a place far from here, of which the home heard.
    """

    spot: Spot | None
    words: str = ""
    how: How = "home"
    candidates: tuple[Spot, ...] = ()


class _Found(NamedTuple):
    """What one name, with its parents, came to."""

    start: int
    end: int
    spots: tuple[Spot, ...]
    strength: int
    missing: bool = False  # a name below the spot is in no list
    unsure: bool = False  # even a single place is to be asked: far away, and its county was not said

    @property
    def rank(self) -> tuple[int, bool, int, int, int]:
        fineness = min(map(_fineness, self.spots))
        return (fineness, not self.unsure, self.strength, self.end - self.start, -self.start)


class Gazetteer:
    """Names of one area, of what stands beside it in the province, of its cells, and the office's own."""

    def __init__(
        self,
        names: Names,
        area: str,
        cells: Iterable[tuple[int, str, str]] = (),
        aliases: Iterable[tuple[str, Spot]] = (),
    ) -> None:
        """`area` is the code of a county, or of a city or province whose hotline hears it all; cells as (id, name,
        division code), aliases as (name, spot)."""
        self.names, self.area = names, area
        known: dict[str, list[Meaning]] = {}
        for code in names.inside(area):
            for form, strength in names.forms(code):
                known.setdefault(form, []).append(Meaning(strength, Spot(code)))
        for cell, name, code in cells:
            known.setdefault(name, []).append(Meaning(FULL, Spot(code, cell)))
        known |= {name: [Meaning(TAUGHT, spot)] for name, spot in aliases}
        self._here = Forms(known)

    def find(self, text: str, home: Spot | None, earlier: Sequence[Spot] = (), heard: str = "") -> Placed:
        """The finest place named. `earlier` are places the thread named before, the latest last. A name that several
        places share is settled by its parent, the home or the thread, or it is asked. `heard` is the text as it sounds,
        for those who made it for many at once."""
        hits = self._hits(text)
        found = self._chains(text, hits) if hits else []
        if not any(len(one.spots[0].code) == 12 for one in found):
            found += self._heard_alike(text, heard or sound(text), found)
        if not found:
            return self._unnamed(text, home, hits)
        best = max(found, key=lambda one: one.rank)
        words = _words(text, best.start, best.end)
        if best.missing:
            return Placed(_finer(best.spots[0] if len(best.spots) == 1 else None, home), words, "unlisted")
        spots = _settle(best.spots, home, earlier)
        if len(spots) > 1 or best.unsure or (best.strength == BARE and _is_far(spots[0], home)):
            return Placed(home, words, "asked", spots[:MOST_ASKED])
        if home is None or _finer(spots[0], home) != home:
            return Placed(spots[0], words, "named")
        finer = words if len(words) > best.end - best.start else _longest(text)
        return Placed(home, finer or words, "within" if finer else "named")  # what lies around the home: nothing finer

    def _unnamed(self, text: str, home: Spot | None, hits: Sequence[Hit]) -> Placed:
        """No place of the list: one of no list, one far away, or words inside the home."""
        name = unlisted(text)
        if name is not None:
            full, words = text[name[0] : name[1]], _words(text, *name)
            there = tuple(Spot(code) for code in self.names.anywhere.get(full, ()) if len(code) == 9)
            # a town of another county, whose name was not said: to be asked
            return Placed(home, words, "asked" if there else "unlisted", there[:MOST_ASKED])
        start, end = max(spots(text), key=lambda one: one[1] - one[0], default=(0, 0))
        for hit in hits:
            if (not end or (hit.start < end and start < hit.end)) and not _is_around(hit.meanings, home):
                return Placed(home, text[hit.start : hit.end], "elsewhere")
        return Placed(home, text[start:end], "within" if end else "home")

    def _hits(self, text: str) -> list[Hit]:
        """Names that stand for a place here, the longest of those that overlap."""
        raw = self._here.find(text) + self.names.upper.find(text)
        if len(raw) > 1:
            raw.sort(key=lambda one: (one.start, -one.end))
        kept: list[Hit] = []
        for hit in raw:
            start, end, meanings = hit
            last = kept[-1] if kept else None
            if last and start < last.end and (end <= last.end or end - start <= last.end - last.start):
                continue
            after_parent = last is not None and last.end == start
            if not meanings and makes_another_thing(text, end):
                continue
            bare = bool(meanings) and max(one.strength for one in meanings) == BARE
            if bare and not after_parent and not self._stands(text, hit):
                continue
            if last and start < last.end:
                kept.pop()
            kept.append(hit)
        return kept

    def _stands(self, text: str, hit: Hit) -> bool:
        """Whether a bare name means the place: by the words around it, or because something that lies below it follows
        at once, as 浏阳 in 浏阳沙市镇."""
        return bare_means_the_place(text, hit.start, hit.end) or (
            self._child(text, hit.end, [one.spot for one in hit.meanings]) is not None
        )

    def _child(self, text: str, start: int, parents: Iterable[Spot]) -> tuple[int, tuple[Spot, ...]] | None:
        """The longest name right here of something below a town, county or city: where it ends, and its places."""
        for parent in parents:
            if parent.cell is not None or len(parent.code) == 12:
                continue
            for end in range(min(len(text), start + _LONGEST_NAME), start + 1, -1):
                codes = self.names.under(parent.code, text[start:end])
                if codes:
                    return end, tuple(Spot(code) for code in codes)
        return None

    def _chains(self, text: str, hits: Sequence[Hit]) -> list[_Found]:
        """Each name with the parents said before it."""
        found: list[_Found] = []
        parent: _Found | None = None  # the last town, county or city said
        for hit in hits:
            if not hit.meanings or (found and hit.start < found[-1].end):
                continue
            one = self._under(text, parent, hit) if parent is not None else None
            one = one or self._alone(text, hit)
            if one is None:
                continue
            if len(one.spots[0].code) < 12 and not one.missing:
                parent = one
            if not (one.unsure and len(one.spots[0].code) < 9):
                found.append(one)
        return found

    def _under(self, text: str, parent: _Found, hit: Hit) -> _Found | None:
        """A name below a parent said before it; None when the parent says nothing about it."""
        between = text[parent.end : hit.start]
        inside = [one for one in hit.meanings if any(_is_below(one.spot, spot) for spot in parent.spots)]
        if inside and (hit.start == parent.end or len(between) <= _NEAR or not _is_name(between)):
            start = parent.start if hit.start == parent.end else hit.start
            return _Found(start, hit.end, _best(inside), max(one.strength for one in inside))
        if len(between) <= _LONGER_BY and (not between or _is_name(between)) and len(hit.meanings[0].spot.code) == 12:
            return _Found(parent.start, hit.end, parent.spots, FULL, True, parent.unsure)
        return None

    def _alone(self, text: str, hit: Hit) -> _Found | None:
        """A name with no parent before it. Outside the area it counts when something below it follows."""
        below = self._child(text, hit.end, [one.spot for one in hit.meanings])
        while below is not None:
            end, spots = below
            below = self._child(text, end, spots)
            if below is None:
                return self._with_missing(text, _Found(hit.start, end, spots, FULL))
        here = [one for one in hit.meanings if self._is_here(one)]
        meanings = here or hit.meanings
        strength = max(one.strength for one in meanings)
        spots = _best(meanings)
        return self._with_missing(text, _Found(hit.start, hit.end, spots, strength, False, not here))

    def _with_missing(self, text: str, one: _Found) -> _Found:
        """A town or county with the name of something below it that is in no list, when one follows at once."""
        if len(one.spots[0].code) not in (6, 9) or one.strength < ALIAS:
            return one
        name = unlisted(text, one.end)
        return one if name is None else one._replace(end=name[1], missing=True)

    def _is_here(self, meaning: Meaning) -> bool:
        return meaning.strength == TAUGHT or meaning.spot.code.startswith(self.area)

    @cached_property
    def _alike(self) -> tuple[CharwiseDoubleArrayAhoCorasick, list[list[str]]]:
        """Names of the area by how they sound; made at the first name that is not written as listed."""
        by_sound: dict[str, list[str]] = {}
        forms = [form for form in self._here.known if len(form) >= _SHORTEST_HEARD]
        for heard, form in zip(sound("\0".join(forms)).split("\0"), forms, strict=False):
            by_sound.setdefault(heard, []).append(form)
        return CharwiseDoubleArrayAhoCorasick(list(by_sound) or ["\0"]), list(by_sound.values())

    def _heard_alike(self, text: str, sounds: str, found: Sequence[_Found]) -> list[_Found]:
        """Names that sound like one of the area: 付兴村 for 复兴村."""
        automaton, forms = self._alike
        heard = []
        for start, end, number in automaton.find_overlapping(sounds):
            said = text[start:end]
            if any(one.start < end and start < one.end for one in found) or not forms:
                continue
            meant = [one for form in forms[number] if is_slip(said, form) for one in self._here.known[form]]
            if meant:
                spots = _best(meant) + tuple(Spot(code) for code in self.names.anywhere.get(said, ()))
                heard.append(_Found(start, end, spots, BARE))
        return heard


def _best(meanings: Sequence[Meaning]) -> tuple[Spot, ...]:
    """Places of a name: the surest reading first, none twice."""
    return tuple(dict.fromkeys(one.spot for one in sorted(meanings, key=lambda one: -one.strength)))


def _is_below(spot: Spot, parent: Spot) -> bool:
    return spot != parent and spot.code.startswith(parent.code)


def _fineness(spot: Spot) -> int:
    return len(spot.code) + (spot.cell is not None)


def _is_far(spot: Spot, home: Spot | None) -> bool:
    """Whether it is a village of another town than the home's: a bare name or one that only sounds alike is too little
    to send somebody there."""
    return home is not None and len(home.code) >= 9 and len(spot.code) == 12 and spot.code[:9] != home.code[:9]


def _finer(spot: Spot | None, home: Spot | None) -> Spot | None:
    """The place, or the home when that lies inside it."""
    return home if spot is None or (home and spot.cell is None and home.code.startswith(spot.code)) else spot


def _is_around(meanings: Iterable[Meaning], home: Spot | None) -> bool:
    return home is not None and any(home.code.startswith(one.spot.code) for one in meanings)


def _longest(text: str) -> str:
    return max((text[start:end] for start, end in spots(text)), key=len, default="")


def _words(text: str, start: int, end: int) -> str:
    """A name with the words of place that follow it at once: 复兴村三组老屋."""
    for first, last in spots(text):
        if first <= end + (text[end : end + 1] == "的") and last > end and last > start:
            end = last
    return text[start:end]


def _is_name(words: str) -> bool:
    return all("一" <= letter <= "鿿" and letter not in NO_NAME for letter in words)


def _settle(spots: tuple[Spot, ...], home: Spot | None, earlier: Sequence[Spot]) -> tuple[Spot, ...]:
    """Places that a name may mean, in context: one when it is decided."""
    if len(spots) == 1:
        return spots
    for spot in spots:
        if all(other == spot or _is_below(other, spot) for other in spots):
            return (spot,)  # a town and the village it is named after
    for around in (*([home] if home else ()), *reversed(earlier)):
        for length in (12, 9):
            near = [spot for spot in spots if len(around.code) >= length and spot.code[:length] == around.code[:length]]
            if len(near) == 1:
                return (near[0],)
    return spots
