"""Awards: what an approved claim leads to, what changes it, and how the months follow."""

from dataclasses import dataclass
from datetime import date

import pytest

from jishiyu.entitlements import actions, months
from jishiyu.entitlements.actions import rereckoning
from jishiyu.entitlements.actions.awarding import terms_of
from jishiyu.entitlements.jobs import follow_approval, follow_decision, reckon_on, reckon_what_it_touches
from jishiyu.entitlements.models import Award, Claim, Decision, Payment
from jishiyu.entitlements.retell_runs import award_differences
from jishiyu.ledger.models import Errand
from jishiyu.lib.refused import Refused
from tests.cast import BY, DAY, T0, Cast
from tests.entitlements import schemes
from tests.entitlements.paying import AUGUST, JULY, JUNE, MAY, SEPTEMBER, claim, closed, household, lines
from tests.entitlements.schemes import Aid

LATER = T0 + 40 * DAY


@dataclass
class Flat:
    """A home as an award needs it."""

    ref: str = "home:7"
    rent: int = 11900


def approved(cast: Cast, number: int, scheme: schemes.Scheme) -> Claim:
    made = claim(household(cast, number), scheme.code)
    made.decision = actions.decide(made.household, scheme, day=JULY, claim=made, by=BY, at=T0)
    made.save(update_fields=["decision"])
    return made


def dues(award: Award, *of: date) -> list[int]:
    return [months.due(terms_of(award), month) for month in of]


def test_money_begins_with_the_month_after_the_approval_and_twice_is_once(cast: Cast, aid: Aid) -> None:
    made = approved(cast, 1, schemes.RENT)
    for _ in range(2):
        follow_approval({"claim": made.pk}, T0)
    award = Award.objects.get()
    assert (award.since, dues(award, JULY, AUGUST, SEPTEMBER)) == (AUGUST, [0, 10400, 10400])
    assert Claim.objects.get().state == "awarded"
    assert award_differences(award) == {}
    with pytest.raises(Refused, match="claim_unknown"):
        actions.follow_approval(0, by=BY, at=T0)


def test_those_who_wait_enter_the_queue_and_have_help_with_the_rent_meanwhile(cast: Cast, aid: Aid) -> None:
    made = approved(cast, 1, schemes.HOME)
    for _ in range(2):
        actions.follow_approval(made.pk, by=BY, at=T0)
    award = Award.objects.get()
    assert (award.scheme, award.gives, dues(award, AUGUST)) == ("aid.rent", "money", [10400])
    assert Claim.objects.get().state == "approved"


def test_a_home_ends_what_was_given_meanwhile_and_its_rent_is_less_what_is_waived(cast: Cast, aid: Aid) -> None:
    made = approved(cast, 1, schemes.HOME)
    actions.follow_approval(made.pk, by=BY, at=T0)
    home = actions.give_home(made.pk, Flat(), since=date(2026, 9, 10), by=BY, at=LATER)
    assert actions.give_home(made.pk, Flat(), since=date(2026, 9, 10), by=BY, at=LATER) == home
    meanwhile = Award.objects.get(scheme="aid.rent")
    assert (meanwhile.state, dues(meanwhile, AUGUST, SEPTEMBER)) == ("ended", [10400, 0])
    assert dues(home, AUGUST, SEPTEMBER) == [0, 11900]
    run = actions.prepare_run("aid.home", SEPTEMBER, by="officer:901", at=LATER)
    line = Payment.objects.get(run=run)
    assert (line.kind, line.rent, line.waived, line.amount) == ("rent", 11900, 11900, 0)
    assert run.totals["waived"] == 11900
    assert award_differences(home) == award_differences(meanwhile) == {}


def test_only_what_is_approved_is_given(cast: Cast, aid: Aid) -> None:
    made = claim(household(cast, 1), "aid.home", state="reviewing")
    with pytest.raises(Refused, match="claim_not_approved"):
        actions.give_home(made.pk, Flat(), since=AUGUST, by=BY, at=T0)


def test_a_decision_made_anew_counts_from_its_month_and_what_was_paid_is_settled(cast: Cast, aid: Aid) -> None:
    made = approved(cast, 1, schemes.RENT)
    award = actions.follow_approval(made.pk, by=BY, at=T0 - 70 * DAY)
    assert award and award.since == JUNE
    closed("aid.rent", JULY, T0)
    actions.correct_facts(made.household_id, schemes.FAMILY | {"category": "lowest"}, since=JULY, by=BY, at=T0 + DAY)
    made.household.refresh_from_db()
    sheet = made.household.sheet
    anew = actions.decide(made.household, schemes.RENT, day=JULY, claim=made, sheet=sheet, by=BY, at=T0 + DAY)
    for _ in range(2):
        follow_decision({"award": award.pk, "decision": anew.pk}, T0 + DAY)
    assert dues(award, JUNE, JULY, AUGUST) == [10400, 15600, 15600]
    run = actions.prepare_run("aid.rent", AUGUST, by="officer:901", at=LATER)
    assert lines(run) == [("regular", AUGUST, 15600, "planned"), ("arrears", JULY, 5200, "planned")]
    award.refresh_from_db()
    assert award_differences(award) == {}


def test_what_cannot_be_decided_changes_nothing(cast: Cast, aid: Aid) -> None:
    made = approved(cast, 1, schemes.RENT)
    award = actions.follow_approval(made.pk, by=BY, at=T0)
    assert award
    facts = {name: value for name, value in schemes.FAMILY.items() if name != "category"}
    actions.correct_facts(made.household_id, facts, since=AUGUST, by=BY, at=T0 + DAY)
    made.household.refresh_from_db()
    sheet = made.household.sheet
    anew = actions.decide(made.household, schemes.RENT, day=AUGUST, claim=made, sheet=sheet, by=BY, at=T0 + DAY)
    assert anew.outcome == Decision.Outcome.UNDECIDED
    assert actions.follow_decision(award.pk, anew.pk, by=BY, at=T0 + DAY) == []


def test_a_parameter_learnt_late_changes_the_months_it_touches_and_no_other(
    cast: Cast, aid: Aid, monkeypatch: pytest.MonkeyPatch
) -> None:
    """4 yuan a m² become 5 from June on, learnt in July: 26 m² short, 104 yuan become 130. In slices."""
    monkeypatch.setattr(rereckoning, "SLICE", 2)
    awards = []
    for number in range(3):
        made = approved(cast, number, schemes.RENT)
        award = actions.follow_approval(made.pk, by=BY, at=T0 - 100 * DAY)
        assert award and award.since == MAY
        awards.append(award)
    actions.record_parameter("aid.rent", "RATE", JUNE, {"low": 500, "lowest": 600}, "补发通知", by=BY, at=T0)
    told = Errand.objects.get(kind="parameter.recorded").data
    for _ in range(2):
        reckon_what_it_touches(told, T0)
        for slice_ in Errand.objects.filter(kind="awards.reckon"):
            reckon_on(slice_.data, T0)
    assert [dues(award, MAY, JUNE, JULY) for award in awards] == [[10400, 13000, 13000]] * 3
    assert {award.terms.count() for award in awards} == {2}


def test_what_a_household_says_of_itself_elsewhere_moves_no_money_before_an_officer_took_it_over(
    cast: Cast, aid: Aid
) -> None:
    made = approved(cast, 1, schemes.RENT)
    award = actions.follow_approval(made.pk, by=BY, at=T0 - 100 * DAY)
    assert award
    poorer = {**made.sheet.facts, "category": "lowest", "rent": 90_000}
    actions.correct_facts(made.household_id, poorer, since=MAY, by="applicant", at=T0)
    actions.record_parameter("aid.rent", "RATE", JUNE, {"low": 500, "lowest": 600}, "补发通知", by=BY, at=T0)
    reckon_what_it_touches(Errand.objects.get(kind="parameter.recorded").data, T0)
    assert dues(award, MAY, JUNE, JULY) == [10400, 13000, 13000]
    waiting = approved(cast, 2, schemes.HOME)
    actions.correct_facts(waiting.household_id, poorer, since=MAY, by="applicant", at=T0)
    meanwhile = actions.follow_approval(waiting.pk, by=BY, at=T0)
    assert meanwhile
    assert dues(meanwhile, AUGUST) == [13000]  # 5 yuan of "low", as the claim was decided


def test_an_end_leaves_a_month_that_was_begun_whole(cast: Cast, aid: Aid) -> None:
    made = approved(cast, 1, schemes.RENT)
    award = actions.follow_approval(made.pk, by=BY, at=T0 - 70 * DAY)
    assert award
    actions.record_terms(award.pk, {SEPTEMBER: 500}, None, ground="test", by=BY, at=T0)
    actions.end_award(award.pk, date(2026, 7, 2), "death", by=BY, at=T0)
    assert dues(award, JUNE, JULY, AUGUST, SEPTEMBER) == [10400, 10400, 0, 0]
    with pytest.raises(Refused, match="award_ended"):
        actions.end_award(award.pk, AUGUST, "again", by=BY, at=T0)
    award.refresh_from_db()
    assert award_differences(award) == {}


def test_the_awards_of_a_claim_end_with_it(cast: Cast, aid: Aid) -> None:
    made = approved(cast, 1, schemes.RENT)
    actions.follow_approval(made.pk, by=BY, at=T0)
    assert len(actions.end_awards_of(made.pk, "income", by=BY, at=LATER)) == 1
    assert actions.end_awards_of(made.pk, "income", by=BY, at=LATER) == []
    assert Award.objects.get().until == SEPTEMBER


def test_only_what_runs_is_suspended(cast: Cast, aid: Aid) -> None:
    award = actions.follow_approval(approved(cast, 1, schemes.RENT).pk, by=BY, at=T0)
    assert award
    with pytest.raises(Refused, match="award_not_there"):
        actions.resume_award(award.pk, by=BY, at=T0)
    assert actions.suspend_award(award.pk, "review", by=BY, at=T0).state == "suspended"
    with pytest.raises(Refused, match="award_unknown"):
        actions.suspend_award(0, "review", by=BY, at=T0)
