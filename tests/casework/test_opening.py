from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.casework import actions, queries
from jishiyu.casework.models import Case, CaseMessage, Promise, Task
from jishiyu.ledger.queries import story
from jishiyu.registry.actions import set_calendar_days
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import Lead
from jishiyu.sensing.raw import RawMessage
from tests.cast import BY, DAY, ELSEWHERE, HOUR, MINUTE, SHANGHAI, T0, VILLAGE, Cast


def say(cast: Cast, *lines: str, at: datetime = T0, mark: str = "m") -> list[int]:
    """Lines said in the village's group, one a minute. Returns the leads to take."""
    raws = [
        RawMessage(id=f"{mark}{n}", text=text, time=at + n * MINUTE, group_id="g1", sender="林阿姨", role="resident")
        for n, text in enumerate(lines)
    ]
    return sensing.judge_messages(cast.chat, raws, by=BY, at=at + len(lines) * MINUTE).leads


def test_numbers_of_a_day_have_no_gaps_and_start_anew_the_next(cast: Cast) -> None:
    cases = actions.open_cases([cast.need(), cast.need(), cast.need()], by=BY, at=T0)
    assert [case.number for case in cases] == [f"JSY-20260714-000{n}" for n in (1, 2, 3)]
    assert actions.open_case(cast.need(), by=BY, at=T0 + DAY).number == "JSY-20260715-0001"


def test_the_number_s_day_is_the_local_one(cast: Cast) -> None:
    late = datetime(2026, 7, 15, 0, 30, tzinfo=SHANGHAI)
    assert actions.open_case(cast.need(), by=BY, at=late).number.startswith("JSY-20260715")


def test_the_clock_starts_when_the_person_spoke_and_not_when_the_case_was_opened(cast: Cast) -> None:
    case = cast.case("power.outage", at=T0 + HOUR)
    arrive = Promise.objects.get(case=case, what="arrive")
    assert (case.heard_at, case.opened_at) == (T0, T0 + HOUR)
    assert arrive.due_at == T0 + 90 * MINUTE


def test_a_direct_kind_is_with_the_one_on_duty_at_once(cast: Cast) -> None:
    case = cast.case("power.outage")
    task = case.tasks.get()
    assert (case.state, case.dispatched_at) == (Case.State.DISPATCHED, T0)
    assert (task.unit_id, task.officer_id, task.reason) == (cast.station.pk, cast.crew.pk, [["duty", "周队长"]])
    assert [entry.act for entry in story(case.ref)] == ["opened", "dispatched"]


def test_a_direct_kind_where_nobody_is_on_duty_goes_to_the_source_s_own_unit(cast: Cast) -> None:
    task = cast.case("power.outage", division_code=ELSEWHERE).tasks.get()
    assert (task.unit_id, task.officer_id, task.reason) == (cast.station.pk, None, [["home", ""]])


def test_another_kind_waits_for_the_dispatcher(cast: Cast) -> None:
    case = cast.case("power.low_voltage")
    assert (case.state, case.tasks.count()) == (Case.State.RECEIVED, 0)


def test_opening_many_takes_as_many_statements_as_opening_few(cast: Cast) -> None:
    def statements(count: int) -> int:
        needs = [cast.need("power.outage" if n % 2 else "power.complaint") for n in range(count)]
        with CaptureQueriesContext(connection) as seen:
            actions.open_cases(needs, by=BY, at=T0)
        return len(seen)

    cast.case()  # the calendar version of the day is there
    assert statements(20) == statements(4)  # both fit into one batch of every bulk statement
    assert Case.objects.count() == 25


def test_an_unknown_kind_opens_nothing(cast: Cast) -> None:
    with pytest.raises(LookupError, match=r"power\.nothing"):
        actions.open_cases([cast.need(), cast.need("power.nothing")], by=BY, at=T0)
    assert Case.objects.count() == 0


def test_a_form_sent_twice_is_one_case(cast: Cast) -> None:
    first = actions.open_case(cast.need(origin_key="form-1"), by=BY, at=T0)
    again, other = actions.open_cases(
        [cast.need(origin_key="form-1"), cast.need(origin_key="form-2")], by=BY, at=T0 + HOUR
    )
    assert again.pk == first.pk
    assert other.pk != first.pk
    assert Case.objects.count() == 2


def test_a_form_that_stands_twice_in_one_batch_is_one_case(cast: Cast) -> None:
    one, two = actions.open_cases([cast.need(origin_key="form-1"), cast.need(origin_key="form-1")], by=BY, at=T0)
    assert one.pk == two.pk
    assert Case.objects.count() == 1


def test_an_official_answer_that_came_along_closes_the_case_as_unverified_at_its_own_time(cast: Cast) -> None:
    case = cast.case("hotline.transport", answer="已修好。", answered_at=T0 + 2 * DAY, at=T0 + 90 * DAY)
    assert (case.state, case.outcome, case.closed_at) == (Case.State.CLOSED, Case.Outcome.UNVERIFIED, T0 + 2 * DAY)
    assert set(case.promises.values_list("met_at", flat=True)) == {T0 + 2 * DAY}


def test_a_promise_beyond_the_known_calendar_is_undated_and_reckoned_when_its_year_is_entered(cast: Cast) -> None:
    heard = datetime(2031, 3, 3, 10, 0, tzinfo=SHANGHAI)
    case = cast.case("hotline.transport", heard_at=heard, at=heard, urgency=1)
    assert case.promises.filter(due_at__isnull=True).count() == 2
    assert queries.unreckoned() == 2
    assert actions.reckon_missing(by=BY, at=heard) == 0
    set_calendar_days({date(2031, 3, 4): (False, "本地节日")}, by=BY, at=heard)
    assert actions.reckon_missing(by=BY, at=heard + HOUR) == 2
    case.refresh_from_db()
    assert case.next_due_at == datetime(2031, 3, 5, 17, 30, tzinfo=SHANGHAI)
    assert case.promises.get(what="resolve").due_at == datetime(2031, 3, 11, 17, 30, tzinfo=SHANGHAI)
    assert queries.unreckoned() == 0


def test_a_calendar_that_changes_later_moves_no_promise(cast: Cast) -> None:
    case = cast.case("hotline.transport")
    before = case.promises.get(what="resolve").due_at
    set_calendar_days({date(2026, 7, 15): (False, "停电日")}, by=BY, at=T0)
    actions.reckon_missing(by=BY, at=T0 + HOUR)
    page = queries.case_page(cast.dispatcher, case.number, T0)
    assert page is not None
    shown = next(view for view in page.promises if view.promise.what == "resolve")
    assert shown.promise.due_at == before == shown.steps[-1].until
    assert cast.case("hotline.transport").promises.get(what="resolve").due_at == before + DAY  # type: ignore[operator]


def test_a_lead_becomes_one_case_however_often_its_errand_is_done(cast: Cast) -> None:
    leads = say(cast, "停电了", "我家也停电了")
    (case,) = actions.take_leads(leads, by=BY, at=T0 + HOUR)
    assert actions.take_leads(leads, by=BY, at=T0 + HOUR) == []
    assert (case.kind, case.division_id, case.heard_at) == ("power.outage", VILLAGE, T0)
    assert case.said.count() == 2
    assert Lead.objects.get().state == Lead.State.TAKEN


def test_what_is_said_later_joins_the_case_raises_it_and_moves_no_promise(cast: Cast) -> None:
    (case,) = actions.take_leads(say(cast, "停电了"), by=BY, at=T0 + 2 * MINUTE)
    before = list(case.promises.order_by("pk").values_list("what", "due_at"))
    leads = say(cast, "线断了掉在路上,冒火花,快来人", "我爸用呼吸机,等着用电", at=T0 + 3 * MINUTE, mark="n")
    assert actions.take_leads(leads, by=BY, at=T0 + 6 * MINUTE) in ([], [Case.objects.latest("pk")])
    joined = CaseMessage.objects.filter(case=case).count()
    assert joined + CaseMessage.objects.exclude(case=case).count() == 3
    assert list(case.promises.order_by("pk").values_list("what", "due_at")) == before


def test_urgency_rises_with_what_joins_and_the_ledger_says_so(cast: Cast) -> None:
    (case,) = actions.take_leads(say(cast, "停电了"), by=BY, at=T0 + 2 * MINUTE)
    lead = Lead.objects.get()
    leads = say(cast, "还是停电", at=T0 + 3 * MINUTE, mark="n")
    Lead.objects.filter(pk=lead.pk).update(urgency=3, vulnerable=True)
    assert leads == [lead.pk]
    actions.take_leads(leads, by=BY, at=T0 + 5 * MINUTE)
    case.refresh_from_db()
    assert (case.urgency, case.vulnerable) == (3, True)
    joined = story(case.ref).get(act="joined")
    assert (joined.after["urgency"], joined.after["vulnerable"]) == (3, True)


def test_what_is_said_after_the_case_was_answered_and_closed_opens_a_new_one(cast: Cast) -> None:
    """The message was judged while the case was open, and the errand came when it no longer was."""
    (case,) = actions.take_leads(say(cast, "停电了"), by=BY, at=T0 + 2 * MINUTE)
    leads = say(cast, "又停电了", at=T0 + 20 * MINUTE, mark="n")
    task = case.tasks.get()
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + 3 * MINUTE)
    actions.finish_task(task.pk, words="已经送电了。", how="visit", by=cast.crew.actor, at=T0 + 10 * MINUTE)
    actions.confirm_case(case.pk, solved=True, rating=5, by="requester", at=T0 + 11 * MINUTE)
    (fresh,) = actions.take_leads(leads, by=BY, at=T0 + 25 * MINUTE)
    assert fresh.pk != case.pk
    assert (fresh.heard_at, fresh.said.count(), fresh.lead_id) == (T0 + 20 * MINUTE, 1, None)
    assert actions.take_leads(leads, by=BY, at=T0 + 26 * MINUTE) == []
    assert Case.objects.count() == 2


def test_what_was_said_before_the_answer_belongs_to_the_closed_case(cast: Cast) -> None:
    (case,) = actions.take_leads(say(cast, "停电了"), by=BY, at=T0 + 2 * MINUTE)
    leads = say(cast, "还停着呢,停电", at=T0 + 4 * MINUTE, mark="n")
    task = case.tasks.get()
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + 3 * MINUTE)
    actions.finish_task(task.pk, words="已经送电了。", how="visit", by=cast.crew.actor, at=T0 + 10 * MINUTE)
    actions.confirm_case(case.pk, solved=True, rating=5, by="requester", at=T0 + 11 * MINUTE)
    assert actions.take_leads(leads, by=BY, at=T0 + 25 * MINUTE) == []
    assert case.said.count() == 2


def test_a_false_alarm_that_nobody_took_opens_nothing(cast: Cast) -> None:
    leads = say(cast, "停电了")
    sensing.answer_lead(leads[0], real=False, by=cast.crew.actor, at=T0 + 2 * MINUTE)
    assert actions.take_leads(leads, by=BY, at=T0 + 3 * MINUTE) == []
    assert Task.objects.count() == 0


def test_history_that_had_promised_nothing_is_due_at_no_time(cast: Cast) -> None:
    case = cast.case("power.complaint", unpromised=True, answer="已经办好。", answered_at=T0 + DAY)
    assert (case.promises.count(), case.due_at, case.next_due_at) == (0, None, None)
    assert case.state == Case.State.CLOSED


def closed(cast: Cast, at: datetime = T0, **more: object) -> Case:
    case = cast.answered(at=at, heard_at=at, **more)
    return actions.confirm_case(case.pk, solved=True, rating=5, by="requester", at=at + HOUR)


def test_the_same_requester_with_the_same_kind_within_thirty_days_comes_again(cast: Cast) -> None:
    before = closed(cast)
    again = cast.case(heard_at=T0 + HOUR + 30 * DAY, at=T0 + HOUR + 30 * DAY, division_code=ELSEWHERE)
    later = cast.case(heard_at=T0 + 32 * DAY, at=T0 + 32 * DAY, division_code=ELSEWHERE)
    other = cast.case("power.complaint", heard_at=T0 + DAY, at=T0 + DAY)
    assert [case.recurrence_of_id for case in (again, later, other)] == [before.pk, None, None]
    assert story(again.ref).get(act="opened").data["recurrence_of"] == before.pk


def test_the_same_place_with_the_same_kind_comes_again_whoever_says_it(cast: Cast) -> None:
    before = closed(cast, place_words="村口变压器", requester_id=None)
    here = cast.case(heard_at=T0 + DAY, at=T0 + DAY, place_words="村口变压器", requester_id=None)
    elsewhere = cast.case(heard_at=T0 + DAY, at=T0 + DAY, place_words="村小学", requester_id=None)
    assert (here.recurrence_of_id, elsewhere.recurrence_of_id) == (before.pk, None)


def test_a_whole_county_is_no_place_where_things_come_again(cast: Cast) -> None:
    closed(cast, division_code="430972", requester_id=None)
    again = cast.case(heard_at=T0 + DAY, at=T0 + DAY, division_code="430972", requester_id=None)
    assert again.recurrence_of_id is None


def test_what_is_still_open_is_not_repeated(cast: Cast) -> None:
    cast.answered()
    assert cast.case(heard_at=T0 + DAY, at=T0 + DAY).recurrence_of_id is None


def test_trouble_that_comes_again_joins_the_case_that_is_still_open(cast: Cast) -> None:
    (case,) = actions.take_leads(say(cast, "停电了"), by=BY, at=T0 + 2 * MINUTE)
    leads = say(cast, "又停电了", at=T0 + 5 * HOUR, mark="n")
    assert actions.take_leads(leads, by=BY, at=T0 + 6 * HOUR) == []
    again = Lead.objects.get(pk=leads[0])
    assert (again.repeats_id, again.state, again.merged_into_id) == (case.lead_id, Lead.State.TAKEN, case.lead_id)
    assert case.said.count() == 2
    assert story(case.ref).last().data["again"] == again.pk
    leads = say(cast, "还没来电", at=T0 + 5 * HOUR + 9 * MINUTE, mark="o")
    assert actions.take_leads(leads, by=BY, at=T0 + 6 * HOUR) == []
    assert case.said.count() == 3
    sensing.end_leads([case.lead_id or 0], by=BY, at=T0 + 7 * HOUR)
    assert set(Lead.objects.values_list("state", flat=True)) == {Lead.State.OVER}


def test_trouble_that_comes_again_after_its_case_was_closed_opens_another(cast: Cast) -> None:
    (case,) = actions.take_leads(say(cast, "停电了"), by=BY, at=T0 + 2 * MINUTE)
    task = case.tasks.get()
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + 3 * MINUTE)
    actions.finish_task(task.pk, words="已经送电了。", how="visit", by=cast.crew.actor, at=T0 + HOUR)
    actions.confirm_case(case.pk, solved=True, rating=5, by="requester", at=T0 + 2 * HOUR)
    leads = say(cast, "又停电了", at=T0 + 5 * HOUR, mark="n")
    (fresh,) = actions.take_leads(leads, by=BY, at=T0 + 6 * HOUR)
    assert fresh.lead_id == leads[0]


def answered_outage(cast: Cast) -> Case:
    (case,) = actions.take_leads(say(cast, "停电了"), by=BY, at=T0 + 2 * MINUTE)
    task = case.tasks.get()
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + 3 * MINUTE)
    actions.finish_task(task.pk, words="已经送电了。", how="visit", by=cast.crew.actor, at=T0 + 10 * MINUTE)
    return case


@pytest.mark.parametrize("later", [5 * MINUTE, 5 * HOUR, 5 * DAY])
def test_trouble_after_the_answer_is_never_left_to_a_case_that_nobody_works_on(cast: Cast, later: timedelta) -> None:
    case = answered_outage(cast)
    leads = say(cast, "又停电了", at=T0 + 10 * MINUTE + later, mark="n")
    (fresh,) = actions.take_leads(leads, by=BY, at=T0 + 12 * MINUTE + later)
    assert (fresh.lead_id, fresh.heard_at) == (leads[0], T0 + 10 * MINUTE + later)
    assert fresh.tasks.get().officer == cast.crew
    assert case.said.count() == 1
    assert actions.take_leads(leads, by=BY, at=T0 + 13 * MINUTE + later) == []


def test_trouble_joins_again_once_its_answered_case_is_to_be_done_anew(cast: Cast) -> None:
    case = answered_outage(cast)
    actions.confirm_case(case.pk, solved=False, rating=1, words="还是黑的", by="requester", at=T0 + 20 * MINUTE)
    leads = say(cast, "又停电了", at=T0 + 5 * HOUR, mark="n")
    assert actions.take_leads(leads, by=BY, at=T0 + 6 * HOUR) == []
    assert case.said.count() == 2


def test_an_outage_does_not_wait_for_a_complaint_that_is_looked_into(cast: Cast) -> None:
    (complaint,) = actions.take_leads(say(cast, "反映好多次了没人管"), by=BY, at=T0 + 2 * MINUTE)
    leads = say(cast, "停电了", at=T0 + 5 * HOUR, mark="n")
    (fresh,) = actions.take_leads(leads, by=BY, at=T0 + 6 * HOUR)
    assert (complaint.kind, fresh.kind) == ("power.repeated", "power.outage")
    assert Lead.objects.get(pk=leads[0]).repeats_id == complaint.lead_id
    assert fresh.tasks.get().officer == cast.crew


def test_an_outage_in_two_groups_of_one_feeder_is_one_case(cast: Cast) -> None:
    for code in ("g1", "g2"):
        sensing.make_group(cast.chat, code, code, division_code=VILLAGE, feeder="F1", by=BY, at=T0)
    (case,) = actions.take_leads(say(cast, "停电了"), by=BY, at=T0 + 2 * MINUTE)
    raw = RawMessage(id="x", text="停电了", time=T0 + 9 * MINUTE, group_id="g2", sender="外村人", role="resident")
    leads = sensing.judge_messages(cast.chat, [raw], by=BY, at=T0 + 10 * MINUTE).leads
    assert actions.take_leads(leads, by=BY, at=T0 + 11 * MINUTE) == []
    assert case.said.count() == 2
