import pytest

from jishiyu.sensing.place import Gazetteer, Names, Spot
from tests.sensing.conftest import PLACES

HOME = Spot("430903101201")
NAMES = Gazetteer(
    Names(PLACES),
    "430903",
    [(7, "3号台区", "430903101201")],
    [("老码头", Spot("430903102202")), ("泉交河", Spot("430903102"))],
)


@pytest.mark.parametrize(
    ("text", "spot", "words"),
    [
        ("樊家庙社区停电", Spot("430903102202"), "樊家庙社区"),
        ("樊家庙村停电", Spot("430903102202"), "樊家庙村"),
        ("樊家庙居委会停电", Spot("430903102202"), "樊家庙居委会"),
        ("泉交河镇好几个村没电", Spot("430903102"), "泉交河镇"),
        ("泉交河镇樊家庙村没电", Spot("430903102202"), "泉交河镇樊家庙村"),
        ("老码头那边没电", Spot("430903102202"), "老码头"),
        ("3号台区没电", Spot("430903101201", 7), "3号台区"),
        ("我屋里没电", HOME, ""),
        ("", HOME, ""),
    ],
)
def test_the_finest_place_named_inside_the_county_is_found(text: str, spot: Spot, words: str) -> None:
    placed = NAMES.find(text, HOME)
    assert (placed.spot, placed.words) == (spot, words)


def test_a_name_two_villages_share_is_settled_by_the_home_town() -> None:
    assert NAMES.find("和平村停电", HOME).spot == Spot("430903101202")
    assert NAMES.find("和平村停电", Spot("430903102202")).spot == Spot("430903102201")


def test_a_name_two_villages_share_is_never_guessed_without_a_home_town() -> None:
    county = Spot("430903")
    placed = NAMES.find("和平村停电", county)
    assert (placed.spot, placed.words, placed.how) == (county, "和平村", "asked")
    assert {spot.code for spot in placed.candidates} == {"430903101202", "430903102201"}


def test_the_town_around_the_home_says_nothing_finer() -> None:
    assert NAMES.find("八字哨镇停电", HOME).spot == HOME


def test_an_empty_county_leaves_everything_at_home() -> None:
    assert Gazetteer(Names([]), "430903").find("樊家庙社区", HOME).spot == HOME
