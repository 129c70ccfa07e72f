"""The command `jishiyu clock`: the promises of a kind, each with its due time and how it comes about."""

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jishiyu.casework import clock
from jishiyu.casework.kinds import CaseKind, kind_of
from jishiyu.lib.refused import Refused
from jishiyu.lib.worktime import Step
from jishiyu.look.reckoning import no_date, reckoning
from jishiyu.look.words import PROMISES
from jishiyu.registry import queries as registry

URGENCIES = range(4)
LANGUAGES = ("zh-hans", "en")


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("clock", help="explain: what a kind of case promises, and how each date comes about, day by day")
    command.add_argument("what", choices=["explain"], help="what to do")
    command.add_argument("kind", metavar="KIND", help="code of the kind, as its pack declares it")
    command.add_argument(
        "--at", required=True, metavar="TIME", help="when it is heard; local time unless an offset is given"
    )
    command.add_argument("--place", metavar="CODE", default="", help="division or cell: decides urban, rural or remote")
    command.add_argument("--urgency", type=int, choices=URGENCIES, default=1, help="0 none, 1 can wait, 2 today, 3 now")
    command.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="of the words")
    command.add_argument("--json", action="store_true", help="for machines: one list, a promise each")
    command.set_defaults(command=_explain)


def _explain(chosen: argparse.Namespace) -> int:
    kind, heard_at = _kind(chosen.kind), _moment(chosen.at)
    calendar = registry.calendar()
    made = clock.promises_of(
        kind,
        heard_at=heard_at,
        urgency=chosen.urgency,
        setting=_setting(chosen.place),
        hours=registry.opening_hours(heard_at.date()),
        calendar=calendar,
    )
    told = [clock.told(promise, calendar) for promise in made]
    with translation.override(chosen.language):
        print(json.dumps([_plain(one) for one in told], ensure_ascii=False, indent=1) if chosen.json else _said(told))
    return 1 if any(one.missing for one in told) else 0


def _kind(code: str) -> CaseKind:
    try:
        return kind_of(code)
    except LookupError:
        raise Refused("kind_unknown", kind=code) from None


def _moment(said: str) -> datetime:
    """Raises Refused time_unreadable, also for a year so late that no deadline behind it can be written."""
    try:
        read = datetime.fromisoformat(said)
        datetime(read.year + 1000, 1, 1, tzinfo=read.tzinfo)
        return timezone.localtime(timezone.make_aware(read) if timezone.is_naive(read) else read)
    except (ValueError, OverflowError):
        raise Refused("time_unreadable", time=said[:40]) from None


def _setting(code: str) -> str:
    """urban, rural or remote, by the code of a division or a cell. Raises Refused place_unknown."""
    division = registry.division(code) if code else None
    cell = registry.cell(code) if code and division is None else None
    if code and division is None and cell is None:
        raise Refused("place_unknown", place=code)
    return registry.setting_of(division or (cell.division if cell else None), cell)


def _said(told: Sequence[clock.Told]) -> str:
    parts = []
    for one in told:
        made = one.made
        lines = [no_date(one.missing)] if one.missing else reckoning(made.limit, made.starts_at, made.hours, one.steps)
        head = f"{PROMISES.get(made.what, made.what)} ({made.what}): {_at(made.due_at) or '—'}"
        if made.ground:
            lines.append(_("Ground: %(ground)s") % {"ground": made.ground})
        parts.append("\n".join([head, *(f"  {line}" for line in lines)]))
    return "\n\n".join(parts)


def _plain(one: clock.Told) -> dict[str, object]:
    made = one.made
    return {
        "what": made.what,
        "limit": made.limit.amount,
        "unit": made.limit.unit,
        "starts_at": _at(made.starts_at),
        "due_at": _at(made.due_at),
        "missing_year": one.missing,
        "ground": made.ground,
        "steps": [_step(step) for step in one.steps],
    }


def _step(step: Step) -> dict[str, object]:
    return {
        "day": str(step.day),
        "kind": step.kind,
        "minutes": step.minutes,
        "counted": step.counted,
        "paused": step.paused,
        "until": _at(step.until),
    }


def _at(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat() if at else None
