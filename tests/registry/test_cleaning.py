"""Cells as offices write them: whatever the dress, the same value; what nobody can make out is said to be so."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from jishiyu.registry import cleaning
from jishiyu.registry.cleaning import DAY_ZERO, Unreadable
from jishiyu.registry.profiles import is_code, plain_name
from jishiyu.sandbox.firms import credit_code

WIDE = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
DAYS = st.dates(date(1950, 1, 1), date(2079, 12, 31))


@given(st.integers(0, 10**9), st.sampled_from(["{0}", " {0} ", "{0:,}", "{0}人", "约{0}人", "{0}.0"]), st.booleans())
def test_a_count_is_the_same_in_every_dress(count: int, dress: str, wide: bool) -> None:
    said = dress.format(count)
    assert cleaning.number(said.translate(WIDE) if wide else said) == count
    assert cleaning.number(float(count)) == count


@given(st.integers(0, 10**8), st.sampled_from(list(cleaning.UNITS)), st.booleans())
def test_money_is_whole_fen_and_its_own_unit_goes_first(hundredths: int, unit: str, wide: bool) -> None:
    amount = Decimal(hundredths) / 100
    said = f"{amount:,}"
    if wide:
        said = said.translate(WIDE)
    due = int(hundredths * cleaning.UNITS[unit] / 100) if unit not in ("元", "") else hundredths
    assert cleaning.money(said, unit) == due
    if unit:
        assert cleaning.money(f"{said}{unit}", "亿元") == due


@given(DAYS, st.integers(0, 8), st.booleans())
def test_a_day_is_the_same_in_every_dress(day: date, dress: int, wide: bool) -> None:
    dresses: list[object] = [
        day, datetime(day.year, day.month, day.day), (day - DAY_ZERO).days, float((day - DAY_ZERO).days),  # noqa: DTZ001
        day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day} 00:00:00",
    ]  # fmt: skip
    said = dresses[dress]
    if isinstance(said, str) and wide:
        said = said.translate(WIDE)
    assert cleaning.day(said) == day.isoformat()


@given(DAYS, st.integers(1, 4000))
def test_of_a_span_the_end_counts_where_the_end_is_asked(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    said = f"{start.year}年{start.month}月{start.day}日至{end.year}年{end.month}月{end.day}日"
    assert (cleaning.day(said), cleaning.day(said, last=True)) == (start.isoformat(), end.isoformat())


def test_a_month_alone_is_its_first_day_and_as_an_end_its_last() -> None:
    assert cleaning.day("2028年2月") == "2028-02-01"
    assert cleaning.day("2028.2", last=True) == "2028-02-29"


@given(
    st.randoms(use_true_random=False), st.sampled_from(["{0}", " {0}", "{0} ", "'{0}"]), st.booleans(), st.booleans()
)
def test_a_code_is_found_in_every_dress_and_a_slip_is_found_too(rng: object, dress: str, low: bool, wide: bool) -> None:
    code = credit_code(rng, "4305")  # type: ignore[arg-type]
    said = dress.format(code.lower() if low else code)
    assert cleaning.code(said.translate(WIDE) if wide else said) == code
    slipped = code[:5] + ("1" if code[5] != "1" else "2") + code[6:]
    with pytest.raises(Unreadable):
        cleaning.code(slipped)


def test_letters_no_code_has_are_the_digits_they_look_like() -> None:
    code = "91430599MA00112Q5"
    full = next(code + last for last in "0123456789ABCDEFGHJKLMNPQRTUWXY" if _valid(code + last))
    assert cleaning.code(full.replace("0", "O").replace("1", "I")) == full


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXYIO", min_size=17, max_size=18), st.randoms(use_true_random=False))
def test_codes_are_judged_as_the_standard_library_of_numbers_does(said: str, rng: object) -> None:
    right = credit_code(rng, "4305")  # type: ignore[arg-type]
    for one in (said, right, right[:9] + said[9:]):
        assert is_code(one) == uscc.is_valid(one)


def _valid(text: str) -> bool:
    try:
        return cleaning.code(text) == text
    except Unreadable:
        return False


@pytest.mark.parametrize("blank", ["", None, " ", "——", "-", "/", "无数据", "N/A", "暂无", "　", "＃N/A"])
def test_a_blank_says_nothing(blank: object) -> None:
    assert cleaning.plain(blank) == cleaning.name(blank) == cleaning.code(blank) == cleaning.day(blank) == ""
    assert cleaning.number(blank) is cleaning.money(blank, "万元") is cleaning.truth(blank) is None


@pytest.mark.parametrize(
    ("reads", "cell"),
    [
        (cleaning.number, "许多"), (cleaning.number, "-3"), (cleaning.day, "2019年"), (cleaning.day, "2019-02-30"),
        (cleaning.day, "去年"), (cleaning.truth, "大概"), (cleaning.phone, "见附件"), (cleaning.code, "12345"),
    ],
)  # fmt: skip
def test_what_nobody_can_make_out_is_said_to_be_so(reads: object, cell: str) -> None:
    with pytest.raises(Unreadable):
        reads(cell)  # type: ignore[operator]


@given(st.text(max_size=60))
def test_a_name_that_was_made_plain_stays_as_it_is(said: str) -> None:
    once = plain_name(said)
    assert plain_name(once) == once
    assert plain_name(f" {said}\n") == once


def test_brackets_and_spaces_make_no_other_name() -> None:
    assert (
        plain_name("启元(湖南) 科技 有限公司") == plain_name("启元（湖南）科技有限公司") == "启元（湖南）科技有限公司"
    )
    assert plain_name("ABC  Trading 公司") == "ABC Trading公司"
