"""How sure a suggestion is, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.casework.suggest import GAVE_BACK, SURE_FROM, Known, Suggestion, doubted, items_in, suggest

VILLAGE, TOWN = "430972109214", "430972109"
STATION, DESK, HOME, ELSEWHERE = 1, 2, 3, 4
CREW = 11
LAMP = Known(DESK, "", "路灯管理办法", 7, "路灯", ("路灯", "灯不亮"))
POWER = Known(STATION, TOWN, "供电区划", 8)


def ranked(**asked: object) -> list[Suggestion]:
    given: dict[str, object] = {
        "place": VILLAGE, "catalogue": [], "on_duty": [], "home_unit": HOME, "person_first": False
    }  # fmt: skip
    return suggest(**given | asked)  # type: ignore[arg-type]


def sure_of_first(**asked: object) -> int:
    return ranked(**asked)[0].confidence


def test_an_item_of_which_the_text_speaks_goes_before_the_kind_as_a_whole_however_near() -> None:
    asked = {"catalogue": [POWER, LAMP]}
    assert [one.unit for one in ranked(text="三组的 路 灯坏了", **asked)] == [DESK, STATION, HOME]
    assert [one.unit for one in ranked(text="电压低", **asked)] == [STATION, HOME]
    best = ranked(text="灯不亮", **asked)[0]
    assert (best.entry, best.reasons[:2]) == (7, (("item", "路灯"), ("catalogue", "路灯管理办法")))


def test_the_more_an_entry_says_the_surer_it_is() -> None:
    anywhere = [Known(STATION, "", "职责清单")]
    here = [POWER]
    item = [LAMP]
    item_here = [Known(DESK, TOWN, "路灯管理办法", 7, "路灯", ("路灯",))]
    steps = [sure_of_first(text="路灯坏了", catalogue=known) for known in ([], anywhere, here, item, item_here)]
    assert steps == sorted(steps)
    assert len(set(steps)) == len(steps)
    assert steps[0] < SURE_FROM <= steps[2]


def test_two_grounds_for_one_unit_make_it_surer_and_for_two_units_less_sure() -> None:
    alone = sure_of_first(catalogue=[POWER])
    assert sure_of_first(catalogue=[POWER], on_duty=[(STATION, CREW, "周队长")]) > alone
    assert sure_of_first(catalogue=[POWER], on_duty=[(ELSEWHERE, CREW, "周队长")]) < alone


def test_a_text_that_speaks_of_two_items_of_two_units_is_for_a_person() -> None:
    pipe = Known(ELSEWHERE, "", "排水管理办法", 9, "积水", ("积水",))
    best = ranked(text="路灯坏了,路上还积水", catalogue=[LAMP, pipe])[0]
    assert best.confidence < SURE_FROM
    assert ("other_item", "积水") in best.reasons


def test_how_such_cases_ended_raises_or_lowers_it_and_is_told_as_n_of_n() -> None:
    alone = sure_of_first(catalogue=[POWER])
    with_them = ranked(catalogue=[POWER], precedents={STATION: 20})[0]
    against = ranked(catalogue=[POWER], precedents={STATION: 2, DESK: 18})
    assert with_them.confidence > alone
    assert ("precedent", "20/20") in with_them.reasons
    assert against[0].unit == STATION  # the catalogue is the rule: a habit does not overrule it
    assert against[0].confidence < 50
    assert against[1].unit == DESK


def test_two_cases_prove_nothing() -> None:
    assert sure_of_first(catalogue=[POWER], precedents={DESK: 2}) == sure_of_first(catalogue=[POWER])


def test_where_the_catalogue_is_silent_the_usual_unit_comes_before_the_last_resort() -> None:
    found = ranked(precedents={ELSEWHERE: 9, DESK: 1})
    assert [one.unit for one in found] == [ELSEWHERE, HOME]
    assert found[0].confidence > found[1].confidence


def test_after_a_return_no_suggestion_is_sure() -> None:
    asked = {"catalogue": [POWER, Known(DESK, "43", "省")], "on_duty": [(STATION, CREW, "周队长")]}
    found = ranked(returned=[(STATION, ELSEWHERE, "属地不符")], precedents={STATION: 50}, **asked)
    assert [one.unit for one in found][::3] == [ELSEWHERE, STATION]
    assert max(one.confidence for one in found) < SURE_FROM
    assert found[-1].confidence == GAVE_BACK


def test_where_danger_sends_to_the_one_on_duty_the_catalogue_s_other_view_takes_nothing_away() -> None:
    duty = [(ELSEWHERE, CREW, "周队长")]
    assert sure_of_first(catalogue=[POWER], on_duty=duty, person_first=True) == sure_of_first(on_duty=duty)


@pytest.mark.parametrize(("text", "found"), [("路  灯", {"路灯"}), ("LAMP", {"lamp"}), ("", set()), ("灯", set())])
def test_an_item_is_found_whatever_the_spaces_and_the_case(text: str, found: set[str]) -> None:
    catalogue = [Known(DESK, "", "", 1, "路灯", ("路灯", "")), Known(DESK, "", "", 2, "lamp", ("Lamp",))]
    assert items_in(text, catalogue) == found


entries = st.builds(
    Known,
    unit=st.integers(1, 4),
    division=st.sampled_from(["", "43", TOWN, VILLAGE, "430903"]),
    ground=st.just("x"),
    entry=st.integers(1, 99),
    item=st.sampled_from(["", "路灯", "积水"]),
    words=st.sampled_from([(), ("路灯",), ("积水", "路灯")]),
)


@given(
    catalogue=st.lists(entries, max_size=6),
    on_duty=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 9), st.just("某")), max_size=3),
    returned=st.lists(st.tuples(st.integers(1, 4), st.none() | st.integers(1, 4), st.just("因")), max_size=3),
    precedents=st.dictionaries(st.integers(1, 4), st.integers(1, 30)),
    person_first=st.booleans(),
    text=st.sampled_from(["", "路灯", "路灯积水"]),
)
def test_whatever_is_known_nobody_comes_twice_and_who_gave_it_back_comes_last(
    catalogue: list[Known],
    on_duty: list[tuple[int, int, str]],
    returned: list[tuple[int, int | None, str]],
    precedents: dict[int, int],
    person_first: bool,
    text: str,
) -> None:
    found = ranked(
        catalogue=catalogue,
        on_duty=on_duty,
        returned=returned,
        precedents=precedents,
        person_first=person_first,
        text=text,
    )
    units = [one.unit for one in found]
    gave_back = {unit for unit, _, _ in returned}
    assert len(units) == len(set(units)) > 0
    assert [unit in gave_back for unit in units] == sorted(unit in gave_back for unit in units)
    assert all(0 <= one.confidence <= 97 and one.reasons for one in found)
    if gave_back:
        assert all(one.confidence < SURE_FROM for one in found)


def test_a_suggestion_is_no_surer_than_the_subject_it_follows_from_and_says_so() -> None:
    best, last = doubted(ranked(catalogue=[POWER]), 60)
    assert (best.confidence, best.reasons[-1]) == (60, ("subject_doubt", "60 %"))
    assert last in ranked(catalogue=[POWER]), "what is less sure anyhow stays as it is"


def test_a_sure_subject_doubts_nothing() -> None:
    assert doubted(ranked(catalogue=[POWER]), 99) == ranked(catalogue=[POWER])
