"""Sealed fields: opened only by their key, found by their index."""

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.lib.sealed import Sealer

KEY, OTHER = "11" * 32, "22" * 32


@given(st.text(max_size=60))
def test_what_was_sealed_opens_again(text: str) -> None:
    sealer = Sealer(KEY, KEY)
    assert sealer.open(sealer.seal(text)) == text


def test_the_same_text_is_sealed_differently_each_time() -> None:
    sealer = Sealer(KEY, KEY)
    assert sealer.seal("林阿姨") != sealer.seal("林阿姨")


def test_another_key_opens_nothing() -> None:
    with pytest.raises(InvalidTag):
        Sealer(OTHER, KEY).open(Sealer(KEY, KEY).seal("林阿姨"))


def test_an_altered_value_does_not_open() -> None:
    sealed = Sealer(KEY, KEY).seal("林阿姨")
    altered = sealed[:-5] + ("A" if sealed[-5] != "A" else "B") + sealed[-4:]
    with pytest.raises((InvalidTag, ValueError)):
        Sealer(KEY, KEY).open(altered)


def test_a_value_of_an_unknown_key_is_named() -> None:
    with pytest.raises(ValueError, match="'9'"):
        Sealer(KEY, KEY).open("9:AAAA")


def test_the_index_finds_the_same_number_in_any_width_and_nothing_else() -> None:
    sealer = Sealer(KEY, KEY)
    assert sealer.index("１３９ 0000 5678") == sealer.index("13900005678")
    assert sealer.index("13900005678") != sealer.index("13900005679")
    assert Sealer(KEY, OTHER).index("13900005678") != sealer.index("13900005678")
    assert sealer.index("") == ""
