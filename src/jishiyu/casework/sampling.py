"""Which answered cases are called back. No database: from the same rows, plan and seed the same draw, anywhere.

Some classes are called back whole. Of the rest a share is drawn: rows stand in order of stratum (unit and kind), inside
it in order of SHA-256 of seed and case number, and every row at which the running share passes the next whole number
is taken, from an offset told by the seed. So each stratum gives its share to within one row, every row has the same
chance, and the total is the share of the whole.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

LEAST_SHARE, MOST_SHARE, COMMON_SHARE = 10, 20, 15  # percent
CLASSES = ("report", "redone", "urgent", "vulnerable", "dissatisfied", "supervised", "handed_down")
LEFT_OUT = ("no_contact", "merged")  # nobody to ring; asked about with the case it is merged into


@dataclass(frozen=True, slots=True)
class Plan:
    """Classes taken whole, and the share in percent of all the rest."""

    share: int = COMMON_SHARE
    whole: tuple[str, ...] = CLASSES
    sources: tuple[str, ...] = ()  # codes of sources whose cases are handed down from above


@dataclass(frozen=True, slots=True)
class Row:
    """An answered case: its number, the unit that led, its kind, and the classes it belongs to."""

    number: str
    unit: str
    kind: str
    classes: frozenset[str] = frozenset()

    @property
    def stratum(self) -> str:
        return f"{self.unit}|{self.kind}"


@dataclass(frozen=True, slots=True)
class Frame:
    """Every row of a day in exactly one place, numbers sorted."""

    whole: Mapping[str, Sequence[str]] = field(default_factory=dict)
    strata: Mapping[str, Sequence[str]] = field(default_factory=dict)
    left_out: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def numbers(self) -> set[str]:
        return {one for part in (self.whole, self.strata, self.left_out) for row in part.values() for one in row}


def framed(rows: Iterable[Row], plan: Plan) -> Frame:
    """Sort rows into those left out, those taken whole (by the first class that fits), and the strata of the rest."""
    whole: dict[str, list[str]] = {}
    strata: dict[str, list[str]] = {}
    left_out: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda one: one.number):
        why = next((one for one in LEFT_OUT if one in row.classes), "")
        taken = next((one for one in CLASSES if one in row.classes and one in plan.whole), "")
        if why:
            left_out.setdefault(why, []).append(row.number)
        elif taken:
            whole.setdefault(taken, []).append(row.number)
        else:
            strata.setdefault(row.stratum, []).append(row.number)
    return Frame(whole, strata, left_out)


def drawn(strata: Mapping[str, Sequence[str]], share: int, seed: str) -> list[str]:
    """Numbers drawn from the strata, sorted."""
    line = [number for name in sorted(strata) for number in sorted(strata[name], key=lambda one: _mark(seed, one))]
    offset = int(_mark(seed, "offset"), 16) % 100
    return sorted(
        number
        for place, number in enumerate(line)
        if ((place + 1) * share + offset) // 100 > (place * share + offset) // 100
    )


def counts(frame: Frame, chosen: Iterable[str]) -> dict[str, list[int]]:
    """{"stratum or class": [rows in it, rows called back]}."""
    taken = set(chosen)
    found = {f"class|{name}": [len(rows), len(rows)] for name, rows in frame.whole.items()}
    found |= {name: [len(rows), len(taken.intersection(rows))] for name, rows in frame.strata.items()}
    return found | {f"left out|{name}": [len(rows), 0] for name, rows in frame.left_out.items()}


def _mark(seed: str, text: str) -> str:
    return hashlib.sha256(f"{seed}:{text}".encode()).hexdigest()
