"""Appraisal: figures alone, each of which opens to its rows; no typed score, no rank of few."""

import pytest
from django.utils import translation

from jishiyu.casework import actions as casework
from jishiyu.figures.queries import open_counted
from jishiyu.figures.queries.appraising import FEWEST, FIGURES, Cell, appraise, grade_of, units_that_go, who_goes
from jishiyu.figures.scopes import Period, Scope
from jishiyu.outreach import actions
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer
from tests.cast import BY, DAY, HOUR, T0, Cast
from tests.outreach.firms import KEY, Firms, assemble, firm, liaison, with_liaisons

MONTH = Period(T0 - 30 * DAY, T0 + DAY)


@pytest.fixture
def firms(cast: Cast) -> Firms:
    return with_liaisons(assemble(cast))


def cells(officer: Officer, period: Period = MONTH) -> dict[str, Cell]:
    return appraise([officer], Scope(), period)[0].cells


def test_who_was_visited_as_often_as_due(firms: Firms) -> None:
    crew = firms.cast.crew
    assert cells(crew)["visited_in_time"] == Cell(0, 1)
    visit = firms.visit(at=T0 - 2 * DAY)
    assert cells(crew)["visited_in_time"] == Cell(1, 1)
    assert cells(crew, Period(MONTH.since, T0 + 40 * DAY))["visited_in_time"] == Cell(0, 1)  # too long ago by then
    actions.strike_visit(visit.pk, why="记错了企业", by=crew.actor, at=T0)
    assert cells(crew)["visited_in_time"] == Cell(0, 1)


def test_a_duty_is_not_due_before_its_goal_has_passed_once(firms: Firms) -> None:
    other = firm("益阳红星机械厂", "13900001003")
    since = (T0 - 10 * DAY).date()
    registry.give_duty(firms.cast.crew.pk, "enterprise.liaison", subject_id=other.pk, since=since, by=BY, at=T0)
    assert cells(firms.cast.crew)["visited_in_time"] == Cell(0, 1)


def test_what_became_of_needs_is_counted_as_cases_are(firms: Firms) -> None:
    cast, visit = firms.cast, firms.raised(at=T0 - 2 * DAY)
    assert cells(cast.crew)["needs_raised"] == Cell(1, None)
    case = visit.needs.get().case
    casework.dispatch(case.pk, cast.other.pk, by=cast.dispatcher.actor, at=T0 - 47 * HOUR)
    task = case.tasks.get()
    casework.accept_task(task.pk, by=cast.stranger.actor, at=T0 - 46 * HOUR)
    casework.finish_task(task.pk, words="银行已经放款。", how="visit", by=cast.stranger.actor, at=T0 - 45 * HOUR)
    casework.confirm_case(case.pk, solved=True, rating=5, by=cast.caller.actor, at=T0 - 44 * HOUR)
    due = Period(T0 - 30 * DAY, T0 + 30 * DAY)
    found = cells(cast.crew, due)
    assert (found["needs_solved"], found["needs_on_time"], found["needs_satisfied"]) == (Cell(1, 1),) * 3
    assert cells(cast.stranger, due)["needs_raised"] == Cell(0, None)  # who answered it did not raise it


def test_every_cell_says_what_its_figure_says_when_it_is_opened(firms: Firms) -> None:
    cast = firms.cast
    for number in range(5):
        firms.raised(key=f"{KEY}-{number}", at=T0 - number * DAY, others=(cast.mate.pk,) if number % 2 else ())
    firms.visit(key=f"{KEY}-x", officer=cast.stranger, subject_id=firms.changfeng.pk)
    struck = firms.raised(key=f"{KEY}-s", at=T0 - HOUR)
    actions.strike_visit(struck.pk, why="记错了企业", by=cast.crew.actor, at=T0)
    officers, units = list(who_goes(None)), list(units_that_go())
    assert {one.pk for one in officers} == {cast.crew.pk, cast.stranger.pk}
    for row in (*appraise(officers, Scope(), MONTH), *appraise(units, Scope(), MONTH)):
        for code in FIGURES:
            opened = open_counted(code, Scope(about=row.about), MONTH)
            assert row.cells[code] == Cell(opened.n, opened.of), (row.about, code)
    assert appraise(officers, Scope(), MONTH)[0].cells["visits"].n > 0


def test_person_times_are_told_apart_from_visits(firms: Firms) -> None:
    firms.visit(others=(firms.cast.mate.pk, firms.cast.head.pk))
    assert open_counted("visits", Scope(), MONTH).n == 1
    assert open_counted("visitor_times", Scope(), MONTH).n == 3
    assert open_counted("visits_repeated", Scope(), MONTH).n == 0
    firms.visit(key=f"{KEY}-2")
    assert open_counted("visits_repeated", Scope(), MONTH).n == 2
    assert (
        open_counted("visits_with_needs", Scope(), MONTH).n,
        open_counted("visits_with_needs", Scope(), MONTH).of,
    ) == (0, 2)


def test_the_grade_comes_of_the_table_of_the_pack() -> None:
    with translation.override("zh-hans"):
        words = [str(grade_of(Cell(n, 100))) for n in (100, 95, 94, 60, 59, 0)]
    assert words == ["优秀", "优秀", "良好", "合格", "待改进", "待改进"]
    assert grade_of(Cell(0, 0)) == ""


def test_no_rank_is_given_of_few(firms: Firms) -> None:
    cast = firms.cast
    for number in range(FEWEST):
        other = firm(f"益阳第{number}厂", f"1390002{number:04d}")
        liaison(cast.crew, other.pk)
    ranks = {row.whose.pk: row.rank for row in appraise(list(who_goes(None)), Scope(), MONTH)}
    assert ranks == {cast.crew.pk: 1, cast.stranger.pk: None}
