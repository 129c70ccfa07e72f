"""Gatherings: series made ahead, whom they are for, who came, what was raised and what came of it."""

from datetime import date, datetime, time, timedelta

import pytest

from jishiyu.casework.models import Case
from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from jishiyu.outreach import actions, queries
from jishiyu.outreach.actions import Came, NeedRaised
from jishiyu.outreach.models import Gathering, Guest, OutcomeRow, Raised
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Subject
from tests.cast import DAY, HOUR, SHANGHAI, T0, VILLAGE, Cast

BY = "system:test"
RECEPTION, FAIR, TRAINING = "enterprise.reception_day", "enterprise.fair", "enterprise.post_training"
KEY = "k" * 20


def enterprise(phone: str = "19900000001", name: str = "样本机械厂") -> Subject:
    subject = registry.subject_for(
        name=name, phone=phone, kind=Subject.Kind.ENTERPRISE, division_code=VILLAGE, by=BY, at=T0
    )
    registry.describe(subject.pk, name=name, by=BY, at=T0)
    return subject


def planned(cast: Cast, kind: str = RECEPTION, starts_at: datetime = T0 + DAY, **more: object) -> Gathering:
    return actions.plan_gathering(
        kind, "企业家接待日", unit_id=cast.station.pk, starts_at=starts_at, by=cast.head.actor, at=T0, **more
    )  # type: ignore[arg-type]


def refused(code: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, match=code)


def test_a_series_is_made_ahead_and_running_the_job_again_makes_nothing(cast: Cast) -> None:
    actions.start_series(
        RECEPTION, "企业家接待日", unit_id=cast.station.pk, starts=time(9), since=date(2026, 7, 1),
        by=cast.head.actor, at=T0,
    )  # fmt: skip
    days = [one.starts_at.astimezone(SHANGHAI) for one in Gathering.objects.order_by("starts_at")]
    # 6 July lies before today; 5 October is National Day, and so are the days up to the 7th
    assert [f"{day:%Y-%m-%d %H:%M}" for day in days] == ["2026-08-03 09:00", "2026-09-07 09:00", "2026-10-08 09:00"]
    moved = Gathering.objects.order_by("-starts_at")[0]
    assert (moved.moved_from, moved.notice_on) == (date(2026, 10, 5), date(2026, 9, 28))
    assert actions.make_ahead(by=BY, at=T0) == 0
    assert actions.make_ahead(by=BY, at=T0 + 31 * DAY) == 1
    assert Entry.objects.filter(act="planned").count() == 4


def test_whoever_is_of_another_unit_starts_no_series_of_it(cast: Cast) -> None:
    for by in (cast.stranger.actor, cast.leader.actor, "officer:0", "guest"):
        with refused("not_yours"):
            actions.start_series(
                RECEPTION, "接待日", unit_id=cast.station.pk, starts=time(9), since=T0.date(), by=by, at=T0
            )
    with refused("gathering_once"):
        actions.start_series(FAIR, "展销会", unit_id=cast.station.pk, starts=time(9), since=T0.date(), by=BY, at=T0)


def test_an_ended_series_drops_what_was_to_come(cast: Cast) -> None:
    series = actions.start_series(
        RECEPTION, "接待日", unit_id=cast.station.pk, starts=time(9), since=T0.date(), by=cast.dispatcher.actor, at=T0
    )
    actions.end_series(series.pk, until=date(2026, 8, 31), by=cast.head.actor, at=T0)
    assert list(Gathering.objects.order_by("starts_at").values_list("state", flat=True)) == [
        "planned", "dropped", "dropped",
    ]  # fmt: skip
    with refused("series_over"):
        actions.end_series(series.pk, until=date(2026, 9, 30), by=cast.head.actor, at=T0)


def test_a_plan_sent_twice_is_one(cast: Cast) -> None:
    first = planned(cast, key=KEY)
    assert planned(cast, key=KEY).pk == first.pk
    assert Gathering.objects.count() == 1


def test_those_invited_are_told_some_working_days_ahead_and_once(cast: Cast) -> None:
    gathering = planned(cast, TRAINING, T0 + 7 * DAY)  # a Tuesday: three working days ahead is the Thursday before
    actions.invite_guests(gathering.pk, officer_ids=[cast.crew.pk], by=cast.head.actor, at=T0)
    assert actions.tell_invited(by=BY, at=T0 + DAY) == 0
    assert actions.tell_invited(by=BY, at=T0 + 2 * DAY) == 1
    assert actions.tell_invited(by=BY, at=T0 + 3 * DAY) == 0
    told = set(Notice.objects.filter(kind="gathering_near").values_list("reader", flat=True))
    assert told == {cast.crew.actor, cast.head.actor}


def test_an_enterprise_signs_up_once_however_often_it_is_sent(cast: Cast) -> None:
    gathering = planned(cast)
    for _ in range(2):
        actions.sign_up(gathering.pk, name="样本机械厂", phone="19900000001", at=T0)
    guest = Guest.objects.get()
    assert (guest.coming, guest.answered_by, guest.subject and guest.subject.kind) == (True, "guest", "enterprise")


def test_nobody_signs_up_for_what_is_not_public_or_has_begun(cast: Cast) -> None:
    inner, begun = planned(cast, TRAINING), planned(cast)
    with refused("gathering_not_public"):
        actions.sign_up(inner.pk, name="厂", phone="19900000001", at=T0)
    with refused("gathering_begun"):
        actions.sign_up(begun.pk, name="厂", phone="19900000001", at=T0 + 2 * DAY)


def test_a_resident_is_no_guest_of_a_gathering_of_enterprises(cast: Cast) -> None:
    with refused("guest_unknown"):
        actions.invite_guests(planned(cast).pk, subject_ids=[cast.aunt.pk], by=cast.head.actor, at=T0)


def test_heads_are_counted_once_and_person_times_each_time(cast: Cast) -> None:
    one, two = enterprise(), enterprise("19900000002", "样本纸厂")
    for number in range(2):
        gathering = planned(cast, starts_at=T0 + HOUR + number * DAY)
        actions.invite_guests(gathering.pk, subject_ids=[one.pk, two.pk], by=cast.head.actor, at=T0)
        first, second = gathering.guests.order_by("subject")
        came = {first.pk: Came(True, 3), second.pk: Came(number == 0, reason="出差")}
        at = T0 + (number + 1) * DAY
        actions.note_came(gathering.pk, came, others=5, by=cast.head.actor, at=at)
        actions.hold_gathering(gathering.pk, minutes="听取两家企业诉求。", by=cast.head.actor, at=at)
    found = queries.numbers(queries.visible_gatherings(cast.leader))
    # 3 + 1 people, then 3; each time five others whom nobody named
    assert (found.heads, found.times, found.others, found.person_times) == (2, 7, 10, 17)
    absent = Guest.objects.get(attended=False)
    assert (absent.times, absent.reason) == (0, "出差")


def test_attendance_said_again_is_said_anew_and_nothing_is_noted_before_it_begins(cast: Cast) -> None:
    gathering, one = planned(cast), enterprise()
    actions.invite_guests(gathering.pk, subject_ids=[one.pk], by=cast.head.actor, at=T0)
    guest = gathering.guests.get()
    with refused("gathering_to_come"):
        actions.note_came(gathering.pk, {guest.pk: Came(True)}, by=cast.head.actor, at=T0)
    for times in (4, 2):
        actions.note_came(gathering.pk, {guest.pk: Came(True, times)}, by=cast.head.actor, at=T0 + DAY)
    guest.refresh_from_db()
    assert guest.times == 2
    with refused("changed_meanwhile"):
        actions.note_came(gathering.pk, {}, others=1, seen=0, by=cast.head.actor, at=T0 + DAY)
    with refused("not_yours"):
        actions.note_came(gathering.pk, {}, others=1, by=cast.stranger.actor, at=T0 + DAY)
    with refused("heads_too_many"):
        actions.note_came(gathering.pk, {guest.pk: Came(True, 501)}, by=cast.head.actor, at=T0 + DAY)


def test_a_need_raised_there_is_a_case_and_sent_twice_the_same(cast: Cast) -> None:
    gathering, one = planned(cast), enterprise()
    said = NeedRaised(KEY, "enterprise.finance", "流动资金紧张,想延期还贷", one.pk)
    at = T0 + DAY + HOUR
    cases = {actions.raise_at_gathering(gathering.pk, said, by=cast.head.actor, at=at).pk for _ in range(2)}
    case = Case.objects.get(pk=cases.pop())
    assert not cases
    assert (case.requester_id, case.division_id, case.heard_at) == (one.pk, VILLAGE, gathering.starts_at)
    assert Raised.objects.get().gathering_id == gathering.pk
    assert Entry.objects.filter(subject=gathering.ref, act="need_raised").count() == 1
    with refused("need_kind"):
        actions.raise_at_gathering(
            gathering.pk, NeedRaised("x" * 20, "nobody.knows", "没有这一类"), by=cast.head.actor, at=at
        )
    with refused("not_yours"):
        actions.raise_at_gathering(gathering.pk, said, by=cast.stranger.actor, at=at)


def test_a_moved_gathering_tells_the_officers_and_a_dropped_one_changes_no_more(cast: Cast) -> None:
    gathering = planned(cast, TRAINING)
    actions.invite_guests(gathering.pk, officer_ids=[cast.mate.pk], by=cast.head.actor, at=T0)
    actions.move_gathering(gathering.pk, starts_at=T0 + 9 * DAY, place="二楼会议室", by=cast.head.actor, at=T0)
    assert Notice.objects.get(kind="gathering_moved").reader == cast.mate.actor
    actions.drop_gathering(gathering.pk, words="与全市会议冲突", by=cast.head.actor, at=T0)
    with refused("gathering_over"):
        actions.move_gathering(gathering.pk, starts_at=T0 + DAY, place="", by=cast.head.actor, at=T0)
    with refused("gathering_dropped"):
        actions.hold_gathering(gathering.pk, minutes="没有开会。", by=cast.head.actor, at=T0 + 20 * DAY)


def test_an_outcome_has_a_source_and_a_correction_replaces_it(cast: Cast) -> None:
    gathering = planned(cast, FAIR)
    at, day = T0 + 2 * DAY, (T0 + DAY).date()
    row = actions.note_outcome(
        "enterprise.homes_sold", 26, day=day, source="签约登记表", gathering_id=gathering.pk, key=KEY,
        by=cast.head.actor, at=at,
    )  # fmt: skip
    again = actions.note_outcome(
        "enterprise.homes_sold", 26, day=day, source="签约登记表", gathering_id=gathering.pk, key=KEY,
        by=cast.head.actor, at=at,
    )  # fmt: skip
    assert again.pk == row.pk
    actions.correct_outcome(row.pk, 261, ground="漏录一位数", by=cast.head.actor, at=at)
    assert [(one.amount, one.rows) for one in queries.sums(OutcomeRow.objects.all())] == [(261, 1)]
    assert OutcomeRow.objects.count() == 2
    with refused("outcome_replaced"):
        actions.correct_outcome(row.pk, 3, ground="再改一次", by=cast.head.actor, at=at)


def test_an_outcome_without_source_of_nothing_or_of_tomorrow_is_refused(cast: Cast) -> None:
    gathering, day = planned(cast, FAIR), T0.date()
    plainly = {"day": day, "source": "台账", "gathering_id": gathering.pk, "by": cast.head.actor, "at": T0}
    for code, outcome, changed in (
        ("outcome_source", "enterprise.leads", {"source": " "}),
        ("outcome_of_nothing", "enterprise.leads", {"gathering_id": None}),
        ("day_to_come", "enterprise.leads", {"day": day + timedelta(days=1)}),
        ("measure_unknown", "enterprise.luck", {}),
        ("not_yours", "enterprise.leads", {"by": cast.stranger.actor}),
    ):
        with refused(code):
            actions.note_outcome(outcome, 1, **{**plainly, **changed})  # type: ignore[arg-type]


def test_an_outcome_of_a_case_is_noted_by_those_who_may_read_it(cast: Cast) -> None:
    case = cast.case("enterprise.finance")
    actions.note_outcome(
        "enterprise.loans", 1_000_000_00, day=T0.date(), source="银行放款凭证", case_id=case.pk,
        by=cast.dispatcher.actor, at=T0,
    )  # fmt: skip
    assert [one.case_id for one in queries.outcome_rows(outcome="enterprise.loans")] == [case.pk]
    with refused("not_yours"):
        actions.note_outcome(
            "enterprise.loans", 1, day=T0.date(), source="凭证", case_id=case.pk, by=cast.stranger.actor, at=T0
        )


def test_each_sees_the_gatherings_of_their_unit_and_those_they_are_invited_to(cast: Cast) -> None:
    ours = planned(cast, TRAINING)
    assert [one.pk for one in queries.visible_gatherings(cast.mate)] == [ours.pk]
    assert list(queries.visible_gatherings(cast.stranger)) == []
    actions.invite_guests(ours.pk, officer_ids=[cast.stranger.pk], by=cast.head.actor, at=T0)
    assert [one.pk for one in queries.visible_gatherings(cast.stranger)] == [ours.pk]
    assert [one.pk for one in queries.visible_gatherings(cast.leader)] == [ours.pk]
    assert list(queries.visible_gatherings(cast.admin)) == []
