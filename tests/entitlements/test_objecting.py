"""Objections: by anybody to a public notice, by the applicant to a refusal; decided by another."""

import pytest

from jishiyu.entitlements import actions
from jishiyu.entitlements.actions.looking import objector_of
from jishiyu.entitlements.models import Objection
from jishiyu.entitlements.retell import differences
from jishiyu.entitlements.workflow import OWN
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from tests.cast import DAY, T0
from tests.entitlements.claims import WORDS, applied, noticed, refused
from tests.entitlements.schemes import Aid

TEXT = "他家在县城有一套房。"


def test_anybody_objects_to_a_notice_and_who_it_was_stays_sealed(aid: Aid) -> None:
    claim = noticed(aid)
    made = actions.object_to(claim.pk, text=TEXT, name="邻居", phone="13800001111", by="public", at=T0 + DAY)
    assert (made.state, made.against, made.own) == ("open", "notice", False)
    assert "邻居" not in made.who_sealed
    assert objector_of(made.who_sealed) == {"name": "邻居", "phone": "13800001111"}
    assert {row.reader for row in Notice.objects.filter(kind="claim_objected")} == {
        aid.keeper.actor, aid.checker.actor,
    }  # fmt: skip


def test_while_an_objection_is_open_nothing_counts(aid: Aid) -> None:
    claim = noticed(aid)
    made = actions.object_to(claim.pk, text=TEXT, by="public", at=T0 + DAY)
    assert actions.confirm_due(by="system:entitlements", at=T0 + 30 * DAY) == 0
    actions.decide_objection(made.pk, upheld=False, words="已查，无此房产。", by=aid.keeper.actor, at=T0 + 31 * DAY)
    assert actions.confirm_due(by="system:entitlements", at=T0 + 31 * DAY) == 1


def test_those_who_reviewed_or_approved_do_not_decide_and_a_stranger_neither(aid: Aid) -> None:
    made = actions.object_to(noticed(aid).pk, text=TEXT, by="public", at=T0 + DAY)
    for officer in (aid.street, aid.housing, aid.head, aid.stranger):
        with pytest.raises(Refused, match="not_yours"):
            actions.decide_objection(made.pk, upheld=False, words=WORDS, by=officer.actor, at=T0 + DAY)
    actions.decide_objection(made.pk, upheld=False, words=WORDS, by=aid.checker.actor, at=T0 + DAY)
    with pytest.raises(Refused, match="objection_decided"):
        actions.decide_objection(made.pk, upheld=True, words=WORDS, by=aid.keeper.actor, at=T0 + DAY)


def test_upheld_it_is_reviewed_again_from_that_step_on_its_place_in_time(aid: Aid) -> None:
    claim = noticed(aid)
    made = actions.object_to(claim.pk, text=TEXT, by="public", at=T0 + DAY)
    actions.decide_objection(
        made.pk, upheld=True, words="请重新核查住房。", step="housing", by=aid.keeper.actor, at=T0 + DAY
    )
    claim.refresh_from_db()
    assert (claim.state, claim.step, claim.accepted_at, claim.notice_until) == ("reviewing", "housing", T0, None)
    assert differences(claim) == {}
    actions.pass_step(claim.pk, words=WORDS, by=aid.housing.actor, at=T0 + 2 * DAY)
    assert actions.approve(claim.pk, words=WORDS, by=aid.head.actor, at=T0 + 2 * DAY).state == "notice"


def test_the_applicant_objects_to_a_refusal_within_sixty_days_and_it_comes_back(aid: Aid) -> None:
    claim = refused(aid)
    with pytest.raises(Refused, match="objection_too_late"):
        actions.object_to(claim.pk, text=TEXT, by="public", at=T0 + DAY)
    with pytest.raises(Refused, match="objection_too_late"):
        actions.object_to(claim.pk, text="我有低保证。", by=OWN, at=T0 + 61 * DAY)
    made = actions.object_to(claim.pk, text="我有低保证，请复核。", by=OWN, at=T0 + 10 * DAY)
    assert made.own
    actions.decide_objection(made.pk, upheld=True, words="证件属实。", by=aid.checker.actor, at=T0 + 11 * DAY)
    claim.refresh_from_db()
    assert (claim.state, claim.step, claim.accepted_at, claim.ground) == ("reviewing", "street", T0, "")


def test_a_refused_claim_does_not_come_back_beside_a_new_one(aid: Aid) -> None:
    claim = refused(aid)
    made = actions.object_to(claim.pk, text="我有低保证，请复核。", by=OWN, at=T0 + DAY)
    applied(T0 + DAY, origin_key="a-new-one")
    with pytest.raises(Refused, match="claim_open"):
        actions.decide_objection(made.pk, upheld=True, words=WORDS, by=aid.checker.actor, at=T0 + DAY)
    assert Objection.objects.get(pk=made.pk).state == "open"


def test_after_the_notice_and_before_it_nobody_objects(aid: Aid) -> None:
    claim = applied()
    with pytest.raises(Refused, match="objection_too_late"):
        actions.object_to(claim.pk, text=TEXT, by="public", at=T0)
    actions.pass_step(claim.pk, words=WORDS, by=aid.street.actor, at=T0)
    actions.pass_step(claim.pk, words=WORDS, by=aid.housing.actor, at=T0)
    actions.approve(claim.pk, words=WORDS, by=aid.head.actor, at=T0)
    actions.object_to(claim.pk, text=TEXT, by="public", at=T0 + 7 * DAY)
    with pytest.raises(Refused, match="objection_too_late"):
        actions.object_to(claim.pk, text=TEXT, by="public", at=T0 + 8 * DAY)


def test_an_objection_sent_twice_is_one_and_twenty_open_ones_are_enough(aid: Aid) -> None:
    claim = noticed(aid)
    one = actions.object_to(claim.pk, text=TEXT, origin_key="k", by="public", at=T0 + DAY)
    assert actions.object_to(claim.pk, text=TEXT, origin_key="k", by="public", at=T0 + DAY) == one
    for _ in range(19):
        actions.object_to(claim.pk, text=TEXT, by="public", at=T0 + DAY)
    with pytest.raises(Refused, match="too_many_objections"):
        actions.object_to(claim.pk, text=TEXT, by="public", at=T0 + DAY)
    with pytest.raises(Refused, match="objection_unknown"):
        actions.decide_objection(0, upheld=True, words=WORDS, by=aid.keeper.actor, at=T0)
