"""Officers, duties, sign-in, and the people served."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import authenticate
from django.db.models import ProtectedError

from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.registry import actions, people, queries
from jishiyu.registry.models import Division, Officer, Post, Subject
from tests.cast import BY, ELSEWHERE, PHONE, T0, TOWN, VILLAGE, Cast

TODAY = T0.date()


def test_the_nearest_duty_answers_for_a_place(cast: Cast) -> None:
    actions.give_duty(cast.mate.pk, "power.area_manager", since=TODAY, cell_id=cast.area.pk, by=BY, at=T0)
    at_home = queries.officers_for("power.area_manager", division_code=VILLAGE, cell_id=cast.area.pk, on=TODAY)
    assert at_home == [cast.mate]
    assert queries.officers_for("power.area_manager", division_code=VILLAGE, on=TODAY) == [cast.crew]


def test_nobody_answers_where_no_duty_reaches(cast: Cast) -> None:
    assert queries.officers_for("power.grid_officer", division_code="43", on=TODAY) == []


def test_a_duty_counts_from_its_first_to_its_last_day(cast: Cast) -> None:
    duty = actions.give_duty(cast.mate.pk, "power.repair_crew", since=TODAY, division_code=ELSEWHERE, by=BY, at=T0)
    actions.end_duty(duty.pk, until=TODAY + timedelta(days=2), by=BY, at=T0)

    def on(day: date) -> bool:
        return cast.mate in queries.officers_for("power.repair_crew", division_code=ELSEWHERE, on=day)

    assert [on(TODAY + timedelta(days=days)) for days in (-1, 0, 2, 3)] == [False, True, True, False]
    with pytest.raises(Refused, match="duty_ended_already"):
        actions.end_duty(duty.pk, until=TODAY, by=BY, at=T0)


@pytest.mark.parametrize("post", [Post.SYSTEM_ADMIN, Post.SECURITY_ADMIN, Post.AUDIT_ADMIN])
def test_an_administrator_answers_for_no_cases(cast: Cast, post: Post) -> None:
    admin = actions.make_officer(f"a-{post}", "某管理员", post=post, by=BY, at=T0)
    with pytest.raises(Refused, match="administrators_stay_apart"):
        actions.give_duty(admin.pk, "power.repair_crew", since=TODAY, division_code=TOWN, by=BY, at=T0)


def test_a_duty_needs_a_known_role_and_a_place(cast: Cast) -> None:
    with pytest.raises(Refused, match="role_unknown"):
        actions.give_duty(cast.mate.pk, "power.king", since=TODAY, division_code=TOWN, by=BY, at=T0)
    with pytest.raises(Refused, match="duty_over_nothing"):
        actions.give_duty(cast.mate.pk, "power.repair_crew", since=TODAY, by=BY, at=T0)


def test_a_name_is_given_once(cast: Cast) -> None:
    with pytest.raises(Refused, match="username_taken"):
        actions.make_officer(cast.crew.username, "另一人", by=BY, at=T0)
    with pytest.raises(Refused, match="unit_there_already"):
        actions.make_unit(cast.station.code, "又一个", by=BY, at=T0)


def test_an_account_without_a_password_opens_to_nobody(db: None) -> None:
    actions.make_officer("new", "新人", by=BY, at=T0)
    assert authenticate(username="new", password="") is None
    officer = Officer.objects.get(username="new")
    actions.set_password(officer.pk, "a-long-password", by=BY, at=T0)
    assert authenticate(username="new", password="a-long-password") == officer
    assert "a-long-password" not in str([entry.data for entry in story(officer.actor)])


def test_the_fifth_failure_locks_for_a_quarter_of_an_hour(db: None) -> None:
    for number in range(people.MOST_FAILURES):
        assert not queries.is_locked("chen", at=T0), number
        actions.note_sign_in_failure("chen", at=T0)
    assert queries.is_locked("chen", at=T0)
    assert queries.is_locked("chen", at=T0 + timedelta(minutes=14))
    assert not queries.is_locked("chen", at=T0 + timedelta(minutes=15))
    assert not queries.is_locked("zhou", at=T0)


def test_a_sign_in_clears_the_failures(cast: Cast) -> None:
    for _ in range(people.MOST_FAILURES - 1):
        actions.note_sign_in_failure(cast.crew.username, at=T0)
    actions.note_sign_in(cast.crew, at=T0)
    actions.note_sign_in_failure(cast.crew.username, at=T0)
    assert not queries.is_locked(cast.crew.username, at=T0)


def test_the_same_phone_is_the_same_person(cast: Cast) -> None:
    spaced = f"+86 {PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}"
    again = actions.subject_for(name="林阿姨", phone=spaced, by=BY, at=T0)
    other = actions.subject_for(name="林阿姨", phone="13900009999", by=BY, at=T0)
    assert again.pk == cast.aunt.pk != other.pk


def test_personal_fields_stand_sealed_in_the_table(db: None) -> None:
    person = actions.subject_for(name="林阿姨", phone=PHONE, address="复兴村三组", by=BY, at=T0)
    row = Subject.objects.filter(pk=person.pk).values().get()
    assert not any(secret in str(row) for secret in ("林阿姨", PHONE, "三组"))
    assert people.sealer().open(row["name_sealed"]) == "林阿姨"
    assert not any(PHONE in str(entry.data) for entry in story(f"subject:{person.pk}"))


def test_a_division_somebody_answers_for_cannot_vanish(cast: Cast) -> None:
    with pytest.raises(ProtectedError):
        Division.objects.get(pk=VILLAGE).delete()


@pytest.mark.parametrize(
    ("name", "setting"), [("桃花仑街道", "urban"), ("福竹社区居委会", "urban"), ("复兴村委会", "rural")]
)
def test_what_a_division_is_called_says_how_far_it_is(name: str, setting: str) -> None:
    assert queries.setting_of(Division(code="430972109999", name=name, level=5)) == setting
