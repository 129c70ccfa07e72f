"""What came of a gathering: who came, its minutes, and that it was held."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.outreach import holding
from jishiyu.outreach.actions.planning import change, locked
from jishiyu.outreach.models import Gathering, Guest


@dataclass(frozen=True, slots=True)
class Came:
    """Whether a guest came (None: nobody has said), with how many people in all, and why not."""

    attended: bool | None
    times: int = 1
    reason: str = ""


@transaction.atomic
def note_came(
    gathering_id: int, came: Mapping[int, Came], *, others: int | None = None, seen: int | None = None, by: str,
    at: datetime,
) -> Gathering:  # fmt: skip
    """Who came, by guest, and how many others were counted and not named; said again, the later word holds, after it
    was held too. Raises Refused: gathering_unknown, not_yours, gathering_dropped, gathering_to_come, guest_unknown,
    heads_too_many, changed_meanwhile."""
    gathering = locked(gathering_id, seen=seen, by=by)
    if gathering.state == Gathering.State.DROPPED:
        raise Refused("gathering_dropped", title=gathering.title)
    holding.check_begun(gathering, at)
    _check_numbers(came, others)
    rows = gathering.guests.in_bulk(list(came))
    if len(rows) != len(came):
        raise Refused("guest_unknown")
    changed = [row for key, row in rows.items() if _set(row, came[key])]
    ledger.update_rows(changed, ["attended", "times", "reason"])
    fields = {} if others is None or others == gathering.others else {"others": others}
    if changed or fields:
        told = {str(row.pk): [row.attended, row.times, row.reason] for row in changed}
        change(gathering, "attendance", fields, by=by, at=at, data={"came": told})
    return gathering


def _check_numbers(came: Mapping[int, Came], others: int | None) -> None:
    if any(one.attended and not 1 <= one.times <= holding.MOST_TIMES for one in came.values()):
        raise Refused("heads_too_many", most=holding.MOST_TIMES)
    if others is not None and not 0 <= others <= holding.MOST_OTHERS:
        raise Refused("heads_too_many", most=holding.MOST_OTHERS)


def _set(row: Guest, said: Came) -> bool:
    """Whether that changed anything."""
    before = (row.attended, row.times, row.reason)
    row.attended, row.times = said.attended, said.times if said.attended else 0
    row.reason = "" if said.attended else said.reason.strip()[:120]
    return before != (row.attended, row.times, row.reason)


@transaction.atomic
def hold_gathering(
    gathering_id: int, *, minutes: str, chair: str = "", length: str = Gathering.Length.SESSION,
    seen: int | None = None, by: str, at: datetime,
) -> Gathering:  # fmt: skip
    """It was held, with its minutes; written again later, they replace the earlier ones, which the ledger keeps.

    Raises Refused: gathering_unknown, not_yours, gathering_dropped, gathering_to_come, gathering_words,
    gathering_length, changed_meanwhile."""
    gathering = locked(gathering_id, seen=seen, by=by)
    if gathering.state == Gathering.State.DROPPED:
        raise Refused("gathering_dropped", title=gathering.title)
    holding.check_begun(gathering, at)
    if length not in Gathering.Length.values:
        raise Refused("gathering_length")
    fields = {
        "state": Gathering.State.HELD,
        "minutes": holding.check_words(minutes),
        "chair": chair.strip()[:60],
        "length": length,
        "held_at": gathering.held_at or at,
    }
    return change(gathering, "held", fields, by=by, at=at)
