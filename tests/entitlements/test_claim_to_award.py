"""From the approval to the award and to its end, by the errands themselves: the ledger still retells the claim."""

import pytest

from jishiyu.entitlements import actions, jobs
from jishiyu.entitlements.models import Award
from jishiyu.entitlements.retell import differences
from jishiyu.ledger.models import Errand
from tests.cast import DAY, T0
from tests.entitlements.claims import approved
from tests.entitlements.schemes import Aid

pytestmark = pytest.mark.django_db


def test_an_approved_claim_is_awarded_and_its_end_ends_the_award(aid: Aid) -> None:
    claim = approved(aid)
    jobs.follow_approval(Errand.objects.get(kind="claim.approved").data, T0 + 9 * DAY)
    claim.refresh_from_db()
    assert claim.state == "awarded"
    assert differences(claim) == {}
    leaving = actions.ask_exit(claim.pk, ground="bought", words="已购房。", by=aid.keeper.actor, at=T0 + 60 * DAY)
    actions.decide_exit(leaving.pk, granted=True, words="同意退出。", by=aid.checker.actor, at=T0 + 60 * DAY)
    jobs.free_what_was_held(Errand.objects.get(kind="claim.ended").data, T0 + 60 * DAY)
    claim.refresh_from_db()
    assert claim.state == "ended"
    assert Award.objects.get().state == Award.State.ENDED
    assert differences(claim) == {}
