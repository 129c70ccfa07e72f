"""What a pack may declare to sensing: the lexicon by which its messages are judged."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Words and rules of one service line. (The sensing room grows this.)"""


_lexicons: dict[str, Lexicon] = {}


def declare_lexicon(pack: str, lexicon: Lexicon) -> None:
    _lexicons[pack] = lexicon


def lexicon_of(pack: str) -> Lexicon:
    """The lexicon of a pack. Raises LookupError naming the pack."""
    try:
        return _lexicons[pack]
    except KeyError:
        raise LookupError(f"no pack {pack!r} is loaded") from None
