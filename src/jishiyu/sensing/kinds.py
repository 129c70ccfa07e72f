"""What a pack may declare to sensing: the lexicon by which its messages are judged."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Style = Literal["chat", "letters"]
Bearing = Literal["danger", "person", "anger", "loss", "grievance"]


@dataclass(frozen=True, kw_only=True)
class Sign:
    """Words that speak of one kind of trouble, and how urgent that is (1 can wait, 2 today, 3 now)."""

    kind: str
    urgency: int
    words: tuple[str, ...]
    needs_trouble: bool = False  # counts only beside another sign or in a thread about trouble (e.g. an old person)
    frail: bool = False  # speaks of somebody who must not be left waiting


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A thing and a state close together speak of trouble, though neither does alone: 电线 … 掉下来."""

    kind: str
    urgency: int
    things: tuple[str, ...]
    states: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Words and rules of one service line.

    `style` chat: short messages of groups, judged with their thread. `style` letters: every letter is a need and
    gets the subject with most words in it, or `fallback`. `order` lists kinds by precedence, the gravest first.
    """

    style: Style
    signs: tuple[Sign, ...]
    pairs: tuple[Pair, ...] = ()
    order: tuple[str, ...]
    fallback: str = ""
    calm: tuple[str, ...] = ()  # it is over, or it never was: takes back what stands before it or beside it
    still: tuple[str, ...] = ()  # it is not over: joins the thread's trouble
    echo: tuple[str, ...] = ()  # me too: joins the thread's trouble
    masks: tuple[str, ...] = ()  # phrases that hold a sign's word and mean something else
    distant: tuple[str, ...] = ()  # another time, another place, only supposed
    advert: tuple[str, ...] = ()  # selling, hiring, playing
    notice: tuple[str, ...] = ()  # how staff announce and answer
    grave: tuple[str, ...] = ()  # makes any trouble urgent: three days, life support
    chatter: tuple[str, ...] = ()  # letters: thanks and tests that need no answer
    families: Mapping[str, str] = field(default_factory=dict)  # kinds of one family may be one trouble come again
    # how what is said of a kind behaves in a group: a danger or a person in need is mostly a matter of its own, anger
    # is about what is going on already, a loss of supply is everybody's, a grievance is its owner's
    bearings: Mapping[str, Bearing] = field(default_factory=dict)
    spreads: tuple[str, ...] = ()  # kinds that several groups of one feeder or village have at once
    warn_roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # who is warned, by kind
    concepts: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # words in classes of one meaning, for learning
    labels: Mapping[str, str] = field(default_factory=dict)  # what a learned model calls each kind, the usual one first
    opens_from: int = 1  # a lead of at least this urgency is taken up as a case at once

    @cached_property
    def version(self) -> str:
        """Hash of everything it says, so that each verdict can name what judged it."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    def __hash__(self) -> int:
        return hash(self.version)

    def family(self, kind: str) -> str:
        return self.families.get(kind, kind)

    def bears(self, kind: str) -> str:
        """How a kind behaves where messages are gathered; its family where the pack does not say."""
        return self.bearings.get(kind, self.family(kind))


_lexicons: dict[str, Lexicon] = {}


def declare_lexicon(pack: str, lexicon: Lexicon) -> None:
    _lexicons[pack] = lexicon


def lexicon_of(pack: str) -> Lexicon:
    """The lexicon of a pack. Raises LookupError naming the pack."""
    try:
        return _lexicons[pack]
    except KeyError:
        raise LookupError(f"no pack {pack!r} is loaded") from None


def lexicons() -> dict[str, Lexicon]:
    """All declared lexicons by pack."""
    return dict(_lexicons)
