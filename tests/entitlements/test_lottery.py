"""The public lottery: generator against published vectors, shuffle against a second hand, evenness, the list."""

import hashlib
import hmac
from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.entitlements.lottery import HmacDrbg, digest_of, draw_order, even, list_text, read_list, seed_of
from jishiyu.lib.refused import Refused

SEED = "2026133期 07 12 19 23 28 31 + 04"
NUMBERS = st.lists(st.integers(1, 9999).map(lambda n: f"A20261125-{n:04d}"), unique=True, max_size=30)
# NIST CAVP, HMAC_DRBG, SHA-256, no prediction resistance, no reseed, no additional input: the second 1024 bits
VECTORS = (
    (
        "ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488",
        "659ba96c601dc69fc902940805ec0ca8",
        "e528e9abf2dece54d47c7e75e5fe302149f817ea9fb4bee6f4199697d04d5b89d54fbb978a15b5c443c9ec21036d2460"
        "b6f73ebad0dc2aba6e624abf07745bc107694bb7547bb0995f70de25d6b29e2d3011bb19d27676c07162c8b5ccde0668"
        "961df86803482cb37ed6d5c0bb8d50cf1f50d476aa0458bdaba806f48be9dcb8",
    ),
)


@pytest.mark.parametrize(("entropy", "nonce", "expected"), VECTORS)
def test_the_generator_gives_what_nist_published(entropy: str, nonce: str, expected: str) -> None:
    source = HmacDrbg(bytes.fromhex(entropy), bytes.fromhex(nonce))
    source.generate(128)
    assert source.generate(128).hex() == expected


def order_by_a_second_hand(numbers: list[str], seed: str, digest: str) -> list[str]:
    """The same rule written anew from the how-to, in another manner: one function, no classes."""

    def mac(key: bytes, text: bytes) -> bytes:
        return hmac.new(key, text, hashlib.sha256).digest()

    key, value = bytes(32), bytes([1] * 32)
    material = seed.encode("utf-8") + digest.encode("ascii") + b"jishiyu.draw.1"
    for mark in (0, 1):
        key = mac(key, value + bytes([mark]) + material)
        value = mac(key, value)
    line, place = list(numbers), len(numbers) - 1
    while place > 0:
        value = mac(key, value)
        word = int(value[:8].hex(), 16)
        key = mac(key, value + b"\x00")
        value = mac(key, value)
        if word >= 2**64 - 2**64 % (place + 1):
            continue
        other = word % (place + 1)
        line[other], line[place] = line[place], line[other]
        place -= 1
    return line


@given(NUMBERS, st.text(min_size=6, max_size=40).filter(lambda text: len(text.strip()) >= 6 and text == text.strip()))
def test_a_second_hand_draws_the_same_order(numbers: list[str], seed: str) -> None:
    text = list_text(numbers)
    digest = digest_of(text, "sha256")
    drawn = draw_order(read_list(text), seed, digest)
    assert drawn == order_by_a_second_hand(sorted(numbers), seed, digest)
    assert sorted(drawn) == sorted(numbers)


def test_the_order_of_one_list_and_seed_stays_what_it_is() -> None:
    """What was published once must come out for ever."""
    text = list_text(f"A20261125-{n:04d}" for n in range(1, 9))
    digest = digest_of(text, "sha256")
    assert digest == "ed843991bb409a6f4dc44e825bfee2a40ce451634eb9add461dd888a656fcbfb"
    assert [number[-1] for number in draw_order(read_list(text), SEED, digest)] == list("73642518")


def test_one_seed_more_or_one_claim_more_is_another_order() -> None:
    numbers = sorted(f"A{n:04d}" for n in range(200))
    digest = digest_of(list_text(numbers), "sha256")
    drawn = draw_order(numbers, SEED, digest)
    assert drawn != draw_order(numbers, SEED + "0", digest)
    assert drawn != draw_order(numbers, SEED, digest_of(list_text([*numbers, "B"]), "sha256"))


def test_every_order_is_as_likely() -> None:
    """Chi-square over the 24 orders of four, 9,600 fixed seeds: 23 degrees of freedom, 49.7 at one in a thousand."""
    numbers = list("abcd")
    seen = Counter("".join(draw_order(numbers, f"seed {n:05d}", "0" * 64)) for n in range(9600))
    expected = 9600 / 24
    assert set(seen) == {"".join(order) for order in permutations(numbers)}
    assert sum((count - expected) ** 2 / expected for count in seen.values()) < 49.73


def test_every_claim_is_as_likely_at_every_place() -> None:
    """Ten claims at ten places over 4,000 fixed seeds: 81 degrees of freedom, 127.3 at one in a thousand."""
    numbers = [f"{n}" for n in range(10)]
    seen: Counter[tuple[int, str]] = Counter()
    for n in range(4000):
        seen.update(enumerate(draw_order(numbers, f"seed {n:05d}", "f" * 64)))
    assert sum((seen[place, one] - 400) ** 2 / 400 for place in range(10) for one in numbers) < 127.3


class Told(HmacDrbg):
    """A source that says what it is told to."""

    def __init__(self, *words: int) -> None:
        self.words = list(words)

    def generate(self, length: int) -> bytes:
        return self.words.pop(0).to_bytes(length, "big")


def test_what_would_make_some_likelier_is_thrown_away() -> None:
    biased = 2**64 - 2**64 % 3
    assert even(Told(biased, 2**64 - 1, 5), 3) == 2
    assert even(Told(biased - 1), 3) == 2


def test_a_list_has_one_text() -> None:
    assert list_text(["B2", "A10", "A9"]) == "A10\nA9\nB2\n"
    assert list_text([]) == ""
    assert read_list("A10\nA9\nB2\n") == ["A10", "A9", "B2"]
    for wrong in (["A", "A"], [""], ["A B"], ["A\n"]):
        with pytest.raises(ValueError, match="each claim once"):
            list_text(wrong)


@pytest.mark.parametrize("text", ["A9\nA10\n", "A\nA\n", "A\r\nB\r\n", "A\nB", " A\n", "\n", "A\n\nB\n"])
def test_a_file_that_is_not_as_it_was_frozen_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="list_not_canonical"):
        read_list(text)


def test_a_list_is_hashed_as_the_ledger_is() -> None:
    assert digest_of("A\n", "sha256") == hashlib.sha256(b"A\n").hexdigest()
    assert len(digest_of("A\n", "sm3")) == 64
    assert digest_of("A\n", "sm3") != digest_of("A\n", "sha256")


@pytest.mark.parametrize("said", ["", "12345", "     12345     ", "x" * 401])
def test_a_seed_somebody_could_have_guessed_is_refused(said: str) -> None:
    with pytest.raises(Refused, match="seed_length"):
        seed_of(said)
