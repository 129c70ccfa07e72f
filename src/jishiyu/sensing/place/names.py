"""The names of one province, in the forms in which people say them. No database."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

import msgspec
from daachorse import CharwiseDoubleArrayAhoCorasick

from jishiyu.lib.divisions import ancestors
from jishiyu.sensing.place.words import ELSEWHERE

TAUGHT, FULL, ALIAS, BARE = 4, 3, 2, 1  # how surely a form means the place; the office's own words before every list

Form = tuple[str, int]


class Spot(msgspec.Struct, frozen=True, gc=False):
    """A place: a division, and a cell inside it or none."""

    code: str
    cell: int | None = None


class Meaning(NamedTuple):
    strength: int
    spot: Spot


class Hit(NamedTuple):
    start: int
    end: int
    meanings: list[Meaning]  # none: a place outside the province


class Forms:
    """Forms of names with what they may mean, found in a text in one pass, also those that overlap."""

    def __init__(self, known: dict[str, list[Meaning]]) -> None:
        self.known = known
        self._meanings = list(known.values())
        self._automaton = CharwiseDoubleArrayAhoCorasick(list(known) or ["\0"])

    def find(self, text: str) -> list[Hit]:
        hits = self._automaton.find_overlapping(text)
        return [Hit(start, end, self._meanings[number]) for start, end, number in hits]


_VILLAGE = re.compile(r"^(.+?)(?:村民委员会|村村委会|村委会|村)$")
_COMMUNITY = re.compile(r"^(.+?)(?:社区居民委员会|社区居委会|居民委员会|居委会|社区村委会|社区)$")
_TOWN = re.compile(r"^(.+?)(街道办事处|街道|镇|乡)$")
_COUNTY = re.compile(r"^(.+?)(?:自治县|自治州|管理区|地区|县|市|区|州)$")
_PEOPLE = re.compile(r"(?:(?:土家|维吾尔|蒙古|[苗侗瑶回白壮满畲])族)+(?=乡|自治|村|$)")
_ZONE = re.compile(r"^(?:湖南)?(.{2})?(.{2})?(?:高新技术产业园区|高新技术产业开发区)$")
_NAMELESS = frozenset({"居委会", "村委会", "社区", "生活区"})  # stand in some lists for want of a name
VILLAGE_ENDINGS, COMMUNITY_ENDINGS = ("村", "村委会"), ("社区", "居委会", "社区居委会", "居民委员会")


class Names:
    """Divisions of one province by code, with what lies below each."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self.name: dict[str, str] = dict(rows)
        self.below: dict[str, list[str]] = {}
        for code in self.name:
            above = next((one for one in ancestors(code) if one in self.name), "")
            self.below.setdefault(above, []).append(code)

    def forms(self, code: str) -> Iterator[Form]:
        """How people say the name of a division, the surest first."""
        name = self.name[code]
        if len(code) == 12:
            return _of_village(_without_parents(name, [self.name.get(above, "") for above in ancestors(code)]))
        return _of_town(name) if len(code) == 9 else _of_county(name)

    def inside(self, area: str) -> Iterator[str]:
        """Codes of an area and of everything below it."""
        if area in self.name:
            yield area
        yield from self._within(area)

    @cached_property
    def upper(self) -> Forms:
        """Towns by their sure names, counties and cities by all of theirs, and what lies outside the province."""
        known: dict[str, list[Meaning]] = {name: [] for name in ELSEWHERE}
        for code in self.name:
            if len(code) < 12:
                for form, strength in self.forms(code):
                    if strength > BARE or len(code) < 9:
                        known.setdefault(form, []).append(Meaning(strength, Spot(code)))
        return Forms(known)

    def under(self, code: str, form: str) -> list[str]:
        """Codes that a form may mean of what lies anywhere below a town, county or city."""
        return [one for one in self._meant.get(form, ()) if len(one) > len(code) and one.startswith(code)]

    @cached_property
    def _meant(self) -> dict[str, list[str]]:
        """Every form of everything in the province. One table, made at once: kept for each parent that was ever said,
        tables would come to several times as much, and go on growing for days."""
        found: dict[str, list[str]] = {}
        for code in sorted(self.name):
            for form, _ in self.forms(code):
                found.setdefault(form, []).append(code)
        return found

    def _within(self, code: str) -> Iterator[str]:
        for child in self.below.get(code, ()):
            yield child
            yield from self._within(child)

    @cached_property
    def anywhere(self) -> dict[str, list[str]]:
        """The sure forms of villages and towns of the whole province."""
        found: dict[str, list[str]] = {}
        for code in self.name:
            if len(code) >= 9:
                for form, strength in self.forms(code):
                    if strength == FULL:
                        found.setdefault(form, []).append(code)
        return found


def _without_parents(name: str, above: list[str]) -> str:
    """Some lists write a village with its town and county before it."""
    for parent in reversed(above):
        if parent and name.startswith(parent) and len(name) > len(parent) + 1:
            name = name[len(parent) :]
    return name


def _of_village(name: str) -> Iterator[Form]:
    village, community = _VILLAGE.match(name), _COMMUNITY.match(name)
    found = community or village
    if found is None:
        if name not in _NAMELESS:
            yield name, FULL
        return
    yield name, FULL
    core = found.group(1)
    own, other = (COMMUNITY_ENDINGS, VILLAGE_ENDINGS) if community else (VILLAGE_ENDINGS, COMMUNITY_ENDINGS)
    if len(core) > 2 and core[-1] == "村":
        core = core[:-1]
    yield from ((core + ending, FULL) for ending in own if core + ending != name)
    yield from ((core + ending, ALIAS) for ending in other)
    short = _PEOPLE.sub("", core)
    if 2 <= len(short) < len(core):
        yield short + own[0], FULL
    if len(short) >= 2:
        yield short, BARE


def _of_town(name: str) -> Iterator[Form]:
    yield name, FULL
    found = _TOWN.match(name)
    if found is None:
        return
    core, ending = _PEOPLE.sub("", found.group(1)), found.group(2)
    if len(core) < 2:
        return
    if core + ending != name:
        yield core + ending, FULL
    if ending == "街道办事处":
        yield core + "街道", FULL
    elif ending in ("镇", "乡"):
        yield core + ("乡" if ending == "镇" else "镇"), ALIAS  # many a 乡 became a 镇
    yield core, BARE


def _of_county(name: str) -> Iterator[Form]:
    yield name, FULL
    zone = _ZONE.match(name)
    if zone is not None and zone.group(1):
        yield zone.group(1) + "高新区", FULL
        yield "高新区", ALIAS
    found = _COUNTY.match(name)
    core = _PEOPLE.sub("", found.group(1)) if found else ""
    if len(core) >= 2:
        yield core, BARE
