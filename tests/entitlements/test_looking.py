"""Looking at who a household is: open to the step it is in, else with a reason, on record; to a stranger never."""

import pytest

from jishiyu.entitlements import actions
from jishiyu.entitlements.models import Claim
from jishiyu.entitlements.queries import visible_claims
from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Officer
from tests.cast import PHONE, T0, Cast
from tests.entitlements.claims import applied
from tests.entitlements.schemes import Aid


def looks(claim: Claim) -> list[str]:
    return list(Entry.objects.filter(subject=f"sight:{claim.ref}").values_list("by", flat=True))


def test_the_officer_of_the_step_sees_names_without_more_ado(aid: Aid) -> None:
    claim = applied()
    who = actions.look_at_people(claim, aid.street, at=T0)
    assert (who.applicant, who.phone, who.members[1]["name"]) == ("林阿姨", PHONE, "林小军")
    assert looks(claim) == []


def test_others_of_the_scheme_say_why_and_the_look_is_recorded(aid: Aid) -> None:
    claim = applied()
    for officer in (aid.housing, aid.keeper, aid.head):
        with pytest.raises(Refused, match="reason_needed"):
            actions.look_at_people(claim, officer, at=T0)
        assert actions.look_at_people(claim, officer, why="核对身份", at=T0).name == "林阿姨"
    assert looks(claim) == [aid.housing.actor, aid.keeper.actor, aid.head.actor]


def test_a_stranger_a_leader_and_an_administrator_see_no_names(aid: Aid, cast: Cast) -> None:
    claim = applied()
    for officer in (aid.stranger, cast.leader, cast.admin, cast.dispatcher):
        with pytest.raises(Refused, match="not_yours"):
            actions.look_at_people(claim, officer, why="好奇", at=T0)
    assert looks(claim) == []


def test_lists_show_the_claims_of_ones_duties_only(aid: Aid, cast: Cast) -> None:
    here = applied()
    elsewhere = applied(division_code="430903", phone="13900001234", origin_key="elsewhere")

    def seen(officer: Officer) -> set[int]:
        return set(visible_claims(officer, T0.date()).values_list("pk", flat=True))

    for officer in (aid.street, aid.housing, aid.keeper, aid.head):
        assert seen(officer) == {here.pk}
    assert seen(cast.leader) == {here.pk, elsewhere.pk}
    for officer in (aid.stranger, cast.admin, cast.dispatcher, cast.caller):
        assert seen(officer) == set()
