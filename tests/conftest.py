"""Fixtures everybody may use; the people and places behind them are in tests/cast.py."""

import pytest

from tests.cast import Cast, assemble, jpeg


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@pytest.fixture
def photo() -> bytes:
    return jpeg()
