"""The enterprises of the office: listed, narrowed, found by any part of a name, taken in and written out."""

import secrets
from pathlib import Path

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import DISPATCHES, officer_of, page
from jishiyu.console.views import listed
from jishiyu.ledger.actions import works
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.outreach.queries.seen import profiles_seen
from jishiyu.registry import queries
from jishiyu.registry.list_out import outcome_words, reason_of
from jishiyu.registry.sheet_rows import MOST_ROWS
from jishiyu.registry.works import TAKE, Preview, preview

KIND = "enterprise"
SHOWN = 100
ENDINGS = (".xlsx", ".xls", ".csv")
LARGEST = 32 * 1024 * 1024
SALT, LASTS_SECONDS = "console.enterprises", 2 * 60 * 60


@page("enterprises")
def enterprises(request: HttpRequest) -> HttpResponse:
    context = listed.context_of(request, KIND)
    return render(request, "console/enterprises.html", context | {"keeps": officer_of(request).post in DISPATCHES})


@page("enterprises_found")
def enterprises_found(request: HttpRequest) -> HttpResponse:
    """What the search box finds as one types."""
    officer, words = officer_of(request), request.GET.get("q", "").strip()[:60]
    seen = profiles_seen(officer, timezone.localdate())
    found = queries.search(words, kind=KIND, among=seen, most=12)
    return render(request, "console/_enterprises_found.html", {"found": found, "words": words})


@page("enterprises_export")
@require_POST
def enterprises_export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, in the columns it comes in by, as long work."""
    return listed.export(request, KIND, _("List of enterprises"), "console:enterprises")


@page("enterprises_import")
def enterprises_import(request: HttpRequest) -> HttpResponse:
    """A list previewed, with what would become of each row; then taken in as long work."""
    context: dict[str, object] = {}
    if request.method == "POST":
        try:
            if "signed" in request.POST:
                return _take(request)
            context = _preview(request)
        except Refused as refused:
            context = {"trouble": message_of(refused)}
    return render(request, "console/enterprises_import.html", context, status=409 if "trouble" in context else 200)


def _preview(request: HttpRequest) -> dict[str, object]:
    sent = request.FILES.get("file")
    name = Path(sent.name or "").name if sent else ""
    if sent is None or Path(name).suffix.lower() not in ENDINGS:
        raise Refused("file_empty", file=name)
    if (sent.size or 0) > LARGEST:
        raise Refused("rows_too_many", most=MOST_ROWS)
    content = sent.read()
    found = preview(content, name, KIND)
    kept = f"in-{secrets.token_hex(8)}{Path(name).suffix.lower()}"
    (works.folder() / kept).write_bytes(content)
    signed = signing.dumps([officer_of(request).actor, kept, name], salt=SALT)
    return {"counts": found.counts, "signed": signed, "name": name, **_told(found)}


def _told(found: Preview) -> dict[str, object]:
    aside = [(number, outcome_words(one)) for number, one in found.plan.outcomes.items() if one.what == "aside"]
    cells = [(number, reason_of(one)) for number, remarks in found.remarks.items() for one in remarks]
    columns = [(one.label, one.attribute.name if one.attribute else "", one.unit if one.attribute and
                one.attribute.type == "money" else "") for one in found.sheet.columns]  # fmt: skip
    return {"aside": aside[:SHOWN], "cells": cells[:SHOWN], "columns": columns, "left_out": found.sheet.left_out}


def _take(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    try:
        actor, kept, name = signing.loads(request.POST["signed"], salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        raise Refused("preview_gone") from None
    file = works.folder() / str(kept)
    if actor != officer.actor or not file.is_file():
        raise Refused("preview_gone")
    params = {"name": name[:120], "kind": KIND, "language": get_language() or "zh-hans"}
    works.ask(
        TAKE,
        title=_("List of enterprises in: %(name)s") % {"name": name},
        params=params,
        source=(name, [file.read_bytes()]),
        key=kept,
        by=officer.actor,
        at=timezone.now(),
    )
    file.unlink(missing_ok=True)
    return redirect("console:works")
