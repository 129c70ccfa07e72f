"""Figures are counted by marks the database keeps; they say what a count straight from the rows says, always."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from jishiyu.casework import actions
from jishiyu.casework.actions.tallying import keep_tallies
from jishiyu.casework.models import Case, Tally, TallyDay, TallyTouched, Task, Verification
from jishiyu.casework.queries import false_days, false_tallies, parted, tallied
from jishiyu.casework.tally import Mark, triggers
from jishiyu.casework.tally_days import MASKS
from jishiyu.figures import queries
from jishiyu.figures.indicators import INDICATORS
from jishiyu.figures.queries import Period, Scope
from jishiyu.figures.queries.counting import BRANCHES
from jishiyu.figures.queries.direct import lists_directly
from tests.casework.askings import granted
from tests.cast import DAY, ELSEWHERE, HOUR, MINUTE, T0, Cast

PERIODS = [
    Period(T0 - DAY, T0 + 60 * DAY),
    Period(T0, T0 + 90 * MINUTE),  # over before the last words were said
    Period(T0 + 90 * MINUTE, T0 + 5 * DAY),
    Period(T0 + 50 * DAY, T0 + 60 * DAY),
]


@pytest.fixture
def many_fates(cast: Cast) -> Cast:
    """Cases that were extended, waited for, hung, excluded, returned, redone, rated twice, brought back, withdrawn."""
    granted(cast, cast.taken(title="等待"), "waiting")
    granted(cast, cast.taken(title="挂账"), "hanging", until=T0 + 30 * DAY)
    granted(cast, cast.taken(title="延期"), "extension")
    granted(cast, cast.taken(title="剔除"), "exclusion")
    back = cast.taken(title="退回")
    actions.return_task(
        back.pk, code="wrong_place", ground="不在本所供电范围。", to_unit_id=cast.other.pk, by=cast.crew.actor, at=T0
    )
    twice = cast.answered(title="说了两次")
    actions.confirm_case(twice.pk, solved=False, rating=1, by="requester", at=T0 + HOUR)
    again = twice.tasks.latest("pk")
    actions.accept_task(again.pk, by=cast.crew.actor, at=T0 + 2 * HOUR)
    actions.finish_task(again.pk, words="再次处理,已经送电。", how="visit", by=cast.crew.actor, at=T0 + 3 * HOUR)
    actions.confirm_case(twice.pk, solved=True, rating=None, by="requester", at=T0 + 4 * HOUR)
    gone = cast.answered(title="又来")
    actions.confirm_case(gone.pk, solved=True, rating=3, by="requester", at=T0 + HOUR)
    actions.reopen_case(gone.pk, words="又停电了,没有修好。", by="requester", at=T0 + DAY)
    actions.withdraw(cast.case(title="撤回", division_code=ELSEWHERE).pk, words="", by="requester", at=T0 + HOUR)
    cast.case("hotline.transport", title="路灯")
    cast.answered(title="没有说")
    return cast


def scopes(cast: Cast) -> list[Scope]:
    return [
        Scope(),
        Scope(unit=cast.station.pk),
        Scope(unit=cast.other.pk),
        Scope(pack="hotline"),
        Scope(division="430972109"),
        Scope(pack="power", unit=cast.station.pk),
    ]


@pytest.mark.parametrize("period", PERIODS)
def test_every_figure_says_what_the_rows_say(many_fates: Cast, period: Period) -> None:
    assert false_tallies() == 0
    for scope in scopes(many_fates):
        assert list(queries.differences(scope, period)) == [], scope


@pytest.mark.parametrize("code", list(INDICATORS))
def test_every_figure_opens_to_the_rows_that_a_direct_search_finds(many_fates: Cast, code: str) -> None:
    for period in PERIODS:
        for scope in scopes(many_fates):
            opened = queries.open_figure(code, scope, period)
            part, rest, left = lists_directly(code, scope, period)
            assert (list(opened.part), list(opened.rest)) == (list(part), list(rest)), (scope, period)
            shown = [(str(one.reason), list(one.cases)) for one in opened.left_out]
            assert shown == [(str(one.reason), list(one.cases)) for one in left], (scope, period)


def test_a_list_says_how_many_rows_it_has(many_fates: Cast) -> None:
    for code in INDICATORS:
        opened = queries.open_figure(code, Scope(), PERIODS[0])
        lists = [opened.part, opened.rest, *(one.cases for one in opened.left_out)]
        assert [one.count() for one in lists] == [len(list(one)) for one in lists], code


def test_whoever_changes_a_row_in_whatever_way_changes_its_tally(many_fates: Cast) -> None:
    Case.objects.filter(title="没有说").update(heard_at=T0 - timedelta(days=9), redo_count=3, objections=1)
    Task.objects.filter(case__title="没有说").update(unit=many_fates.other)
    Verification.objects.filter(case__title="又来").update(rating=5, solved=False)
    assert false_tallies() <= 1  # the unit that was sent it before may still see it
    assert list(queries.differences(Scope(), PERIODS[0])) == []
    assert list(queries.differences(Scope(unit=many_fates.other.pk), PERIODS[0])) == []


def test_made_anew_the_tallies_are_the_same(many_fates: Cast) -> None:
    before = set(Tally.objects.values_list())
    actions.rebuild_tallies()
    assert set(Tally.objects.values_list()) == before
    assert false_tallies() == 0


def test_a_tally_that_was_falsified_is_noticed_and_mended(many_fates: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE casework_tally SET marks = marks + %s WHERE marks & %s = 0", [Mark.SOLVED.value] * 2)
    assert false_tallies() > 0
    assert [one.code for one in queries.differences(Scope(), PERIODS[0])] != []
    actions.rebuild_tallies()
    assert false_tallies() == 0


def test_tallies_are_compared_range_by_range_of_keys_and_none_is_left_out(
    many_fates: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallied, "AT_ONCE", 4)
    keys, heard = list(Case.objects.order_by("pk").values_list("pk", flat=True)), list[int]()
    assert (false_tallies(heard.append), heard) == (0, [4, 8, len(keys)])
    Tally.objects.filter(case_id=keys[5], unit=0).update(marks=F("marks").bitxor(int(Mark.REDONE)))
    assert false_tallies() >= 2  # the row that is false, and the one that is missing; and its unit's, made from it
    actions.rebuild_tallies()
    Tally.objects.filter(case_id=keys[4]).delete()
    Tally.objects.filter(case_id=keys[-1], unit=0).update(case_id=keys[-1] + 1000)  # of no case
    assert false_tallies() >= 3
    actions.rebuild_tallies()
    assert false_tallies() == 0


def test_triggers_that_a_migration_lost_are_made_again_with_all_tallies(many_fates: Cast) -> None:
    lost = next(name for name in triggers(connection.vendor) if "case_changed" in name)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {lost}" + (" ON casework_case" if connection.vendor == "postgresql" else ""))
    Case.objects.update(objections=1)
    assert false_tallies() > 0
    keep_tallies()
    assert false_tallies() == 0
    Case.objects.update(objections=0)
    assert false_tallies() == 0


def test_days_that_are_counted_say_the_same_as_the_tallies(many_fates: Cast) -> None:
    before = [[queries.overview(scope, period).board for scope in scopes(many_fates)] for period in PERIODS]
    assert actions.count_days(T0 + 70 * DAY) == 70
    assert TallyDay.objects.exists()
    after = [[queries.overview(scope, period).board for scope in scopes(many_fates)] for period in PERIODS]
    assert before == after
    assert false_days() == 0


def test_a_day_that_was_touched_is_read_from_the_tallies_until_it_is_counted_anew(many_fates: Cast) -> None:
    actions.count_days(T0 + 70 * DAY)
    TallyDay.objects.update(n=1000)  # whoever reads them now is found out
    assert queries.figure("closed", Scope(), PERIODS[0]).of > 1000
    many_fates.case(title="又一件")
    assert queries.figure("closed", Scope(), Period(T0 - DAY, T0 + DAY)).of < 1000
    assert actions.count_days(T0 + 70 * DAY) >= 1
    assert false_days() > 0
    actions.rebuild_tallies()
    actions.count_days(T0 + 70 * DAY)
    assert false_days() == 0
    assert list(queries.differences(Scope(), PERIODS[0])) == []


def test_days_know_every_mark_that_a_figure_asks_for() -> None:
    for indicator in INDICATORS.values():
        for moment, mark in BRANCHES[indicator.cohort]:
            asked = mark | indicator.bears | indicator.lacks | Mark.EXCLUDED
            assert asked & MASKS[moment] == asked, (indicator.code, moment)


def test_a_period_is_parted_without_overlap_or_loss(many_fates: Cast) -> None:
    actions.count_days(T0 + 70 * DAY)
    for number in (3, 7, 12, 20, 30):
        TallyTouched.objects.create(day=(T0 + number * DAY).date())
    spans, gaps = parted(T0 - 5 * DAY, T0 + 50 * DAY + HOUR)
    assert 1 <= len(gaps) <= 3
    covered = sum((last - first).days + 1 for first, last in spans)
    assert sum((until - since for since, until in gaps), timedelta()) + timedelta(days=covered) == 55 * DAY + HOUR
    assert parted(T0, T0 + HOUR) == ([], [(T0, T0 + HOUR)])
