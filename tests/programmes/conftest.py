"""The series of room.py, and a programme of the cast."""

import pytest

from jishiyu.programmes import kinds
from tests.cast import Cast
from tests.programmes import room as rooms


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_series", dict(kinds._series))
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    for series in (rooms.KILOS, rooms.FEN, rooms.WORK, rooms.RATE):
        kinds.declare_series(series)
    for kind in (rooms.YEAR, rooms.DAILY):
        kinds.declare_programme(kind)


@pytest.fixture
def room(cast: Cast) -> rooms.Room:
    return rooms.assemble(cast)
