"""Published open data: what anybody may take, through the mask, with a dictionary that says what each field means.

No name, no phone, no free text, no case number; places to the township; nothing of a secret requester. A cell of fewer
than JISHIYU_OPEN_LEAST cases is covered, with the reason; where only one cell of a month would be, the next smallest is
covered too, so that no total gives it away.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.conf import settings
from django.db.models import Count, F
from django.db.models.functions import Substr, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.kinds import kinds
from jishiyu.casework.models import Case
from jishiyu.figures.indicators import INDICATORS
from jishiyu.figures.printing import amount
from jishiyu.figures.queries import overview
from jishiyu.figures.reports.progress import STATES
from jishiyu.figures.scopes import Scope, days
from jishiyu.lib.phrases import Phrase
from jishiyu.programmes.kinds import Series, series_of
from jishiyu.programmes.queries import overviews
from jishiyu.registry import queries as registry

TOWN = 9  # digits of a township
DAYS, MONTHS = 365, 12
COVERED = "fewer_than_%d"  # why a cell is empty
COVERED_TOO = "would_give_another_away"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One column: what it means and in which unit."""

    name: str
    kind: Literal["date", "string", "integer", "number"]
    means: Phrase
    unit: Phrase = ""


@dataclass(frozen=True, slots=True)
class DataSet:
    """One table that anybody may take. `version` goes up when a field changes its meaning."""

    code: str
    name: Phrase
    means: Phrase
    version: int
    fields: Sequence[Field]
    rows: Callable[[date], Iterator[Row]]  # of all days before a day


def _cases(today: date) -> Iterator[Row]:
    """Cases by day, kind, township and outcome, in one query."""
    period = days(today - timedelta(days=DAYS), today - timedelta(days=1))
    heard = Case.objects.filter(secret=False, heard_at__gte=period.since, heard_at__lt=period.until)
    grouped = heard.annotate(on=TruncDate("heard_at"), town=Substr("division_id", 1, TOWN))
    counted = grouped.values("on", "kind", "town", end=F("outcome")).annotate(n=Count("pk"))
    cells = list(counted.order_by("on", "kind", "town", "end"))
    names = {kind.code: str(kind.name) for kind in kinds()}
    towns = registry.place_names({(cell["town"] or None, None) for cell in cells})
    ends = {code: str(name) for code, name in Case.Outcome.choices}
    months: dict[str, list[Row]] = defaultdict(list)
    rows = []
    for cell in cells:
        row = {
            "day": str(cell["on"]),
            "kind": cell["kind"],
            "kind_name": names.get(cell["kind"], cell["kind"]),
            "township": cell["town"] or "",
            "township_name": towns[(cell["town"] or None, None)],
            "outcome": cell["end"] or "open",
            "outcome_name": ends.get(cell["end"], str(_("Not closed yet"))),
            "cases": cell["n"],
            "covered": "",
        }
        rows.append(row)
        months[row["day"][:7]].append(row)
    for of_month in months.values():
        cover(of_month, settings.JISHIYU_OPEN_LEAST)
    yield from rows


def cover(rows: Sequence[Row], least: int) -> None:
    """Cover small cells of one group whose total is known elsewhere; a lone one takes the next smallest with it."""
    small = [row for row in rows if row["cases"] < least]
    others = sorted((row for row in rows if row["cases"] >= least), key=lambda row: row["cases"])
    for row in small:
        row["covered"] = COVERED % least
    if len(small) == 1 and others:
        others[0]["covered"] = COVERED_TOO
        small.append(others[0])
    for row in small:
        row["cases"] = None


def _figures(today: date) -> Iterator[Row]:
    """Every indicator of the office by month, in one query a month; the newest month that is over last."""
    least = settings.JISHIYU_OPEN_LEAST
    for first in _months(today):
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        for one in overview(Scope(), days(first, last)).board:
            seen = one.of >= least
            yield {
                "month": f"{first:%Y-%m}",
                "indicator": one.code,
                "name": str(one.name),
                "version": INDICATORS[one.code].version,
                "n": one.n if seen else None,
                "of": one.of if seen else None,
                "all_n": one.all_n if seen else None,
                "all_of": one.all_of if seen else None,
                "covered": "" if seen else COVERED % least,
            }


def _months(today: date) -> list[date]:
    found, first = [], today.replace(day=1)
    for _number in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(first)
    return found[::-1]


def _programmes(today: date) -> Iterator[Row]:
    """Items of programmes that are for everybody, as they stood yesterday."""
    yesterday = today - timedelta(days=1)
    for one in overviews(yesterday):
        if not one.programme.public:
            continue
        for row in one.standings:
            series = series_of(row.item.series) if row.item.series else None
            yield {
                "day": str(yesterday),
                "programme": one.programme.code,
                "programme_name": one.programme.name,
                "item": row.item.code,
                "item_name": row.item.name,
                "lead_unit": row.item.lead_unit.name if row.item.lead_unit else "",
                "target": _plain(row.target.amount, series) if row.target and series else None,
                "done": _plain(row.done, series) if row.done is not None and series else None,
                "unit": str(series.unit) if series else "",
                "state": row.state,
                "state_name": STATES[row.state],
            }


def _plain(value: int, series: Series) -> str:
    return amount(value, series.places, "")


_COVERED = Field("covered", "string", _("Why a number is left out; empty where it is there"))
SETS: Mapping[str, DataSet] = {
    one.code: one
    for one in (
        DataSet(
            "cases",
            _("Cases by day, kind, township and outcome"),
            _(
                "Cases heard on each day of the last 365, by kind, by township and by how they stand today. Cases of "
                "requesters who asked for secrecy are left out."
            ),
            1,
            (
                Field("day", "date", _("The local day on which the need was heard")),
                Field("kind", "string", _("Code of the kind")),
                Field("kind_name", "string", _("Name of the kind")),
                Field("township", "string", _("Code of the township (GB/T 2260 and its extension, 9 digits)")),
                Field("township_name", "string", _("Name of the township; empty where the place is not known")),
                Field("outcome", "string", _("How it ended; open: not closed yet")),
                Field("outcome_name", "string", _("The same in words")),
                Field("cases", "integer", _("How many"), _("cases")),
                _COVERED,
            ),
            _cases,
        ),
        DataSet(
            "figures",
            _("Figures by month"),
            _("Every indicator of the office for each of the last 12 months that are over, counted as of today."),
            1,
            (
                Field("month", "string", _("The month, as 2026-10")),
                Field("indicator", "string", _("Code of the indicator; its definition stands in the dictionary")),
                Field("name", "string", _("Name of the indicator")),
                Field("version", "integer", _("Version of the definition it was counted by")),
                Field("n", "integer", _("Numerator, without excluded cases"), _("cases")),
                Field("of", "integer", _("Denominator, without excluded cases"), _("cases")),
                Field("all_n", "integer", _("Numerator with the excluded cases"), _("cases")),
                Field("all_of", "integer", _("Denominator with the excluded cases"), _("cases")),
                _COVERED,
            ),
            _figures,
        ),
        DataSet(
            "programmes",
            _("Items of programmes"),
            _("Every item of the programmes that are for everybody, as it stood yesterday."),
            1,
            (
                Field("day", "date", _("The day of which this is told")),
                Field("programme", "string", _("Code of the programme")),
                Field("programme_name", "string", _("Name of the programme")),
                Field("item", "string", _("Code of the item")),
                Field("item_name", "string", _("Name of the item")),
                Field("lead_unit", "string", _("The unit that leads it")),
                Field("target", "number", _("The target in force, in the unit of measure")),
                Field("done", "number", _("What was read so far, in the unit of measure")),
                Field("unit", "string", _("Unit of measure")),
                Field("state", "string", _("How it stands: exactly one of the states")),
                Field("state_name", "string", _("The same in words")),
            ),
            _programmes,
        ),
    )
}
FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def written(one: DataSet, form: str, today: date) -> bytes:
    """All rows of days before today, as CSV (UTF-8 with the mark Excel knows) or JSON."""
    names = [field.name for field in one.fields]
    if form == "json":
        head = {"set": one.code, "version": one.version, "until": str(today - timedelta(days=1)), "licence": licence()}
        return json.dumps({**head, "rows": list(one.rows(today))}, ensure_ascii=False, indent=0).encode()
    out = io.StringIO()
    table = csv.DictWriter(out, names, lineterminator="\r\n")
    table.writeheader()
    table.writerows(one.rows(today))
    return out.getvalue().encode("utf-8-sig")


def licence() -> str:
    """What the office says of how this may be used."""
    return str(settings.JISHIYU_OPEN_LICENCE)


def dictionary() -> dict[str, Any]:
    """What every field and every indicator means."""
    return {
        "licence": licence(),
        "least": settings.JISHIYU_OPEN_LEAST,
        "covered": {
            COVERED % settings.JISHIYU_OPEN_LEAST: str(_("So few that somebody could be recognised")),
            COVERED_TOO: str(_("It would give away the only cell that is covered in this month")),
        },
        "sets": [
            {
                "code": one.code,
                "name": str(one.name),
                "means": str(one.means),
                "version": one.version,
                "fields": [
                    {"name": field.name, "type": field.kind, "means": str(field.means), "unit": str(field.unit)}
                    for field in one.fields
                ],
            }
            for one in SETS.values()
        ],
        "indicators": [
            {
                "code": one.code,
                "name": str(one.name),
                "definition": str(one.definition),
                "version": one.version,
                "unit": str(_("cases")),
            }
            for one in INDICATORS.values()
        ],
    }


def today() -> date:
    return timezone.localdate()
