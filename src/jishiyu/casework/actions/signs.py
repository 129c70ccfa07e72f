"""Counting warning signs, and what a person makes of one: looked at and fine, or to supervise, in words, on record."""

from datetime import datetime

from django.db import transaction

from jishiyu.casework import queries
from jishiyu.casework.actions.changing import check_post
from jishiyu.casework.models import SignCount, SignLook
from jishiyu.casework.signs import SIGNS
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import tell
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer, Post

JUDGES = frozenset({Post.DISPATCHER, Post.LEADER})
FEWEST_WORDS = 4


@transaction.atomic
def count_signs(*, at: datetime) -> int:
    """Count every sign anew; what was counted before is gone. Returns how many rows there are."""
    rows = queries.counted_signs(at)
    SignCount.objects.all().delete()
    SignCount.objects.bulk_create(rows, batch_size=300)
    return len(rows)


@transaction.atomic
def look_at_sign(sign: str, about: str, *, verdict: str, words: str, by: str, at: datetime) -> SignLook:
    """`about` is unit:5 or officer:7. Nobody judges their own unit or themselves. Raises Refused: not_yours,
    sign_unknown, own_unit, words_too_short."""
    officer = check_post(by, JUDGES, number="")
    kind, _, key = about.partition(":")
    if sign not in SIGNS or verdict not in SignLook.Verdict.values or kind not in ("unit", "officer"):
        raise Refused("sign_unknown")
    if officer is not None and (about == officer.actor or about == f"unit:{officer.unit_id}"):
        raise Refused("own_unit", unit=officer.name)
    if len(words.strip()) < FEWEST_WORDS:
        raise Refused("words_too_short", least=FEWEST_WORDS)
    look = SignLook.objects.create(sign=sign, about=about, verdict=verdict, words=words.strip()[:300], by=by, at=at)
    ledger.record(f"sign:{sign}:{about}", "looked", by=by, at=at, data={"verdict": verdict, "words": look.words})
    if verdict == SignLook.Verdict.SUPERVISE:
        leaders = Officer.objects.filter(post=Post.LEADER, is_active=True)
        tell(
            [leader.actor for leader in leaders if leader.actor != by],
            key=f"sign:{look.pk}",
            kind="sign_supervised",
            params={"unit": registry.unit_name(int(key)) if kind == "unit" and key.isdigit() else ""},
            link=f"/console/signs/{sign}/{about}/",
            at=at,
        )
    return look
