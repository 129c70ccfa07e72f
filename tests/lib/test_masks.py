"""Masks: what is covered, and what stays readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.lib import masks


@pytest.mark.parametrize(
    ("name", "wanted"), [("王晓峰", "王*峰"), ("李四", "李*"), ("欧阳小明", "欧**明"), ("张", "*"), ("", "")]
)
def test_a_name_keeps_its_first_character(name: str, wanted: str) -> None:
    assert masks.mask_name(name) == wanted


@pytest.mark.parametrize(
    ("phone", "wanted"),
    [("13900005678", "139****5678"), ("139 0000 5678", "139****5678"), ("0737-4201234", "*********34")],
)
def test_a_phone_keeps_what_its_owner_knows_it_by(phone: str, wanted: str) -> None:
    assert masks.mask_phone(phone) == wanted


def test_an_identity_number_shows_its_region_and_its_end() -> None:
    assert masks.mask_id_number("430903199001011234") == "4309**********1234"


def test_the_check_character_of_an_identity_number_is_reckoned() -> None:
    assert masks.is_id_number("11010519491231002X")
    assert not masks.is_id_number("110105194912310021")
    assert not masks.is_id_number("abc")


def test_card_numbers_are_known_by_their_check_digit() -> None:
    assert masks.is_card_number("4242424242424242")
    assert not masks.is_card_number("4242424242424241")


def test_an_address_ends_at_the_house() -> None:
    assert masks.mask_address("桃花仑路12号3栋502室") == "桃花仑路**"
    assert masks.mask_address("复兴村") == "复兴村"


def test_free_text_loses_every_number_that_could_be_somebodys() -> None:
    text = "我电话13900005678,身份证11010519491231002X,卡6222020200112233445,座机0737-4201234,3栋"
    masked = masks.mask_text(text)
    for secret in ("13900005678", "11010519491231002X", "6222020200112233445", "4201234"):
        assert secret not in masked
    assert masked.endswith("3栋")


def test_a_mistyped_identity_number_is_covered_all_the_same() -> None:
    assert "110105194912310021" not in masks.mask_text("110105194912310021")


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True), st.text(alphabet="一二三电话是的,。 ", max_size=8))
def test_no_mobile_number_survives_in_any_surroundings(phone: str, around: str) -> None:
    assert phone not in masks.mask_text(around + phone + around)


@pytest.mark.parametrize(
    ("text", "known", "wanted"),
    [
        ("我叫王小明,厂里夜里偷排", (), "我叫**,厂里夜里偷排"),
        ("家住三组12号,对面餐馆油烟大", (), "家住**,对面餐馆油烟大"),
        ("三组12号门口", ("林阿姨", "复兴村三组12号"), "**门口"),
        ("打139 0000 5678或0737-4201234找林阿姨", ("林阿姨",), "打**或**找**"),
        ("王经理收钱不办事,在三都路5号", (), "王经理收钱不办事,在三都路5号"),
    ],
)
def test_who_said_it_is_covered_and_what_they_accuse_stays(text: str, known: tuple[str, ...], wanted: str) -> None:
    assert masks.hide_person(text, known) == wanted
