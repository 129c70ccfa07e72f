from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.casework import actions, queries
from jishiyu.casework.models import Case, Proof, Task
from jishiyu.casework.queries import CaseFilter
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Officer
from tests.cast import DAY, ELSEWHERE, HOUR, MINUTE, PHONE, T0, TOWN, VILLAGE, ZONE, Cast

EVERYBODY = ("crew", "mate", "head", "dispatcher", "caller", "stranger", "leader", "admin")


def who(cast: Cast, *names: str) -> list[Officer]:
    return [getattr(cast, name) for name in names]


def test_a_case_is_seen_by_its_unit_and_by_those_who_oversee_and_by_nobody_else(cast: Cast) -> None:
    case = cast.sent().case
    seeing = {officer.name for officer in who(cast, *EVERYBODY) if queries.case_page(officer, case.number, T0)}
    assert seeing == {"周队长", "小唐", "刘所长", "陈干事", "何姐", "罗主任"}


def test_a_case_nobody_holds_is_seen_by_those_who_oversee_only(cast: Cast) -> None:
    case = cast.case("power.complaint")
    seeing = {officer.name for officer in who(cast, *EVERYBODY) if queries.case_page(officer, case.number, T0)}
    assert seeing == {"陈干事", "何姐", "罗主任"}


def test_no_list_count_task_or_photo_shows_a_stranger_what_the_page_hides(cast: Cast, photo: bytes) -> None:
    task = cast.taken("power.hazard")
    actions.finish_task(
        task.pk, words="已经处理完毕。", how="visit", photos_sent=[photo], by=cast.crew.actor, at=T0 + HOUR
    )
    cast.sent("power.outage")
    proof = Proof.objects.get()
    for officer in who(cast, "stranger", "admin"):
        assert not queries.desk(officer, CaseFilter(), T0).exists()
        assert not queries.warnings_for(officer).exists()
        assert not queries.tasks_for(officer).exists()
        assert queries.task_for(officer, task.pk) is None
        assert queries.proof_for(officer, proof.pk) is None
        assert set(queries.board_counts(officer, T0).values()) == {0}
    assert queries.proof_for(cast.crew, proof.pk) == proof
    assert queries.task_for(cast.crew, task.pk) == task


def test_an_officer_is_warned_of_their_own_and_of_what_names_nobody(cast: Cast) -> None:
    own = cast.sent("power.outage")
    anybody = cast.sent("power.complaint", urgency=1)
    assert list(queries.warnings_for(cast.crew)) == [own, anybody]
    assert list(queries.warnings_for(cast.mate)) == [anybody]
    assert list(queries.warnings_for(cast.head)) == [own, anybody]


def test_tasks_taken_stand_by_time_left_the_undated_last(cast: Cast) -> None:
    slow, quick = cast.taken("power.complaint"), cast.taken("power.outage")
    undated = cast.taken("power.complaint")
    Case.objects.filter(pk=undated.case_id).update(next_due_at=None)
    assert list(queries.tasks_for(cast.crew)) == [quick, slow, undated]
    assert list(queries.tasks_for(cast.mate)) == []
    assert list(queries.tasks_for(cast.head)) == [quick, slow, undated]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "变压器"}, {"complaint"}),
        ({"text": "JSY-20260714-0001"}, {"outage"}),
        ({"text": "jsy-20260714-0001"}, {"outage"}),
        ({"text": "100%"}, set()),
        ({"kind": "power.outage"}, {"outage"}),
        ({"state": "received"}, {"complaint", "letter"}),
        ({"state": "open"}, {"outage", "complaint", "letter"}),
        ({"state": "closed"}, {"old"}),
        ({"division": VILLAGE}, {"outage", "letter", "old"}),
        ({"division": ELSEWHERE}, {"complaint"}),
        ({"division": TOWN}, {"outage", "complaint", "letter", "old"}),
        ({"division": ZONE}, {"outage", "complaint", "letter", "old"}),
        ({"unit": True}, {"outage"}),
        ({"unassigned": True}, {"complaint", "letter"}),
        ({"returned": True}, set()),
        ({"urgency": 3}, {"outage"}),
        ({"late": True}, {"outage"}),
        ({"since": T0 - 2 * DAY, "until": T0 - DAY}, {"old"}),
        ({"mine": True}, set()),
    ],
)
def test_the_desk_finds_what_is_asked(cast: Cast, asked: dict[str, Any], found: set[str]) -> None:
    cast.case("power.outage", title="outage", urgency=3)
    cast.case("power.complaint", title="complaint", text="变压器响", division_code=ELSEWHERE)
    cast.case("hotline.transport", title="letter", urgency=1)
    cast.case("hotline.transport", title="old", heard_at=T0 - 2 * DAY, answer="已办。", answered_at=T0 - DAY)
    if asked.get("unit"):
        asked = {"unit": cast.station.pk}
    rows = queries.desk(cast.dispatcher, CaseFilter(**asked), T0 + 20 * MINUTE)
    assert {case.title for case in rows} == found


def test_the_desk_shows_what_falls_due_first_the_undated_after_and_the_closed_last_newest_first(cast: Cast) -> None:
    answered = cast.answered()
    soon = cast.case("power.outage")
    later = cast.case("hotline.transport", urgency=1)
    closed = [
        cast.case("hotline.transport", answer="已办。", answered_at=T0 + n * DAY, at=T0 + 9 * DAY) for n in (1, 2)
    ]
    assert list(queries.desk(cast.dispatcher, CaseFilter(), T0)) == [soon, later, answered, closed[1], closed[0]]


def test_mine_are_those_i_have_or_had(cast: Cast) -> None:
    task = cast.taken()
    cast.sent("power.complaint")
    assert [case.pk for case in queries.desk(cast.crew, CaseFilter(mine=True), T0)] == [task.case_id]


def test_counts_say_how_much_waits_where(cast: Cast) -> None:
    cast.case("power.complaint")
    cast.sent("power.outage")
    cast.taken()
    cast.answered()
    actions.return_task(cast.sent().pk, code="not_ours", ground="不属供电设施。", by=cast.head.actor, at=T0 + MINUTE)
    found = queries.board_counts(cast.dispatcher, T0 + 3 * HOUR)
    assert (found["unassigned"], found["returns"], found["rulings"]) == (2, 1, 1)
    assert (found["unsigned"], found["answered"]) == (1, 1)
    assert found["late"] == queries.desk(cast.dispatcher, CaseFilter(late=True), T0 + 3 * HOUR).count() > 0


def test_what_one_may_do_follows_post_unit_and_state(cast: Cast) -> None:
    def may(officer: Officer, case: Case) -> set[str]:
        page = queries.case_page(officer, case.number, T0)
        return set(page.may) if page else {"nothing to see"}

    received, sent, taken, answered = cast.case("power.complaint"), cast.sent().case, cast.taken().case, cast.answered()
    assert may(cast.dispatcher, received) == {"dispatch", "close", "urge", "supervise", "contact_details"}
    assert may(cast.caller, received) == {"contact_details"}
    assert may(cast.leader, received) == set()
    assert may(cast.crew, sent) == {"accept", "return", "contact_details"}
    assert may(cast.dispatcher, sent) == {"add", "recall", "urge", "supervise", "contact_details"}
    assert may(cast.crew, taken) == {"contact", "arrive", "finish", "return", "hand_over", "contact_details"}
    assert may(cast.mate, taken) == set()
    assert may(cast.head, taken) == {"contact", "arrive", "finish", "return", "hand_over", "contact_details"}
    assert may(cast.dispatcher, answered) == {"ask", "confirm", "contact_details"}
    assert may(cast.crew, answered) == set()
    assert may(cast.caller, answered) == {"ask", "confirm", "contact_details"}
    assert may(cast.leader, answered) == set()
    assert may(cast.stranger, answered) == {"nothing to see"}


def test_what_a_page_offers_is_what_the_deed_allows(cast: Cast) -> None:
    """Rights stand in one place: whoever is offered nothing is refused, and the other way round."""
    task = cast.sent("power.complaint")
    for officer in who(cast, *EVERYBODY):
        page = queries.case_page(officer, task.case.number, T0)
        try:
            actions.reveal_contact(task.case_id, why="核对地址", by=officer.actor, at=T0)
            allowed = True
        except Refused as no:
            assert no.code == "not_yours"
            allowed = False
        assert allowed == (page is not None and "contact_details" in page.may), officer.name


def test_a_page_suggests_only_to_those_who_dispatch(cast: Cast) -> None:
    case = cast.case("power.complaint")
    page, other = queries.case_page(cast.dispatcher, case.number, T0), queries.case_page(cast.leader, case.number, T0)
    assert page is not None and other is not None
    assert [(one.unit, one.officer) for one in page.suggestions] == [(cast.station.pk, cast.crew.pk)]
    assert other.suggestions == []


def test_the_catalogue_goes_before_the_duty_from_its_day_to_its_last(cast: Cast) -> None:
    case = cast.case("power.complaint")
    rows = [("power.complaint", TOWN, cast.other.pk, "派单目录第3条")]
    assert actions.fill_catalogue(rows, since=(T0 + DAY).date(), by="system:test", at=T0) == 1
    assert actions.fill_catalogue(rows, since=(T0 + DAY).date(), by="system:test", at=T0) == 0

    def first(at: Any) -> int:
        return queries.suggest_many([case], at)[0][0].unit

    assert first(T0) == cast.station.pk
    assert first(T0 + DAY) == cast.other.pk
    entry = cast.other.catalogue.get()
    actions.end_catalogue_entry(entry.pk, until=(T0 + DAY).date(), by="system:test", at=T0 + DAY)
    assert first(T0 + DAY) == cast.other.pk
    assert first(T0 + 2 * DAY) == cast.station.pk
    with pytest.raises(Refused):
        actions.end_catalogue_entry(entry.pk, until=T0.date(), by="system:test", at=T0 + DAY)


def test_a_promise_is_explained_day_by_day_to_its_very_moment(cast: Cast) -> None:
    page = queries.case_page(cast.dispatcher, cast.case("hotline.transport", urgency=1).number, T0 + 9 * DAY)
    assert page is not None
    for view in page.promises:
        assert view.steps[-1].until == view.promise.due_at
        assert view.late
    resolve = next(view for view in page.promises if view.promise.what == "resolve")
    assert [step.counted for step in resolve.steps] == [1, 2, 3, 3, 3, 4, 5]


def test_lists_and_pages_take_the_same_queries_for_many_rows_as_for_few(cast: Cast) -> None:
    def count() -> tuple[int, ...]:
        number = Case.objects.order_by("pk")[0].number
        looks = (
            lambda: [case.division for case in queries.desk(cast.dispatcher, CaseFilter(text="停电"), T0)],
            lambda: [str(task.case.division) for task in queries.warnings_for(cast.head)],
            lambda: [str(task.case.division) for task in queries.tasks_for(cast.head)],
            lambda: queries.board(cast.dispatcher, T0),
            lambda: queries.suggest_many(list(Case.objects.all()), T0),
            lambda: queries.case_page(cast.dispatcher, number, T0),
        )
        seen = []
        for look in looks:
            with CaptureQueriesContext(connection) as caught:
                look()
            seen.append(len(caught))
        return tuple(seen)

    def more() -> None:
        cast.sent("power.outage")
        cast.taken()
        cast.case("power.complaint")

    more()
    few = count()
    for _ in range(5):
        more()
    assert count() == few
    assert few[3] <= 7


@pytest.mark.parametrize(
    ("number", "tail", "found"),
    [
        ("JSY-20260714-0001", PHONE[-4:], True),
        (" jsy-20260714-0001 ", PHONE[-4:], True),
        ("JSY-20260714-0001", "0000", False),
        ("JSY-20260714-0001", "", False),
        ("JSY-20260714-0001", PHONE[-3:], False),
        ("JSY-20260714-0001", PHONE, False),
        ("JSY-20260714-0002", PHONE[-4:], False),
        ("JSY-20260714-0009", PHONE[-4:], False),
    ],
)
def test_a_case_is_followed_by_number_and_the_tail_of_its_own_requester(
    cast: Cast, number: str, tail: str, found: bool
) -> None:
    cast.case("power.complaint")
    cast.case("power.complaint", requester_id=None)
    assert (queries.by_number_and_tail(number, tail) is not None) is found


def test_a_look_at_the_requester_is_for_those_whose_task_needs_it_and_leaves_a_mark(cast: Cast) -> None:
    task = cast.taken()
    seen = actions.reveal_contact(task.case_id, why="上门前联系", by=cast.crew.actor, at=T0 + MINUTE)
    assert (seen.name, seen.phone, seen.address) == ("林阿姨", PHONE, "复兴村三组12号")
    (mark,) = story(f"sight:case:{task.case_id}")
    assert (mark.act, mark.by, mark.data) == ("contact_seen", cast.crew.actor, {"why": "上门前联系"})
    for officer in who(cast, "mate", "stranger", "leader", "admin"):
        with pytest.raises(Refused) as no:
            actions.reveal_contact(task.case_id, why="想看看", by=officer.actor, at=T0 + MINUTE)
        assert no.value.code == "not_yours"
    with pytest.raises(Refused) as no:
        actions.reveal_contact(task.case_id, why=" ", by=cast.crew.actor, at=T0 + MINUTE)
    assert no.value.code == "reason_needed"
    assert story(f"sight:case:{task.case_id}").count() == 1


def test_who_finished_or_returned_a_task_sees_the_requester_no_more(cast: Cast) -> None:
    case = cast.answered()
    with pytest.raises(Refused) as no:
        actions.reveal_contact(case.pk, why="满意度", by=cast.crew.actor, at=T0 + timedelta(days=1))
    assert no.value.code == "not_yours"


def test_a_case_without_a_requester_has_no_contact(cast: Cast) -> None:
    with pytest.raises(Refused) as no:
        actions.reveal_contact(cast.case(requester_id=None).pk, why="核对地址", by=cast.dispatcher.actor, at=T0)
    assert no.value.code == "no_contact"


def test_tasks_of_one_case_stay_with_their_unit_after_the_case_went_on(cast: Cast) -> None:
    task = cast.sent()
    actions.return_task(task.pk, code="not_ours", ground="不属供电设施。", by=cast.head.actor, at=T0)
    actions.dispatch(task.case_id, cast.other.pk, by=cast.dispatcher.actor, at=T0)
    assert Task.objects.filter(case=task.case_id).count() == 2
    assert queries.visible_cases(cast.stranger).count() == queries.visible_cases(cast.head).count() == 1
