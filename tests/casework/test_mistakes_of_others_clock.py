"""What other systems' clocks got wrong, by their own users' reports, each as a test that ours does not.

The reports are named as repository#number; those read in source are named by the product.
"""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from jishiyu.casework import actions, clock
from jishiyu.casework.kinds import CaseKind, PromiseRule, kind_of, kinds
from jishiyu.casework.models import Case, Promise
from jishiyu.lib.worktime import OFFICE_HOURS, Hours, Limit, Pause, built_in, due, explain
from jishiyu.look.reckoning import limit_words, reckoning
from jishiyu.registry import actions as registry
from tests.cast import BY, DAY, HOUR, SHANGHAI, T0, Cast

LAST = max(built_in().years)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def ends(start: str, limit: Limit, *pauses: Pause, hours: Hours = OFFICE_HOURS, extended_by: int = 0) -> datetime:
    found = clock.effective_due(at(start), limit, hours, built_in(), extended_by, pauses)
    assert found is not None
    return found


def test_forty_eight_hours_that_became_days_are_shown_with_every_day_that_was_skipped() -> None:
    """zammad#390: 48 h became 6 days, and a maintainer had to list the skipped holidays by hand."""
    limit = Limit(16, "working_hours")
    steps = explain(at("2026-09-30 16:00"), limit, OFFICE_HOURS, built_in())
    with translation.override("en"):
        said = reckoning(limit, at("2026-09-30 16:00"), OFFICE_HOURS, steps)
    assert [line for line in said if "public holiday: not counted" in line or "weekend: not counted" in line] == [
        *(f"2026-10-0{n} {day}, public holiday: not counted." for n, day in ((1, "Thu"), (2, "Fri"))),
        *(f"2026-10-0{n} {day}, weekend: not counted." for n, day in ((3, "Sat"), (4, "Sun"))),
        *(f"2026-10-0{n} {day}, public holiday: not counted." for n, day in ((5, "Mon"), (6, "Tue"), (7, "Wed"))),
    ]
    assert sum(step.minutes for step in steps) == 16 * 60


def test_which_limit_holds_follows_from_the_case_and_not_from_the_names_or_the_order_of_rules() -> None:
    """Zammad picks the first fitting agreement by name; its manual tells offices not to let them overlap."""
    urgent, remote, plain = Limit(1, "minutes"), Limit(2, "minutes"), Limit(3, "minutes")
    rule = PromiseRule(what="respond", limit=plain, by_setting={"remote": remote}, by_urgency={3: urgent})
    assert clock.limit_for(rule, 3, "remote") == urgent
    assert clock.limit_for(rule, 1, "remote") == remote
    assert clock.limit_for(rule, 1, "urban") == plain
    assert clock.flaws(CaseKind(code="x.y", name="", promises=(rule, rule))), "two rules for one thing are a flaw"


@pytest.mark.parametrize("waited", [1, 5, 30])
def test_time_on_hold_is_taken_out_where_it_lay_and_not_added_to_the_time_of_creation(waited: int) -> None:
    """frappe/helpdesk#1675, #1554, #2449: hours on hold were added to the creation time."""
    since = at("2026-07-15 10:00")
    end = ends("2026-07-14 10:00", Limit(48, "hours"), (since, since + waited * HOUR))
    assert end == at("2026-07-16 10:00") + waited * HOUR
    already_over = ends("2026-07-14 10:00", Limit(4, "hours"), (since, since + waited * HOUR))
    assert already_over == at("2026-07-14 14:00"), "a hold after the deadline cannot mend it"


def test_a_hold_over_a_weekend_gives_no_hours_that_were_never_open() -> None:
    """frappe/helpdesk#2484: a hold counted non-working hours."""
    friday, monday = at("2026-07-17 17:00"), at("2026-07-20 09:30")
    assert ends("2026-07-17 16:00", Limit(4, "working_hours"), (friday, monday)) == at("2026-07-20 14:00")


def test_lunch_is_no_office_time_and_a_day_may_have_as_many_spans_as_it_likes() -> None:
    """frappe/helpdesk#2212, #1528: one interval a day, no lunch."""
    assert ends("2026-07-14 11:30", Limit(1, "working_hours")) == at("2026-07-14 14:00")
    market = Hours.from_plain([["06:00", "08:00"], ["10:00", "11:00"], ["15:00", "16:30"], ["19:00", "20:00"]])
    assert ends("2026-07-14 07:30", Limit(4, "working_hours"), hours=market) == at("2026-07-14 20:00")


@pytest.mark.parametrize("kind", ["hotline.transport", "power.low_voltage"])
def test_what_is_extended_keeps_the_time_that_was_waited(kind: str) -> None:
    """glpi#6902, #15605: pending time was lost when the agreement changed."""
    limit = kind_of(kind).promises[-1].limit
    wait = (at("2026-07-15 09:00"), at("2026-07-17 18:00"))
    waited = ends("2026-07-14 10:00", limit, wait)
    both = ends("2026-07-14 10:00", limit, wait, extended_by=2)
    assert waited == at("2026-07-24 17:30")
    assert both == at("2026-07-28 17:30")
    assert both - waited == ends("2026-07-14 10:00", limit, extended_by=5) - ends(
        "2026-07-14 10:00", limit, extended_by=3
    )


def test_waiting_is_reckoned_with_the_calendar_and_hours_of_the_promise_itself() -> None:
    """glpi#10594, #14492: pending reasons ignored the calendar."""
    short = Hours.from_plain([["10:00", "12:00"]])
    wait = (at("2026-02-13 11:00"), at("2026-02-24 11:00"))  # open in it: an hour, the make-up Saturday, an hour
    assert ends("2026-02-13 10:00", Limit(3, "working_hours"), wait, hours=short) == at("2026-02-25 11:00")


def test_nothing_falls_due_while_it_waits() -> None:
    """glpi#24481: an agreement was broken while the ticket was pending."""
    for limit in (Limit(4, "hours"), Limit(4, "working_hours"), Limit(2, "working_days"), Limit(1, "days")):
        for since in (at("2026-07-14 11:00"), at("2026-07-14 13:00"), at("2026-07-15 17:29")):
            until = since + 10 * DAY
            if due(at("2026-07-14 10:00"), limit, OFFICE_HOURS, built_in()) > since:
                assert ends("2026-07-14 10:00", limit, (since, until)) > until


def test_a_make_up_saturday_counts_and_a_festival_does_not() -> None:
    """Signalen counts Monday to Friday, "ignoring festivities"; in none of the six does a Saturday ever count."""
    assert ends("2026-10-09 10:00", Limit(1, "working_days")) == at("2026-10-10 17:30")
    assert ends("2026-09-30 10:00", Limit(1, "working_days")) == at("2026-10-08 17:30")


def test_days_and_workdays_are_never_taken_for_each_other() -> None:
    """Amsterdam/signals#426: calendar days and working days were mixed up in seed data."""
    assert ends("2026-07-17 10:00", Limit(5, "days")) == at("2026-07-22 10:00")
    assert ends("2026-07-17 10:00", Limit(5, "working_days")) == at("2026-07-24 17:30")
    with translation.override("zh-hans"):
        assert limit_words(Limit(5, "days")) != limit_words(Limit(5, "working_days")) == "5 个工作日"


def test_the_promise_in_words_is_made_from_the_limit_that_is_reckoned() -> None:
    """Amsterdam/signals#438: the text promised something else than the system."""
    for kind in kinds():
        for rule in kind.promises:
            for limit in (rule.limit, *rule.by_setting.values(), *rule.by_urgency.values()):
                steps = explain(T0, limit, OFFICE_HOURS, built_in())
                with translation.override("en"):
                    said = reckoning(limit, T0, OFFICE_HOURS, steps)
                end = due(T0, limit, OFFICE_HOURS, built_in())
                assert limit_words(limit) not in ("", said[0])
                assert said[-1].endswith(f"{end:%H:%M}.")
                assert f"{end:%Y-%m-%d}" in said[-1]


def test_a_kind_that_promises_no_end_does_not_start_up() -> None:
    """frappe/helpdesk#1643: the state was wrong where an agreement had no resolution part."""
    rule = PromiseRule(what="respond", limit=Limit(1, "hours"))
    assert clock.flaws(CaseKind(code="x.y", name="", promises=(rule,))) == ["x.y: nothing promises to resolve it"]
    assert [flaw for kind in kinds() for flaw in clock.flaws(kind)] == []


def test_office_time_is_no_wall_clock() -> None:
    """DIGIT escalates by wall-clock milliseconds."""
    assert ends("2026-07-17 17:00", Limit(60, "working_minutes")) == at("2026-07-20 09:30")


@pytest.mark.django_db
def test_an_edit_of_hours_or_calendar_rebuilds_no_open_case(cast: Cast) -> None:
    """Zammad rebuilds every open ticket on an edit; frappe/helpdesk#2214, #2405: edits gave wrong times."""
    case = cast.case("power.low_voltage")
    before = list(case.promises.order_by("pk").values())
    registry.set_opening_hours(T0.date(), Hours.from_plain([["08:00", "20:00"]]), by=BY, at=T0)
    registry.set_calendar_days({T0.date() + DAY: (False, "停工")}, by=BY, at=T0)
    actions.reckon_missing(by=BY, at=T0)
    assert list(case.promises.order_by("pk").values()) == before


@pytest.mark.django_db
def test_no_deed_on_a_case_starts_its_clock_again(cast: Cast) -> None:
    """DIGIT counts from the last modification, so that any edit resets the clock."""
    task = cast.sent("power.low_voltage")
    before = dict(task.case.promises.values_list("what", "due_at"))
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + HOUR)
    case = Case.objects.get(pk=task.case_id)
    actions.finish_task(task.pk, words="换了熔丝,已经送电。", how="visit", by=cast.crew.actor, at=T0 + 2 * HOUR)
    actions.confirm_case(case.pk, solved=False, rating=1, by="requester", at=T0 + 3 * HOUR)
    assert dict(case.promises.values_list("what", "due_at")) == before


@pytest.mark.django_db
@pytest.mark.parametrize("waits", [timedelta(), HOUR, 3 * DAY])
def test_the_clock_runs_before_anybody_signs_in_for_it(cast: Cast, waits: timedelta) -> None:
    """签收才计时: "as long as the office does not click, the timer does not start"."""
    task = cast.sent("power.low_voltage")
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + waits)
    assert {row.starts_at for row in Promise.objects.filter(case=task.case)} == {T0}


@pytest.mark.django_db
def test_a_date_nobody_can_know_yet_is_flagged_and_found_as_soon_as_it_can(cast: Cast) -> None:
    """DIGIT#1028: where the target was missing nothing could ever be late."""
    eve = at(f"{LAST}-12-31 10:00")
    case = cast.case("hotline.transport", heard_at=eve, at=eve)
    assert case.promises.get(what="resolve").due_at is None
    registry.set_calendar_days({at(f"{LAST + 1}-01-01 00:00").date(): (False, "元旦")}, by=BY, at=eve)
    actions.reckon_missing(by=BY, at=eve + HOUR)
    case.refresh_from_db()
    assert case.promises.get(what="resolve").due_at is not None
    assert case.next_due_at is not None
