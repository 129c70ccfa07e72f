"""Lists of those served, narrowed by what is known of them; and one found by any part of a name."""

import pytest
from django.db.models import Q

from jishiyu.registry import actions, queries
from jishiyu.registry.profiles import Said, initials, is_code
from jishiyu.registry.queries import Wanted
from tests.cast import BY, T0, TOWN, VILLAGE, Cast

pytestmark = pytest.mark.django_db
NAMES = ("益阳启元食品有限公司", "启元", "湖南恒泰启元贸易有限公司", "桃江恒泰机械有限公司", "ABC 电子有限公司")


@pytest.fixture
def keys(cast: Cast) -> dict[str, int]:
    trades = ("C14", "F52", "F5191", "C34", "C39")
    said = [
        Said(
            name=name,
            code=code_of(place),
            values={"enterprise.trade": trades[place], "enterprise.high_tech": place == 3},
            division_code=VILLAGE if place < 2 else TOWN,
        )
        for place, name in enumerate(NAMES)
    ]
    return dict(zip(NAMES, actions.load_profiles(said, by=BY, at=T0), strict=True))


def code_of(place: int) -> str:
    body = f"91430599MA4L16J{place}Q"
    return next(body + last for last in "0123456789ABCDEFGHJKLMNPQRTUWXY" if is_code(body + last))


def found(words: str) -> list[str]:
    return [row.name for row in queries.search(words)]


def test_the_very_name_comes_first_then_what_begins_so_then_what_holds_it(keys: dict[str, int]) -> None:
    assert found("启元") == ["启元", "益阳启元食品有限公司", "湖南恒泰启元贸易有限公司"]
    assert found("恒泰") == ["桃江恒泰机械有限公司", "湖南恒泰启元贸易有限公司"]
    assert found("湖南") == ["湖南恒泰启元贸易有限公司"]
    assert found("无此企业") == []
    assert found("  ") == []


def test_initials_codes_and_full_width_letters_find_too(keys: dict[str, int]) -> None:
    assert initials("恒泰启元") == "htqy"
    assert found("htqy") == ["湖南恒泰启元贸易有限公司"]
    assert found("HTJX") == ["桃江恒泰机械有限公司"]
    assert found(code_of(3).lower()) == ["桃江恒泰机械有限公司"]
    assert found("abc") == ["ABC 电子有限公司"]
    assert found("恒泰 机械") == found("ht 机械") == ["桃江恒泰机械有限公司"]


def test_what_was_just_said_is_found_at_once_and_what_was_said_before_no_more(keys: dict[str, int]) -> None:
    assert found("启元")[0] == "启元"
    actions.describe(keys["启元"], name="恒泰元", by=BY, at=T0)
    actions.load_profiles([Said(name="新启元")], by=BY, at=T0)
    assert found("恒泰元") == ["恒泰元"]
    assert found("启元") == ["新启元", "益阳启元食品有限公司", "湖南恒泰启元贸易有限公司"]


@pytest.mark.parametrize("words", ["启元", "恒泰 机械", "htqy", "abc", "有限", "91430599MA4L16J3", "无"])
def test_who_sees_some_finds_among_them_what_who_sees_all_does(keys: dict[str, int], words: str) -> None:
    assert [row.name for row in queries.search(words, among=Q(pk__in=keys.values()))] == found(words)


def test_signs_of_the_database_are_letters_like_others(keys: dict[str, int]) -> None:
    assert found("%") == found("_") == found("启_") == found("'") == []


def names(**wanted: object) -> list[str]:
    return [row.name for row in queries.profiles(Wanted(**wanted))]  # type: ignore[arg-type]


def test_a_list_is_narrowed_by_trade_place_officer_and_words(keys: dict[str, int], cast: Cast) -> None:
    assert len(names()) == 5
    assert len(names(values={"enterprise.trade": "C"})) == 3
    assert names(values={"enterprise.trade": "F51"}) == ["湖南恒泰启元贸易有限公司"]
    assert names(values={"enterprise.high_tech": "yes"}) == ["桃江恒泰机械有限公司"]
    assert len(names(values={"enterprise.nothing": "yes"})) == 5  # nobody declares it
    assert set(names(place=VILLAGE)) == set(NAMES[:2])
    assert names(words="恒泰", place=TOWN, values={"enterprise.trade": "C3"}) == ["桃江恒泰机械有限公司"]
    since = T0.date()
    actions.give_duty(cast.crew.pk, "enterprise.liaison", subject_id=keys[NAMES[4]], since=since, by=BY, at=T0)
    assert names(officer=cast.crew.pk, on=since) == [NAMES[4]]
    assert names(officer=cast.crew.pk, on=since.replace(day=1)) == []


def test_a_household_stands_in_no_list_of_enterprises(keys: dict[str, int]) -> None:
    actions.load_profiles([Said(contact="某", phone="19900001234")], kind="household", by=BY, at=T0)
    assert len(names()) == 5
    assert len(names(kind="household")) == 1
