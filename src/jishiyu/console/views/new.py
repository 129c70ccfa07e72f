"""Taking a call at the desk: a need told by phone, at the counter or in a letter is written down and goes out."""

import secrets
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.casework import actions, queries
from jishiyu.casework.kinds import kind_of, kinds
from jishiyu.casework.models import Case
from jishiyu.casework.needs import Need
from jishiyu.casework.queries import ToldBefore
from jishiyu.console.forms import VIA, ToldForm, place_of
from jishiyu.console.rights import officer_of, page
from jishiyu.look.words import URGENCY
from jishiyu.packs.loader import answering
from jishiyu.registry import actions as registry_actions
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Cell, Division, Officer
from jishiyu.sensing import actions as sensing_actions
from jishiyu.sensing import queries as sensing
from jishiyu.sensing.place import Spot
from jishiyu.sensing.triage import Verdict

PLACES = 12
SURE = ("named", "unlisted")  # how a text names a place that may be proposed: itself, or the sure one above it


@dataclass(frozen=True, slots=True)
class Hints:
    """What the text told so far suggests. `kind` and `place` stand unless the reader chose otherwise; `named` is the
    place the text itself names."""

    kind: str
    verdict: Verdict | None
    place: str
    named: str
    places: list[tuple[str, str]]
    before: list[ToldBefore]
    which: str = ""  # a name in the text that several of the places have


@page("new")
def new(request: HttpRequest) -> HttpResponse:
    """The form; sent with `look` it only looks things up. A need that may be there already is shown first, and opened
    when the same form is sent again."""
    officer = officer_of(request)
    form = ToldForm(request.POST if request.method == "POST" else None)
    hints = _hints(request, officer)
    trouble = ""
    if request.method == "POST" and "look" not in request.POST and form.is_valid():
        shown = set(request.POST.get("shown", "").split(","))
        if {str(one.case.pk) for one in hints.before} <= shown:
            case = _open(form, officer)
            messages.success(request, _("Case %(number)s is open.") % {"number": case.number})
            return redirect(f"/console/cases/{case.number}/#dispatch")
        trouble = _("This may have been told before. Look at these; if it is another matter, send the form again.")
    context = {**_context(request, hints), "form": form, "trouble": trouble}
    bad = request.method == "POST" and "look" not in request.POST
    return render(request, "console/new.html", context, status=422 if bad else 200)


@page("new_hints")
@require_POST
def new_hints(request: HttpRequest) -> HttpResponse:
    """Kind, place and possible doubles while the form is being filled in; the parts that change, nothing else."""
    return render(request, "console/_new_hints.html", _context(request, _hints(request, officer_of(request))))


def _context(request: HttpRequest, hints: Hints) -> dict[str, object]:
    suggested = str(hints.verdict.urgency) if hints.verdict else "1"
    return {
        "hints": hints,
        "shown": ",".join(str(one.case.pk) for one in hints.before),
        "said": request.POST,
        "via": VIA,
        "groups": [(pack, kinds(pack.code)) for pack in answering()],
        "purposes": Case.Purpose.choices,
        "urgencies": [(str(level), words) for level, (words, _colour) in enumerate(URGENCY)],
        "suggested_urgency": suggested,
        "urgency": _own(request, "urgency") or suggested,
        "units": registry.units_to_name(),
        "form_key": request.POST.get("form_key") or secrets.token_urlsafe(24),
        "now": timezone.now(),
    }


def _hints(request: HttpRequest, officer: Officer) -> Hints:
    said = request.POST
    text, home = said.get("text", "")[:4000], officer.unit.division_id or "" if officer.unit else ""
    verdicts, placed = sensing.read(text, home) if text.strip() else ([], None)
    verdict = verdicts[0] if verdicts else None
    kind = _own(request, "kind") or (verdict.kind if verdict else "")
    found = _places(said.get("place_search", "").strip(), home)
    named = _value(placed.spot) if placed and placed.how in SURE and placed.spot else ""
    asked = placed.candidates if placed else ()
    if asked:
        names = registry.place_names({(spot.code, spot.cell) for spot in asked})
        found = [(_value(spot), names[spot.code, spot.cell]) for spot in asked] + found
    place = _own(request, "place") or named
    division, cell = _known(place)
    if division is not None:
        found = [(place, registry.place_name(division.pk, cell.pk if cell else None))] + [
            one for one in found if one[0] != place
        ]
    same = queries.told_before(
        officer,
        phone=said.get("phone", "")[:20],
        kind=kind,
        division=division.pk if division else "",
        cell=cell.pk if cell else None,
        at=timezone.now(),
    )
    which = placed.words if placed and asked and division is None else ""
    return Hints(kind, verdict, place if division else "", named, found, same, which)


def _value(spot: Spot) -> str:
    return f"{spot.code}:{spot.cell}" if spot.cell else spot.code


def _own(request: HttpRequest, name: str) -> str:
    """What the reader chose; nothing while the form only holds what was suggested before."""
    chosen = request.POST.get(name, "")
    return "" if chosen == request.POST.get(f"hint_{name}") else chosen


def _known(place: str) -> tuple[Division | None, Cell | None]:
    try:
        return place_of(place)
    except forms.ValidationError:
        return None, None


def _places(words: str, home: str) -> list[tuple[str, str]]:
    """Places whose name holds the words, those of the office's own city first."""
    found = registry.search_divisions(words, within=home[:4], most=PLACES) if words else []
    names = registry.place_names({(one.pk, None) for one in found})
    return [(one.pk, names[(one.pk, None)]) for one in found]


def _open(form: ToldForm, officer: Officer) -> Case:
    now, said = timezone.now(), form.cleaned_data
    division, cell = said["place"]
    home = officer.unit.division_id if officer.unit else None
    names = dict(VIA)
    with translation.override(settings.LANGUAGE_CODE):
        name = str(names[said["via"]])
    source = sensing_actions.desk_source(
        f"told-{said['via']}", name, unit_id=officer.unit_id or 0, division_code=home, by=officer.actor, at=now
    )
    hidden = said["secret"] or said["purpose"] == Case.Purpose.REPORT or kind_of(said["kind"]).confidential
    person = None
    if said["name"] or said["phone"]:
        person = registry_actions.subject_for(
            name=said["name"],
            phone=said["phone"],
            address="" if hidden else said["place_words"],
            division_code=division.pk if division else None,
            by=officer.actor,
            at=now,
        )
    need = Need(
        pack=said["kind"].partition(".")[0],
        kind=said["kind"],
        title=" ".join(said["text"].split())[:60],
        text=said["text"],
        source_id=source.pk,
        heard_at=form.heard_at(now),
        requester_id=person.pk if person else None,
        division_code=division.pk if division else home,
        cell_id=cell.pk if cell else None,
        place_words=said["place_words"],
        urgency=said["urgency"],
        vulnerable=said["vulnerable"],
        origin_key=said["form_key"],
        purpose=said["purpose"],
        secret=said["secret"],
        against_id=said["against"].pk if said["against"] else None,
    )
    return actions.open_case(need, by=officer.actor, at=now)
