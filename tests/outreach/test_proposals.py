"""A proposal is looked at before it counts, counts as one deed, and is refused when the ground has moved."""

from datetime import timedelta

import pytest

from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.outreach import actions, proposing
from jishiyu.outreach.models import Proposal
from jishiyu.outreach.queries import assigning
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Duty, Subject
from jishiyu.registry.queries import duties
from tests.cast import BY, ELSEWHERE, T0, VILLAGE, Cast

ROLE = "enterprise.liaison"
CHIEF = "enterprise.chief"
TODAY = T0.date()
DAY = timedelta(days=1)


def firm(name: str, division: str = VILLAGE) -> int:
    subject = Subject.objects.create(kind="enterprise", division_id=division, known_since=T0)
    registry.describe(subject.pk, name=name, by=BY, at=T0)
    return subject.pk


def owners() -> dict[int, int]:
    return {subject: officer for subject, (officer, _duty) in duties.holders(ROLE, TODAY).items()}


def town(cast: Cast, each: int = 2) -> list[int]:
    """Six firms; 周队长, 小唐 and 外人 can take so many each."""
    for officer in (cast.crew, cast.mate, cast.stranger):
        actions.set_terms(officer.pk, ROLE, capacity=each, by=BY, at=T0)
    return [firm(f"第{n}厂", VILLAGE if n % 2 else ELSEWHERE) for n in range(6)]


def propose(**more: object) -> Proposal:
    return proposing.propose(ROLE, by=BY, at=T0, **more)  # type: ignore[arg-type]


def test_it_is_shown_first_and_then_counts_as_one_deed(cast: Cast) -> None:
    firms = town(cast)
    found = propose()
    assert (found.figures["new"], found.figures["unplaced"], found.figures["proven"]) == (6, 0, True)
    assert not owners(), "nothing changes before it is adopted"
    actions.adopt_proposal(found.pk, since=TODAY, by=cast.leader.actor, at=T0)
    assert set(owners()) == set(firms)
    assert [entry.act for entry in story(found.ref)] == ["proposed", "adopted"]
    assert story(cast.mate.actor).last().act == "duties_given"  # type: ignore[union-attr]


def test_adopted_twice_it_changes_nothing(cast: Cast) -> None:
    town(cast)
    found = propose()
    for _ in range(2):
        actions.adopt_proposal(found.pk, since=TODAY, by=BY, at=T0)
    assert Duty.objects.filter(role=ROLE).count() == 6
    assert story(found.ref).count() == 2


def test_reckoned_again_it_moves_nobody(cast: Cast) -> None:
    town(cast)
    actions.adopt_proposal(propose().pk, since=TODAY, by=BY, at=T0)
    again = propose()
    assert (again.figures["kept"], again.rows.count()) == (6, 0)


def test_when_one_leaves_only_theirs_move(cast: Cast) -> None:
    town(cast, each=3)
    actions.adopt_proposal(propose().pk, since=TODAY, by=BY, at=T0)
    before = owners()
    theirs = {subject for subject, officer in before.items() if officer == cast.crew.pk}
    assert theirs
    found = propose(leaving=[cast.crew.pk])
    assert {row.subject_id for row in found.rows.all()} == theirs
    assert {row.why for row in found.rows.all()} == {"left"}
    actions.adopt_proposal(found.pk, since=TODAY + DAY, note="手机号见档案", by=BY, at=T0)
    for subject in theirs:
        last, first = Duty.objects.filter(subject_id=subject, role=ROLE).order_by("-since")
        assert (first.until, last.since, last.note) == (TODAY, TODAY + DAY, "手机号见档案")
    assert {
        subject: officer for subject, officer in before.items() if subject not in theirs
    }.items() <= owners().items()


def test_whoever_left_without_a_word_is_followed_all_the_same(cast: Cast) -> None:
    town(cast, each=3)
    actions.adopt_proposal(propose().pk, since=TODAY, by=BY, at=T0)
    cast.crew.is_active = False
    cast.crew.save(update_fields=["is_active"])
    lost = set(duties.nobodys("enterprise", TODAY).values_list("pk", flat=True))
    found = propose(only_needed=True)
    assert {row.subject_id for row in found.rows.all()} == lost != set()
    actions.adopt_proposal(found.pk, since=TODAY, by=BY, at=T0)
    assert not duties.nobodys("enterprise", TODAY).exists()


def test_who_cannot_be_placed_is_named_with_the_reason(cast: Cast) -> None:
    town(cast, each=1)
    found = propose()
    over = list(assigning.changes(found, "unplaced"))
    assert (len(over), {row.why for row in over}) == (3, {"no_room"})
    actions.adopt_proposal(found.pk, since=TODAY, by=BY, at=T0)
    assert duties.nobodys("enterprise", TODAY).count() == 3


def test_it_is_refused_when_somebody_has_another_owner_by_now(cast: Cast) -> None:
    firms = town(cast)
    found = propose()
    registry.give_duty(cast.head.pk, ROLE, subject_id=firms[0], since=TODAY, by=BY, at=T0)
    with pytest.raises(Refused, match="proposal_outdated"):
        actions.adopt_proposal(found.pk, since=TODAY, by=BY, at=T0)
    assert set(owners()) == {firms[0]}, "all of it or nothing"


def test_it_is_refused_when_an_officer_can_take_less_by_now(cast: Cast) -> None:
    town(cast)
    found = propose()
    actions.set_terms(cast.mate.pk, ROLE, capacity=1, by=BY, at=T0)
    with pytest.raises(Refused, match="proposal_over_room"):
        actions.adopt_proposal(found.pk, since=TODAY, by=BY, at=T0)


def test_one_that_is_struck_off_takes_no_room(cast: Cast) -> None:
    gone = firm("某旧厂")
    actions.set_terms(cast.crew.pk, ROLE, capacity=1, by=BY, at=T0)
    actions.take_owners(ROLE, {gone: cast.crew.pk}, since=TODAY, by=BY, at=T0)
    registry.describe(gone, values={"enterprise.state": "moved"}, by=BY, at=T0)
    mill = firm("某粮油厂")
    found = propose()
    assert [row.subject_id for row in found.rows.all()] == [mill]
    actions.adopt_proposal(found.pk, since=TODAY, by=BY, at=T0)
    assert owners()[mill] == cast.crew.pk


def test_it_is_refused_when_an_officer_has_left(cast: Cast) -> None:
    town(cast)
    found = propose()
    cast.mate.is_active = False
    cast.mate.save(update_fields=["is_active"])
    with pytest.raises(Refused, match="officer_left"):
        actions.adopt_proposal(found.pk, since=TODAY, by=BY, at=T0)


def test_what_changed_beside_it_does_not_stop_it(cast: Cast) -> None:
    town(cast, each=3)
    found = propose()
    firm("新厂")
    registry.give_duty(cast.crew.pk, "power.repair_crew", division_code=ELSEWHERE, since=TODAY, by=BY, at=T0)
    assert actions.adopt_proposal(found.pk, since=TODAY, by=BY, at=T0).state == Proposal.State.ADOPTED


def test_a_dropped_one_never_counts_and_an_adopted_one_is_not_dropped(cast: Cast) -> None:
    town(cast)
    one, two = propose(), propose()
    actions.drop_proposal(one.pk, by=BY, at=T0)
    with pytest.raises(Refused, match="proposal_dropped"):
        actions.adopt_proposal(one.pk, since=TODAY, by=BY, at=T0)
    actions.adopt_proposal(two.pk, since=TODAY, by=BY, at=T0)
    with pytest.raises(Refused, match="proposal_adopted"):
        actions.drop_proposal(two.pk, by=BY, at=T0)
    with pytest.raises(Refused, match="proposal_unknown"):
        actions.adopt_proposal(999, since=TODAY, by=BY, at=T0)


def test_what_cannot_be_reckoned_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="nobody_to_assign"):
        propose()
    with pytest.raises(Refused, match="role_unknown"):
        proposing.propose("power.king", by=BY, at=T0)


def test_terms_said_again_change_nothing_and_have_bounds(cast: Cast) -> None:
    for _ in range(2):
        actions.set_terms(cast.mate.pk, ROLE, capacity=7, trades=["C26", "C13"], by=BY, at=T0)
    assert [entry.act for entry in story(cast.mate.actor)].count("terms_set") == 1
    with pytest.raises(Refused, match="capacity_out_of_bounds"):
        actions.set_terms(cast.mate.pk, ROLE, capacity=501, by=BY, at=T0)
    with pytest.raises(Refused, match="too_many_trades"):
        actions.set_terms(cast.mate.pk, ROLE, capacity=7, trades=[f"C{n}" for n in range(31)], by=BY, at=T0)


def chiefs() -> dict[int, int]:
    return {subject: officer for subject, (officer, _duty) in duties.holders(CHIEF, TODAY).items()}


def key_firms(count: int) -> list[int]:
    """So many above scale, each with more revenue than the one before, and one that is not."""
    firms = [firm(f"规上{n}厂") for n in range(count)]
    for n, one in enumerate(firms):
        values = {"enterprise.above_scale": "industry", "enterprise.revenue": (n + 1) * 10**9}
        registry.describe(one, values=values, by=BY, at=T0)
    registry.describe(firm("某小店"), values={"enterprise.revenue": 10**12}, by=BY, at=T0)
    return firms


def test_leaders_get_the_foremost_of_the_key_enterprises_by_a_run_of_their_own(cast: Cast) -> None:
    firms = key_firms(4)
    actions.set_terms(cast.crew.pk, ROLE, capacity=9, by=BY, at=T0)
    found = proposing.propose(CHIEF, by=BY, at=T0)
    assert (found.figures["new"], found.figures["waiting"], found.figures["officers"]) == (2, 2, 1)
    assert all(["chief", 0] in row.reasons for row in found.rows.all())
    assert not chiefs(), "nothing changes before it is adopted"
    actions.adopt_proposal(found.pk, since=TODAY, by=BY, at=T0)
    assert chiefs() == dict.fromkeys(firms[2:], cast.leader.pk)
    assert not owners(), "who is looked after by an officer is another matter"


def test_whom_a_leader_has_stays_though_others_grow(cast: Cast) -> None:
    firms = key_firms(3)
    actions.take_owners(CHIEF, dict.fromkeys(firms[:2], cast.leader.pk), since=TODAY, by=BY, at=T0)
    again = proposing.propose(CHIEF, by=BY, at=T0)
    assert (again.figures["kept"], again.rows.count(), again.figures["waiting"]) == (2, 0, 1)


def test_when_a_leader_leaves_another_takes_over_or_it_is_said_who_has_none(cast: Cast) -> None:
    firms = key_firms(3)
    vice = registry.make_officer("vice", "周副主任", post="leader", by=BY, at=T0)
    actions.set_terms(vice.pk, CHIEF, capacity=1, by=BY, at=T0)
    actions.take_owners(CHIEF, dict.fromkeys(firms[:2], cast.leader.pk), since=TODAY - DAY, by=BY, at=T0)
    found = proposing.propose(CHIEF, leaving=[cast.leader.pk], by=BY, at=T0)
    assert sorted(row.why for row in found.rows.all()) == ["left", "no_room"]
    assert {row.subject_id for row in found.rows.all()} == set(firms[:2])
    actions.adopt_proposal(found.pk, since=TODAY, by=BY, at=T0)
    assert list(chiefs().values()).count(vice.pk) == 1


def test_one_who_is_no_leader_keeps_no_enterprise_of_leaders(cast: Cast) -> None:
    firms = key_firms(1)
    actions.take_owners(CHIEF, {firms[0]: cast.crew.pk}, since=TODAY - DAY, by=BY, at=T0)
    found = proposing.propose(CHIEF, by=BY, at=T0)
    assert [(row.before_id, row.to_id, row.why) for row in found.rows.all()] == [
        (cast.crew.pk, cast.leader.pk, "full"),
    ]
