"""How well this office is heard, week by week, and the rows behind each number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishiyu.console.rights import page
from jishiyu.figures.quality import Measured, measured, whole
from jishiyu.lib.phrases import Phrase
from jishiyu.look.weekly import weekly
from jishiyu.packs.loader import hearing
from jishiyu.sensing.queries import quality as counted
from jishiyu.sensing.queries.quality import A_WEEK, Quality, edges, monday
from jishiyu.sensing.sampling import kappa

SPANS = (8, 13, 26)
PER_PAGE = 50
ROWS: dict[str, Phrase] = {
    "heard": gettext_lazy("Messages heard"),
    "warnings": gettext_lazy("Warnings"),
    "real": gettext_lazy("Answered: real"),
    "false": gettext_lazy("Answered: false alarm"),
    "unanswered": gettext_lazy("Not answered"),
    "sample": gettext_lazy("Looked at in the sample"),
    "missed": gettext_lazy("Missed, found in the sample"),
    "unnamed": gettext_lazy("No place named"),
    "unlisted": gettext_lazy("Place named that is in no list"),
    "kind": gettext_lazy("Kind as judged and as people say"),
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two people agree on messages both looked at."""

    name: Phrase
    same: int
    of: int
    kappa: float | None


@page("quality")
def quality(request: HttpRequest) -> HttpResponse:
    pack, weeks, first = _asked(request)
    found = counted.quality(pack, first, weeks)
    rows = [measured(week, first=week.first) for week in found.weeks]
    changed = _changes(found)
    keep = urlencode({"pack": pack, "weeks": weeks})
    context = {
        "pack": pack,
        "packs": hearing(),
        "weeks": weeks,
        "spans": SPANS,
        "rows": list(reversed(rows)),
        "total": measured(whole(found.weeks, first), first=None),
        "first": first,
        "chart": _chart(rows, changed),
        "changes": changed,
        "confusions": found.confusions,
        "agreement": _agreement(found),
        "keep": keep,
    }
    return render(request, "console/quality.html", context)


def _asked(request: HttpRequest) -> tuple[str, int, date]:
    """The service line, how many weeks, and the Monday they begin on."""
    said, known = request.GET, [one.code for one in hearing()]
    pack = said.get("pack") or known[0]
    if pack not in known:
        raise Http404
    weeks = int(said["weeks"]) if said.get("weeks") in {str(one) for one in SPANS} else SPANS[0]
    return pack, weeks, monday(timezone.localdate()) - (weeks - 1) * A_WEEK


def _changes(found: Quality) -> list[tuple[date, str, int]]:
    """Versions in the order they first judged: the week, the version, how many messages it judged in all."""
    firsts: dict[str, date] = {}
    many: dict[str, int] = {}
    for week in found.weeks:
        for version, count in week.versions.items():
            firsts.setdefault(version, week.first)
            many[version] = many.get(version, 0) + count
    return [(first, version, many[version]) for version, first in firsts.items()]


def _chart(rows: Sequence[Measured], changed: Sequence[tuple[date, str, int]]) -> str:
    bars = [
        (
            row.first or date.min,
            row.warnings_per_1000,
            _("%(week)s: %(n)s warnings of %(heard)s messages") % _words(row),
        )
        for row in rows
    ]
    marks = {first for first, _version, _many in changed[1:]}
    return weekly(bars, marks, _("Warnings per 1,000 messages, week by week; a dashed line where the version changed."))


def _words(row: Measured) -> dict[str, object]:
    return {"week": row.first, "n": row.warnings, "heard": row.heard}


def _agreement(found: Quality) -> list[Agreement]:
    """On trouble or not; on kind and urgency where both say it is trouble."""
    both = [(one, other) for one, other in found.pairs if one[0] and other[0]]
    columns = (
        (gettext_lazy("Trouble or ordinary talk"), [(one[0], other[0]) for one, other in found.pairs]),
        (gettext_lazy("Kind"), [(one[1], other[1]) for one, other in both]),
        (gettext_lazy("Urgency"), [(one[2], other[2]) for one, other in both]),
    )
    return [
        Agreement(name, sum(one == other for one, other in pairs), len(pairs), kappa(pairs)) for name, pairs in columns
    ]


@page("quality_rows")
def quality_rows(request: HttpRequest, what: str) -> HttpResponse:
    """The rows behind one number of one week, or of all."""
    pack, weeks, first = _asked(request)
    name, _sep, kinds = what.partition(":")
    week = _week(request.GET.get("week", ""))
    since, until = edges(week) if week else edges(first, weeks)
    leads = name in counted.LEADS
    try:
        found = (counted.rows_of_leads if leads else counted.rows_of_messages)(pack, what, since, until)
    except LookupError:
        raise Http404 from None
    keep = request.GET.copy()
    keep.pop("page", None)
    context = {
        "name": ROWS[name],
        "kinds": kinds.split(":") if kinds else [],
        "leads": leads,
        "shown": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "since": since,
        "until": until - timedelta(days=1),
        "keep": keep.urlencode(),
        "back": urlencode({"pack": pack, "weeks": weeks}),
    }
    return render(request, "console/quality_rows.html", context)


def _week(said: str) -> date | None:
    """The Monday a query string names."""
    try:
        return monday(date.fromisoformat(said)) if said else None
    except ValueError:
        raise Http404 from None
