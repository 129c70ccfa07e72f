"""What a figure is that opens to its rows: a denominator, one more condition, and the words that define both."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jishiyu.figures.scopes import Period, Scope
from jishiyu.lib.phrases import Phrase
from jishiyu.registry.models import Officer, Post

EXCLUDED = _("Excluded")


class Listed(Protocol):
    """A list of which a page is read; a QuerySet is one."""

    def count(self) -> int: ...

    def __getitem__(self, part: slice, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class Side:
    """One list of an opened figure: those counted ("part"), the rest of the denominator ("rest"), or some that stand
    outside it ("out0", …) with the reason."""

    code: str
    rows: Listed
    why: Phrase = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """What was counted: `n` of `of` (None: a plain count or sum), the same with the excluded rows in it, and the lists
    behind them."""

    n: int
    of: int | None
    all_n: int
    all_of: int | None
    sides: Sequence[Side]


@dataclass(frozen=True, slots=True)
class Wording:
    """A definition as it stood from a day on, until the next one."""

    version: int
    since: date
    definition: Phrase


def for_leaders(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Rows for those alone who lead: of everybody else none."""
    return rows if officer.post == Post.LEADER else rows.none()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One figure over rows. `rows` gives its denominator, the excluded ones included, in the order they are listed;
    `part` is the condition of the numerator, so that it never holds a row the denominator lacks; without one it is a
    plain count. `weigh` names a field that is summed instead of counting rows, in 10^-`places` of the unit.

    A row is listed by the cells of `line` under `headings`, leads to its own page of the console by `page` (the name of
    the page and what it takes), and to its entries in the ledger by `ref`. `visible` narrows rows to those an officer
    may see: others are counted, and never shown. `excluded` rows stand outside n and N, each with its `reason`; `hands`
    tells of some who asked for it and who granted it.
    `opens` counts and lists in another way where the rows are too many; a test holds both to be the same.
    """

    code: str
    name: Phrase
    definition: Phrase
    version: int
    rows: Callable[[Scope, Period], "QuerySet[Any]"]
    unit: Phrase
    headings: Sequence[Phrase]
    line: Callable[[Any], Sequence[str]]
    ref: Callable[[Any], str]
    part: Q | None = None
    weigh: str = ""
    places: int = 0
    excluded: Q | None = None
    reason: Callable[[Any], Phrase] = lambda row: EXCLUDED
    hands: Callable[[Sequence[Any]], Mapping[Any, Sequence[str]]] = lambda rows: {}
    visible: Callable[[Officer, "QuerySet[Any]"], "QuerySet[Any]"] = for_leaders
    page: Callable[[Any], tuple[str, str | int] | None] = lambda row: None
    since: date = date(2026, 11, 26)  # from which day this version of the definition holds
    earlier: Sequence[Wording] = ()
    sampled: bool = False  # a share of those who answered: printed with its interval
    own_unit: bool = False  # those who handle see it of their own unit only
    opens: Callable[[Scope, Period], Opening] | None = None

    @property
    def wordings(self) -> list[Wording]:
        """Every definition it had, the present one first."""
        return [Wording(self.version, self.since, self.definition), *self.earlier]


def first(code: str, name: Phrase, definition: Phrase, rows: Any, **more: Any) -> Counted:
    """A figure in the first version of its definition."""
    return Counted(code=code, name=name, definition=definition, version=1, rows=rows, **more)
