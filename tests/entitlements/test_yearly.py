"""The yearly review: told, reminded, suspended when nobody answers, and never ended by silence."""

from datetime import date, datetime
from typing import Any

import pytest

from jishiyu.entitlements import actions
from jishiyu.entitlements.models import Award, Claim, Review
from jishiyu.entitlements.retell import differences
from jishiyu.entitlements.workflow import OWN
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from tests.cast import DAY, T0
from tests.entitlements.claims import applied, approved
from tests.entitlements.schemes import FAMILY, Aid

NEAR = T0 + 340 * DAY  # the review is on 2027-07-14
BY = "system:entitlements"


def paid(aid: Aid) -> Claim:
    claim = approved(aid)
    Award.objects.create(
        number="W1", scheme=claim.scheme, claim=claim, household=claim.household, gives="money", since=date(2026, 8, 1)
    )
    Claim.objects.filter(pk=claim.pk).update(state="awarded")
    claim.refresh_from_db()
    return claim


def moved(at: datetime) -> int:
    return actions.move_reviews_on(by=BY, at=at)


def test_the_applicant_is_told_a_month_before_and_once(aid: Aid) -> None:
    claim = paid(aid)
    assert moved(T0 + 330 * DAY) == 0
    assert moved(NEAR) == 1
    assert moved(NEAR + DAY) == 0
    assert Notice.objects.filter(reader=claim.ref, kind="claim_review").count() == 1


def test_without_an_answer_it_is_reminded_then_suspended_and_never_ended(aid: Aid) -> None:
    claim = paid(aid)
    moved(NEAR)
    assert moved(NEAR + 20 * DAY) == 1
    assert moved(NEAR + 40 * DAY) == 0
    assert moved(NEAR + 60 * DAY) == 1
    assert Award.objects.get().state == "suspended"
    moved(NEAR + 900 * DAY)
    claim.refresh_from_db()
    assert claim.state == "awarded"
    assert Notice.objects.filter(reader=aid.keeper.actor, kind="claim_suspended").count() == 1
    actions.answer_review(claim.pk, answer="same", by=OWN, at=NEAR + 901 * DAY)
    assert Award.objects.get().state == "suspended"
    actions.close_review(claim.pk, words="已核实。", by=aid.keeper.actor, at=NEAR + 902 * DAY)
    assert Award.objects.get().state == "active"


def test_nothing_has_changed_and_the_next_one_is_a_year_on(aid: Aid) -> None:
    claim = paid(aid)
    moved(NEAR)
    actions.answer_review(claim.pk, answer="same", by=OWN, at=NEAR + DAY)
    with pytest.raises(Refused, match="not_now"):
        actions.answer_review(claim.pk, answer="same", by=OWN, at=NEAR + DAY)
    assert moved(NEAR + 300 * DAY) == 0
    with pytest.raises(Refused, match="not_yours"):
        actions.close_review(claim.pk, by=aid.stranger.actor, at=NEAR + 2 * DAY)
    actions.close_review(claim.pk, by=aid.street.actor, at=NEAR + 2 * DAY)
    claim.refresh_from_db()
    assert claim.review_on == date(2028, 7, 14)
    assert set(differences(claim)) == {"state"}  # which this test set by hand


def test_what_is_told_becomes_facts_only_when_an_officer_takes_it(aid: Aid) -> None:
    claim = paid(aid)
    moved(NEAR)
    told = {**FAMILY, "rent": 9000}
    actions.answer_review(claim.pk, answer="changed", told=told, words="房租降了", by=OWN, at=NEAR + DAY)
    claim.household.refresh_from_db()
    assert claim.household.sheet_id == claim.sheet_id
    actions.close_review(claim.pk, take=True, by=aid.keeper.actor, at=NEAR + 2 * DAY)
    claim.household.refresh_from_db()
    sheet = claim.household.sheet
    assert sheet is not None
    assert sheet.facts["rent"] == 9000
    actions.follow_facts(claim.household_id, sheet.pk, by=BY, at=NEAR + 2 * DAY)
    claim.refresh_from_db()
    assert claim.decision is not None
    assert claim.decision.amount == 9000


@pytest.mark.parametrize(
    ("said", "code"),
    [({"answer": "perhaps"}, "answer_unknown"), ({"answer": "changed", "told": {"rent": "much"}}, "fact_wrong")],
)
def test_an_answer_that_is_none_is_refused(aid: Aid, said: dict[str, Any], code: str) -> None:
    claim = paid(aid)
    moved(NEAR)
    with pytest.raises(Refused, match=code):
        actions.answer_review(claim.pk, by=OWN, at=NEAR, **said)
    assert Review.objects.get().answered_at is None


def test_without_a_review_there_is_nothing_to_answer(aid: Aid) -> None:
    claim = applied()
    with pytest.raises(Refused, match="not_yours"):
        actions.answer_review(claim.pk, answer="same", by=OWN, at=T0)
