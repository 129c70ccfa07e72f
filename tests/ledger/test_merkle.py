"""Merkle trees against what the RFC and its first implementation publish, and against a tree built by the book."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.ledger import merkle

# inputs and roots of the certificate-transparency reference implementation, trees of one to eight leaves
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def leaves(count: int, algorithm: str = "sha256") -> list[bytes]:
    given_first = [bytes.fromhex(text) for text in LEAVES][:count]
    return [merkle.leaf_of(data, algorithm) for data in given_first + [bytes([n % 251]) for n in range(8, count)]]


def by_the_book(hashed: Sequence[bytes], algorithm: str) -> bytes:
    """MTH of RFC 6962 §2.1, as it is written there."""
    if len(hashed) == 1:
        return hashed[0]
    split = 1 << (len(hashed) - 1).bit_length() - 1
    left, right = by_the_book(hashed[:split], algorithm), by_the_book(hashed[split:], algorithm)
    return hashlib.new(algorithm, b"\x01" + left + right).digest()


def path_by_the_book(index: int, hashed: Sequence[bytes], algorithm: str) -> list[bytes]:
    """PATH of RFC 6962 §2.1.1, as it is written there."""
    if len(hashed) == 1:
        return []
    split = 1 << (len(hashed) - 1).bit_length() - 1
    if index < split:
        return [*path_by_the_book(index, hashed[:split], algorithm), by_the_book(hashed[split:], algorithm)]
    return [*path_by_the_book(index - split, hashed[split:], algorithm), by_the_book(hashed[:split], algorithm)]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert merkle.root_of(leaves(size), "sha256").hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert merkle.root_of([], "sha256").hex() == NOTHING


def test_the_paths_of_the_seven_leaves_of_the_rfc() -> None:
    """§2.1.3: of d0 [b, h, l], of d3 [c, g, l], of d4 [f, j, k], of d6 [i, k]."""
    d = leaves(7)
    a, b, c, f, j = d[0], d[1], d[2], d[5], d[6]
    g, h, i = (hashlib.sha256(b"\x01" + d[n] + d[n + 1]).digest() for n in (0, 2, 4))
    k, l = hashlib.sha256(b"\x01" + g + h).digest(), hashlib.sha256(b"\x01" + i + j).digest()  # noqa: E741
    assert a == d[0]
    assert [merkle.path_of(n, d, "sha256") for n in (0, 3, 4, 6)] == [[b, h, l], [c, g, l], [f, j, k], [i, k]]


@given(st.integers(1, 70), st.data(), st.sampled_from(["sha256", "sm3"]))
def test_any_tree_is_the_one_of_the_book_and_every_path_leads_to_its_root(
    size: int, data: st.DataObject, algorithm: str
) -> None:
    hashed, index = leaves(size, algorithm), data.draw(st.integers(0, size - 1))
    root, path = merkle.root_of(hashed, algorithm), merkle.path_of(index, hashed, algorithm)
    assert root == by_the_book(hashed, algorithm)
    assert path == path_by_the_book(index, hashed, algorithm)
    assert merkle.root_by(index, size, hashed[index], path, algorithm) == root


@given(st.integers(2, 40), st.data())
def test_no_other_leaf_place_or_path_leads_there(size: int, data: st.DataObject) -> None:
    hashed, index = leaves(size), data.draw(st.integers(0, size - 1))
    root, path = merkle.root_of(hashed, "sha256"), merkle.path_of(index, hashed, "sha256")
    strange = merkle.leaf_of(b"strange", "sha256")
    assert merkle.root_by(index, size, strange, path, "sha256") != root
    assert merkle.root_by(index, size, hashed[index], path[:-1], "sha256") != root
    assert merkle.root_by(index, size, hashed[index], [*path, strange], "sha256") is None
    assert merkle.root_by(size, size, hashed[index], path, "sha256") is None
    other = (index + 1) % size
    assert merkle.root_by(other, size, hashed[index], path, "sha256") != root


def test_a_leaf_that_is_not_there_has_no_path() -> None:
    with pytest.raises(IndexError):
        merkle.path_of(3, leaves(3), "sha256")
