"""The leader's wallboard: a page for a large screen that keeps itself up to date, and its face of cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishiyu.console.rights import page
from jishiyu.figures import queries
from jishiyu.figures.charts import Chart, Series
from jishiyu.figures.printing import rate
from jishiyu.figures.queries import Day, Wall
from jishiyu.lib.phrases import Phrase
from jishiyu.look.drawn import legend, svg
from jishiyu.registry import queries as registry

UNITS_SHOWN, KINDS_SHOWN = 6, 3
CASES, GOALS = "cases", "goals"


@dataclass(frozen=True, slots=True)
class Face:
    """What a large screen can show at once: its page, what that page exchanges, and the template of that."""

    name: Phrase
    page: str
    numbers: str
    template: str


FACES: Mapping[str, Face] = {
    CASES: Face(gettext_lazy("Cases"), "console:wall", "console:wall_numbers", "console/_wall.html"),
    GOALS: Face(
        gettext_lazy("Programmes and visits"), "console:wall_goals", "console:wall_goals_numbers",
        "console/_wall_goals.html",
    ),
}  # fmt: skip


@page("wall")
def wall(request: HttpRequest) -> HttpResponse:
    return face(request, CASES, _shown())


@page("wall_numbers")
def wall_numbers(request: HttpRequest) -> HttpResponse:
    return face(request, CASES, _shown(), alone=True)


def face(request: HttpRequest, name: str, shown: Mapping[str, object], *, alone: bool = False) -> HttpResponse:
    """One face of the wallboard: the whole page; `alone` what the page exchanges, with ?turn=1 the face around it."""
    centre = registry.centre()
    context = {**shown, "face": name, "shown": FACES[name], "faces": FACES, "office": centre.name if centre else ""}
    inside = "console/_wall_face.html" if "turn" in request.GET else FACES[name].template
    return render(request, inside if alone else "console/wall.html", context)


def _shown() -> dict[str, object]:
    now = timezone.now()
    found = queries.wall(now)
    others, kinds = found.units[UNITS_SHOWN:], found.kinds[KINDS_SHOWN:]
    return {
        "wall": found,
        "tiles": _tiles(found),
        "units": found.units[:UNITS_SHOWN],
        "other_units": (len(others), sum(one.late for one in others)),
        "kinds": found.kinds[:KINDS_SHOWN],
        "other_kinds": (len(kinds), sum(count for _, count in kinds)),
        "charts": [(chart, svg(chart), legend(chart)) for chart in _charts(found)],
        "days": len(found.heard),
        "since": timezone.localtime(found.since).isoformat(timespec="seconds"),
        "now": now,
    }


def _tiles(found: Wall) -> list[dict[str, object]]:
    """The four numbers of now; each with what it is a part of, and where its rows are."""

    def tile(name: str, n: int, of: int, whole: str, colour: str, **asked: object) -> dict[str, object]:
        address = f"{reverse('console:cases')}?{urlencode(asked)}"
        return {"name": name, "n": n, "of": of, "whole": whole, "colour": colour if n else "", "url": address}

    opened = _("open cases")
    since = timezone.localtime(found.since).isoformat(timespec="seconds")
    return [
        tile(_("Late"), found.late, found.owed, opened, "alarm", band="late"),
        tile(_("Within two hours"), found.soon, found.owed, opened, "amber", band="soon"),
        tile(_("Nobody has it"), found.waiting, found.owed, opened, "amber", unassigned=1),
        tile(_("Heard in the last hour"), found.hour, found.today, _("heard today"), "", since=since),
    ]


def _charts(found: Wall) -> list[Chart]:
    labels = [f"{one.day.month}-{one.day.day}" for one in found.heard]
    came = Chart(
        _("Heard and answered, per day"),
        labels,
        [
            Series(_("Heard"), [one.of for one in found.heard]),
            Series(_("Answered"), [one.of for one in found.answered]),
        ],
    )
    today = found.due[-1]
    kept = Series(_("today"), _shares(found.due), rate(today.n, today.of))
    return [came, Chart(_("On time, of those due that day"), labels, [kept], unit="%")]


def _shares(days: Sequence[Day]) -> list[float | None]:
    return [100 * one.n / one.of if one.of else None for one in days]
