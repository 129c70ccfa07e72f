"""Words of place below any list, as people write them inside a village or an estate: 大屋组, 3栋2单元, 老晒谷坪. No
database."""

from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from jishiyu.sensing.place.words import COUNTED, NO_PLACE, NOUNS, NUMBERS, OPENERS, STOP, TAILS, THERE_ENDS

Span = tuple[int, int]

_RANGE = frozenset("、到至-")
_GLUE = frozenset("的那、")
_LEFT_MOST = 3  # characters of a name before its noun

_COUNT, _NOUN, _TAIL, _PLACE_THERE, _NOTHING = range(5)
_KINDS = {
    **dict.fromkeys(COUNTED, _COUNT),
    **dict.fromkeys(NOUNS, _NOUN),
    **dict.fromkeys(TAILS, _TAIL),
    **dict.fromkeys(THERE_ENDS, _PLACE_THERE),
    **dict.fromkeys(NO_PLACE, _NOTHING),
}
_COUNTS_TOO = frozenset(COUNTED)
_WORDS, _KIND = list(_KINDS), list(_KINDS.values())
_AUTOMATON = CharwiseDoubleArrayAhoCorasick(_WORDS, match_kind=MATCH_KIND_LEFTMOST_LONGEST)
LONGEST = 16


def spots(text: str) -> list[Span]:
    """Where words of place stand, as (start, end); those of one place together."""
    found: list[Span] = []
    end_of_last = -1
    for start, end, number in _AUTOMATON.find(text):
        kind = _KIND[number]
        if kind == _NOTHING:
            continue
        if kind == _TAIL:
            if end_of_last == start:
                found[-1] = (found[-1][0], end)
                end_of_last = end
            continue
        first = _first(text, start, end, kind, _WORDS[number])
        if first < 0:
            continue
        last = start if kind == _PLACE_THERE else end
        if last <= end_of_last:
            continue
        if found and first <= end_of_last + (text[end_of_last : end_of_last + 1] in _GLUE):
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
        end_of_last = last
    return found


def _first(text: str, start: int, end: int, kind: int, word: str) -> int:
    """Where the words before a noun or a measure begin; -1 when it speaks of no place."""
    if kind == _COUNT or word in _COUNTS_TOO:
        first = _number(text, start)
        if first < start or kind == _COUNT:
            return first if first < start else -1
    first = start
    while first and start - first < _LEFT_MOST and _names(text[first - 1]):
        first -= 1
    if first and text[first - 1] in OPENERS and start - first < _LEFT_MOST:
        first -= 1
    if kind == _PLACE_THERE:
        return first if start - first >= 2 else -1
    if len(word) == 1 and first == start:
        return -1
    return first


def _number(text: str, start: int) -> int:
    first = start
    while first and (text[first - 1] in NUMBERS or (first < start and text[first - 1] in _RANGE)):
        first -= 1
    while first < start and text[first] in _RANGE:
        first += 1
    return first


def _names(letter: str) -> bool:
    return "一" <= letter <= "鿿" and letter not in STOP
