"""What a pack may declare to entitlements: schemes, by which something is due to households under a rulebook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from jishiyu.entitlements.rules import MONEY, TRUTH, Fact, Rulebook, Valued
from jishiyu.lib.phrases import Phrase

Gives = Literal["money", "home", "place", "permit"]
Order = Literal["time", "points", "lottery"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document an applicant hands in. `proves` names the facts it is looked at for."""

    code: str
    name: Phrase
    proves: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One review on the way to a decision, by officers of a duty; `checks` names the facts this step answers for."""

    code: str
    name: Phrase
    role: str  # a duty role declared by the pack
    checks: tuple[str, ...] = ()
    working_days: int = 10


@dataclass(frozen=True, slots=True)
class Queued:
    """How those who are entitled wait where there is not enough for all. `points` names the clause that gives them;
    equal points go by accepted time, equal times by lot drawn once and kept. After `refusals` offers refused (弃选)
    the place in the queue is lost; `answer_days` are natural days to answer an offer; `silence_counts` says whether an
    offer not answered in time is one of them."""

    order: Order = "time"
    points: str = ""
    first: str = ""  # a clause of truth: those of whom it is true go before all others, as a class
    refusals: int = 2
    answer_days: int = 7
    silence_counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """One benefit of one office. `due` names the clause that says how much a month (fen) where it gives money, else the
    clause that says whether it is due. `values` are the parameters as law has them; an office adds later ones as rows.

    `examples` is a table (Markdown or CSV) an official can read, whose rows are tests of every branch.
    """

    code: str  # pack.scheme, e.g. housing.subsidy
    name: Phrase
    summary: Phrase
    book: Rulebook
    values: Sequence[Valued]
    due: str
    gives: Gives
    questions: tuple[str, ...]  # facts the pre-check asks, the telling ones first; six at most
    papers: tuple[Paper, ...] = ()
    steps: tuple[Step, ...] = ()
    keeper: (
        str  # the duty role of those who keep its queue, stock and payments; a payment is checked by another of them
    )
    meanwhile: str = ""  # the scheme awarded to those approved for as long as they wait here
    waives: str = ""  # the clause of the rent not to be paid, for one that gives a home
    moved_in: Mapping[str, Any] | None = None  # facts of a household from the day it is given a home, and not after
    rent_fact: str = ""  # the fact that then says the home's rent
    queued: Queued | None = None
    notice_days: int = 7  # days the list of those approved is public before it counts
    review_months: int = 12
    least_months: int = 0  # of a place: months of sessions before it counts as completed
    withholds: int = 0  # percent of a month's payment that may be kept back for what was paid too much (追回)
    elsewhere: bool = False  # another town's published rules: offered only where the office names it
    on_behalf: bool = False  # applied for by another than the one it is for: a guardian, an enterprise's officer
    examples: Path | None = None
    subject: Literal["resident", "enterprise"] = "resident"
    ground: str = ""  # the rule it rests on, as cited to the reader
    fact_groups: Mapping[str, Phrase] | None = None  # headings of the form, by the first fact under each

    def __post_init__(self) -> None:
        if len(self.questions) > 6:
            raise ValueError(f"{self.code}: the pre-check asks {len(self.questions)} questions, six at most")
        if strange := [name for name in self.questions if name not in self.book.facts]:
            raise ValueError(f"{self.code}: the pre-check asks for {', '.join(strange)}, no facts of its rulebook")
        homely = [*(self.moved_in or ()), *([self.rent_fact] if self.rent_fact else [])]
        if strange := [name for name in homely if name not in self.book.facts]:
            raise ValueError(f"{self.code}: a home says {', '.join(strange)}, no facts of its rulebook")

    @property
    def outputs(self) -> tuple[str, ...]:
        """The clauses it asks: what is due, the rent it waives, and the points and class of its queue."""
        queued = self.queued
        asked = (self.due, self.waives, queued.points if queued else "", queued.first if queued else "")
        return tuple(dict.fromkeys(name for name in asked if name))

    @property
    def pack(self) -> str:
        return self.code.partition(".")[0]


_schemes: dict[str, Scheme] = {}
_facts: dict[str, Fact] = {}
_named: list[str] = []


def declare_scheme(scheme: Scheme) -> None:
    """Make a scheme known; the loader calls this for every pack. Raises ValueError on a second one of that code,
    RuleError where its rulebook cannot be read."""
    if scheme.code in _schemes and _schemes[scheme.code] != scheme:
        raise ValueError(f"scheme {scheme.code} is declared twice")
    scheme.book.check()
    _check_outputs(scheme)
    for fact in scheme.book.facts.values():
        other = _facts.setdefault(fact.name, fact)
        if (other.measure, other.of) != (fact.measure, fact.of):
            raise ValueError(f"{scheme.code}: {fact.name} is {fact.measure} of a {fact.of}, elsewhere {other.measure}")
    _schemes[scheme.code] = scheme


def _check_outputs(scheme: Scheme) -> None:
    last = max((row.since for row in scheme.values), default=None)
    if last is None:
        raise ValueError(f"{scheme.code} has no values of parameters")
    rules = scheme.book.at(last, scheme.values)
    wanted = MONEY if scheme.gives == "money" else TRUTH
    outputs = {scheme.due: wanted} | ({scheme.waives: MONEY} if scheme.waives else {})
    for name, measure in outputs.items():
        if (clause := rules.clause(name)).of != "household" or clause.measure != measure:
            raise ValueError(
                f"{scheme.code}: clause {name} should give {measure} for a household, not {clause.measure}"
            )
    rules.needed(list(outputs))


def scheme_of(code: str) -> Scheme:
    """The declared scheme. Raises LookupError naming the code."""
    try:
        return _schemes[code]
    except KeyError:
        raise LookupError(f"no pack declares the scheme {code!r}") from None


def facts_known() -> Mapping[str, Fact]:
    """Every fact any scheme asks for, by name: one name means one thing in all of them."""
    return _facts


def schemes() -> list[Scheme]:
    """All declared schemes, in the order of their packs."""
    return list(_schemes.values())


def offer(codes: Sequence[str]) -> None:
    """What this office offers; none named: every scheme that is not another town's. Raises LookupError for a code
    nobody declares."""
    _named[:] = [scheme_of(code).code for code in codes]


def offered() -> list[Scheme]:
    """The schemes residents and enterprises of this office can ask about, apply for and are invited to."""
    return [scheme for scheme in _schemes.values() if scheme.code in _named or not (_named or scheme.elsewhere)]


def not_offered() -> list[Scheme]:
    """The others: their rules can be read, nothing more."""
    return [scheme for scheme in _schemes.values() if scheme not in offered()]
