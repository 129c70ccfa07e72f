"""Saying a need, and the receipt."""

import secrets
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from jishiyu.casework import actions, queries
from jishiyu.casework.kinds import kinds
from jishiyu.casework.models import Case
from jishiyu.casework.needs import Need
from jishiyu.packs.loader import answering
from jishiyu.portal import tickets
from jishiyu.portal.forms import NeedForm
from jishiyu.registry import actions as registry_actions
from jishiyu.registry import queries as registry
from jishiyu.sensing import queries as sensing
from jishiyu.sensing.models import Source

BY = "requester"
MOST_PER_DAY = 20
SOURCE = "portal"


def say(request: HttpRequest) -> HttpResponse:
    source = sensing.source_by_code(SOURCE)
    form = NeedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and source is not None and form.is_valid():
        case = _open(form.cleaned_data, source)
        if case is not None:
            return redirect("portal:said", tickets.make(case.pk))
        form.add_error("phone", "too_many")
    bad = request.method == "POST"
    context = {
        "form": form,
        "closed": source is None,
        "groups": [(pack, [kind for kind in kinds(pack.code) if kind.public]) for pack in answering()],
        "places": registry.children(source.division_id) if source else [],
        "purposes": Case.Purpose.choices,
        "units": registry.units_to_name(),
        "form_key": request.POST.get("form_key") or secrets.token_urlsafe(24),
    }
    return render(request, "portal/say.html", context, status=422 if bad else 200)


def _open(said: dict[str, Any], source: Source) -> Case | None:
    """The case of this form, opened now or when it was first sent; None when this phone said too much today."""
    now = timezone.now()
    hidden = said["secret"] or said["purpose"] == Case.Purpose.REPORT
    person = registry_actions.subject_for(
        name=said["name"],
        phone=said["phone"],
        address="" if hidden else said["address"],  # a report's place is where it happens, not where they live
        division_code=said["division"] or None,
        by=BY,
        at=now,
    )
    if queries.said_since(person.pk, now - timedelta(days=1)) >= MOST_PER_DAY:
        return None
    kind = said["kind"]
    need = Need(
        pack=kind.partition(".")[0],
        kind=kind,
        title=" ".join(said["text"].split())[:60],
        text=said["text"],
        source_id=source.pk,
        heard_at=now,
        requester_id=person.pk,
        division_code=said["division"] or source.division_id,
        place_words=said["address"],
        origin_key=said["form_key"],
        purpose=said["purpose"],
        secret=said["secret"],
        against_id=said["against"].pk if said["against"] else None,
    )
    return actions.open_case(need, by=BY, at=now)


def said(request: HttpRequest, ticket: str) -> HttpResponse:
    case_id = tickets.read(ticket)
    case = Case.objects.filter(pk=case_id).first() if case_id else None
    if case is None:
        raise Http404
    now = timezone.now()
    context = {"case": case, "promises": queries.promises_of(case, now), "ticket": ticket, "now": now}
    return render(request, "portal/said.html", context)


def places(request: HttpRequest) -> HttpResponse:
    """The next list of places, for the chained selects."""
    code = request.GET.get("division", "")
    found = registry.children(code) if code and code.isascii() and code.isdigit() else []
    return render(request, "portal/_places.html", {"places": found, "chosen": code})
