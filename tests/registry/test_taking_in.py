"""Taking a list in: by code first, then by name and place; a blank never erases; twice changes nothing."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries import flaws, story
from jishiyu.registry import actions, profile_file
from jishiyu.registry.merging import Known, plan
from jishiyu.registry.models import Profile, Subject
from jishiyu.registry.people import phone_index, sealer
from jishiyu.registry.profile_file import Row
from jishiyu.registry.profiles import Said, is_code
from jishiyu.registry.queries.matching import placed
from jishiyu.sandbox import dirt, firms
from tests.cast import BY, DAY, T0, TOWN, VILLAGE, ZONE, Cast

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODES = [
    next(f"91430599MA4L16J{n}Q{last}" for last in LETTERS if is_code(f"91430599MA4L16J{n}Q{last}")) for n in range(6)
]


def take(*said: Said, at: object = T0) -> object:
    rows = [Row(place, one) for place, one in enumerate(said, start=2)]
    return actions.take_profiles(rows, by=BY, at=at)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_new_value_replaces_and_a_blank_never_erases(cast: Cast) -> None:
    take(Said(name="启元", code=CODES[0], values={"enterprise.employees": 3, "enterprise.park": "甲"}, contact="甲",
              phone="19900001111", division_code=TOWN))  # fmt: skip
    made = take(
        Said(name="启元食品", code=CODES[0], values={"enterprise.employees": 5}, division_code=ZONE), at=T0 + DAY
    )
    row = Profile.objects.select_related("subject").get()
    assert made.count("changed") == 1  # type: ignore[attr-defined]
    assert (row.name, row.initials) == ("启元食品", "qysp")
    assert row.values == {"enterprise.employees": 5, "enterprise.park": "甲"}
    assert row.subject.division_id == TOWN  # the zone only holds the town
    assert sealer().open(row.subject.name_sealed) == "甲"
    assert row.subject.phone_index == phone_index("19900001111")
    told = story(f"subject:{row.pk}").last()
    assert told is not None
    assert (told.before, told.after) == (
        {"name": "启元", "enterprise.employees": 3}, {"name": "启元食品", "enterprise.employees": 5},
    )  # fmt: skip


@pytest.mark.django_db
def test_without_a_code_it_is_whoever_has_the_name_in_a_place_that_agrees(cast: Cast) -> None:
    take(Said(name="便民超市", division_code=TOWN), Said(name="便民超市", division_code="430903"))
    assert Profile.objects.count() == 2
    made = take(
        Said(name="便民超市", code=CODES[1], division_code=VILLAGE),
        Said(name="便民超市"),
        Said(name="便民超市", division_code="430903", values={"enterprise.employees": 2}),
    )
    outcomes = made.outcomes  # type: ignore[attr-defined]
    assert [outcomes[n].what for n in (2, 3, 4)] == ["changed", "aside", "changed"]
    assert outcomes[3].remark.code == "row_of_several"
    assert set(Profile.objects.values_list("code", "subject__division_id")) == {(CODES[1], VILLAGE), ("", "430903")}


@pytest.mark.django_db
def test_rows_that_contradict_each_other_are_told_and_the_first_counts(cast: Cast) -> None:
    made = take(
        Said(name="启元", code=CODES[0], values={"enterprise.employees": 3}),
        Said(name="启元", code=CODES[0], values={"enterprise.taxes": 100}),
        Said(name="启元", code=CODES[0], values={"enterprise.employees": 4}),
    )
    outcomes = made.outcomes  # type: ignore[attr-defined]
    assert [outcomes[n].what for n in (2, 3, 4)] == ["new", "repeated", "aside"]
    assert (outcomes[4].remark.code, outcomes[4].remark.column, outcomes[4].remark.value) == (
        "row_conflicts", "enterprise.employees", "2",
    )  # fmt: skip
    assert Profile.objects.get().values == {"enterprise.employees": 3, "enterprise.taxes": 100}


@pytest.mark.django_db
def test_a_bookkeepers_number_finds_none_of_them_but_is_kept(cast: Cast) -> None:
    take(Said(name="甲厂", code=CODES[0], phone="19900002222"), Said(name="乙厂", code=CODES[1], phone="19900002222"))
    firms_of = Subject.objects.filter(kind="enterprise")
    assert firms_of.exclude(phone_index="").count() == 1
    assert {sealer().open(one.phone_sealed) for one in firms_of} == {"19900002222"}


@pytest.mark.django_db
def test_a_dirty_list_taken_in_twice_changes_nothing_the_second_time(cast: Cast) -> None:
    places = [(TOWN, "谢林港镇")]
    made = dirt.dirty(firms.firms(120, places, city="4309", today=date(2026, 7, 14), seed=2), dict(places), 120, 4)
    rows = placed(profile_file.read(made.content, "a.xlsx").rows)
    first = actions.take_profiles(rows, by=BY, at=T0)
    count, entries = Profile.objects.count(), Entry.objects.count()
    again = actions.take_profiles(rows, by=BY, at=T0 + DAY)
    assert (again.fresh, again.changed) == ([], [])
    assert (Profile.objects.count(), Entry.objects.count()) == (count, entries)
    assert Counter(one.what for one in first.outcomes.values()) == {
        "new": made.enterprises - made.wrong_codes, "repeated": made.repeated,
        "aside": made.wrong_codes + made.contradicting + 1,
    }  # fmt: skip
    assert Profile.objects.filter(subject__division_id=TOWN).count() == count
    assert list(flaws()) == []


NAMES, PLACES = st.sampled_from(["甲", "乙", "丙", ""]), st.sampled_from([None, "4309", TOWN, VILLAGE, "430903"])
SAID = st.builds(
    Said,
    name=NAMES,
    code=st.sampled_from(["", *CODES[:3]]),
    division_code=PLACES,
    contact=st.sampled_from(["", "某", "另"]),
    values=st.dictionaries(
        st.sampled_from(["enterprise.employees", "enterprise.taxes"]), st.integers(0, 2), max_size=2
    ),
)


def carried_out(known: list[Known], rows: list[Row]) -> list[Known]:
    """What is known after a plan, as the action would leave it."""
    made = plan(rows, known)
    after = {one.pk: one for one in known}
    for group in made.changed:
        assert group.known is not None
        after[group.known.pk] = Known(group.known.pk, group.said())
    for place, group in enumerate(made.fresh):
        after[1000 + place + len(known)] = Known(1000 + place + len(known), group.said())
    return list(after.values())


ONE, OTHER, CODE = Said(name="甲"), Said(name="乙"), CODES[0]


@example(
    [ONE, replace(OTHER, division_code=VILLAGE), replace(OTHER, division_code="430903")],
    [ONE, replace(OTHER, code=CODE), replace(ONE, code=CODE)],
)  # a code that may be of several is nobody's in the first list, so it is nobody's in the second
@example(
    [replace(OTHER, division_code=VILLAGE), replace(OTHER, division_code="430903")],
    [replace(OTHER, code=CODE, contact="某"), replace(OTHER, code=CODE, division_code=VILLAGE)],
)
@given(st.lists(SAID, max_size=8), st.lists(SAID, max_size=8))
def test_any_list_taken_in_twice_changes_nothing_the_second_time(before: list[Said], said: list[Said]) -> None:
    known = carried_out([], [Row(n, one) for n, one in enumerate(before)])
    rows = [Row(n, one) for n, one in enumerate(said)]
    after = carried_out(known, rows)
    again = plan(rows, after)
    assert [group.said() for group in again.fresh] == []
    assert [group.said() for group in again.changed] == []
    codes = [one.said.code for one in after if one.said.code]
    assert len(codes) == len(set(codes))


@given(st.lists(SAID, max_size=8), st.lists(SAID, max_size=8))
def test_every_row_is_accounted_for_and_nothing_known_is_erased(before: list[Said], said: list[Said]) -> None:
    known = carried_out([], [Row(n, one) for n, one in enumerate(before)])
    rows = [Row(n, one) for n, one in enumerate(said)]
    made = plan(rows, known)
    assert sorted(made.outcomes) == [row.number for row in rows]
    for group in made.changed:
        assert group.known is not None
        was, now = group.known.said, group.said()
        assert all(getattr(now, name) for name in ("name", "code", "contact", "division_code") if getattr(was, name))
        assert was.values.keys() <= now.values.keys()
