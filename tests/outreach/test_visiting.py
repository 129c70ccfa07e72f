"""A visit is written down once, by who answers for whom, and each need raised in it is a case in the same step."""

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from jishiyu.casework import actions as casework
from jishiyu.casework.catalogue import Draft
from jishiyu.casework.models import Case
from jishiyu.casework.queries import suggest_many
from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.outreach import actions
from jishiyu.outreach.models import Appointment, Visit, VisitNeed, VisitPhoto
from jishiyu.outreach.visits import NeedSaid
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Duty
from tests.cast import BY, DAY, HOUR, MINUTE, T0
from tests.outreach.firms import KEY, KIND, NOTE, Firms, answers

LOAN = NeedSaid(KIND, "流动资金周转不开,想贷款一百万元。")
LABOUR = NeedSaid("enterprise.labour", "缺二十名普工,招了一个月没招满。")
ROAD = NeedSaid("hotline.construction", "厂门口的路坏了,货车进不来。", urgent=True)


def refusal_of(firms: Firms, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        firms.visit(**more)
    assert Visit.objects.count() == Case.objects.count() == 0
    return refused.value.code


def test_a_visit_is_written_down_with_who_went_and_how(firms: Firms) -> None:
    visit = firms.visit(others=(firms.cast.mate.pk,), at=T0)
    assert (visit.note, visit.way, visit.by) == (NOTE, "in_person", firms.cast.crew)
    assert {one.officer for one in visit.visitors.all()} == {firms.cast.crew, firms.cast.mate}
    entry = Entry.objects.get(subject=visit.ref)
    assert (entry.act, entry.by) == ("visited", firms.cast.crew.actor)
    assert entry.data["officers"] == sorted([firms.cast.crew.pk, firms.cast.mate.pk])


def test_each_need_is_a_case_of_the_enterprise_heard_when_it_was_said(firms: Firms) -> None:
    visit = actions.record_visit(
        firms.said(needs=(LOAN, ROAD), took_place_at=T0), by=firms.cast.crew.actor, at=T0 + 5 * HOUR
    )
    loan, road = (need.case for need in visit.needs.order_by("number").select_related("case"))
    assert (loan.kind, loan.requester, loan.heard_at) == (KIND, firms.qiyuan, T0)
    assert loan.text.splitlines()[0] == LOAN.text
    assert (loan.source.code, loan.origin_key, loan.division_id) == (
        "visits",
        f"visit:{KEY}:1",
        firms.qiyuan.division_id,
    )
    assert road.urgency > loan.urgency
    assert visit.arrived_at == T0 + 5 * HOUR


def test_sent_three_times_it_exists_once_with_its_cases(firms: Firms) -> None:
    first = firms.visit(needs=(LOAN, ROAD))
    for later in (MINUTE, HOUR):
        assert firms.visit(needs=(LOAN, ROAD), at=T0 + later).pk == first.pk
    assert (Visit.objects.count(), Case.objects.count(), VisitNeed.objects.count()) == (1, 2, 2)
    assert Entry.objects.filter(subject=first.ref).count() == 1


def test_a_draft_sent_again_by_somebody_else_is_refused_and_shows_nothing(firms: Firms) -> None:
    firms.visit()
    with pytest.raises(Refused) as refused:
        firms.visit(officer=firms.cast.mate)
    assert refused.value.code == "visit_key_taken"


def test_nobody_writes_of_an_enterprise_they_do_not_answer_for(firms: Firms) -> None:
    assert refusal_of(firms, subject_id=firms.changfeng.pk) == "visit_not_yours"
    assert refusal_of(firms, officer=firms.cast.mate) == "visit_not_yours"
    assert refusal_of(firms, officer=firms.cast.admin) == "not_yours"
    assert refusal_of(firms, subject_id=0) == "subject_unknown"


def test_one_who_goes_along_need_not_answer_for_it(firms: Firms) -> None:
    assert firms.visit(others=(firms.cast.stranger.pk,)).visitors.count() == 2


def test_a_duty_handed_over_while_the_draft_lay_on_the_phone_does_not_lose_it(firms: Firms) -> None:
    Duty.objects.filter(subject=firms.qiyuan).update(until=T0.date())
    visit = actions.record_visit(firms.said(), by=firms.cast.crew.actor, at=T0 + 3 * DAY)
    assert visit.took_place_at == T0
    with pytest.raises(Refused):
        firms.visit(key=f"{KEY}-2", at=T0 + 3 * DAY)


def test_a_duty_that_begins_later_is_no_duty_yet(firms: Firms) -> None:
    answers(firms.cast.mate, firms.qiyuan, since=date(2026, 8, 1))
    assert refusal_of(firms, officer=firms.cast.mate) == "visit_not_yours"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"note": "好"}, "note_too_short"),
        ({"note": "  \n     "}, "note_too_short"),
        ({"note": "好" * 2001}, "note_too_long"),
        ({"key": "short"}, "visit_key"),
        ({"key": "k" * 51}, "visit_key"),
        ({"way": "letter"}, "visit_way"),
        ({"took_place_at": T0 + HOUR}, "visit_to_come"),
        ({"took_place_at": T0 - 32 * DAY}, "visit_too_long_ago"),
        ({"needs": (NeedSaid(KIND, "钱"),)}, "need_too_short"),
        ({"needs": (NeedSaid("nothing.known", "流动资金周转不开。"),)}, "need_kind"),
        ({"needs": (LOAN,) * 10}, "too_many_needs"),
        ({"others": tuple(range(1, 14))}, "too_many_officers"),
        ({"others": (999_999,)}, "officer_gone"),
        ({"photos": (b"no picture",)}, "photo_unreadable"),
        ({"photos": (b"x",) * 10}, "too_many_photos"),
    ],
)
def test_bad_input_is_told_and_nothing_is_kept(firms: Firms, more: Mapping[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.record_visit(firms.said(**more), by=firms.cast.crew.actor, at=T0)
    assert refused.value.code == code
    assert Visit.objects.count() == Case.objects.count() == 0


def test_a_phone_whose_clock_is_ahead_is_taken_at_our_time(firms: Firms) -> None:
    visit = actions.record_visit(firms.said(took_place_at=T0 + 5 * MINUTE), by=firms.cast.crew.actor, at=T0)
    assert visit.took_place_at == T0


def test_a_photo_keeps_the_picture_and_nothing_of_the_phone(firms: Firms, photo: bytes) -> None:
    visit = firms.visit(photos=(photo, photo))
    kept = VisitPhoto.objects.filter(visit=visit).first()
    assert kept is not None
    with kept.file.open("rb") as file, Image.open(io.BytesIO(file.read())) as picture:
        assert not picture.getexif()


def test_notes_that_repeat_each_other_bear_one_mark(firms: Firms) -> None:
    one, other = firms.visit(), firms.visit(key=f"{KEY}-2", note=f" {NOTE.replace(',', ' ')} ", at=T0 + DAY)
    assert (
        one.note_mark
        == other.note_mark
        != firms.visit(key=f"{KEY}-3", note="谈了用工和招聘会。", at=T0 + DAY).note_mark
    )


def test_a_visit_that_did_not_take_place_is_struck_and_stays(firms: Firms) -> None:
    visit = firms.raised()
    struck = actions.strike_visit(visit.pk, why="记错了企业", by=firms.cast.crew.actor, at=T0 + HOUR)
    assert struck.struck_at == T0 + HOUR
    assert struck.needs.get().case.state == Case.State.RECEIVED
    with pytest.raises(Refused) as refused:
        actions.strike_visit(visit.pk, why="记错了企业", by=firms.cast.crew.actor, at=T0 + HOUR)
    assert refused.value.code == "struck_already"


def test_only_who_wrote_it_or_the_leader_strikes_and_says_why(firms: Firms) -> None:
    visit = firms.visit()
    for officer, why, code in (
        (firms.cast.stranger, "记错了企业", "not_yours"),
        (firms.cast.head, "记错了企业", "not_yours"),
        (firms.cast.crew, "错", "say_why"),
    ):
        with pytest.raises(Refused) as refused:
            actions.strike_visit(visit.pk, why=why, by=officer.actor, at=T0)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        actions.strike_visit(0, why="记错了企业", by=firms.cast.crew.actor, at=T0)
    assert refused.value.code == "visit_unknown"
    assert actions.strike_visit(visit.pk, why="查无此次走访", by=firms.cast.leader.actor, at=T0).struck_at


def test_an_appointment_is_kept_by_the_visit_of_that_day(firms: Firms) -> None:
    by = firms.cast.crew.actor
    row = actions.appoint_visit(firms.qiyuan.pk, on=T0.date(), words="谈招工", by=by, at=T0)
    assert actions.appoint_visit(firms.qiyuan.pk, on=T0.date(), by=by, at=T0).pk == row.pk
    visit = firms.visit()
    row.refresh_from_db()
    assert row.visit == visit
    assert actions.appoint_visit(firms.qiyuan.pk, on=T0.date(), by=by, at=T0 + HOUR).pk != row.pk


def test_an_appointment_written_under_is_kept_on_another_day_too(firms: Firms) -> None:
    row = actions.appoint_visit(firms.qiyuan.pk, on=T0.date(), by=firms.cast.crew.actor, at=T0)
    visit = firms.visit(appointment_id=row.pk, at=T0 + 2 * DAY)
    assert Appointment.objects.get(pk=row.pk).visit == visit


def test_appointments_are_for_ones_own_and_for_days_to_come(firms: Firms) -> None:
    by = firms.cast.crew.actor
    for subject, on, code in (
        (firms.changfeng, T0.date(), "visit_not_yours"),
        (firms.qiyuan, (T0 - DAY).date(), "appointment_day"),
        (firms.qiyuan, (T0 + 400 * DAY).date(), "appointment_day"),
    ):
        with pytest.raises(Refused) as refused:
            actions.appoint_visit(subject.pk, on=on, by=by, at=T0)
        assert refused.value.code == code
    row = actions.appoint_visit(firms.qiyuan.pk, on=T0.date(), by=by, at=T0)
    with pytest.raises(Refused):
        actions.drop_appointment(row.pk, by=firms.cast.stranger.actor, at=T0)
    assert actions.drop_appointment(row.pk, by=by, at=T0).dropped_at == T0
    with pytest.raises(Refused) as refused:
        actions.drop_appointment(row.pk, by=by, at=T0)
    assert refused.value.code == "appointment_over"


def test_the_work_of_writing_does_not_grow_with_the_needs(firms: Firms) -> None:
    firms.visit(key=f"{KEY}-0", needs=(LOAN,))
    asked = []
    for number, needs in enumerate(((LOAN,), (LOAN,) * 8), start=1):
        with CaptureQueriesContext(connection) as caught:
            firms.visit(key=f"{KEY}-{number}", needs=needs)
        asked.append(len(caught))
    assert asked[1] - asked[0] <= 2


def test_a_need_carries_the_trade_by_which_the_catalogue_finds_its_desk(firms: Firms) -> None:
    registry.describe(firms.qiyuan.pk, values={"enterprise.trade": "C2611"}, by=BY, at=T0)
    desk = registry.make_unit("desk-industry", "工业专班", by=BY, at=T0)
    draft = Draft(
        kind=LABOUR.kind, unit_id=desk.pk, ground="联企工作方案", item="工业专班", words=("制造",), line="trade"
    )
    casework.add_catalogue_entry(draft, since=T0.date(), by=BY, at=T0)
    visit = actions.record_visit(firms.said(needs=(LABOUR,), took_place_at=T0), by=firms.cast.crew.actor, at=T0)
    [case] = [need.case for need in visit.needs.select_related("case")]
    assert "制造业" in case.text
    assert suggest_many([case], T0, "trade")[0][0].unit == desk.pk
