"""The exit: grounds, another hand than the asker's, and of a home a time to move out."""

from datetime import date

import pytest

from jishiyu.entitlements import actions
from jishiyu.entitlements.models import Claim
from jishiyu.entitlements.retell import differences
from jishiyu.entitlements.workflow import OWN
from jishiyu.ledger.models import Errand
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from tests.cast import DAY, T0
from tests.entitlements.claims import applied, approved
from tests.entitlements.schemes import Aid

WHY = "已在县城购买商品房。"
LATER = T0 + 30 * DAY


def housed(aid: Aid) -> Claim:
    """One who lives in a home; whoever gives homes marks it so."""
    claim = approved(aid, scheme="aid.home")
    Claim.objects.filter(pk=claim.pk).update(state="awarded")
    return claim


def test_of_help_in_money_it_is_over_when_another_grants_it(aid: Aid) -> None:
    claim = approved(aid)
    leaving = actions.ask_exit(claim.pk, ground="bought", words=WHY, by=aid.keeper.actor, at=LATER)
    with pytest.raises(Refused, match="not_yours"):
        actions.decide_exit(leaving.pk, granted=True, words="同意退出。", by=aid.keeper.actor, at=LATER)
    actions.decide_exit(leaving.pk, granted=True, words="同意退出。", by=aid.checker.actor, at=LATER)
    claim.refresh_from_db()
    assert (claim.state, claim.ground, claim.review_on) == ("ended", "bought", None)
    assert Errand.objects.get(kind="claim.ended").data == {"claim": claim.pk, "ground": "bought"}
    assert claim.letters.filter(kind="ended").count() == 1
    assert differences(claim) == {}


def test_not_granted_all_goes_on_and_it_may_be_asked_for_again(aid: Aid) -> None:
    claim = approved(aid)
    leaving = actions.ask_exit(claim.pk, ground="empty", words="邻居说空置。", by=aid.street.actor, at=LATER)
    with pytest.raises(Refused, match="not_yours"):
        actions.ask_exit(claim.pk, ground="empty", words="再提一次。", by=aid.keeper.actor, at=LATER)
    actions.decide_exit(leaving.pk, granted=False, words="查无此事。", by=aid.head.actor, at=LATER)
    claim.refresh_from_db()
    assert claim.state == "approved"
    actions.ask_exit(claim.pk, ground="empty", words="再提一次。", by=aid.keeper.actor, at=LATER)


def test_who_lives_in_a_home_is_given_time_to_move_out_and_then_it_is_over(aid: Aid) -> None:
    claim = housed(aid)
    leaving = actions.ask_exit(claim.pk, ground="arrears", words="累计欠租七个月。", by=aid.keeper.actor, at=LATER)
    with pytest.raises(Refused, match="moving_days"):
        actions.decide_exit(leaving.pk, granted=True, words="同意。。", moving_days=3, by=aid.head.actor, at=LATER)
    leaving = actions.decide_exit(leaving.pk, granted=True, words="限期腾退。", by=aid.head.actor, at=LATER)
    assert (leaving.state, leaving.leave_by) == ("moving", date(2026, 9, 12))
    assert Notice.objects.filter(reader=claim.ref, kind="claim_leave").exists()
    actions.urge_late(at=LATER + 40 * DAY)
    assert Notice.objects.filter(reader=aid.keeper.actor, kind="claim_stays").count() == 1
    with pytest.raises(Refused, match="not_yours"):
        actions.note_out(leaving.pk, on=date(2026, 9, 1), by=aid.head.actor, at=LATER + 40 * DAY)
    with pytest.raises(Refused, match="day_unfit"):
        actions.note_out(leaving.pk, on=date(2027, 9, 1), by=aid.keeper.actor, at=LATER + 40 * DAY)
    actions.note_out(leaving.pk, on=date(2026, 9, 10), by=aid.keeper.actor, at=LATER + 40 * DAY)
    claim.refresh_from_db()
    assert (claim.state, claim.ground) == ("ended", "arrears")


def test_of_their_own_wish_the_applicant_asks_and_an_officer_grants(aid: Aid) -> None:
    claim = approved(aid)
    with pytest.raises(Refused, match="ground_unknown"):
        actions.ask_exit(claim.pk, ground="bought", words=WHY, by=OWN, at=LATER)
    with pytest.raises(Refused, match="ground_unknown"):
        actions.ask_exit(claim.pk, ground="own_wish", words=WHY, by=aid.keeper.actor, at=LATER)
    leaving = actions.ask_exit(claim.pk, ground="own_wish", words="搬回老家住。", by=OWN, at=LATER)
    actions.decide_exit(leaving.pk, granted=True, words="同意退出。", by=aid.keeper.actor, at=LATER)
    claim.refresh_from_db()
    assert claim.state == "ended"


def test_before_it_is_approved_there_is_no_exit_and_a_stranger_asks_for_none(aid: Aid) -> None:
    with pytest.raises(Refused, match="not_now"):
        actions.ask_exit(applied().pk, ground="bought", words=WHY, by=aid.keeper.actor, at=T0)
    claim = approved(aid, scheme="aid.home", origin_key="b")
    with pytest.raises(Refused, match="not_yours"):
        actions.ask_exit(claim.pk, ground="bought", words=WHY, by=aid.stranger.actor, at=LATER)
    with pytest.raises(Refused, match="exit_unknown"):
        actions.note_out(0, on=T0.date(), by=aid.keeper.actor, at=LATER)
