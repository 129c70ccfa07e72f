"""Reviewing step by step: by the step's own officer, facts corrected, papers asked for, the head's decision."""

from typing import Any

import pytest

from jishiyu.entitlements import actions
from jishiyu.entitlements.models import Claim, DecisionLetter, StepResult
from jishiyu.entitlements.retell import differences
from jishiyu.entitlements.workflow import OWN
from jishiyu.ledger.models import Errand
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from tests.cast import DAY, HOUR, T0, Cast
from tests.entitlements.claims import WORDS, applied, approved, checked, noticed, papers, refused
from tests.entitlements.schemes import FAMILY, Aid


def test_a_claim_goes_step_by_step_to_public_notice_and_is_approved_when_it_is_over(aid: Aid) -> None:
    claim = noticed(aid)
    assert (claim.state, str(claim.notice_until)) == ("notice", "2026-07-21")
    assert claim.accepted_at == T0
    assert actions.confirm_due(by="system:entitlements", at=T0 + 7 * DAY) == 0
    assert actions.confirm_due(by="system:entitlements", at=T0 + 8 * DAY) == 1
    assert actions.confirm_due(by="system:entitlements", at=T0 + 8 * DAY) == 0
    claim.refresh_from_db()
    assert claim.state == "approved"
    assert str(claim.review_on) == "2027-07-14"
    assert Errand.objects.get(kind="claim.approved").data == {"claim": claim.pk}
    letter = claim.letters.get()
    assert (letter.kind, letter.by) == (DecisionLetter.Kind.GRANTED, aid.head.actor)
    assert Notice.objects.filter(reader=claim.ref, kind="claim_approved").exists()
    assert differences(claim) == {}


def test_a_scheme_without_notice_days_counts_at_once(aid: Aid) -> None:
    claim = applied(scheme="aid.pass", papers=())
    actions.pass_step(claim.pk, words=WORDS, by=aid.street.actor, at=T0)
    claim = actions.approve(claim.pk, words="符合条件，同意。", by=aid.head.actor, at=T0)
    assert (claim.state, claim.review_on) == ("approved", None)
    assert Errand.objects.filter(kind="claim.approved").count() == 1


@pytest.mark.parametrize("who", ["housing", "keeper", "head", "stranger"])
def test_only_the_steps_own_officer_passes_it(aid: Aid, who: str) -> None:
    claim = applied()
    with pytest.raises(Refused, match="not_yours"):
        actions.pass_step(claim.pk, words=WORDS, by=getattr(aid, who).actor, at=T0)
    assert actions.pass_step(claim.pk, words=WORDS, by=aid.street.actor, at=T0).step == "housing"


def test_the_duty_of_another_place_opens_nothing(aid: Aid, cast: Cast) -> None:
    claim = applied(division_code="430903")
    with pytest.raises(Refused, match="not_yours"):
        actions.pass_step(claim.pk, words=WORDS, by=aid.street.actor, at=T0)


def test_nothing_is_approved_before_every_step_and_nobody_but_the_head_approves(aid: Aid) -> None:
    claim = applied()
    actions.pass_step(claim.pk, words=WORDS, by=aid.street.actor, at=T0)
    with pytest.raises(Refused, match="not_yours"):
        actions.approve(claim.pk, words=WORDS, by=aid.head.actor, at=T0)
    actions.pass_step(claim.pk, words=WORDS, by=aid.housing.actor, at=T0)
    for officer in (aid.street, aid.housing, aid.keeper, aid.stranger):
        with pytest.raises(Refused, match="not_yours"):
            actions.approve(claim.pk, words=WORDS, by=officer.actor, at=T0)


def test_asking_for_more_rests_the_clock_and_keeps_the_place_in_time(aid: Aid) -> None:
    claim = applied()
    claim = actions.ask_more(claim.pk, papers=["lease"], words="合同缺一页", by=aid.street.actor, at=T0 + DAY)
    assert (claim.state, claim.due_at, claim.accepted_at) == ("more", None, T0)
    assert Notice.objects.filter(reader=claim.ref, kind="claim_more").count() == 1
    with pytest.raises(Refused, match="not_now"):
        actions.pass_step(claim.pk, words=WORDS, by=aid.street.actor, at=T0 + DAY)
    with pytest.raises(Refused, match="nothing_handed_in"):
        actions.hand_in(claim.pk, (), by=OWN, at=T0 + 2 * DAY)
    claim = actions.hand_in(claim.pk, papers("other"), by=OWN, at=T0 + 2 * DAY)
    assert claim.state == "more"
    fresh = papers("lease")[0]
    claim = actions.hand_in(claim.pk, [fresh], words="补上了", by=OWN, at=T0 + 3 * DAY)
    assert (claim.state, claim.step, claim.accepted_at) == ("reviewing", "street", T0)
    assert claim.due_at is not None
    assert differences(claim) == {}


def test_a_steps_officer_corrects_the_facts_they_answer_for_and_no_others(aid: Aid) -> None:
    claim = applied()
    richer = {**FAMILY, "members": [{**FAMILY["members"][0], "income": 900000}, FAMILY["members"][1]]}
    with pytest.raises(Refused, match=r"fact_not_of_step \(fact=area\)"):
        actions.correct(claim.pk, {**richer, "area": 5000}, words="入户所见", by=aid.street.actor, at=T0 + HOUR)
    with pytest.raises(Refused, match="nothing_changed"):
        actions.correct(claim.pk, FAMILY, words="入户所见", by=aid.street.actor, at=T0 + HOUR)
    claim = actions.correct(claim.pk, richer, words="工资流水所见", by=aid.street.actor, at=T0 + HOUR)
    assert claim.decision is not None
    assert (claim.decision.outcome, claim.accepted_at) == ("not_due", T0)
    assert claim.sheet.version == 2
    assert claim.sheet.people_sealed != ""
    assert differences(claim) == {}


def test_a_step_does_not_pass_while_a_fact_it_answers_for_is_missing(aid: Aid) -> None:
    silent = {name: value for name, value in FAMILY.items() if name != "rent"}
    claim = applied(facts=silent)
    with pytest.raises(Refused, match=r"facts_missing \(facts=rent\)"):
        actions.pass_step(claim.pk, words=WORDS, by=aid.street.actor, at=T0)
    actions.correct(claim.pk, FAMILY, words="合同所载", by=aid.street.actor, at=T0)
    actions.pass_step(claim.pk, words=WORDS, by=aid.street.actor, at=T0)


def test_a_refusal_is_proposed_by_the_step_and_decided_by_the_head_with_a_letter(aid: Aid) -> None:
    claim = refused(aid)
    assert (claim.state, claim.ground) == ("refused", "not_due")
    assert claim.letters.get().kind == DecisionLetter.Kind.REFUSED
    assert StepResult.objects.get(claim=claim, step="street").outcome == "failed"
    assert differences(claim) == {}


@pytest.mark.parametrize(
    ("ground", "code"), [("not_due", "still_due"), ("no_papers", "more_time"), ("ugly", "ground_unknown")]
)
def test_a_refusal_needs_a_ground_that_holds(aid: Aid, ground: str, code: str) -> None:
    claim = applied()
    with pytest.raises(Refused, match=code):
        actions.propose_refusal(claim.pk, ground=ground, words=WORDS, by=aid.street.actor, at=T0)


def test_who_hands_in_nothing_can_be_refused_when_the_time_for_it_is_over(aid: Aid) -> None:
    claim = applied(papers=())
    actions.ask_more(claim.pk, papers=["lease"], by=aid.street.actor, at=T0)
    said: dict[str, Any] = {"ground": "no_papers", "words": "逾期未补正。"}
    with pytest.raises(Refused, match="more_time"):
        actions.propose_refusal(claim.pk, by=aid.street.actor, at=T0 + 30 * DAY, **said)
    actions.propose_refusal(claim.pk, by=aid.street.actor, at=T0 + 31 * DAY, **said)
    claim = actions.refuse(claim.pk, by=aid.head.actor, at=T0 + 32 * DAY, **said)
    assert (claim.state, claim.accepted_at) == ("refused", None)


def test_the_head_sends_a_step_back_and_what_was_found_there_is_undone(aid: Aid) -> None:
    claim = checked(aid)
    claim = actions.send_back(claim.pk, step="housing", words="面积请再核实。", by=aid.head.actor, at=T0 + DAY)
    assert (claim.step, claim.accepted_at) == ("housing", T0)
    assert (
        StepResult.objects.filter(claim=claim, undone_at__isnull=True).values_list("step", flat=True).get() == "street"
    )
    with pytest.raises(Refused, match="not_yours"):
        actions.approve(claim.pk, words=WORDS, by=aid.head.actor, at=T0 + DAY)
    claim = actions.pass_step(claim.pk, words=WORDS, by=aid.housing.actor, at=T0 + DAY)
    assert actions.approve(claim.pk, words=WORDS, by=aid.head.actor, at=T0 + DAY).state == "notice"


def test_the_applicant_withdraws_until_it_counts_and_not_afterwards(aid: Aid) -> None:
    claim = noticed(aid)
    assert actions.withdraw(claim.pk, by=OWN, at=T0 + DAY).state == "withdrawn"
    other = approved(aid, T0 + 20 * DAY, origin_key="another")
    with pytest.raises(Refused, match="not_now"):
        actions.withdraw(other.pk, by=OWN, at=T0 + 40 * DAY)


def test_a_page_that_saw_an_older_version_decides_nothing(aid: Aid) -> None:
    claim = applied()
    with pytest.raises(Refused, match="changed_meanwhile"):
        actions.pass_step(claim.pk, words=WORDS, seen=claim.version - 1, by=aid.street.actor, at=T0)
    with pytest.raises(Refused, match="claim_unknown"):
        actions.pass_step(claim.pk + 1, words=WORDS, by=aid.street.actor, at=T0)


def test_a_late_step_is_urged_once_a_day_and_a_resting_one_is_not(aid: Aid) -> None:
    claim = applied()
    assert actions.urge_late(at=T0 + 5 * DAY) == 0
    assert actions.urge_late(at=T0 + 9 * DAY) == 1
    actions.urge_late(at=T0 + 9 * DAY + HOUR)
    for officer in (aid.street, aid.head):
        assert Notice.objects.filter(reader=officer.actor, kind="claim_late").count() == 1
    actions.ask_more(claim.pk, papers=["lease"], by=aid.street.actor, at=T0 + 9 * DAY)
    assert actions.urge_late(at=T0 + 10 * DAY) == 0


def test_it_is_decided_anew_on_the_day_of_the_approval(aid: Aid) -> None:
    claim = checked(aid)
    actions.record_parameter(
        "aid.rent", "LINE", since=T0.date(), value=50000, ground="新标准", by="system:test", at=T0 + DAY
    )
    with pytest.raises(Refused, match="not_due_today"):
        actions.approve(claim.pk, words=WORDS, by=aid.head.actor, at=T0 + DAY)
    assert Claim.objects.get(pk=claim.pk).state == "reviewing"
