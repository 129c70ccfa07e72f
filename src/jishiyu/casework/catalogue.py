"""What an entry of the dispatch catalogue says, and whether it may be said. No database."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from jishiyu.casework.kinds import kind_of
from jishiyu.lib.refused import Refused

ROLES = ("lead", "assist")
SHORTEST_GROUND, LONGEST_GROUND = 4, 200
LONGEST_ITEM, MOST_WORDS, LONGEST_WORD = 80, 40, 20
BETWEEN = re.compile(r"[\s,，、;；|/]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry to be: which unit answers for an item of a kind in a place on a line, and on what ground.

    `item` empty: the whole kind; with one, `words` are those in a text that speak of it. `division` None: everywhere.
    """

    kind: str
    unit_id: int
    ground: str
    item: str = ""
    words: tuple[str, ...] = ()
    line: str = "territory"
    role: str = "lead"
    division: str | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What it speaks of: two entries in force with one key would contradict each other. Several may assist."""
        return (
            self.kind,
            self.item,
            self.line,
            self.role,
            self.division,
            self.unit_id if self.role != "lead" else None,
        )


class Entry(Protocol):
    """What an entry of the catalogue holds."""

    kind: str
    unit_id: int
    ground: str
    item: str
    words: Any
    line: str
    role: str
    division_id: str | None


def words_of(said: str) -> tuple[str, ...]:
    """Words written with any separator, each once."""
    return tuple(dict.fromkeys(word for word in BETWEEN.split(said) if word))


def check(draft: Draft) -> None:
    """Raises Refused: kind_unknown, line_unknown, entry_role_unknown, entry_ground_short, item_too_long,
    item_needs_words, words_need_item."""
    try:
        kind = kind_of(draft.kind)
    except LookupError:
        raise Refused("kind_unknown", kind=draft.kind[:60]) from None
    if draft.line not in kind.lines:
        raise Refused("line_unknown", line=draft.line[:20], kind=str(kind.name))
    if draft.role not in ROLES:
        raise Refused("entry_role_unknown", role=draft.role[:20])
    if not SHORTEST_GROUND <= len(draft.ground) <= LONGEST_GROUND:
        raise Refused("entry_ground_short", least=SHORTEST_GROUND, most=LONGEST_GROUND)
    _check_item(draft.item, draft.words)


def _check_item(item: str, words: Sequence[str]) -> None:
    if len(item) > LONGEST_ITEM or len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise Refused("item_too_long", item=LONGEST_ITEM, words=MOST_WORDS, word=LONGEST_WORD)
    if item and not words:
        raise Refused("item_needs_words", item=item)
    if words and not item:
        raise Refused("words_need_item", word=words[0])


def check_day(since: date, today: date) -> None:
    """What is over stays as it was. Raises Refused: entry_day_over."""
    if since < today:
        raise Refused("entry_day_over", day=str(since))


def draft_of(entry: Entry) -> Draft:
    """What an entry says, as a draft."""
    return Draft(
        kind=entry.kind,
        unit_id=entry.unit_id,
        ground=entry.ground,
        item=entry.item,
        words=tuple(entry.words),
        line=entry.line,
        role=entry.role,
        division=entry.division_id,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a whole catalogue that is taken in: a new entry, or with `replaces` a new version of one."""

    draft: Draft
    replaces: int | None = None
