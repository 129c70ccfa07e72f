"""What is due in the demo's town: claims in every state, true to the ledger."""

import pytest

from jishiyu.entitlements.models import Claim, Home, Offer, PaymentRun, Waiting
from jishiyu.entitlements.retell import differences
from jishiyu.ledger.queries import flaws
from jishiyu.registry import actions as registry
from jishiyu.sandbox import dues
from jishiyu.sandbox.town import BY, Size, found
from tests.cast import T0

pytestmark = pytest.mark.django_db


def test_every_state_of_a_claim_is_there_to_see_and_true() -> None:
    registry.load_carried(by=BY, at=T0)
    town = found(Size(villages=3, days=6, rounds_a_day=0, letters_a_day=0), 1, password="a-demo-password", at=T0)
    states = dues.bring_in(town, 1, password="a-demo-password", now=T0)
    assert {"submitted", "more", "reviewing", "notice", "approved", "awarded", "refused", "withdrawn"} <= set(states)
    assert [one for one in map(differences, Claim.objects.all()) if one] == []
    assert list(flaws()) == []
    assert set(Waiting.objects.values_list("scheme", flat=True)) >= {dues.HOME, dues.BY_POINTS, dues.BY_LOT}
    assert set(Home.objects.values_list("state", flat=True)) >= {"free", "let", "offered"}
    assert set(PaymentRun.objects.values_list("state", flat=True)) == {"exported", "prepared"}
    assert Offer.objects.filter(state=Offer.State.OPEN).exists()
