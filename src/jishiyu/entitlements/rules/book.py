"""A rulebook: the facts it asks for, its parameters, its clauses; and the rules as they stood on a day."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from jishiyu.entitlements.rules.facts import MEMBERS, Fact, Of
from jishiyu.entitlements.rules.linking import TODAY, Clause, Names, link
from jishiyu.entitlements.rules.measures import Measure
from jishiyu.entitlements.rules.parameters import InForce, Parameter, Valued, in_force
from jishiyu.entitlements.rules.reading import Read, read
from jishiyu.entitlements.rules.troubles import RuleError
from jishiyu.lib.phrases import Phrase

F = TypeVar("F", bound=Callable[..., Any])
EVER = date.max
BEGINNING = "1900-01-01"


class NotInForce(LookupError):
    """No value of a parameter, or no wording of a clause, is in force on the day asked for."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(f"{name} has nothing in force on {day}")
        self.name, self.day = name, day


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a clause and its days, `until` excluded."""

    read: Read
    of: Of
    ground: str
    gives: Measure | None
    since: date
    until: date


class Rulebook:
    """Declared once by a pack, read at load, checked by `check()`, and asked by `at(day, rows)`."""

    def __init__(self, code: str, facts: Sequence[Fact]) -> None:
        self.code = code
        self.facts: dict[str, Fact] = {}
        self.parameters: dict[str, Parameter] = {}
        self.wordings: dict[str, list[Wording]] = {}
        for fact in facts:
            if fact.name in self.facts or fact.name in (MEMBERS, TODAY) or not fact.name.isidentifier():
                raise ValueError(f"{code}: a fact cannot be named {fact.name}, or is named twice")
            self.facts[fact.name] = fact

    def parameter(
        self, name: str, measure: Measure, by: Measure | None = None, words: Phrase = "", codes: Sequence[Phrase] = ()
    ) -> None:
        """Declare a parameter; see `Parameter`. Its values are rows of `Valued`, given to `at`."""
        if name in self.parameters or name in self.facts:
            raise ValueError(f"{self.code}: {name} is declared twice")
        self.parameters[name] = Parameter(name, measure, by, words, tuple(codes))

    def clause(
        self,
        ground: str,
        *,
        of: Of = "household",
        since: str = "1900-01-01",
        until: str = "",
        gives: Measure | None = None,
    ) -> Callable[[F], F]:
        """Declare a clause by the function below it: `ground` is the article cited, `since` and `until` (excluded) its
        days, `gives` its list of codes where it returns written codes. The first line of the function's docstring is
        what a reader knows the clause by, an English msgid."""

        def declare(function: F) -> F:
            end = date.fromisoformat(until) if until else EVER
            wording = Wording(read(function, ground), of, ground, gives, date.fromisoformat(since), end)
            self._add(wording)
            return function

        return declare

    def _add(self, wording: Wording) -> None:
        name, place = wording.read.name, wording.read.place
        if name in self.facts or name in self.parameters or name in (TODAY, MEMBERS):
            raise RuleError(place, f"{name} names something else already")
        for other in self.wordings.setdefault(name, []):
            if wording.since < other.until and other.since < wording.until:
                raise RuleError(place, f"{name} has another wording on the same days at {other.read.place}")
        self.wordings[name].append(wording)
        self.__dict__.pop("_linked", None)

    @cached_property
    def _linked(self) -> dict[str, list[tuple[Wording, Clause]]]:
        """Every wording linked, clauses in an order in which each stands after what it uses."""
        known: dict[str, tuple[Of, Measure]] = {}
        linked: dict[str, list[tuple[Wording, Clause]]] = {}
        for name in self._order():
            for wording in self.wordings[name]:
                names = Names(self.facts, self.parameters, known)
                clause = link(wording.read, wording.of, wording.ground, wording.gives, names)
                if linked.get(name) and (clause.of, clause.measure) != known_as(linked[name][0][1]):
                    raise RuleError(clause.place, f"{name} is of another kind in its other wording")
                linked.setdefault(name, []).append((wording, clause))
            known[name] = known_as(linked[name][0][1])
        return linked

    def _order(self) -> list[str]:
        uses = {name: {one for w in wordings for one in w.read.arguments if one in self.wordings}
                for name, wordings in self.wordings.items()}  # fmt: skip
        order: list[str] = []
        while ready := sorted(name for name, needed in uses.items() if name not in order and needed <= set(order)):
            order += ready
        if left := sorted(set(uses) - set(order)):
            place = self.wordings[left[0]][0].read.place
            raise RuleError(place, f"{', '.join(left)} each need another to be known first")
        return order

    def check(self) -> None:
        """Read and link everything. Raises RuleError with file and line for the first trouble found."""
        _ = self._linked

    def at(self, day: date, rows: Iterable[Valued], *, known: date | None = None) -> "Rules":
        """The rules in force on a day, as known on `known` (else: with all that is recorded)."""
        told = list(rows)
        values = {name: in_force(one, told, day, known or EVER) for name, one in self.parameters.items()}
        clauses = {
            name: next((clause for wording, clause in linked if wording.since <= day < wording.until), None)
            for name, linked in self._linked.items()
        }
        return Rules(self.code, day, self.facts, self.parameters, values, clauses)


def known_as(clause: Clause) -> tuple[Of, Measure]:
    """What others need to know of a clause to use it."""
    return clause.of, clause.measure


@dataclass(frozen=True)
class Rules:
    """A rulebook on one day. `clauses` stand in an order in which each comes after what it uses."""

    code: str
    day: date
    facts: Mapping[str, Fact]
    parameters: Mapping[str, Parameter]
    values: Mapping[str, InForce | None]
    clauses: Mapping[str, Clause | None]

    def __getstate__(self) -> dict[str, Any]:
        """To another process goes what was said; what was written out to run it stays."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def clause(self, name: str) -> Clause:
        """Raises LookupError for a name that is no clause, NotInForce where it has no wording on the day."""
        if name not in self.clauses:
            raise LookupError(f"{self.code} has no clause {name}")
        found = self.clauses[name]
        if found is None:
            raise NotInForce(name, self.day)
        return found

    def value(self, name: str) -> int | bool | tuple[int, ...]:
        """A parameter's value on the day. Raises NotInForce."""
        found = self.values[name]
        if found is None:
            raise NotInForce(name, self.day)
        return found.value

    def needed(self, outputs: Sequence[str]) -> list[Clause]:
        """The clauses these outputs rest on, and they themselves, in order. Raises as `clause` and `value`."""
        wanted: set[str] = set()
        todo = list(outputs)
        while todo:
            name = todo.pop()
            if name not in wanted:
                wanted.add(name)
                for used in self.clause(name).uses:
                    if used in self.parameters:
                        self.value(used)
                    elif used in self.clauses:
                        todo.append(used)
        return [self.clause(name) for name in self.clauses if name in wanted]

    def asked(self, outputs: Sequence[str]) -> list[Fact]:
        """The facts these outputs may need, as declared."""
        used = {name for clause in self.needed(outputs) for name in clause.uses}
        return [fact for fact in self.facts.values() if fact.name in used]

    @cached_property
    def hash(self) -> str:
        """What these rules say, in 64 hex digits: a word of a clause or a value changes it, a comment does not."""
        return hashlib.sha256("\n".join(self._said()).encode()).hexdigest()

    def _said(self) -> Iterator[str]:
        yield self.code
        for fact in self.facts.values():
            yield f"{fact.name} {fact.of} {fact.measure!r}"
        for name, value in self.values.items():
            parameter = self.parameters[name]
            yield f"{name} {parameter.measure!r} {parameter.by!r} {value!r}"
        for name, clause in self.clauses.items():
            if clause is not None:
                branches = [replace(branch, line=0) for branch in clause.branches]
                yield f"{name} {clause.of} {clause.ground} {clause.body!r} {branches!r}"
