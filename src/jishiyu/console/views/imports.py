"""Taking in files by hand, and the account of every row."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework.kinds import kinds
from jishiyu.console.rights import officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.sensing import queries
from jishiyu.sensing.imports import reason_of, rejected_file, run_import

ENDINGS = (".xlsx", ".xls", ".csv", ".jsonl")
SHOWN = 20


@page("imports")
def imports(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        trouble = _take(request)
        if not trouble:
            return redirect("console:imports")
        messages.error(request, trouble)
    runs = [
        (run, [(row, reason_of(row)) for row in getattr(run, "first_rejected", ())])
        for run in queries.import_runs()[:SHOWN]
    ]
    context = {"runs": runs, "sources": queries.sources(), "kinds": kinds(), "now": timezone.now()}
    return render(request, "console/imports.html", context)


def _take(request: HttpRequest) -> str:
    """Import the file that was sent. Returns what was wrong with it as a whole, or nothing."""
    source = queries.source_by_code(request.POST.get("source", ""))
    sent = request.FILES.get("file")
    if source is None or sent is None or Path(sent.name or "").suffix.lower() not in ENDINGS:
        return _("Choose a source and a file that ends in .xlsx, .xls, .csv or .jsonl.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(sent.name or "file").name
        path.write_bytes(b"".join(sent.chunks()))
        try:
            run = run_import(source, path, by=officer_of(request).actor, at=timezone.now())
        except Refused as refused:
            return message_of(refused)
    messages.success(request, _("%(rows)d rows were read; each is accounted for below.") % {"rows": run.rows})
    return ""


@page("import_rejected")
def import_rejected(request: HttpRequest, run_id: int) -> HttpResponse:
    run = queries.import_run(run_id)
    if run is None:
        raise Http404
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    headers = {"Content-Disposition": f'attachment; filename="rejected-{run.pk}.xlsx"'}
    return HttpResponse(rejected_file(run), content_type=kind, headers=headers)
