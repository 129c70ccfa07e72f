"""The form of an item's target: its amount, and how it is spread, with every key point to be changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.console.views.programmes import read_day
from jishiyu.lib.refused import Refused
from jishiyu.programmes import actions
from jishiyu.programmes.curves import curve_of, key_days, scaled
from jishiyu.programmes.drafts import Scope, TargetDraft
from jishiyu.programmes.kinds import series_of
from jishiyu.programmes.models import Target
from jishiyu.programmes.queries.programmes import ItemPage
from jishiyu.programmes.sheets import plain_amount, whole_number
from jishiyu.registry.models import Officer

LAYOUTS: Mapping[str, int] = {"month": 1, "quarter": 3, "half": 6}  # months between key points
SPARE = 3  # empty rows for points that come in between, such as a campaign
ROWS = ("point_day", "point_name", "point_amount")


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """A key point beside what was reached by its day; `reached` None: it has not come, or nothing was read."""

    day: date
    name: str
    planned: int
    reached: int | None
    met: bool | None


def form_of(request: HttpRequest, found: ItemPage) -> dict[str, object]:
    """What the form shows: as it was sent, laid out anew by ?points=quarter, or as the target in force has it."""
    live, said = found.standing.target, request.POST
    layout = request.GET.get("points", "")
    kind = str(live.curve.get("kind", "even")) if live else "even"
    if "shape" in said:
        kind, rows = said["shape"], _rows_sent(said)
    elif layout in LAYOUTS:
        kind, rows = "points", _laid_out(found, layout)
    else:
        rows = [_shown(one, live) for one in _points(live)] if live else []
    return {
        "rows": [*rows, *([["", "", ""]] * SPARE)],
        "shape": kind,
        "seasonal": bool(live and live.curve.get("kind") == "seasonal"),
        "amount": said.get("amount") or (plain_amount(live.amount, series_of(live.series).places) if live else ""),
        "ground": said.get("ground", ""),
        "open": bool("shape" in said or layout in LAYOUTS),
    }


def key_points(target: Target | None, reached: Sequence[tuple[date, int]], today: date) -> list[KeyPoint]:
    """The key points of a target, each with what was reached by its evening."""
    found = []
    for said, planned, *name in _points(target):
        day = date.fromisoformat(said)
        by_then = [amount for on, amount in reached if on <= day] if day <= today else []
        so_far = by_then[-1] if by_then else None
        met = None if day > today else bool(by_then) and by_then[-1] >= planned
        found.append(KeyPoint(day, str(name[0]) if name else "", planned, so_far, met))
    return found


def set_target(request: HttpRequest, found: ItemPage, officer: Officer) -> None:
    """A first target, or a change asked for. Key points left as they are go along with another amount."""
    said, one, live = request.POST, found.standing.item, found.standing.target
    if not one.series:
        raise Refused("series_unknown", series="")
    span = live or one.programme
    amount = whole_number(said.get("amount", ""), series_of(one.series).places)
    draft = TargetDraft(
        series=one.series, scope=Scope(item=one.pk), since=span.since, until=span.until, amount=amount,
        curve=_curve(said, live, amount, series_of(one.series).places),
    )  # fmt: skip
    actions.set_target(draft, ground=said.get("ground", ""), by=officer.actor, at=timezone.now())


def _curve(said: QueryDict, live: Target | None, amount: int, places: int) -> Mapping[str, Any]:
    now: Mapping[str, Any] = live.curve if live else {"kind": "even"}
    shape = said.get("shape", "")
    if shape == "even":
        return {"kind": "even"}
    if shape != "points":
        return (
            {"kind": "points", "points": scaled(_points(live), live.amount, amount)} if _points(live) and live else now
        )
    rows = _read(said, places)
    if live and rows == [_named(one) for one in _points(live)]:
        rows = scaled(rows, live.amount, amount)
    return {"kind": "points", "points": rows}


def _read(said: QueryDict, places: int) -> list[list[Any]]:
    """Key points as sent; rows that say nothing are left out. What cannot be read is named by its row."""
    rows: list[list[Any]] = []
    for number, (day, name, amount) in enumerate(_rows_sent(said), start=1):
        if not (day or name or amount):
            continue
        column = _("key point %(number)s %(name)s") % {"number": number, "name": name}
        try:
            on = read_day(day)
        except Refused:
            raise Refused("cell_unreadable", column=column.strip(), said=day) from None
        rows.append([on.isoformat(), whole_number(amount, places, column.strip()), name[:40]])
    return rows


def _rows_sent(said: QueryDict) -> list[list[str]]:
    columns = ([one.strip()[:40] for one in said.getlist(name)] for name in ROWS)
    return [row for row in map(list, zip(*columns, strict=False)) if any(row)]


def _points(target: Target | None) -> Sequence[Sequence[Any]]:
    return target.curve.get("points", ()) if target and target.curve.get("kind") == "points" else ()


def _named(row: Sequence[Any]) -> list[Any]:
    day, reached, *name = row
    return [day, reached, str(name[0]) if name else ""]


def _shown(row: Sequence[Any], target: Target) -> list[str]:
    day, reached, name = _named(row)
    return [day, name, plain_amount(reached, series_of(target.series).places)]


def _laid_out(found: ItemPage, layout: str) -> list[list[str]]:
    """Key points at the end of every month, quarter or half-year, with what the plan in force asks for by then."""
    one, live = found.standing.item, found.standing.target
    span, places = live or one.programme, series_of(one.series).places if one.series else 0
    curve = found.curve or curve_of({"kind": "even"}, span.since, span.until, 1, found.kind.step)
    rows = []
    for day in key_days(span.since, span.until, LAYOUTS[layout]):
        planned = int(curve.share(day) * live.amount + Fraction(1, 2)) if live else None
        rows.append([day.isoformat(), _name(day, layout), plain_amount(planned, places) if planned is not None else ""])
    return rows


def _name(day: date, layout: str) -> str:
    said = {"year": day.year, "number": -(-day.month // LAYOUTS[layout])}
    if layout == "month":
        return _("month %(number)s of %(year)s") % said
    return (
        _("quarter %(number)s of %(year)s") if layout == "quarter" else _("half-year %(number)s of %(year)s")
    ) % said
