"""Runs the example tables of schemes every way the rules can be run, and tells which branches no example reaches."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jishiyu.entitlements.kinds import Scheme
from jishiyu.entitlements.rules import Household, Rulebook, Rules, household
from jishiyu.entitlements.rules.facts import MEMBERS, Known
from jishiyu.entitlements.rules.interpret import decide
from jishiyu.entitlements.rules.rows import said_of_all
from jishiyu.entitlements.rules.tables import Example, Wanted, names, read_examples, said_by
from jishiyu.entitlements.rules.walking import Walk

Said = Mapping[str, tuple[Known, int]]  # of each output: its value and its branch; (None, 0): cannot be decided
Way = Callable[[Rules, Sequence[Household], Sequence[str]], Sequence[Said]]
Reach = tuple[str, int, int]  # file and line of a clause, number of its branch


@dataclass(frozen=True, slots=True)
class Differs:
    """An example and what came out otherwise than it says."""

    example: Example
    way: str
    what: str

    def __str__(self) -> str:
        return f"{self.example.place}: {self.example.number} {self.example.told}: {self.what} ({self.way})"


def examples_of(scheme: Scheme) -> list[Example]:
    """The examples of a scheme; none where it ships no table. Raises TableError, OSError."""
    if scheme.examples is None:
        return []
    rules = scheme.book.at(max(row.since for row in scheme.values), scheme.values)
    clauses = {name: clause.measure for name, clause in rules.clauses.items() if clause}
    return read_examples(scheme.examples, Wanted(scheme.book.facts, clauses, scheme.due))


def interpreted(rules: Rules, households: Sequence[Household], outputs: Sequence[str]) -> list[Said]:
    """One household after another, by the interpreter."""
    decided = [decide(rules, one, outputs) for one in households]
    return [{name: (one.values[name], one.branches[name]) for name in outputs} for one in decided]


WAYS: Mapping[str, Way] = {"one by one": interpreted, "all at once": said_of_all}


def differing(scheme: Scheme, examples: Sequence[Example], ways: Mapping[str, Way] = WAYS) -> list[Differs]:
    """What comes out otherwise than the examples say, any way the rules are run."""
    return [differs for way, run in ways.items() for differs in _differing(scheme, examples, way, run)]


def _differing(scheme: Scheme, examples: Sequence[Example], way: str, run: Way) -> Iterator[Differs]:
    outputs = scheme.outputs
    for (day, known), several in _by_rules(examples).items():
        rules = scheme.book.at(day, scheme.values, known=known)
        asked = tuple(dict.fromkeys([*outputs, *(name for one in several for name in one.expected)]))
        households = [household(rules.facts, one.facts, one.place) for one in several]
        for example, known_of, said in zip(several, households, run(rules, households, asked), strict=True):
            for what in _wrong(scheme, rules, example, known_of, said):
                yield Differs(example, way, what)


def _by_rules(examples: Sequence[Example]) -> dict[tuple[date, date | None], list[Example]]:
    found: dict[tuple[date, date | None], list[Example]] = {}
    for one in examples:
        found.setdefault((one.day, one.known), []).append(one)
    return found


def unreached(book: Rulebook, reached: Iterable[Reach]) -> list[str]:
    """The branches of a rulebook's clauses that are not among those reached, each with file, line and reason."""
    have = set(reached)
    return [
        f"{_short(wording.read.place.file)}:{branch.line}: {name}: no example ends here: "
        f"{branch.reason or branch.number}"
        for name, wordings in book.wordings.items()
        for wording in wordings
        for branch in wording.read.branches
        if (wording.read.place.file, wording.read.place.line, branch.number) not in have
    ]


def branches_of(book: Rulebook) -> int:
    """How many ways its clauses can end."""
    return sum(len(wording.read.branches) for wordings in book.wordings.values() for wording in wordings)


def _short(file: str) -> str:
    return str(Path(*Path(file).parts[-2:]))


def reaches(scheme: Scheme, example: Example) -> set[Reach]:
    """The branches an example ends in, of clauses of the household and of each member."""
    rules = scheme.book.at(example.day, scheme.values, known=example.known)
    known = household(rules.facts, example.facts, example.place)
    walk = Walk(rules, known)
    found = set()
    for clause in rules.needed(scheme.outputs):
        members = range(1, len(known[MEMBERS] or ()) + 1)
        for member in members if clause.of == "person" else (None,):
            branch = walk.clause(clause.name, member)[1]
            if branch:
                found.add((clause.place.file, clause.place.line, branch))
    return found


def _wrong(scheme: Scheme, rules: Rules, example: Example, known: Household, said: Said) -> Iterator[str]:
    for name, wanted in example.expected.items():
        value = said[name][0]
        if value != wanted or (value is None) != (wanted is None):
            yield f"{name} should be {_told(wanted)} and is {_told(value)}"
            return
    if example.why and scheme.due in example.expected and not _explains(scheme, rules, example, known, said):
        yield f"the reason is not {example.why!r} but {_reason(scheme, rules, known, said)!r}"


def _explains(scheme: Scheme, rules: Rules, example: Example, known: Household, said: Said) -> bool:
    branch = said[scheme.due][1]
    if not branch:
        missing = Walk(rules, known).missing(scheme.due)
        fact = rules.facts.get(missing[0][0]) if missing else None
        return names(fact, example.why) if fact else bool(missing)
    end = rules.clause(scheme.due).branches[branch - 1]
    return said_by(end.reason, example.why) or example.why in end.ground


def _reason(scheme: Scheme, rules: Rules, known: Household, said: Said) -> str:
    branch = said[scheme.due][1]
    if branch:
        return rules.clause(scheme.due).branches[branch - 1].reason
    return ", ".join(name for name, _ in Walk(rules, known).missing(scheme.due))


def _told(value: Known) -> str:
    return "undecided" if value is None else str(value)
