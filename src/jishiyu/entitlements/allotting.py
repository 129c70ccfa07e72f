"""Who is offered what: in order, each by their declared needs. No database. The rule is in
docs/how-to/queue-and-homes.md."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jishiyu.lib.refused import Refused

NO_LIMIT = 10**9
Key = tuple[int, int, str, int]  # of a home: area, rent, code, pk


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one who waits can use. `districts` are division codes, each meaning itself and all below; none is anywhere.
    Areas in 0.01 m²; institutions by code, the dearest first."""

    districts: tuple[str, ...] = ()
    rooms: tuple[int, int] = (0, NO_LIMIT)
    area: tuple[int, int] = (0, NO_LIMIT)
    accessible: bool = False
    institutions: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()  # what an institution must offer, all of it


@dataclass(frozen=True, slots=True)
class Waiter:
    """One who waits without an open offer. `refused` are the homes (or institutions) they have said no to."""

    pk: int
    wishes: Wishes = Wishes()
    refused: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class FreeHome:
    """A home that can be offered; area in 0.01 m², rent in fen a month."""

    pk: int
    code: str
    division: str
    area: int
    rooms: int
    rent: int
    accessible: bool = False


@dataclass(frozen=True, slots=True)
class OpenPlaces:
    """An institution, and how many places are free."""

    pk: int
    code: str
    free: int
    offers: frozenset[str] = frozenset()


def fits(home: FreeHome, wishes: Wishes) -> bool:
    """Whether a home meets declared needs."""
    return (
        (not wishes.districts or home.division.startswith(wishes.districts))
        and wishes.rooms[0] <= home.rooms <= wishes.rooms[1]
        and wishes.area[0] <= home.area <= wishes.area[1]
        and (home.accessible or not wishes.accessible)
    )


def match_homes(waiting: Sequence[Waiter], homes: Iterable[FreeHome]) -> dict[int, int]:
    """{waiting: home}. `waiting` in their order. About (homes given × kinds of homes) steps: whoever wishes what nobody
    before them found is passed at once."""
    stock = _Stock(homes)
    found: dict[int, int] = {}
    for needing in (True, False):
        hopeless: set[Wishes] = set()
        for one in waiting:
            if one.pk in found or (needing and not one.wishes.accessible) or one.wishes in hopeless:
                continue
            if not stock.left:
                return found
            home = stock.take(one)
            if home is not None:
                found[one.pk] = home
            elif not one.refused:
                hopeless.add(one.wishes)
    return found


class _Stock:
    """Free homes by kind (division, rooms, accessible), in each by area, rent and code."""

    def __init__(self, homes: Iterable[FreeHome]) -> None:
        kinds: dict[tuple[str, int, bool], list[Key]] = defaultdict(list)
        for home in homes:
            kinds[(home.division, home.rooms, home.accessible)].append((home.area, home.rent, home.code, home.pk))
        self._kinds = {kind: sorted(shelf) for kind, shelf in kinds.items()}
        self._fitting: dict[Wishes, tuple[list[list[Key]], list[list[Key]]]] = {}
        self.left = sum(map(len, self._kinds.values()))

    def take(self, one: Waiter) -> int | None:
        """The home this one is offered, no longer free; an accessible one only where no other fits, unless needed."""
        plain, accessible = self._shelves(one.wishes)
        for shelves in (accessible,) if one.wishes.accessible else (plain, accessible):
            found = [(shelf[place], shelf, place) for shelf in shelves if (place := _least(shelf, one)) is not None]
            if found:
                (_, _, _, pk), shelf, place = min(found, key=lambda one: one[0])
                del shelf[place]
                self.left -= 1
                return pk
        return None

    def _shelves(self, wishes: Wishes) -> tuple[list[list[Key]], list[list[Key]]]:
        known = self._fitting.get(wishes)
        if known is None:
            fitting = [
                (shelf, accessible)
                for (division, rooms, accessible), shelf in self._kinds.items()
                if (not wishes.districts or division.startswith(wishes.districts))
                and wishes.rooms[0] <= rooms <= wishes.rooms[1]
            ]
            known = [shelf for shelf, easy in fitting if not easy], [shelf for shelf, easy in fitting if easy]
            self._fitting[wishes] = known
        return known


def _least(shelf: list[Key], one: Waiter) -> int | None:
    """The place on a shelf of the first home this one wants."""
    least, most = one.wishes.area
    for place in range(bisect_left(shelf, (least, -1, "", 0)), len(shelf)):
        if shelf[place][0] > most:
            return None
        if shelf[place][3] not in one.refused:
            return place
    return None


def match_places(waiting: Sequence[Waiter], institutions: Iterable[OpenPlaces]) -> dict[int, int]:
    """{waiting: institution}, in order: the first wished one with a place that offers what is asked for; without a wish
    the one with most free places, then by code."""
    all_of_them = sorted(institutions, key=lambda one: one.code)
    by_code = {one.code: one for one in all_of_them}
    free = {one.pk: one.free for one in all_of_them}
    found: dict[int, int] = {}
    for one in waiting:
        wished = [by_code[code] for code in one.wishes.institutions if code in by_code]
        if not one.wishes.institutions:
            wished = sorted(all_of_them, key=lambda place: -free[place.pk])
        for place in wished:
            if free[place.pk] > 0 and place.pk not in one.refused and place.offers.issuperset(one.wishes.offers):
                found[one.pk] = place.pk
                free[place.pk] -= 1
                break
    return found


def wishes_of(plain: Mapping[str, Any]) -> Wishes:
    """Wishes as they are stored, plain JSON."""
    return Wishes(
        districts=tuple(plain.get("districts", ())),
        rooms=(plain.get("rooms_least") or 0, _most(plain.get("rooms_most"))),
        area=(plain.get("area_least") or 0, _most(plain.get("area_most"))),
        accessible=bool(plain.get("accessible")),
        institutions=tuple(plain.get("institutions", ())),
        offers=tuple(plain.get("offers", ())),
    )


def _most(said: int | None) -> int:
    return NO_LIMIT if said is None else said


TEXTS, NUMBERS = ("districts", "institutions", "offers"), ("rooms_least", "rooms_most", "area_least", "area_most")
MOST_TEXTS, LONGEST_TEXT = 20, 40


def plain_wishes(said: Mapping[str, Any]) -> dict[str, Any]:
    """Wishes as they are stored, every field there. Raises Refused wishes_wrong for what makes no sense."""
    texts = {name: list(dict.fromkeys(said.get(name) or ())) for name in TEXTS}
    numbers = {name: said.get(name) for name in NUMBERS}
    for values in texts.values():
        if len(values) > MOST_TEXTS or not all(isinstance(one, str) and 0 < len(one) <= LONGEST_TEXT for one in values):
            raise Refused("wishes_wrong")
    for value in numbers.values():
        if value is not None and (not isinstance(value, int) or not 0 <= value < NO_LIMIT):
            raise Refused("wishes_wrong")
    for least, most in (("rooms_least", "rooms_most"), ("area_least", "area_most")):
        if (numbers[least] or 0) > _most(numbers[most]):
            raise Refused("wishes_wrong")
    return {**texts, **numbers, "accessible": bool(said.get("accessible"))}
