"""A lexicon as lists of words by meaning, and what an office's own words make of it. No database.

A list is named by its code: `kind/urgency` for words that speak of a trouble, `kind/urgency/beside` for those that
count only beside another, `kind/urgency/things` and `…/states` for the two sides of a pair, or a rule's name (`calm`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from jishiyu.lib.refused import Refused
from jishiyu.sensing.kinds import Lexicon, Pair, Sign
from jishiyu.sensing.triage import NOW, plain
from jishiyu.sensing.triage.words import RULES

FEWEST, MOST = 2, 20  # characters of a word
SIDES = ("things", "states")
URGENCIES = (3, 2, 1)
PAIRS = "pairs of a mapping"


@dataclass(frozen=True, slots=True)
class WordList:
    """Words of one meaning. `part`: beside, things, states, or "" for a plain sign; a rule has no kind."""

    code: str
    words: tuple[str, ...] = ()
    kind: str = ""
    urgency: int = 0
    part: str = ""

    def holds(self, word: str) -> bool:
        return plain(word) in {plain(one) for one in self.words}


@dataclass(frozen=True, slots=True)
class Change:
    """One word added to a list, or taken away from it."""

    meaning: str
    word: str
    adds: bool = True


def lists(lexicon: Lexicon) -> dict[str, WordList]:
    """Every list a word may stand in, by code: those that have words, the graver first, and those that could."""
    found: dict[str, WordList] = {}
    kinds = {kind: place for place, kind in enumerate(lexicon.order)}
    for one in sorted(_signs(lexicon), key=lambda one: (kinds.get(one.kind, len(kinds)), -one.urgency)):
        before = found.get(one.code)
        found[one.code] = replace(one, words=(*before.words, *one.words)) if before else one
    return found | {rule: WordList(rule, tuple(getattr(lexicon, rule))) for rule in RULES}


def _signs(lexicon: Lexicon) -> Iterable[WordList]:
    for sign in lexicon.signs:
        yield WordList(_code_of(sign), sign.words, sign.kind, sign.urgency, "beside" if sign.needs_trouble else "")
    for pair in lexicon.pairs:
        yield WordList(_side(pair, "things"), pair.things, pair.kind, pair.urgency, "things")
        yield WordList(_side(pair, "states"), pair.states, pair.kind, pair.urgency, "states")
    if lexicon.style == "chat":
        for kind in lexicon.order:
            yield from (WordList(f"{kind}/{urgency}", (), kind, urgency) for urgency in URGENCIES)


def _code_of(sign: Sign) -> str:
    return f"{sign.kind}/{sign.urgency}" + ("/beside" if sign.needs_trouble else "")


def _side(pair: Pair, side: str) -> str:
    return f"{pair.kind}/{pair.urgency}/{side}"


def applied(lexicon: Lexicon, changes: Iterable[Change]) -> Lexicon:
    """The lexicon with words added and taken away; the same changes in any order make the same version."""
    added: dict[str, list[str]] = {}
    taken: dict[str, set[str]] = {}
    for change in sorted(changes, key=lambda one: (one.meaning, one.word, one.adds)):
        if change.adds:
            added.setdefault(change.meaning, []).append(change.word)
        else:
            taken.setdefault(change.meaning, set()).add(plain(change.word))
    if not added and not taken:
        return lexicon

    def changed(code: str, words: Sequence[str]) -> tuple[str, ...]:
        return (*(word for word in words if plain(word) not in taken.get(code, ())), *added.pop(code, ()))

    signs = [replace(sign, words=changed(_code_of(sign), sign.words)) for sign in lexicon.signs]
    pairs = tuple(
        replace(
            pair,
            things=changed(_side(pair, "things"), pair.things),
            states=changed(_side(pair, "states"), pair.states),
        )
        for pair in lexicon.pairs
    )
    rules: dict[str, Any] = {rule: changed(rule, getattr(lexicon, rule)) for rule in RULES}
    signs += [_new_sign(lexicon, code, words) for code, words in added.items() if _kind_of(lexicon, code)]
    return replace(lexicon, signs=tuple(signs), pairs=pairs, **rules)


def _kind_of(lexicon: Lexicon, code: str) -> str:
    """The kind of a list that only has words of the office; "" for a list the pack no longer has."""
    kind, _, urgency = code.partition("/")
    return kind if kind in lexicon.order and urgency in {str(one) for one in URGENCIES} else ""


def _new_sign(lexicon: Lexicon, code: str, words: Sequence[str]) -> Sign:
    kind, _, urgency = code.partition("/")
    frail = any(sign.frail for sign in lexicon.signs if sign.kind == kind)
    return Sign(kind=kind, urgency=int(urgency), words=tuple(words), frail=frail)


def check(pack: Lexicon, now: Lexicon, change: Change) -> None:
    """Whether a word may be changed so: `pack` as it ships, `now` as it counts. A word that speaks of danger now is
    never silenced by an office. Raises Refused: meaning_unknown, word_too_short, word_too_long, word_there_already,
    word_not_there, word_masks_nothing, word_of_danger."""
    known = lists(now)
    if change.meaning not in known:
        raise Refused("meaning_unknown", given=change.meaning[:40])
    there, word = known[change.meaning], plain(change.word)
    least = 1 if there.part in SIDES else FEWEST
    if sum(letter.isalnum() for letter in word) < least:
        raise Refused("word_too_short", least=least)
    if len(word) > MOST:
        raise Refused("word_too_long", most=MOST)
    if change.adds and there.holds(word):
        raise Refused("word_there_already", word=change.word[:MOST])
    if change.adds and change.meaning == "masks" and not _hides(known, word):
        raise Refused("word_masks_nothing", word=change.word[:MOST])
    if not change.adds and not there.holds(word):
        raise Refused("word_not_there", word=change.word[:MOST])
    shipped = lists(pack).get(change.meaning)
    if not change.adds and there.urgency >= NOW and shipped is not None and shipped.holds(word):
        raise Refused("word_of_danger", word=change.word[:MOST])


def _hides(known: Mapping[str, WordList], mask: str) -> bool:
    """Whether a phrase holds a shorter word of another list; else it forbids nothing."""
    return any(
        plain(word) in mask and plain(word) != mask
        for code, one in known.items()
        if code != "masks"
        for word in one.words
    )


def as_plain(lexicon: Lexicon) -> dict[str, Any]:
    """Everything a lexicon says, for keeping. Mappings are kept as pairs: a database may turn their order around, and
    the version rests on it."""
    return {one.name: _kept(getattr(lexicon, one.name)) for one in fields(lexicon)}


def _kept(value: object) -> Any:
    if isinstance(value, Sign | Pair):
        return {one.name: _kept(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {PAIRS: [[_kept(key), _kept(one)] for key, one in value.items()]}
    return [_kept(one) for one in value] if isinstance(value, tuple | list) else value


def from_plain(kept: Mapping[str, Any]) -> Lexicon:
    """The lexicon that was kept. What it could not say then stands as it does by default; what nobody asks for any
    more is left out."""
    said: dict[str, Any] = {name: _read(value) for name, value in kept.items() if name in _names(Lexicon)}
    said["signs"], said["pairs"] = _rows(Sign, kept["signs"]), _rows(Pair, kept["pairs"])
    return Lexicon(**said)


def _rows(kind: Any, kept: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
    return tuple(kind(**{name: _read(value) for name, value in one.items() if name in _names(kind)}) for one in kept)


def _names(kind: Any) -> set[str]:
    return {one.name for one in fields(kind)}


def _read(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {PAIRS}:
        return {_read(key): _read(one) for key, one in value[PAIRS]}
    return tuple(_read(one) for one in value) if isinstance(value, list) else value
