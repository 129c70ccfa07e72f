import pytest

from jishiyu.casework.suggest import Known, suggest

VILLAGE, TOWN = "430972109214", "430972109"
STATION, DESK, HOME, ELSEWHERE = 1, 2, 3, 4
CREW = 11


def units(**asked: object) -> list[int]:
    given: dict[str, object] = {
        "place": VILLAGE, "catalogue": [], "on_duty": [], "home_unit": HOME, "person_first": False
    }  # fmt: skip
    return [one.unit for one in suggest(**given | asked)]  # type: ignore[arg-type]


def test_without_catalogue_and_duty_the_source_s_own_unit_is_left() -> None:
    assert units() == [HOME]


def test_the_catalogue_goes_before_the_duty_when_nothing_burns() -> None:
    catalogue = [Known(DESK, "", "派单目录第3条")]
    assert units(catalogue=catalogue, on_duty=[(STATION, CREW, "周队长")]) == [DESK, STATION, HOME]


def test_the_one_on_duty_goes_before_the_catalogue_in_danger() -> None:
    catalogue = [Known(DESK, "", "派单目录第3条")]
    assert units(catalogue=catalogue, on_duty=[(STATION, CREW, "周队长")], person_first=True) == [STATION, DESK, HOME]


@pytest.mark.parametrize("person_first", [True, False])
def test_a_unit_suggested_twice_keeps_its_better_place(person_first: bool) -> None:
    found = units(
        catalogue=[Known(DESK, "", "派单目录第3条")],
        on_duty=[(STATION, CREW, "周队长")],
        home_unit=STATION if person_first else DESK,
        person_first=person_first,
    )
    assert found == ([STATION, DESK] if person_first else [DESK, STATION])


def test_the_most_specific_division_of_the_catalogue_wins() -> None:
    catalogue = [Known(DESK, "43", "省"), Known(STATION, TOWN, "镇"), Known(ELSEWHERE, "430903", "别处")]
    assert units(catalogue=catalogue) == [STATION, DESK, HOME]


def test_the_catalogue_s_unit_comes_with_its_officer_on_duty_and_both_reasons() -> None:
    best = suggest(
        place=VILLAGE,
        catalogue=[Known(STATION, TOWN, "派单目录第3条")],
        on_duty=[(STATION, CREW, "周队长")],
        home_unit=HOME,
        person_first=False,
    )[0]
    assert (best.unit, best.officer) == (STATION, CREW)
    assert best.reasons == (("catalogue", "派单目录第3条"), ("duty", "周队长"))


def test_the_unit_a_return_names_goes_first_and_who_gave_it_back_last() -> None:
    asked = {
        "catalogue": [Known(STATION, TOWN, "镇"), Known(DESK, "43", "省")],
        "on_duty": [(STATION, CREW, "周队长")],
        "returned": [(STATION, ELSEWHERE, "属地不符")],
    }
    assert units(**asked) == [ELSEWHERE, DESK, HOME, STATION]
    last = suggest(place=VILLAGE, home_unit=HOME, person_first=True, **asked)[-1]  # type: ignore[arg-type]
    assert last.reasons[-1] == ("gave_back", "")


def test_a_return_that_names_one_who_gave_it_back_before_does_not_put_it_first() -> None:
    assert units(returned=[(DESK, STATION, "不归我管"), (STATION, DESK, "属地不符")])[0] == HOME
