"""What a list changes in what is known: which row is of whom, what is new, what it says otherwise, what contradicts.

A row is of whoever has its code; without one that is known, of the one of that name in a place that agrees. A new value
replaces the old, a blank never erases, a wider place never replaces a narrower one in it. No database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from jishiyu.registry.profile_file import Remark, Row
from jishiyu.registry.profiles import Plain, Said

What = Literal["new", "changed", "same", "repeated", "aside"]
ONES = ("name", "code", "contact", "phone")


@dataclass(frozen=True, slots=True)
class Known:
    """One who is in the registry already, with what is known."""

    pk: int
    said: Said


@dataclass(slots=True)
class Group:
    """One enterprise: who it is in the registry, if it is there, and what rows of the file say of it."""

    known: Known | None = None
    numbers: list[int] = field(default_factory=list)
    ones: dict[str, str] = field(default_factory=dict)
    division: str | None = None
    values: dict[str, Plain] = field(default_factory=dict)

    def one(self, name: str) -> str:
        return self.ones.get(name) or (getattr(self.known.said, name) if self.known else "")

    @property
    def place(self) -> str:
        return narrower(self.known.said.division_code if self.known else None, self.division) or ""

    def said(self) -> Said:
        """What is known after the file."""
        before = self.known.said if self.known else Said()
        return Said(
            name=self.one("name"),
            code=self.one("code"),
            contact=self.one("contact"),
            phone=self.one("phone"),
            division_code=self.place or None,
            values={**before.values, **self.values},
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row; of a row set aside, why; of a repeated one, which row said it first."""

    what: What
    remark: Remark | None = None
    first: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Enterprises that are new and that change, and the outcome of every row by its number."""

    fresh: list[Group]
    changed: list[Group]
    outcomes: dict[int, Outcome]

    def count(self, what: What) -> int:
        return sum(1 for outcome in self.outcomes.values() if outcome.what == what)


def narrower(old: str | None, new: str | None) -> str | None:
    """The place that says more: a new one replaces the old, unless it only holds it."""
    return old if not new or (old or "").startswith(new) else new


def agree(one: str, other: str | None) -> bool:
    return not one or not other or one.startswith(other) or other.startswith(one)


class _Groups:
    """Everybody in question, found by code and by name as both stand after the rows so far."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.by_code: dict[str, Group] = {}
        self.by_name: dict[str, list[Group]] = {}
        self.open_codes: dict[str, int] = {}  # codes of rows that may be of several: nobody gets one from a later row
        for one in known:
            self.add(Group(one))

    def add(self, group: Group) -> Group:
        if code := group.one("code"):
            self.by_code[code] = group
        if name := group.one("name"):
            self.by_name.setdefault(name, []).append(group)
        return group

    def find(self, row: Row) -> Group | Remark | None:
        """Whose row it is; why that cannot be told; or None for a new one."""
        said = row.said
        if said.code and said.code in self.by_code:
            return self.by_code[said.code]
        if said.code in self.open_codes:
            return Remark("row_conflicts", "code", str(self.open_codes[said.code]))
        here = [group for group in self.by_name.get(said.name, ()) if agree(group.place, said.division_code)]
        if said.code:
            here = [group for group in here if not group.one("code")]
        if len(here) > 1:
            if said.code:
                self.open_codes[said.code] = row.number
            return Remark("row_of_several", value=said.name[:60])
        return here[0] if here else None

    def fold(self, group: Group, row: Row) -> Remark | None:
        """Let the group say what the row says, or tell what contradicts an earlier row; then nothing of it counts."""
        said = row.said
        for name in ONES:
            if getattr(said, name) and group.ones.get(name) not in (None, getattr(said, name)):
                return Remark("row_conflicts", name, str(group.numbers[0]))
        if not agree(group.division or "", said.division_code):
            return Remark("row_conflicts", "place", str(group.numbers[0]))
        for code, value in said.values.items():
            if group.values.get(code, value) != value:
                return Remark("row_conflicts", code, str(group.numbers[0]))
        was = group.one("name")
        group.ones |= {name: getattr(said, name) for name in ONES if getattr(said, name)}
        group.division = narrower(group.division, said.division_code)
        group.values |= said.values
        group.numbers.append(row.number)
        self._rename(group, was)
        if said.code:
            self.by_code[said.code] = group
        return None

    def _rename(self, group: Group, was: str) -> None:
        now = group.one("name")
        if now != was:
            if was:
                self.by_name[was].remove(group)
            self.by_name.setdefault(now, []).append(group)


def plan(rows: Sequence[Row], known: Iterable[Known]) -> Plan:
    """Rows with code and name first, because they say most surely of whom they are; their places are codes by now."""
    groups = _Groups(known)
    outcomes: dict[int, Outcome] = {}
    of: dict[int, Group] = {}
    for row in sorted(rows, key=lambda one: (not one.said.code, not one.said.name, one.number)):
        if row.aside:
            outcomes[row.number] = Outcome("aside", row.aside)
            continue
        found = groups.find(row)
        if found is None and not row.said.name:
            found = Remark("row_nameless_new", value=row.said.code)
        if isinstance(found, Remark):
            outcomes[row.number] = Outcome("aside", found)
            continue
        group = found or groups.add(Group())
        refused = groups.fold(group, row)
        if refused:
            outcomes[row.number] = Outcome("aside", refused, group.numbers[0])
        else:
            of[row.number] = group
    touched = list({id(group): group for group in of.values()}.values())
    fresh = [group for group in touched if group.known is None]
    changed = [group for group in touched if group.known is not None and group.said() != group.known.said]
    moved = {id(group) for group in changed}
    for number, group in of.items():
        what: What = "new" if group.known is None else "changed" if id(group) in moved else "same"
        first = min(group.numbers)
        outcomes[number] = Outcome(what) if number == first else Outcome("repeated", first=first)
    return Plan(fresh, changed, dict(sorted(outcomes.items())))
