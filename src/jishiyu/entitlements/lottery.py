"""A public lottery that anybody can draw again: frozen list, its hash, seed, order. No database, no chance of our own.

docs/how-to/queue-and-homes.md says every byte of it.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence

from jishiyu.lib.refused import Refused

PERSONALIZATION = b"jishiyu.draw.1"
WORD_BYTES = 8
WORDS = 2 ** (8 * WORD_BYTES)
LEAST_SEED = 6  # characters
LONGEST_SEED = 400


class HmacDrbg:
    """HMAC_DRBG of NIST SP 800-90A (10.1.2) with HMAC-SHA-256, without reseeding and additional input."""

    def __init__(self, entropy: bytes, nonce: bytes, personalization: bytes = b"") -> None:
        self._key, self._value = b"\x00" * 32, b"\x01" * 32
        self._update(entropy + nonce + personalization)

    def generate(self, length: int) -> bytes:
        """The next bytes: one request, after which the state moves on."""
        made = b""
        while len(made) < length:
            self._value = self._mac(self._value)
            made += self._value
        self._update(b"")
        return made[:length]

    def _update(self, given: bytes) -> None:
        for mark in (b"\x00", b"\x01") if given else (b"\x00",):
            self._key = self._mac(self._value + mark + given)
            self._value = self._mac(self._value)

    def _mac(self, text: bytes) -> bytes:
        return hmac.digest(self._key, text, "sha256")


def list_text(numbers: Iterable[str]) -> str:
    """The canonical text of a frozen list: claim numbers sorted by their bytes, each with a line feed. Raises
    ValueError for a number twice, an empty one, or one with white space."""
    lines = sorted(numbers, key=str.encode)
    if len(set(lines)) != len(lines) or any(not line or line.split() != [line] for line in lines):
        raise ValueError("a list names each claim once, without white space")
    return "".join(f"{line}\n" for line in lines)


def read_list(text: str) -> list[str]:
    """The claims of a published list. Raises Refused list_not_canonical when it is not written as it was frozen."""
    numbers = text.split("\n")[:-1]
    try:
        if list_text(numbers) != text:
            raise Refused("list_not_canonical")
    except ValueError:
        raise Refused("list_not_canonical") from None
    return numbers


def digest_of(text: str, algorithm: str) -> str:
    """Hex hash of a list; `algorithm` is sha256 or sm3."""
    return hashlib.new(algorithm, text.encode()).hexdigest()


def seed_of(said: str) -> str:
    """A seed as it is used. Raises Refused seed_length."""
    seed = said.strip()
    if not LEAST_SEED <= len(seed) <= LONGEST_SEED:
        raise Refused("seed_length", least=LEAST_SEED, most=LONGEST_SEED)
    return seed


def draw_order(numbers: Sequence[str], seed: str, digest: str) -> list[str]:
    """The order drawn from a list as it was frozen, its hash and a seed."""
    source = HmacDrbg(seed_of(seed).encode(), digest.encode(), PERSONALIZATION)
    drawn = list(numbers)
    for last in range(len(drawn) - 1, 0, -1):
        other = even(source, last + 1)
        drawn[last], drawn[other] = drawn[other], drawn[last]
    return drawn


def even(source: HmacDrbg, below: int) -> int:
    """A number from 0 to below - 1, each as likely: what would make some likelier is thrown away."""
    whole = WORDS - WORDS % below
    while True:
        word = int.from_bytes(source.generate(WORD_BYTES), "big")
        if word < whole:
            return word % below
