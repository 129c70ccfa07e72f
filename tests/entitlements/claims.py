"""Claims at any point of their life, for the tests: 林阿姨 applies for help with rent in the village."""

from datetime import datetime
from typing import Any

from jishiyu.entitlements import actions
from jishiyu.entitlements.actions import Application
from jishiyu.entitlements.models import Claim
from jishiyu.entitlements.papers import Sent
from jishiyu.entitlements.workflow import OWN
from tests.cast import DAY, HOUR, PHONE, T0, VILLAGE, jpeg
from tests.entitlements.schemes import FAMILY, PEOPLE, Aid

WORDS = "材料齐全，情况属实。"


def papers(*codes: str) -> tuple[Sent, ...]:
    return tuple(Sent(code, f"{code}.jpg", jpeg(40 + len(code), 30)) for code in codes or ("certificate", "lease"))


def application(**changed: Any) -> Application:
    said: dict[str, Any] = {
        "scheme": "aid.rent",
        "name": "林阿姨",
        "phone": PHONE,
        "address": "复兴村三组12号",
        "division_code": VILLAGE,
        "facts": FAMILY,
        "people": PEOPLE,
        "papers": papers(),
        "origin_key": "a-key-made-once-per-form",
    }
    return Application(**said | changed)


def applied(at: datetime = T0, **changed: Any) -> Claim:
    return actions.apply(application(**changed), by=OWN, at=at)


def checked(aid: Aid, at: datetime = T0, **changed: Any) -> Claim:
    """Both steps have passed it; the head decides."""
    claim = applied(at, **changed)
    actions.pass_step(claim.pk, words=WORDS, by=aid.street.actor, at=at + HOUR)
    return actions.pass_step(claim.pk, words=WORDS, by=aid.housing.actor, at=at + 2 * HOUR)


def noticed(aid: Aid, at: datetime = T0, **changed: Any) -> Claim:
    claim = checked(aid, at, **changed)
    return actions.approve(claim.pk, words="符合条件，同意。", by=aid.head.actor, at=at + 3 * HOUR)


def approved(aid: Aid, at: datetime = T0, **changed: Any) -> Claim:
    """Approved, its notice over; at `at` + 9 days."""
    claim = noticed(aid, at, **changed)
    actions.confirm_due(by="system:entitlements", at=at + 9 * DAY)
    claim.refresh_from_db()
    return claim


def refused(aid: Aid, at: datetime = T0, **changed: Any) -> Claim:
    """In no category: not due, found so by the street and refused by the head."""
    claim = applied(at, facts={**FAMILY, "category": "none"}, **changed)
    actions.propose_refusal(claim.pk, ground="not_due", words="没有困难证件。", by=aid.street.actor, at=at + HOUR)
    return actions.refuse(claim.pk, ground="not_due", words="不符合条件。", by=aid.head.actor, at=at + 2 * HOUR)
