"""Splitting (拆单): a second need said in one breath becomes a case of its own, on the same clock."""

import hashlib
from datetime import datetime

from django.db import transaction

from jishiyu.casework import asking, rights
from jishiyu.casework.actions.changing import change_case, check_post, lock_case
from jishiyu.casework.actions.opening import open_case
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Case
from jishiyu.casework.needs import Need
from jishiyu.lib.refused import Refused


@transaction.atomic
def split_case(
    case_id: int, *, kind: str, title: str, text: str, seen: int | None = None, by: str, at: datetime
) -> Case:
    """Open a case for what else was said, heard when the first was, for the same requester. Splitting the same words
    off twice gives the same case. Returns the new one.

    Raises Refused: not_yours, changed_meanwhile, not_now, say_what, kind_unknown."""
    case = lock_case(case_id, seen=seen)
    check_post(by, rights.DISPATCHES, number=case.number)
    if len(title.strip()) < asking.FEWEST_WORDS or len(text.strip()) < asking.FEWEST_WORDS:
        raise Refused("say_what", least=asking.FEWEST_WORDS)
    pack = _pack_of(kind)
    key = f"split:{case.pk}:{hashlib.sha256(f'{kind} {text.strip()}'.encode()).hexdigest()[:32]}"
    known = Case.objects.filter(origin_key=key).first()
    if known is not None:
        return known
    if case.state == Case.State.CLOSED:
        raise Refused("not_now", act="split", state=case.state)
    need = Need(
        pack=pack,
        kind=kind,
        title=title.strip(),
        text=text.strip(),
        source_id=case.source_id,
        heard_at=case.heard_at,
        requester_id=case.requester_id,
        division_code=case.division_id,
        cell_id=case.cell_id,
        place_words=case.place_words,
        urgency=case.urgency,
        vulnerable=case.vulnerable,
        origin_key=key,
        purpose=case.purpose,
        secret=case.secret,
        against_id=case.against_id,
    )
    new = open_case(need, by=by, at=at)
    change_case(new, "split_from", {"split_from_id": case.pk}, by=by, at=at, data={"number": case.number})
    change_case(case, "split", {}, by=by, at=at, data={"into": new.pk, "number": new.number})
    return new


def _pack_of(kind: str) -> str:
    try:
        return kind_of(kind).code.partition(".")[0]
    except LookupError:
        raise Refused("kind_unknown", kind=kind[:60]) from None
