"""What a case's senders took back or said anew: its story says so, and a person decides what that means for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from jishiyu.casework.actions.changing import change_case, lock_case
from jishiyu.casework.actions.waiting import tell_holder
from jishiyu.casework.models import Case
from jishiyu.ledger.queries import story
from jishiyu.notices.actions import tell
from jishiyu.registry.models import Officer, Post

ACTS = {"recalled": "said_recalled", "edited": "said_edited"}


@transaction.atomic
def note_correction(told: Mapping[str, Any], *, by: str, at: datetime) -> Case | None:
    """Tell in the story of a case what sensing found of its lead. Never closes it: taking words back is not saying that
    the need is gone. Its urgency may rise by it and never falls. Once for each correction; None without a case.

    `told` holds `lead`, `message`, `correction`, `act` (recalled or edited), `heard` (messages that still count),
    `was` and `urgency` of the lead.
    """
    mine = Q(lead=told["lead"]) | Q(said__message=told["message"])
    found = Case.objects.filter(mine).order_by("-pk").values_list("pk", flat=True).first()
    if found is None:
        return None
    case = lock_case(found)
    mark = {"correction": told["correction"], "lead": told["lead"]}
    act = ACTS[told["act"]]
    if story(case.ref).filter(act=act, data__correction=mark["correction"], data__lead=mark["lead"]).exists():
        return case
    rises = case.closed_at is None and told["urgency"] > case.urgency
    fields = {"urgency": told["urgency"]} if rises else {}
    left = {"left": told["heard"], "message": told["message"]}
    change_case(case, act, fields, by=by, at=at, data=mark | left)
    if case.closed_at is None and (not told["heard"] or told["urgency"] < told["was"]):
        _tell(case, f"corrected:{told['correction']}:{told['lead']}", at=at)
    return case


def _tell(case: Case, key: str, *, at: datetime) -> None:
    """The dispatchers and whoever holds it."""
    centre = [one.actor for one in Officer.objects.filter(post=Post.DISPATCHER, is_active=True).order_by("pk")]
    params = {"title": case.title[:60], "number": case.number}
    tell(centre, key=key, kind="case_corrected", params=params, link=f"/console/cases/{case.number}/", at=at)
    tell_holder(case, "case_corrected", key=key, at=at)
