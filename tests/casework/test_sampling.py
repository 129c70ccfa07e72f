"""Whom the callers ring: classes whole, a share of the rest, drawn so that anybody can draw it again."""

from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.casework import actions, queries, sampling
from jishiyu.casework.models import CallBack, Case, SampleDraw
from jishiyu.casework.sampling import Plan, Row
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from tests.cast import BY, DAY, HOUR, SHANGHAI, T0, Cast

DAY_OF_T0 = date(2026, 7, 14)
NEXT_DAY = datetime(2026, 7, 15, 1, 0, tzinfo=SHANGHAI)


def strata_of(sizes: list[int]) -> dict[str, list[str]]:
    return {f"u{n}|k": [f"{n:02}-{row:04}" for row in range(size)] for n, size in enumerate(sizes)}


sizes = st.lists(st.integers(0, 60), max_size=8)


@given(sizes, st.integers(10, 20), st.text(max_size=8))
def test_a_draw_is_the_share_of_the_whole_and_of_each_stratum_to_within_one(
    rows: list[int], share: int, seed: str
) -> None:
    strata = strata_of(rows)
    chosen = sampling.drawn(strata, share, seed)
    assert abs(len(chosen) - sum(rows) * share / 100) <= 1
    for members in strata.values():
        assert abs(len(set(chosen) & set(members)) - len(members) * share / 100) <= 1
    assert sampling.drawn({name: rows[::-1] for name, rows in strata.items()}, share, seed) == chosen


def test_every_row_has_the_same_chance() -> None:
    strata, times = strata_of([7, 13, 20]), 4000
    seen = Counter(number for n in range(times) for number in sampling.drawn(strata, 15, f"seed {n}"))
    assert len(seen) == 40
    assert all(abs(count / times - 0.15) < 0.03 for count in seen.values()), seen


def test_a_row_stands_in_exactly_one_place_and_the_first_class_that_fits_takes_it() -> None:
    rows = [
        Row("1", "a", "k", frozenset({"urgent", "redone"})),
        Row("2", "a", "k", frozenset({"no_contact", "urgent"})),
        Row("3", "a", "k"),
        Row("4", "b", "k", frozenset({"vulnerable"})),
    ]
    frame = sampling.framed(rows, Plan(whole=("redone", "urgent")))
    assert frame.whole == {"redone": ["1"]}
    assert frame.left_out == {"no_contact": ["2"]}
    assert frame.strata == {"a|k": ["3"], "b|k": ["4"]}
    assert frame.numbers() == {"1", "2", "3", "4"}


def answered(cast: Cast, **more: Any) -> Case:
    return cast.answered("power.complaint", **({"urgency": 1} | more))


def why(case: Case) -> str:
    return CallBack.objects.filter(case=case).values_list("why", flat=True).first() or ""


def test_classes_are_called_back_whole_each_with_its_reason(cast: Cast) -> None:
    cases = {
        "urgent": answered(cast, urgency=3),
        "vulnerable": answered(cast, vulnerable=True),
        "report": answered(cast, purpose="report", against_id=cast.other.pk),
        "redone": answered(cast, requester_id=None),
    }
    Case.objects.filter(pk=cases["redone"].pk).update(redo_count=1, requester=cast.aunt)
    actions.draw_due(by=BY, at=NEXT_DAY)
    assert {name: why(case) for name, case in cases.items()} == {name: name for name in cases}


def test_whoever_was_dissatisfied_before_is_asked_again(cast: Cast) -> None:
    first = answered(cast)
    actions.confirm_case(first.pk, solved=True, rating=2, by="requester", at=T0 + HOUR)
    again = answered(cast)
    actions.draw_due(by=BY, at=NEXT_DAY)
    assert why(again) == "dissatisfied"


def test_a_case_nobody_can_be_rung_about_is_left_out_and_counted(cast: Cast) -> None:
    answered(cast, requester_id=None, urgency=3)
    actions.draw_due(by=BY, at=NEXT_DAY)
    assert CallBack.objects.count() == 0
    assert SampleDraw.objects.get().frame == {"left out|no_contact": [1, 0]}


def test_sources_handed_down_from_above_are_a_class_of_the_plan(cast: Cast) -> None:
    actions.set_sampling_plan(
        DAY_OF_T0, share=10, whole=["handed_down"], sources=[cast.letters.code], by=cast.admin.actor, at=T0
    )
    case = answered(cast, source_id=cast.letters.pk, urgency=3)
    actions.draw_due(by=BY, at=NEXT_DAY)
    assert why(case) == "handed_down"


def many(cast: Cast, count: int) -> None:
    for _ in range(count):
        answered(cast)


def test_a_day_is_drawn_once_and_twice_changes_nothing(cast: Cast) -> None:
    many(cast, 8)
    assert actions.draw_due(by=BY, at=NEXT_DAY) == 1
    before = list(CallBack.objects.order_by("pk").values_list("case", "why", "call_after"))
    assert actions.draw_due(by=BY, at=NEXT_DAY + HOUR) == 0
    assert actions.draw_day(DAY_OF_T0, by=BY, at=NEXT_DAY + HOUR) is False
    assert list(CallBack.objects.order_by("pk").values_list("case", "why", "call_after")) == before
    assert story(f"sample:{DAY_OF_T0}").count() == 1


def test_days_that_a_sleeping_worker_missed_are_caught_up(cast: Cast) -> None:
    actions.draw_due(by=BY, at=NEXT_DAY)
    cases = [answered(cast, urgency=3, at=T0 + n * DAY, heard_at=T0 + n * DAY) for n in (1, 2, 3)]
    assert actions.draw_due(by=BY, at=NEXT_DAY + 3 * DAY) == 3
    assert [why(case) for case in cases] == ["urgent"] * 3
    assert SampleDraw.objects.count() == 4


def test_anybody_can_draw_it_again_from_the_ledger(cast: Cast) -> None:
    many(cast, 12)
    answered(cast, urgency=3)
    answered(cast, requester_id=None)
    actions.draw_due(by=BY, at=NEXT_DAY)
    again = queries.redraw(DAY_OF_T0)
    assert again is not None
    assert again.faults == []
    assert again.rows == 14
    assert set(again.chosen) == set(CallBack.objects.values_list("case__number", flat=True))
    assert queries.redraw(DAY_OF_T0 + DAY) is None


def test_a_case_slipped_out_of_the_calls_or_into_them_is_named(cast: Cast) -> None:
    case = answered(cast, urgency=3)
    other = answered(cast, requester_id=None)
    actions.draw_due(by=BY, at=NEXT_DAY)
    draw = SampleDraw.objects.get()
    CallBack.objects.filter(case=case).delete()
    CallBack.objects.create(case=other, round=0, why="sample", draw=draw, call_after=NEXT_DAY, made_at=NEXT_DAY)
    SampleDraw.objects.update(seed="another")
    again = queries.redraw(DAY_OF_T0)
    assert again is not None
    assert f"{case.number} was drawn and is not called back" in again.faults
    assert f"{other.number} is called back and was not drawn" in again.faults
    assert "the row of the draw is gone or has another seed or share than the ledger" in again.faults


def test_a_case_kept_out_of_the_frame_is_named_by_its_own_entries(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    shy, shown = answered(cast), answered(cast)
    whole = queries.answered_on
    monkeypatch.setattr(queries, "answered_on", lambda day: [case for case in whole(day) if case.pk != shy.pk])
    actions.draw_due(by=BY, at=NEXT_DAY)
    again = queries.redraw(DAY_OF_T0)
    assert again is not None
    assert again.faults == [f"{shy.number} was answered that day and is not in the frame"]
    assert shown.number not in again.faults[0]


def test_drawing_costs_the_same_statements_for_many_as_for_few(cast: Cast) -> None:
    def statements(day: int, count: int) -> int:
        at = T0 + day * DAY
        for _ in range(count):
            answered(cast, at=at, heard_at=at, urgency=3)
        with CaptureQueriesContext(connection) as seen:
            actions.draw_day(DAY_OF_T0 + day * DAY, by=BY, at=NEXT_DAY + day * DAY)
        return len(seen)

    assert statements(0, 2) == statements(1, 12)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"share": 9}, "share_out_of_range"),
        ({"share": 21}, "share_out_of_range"),
        ({"whole": ["handsome"]}, "class_unknown"),
        ({"since": DAY_OF_T0 - DAY}, "plan_begun"),
    ],
)
def test_a_plan_that_makes_no_sense_or_looks_back_is_refused(cast: Cast, change: dict[str, Any], code: str) -> None:
    said = {"since": DAY_OF_T0, "share": 15, "whole": ["urgent"]} | change
    with pytest.raises(Refused) as no:
        actions.set_sampling_plan(said.pop("since"), **said, by=cast.admin.actor, at=T0)
    assert no.value.code == code
    assert queries.plans() == []


def test_a_plan_takes_over_from_its_day_on_and_stands_in_the_ledger(cast: Cast) -> None:
    actions.set_sampling_plan(DAY_OF_T0 + DAY, share=20, whole=["urgent"], by=cast.admin.actor, at=T0)
    assert queries.plan_on(DAY_OF_T0) == Plan()
    assert queries.plan_on(DAY_OF_T0 + 2 * DAY) == Plan(20, ("urgent",), ())
    entry = story("casework:sampling").get()
    assert (entry.after["share"], entry.by) == (20, cast.admin.actor)
