"""Exclusion (剔除): not counted against anybody. The row stays listed, with who asked and who granted."""

from datetime import datetime
from typing import Any

from django.db import transaction

from jishiyu.casework import asking, rights
from jishiyu.casework.actions.changing import change_case, check_post, lock_case
from jishiyu.casework.models import Application, Case
from jishiyu.lib.refused import Refused


def check(case: Case, asked: Application, at: datetime) -> None:
    """Raises Refused("excluded_already")."""
    if case.excluded_at is not None:
        raise Refused("excluded_already", number=case.number)


def grant(case: Case, asked: Application, *, by: str, at: datetime) -> dict[str, Any]:
    """Handling, promises and the requester's right to be answered go on as before."""
    return {"excluded_at": at, "excluded_code": asked.code}


@transaction.atomic
def count_again(case_id: int, *, words: str, seen: int | None = None, by: str, at: datetime) -> Case:
    """Undo an exclusion: by one who decides, and not by the one who granted it.

    Raises Refused: not_yours, changed_meanwhile, not_now when it is not excluded, own_ruling, say_why."""
    case = lock_case(case_id, seen=seen)
    check_post(by, rights.DECIDES, number=case.number)
    if case.excluded_at is None:
        raise Refused("not_now", act="count_again", state=case.state)
    granted = Application.objects.filter(case=case, kind=asking.EXCLUSION, state=Application.State.GRANTED)
    if granted.latest("decided_at").decided_by == by:
        raise Refused("own_ruling", number=case.number)
    if len(words.strip()) < asking.FEWEST_WORDS:
        raise Refused("say_why", least=asking.FEWEST_WORDS)
    fields = {"excluded_at": None, "excluded_code": ""}
    return change_case(case, "counted_again", fields, by=by, at=at, data={"words": words.strip()})
