"""The messages of benches/place_messages.tsv, each with the home of its group, against the carried list of Hunan."""

from functools import cache
from pathlib import Path

import pytest

from jishiyu.registry.divisions import CARRIED, read
from jishiyu.sensing.place import Gazetteer, Names, Placed, Spot

FILE = Path(__file__).parents[2] / "benches/place_messages.tsv"
ROWS = [line.split("\t") for line in FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]


@cache
def names() -> Names:
    return Names((cells[0], cells[1]) for cells in read(CARRIED) if cells[0] != "code")


@cache
def gazetteer(area: str) -> Gazetteer:
    return Gazetteer(names(), area)


def find(home: str, earlier: str, text: str) -> Placed:
    return gazetteer(home[:6]).find(text, Spot(home), [Spot(code) for code in earlier.split(",") if code])


def test_what_is_named_is_right_and_what_is_not_is_not_claimed() -> None:
    claimed = right = meant = 0
    for home, earlier, text, code, how, _ in ROWS:
        placed = find(home, earlier, text)
        meant += how == "named"
        claimed += placed.how == "named"
        right += placed.how == how == "named" and placed.spot == Spot(code or home)
    assert len(ROWS) >= 150
    assert right >= 0.98 * claimed, "precision"
    assert right >= 0.95 * meant, "recall"


@pytest.mark.parametrize("wanted", ["asked", "unlisted"])
def test_what_is_shared_or_in_no_list_is_said_to_be(wanted: str) -> None:
    rows = [row for row in ROWS if row[4] == wanted]
    said = [find(home, earlier, text).how for home, earlier, text, *_ in rows]
    assert said.count(wanted) >= 0.95 * len(rows) > 0


def test_a_shared_name_comes_with_the_places_it_may_mean() -> None:
    placed = find("430181", "", "东门村停电")
    assert (placed.how, placed.spot) == ("asked", Spot("430181"))
    assert {spot.code for spot in placed.candidates} == {"430181125236", "430181126217"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3栋2单元电梯停了", "3栋2单元"),
        ("大屋组停电了", "大屋组"),
        ("祠堂门口积水", "祠堂门口"),
        ("赤马村三组老屋没电", "赤马村三组老屋"),
        ("浏阳沙市镇赤马村没电", "浏阳沙市镇赤马村"),
    ],
)
def test_words_of_place_are_the_longest_that_stand_together(text: str, words: str) -> None:
    assert find("430181126207", "", text).words == words
