"""The wallboard's other face: items by light, the worst of them, and how enterprises are helped."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.console.rights import page
from jishiyu.console.views.wall import GOALS, face
from jishiyu.figures import queries
from jishiyu.figures.printing import rate
from jishiyu.figures.queries import Goals
from jishiyu.figures.queries.wall import DAYS
from jishiyu.figures.queries.wall_of_goals import YEAR
from jishiyu.look.programme_words import LIGHTS

PROGRAMMES_SHOWN, UNITS_SHOWN = 5, 5


@page("wall_goals")
def wall_goals(request: HttpRequest) -> HttpResponse:
    return face(request, GOALS, _shown())


@page("wall_goals_numbers")
def wall_goals_numbers(request: HttpRequest) -> HttpResponse:
    return face(request, GOALS, _shown(), alone=True)


def _shown() -> dict[str, object]:
    now = timezone.now()
    found = queries.goals(now)
    others = found.units[UNITS_SHOWN:]
    return {
        "goals": found,
        "tiles": [*_lights(found), *_liaison(found)],
        "programmes": found.programmes[:PROGRAMMES_SHOWN],
        "other_programmes": len(found.programmes[PROGRAMMES_SHOWN:]),
        "units": found.units[:UNITS_SHOWN],
        "other_units": (len(others), sum(many for _key, _name, many in others)),
        "month": f"{found.month.first:%Y-%m}",
        "now": now,
    }


def _lights(found: Goals) -> list[dict[str, object]]:
    """Items by light, the words beside the colour. They add up with those that have none."""
    address, whole = reverse("console:programmes"), _("items")
    return [
        _tile(LIGHTS[code][0], f"{found.lights.get(code, 0)}", f"{found.lights.get(code, 0)} / {found.items}", whole,
              f"{address}?light={code}", LIGHTS[code][1] if found.lights.get(code) else "")
        for code in ("red", "yellow", "slight", "green")
    ]  # fmt: skip


def _liaison(found: Goals) -> list[dict[str, object]]:
    month = f"{found.month.first:%Y-%m}"

    def opens(code: str, **asked: object) -> str:
        return f"{reverse('console:figure_open', args=[code])}?{urlencode(asked)}"

    share, _bracket, _rest = rate(found.in_time, found.due).partition(" (")
    return [
        _tile(_("Problems of enterprises, open"), f"{found.open}", f"{found.open} / {found.heard}",
              _("heard in a year"), opens("outreach.open", days=YEAR), "amber" if found.open else ""),
        _tile(_("Problems of enterprises, on time"), share, f"{found.in_time} / {found.due}",
              _("%(days)s days") % {"days": DAYS}, opens("outreach.on_time", days=DAYS), "rate"),
        _tile(_("Visits this month"), f"{found.visits}", "", "", opens("visits", period=month), ""),
        _tile(_("Enterprises visited this month"), f"{found.visited}", "", "", opens("outreach.visited", period=month),
              ""),
    ]  # fmt: skip


def _tile(name: object, big: str, of: str, whole: str, url: str, colour: str) -> dict[str, object]:
    return {"name": name, "big": big, "of": of, "whole": whole, "url": url, "colour": colour}
