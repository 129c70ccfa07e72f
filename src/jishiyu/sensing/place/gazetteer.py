"""Finding the place a message names, with the home of its group as context. No database."""

from collections.abc import Iterable
from dataclasses import dataclass

from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from jishiyu.lib.divisions import bare_name

SHORTEST_BARE = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: a division, and a cell inside it or none."""

    code: str
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a message speaks of. `words` are as written; empty when the home of its group stands in."""

    spot: Spot | None
    words: str = ""


class Gazetteer:
    """Names of one county: its divisions in several forms, its cells, and the office's own aliases."""

    def __init__(
        self,
        divisions: Iterable[tuple[str, str]],
        cells: Iterable[tuple[int, str, str]],
        aliases: Iterable[tuple[str, Spot]],
    ) -> None:
        """Divisions as (code, name), cells as (id, name, division code), aliases as (name, spot)."""
        names: dict[str, set[Spot]] = {}
        for code, name in divisions:
            for form in _forms(name, code):
                names.setdefault(form, set()).add(Spot(code))
        for cell, name, code in cells:
            names.setdefault(name, set()).add(Spot(code, cell))
        for name, spot in aliases:
            names[name] = {spot}  # what the office taught goes before every list
        self.spots = list(names.values())
        self.automaton = CharwiseDoubleArrayAhoCorasick(list(names) or ["\0"], match_kind=MATCH_KIND_LEFTMOST_LONGEST)

    def find(self, text: str, home: Spot | None) -> Placed:
        """The finest place named. A name that two places here share is settled by the home or not at all."""
        best: tuple[tuple[int, int], Spot, str] | None = None
        hits = self.automaton.find(text) if self.spots else []
        for start, end, number in hits:
            spot = _settle(self.spots[number], home)
            if spot is None:
                continue
            rank = (len(spot.code) + (spot.cell is not None), end - start)
            if best is None or rank > best[0]:
                best = (rank, spot, text[start:end])
        if best is None or (home and home.code.startswith(best[1].code) and home.code != best[1].code):
            return Placed(home, best[2] if best else "")  # a name of what lies around the home says nothing finer
        return Placed(best[1], best[2])


def _forms(name: str, code: str) -> set[str]:
    """How people say it: 复兴村委会 is 复兴村, 复兴社区 or 复兴居委会; towns and counties as they are."""
    if len(code) < 12:
        return {name}
    bare = bare_name(name)
    forms = {name, f"{bare}村", f"{bare}社区", f"{bare}居委会", f"{bare}村委会"}
    return {form for form in forms if len(form) > SHORTEST_BARE}


def _settle(spots: set[Spot], home: Spot | None) -> Spot | None:
    if len(spots) == 1:
        return next(iter(spots))
    for length in (12, 9) if home else ():
        near = [
            spot for spot in spots if home and spot.code[:length] == home.code[:length] and len(home.code) >= length
        ]
        if len(near) == 1:
            return near[0]
    return None
