"""What a promise was made under stays with it: calendar, hours, rule and ground. Nothing changed later moves it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from jishiyu.casework import actions, clock, kinds, queries
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Case, Promise
from jishiyu.casework.queries import PromiseView
from jishiyu.lib.worktime import OFFICE_HOURS, Hours, Limit, built_in
from jishiyu.registry import actions as registry
from tests.casework.askings import ask, granted, refused
from tests.cast import BY, DAY, HOUR, SHANGHAI, T0, Cast

pytestmark = pytest.mark.django_db
KIND = "power.low_voltage"
LONG = Hours(((time(8), time(20)),))
Stood = dict[str, tuple[object, ...]]
Rule = Callable[..., None]


def stood(case: Case) -> Stood:
    """Everything about a case's promises, and how each is explained."""
    return {
        row.what: (
            row.amount, row.unit, row.starts_at, row.due_at, row.extended_to, row.hours, row.calendar_id, row.ground,
            row.rule, tuple(queries.explain_promise(row)),
        )
        for row in Promise.objects.filter(case=case)
    }  # fmt: skip


@pytest.fixture
def ruled(monkeypatch: pytest.MonkeyPatch) -> Rule:
    """Lets a test change what a kind promises, as a new release of its pack would."""

    def rule(code: str, **changes: object) -> None:
        monkeypatch.setitem(kinds._kinds, code, replace(kind_of(code), **changes))  # type: ignore[arg-type]

    return rule


def new_calendar() -> None:
    days = {T0.date() + n * DAY: (False, "停工") for n in range(1, 8)}
    registry.set_calendar_days(days, by=BY, at=T0)


def new_hours() -> None:
    registry.set_opening_hours(T0.date(), LONG, by=BY, at=T0)


def test_a_promise_says_what_it_was_made_under(cast: Cast) -> None:
    case = cast.case(KIND)
    resolve = case.promises.get(what="resolve")
    rule = next(rule for rule in kind_of(KIND).promises if rule.what == "resolve")
    assert resolve.ground == rule.ground != ""
    assert resolve.rule == clock.version_of(kind_of(KIND))
    assert Hours.from_plain(resolve.hours) == OFFICE_HOURS
    assert resolve.calendar_id == built_in().version


def test_a_promise_of_imported_history_names_no_rule_of_ours(cast: Cast) -> None:
    promise = cast.case(KIND, promised_at=T0 + 3 * DAY).promises.get()
    assert (promise.ground, promise.rule) == ("", "")


@pytest.mark.parametrize("change", ["calendar", "hours", "limits", "all"])
def test_no_change_of_calendar_hours_or_rules_moves_a_promise_already_made(
    cast: Cast, ruled: Rule, change: str
) -> None:
    case = cast.case(KIND)
    before, next_due, due = stood(case), case.next_due_at, case.due_at
    if change in ("calendar", "all"):
        new_calendar()
    if change in ("hours", "all"):
        new_hours()
    if change in ("limits", "all"):
        promises = tuple(replace(rule, limit=Limit(1, "minutes"), ground="新规") for rule in kind_of(KIND).promises)
        ruled(KIND, promises=promises, hours=LONG)
    actions.reckon_missing(by=BY, at=T0 + HOUR)
    actions.dispatch(case.pk, cast.station.pk, by=cast.dispatcher.actor, at=T0 + HOUR)
    case.refresh_from_db()
    assert stood(case) == before
    assert (case.next_due_at, case.due_at) == (next_due, due)
    fresh = cast.case(KIND, at=T0 + HOUR)
    assert stood(fresh)["resolve"] != before["resolve"], "and what is promised from now on does change"


def test_a_need_is_promised_in_the_hours_of_the_day_it_was_heard(cast: Cast) -> None:
    registry.set_opening_hours(T0.date() + DAY, LONG, by=BY, at=T0)
    today, tomorrow = cast.case(KIND), cast.case(KIND, heard_at=T0 + DAY)
    assert today.promises.get(what="resolve").due_at == datetime(2026, 7, 21, 17, 30, tzinfo=SHANGHAI)
    assert tomorrow.promises.get(what="resolve").due_at == datetime(2026, 7, 22, 20, 0, tzinfo=SHANGHAI)


def test_a_kinds_own_hours_go_before_the_offices(cast: Cast, ruled: Rule) -> None:
    new_hours()
    desk = Hours(((time(0), time(0)),), every_day=True)
    ruled(KIND, hours=desk)
    saturday = datetime(2026, 7, 18, 22, 0, tzinfo=SHANGHAI)
    respond = cast.case(KIND, heard_at=saturday, at=saturday).promises.get(what="respond")
    assert respond.due_at == saturday + 2 * HOUR
    assert Hours.from_plain(respond.hours) == desk
    assert queries.explain_promise(respond)[-1].until == respond.due_at


def test_what_waited_for_a_calendar_is_reckoned_in_the_hours_it_was_made_under(cast: Cast) -> None:
    last = max(built_in().years)
    eve = datetime(last, 12, 31, 17, 0, tzinfo=SHANGHAI)
    case = cast.case(KIND, heard_at=eve, at=eve)
    assert case.promises.get(what="resolve").due_at is None
    registry.set_opening_hours(eve.date(), LONG, by=BY, at=eve)
    registry.set_calendar_days({date(last + 1, 1, 1): (False, "元旦")}, by=BY, at=eve)
    assert actions.reckon_missing(by=BY, at=eve + HOUR) == 2
    resolve = case.promises.get(what="resolve")
    assert resolve.due_at is not None
    assert resolve.due_at.astimezone(SHANGHAI).time() == time(17, 30)
    assert queries.explain_promise(resolve)[-1].until == resolve.due_at


def explained(case: Case) -> PromiseView:
    return next(one for one in queries.promises_of(case, T0) if one.promise.what == "resolve")


def test_an_extension_is_explained_from_the_start_again_and_the_first_date_stays(cast: Cast) -> None:
    task = cast.taken(KIND)
    granted(cast, task, amount=2)
    view = explained(Case.objects.get())
    assert view.promise.due_at == datetime(2026, 7, 21, 17, 30, tzinfo=SHANGHAI)
    assert view.steps[-1].until == view.promise.effective_due_at == datetime(2026, 7, 23, 17, 30, tzinfo=SHANGHAI)
    assert view.steps[-1].counted == 7


def test_a_wait_is_explained_while_it_lasts_and_after_it_was_answered(cast: Cast) -> None:
    """From noon of Tuesday 14 July for three days at most: 14 does not count anyway, 15 and 16 are waited through."""
    granted(cast, cast.taken(KIND), "waiting", amount=3)
    case = Case.objects.get()
    view = explained(case)
    assert view.steps[-1].until == case.due_at == datetime(2026, 7, 23, 17, 30, tzinfo=SHANGHAI)
    assert [(step.counted, step.paused > 0) for step in view.steps[:3]] == [(0, True), (0, True), (1, True)]
    actions.answer_question(case.pk, words="在三组12号。", by="requester", at=T0 + DAY)
    case.refresh_from_db()
    view = explained(case)
    assert view.steps[-1].until == case.due_at == datetime(2026, 7, 21, 17, 30, tzinfo=SHANGHAI)


def test_a_date_that_cannot_be_explained_is_not_explained_wrongly(cast: Cast) -> None:
    resolve = cast.case(KIND).promises.get(what="resolve")
    resolve.extended_to = T0 + timedelta(days=99)
    assert queries.explain_promise(resolve) == []


def test_an_extension_into_a_year_entered_since_finds_its_table_and_keeps_the_days_of_the_old_one(cast: Cast) -> None:
    last = max(built_in().years)
    heard = datetime(last, 12, 21, 10, 0, tzinfo=SHANGHAI)
    task = cast.taken(KIND, heard_at=heard, at=heard)
    refused("no_date_yet", lambda: ask(cast, task, amount=5, at=heard + HOUR))
    registry.set_calendar_days(
        {date(last + 1, 1, 1): (False, "元旦"), date(last, 12, 31): (False, "停工")}, by=BY, at=heard
    )
    granted(cast, task, amount=5, at=heard + 2 * HOUR)
    view = explained(Case.objects.get())
    assert view.promise.effective_due_at == datetime(last + 1, 1, 5, 17, 30, tzinfo=SHANGHAI)
    assert view.steps[-1].until == view.promise.effective_due_at
    assert view.promise.due_at == datetime(last, 12, 28, 17, 30, tzinfo=SHANGHAI)


def test_a_day_declared_later_does_not_move_what_waited_for_the_next_years_table(cast: Cast) -> None:
    last = max(built_in().years)
    heard = datetime(last, 12, 29, 10, 0, tzinfo=SHANGHAI)
    case = cast.case(KIND, heard_at=heard, at=heard)
    days = {date(last + 1, 1, 1): (False, "元旦"), date(last, 12, 31): (False, "停工")}
    registry.set_calendar_days(days, by=BY, at=heard)
    actions.reckon_missing(by=BY, at=heard + HOUR)
    assert case.promises.get(what="resolve").due_at == datetime(last + 1, 1, 6, 17, 30, tzinfo=SHANGHAI)
