"""Claims that were approved elsewhere are loaded as the deeds would have left them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jishiyu.entitlements import actions
from jishiyu.entitlements.actions import Approved, load_approved
from jishiyu.entitlements.models import Award, Claim, Household
from jishiyu.entitlements.queries import people_of
from jishiyu.entitlements.retell import differences
from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries import flaws
from jishiyu.lib.refused import Refused
from tests.cast import BY, DAY, T0, TOWN, Cast
from tests.entitlements.schemes import FAMILY, PEOPLE, Aid


def approved(cast: Cast, **more: object) -> Approved:
    said = {"scheme": "aid.rent", "subject": cast.aunt.pk, "facts": FAMILY, "people": PEOPLE, "division_code": TOWN,
            "submitted_at": T0 - 40 * DAY, "approved_at": T0 - 10 * DAY}  # fmt: skip
    return Approved(**{**said, **more})  # type: ignore[arg-type]


def test_what_is_loaded_is_true_to_its_ledger_and_life_goes_on(cast: Cast, aid: Aid) -> None:
    keys = load_approved([approved(cast), approved(cast, submitted_at=T0 - 39 * DAY)], by=BY)
    claims = list(Claim.objects.filter(pk__in=keys).order_by("pk"))
    assert [claim.pk for claim in claims] == keys
    assert [differences(claim) for claim in claims] == [{}, {}]
    assert list(flaws()) == []
    first = claims[0]
    assert first.state == Claim.State.APPROVED
    assert first.decision is not None
    assert first.decision.amount == 10400
    assert [person["name"] for person in people_of(first.sheet)] == ["林阿姨", "林小军"]
    assert "林小军" not in str(list(Entry.objects.values_list("after", "data")))
    award = actions.follow_approval(first.pk, by=BY, at=T0)
    assert award is not None
    assert award.terms.get().amount == 10400
    with_the_next_key = actions.make_household(cast.aunt.pk, FAMILY, PEOPLE, since=T0.date(), by=BY, at=T0)
    assert Household.objects.count() == 3
    assert with_the_next_key.sheet is not None


def test_whom_the_rules_give_nothing_is_not_loaded_and_nothing_is_half_there(cast: Cast, aid: Aid) -> None:
    nothing = {**FAMILY, "category": "none"}
    with pytest.raises(Refused, match="not_due_today"):
        load_approved([approved(cast), approved(cast, facts=nothing)], by=BY)
    assert Claim.objects.count() == Household.objects.count() == 0


def test_the_place_in_time_and_the_notice_are_those_that_were_said(cast: Cast, aid: Aid) -> None:
    [key] = load_approved([approved(cast)], by=BY)
    claim = Claim.objects.get(pk=key)
    assert claim.accepted_at == T0 - 40 * DAY
    assert claim.notice_until == timezone.localdate(T0 - 10 * DAY)
    assert claim.decided_at == T0 - 10 * DAY - timedelta(days=7)
    assert not Award.objects.exists()
