"""Who is offered what: strictly in order, by declared needs."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from jishiyu.entitlements.allotting import (
    FreeHome,
    OpenPlaces,
    Waiter,
    Wishes,
    fits,
    match_homes,
    match_places,
    wishes_of,
)  # fmt: skip

DIVISIONS = ("430972109214", "430972109228", "430972110")
RANGE = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda pair: (min(pair), max(pair)))
WISHES = st.builds(
    Wishes,
    districts=st.lists(st.sampled_from(["430972109", *DIVISIONS]), max_size=2).map(tuple),
    rooms=RANGE,
    area=RANGE.map(lambda pair: (pair[0] * 1500, pair[1] * 2500)),
    accessible=st.booleans(),
)


@st.composite
def lines(draw: st.DrawFn) -> list[Waiter]:
    count = draw(st.integers(0, 9))
    refused = st.frozensets(st.integers(1, 8), max_size=3)
    return [Waiter(pk + 100, draw(WISHES), draw(refused)) for pk in range(count)]


@st.composite
def stocks(draw: st.DrawFn) -> list[FreeHome]:
    return [
        FreeHome(
            pk=pk + 1,
            code=f"F{pk:02d}",
            division=draw(st.sampled_from(DIVISIONS)),
            area=draw(st.integers(1, 4)) * 1500,
            rooms=draw(st.integers(0, 3)),
            rent=draw(st.integers(1, 3)) * 10000,
            accessible=draw(st.booleans()),
        )
        for pk in range(draw(st.integers(0, 8)))
    ]


def wants(one: Waiter, home: FreeHome) -> bool:
    return fits(home, one.wishes) and home.pk not in one.refused


def by_the_plain_rule(waiting: Sequence[Waiter], homes: Sequence[FreeHome]) -> dict[int, int]:
    """The how-to's rule, word by word, without any care for time."""
    left, found = list(homes), {}
    for needing in (True, False):
        for one in waiting:
            if one.pk in found or (needing and not one.wishes.accessible):
                continue
            fitting = [home for home in left if wants(one, home)]
            if not one.wishes.accessible:
                fitting = [home for home in fitting if not home.accessible] or fitting
            if fitting:
                taken = min(fitting, key=lambda home: (home.area, home.rent, home.code))
                left.remove(taken)
                found[one.pk] = taken.pk
    return found


@given(lines(), stocks())
def test_the_quick_way_gives_what_the_plain_rule_gives(waiting: list[Waiter], homes: list[FreeHome]) -> None:
    assert match_homes(waiting, homes) == by_the_plain_rule(waiting, homes)


@given(lines(), stocks())
def test_no_home_goes_to_a_later_one_while_an_earlier_one_it_fits_has_none(
    waiting: list[Waiter], homes: list[FreeHome]
) -> None:
    found = match_homes(waiting, homes)
    by_pk = {home.pk: home for home in homes}
    for place, later in enumerate(waiting):
        if later.pk not in found:
            continue
        home = by_pk[found[later.pk]]
        passed = [one for one in waiting[:place] if one.pk not in found and wants(one, home)]
        if home.accessible and later.wishes.accessible:
            passed = [one for one in passed if one.wishes.accessible]
        assert passed == []


@given(lines(), stocks())
def test_each_home_goes_once_fits_and_none_stays_that_somebody_wants(
    waiting: list[Waiter], homes: list[FreeHome]
) -> None:
    found = match_homes(waiting, homes)
    by_pk = {home.pk: home for home in homes}
    by_waiter = {one.pk: one for one in waiting}
    assert len(set(found.values())) == len(found)
    assert all(wants(by_waiter[one], by_pk[home]) for one, home in found.items())
    left = [home for home in homes if home.pk not in found.values()]
    assert [one.pk for one in waiting if one.pk not in found and any(wants(one, home) for home in left)] == []


@given(lines(), stocks())
def test_whoever_comes_after_changes_nothing_for_those_before_unless_they_need_access(
    waiting: list[Waiter], homes: list[FreeHome]
) -> None:
    plain = [one for one in waiting if not one.wishes.accessible]
    whole = match_homes(plain, homes)
    for cut in range(len(plain)):
        assert match_homes(plain[:cut], homes) == {one.pk: whole[one.pk] for one in plain[:cut] if one.pk in whole}


@given(
    st.lists(st.lists(st.sampled_from(["I1", "I2", "I3", "I9"]), max_size=3, unique=True), max_size=12),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
)
def test_places_go_in_order_and_never_beyond_what_is_free(wishes: list[list[str]], free: list[int]) -> None:
    waiting = [Waiter(pk, Wishes(institutions=tuple(codes))) for pk, codes in enumerate(wishes)]
    places = [OpenPlaces(pk + 1, f"I{pk + 1}", count) for pk, count in enumerate(free)]
    found = match_places(waiting, places)
    for place in places:
        assert sum(taken == place.pk for taken in found.values()) <= place.free
    for place, later in enumerate(waiting):
        for earlier in waiting[:place]:
            if later.pk in found and earlier.pk not in found:
                code = f"I{found[later.pk]}"
                assert earlier.wishes.institutions and code not in earlier.wishes.institutions


def test_a_place_is_where_what_is_asked_for_is_offered() -> None:
    places = [OpenPlaces(1, "I1", 5, frozenset({"speech"})), OpenPlaces(2, "I2", 1, frozenset({"speech", "hearing"}))]
    hearing = Wishes(offers=("hearing",))
    assert match_places([Waiter(7, hearing), Waiter(8, hearing)], places) == {7: 2}


def test_wishes_are_read_as_they_are_stored() -> None:
    assert wishes_of({}) == Wishes()
    stored = {"districts": ["430972"], "rooms_least": 2, "area_most": 6000, "accessible": True, "rooms_most": None}
    assert wishes_of(stored) == Wishes(("430972",), (2, 10**9), (0, 6000), True)
