"""Who answers for whom: every day one owner, handed over without a gap and without an overlap."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.registry import actions, kinds
from jishiyu.registry.kinds import Attribute, DutyRole
from jishiyu.registry.models import Duty, Subject
from jishiyu.registry.queries import duties
from tests.cast import BY, ELSEWHERE, T0, TOWN, VILLAGE, Cast

TODAY = T0.date()
DAY = timedelta(days=1)
LIAISON, CHIEF = "tests.liaison", "tests.chief"


@pytest.fixture(autouse=True)
def _roles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_roles", kinds.roles())
    monkeypatch.setattr(kinds, "_attributes", {})
    kinds.declare_role(DutyRole(code=LIAISON, name="liaison", owns="enterprise", sole=True))
    kinds.declare_role(DutyRole(code=CHIEF, name="chief", owns="enterprise"))
    kinds.declare_attribute(Attribute(code="tests.chain", name="chain", type="code", over="chain"))


def enterprise(name: str, division: str | None = VILLAGE, **values: object) -> Subject:
    subject = Subject.objects.create(kind="enterprise", division_id=division, known_since=T0)
    actions.describe(subject.pk, name=name, values=values, by=BY, at=T0)
    return subject


def holders_on(subject: Subject, day: date) -> list[int]:
    return list(duties.duties_in_force(day).filter(subject=subject).values_list("officer_id", flat=True))


def test_a_sole_role_has_one_holder(cast: Cast) -> None:
    mill = enterprise("某粮油厂")
    actions.give_duty(cast.crew.pk, LIAISON, subject_id=mill.pk, since=TODAY, by=BY, at=T0)
    with pytest.raises(Refused, match="duty_held"):
        actions.give_duty(cast.mate.pk, LIAISON, subject_id=mill.pk, since=TODAY + 30 * DAY, by=BY, at=T0)
    actions.give_duty(cast.mate.pk, CHIEF, subject_id=mill.pk, since=TODAY, by=BY, at=T0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.create(officer=cast.mate, role=LIAISON, subject=mill, sole=True, since=TODAY)


def test_one_set_gives_no_subject_twice(cast: Cast) -> None:
    mill = enterprise("某粮油厂")
    rows = [actions.Given(officer_id=one.pk, role=LIAISON, subject_id=mill.pk, since=TODAY)
            for one in (cast.crew, cast.mate)]  # fmt: skip
    with pytest.raises(Refused, match="duty_held"):
        actions.give_duties(rows, by=BY, at=T0)
    assert not Duty.objects.filter(subject=mill).exists()


def test_a_hand_over_leaves_no_day_with_nobody_and_none_with_two(cast: Cast) -> None:
    mills = [enterprise(f"第{n}粮油厂") for n in range(3)]
    rows = [actions.Given(officer_id=cast.crew.pk, role=LIAISON, subject_id=one.pk, since=TODAY) for one in mills]
    given = actions.give_duties(rows, by=BY, at=T0)
    actions.hand_over_duties(
        {duty.pk: cast.mate.pk for duty in given}, on=TODAY + 5 * DAY, note="贷款的事还没办完", by=BY, at=T0
    )
    for one in mills:
        seen = [holders_on(one, TODAY + n * DAY) for n in range(10)]
        assert seen == [[cast.crew.pk]] * 5 + [[cast.mate.pk]] * 5
    assert set(Duty.objects.filter(officer=cast.mate).values_list("note", flat=True)) == {"贷款的事还没办完"}
    assert [entry.act for entry in story(cast.mate.actor)][-1] == "duties_taken_over"
    assert story(cast.crew.actor).last().data["count"] == 3  # type: ignore[union-attr]


def test_a_duty_handed_over_on_the_day_it_began_counts_for_the_next_alone(cast: Cast) -> None:
    mill = enterprise("某粮油厂")
    duty = actions.give_duty(cast.crew.pk, LIAISON, subject_id=mill.pk, since=TODAY, by=BY, at=T0)
    actions.hand_over_duty(duty.pk, cast.mate.pk, on=TODAY, by=BY, at=T0)
    assert holders_on(mill, TODAY) == [cast.mate.pk]


def test_what_cannot_be_handed_over_stays(cast: Cast) -> None:
    mill = enterprise("某粮油厂")
    duty = actions.give_duty(cast.crew.pk, LIAISON, subject_id=mill.pk, since=TODAY, by=BY, at=T0)
    for to, on, code in (
        (cast.crew, TODAY + DAY, "handed_to_oneself"),
        (cast.admin, TODAY + DAY, "administrators_stay_apart"),
        (cast.mate, TODAY - DAY, "duty_not_begun"),
    ):
        with pytest.raises(Refused, match=code):
            actions.hand_over_duty(duty.pk, to.pk, on=on, by=BY, at=T0)
    cast.mate.is_active = False
    cast.mate.save(update_fields=["is_active"])
    with pytest.raises(Refused, match="officer_left"):
        actions.hand_over_duty(duty.pk, cast.mate.pk, on=TODAY + DAY, by=BY, at=T0)
    assert holders_on(mill, TODAY + 30 * DAY) == [cast.crew.pk]
    with pytest.raises(Refused, match="duty_unknown"):
        actions.end_duties([duty.pk, 999_999], until=TODAY, by=BY, at=T0)


def test_a_duty_over_something_else_than_a_chain_or_a_project_is_refused(cast: Cast) -> None:
    for over in ("chain:", "street:7", "food"):
        with pytest.raises(Refused, match="duty_over_unknown"):
            actions.give_duty(cast.crew.pk, CHIEF, over=over, since=TODAY, by=BY, at=T0)
    assert actions.give_duty(cast.crew.pk, CHIEF, over="project:P7", since=TODAY, by=BY, at=T0).thing == "project:P7"


def test_the_nearest_answers(cast: Cast) -> None:
    mill, shop = enterprise("某粮油厂", **{"tests.chain": "food"}), enterprise("某商店", ELSEWHERE)
    actions.give_duty(cast.head.pk, CHIEF, division_code=TOWN, since=TODAY, by=BY, at=T0)
    both = [mill, shop]
    assert {key: (one.officer, one.how) for key, one in duties.answerers(both, "enterprise", TODAY).items()} == {
        mill.pk: (cast.head, "division"),
        shop.pk: (cast.head, "division"),
    }
    actions.give_duty(cast.mate.pk, CHIEF, over="chain:food", since=TODAY, by=BY, at=T0)
    assert duties.answerers(both, "enterprise", TODAY)[mill.pk].how == "over"
    actions.give_duty(cast.crew.pk, LIAISON, subject_id=mill.pk, since=TODAY, by=BY, at=T0)
    found = duties.answerers(both, "enterprise", TODAY)
    assert (found[mill.pk].officer, found[shop.pk].officer) == (cast.crew, cast.head)


def test_what_is_nobodys_is_listed_and_the_sum_is_right(cast: Cast) -> None:
    mill, shop = enterprise("某粮油厂", **{"tests.chain": "food"}), enterprise("某商店", ELSEWHERE)
    lost, far = enterprise("无址公司", None), enterprise("别处公司", "430903")

    def nobodys() -> set[int]:
        rows = {one.pk for one in duties.nobodys("enterprise", TODAY)}
        assert len(rows) + duties.owned("enterprise", TODAY).count() == 4
        return rows

    assert nobodys() == {mill.pk, shop.pk, lost.pk, far.pk}
    actions.give_duty(cast.crew.pk, LIAISON, subject_id=lost.pk, since=TODAY, by=BY, at=T0)
    assert nobodys() == {mill.pk, shop.pk, far.pk}
    actions.give_duty(cast.crew.pk, CHIEF, over="chain:food", since=TODAY, by=BY, at=T0)
    assert nobodys() == {shop.pk, far.pk}
    actions.give_duty(cast.mate.pk, CHIEF, division_code=TOWN, since=TODAY, by=BY, at=T0)
    assert nobodys() == {far.pk}
    actions.give_duty(cast.mate.pk, "power.repair_crew", division_code="4309", since=TODAY, by=BY, at=T0)
    assert nobodys() == {far.pk}, "a crew owns no enterprise"


def test_whoever_has_left_owns_nothing(cast: Cast) -> None:
    mill = enterprise("某粮油厂")
    actions.give_duty(cast.mate.pk, LIAISON, subject_id=mill.pk, since=TODAY, by=BY, at=T0)
    assert not duties.nobodys("enterprise", TODAY).exists()
    cast.mate.is_active = False
    cast.mate.save(update_fields=["is_active"])
    assert list(duties.nobodys("enterprise", TODAY)) == [mill]
    assert duties.held_by(cast.mate.pk, TODAY).count() == 1, "it can still be handed over"


def test_the_load_of_everybody_is_one_query(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for n in range(3):
        actions.give_duty(cast.mate.pk, LIAISON, subject_id=enterprise(f"第{n}厂").pk, since=TODAY, by=BY, at=T0)
    with django_assert_num_queries(1):
        loads = duties.loads(TODAY)
    assert (loads[cast.mate.pk].total, loads[cast.mate.pk].others) == (3, 0)
    assert (loads[cast.crew.pk].total, loads[cast.crew.pk].others) == (0, 2)
