"""A fact changes: what rests on it is decided anew, old and new beside each other, twice is once."""

from datetime import date

import pytest

from jishiyu.entitlements import actions
from jishiyu.entitlements.changes import Change, changes
from jishiyu.entitlements.jobs import follow_facts
from jishiyu.entitlements.models import Award, Claim, FactSheet
from jishiyu.entitlements.retell import differences
from jishiyu.entitlements.workflow import OWN
from jishiyu.ledger.models import Errand
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from tests.cast import DAY, T0
from tests.entitlements.claims import applied, approved, noticed
from tests.entitlements.schemes import FAMILY, Aid

CHEAPER = {**FAMILY, "rent": 9000}
RICH = {**FAMILY, "members": [{"income": 900000}, {"income": 900000}]}


def change(claim: Claim, facts: dict[str, object], by: str = "system:register") -> FactSheet:
    sheet = actions.correct_facts(claim.household_id, facts, since=T0.date(), by=by, at=T0 + DAY)
    errand = Errand.objects.get(kind="facts.changed", key=f"facts:{sheet.pk}")
    for _ in range(2):
        follow_facts(errand.data, T0 + DAY)
    claim.refresh_from_db()
    return sheet


def test_a_claim_under_review_is_decided_anew_and_both_decisions_stay(aid: Aid) -> None:
    claim = applied()
    before = claim.decision
    change(claim, CHEAPER)
    assert claim.decision is not None
    assert before is not None
    assert (before.amount, claim.decision.amount) == (10400, 9000)
    assert claim.decisions.count() == 2
    assert claim.accepted_at == T0
    assert changes(before.sheet.facts, claim.decision.sheet.facts) == [Change("rent", None, 60000, 9000)]
    assert differences(claim) == {}


def test_on_notice_and_no_longer_due_it_goes_back_to_the_head(aid: Aid) -> None:
    claim = noticed(aid)
    change(claim, RICH)
    assert (claim.state, claim.step, claim.accepted_at) == ("reviewing", "decide", T0)
    assert differences(claim) == {}


def test_of_an_award_an_errand_is_left_for_whoever_pays_once(aid: Aid) -> None:
    claim = approved(aid)
    award = Award.objects.create(
        number="W1", scheme=claim.scheme, claim=claim, household=claim.household, gives="money", since=date(2026, 8, 1)
    )
    change(claim, CHEAPER)
    left = Errand.objects.get(kind="award.redecided")
    assert left.data == {"award": award.pk, "decision": claim.decision_id}


def test_due_no_longer_the_keepers_are_told_and_nothing_is_ended(aid: Aid) -> None:
    claim = approved(aid)
    change(claim, RICH)
    assert claim.state == "approved"
    assert Notice.objects.filter(reader=aid.keeper.actor, kind="claim_not_due").count() == 1


def test_what_a_resident_says_of_a_claim_that_counts_waits_for_an_officer(aid: Aid) -> None:
    claim = approved(aid)
    sheet = change(claim, CHEAPER, by=OWN)
    assert claim.sheet_id != sheet.pk
    assert Notice.objects.filter(reader=aid.keeper.actor, kind="claim_facts_told").count() == 1
    with pytest.raises(Refused, match="not_yours"):
        actions.take_facts(claim.pk, by=aid.stranger.actor, at=T0 + 20 * DAY)
    claim = actions.take_facts(claim.pk, by=aid.keeper.actor, at=T0 + 20 * DAY)
    assert claim.sheet_id == sheet.pk
    assert claim.decision is not None
    assert claim.decision.amount == 9000


def test_one_member_more_and_what_each_of_them_changed_is_told() -> None:
    before = {"a": 1, "members": [{"x": 1}]}
    after = {"b": 2, "members": [{"x": 2}, {"x": 3}]}
    assert changes(before, after) == [
        Change("a", None, 1, None), Change("b", None, None, 2), Change("members", None, 1, 2), Change("x", 1, 1, 2),
    ]  # fmt: skip
