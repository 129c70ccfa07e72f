"""The dispatcher's board: bands of time left, whom nobody has first, and counts that agree with lists."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.casework import actions, queries
from jishiyu.casework.models import Case
from jishiyu.casework.queries import CaseFilter, edges
from tests.cast import DAY, HOUR, MINUTE, T0, Cast


def band(cast: Cast, name: str) -> list[str]:
    found = queries.board(cast.dispatcher, T0)
    return next([row.case.title for row in rows] for one, _, rows in found.bands if one == name)


def due(case: Case, at: object) -> None:
    Case.objects.filter(pk=case.pk).update(next_due_at=at)


def test_every_open_case_stands_in_the_band_of_the_time_that_is_left(cast: Cast) -> None:
    for title, at in (("迟", T0 - MINUTE), ("急", T0 + HOUR), ("今", T0 + 5 * HOUR), ("后", T0 + DAY), ("无", None)):
        due(cast.taken(title=title).case, at)
    assert [band(cast, name) for name in queries.BANDS] == [["迟"], ["急"], ["今"], ["后", "无"]]
    counts = queries.board_counts(cast.dispatcher, T0)
    assert [counts[name] for name in queries.BANDS] == [1, 1, 1, 2]


@pytest.mark.parametrize("late", [23 * HOUR, 22 * HOUR + 30 * MINUTE, 21 * HOUR])
def test_near_midnight_no_case_falls_between_two_bands(late: object) -> None:
    at = T0.replace(hour=0) + late  # type: ignore[operator]
    between = edges(at)
    for minutes in range(-60, 60 * 30, 7):
        moment = at + minutes * MINUTE
        assert between.band_of(moment) in queries.BANDS
    assert between.band_of(at + HOUR) == "soon"


def test_whom_nobody_has_comes_first_then_what_nobody_signed_for(cast: Cast) -> None:
    taken, sent, free = cast.taken(title="在办").case, cast.sent(title="未签").case, cast.case(title="未派")
    for number, case in enumerate((taken, sent, free), start=1):
        due(case, T0 + number * MINUTE)
    assert band(cast, "soon") == ["未派", "未签", "在办"]


def test_what_is_set_aside_answered_or_merged_is_not_owed_now(cast: Cast) -> None:
    aside, _answered, merged = cast.taken(title="挂").case, cast.answered(title="答"), cast.case(title="并")
    Case.objects.filter(pk=aside.pk).update(aside="hung", review_at=T0 + HOUR)
    Case.objects.filter(pk=merged.pk).update(merged_into=aside, state="handling")
    found = queries.board(cast.dispatcher, T0)
    assert [rows for _, _, rows in found.bands] == [[], [], [], []]
    assert [case.title for case in found.reviews] == ["挂"]
    assert (found.counts["answered"], found.counts["aside"]) == (1, 1)


def test_a_free_case_carries_its_suggestion_for_a_dispatcher_only(cast: Cast) -> None:
    cast.case()
    for officer, suggested in ((cast.dispatcher, True), (cast.caller, False), (cast.leader, False)):
        rows = [row for _, _, rows in queries.board(officer, T0).bands for row in rows]
        assert [row.best is not None for row in rows] == [suggested]


def test_officers_of_units_see_no_board(cast: Cast) -> None:
    cast.case()
    assert [rows for _, _, rows in queries.board(cast.stranger, T0).bands] == [[], [], [], []]


def test_what_waits_for_a_ruling_is_counted_for_those_who_rule(cast: Cast) -> None:
    task = cast.taken()
    actions.return_task(task.pk, code="not_ours", ground="不属我所职责", by=cast.crew.actor, at=T0 + MINUTE)
    assert queries.board_counts(cast.dispatcher, T0)["rulings"] == 1
    assert "rulings" not in queries.board_counts(cast.caller, T0)


def test_counts_agree_with_the_lists_they_open(cast: Cast) -> None:
    for number in range(3):
        cast.case(title=f"未派{number}")
        cast.sent(title=f"未签{number}", at=T0 - number * DAY)
        cast.taken(title=f"在办{number}", at=T0 - number * DAY)
    cast.answered(at=T0 - DAY)
    counts = queries.board_counts(cast.dispatcher, T0)
    for name in queries.BANDS:
        asked = CaseFilter(band=name)
        assert queries.desk(cast.dispatcher, asked, T0).count() == counts[name]
    assert queries.desk(cast.dispatcher, CaseFilter(unsigned=True), T0).count() == counts["unsigned"] == 3
    assert queries.desk(cast.dispatcher, CaseFilter(unassigned=True), T0).count() == counts["unassigned"] == 3


def test_the_board_takes_as_many_queries_for_many_as_for_few(cast: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.board(cast.dispatcher, T0)
        return len(seen)

    cast.case()
    cast.taken()
    few = count()
    for number in range(12):
        cast.case(title=f"第{number}件")
        cast.taken(title=f"办{number}")
    assert count() <= few
