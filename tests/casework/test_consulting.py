"""A consultation: called, held, ruled on the spot, closed with minutes that become the rule."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.casework import actions, queries, retell
from jishiyu.casework.actions import Assignment, Came, Topic
from jishiyu.casework.catalogue import Draft
from jishiyu.casework.models import Case, CatalogueEntry, Consultation, Task
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Post, Unit
from tests.casework.test_returning import give_back
from tests.cast import BY, DAY, HOUR, MINUTE, T0, TOWN, Cast

NOON, THEN = T0 + 4 * HOUR, T0 + DAY
RULING = "路灯由城管执法局牵头修复,供电所配合断电。"
MINUTES = "会议听取各方意见,议定路灯管养由城管执法局负责。"


def disputed(cast: Cast) -> Case:
    """A case two units gave back."""
    give_back(cast, cast.sent())
    case = Case.objects.latest("pk")
    task = actions.dispatch(case.pk, cast.other.pk, by=cast.dispatcher.actor, at=T0 + 2 * HOUR)
    give_back(cast, task, by=cast.stranger.actor, to_unit_id=cast.station.pk, at=T0 + 3 * HOUR)
    return Case.objects.get(pk=case.pk)


def call(cast: Cast, *cases: Case, **more: object) -> Consultation:
    said: dict[str, object] = {
        "title": "复兴村路灯权属会商会",
        "meets_at": THEN,
        "place": "热线中心会议室",
        "chair": "罗主任",
        "agenda": [Topic(case.pk, "路灯归谁管") for case in cases],
        "unit_ids": [cast.station.pk, cast.other.pk],
        "outside": ["农业银行谢林港支行"],
        "by": cast.dispatcher.actor,
        "at": NOON,
    }
    return actions.call_consultation(**said | more)  # type: ignore[arg-type]


def rule(cast: Cast, meeting: Consultation, case: Case, assignment: Assignment | None = None, **more: object) -> None:
    said: dict[str, object] = {"ruling": RULING, "assignment": assignment, "by": cast.dispatcher.actor, "at": THEN}
    actions.rule_on_case(meeting.pk, case.pk, **said | more)  # type: ignore[arg-type]


def close(cast: Cast, meeting: Consultation, at: datetime = THEN + HOUR, **more: object) -> Consultation:
    said: dict[str, object] = {"minutes": MINUTES, "by": cast.dispatcher.actor, "at": at}
    return actions.close_consultation(meeting.pk, **said | more)  # type: ignore[arg-type]


def code_of(deed: Callable[[], object]) -> str:
    try:
        deed()
    except Refused as no:
        return no.code
    return "done"


def test_a_meeting_is_called_with_units_and_outside_bodies_and_the_units_heads_are_told(cast: Cast) -> None:
    case, other = disputed(cast), cast.case()
    meeting = call(cast, case, other)
    assert [item.case for item in meeting.agenda.order_by("place")] == [case, other]
    assert [(party.unit, party.name) for party in meeting.parties.order_by("pk")] == [
        (cast.station, cast.station.name), (cast.other, cast.other.name), (None, "农业银行谢林港支行"),
    ]  # fmt: skip
    told = Notice.objects.filter(kind="consultation_called")
    assert {notice.reader for notice in told} == {cast.head.actor, cast.stranger.actor}
    assert [entry.act for entry in story(meeting.ref)] == ["called"]
    assert story(case.ref).last().data["consultation"] == meeting.pk  # type: ignore[union-attr]


@pytest.mark.parametrize("who", ["crew", "head", "caller", "leader", "admin"])
def test_only_a_dispatcher_calls_rules_and_closes(cast: Cast, who: str) -> None:
    case = disputed(cast)
    meeting, by = call(cast, case), getattr(cast, who).actor
    other = cast.case()
    deeds: list[Callable[[], object]] = [
        lambda: call(cast, other, by=by),
        lambda: rule(cast, meeting, case, by=by),
        lambda: close(cast, meeting, by=by),
        lambda: actions.note_attendance(meeting.pk, {}, by=by, at=NOON),
        lambda: actions.postpone_consultation(meeting.pk, meets_at=THEN, place="", by=by, at=NOON),
        lambda: actions.drop_consultation(meeting.pk, words="改期再议。", by=by, at=NOON),
        lambda: actions.add_to_agenda(meeting.pk, [Topic(other.pk)], by=by, at=NOON),
        lambda: actions.invite(meeting.pk, outside=["自来水公司"], by=by, at=NOON),
    ]
    assert {code_of(deed) for deed in deeds} == {"not_yours"}
    assert story(meeting.ref).count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": "会"}, "meeting_title_short"),
        ({"meets_at": T0 - DAY}, "meeting_over"),
        ({"agenda": []}, "agenda_empty"),
        ({"unit_ids": [], "outside": []}, "parties_needed"),
        ({"unit_ids": [404]}, "unit_unknown"),
        ({"outside": ["银行", "银行"]}, "party_twice"),
        ({"outside": [f"第{number}家" for number in range(60)]}, "agenda_too_long"),
    ],
)
def test_a_meeting_without_time_matter_or_parties_is_refused(cast: Cast, change: dict[str, object], code: str) -> None:
    case = disputed(cast)
    assert code_of(lambda: call(cast, case, **change)) == code


def test_a_case_stands_on_one_agenda_at_a_time_and_only_while_it_is_open(cast: Cast) -> None:
    case = disputed(cast)
    meeting = call(cast, case)
    assert code_of(lambda: call(cast, case)) == "in_consultation"
    assert code_of(lambda: call(cast, cast.answered())) == "not_now"
    actions.drop_consultation(meeting.pk, words="改期再议。", by=cast.dispatcher.actor, at=NOON)
    assert code_of(lambda: call(cast, case)) == "done"


def test_nobody_sits_at_the_table_about_a_case_that_is_about_them(cast: Cast) -> None:
    case = cast.case(against_id=cast.station.pk, purpose="report")
    assert code_of(lambda: call(cast, case)) == "unit_concerned"
    meeting = call(cast, case, unit_ids=[cast.other.pk])
    late = lambda: actions.invite(meeting.pk, unit_ids=[cast.station.pk], by=cast.dispatcher.actor, at=NOON)  # noqa: E731
    assert code_of(late) == "unit_concerned"
    assert code_of(lambda: rule(cast, meeting, case, Assignment(cast.station.pk))) == "unit_concerned"
    assert meeting.parties.filter(unit=cast.station).count() == 0


def test_a_case_is_given_out_on_the_spot_and_goes_on_at_once(cast: Cast) -> None:
    case = disputed(cast)
    due = case.promises.get(what="resolve").due_at
    meeting = call(cast, case)
    rule(cast, meeting, case, Assignment(cast.other.pk, cast.stranger.pk, [cast.station.pk]))
    case.refresh_from_db()
    assert (case.state, case.to_consult, case.promises.get(what="resolve").due_at) == ("dispatched", False, due)
    tasks = case.tasks.filter(consultation=meeting).order_by("pk")
    assert [(task.unit, task.role, task.officer) for task in tasks] == [
        (cast.other, "lead", cast.stranger), (cast.station, "assist", None),
    ]  # fmt: skip
    assert tasks[0].reason == [["consulted", meeting.title]]
    assert set(case.tasks.filter(state="returned").values_list("return_decision", flat=True)) == {
        "upheld", "consulted",
    }  # fmt: skip
    assert retell.differences(case) == {}


def test_what_a_consultation_gave_out_is_not_given_back(cast: Cast) -> None:
    case = cast.sent().case
    meeting = call(cast, case)
    rule(cast, meeting, case, Assignment(cast.other.pk))
    task = case.tasks.get(unit=cast.other)
    no = code_of(lambda: give_back(cast, task, by=cast.stranger.actor, to_unit_id=cast.station.pk, at=THEN + MINUTE))
    assert no == "settled_by_consultation"


def test_a_lead_that_is_not_to_have_it_is_recalled_in_the_same_act(cast: Cast) -> None:
    task = cast.taken()
    meeting = call(cast, task.case)
    rule(cast, meeting, task.case, Assignment(cast.other.pk, None, [cast.station.pk]))
    task.refresh_from_db()
    assert (task.state, task.recalled_at) == (Task.State.RECALLED, THEN)
    live = task.case.tasks.filter(state="sent").values_list("unit_id", "role")
    assert sorted(live) == sorted([(cast.other.pk, "lead"), (cast.station.pk, "assist")])
    assert retell.differences(Case.objects.get()) == {}


def test_a_lead_that_is_to_have_it_keeps_it_and_cannot_give_it_back_any_more(cast: Cast) -> None:
    task = cast.taken()
    meeting = call(cast, task.case)
    rule(cast, meeting, task.case, Assignment(cast.station.pk, None, [cast.other.pk]))
    task.refresh_from_db()
    assert (task.state, task.consultation) == (Task.State.ACCEPTED, meeting)
    assert [task.unit for task in task.case.tasks.filter(role="assist")] == [cast.other]
    assert code_of(lambda: give_back(cast, task, at=THEN)) == "settled_by_consultation"
    rule(cast, meeting, task.case, Assignment(cast.station.pk, None, [cast.other.pk]))
    assert task.case.tasks.count() == 2
    assert retell.differences(Case.objects.get()) == {}


def test_a_ruling_refused_leaves_everything_as_it_was(cast: Cast) -> None:
    task = cast.taken()
    meeting = call(cast, task.case)
    assert code_of(lambda: rule(cast, meeting, task.case, Assignment(404))) == "unit_unknown"
    wrong_officer = Assignment(cast.other.pk, cast.crew.pk)
    assert code_of(lambda: rule(cast, meeting, task.case, wrong_officer)) == "officer_not_of_unit"
    assert code_of(lambda: rule(cast, meeting, task.case, ruling="好")) == "ruling_short"
    assert code_of(lambda: rule(cast, meeting, cast.case())) == "not_on_agenda"
    task.refresh_from_db()
    assert task.state == Task.State.ACCEPTED
    assert meeting.agenda.get().ruling == ""


def test_the_minutes_close_the_question_and_become_the_rule_in_one_act(cast: Cast) -> None:
    case, alike = disputed(cast), cast.case()
    meeting = call(cast, case)
    rule(cast, meeting, case, Assignment(cast.other.pk))
    draft = Draft(
        kind=case.kind, unit_id=cast.other.pk, ground="会商纪要 2026-07-15", item="路灯", words=("停电",), division=TOWN
    )
    closed = close(cast, meeting, entries={case.pk: draft})
    entry = CatalogueEntry.objects.get()
    assert (closed.state, closed.minutes, closed.closed_at) == ("closed", MINUTES, THEN + HOUR)
    assert (entry.consultation, entry.unit, entry.since) == (meeting, cast.other, (THEN + HOUR).date())
    assert queries.suggest_many([alike], THEN + HOUR)[0][0].unit == cast.other.pk
    assert Notice.objects.filter(kind="consultation_closed").count() == 2
    with pytest.raises(Refused) as no:
        close(cast, meeting)
    assert no.value.code == "meeting_closed"


def test_an_entry_that_said_otherwise_is_taken_over_by_the_minutes(cast: Cast) -> None:
    case = disputed(cast)
    draft = Draft(kind=case.kind, unit_id=cast.station.pk, ground="职责清单第三条", division=TOWN)
    old = actions.add_catalogue_entry(draft, since=T0.date(), by=cast.dispatcher.actor, at=T0)
    meeting = call(cast, case)
    rule(cast, meeting, case, Assignment(cast.other.pk))
    new = Draft(kind=case.kind, unit_id=cast.other.pk, ground="会商纪要 2026-07-15", division=TOWN)
    close(cast, meeting, entries={case.pk: new})
    assert [row.unit for row in queries.versions_of(old)] == [cast.other, cast.station]


def test_a_draft_the_catalogue_refuses_leaves_the_meeting_open(cast: Cast) -> None:
    case = disputed(cast)
    meeting = call(cast, case)
    draft = Draft(kind=case.kind, unit_id=cast.other.pk, ground="会商纪要")
    assert code_of(lambda: close(cast, meeting, entries={case.pk: draft})) == "not_ruled"
    rule(cast, meeting, case)
    bad = Draft(kind=case.kind, unit_id=cast.other.pk, ground="")
    assert code_of(lambda: close(cast, meeting, entries={case.pk: bad})) == "entry_ground_short"
    meeting.refresh_from_db()
    case.refresh_from_db()
    assert (meeting.state, case.to_consult) == ("planned", True)


def test_a_case_the_meeting_did_not_rule_on_waits_for_the_next(cast: Cast) -> None:
    ruled, left = disputed(cast), disputed(cast)
    meeting = call(cast, ruled, left)
    rule(cast, meeting, ruled, Assignment(cast.other.pk))
    assert list(queries.waiting_for_consultation()) == []
    close(cast, meeting)
    assert list(queries.waiting_for_consultation()) == [left]
    send = lambda: actions.dispatch(left.pk, cast.other.pk, by=cast.dispatcher.actor, at=THEN + DAY)  # noqa: E731
    assert code_of(send) == "consultation_needed"
    assert code_of(lambda: call(cast, left, at=THEN + 2 * HOUR)) == "done"


def test_a_ruling_in_words_alone_lets_the_dispatcher_go_on_after_the_minutes(cast: Cast) -> None:
    case = disputed(cast)
    meeting = call(cast, case)
    rule(cast, meeting, case)
    send = lambda: actions.dispatch(case.pk, cast.other.pk, by=cast.dispatcher.actor, at=THEN + 2 * HOUR)  # noqa: E731
    assert code_of(send) == "consultation_needed"
    close(cast, meeting)
    assert case.tasks.filter(return_decision="").exclude(state="sent").count() == 0
    assert code_of(send) == "done"
    assert retell.differences(Case.objects.get()) == {}


def test_an_assisting_unit_s_return_is_settled_too_and_the_case_is_answered_when_all_others_are_done(
    cast: Cast,
) -> None:
    task = cast.taken()
    sending = actions.Sending(cast.other.pk, role="assist")
    assist = actions.add_unit(task.case_id, sending, by=cast.dispatcher.actor, at=T0)
    give_back(cast, assist, "not_ours", by=cast.stranger.actor, to_unit_id=None)
    actions.finish_task(task.pk, words="换了熔丝,已经送电。", how="visit", by=cast.crew.actor, at=T0 + 2 * HOUR)
    assert Case.objects.get().state == "handling"
    meeting = call(cast, task.case)
    rule(cast, meeting, task.case)
    close(cast, meeting)
    assist.refresh_from_db()
    assert (Case.objects.get().state, assist.return_decision) == ("answered", "consulted")
    assert retell.differences(Case.objects.get()) == {}


def test_who_came_is_noted_for_whom(cast: Cast) -> None:
    meeting = call(cast, disputed(cast))
    station, other, bank = meeting.parties.order_by("pk")
    came = {station.pk: Came(True, "刘所长"), other.pk: Came(False), bank.pk: Came(True, "客户经理")}
    actions.note_attendance(meeting.pk, came, by=cast.dispatcher.actor, at=THEN)
    assert list(meeting.parties.order_by("pk").values_list("attended", "person")) == [
        (True, "刘所长"), (False, ""), (True, "客户经理"),
    ]  # fmt: skip
    no = lambda: actions.note_attendance(meeting.pk, {404: Came(True)}, by=cast.dispatcher.actor, at=THEN)  # noqa: E731
    assert code_of(no) == "party_unknown"


def test_a_meeting_is_put_off_and_the_parties_hear_of_it_and_two_hands_do_not_undo_each_other(cast: Cast) -> None:
    meeting = call(cast, disputed(cast))
    put_off = lambda seen: actions.postpone_consultation(  # noqa: E731
        meeting.pk, meets_at=THEN + DAY, place="镇政府", seen=seen, by=cast.dispatcher.actor, at=NOON
    )
    put_off(0)
    meeting.refresh_from_db()
    assert (meeting.meets_at, meeting.place, meeting.version) == (THEN + DAY, "镇政府", 1)
    assert Notice.objects.filter(kind="consultation_moved").count() == 2
    assert code_of(lambda: put_off(0)) == "changed_meanwhile"


def test_a_meeting_that_has_ruled_is_closed_and_not_dropped(cast: Cast) -> None:
    case = disputed(cast)
    meeting = call(cast, case)
    drop = lambda words="人员未到齐": actions.drop_consultation(  # noqa: E731
        meeting.pk, words=words, by=cast.dispatcher.actor, at=THEN
    )
    assert code_of(lambda: drop("")) == "reason_short"
    rule(cast, meeting, case)
    assert code_of(drop) == "meeting_has_ruled"


def test_invited_units_read_the_meeting_and_no_others(cast: Cast) -> None:
    case = cast.case()
    meeting = call(cast, case, unit_ids=[cast.other.pk], outside=[])
    seeing = {
        officer.name
        for officer in (cast.crew, cast.head, cast.stranger, cast.dispatcher, cast.caller, cast.leader, cast.admin)
        if queries.consultation_page(officer, meeting.pk)
    }
    assert seeing == {"外人", "陈干事", "何姐", "罗主任"}
    page = queries.consultation_page(cast.stranger, meeting.pk)
    assert page is not None
    assert (page.may_run, page.agenda[0].readable) == (False, False)


def test_the_page_of_a_meeting_takes_the_same_queries_for_many_cases_as_for_few(cast: Cast) -> None:
    meeting = call(cast, disputed(cast))

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.consultation_page(cast.dispatcher, meeting.pk)
        return len(seen)

    few = count()
    topics = [Topic(disputed(cast).pk) for _ in range(4)]
    actions.add_to_agenda(meeting.pk, topics, by=cast.dispatcher.actor, at=NOON)
    assert count() == few <= 9


def test_a_unit_that_has_a_head_is_told_by_its_head_alone(cast: Cast) -> None:
    boss = registry.make_officer(
        "boss", "王局长", post=Post.HEAD, unit_id=cast.other.pk, password="jsy-2026-test", by=BY, at=T0
    )
    call(cast, disputed(cast))
    assert {notice.reader for notice in Notice.objects.filter(kind="consultation_called")} == {
        cast.head.actor, boss.actor,
    }  # fmt: skip
    assert Unit.objects.count() == 3
