"""The dispatch catalogue as an Excel file, out and in. What comes in is previewed and signed before it is saved."""

from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework import actions, queries
from jishiyu.casework.catalogue import Change, Draft
from jishiyu.casework.catalogue_file import Row, read, write
from jishiyu.casework.queries import Compared, Trial
from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.catalogue import asked_of, read_day
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "console.catalogue"
LARGEST = 4 * 1024 * 1024
LASTS_SECONDS = 2 * 60 * 60
SHOWN = 100


@page("catalogue_export")
def catalogue_export(request: HttpRequest) -> HttpResponse:
    """What the list shows, as a file that can be taken in again."""
    today = timezone.localdate()
    content = write(queries.file_rows(queries.catalogue(asked_of(request), today)))
    name = quote(f"派单目录-{today}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(content, content_type=EXCEL, headers=headers)


@page("catalogue_import")
def catalogue_import(request: HttpRequest) -> HttpResponse:
    context: dict[str, object] = {
        "since": request.POST.get("since") or str(timezone.localdate()),
        "now": timezone.now(),
    }
    if request.method == "POST":
        try:
            if "signed" in request.POST:
                return _save(request)
            context |= _preview(request)
        except Refused as refused:
            context["trouble"] = message_of(refused)
    return render(request, "console/catalogue_import.html", context, status=409 if "trouble" in context else 200)


def _preview(request: HttpRequest) -> dict[str, object]:
    """What the file would change, which rows are refused and why, and which open cases would go elsewhere."""
    sent, now = request.FILES.get("file"), timezone.now()
    read_day(request.POST.get("since", ""))
    if sent is None or (sent.size or 0) > LARGEST:
        raise Refused("file_empty" if sent is None else "rows_too_many", file="", most=5000)
    rows = read(sent.read(), queries.names_for_file())
    drafts = [row.draft for row in rows if row.draft]
    found = queries.compared(drafts, timezone.localdate())
    ends = tuple(change.replaces for change in found.changes if change.replaces)
    return {
        "found": found,
        "fresh": sum(change.replaces is None for change in found.changes),
        "newer": len(ends),
        "refused": _refused(rows),
        "preview": queries.preview(Trial(ends, tuple(change.draft for change in found.changes)), now),
        "signed": _sign(found, officer_of(request).actor),
    }


def _refused(rows: list[Row]) -> list[tuple[int, str]]:
    return [(row.number, message_of(row.refused)) for row in rows if row.refused][:SHOWN]


def _sign(found: Compared, actor: str) -> str:
    """The changes as they were previewed, so that what is saved is what was seen."""
    plain = [[asdict(change.draft), change.replaces] for change in found.changes]
    return signing.dumps([actor, plain], salt=SALT, compress=True)


def _save(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    try:
        actor, plain = signing.loads(request.POST["signed"], salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        raise Refused("preview_gone") from None
    if actor != officer.actor:
        raise Refused("preview_gone")
    changes = [Change(_draft(said), replaces) for said, replaces in plain]
    since = read_day(request.POST.get("since", ""))
    count = actions.take_catalogue(changes, since=since, by=officer.actor, at=timezone.now())
    messages.success(request, _("%(n)d changes hold from %(day)s on.") % {"n": count, "day": since})
    return redirect("console:catalogue")


def _draft(said: dict[str, Any]) -> Draft:
    return Draft(**{**said, "words": tuple(said["words"])})
