"""A home of the housing pack from its offer to its end: what is known of the household follows, and the rent too."""

from datetime import date

import pytest

from jishiyu.entitlements import actions
from jishiyu.entitlements.actions import APPLICANT, Approved, load_approved
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Award, Claim, Household
from jishiyu.entitlements.stock import HomeDraft
from jishiyu.registry import actions as registry
from tests.cast import BY, DAY, T0, TOWN, VILLAGE, Cast

ALONE = {
    "relation": "applicant", "born": "1950-02-01", "income": 0, "married": False, "entitled": False, "disability": 0,
    "disease": False, "orphan": False,
}  # fmt: skip
MOVED_IN = date(2026, 8, 1)
LATER = T0 + 3 * DAY


def housed(cast: Cast, **member: object) -> Claim:
    """One household, offered the one home there is, which signs for it."""
    registry.give_duty(cast.mate.pk, "housing.clerk", since=T0.date(), division_code=TOWN, by=BY, at=T0)
    keeper = cast.mate.actor
    facts = {"category": "dibao", "registered": True, "tenant": False, "own_area": 0, "members": [{**ALONE, **member}]}
    approved = Approved(
        scheme="housing.home", subject=cast.aunt.pk, facts=facts, division_code=VILLAGE,
        submitted_at=T0 - 40 * DAY, approved_at=T0 - DAY,
    )  # fmt: skip
    [claim] = load_approved([approved], by=BY)
    actions.follow_approval(claim, by=BY, at=T0)
    home = HomeDraft(code="A-1", division=VILLAGE, address="安居小区1栋101室", area=4250, rooms=1, rent=119_00)
    actions.take_homes("housing.home", [home], by=keeper, at=T0)
    [offer] = actions.make_offers("housing.home", by=keeper, at=T0)
    actions.answer_offer(offer.pk, taken=True, by=APPLICANT, at=T0 + DAY)
    actions.sign_offer(offer.pk, since=MOVED_IN, by=keeper, at=T0 + 2 * DAY)
    return Claim.objects.get(pk=claim)


def facts_of(claim: Claim) -> dict[str, object]:
    sheet = Household.objects.select_related("sheet").get(pk=claim.household_id).sheet
    assert sheet is not None
    return dict(sheet.facts)


def test_the_rent_of_one_old_and_alone_is_waived_in_full_from_the_day_they_move_in(cast: Cast) -> None:
    claim = housed(cast)
    assert claim.state == Claim.State.AWARDED
    home, money = Award.objects.get(gives="home"), Award.objects.get(gives="money")
    assert [(term.amount, term.rent) for term in home.terms.all()] == [(119_00, 119_00)]
    assert money.state == Award.State.ENDED, "the subsidy was for as long as they waited"
    said = facts_of(claim)
    assert (said["tenant"], said["public_rent"], said["empty_months"]) == (True, 119_00, 0)


def test_who_is_in_no_special_group_pays_the_rent(cast: Cast) -> None:
    housed(cast, born="1990-02-01")
    assert [(term.amount, term.rent) for term in Award.objects.get(gives="home").terms.all()] == [(0, 119_00)]


def test_a_tenant_is_due_no_subsidy_and_one_who_gave_the_home_back_is_again(cast: Cast) -> None:
    claim = housed(cast)
    subsidy = scheme_of("housing.subsidy")

    def due(day: date) -> int:
        household = Household.objects.select_related("sheet").get(pk=claim.household_id)
        return actions.decide(household, subsidy, day=day, by=BY, at=LATER).amount

    assert due(MOVED_IN) == 0
    actions.end_award(Award.objects.get(gives="home").pk, date(2026, 10, 1), "left", by=BY, at=LATER)
    said = facts_of(claim)
    assert said["tenant"] is False
    assert "public_rent" not in said
    assert due(date(2026, 10, 1)) == 78_00


@pytest.mark.parametrize("scheme", ["housing.home", "housing.daqing_home", "housing.huainan_home"])
def test_what_a_home_says_are_facts_of_its_rules(scheme: str) -> None:
    book = scheme_of(scheme).book
    assert {*(scheme_of(scheme).moved_in or {}), scheme_of(scheme).rent_fact} <= set(book.facts)
