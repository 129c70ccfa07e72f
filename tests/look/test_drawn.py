"""A chart drawn as SVG: a gap stays a gap, a share ends at a hundred, and it can be heard as well as seen."""

import re

from jishiyu.figures.charts import Chart, Series
from jishiyu.look.drawn import legend, svg


def test_a_day_without_anything_is_a_gap_and_no_nought() -> None:
    drawn = svg(Chart("On time", ["7-1", "7-2", "7-3", "7-4"], [Series("a", [50, 60, None, 70])], unit="%"))
    runs = [one.split(" ") for one in re.findall(r'points="([^"]*)"', drawn)]
    assert [len(run) for run in runs] == [2, 2]
    assert runs[1][0].split(",")[1] == runs[1][1].split(",")[1]  # a day alone is a short level stroke


def test_a_share_is_never_said_rounder_than_it_is() -> None:
    shares = [100.0, 99.96, 0.04, 0.0]
    said = [legend(Chart("x", ["a"], [Series("s", [share])], unit="%"))[0][2] for share in shares]
    assert said == ["100 %", "99.9 %", "0.1 %", "0 %"]


def test_a_share_is_drawn_against_a_hundred() -> None:
    low, high = (svg(Chart("x", ["a", "b"], [Series("s", [share, share])], unit="%")) for share in (1, 100))
    heights = [float(re.search(r'points="[\d.]+,([\d.]+)', drawn)[1]) for drawn in (low, high)]  # type: ignore[index]
    assert heights[0] - heights[1] > 150


def test_it_is_told_in_words() -> None:
    chart = Chart("Heard", ["7-1", "7-2"], [Series("heard", [3, 8]), Series("answered", [2, None])])
    assert 'aria-label="Heard (7-1 – 7-2); heard 3 → 8; answered 2 → 2"' in svg(chart)
    assert legend(chart) == [(0, "heard", "8"), (1, "answered", "2")]


def test_bars_stand_side_by_side_and_nothing_is_drawn_of_nothing() -> None:
    drawn = svg(Chart("x", ["a", "b"], [Series("s", [1, 2]), Series("t", [3, None])], shape="bars"))
    assert drawn.count("<rect") == 3
    assert "<rect" not in svg(Chart("x", [], [Series("s", [])], shape="bars"))
