"""What ends when a case goes on: its waiting or hanging, what was asked and has lost its object, and its incident."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jishiyu.casework.actions.reckoning import reckon_again
from jishiyu.casework.asking import LAPSES_WHEN
from jishiyu.casework.models import Application, Case, Pause
from jishiyu.lib.kept import SAMPLE, Kept
from jishiyu.sensing.actions import end_leads

ANSWERED = (Case.State.ANSWERED, Case.State.CLOSED)

_ASKED = Kept[Application](
    lambda case: (
        Application.objects.select_for_update()
        .filter(case=case, state=Application.State.OPEN)
        .values_list("pk", "kind")
    ),
    SAMPLE,
)


def end_aside(case: Case, *, by: str, at: datetime) -> dict[str, Any]:
    """The fields by which a case is no longer set aside. A wait ends now, or ended when its time was over."""
    if not case.aside:
        return {}
    fields: dict[str, Any] = {"aside": Case.Aside.NONE, "review_at": None}
    if case.aside == Case.Aside.WAITING:
        end = min(at, case.review_at or at)
        Pause.objects.filter(case=case, until__isnull=True).update(until=end, ended_by=by)
        fields |= reckon_again(case, at=at)
    return fields


def moved_on(
    case: Case, fields: Mapping[str, Any], *, by: str, at: datetime
) -> tuple[dict[str, Any], dict[str, object]]:
    """What else changes, and what else is recorded, when these fields take a case out of its unit's hands."""
    state = fields.get("state", case.state)
    if state == case.state:
        return {}, {}
    if state in ANSWERED and case.lead_id:
        end_leads([case.lead_id], by=by, at=at)
    if state not in LAPSES_WHEN:
        return {}, {}
    lapsed = sorted(key for key, kind in _ASKED.all(case.pk) if kind in LAPSES_WHEN[state])
    if lapsed:
        Application.objects.filter(pk__in=lapsed).update(state=Application.State.LAPSED, decided_at=at)
    return end_aside(case, by=by, at=at), {"lapsed": lapsed} if lapsed else {}
