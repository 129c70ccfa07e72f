"""The keys of an installation: made once, whoever starts first, and for their owner's eyes only."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from jishiyu.config import keys
from jishiyu.ledger.seals import public_key

STARTERS = 8


def test_keys_are_made_once_and_read_by_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "data" / "keys.json"
    first = keys.load_or_make(file)
    assert keys.load_or_make(file) == first
    assert file.stat().st_mode & 0o777 == 0o600
    assert set(first) == {"django", "seal", "index"}


def test_the_ledgers_key_lies_apart_and_signs(tmp_path: Path) -> None:
    key = keys.load_or_make_ledger_key(tmp_path / "ledger-key.json")
    assert keys.load_or_make_ledger_key(tmp_path / "ledger-key.json") == key
    assert len(public_key(key)) == 64
    assert [path.name for path in tmp_path.iterdir()] == ["ledger-key.json"]


@pytest.mark.parametrize("round_of_it", range(5))
def test_processes_that_start_at_once_hold_the_same_key(tmp_path: Path, round_of_it: int) -> None:
    start = Barrier(STARTERS)

    def begin(_number: int) -> str:
        start.wait(10)
        return keys.load_or_make_ledger_key(tmp_path / "ledger-key.json")

    with ThreadPoolExecutor(STARTERS) as pool:
        assert len(set(pool.map(begin, range(STARTERS)))) == 1
