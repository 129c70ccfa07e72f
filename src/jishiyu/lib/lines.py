"""Breaking text into lines as Chinese is set: no line begins with a closing mark or ends with an opening one, and words
and numbers of other scripts stay whole where they fit."""

import re
from collections.abc import Callable, Iterator

NEVER_FIRST = frozenset("，；：？！）］｝％,。、;:?!)》〉」』】〕…—·%‰℃々,.;:?!)]}%”’")
NEVER_LAST = frozenset("（［｛￥(《〈「『【〔([{¥$“‘№")
PIECE = re.compile(r"[0-9A-Za-zÀ-ɏ.,:/@#&+=_~?%-]+|\s+|.", re.DOTALL)
Measure = Callable[[str], float]


def broken(text: str, width: float, measure: Measure) -> list[str]:
    """The lines of a text no wider than `width`, in the unit of `measure`; a line break in the text stays one. A single
    piece that is wider alone is cut where it must be."""
    return [line for part in text.replace("\r", "").split("\n") for line in _lines(part, width, measure)]


def _lines(text: str, width: float, measure: Measure) -> Iterator[str]:
    pieces, wide = list(_pieces(text, width, measure)), 0.0
    line: list[str] = []
    for piece in pieces:
        more = measure(piece)
        if line and wide + more > width and not piece.isspace():
            kept = len(line) - _carried(line, piece)
            if kept:
                yield "".join(line[:kept]).rstrip()
                line = line[kept:]
                wide = sum(measure(one) for one in line)
            if line and (not kept or wide + more > width):  # what may not be parted is too wide: parted all the same
                yield "".join(line).rstrip()
                line, wide = [], 0.0
        if line or not piece.isspace():
            line.append(piece)
            wide += more
    yield "".join(line).rstrip()


def _carried(line: list[str], piece: str) -> int:
    """How many pieces at the end of a full line go down with the next one."""
    count, first = 0, piece
    while count < len(line) and (first[0] in NEVER_FIRST or line[len(line) - 1 - count][-1] in NEVER_LAST):
        count += 1
        first = line[len(line) - count]
    return count


def _pieces(text: str, width: float, measure: Measure) -> Iterator[str]:
    for piece in PIECE.findall(text):
        if len(piece) == 1 or piece.isspace() or measure(piece) <= width:
            yield piece
            continue
        yield from piece  # an address wider than the page: by the letter
