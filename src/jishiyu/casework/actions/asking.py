"""Asking for what changes a figure or a date, and deciding on it: never the same hand, never the same unit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction

from jishiyu.casework import asking, rights
from jishiyu.casework.actions import correcting_kind, excluding, extending, hanging, merging, waiting
from jishiyu.casework.actions.changing import change_case, check_post, lock_case, officer_of, plain
from jishiyu.casework.models import Application, Case, Task
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import tell


class Grant(Protocol):
    """What granting does to a locked case; returns the fields that change."""

    def __call__(self, case: Case, asked: Application, *, by: str, at: datetime) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Way:
    """How one kind is checked, when it is asked for and again when it is granted, and what granting it does."""

    check: Callable[[Case, Application, datetime], None]
    grant: Grant


WAYS: Mapping[str, Way] = {
    asking.EXTENSION: Way(extending.check, extending.grant),
    asking.WAITING: Way(waiting.check, waiting.grant),
    asking.HANGING: Way(hanging.check, hanging.grant),
    asking.EXCLUSION: Way(excluding.check, excluding.grant),
    asking.MERGE: Way(merging.check, merging.grant),
    asking.CORRECTION: Way(correcting_kind.check, correcting_kind.grant),
}


@transaction.atomic
def ask(
    case_id: int,
    kind: str,
    *,
    code: str,
    ground: str,
    amount: int = 0,
    until: datetime | None = None,
    into_id: int | None = None,
    to_kind: str = "",
    seen: int | None = None,
    by: str,
    at: datetime,
) -> Application:
    """Ask for an extension (`amount` in the unit of the promise to resolve), a wait for the requester (`amount` in
    days; `ground` is the question as it was put), hanging (`until`), exclusion, merging (`into_id`), or another kind
    (`to_kind`). Nothing changes until another decides.

    By the officer who holds the lead's task, or a dispatcher; an exclusion also by the unit that led and has answered.
    Raises Refused: not_yours, changed_meanwhile, asking_unknown, code_unknown, ground_too_short, not_now,
    asked_already, and what each kind refuses.
    """
    case = lock_case(case_id, seen=seen)
    task = _asking_task(case, kind, by)
    asking.check_words(kind, code, ground)
    if case.state not in asking.STATES[kind] or case.merged_into_id:
        raise Refused("not_now", act=f"ask_{kind}", state=case.state)
    if Application.objects.filter(case=case, kind=kind, state=Application.State.OPEN).exists():
        raise Refused("asked_already", number=case.number)
    officer = officer_of(by)
    asked = Application(
        case=case,
        kind=kind,
        task=task,
        unit_id=task.unit_id if task and officer and officer.unit_id == task.unit_id else None,
        code=code,
        ground=ground.strip(),
        amount=amount,
        until=until,
        into_id=into_id,
        to_kind=to_kind,
        asked_by=by,
        asked_at=at,
    )
    WAYS[kind].check(case, asked, at)
    asked = Application.objects.bulk_create([asked])[0]
    data = {
        "unit": asked.unit_id,
        "amount": amount,
        "until": plain(asked.until),
        "into": into_id,
        "ground": asked.ground,
    } | _kinds_of(case, asked)
    change_case(case, "asked_for", {}, by=by, at=at, data={**_said(asked), **data})
    return asked


def _said(asked: Application) -> dict[str, object]:
    return {"application": asked.pk, "kind": asked.kind, "code": asked.code}


def _kinds_of(case: Case, asked: Application) -> dict[str, object]:
    return {"was_kind": case.kind, "to_kind": asked.to_kind} if asked.to_kind else {}


def _asking_task(case: Case, kind: str, by: str) -> Task | None:
    """The lead's task this is asked for, none where a dispatcher asks for a case nobody holds. Raises Refused:
    not_yours."""
    officer = officer_of(by)
    leads = list(Task.objects.filter(case=case, role=Task.Role.LEAD).order_by("-sent_at", "-pk"))
    live = next((task for task in leads if task.state in (Task.State.SENT, Task.State.ACCEPTED)), None)
    if officer is None or officer.post in rights.DISPATCHES:
        return live
    mine = rights.asks_for(officer, leads, kind)
    if mine is None:
        raise Refused("not_yours", number=case.number)
    return mine


@transaction.atomic
def decide(application_id: int, *, grant: bool, words: str, by: str, at: datetime) -> Application:
    """Grant or refuse what was asked, once and for good; refusing changes nothing else. By a dispatcher or leader who
    did not ask, whose unit did not ask and has no task of the case.

    Raises Refused: application_unknown, not_yours, decided_already, own_asking, own_unit, say_why, not_now, and what
    each kind refuses when it can no longer be granted.
    """
    found = Application.objects.filter(pk=application_id).values_list("case_id", "into_id").first()
    if found is None:
        raise Refused("application_unknown")
    if found[1]:
        lock_case(found[1])
    case = lock_case(found[0])
    asked = Application.objects.select_for_update(of=("self",)).select_related("task", "unit").get(pk=application_id)
    _check_ruling(case, asked, words.strip(), by)
    fields: dict[str, Any] = {}
    if grant:
        if case.state not in asking.STATES[asked.kind] or case.merged_into_id:
            raise Refused("not_now", act=f"grant_{asked.kind}", state=case.state)
        way = WAYS[asked.kind]
        way.check(case, asked, at)
        fields = way.grant(case, asked, by=by, at=at)
    asked.state = Application.State.GRANTED if grant else Application.State.REFUSED
    asked.decided_by, asked.decided_at, asked.decision_words = by, at, words.strip()
    asked.save(update_fields=["state", "until", "decided_by", "decided_at", "decision_words"])
    data = {**_said(asked), "words": asked.decision_words, **_kinds_of(case, asked)}
    if grant and asked.kind in (asking.WAITING, asking.HANGING):
        data["until"] = plain(asked.until)
    change_case(case, "granted" if grant else "not_granted", fields, by=by, at=at, data=data)
    if grant and asked.kind == asking.CORRECTION:
        correcting_kind.send_directly(case, at=at)
    _tell_asker(case, asked, at=at)
    return asked


def _check_ruling(case: Case, asked: Application, words: str, by: str) -> None:
    officer = check_post(by, rights.DECIDES, number=case.number)
    if asked.state != Application.State.OPEN:
        raise Refused("decided_already", number=case.number)
    if by == asked.asked_by:
        raise Refused("own_asking", number=case.number)
    if officer is not None and officer.unit_id is not None:
        at_it = Task.objects.filter(case=case, unit_id=officer.unit_id).exclude(state=Task.State.RETURNED)
        if asked.unit_id == officer.unit_id or at_it.exists():
            raise Refused("own_unit", unit=officer.unit.name if officer.unit else "")
    if len(words) < asking.FEWEST_WORDS:
        raise Refused("say_why", least=asking.FEWEST_WORDS)


def _tell_asker(case: Case, asked: Application, *, at: datetime) -> None:
    if not asked.asked_by.startswith("officer:"):
        return
    kind = "application_granted" if asked.state == Application.State.GRANTED else "application_refused"
    params = {"title": case.title[:60], "number": case.number, "kind": asked.kind}
    link = f"/console/cases/{case.number}/"
    tell([asked.asked_by], key=f"application:{asked.pk}", kind=kind, params=params, link=link, at=at)
