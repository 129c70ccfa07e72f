"""Division codes and spoken village names."""

import pytest

from jishiyu.lib.divisions import ancestors, bare_name, is_within, level_of


@pytest.mark.parametrize(
    ("code", "level"), [("43", 1), ("4309", 2), ("430903", 3), ("430972109", 4), ("430972109214", 5)]
)
def test_the_length_of_a_code_is_its_level(code: str, level: int) -> None:
    assert level_of(code) == level


@pytest.mark.parametrize("code", ["", "4", "43097210", "43097210921", "43x9", "4309030"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="no division code"):
        level_of(code)


def test_ancestors_come_nearest_first() -> None:
    assert ancestors("430972109214") == ["430972109", "430972", "4309", "43"]
    assert ancestors("43") == []


def test_a_development_zone_is_not_within_the_county_people_name() -> None:
    assert not is_within("430972109", "430903")
    assert is_within("430972109", "430972")


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("复兴村委会", "复兴"),
        ("美林景园社区居委会", "美林景园"),
        ("云寨村", "云寨"),
        ("福竹社区", "福竹"),
        ("新村", "新村"),
    ],
)
def test_a_village_is_known_without_its_ending(name: str, bare: str) -> None:
    assert bare_name(name) == bare
