"""Documents of the handbook: found, entered with their clauses, corrected, replaced; and a handbook from Excel."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.catalogue import read_day
from jishiyu.console.views.catalogue_file import EXCEL
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.policies import actions, handbook_file, queries, rights
from jishiyu.policies.drafts import ClauseDraft, DocumentDraft
from jishiyu.policies.models import Document

PER_PAGE = 30
LARGEST = 8 * 1024 * 1024
EMPTY_CLAUSES = 3
FIELDS = ("title", "number", "issuer", "url")


@page("policy_documents")
def policy_documents(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("text", "").strip()[:80]
    context = {
        "shown": Paginator(queries.documents(text), PER_PAGE).get_page(request.GET.get("page")),
        "text": text,
        "keep": f"text={quote(text)}" if text else "",
        "writes": officer_of(request).post in rights.WRITES,
        "today": timezone.localdate(),
    }
    return render(request, "console/policy_documents.html", context)


@page("policy_document_new")
def policy_document_new(request: HttpRequest) -> HttpResponse:
    """A new document; `replaces` names the one it takes over from."""
    return _form(request, None)


@page("policy_document_edit")
def policy_document_edit(request: HttpRequest, code: str) -> HttpResponse:
    document = queries.document_at(code)
    if document is None:
        raise Http404
    return _form(request, document)


def _form(request: HttpRequest, document: Document | None) -> HttpResponse:
    said: Mapping[str, Any] = request.POST if request.method == "POST" else _as_form(document, request)
    clauses = _clauses(said) if request.method == "POST" else _kept(document)
    context: dict[str, object] = {"document": document, "said": said}
    if request.method == "POST" and "more" not in said:
        try:
            draft = _draft(said, clauses)
            by, now = officer_of(request).actor, timezone.now()
            made = actions.keep_document(draft, document_id=document.pk if document else None, by=by, at=now)
            messages.success(request, _("The document is kept. Write a card about one of its clauses."))
            return redirect("console:policy_document_edit", made.code)
        except Refused as refused:
            context["trouble"] = message_of(refused)
    numbered = [*clauses, *(ClauseDraft(number="", text="") for _n in range(EMPTY_CLAUSES))]
    ids = {clause.code: clause.pk for clause in document.clauses.all()} if document else {}
    context["clauses"] = [(place, one, ids.get(one.code)) for place, one in enumerate(numbered)]
    return render(request, "console/policy_document.html", context, status=409 if "trouble" in context else 200)


def _as_form(document: Document | None, request: HttpRequest) -> dict[str, str]:
    if document is None:
        today = timezone.localdate().isoformat()
        return {"issued": today, "since": today, "replaces": request.GET.get("replaces", "")[:40]}
    days = {name: str(getattr(document, name) or "") for name in ("issued", "since", "until")}
    return {name: getattr(document, name) for name in FIELDS} | days | {"code": document.code}


def _kept(document: Document | None) -> list[ClauseDraft]:
    clauses = document.clauses.all() if document else ()
    return [ClauseDraft(number=one.number, text=one.text, code=one.code) for one in clauses]


def _clauses(said: Mapping[str, Any]) -> list[ClauseDraft]:
    """Rows in which something is written."""
    found = []
    for place in range(200):
        if f"text{place}" not in said:
            break
        number, text = said.get(f"number{place}", "").strip(), said[f"text{place}"].strip()
        if number or text:
            found.append(ClauseDraft(number=number, text=text, code=said.get(f"code{place}", "").strip()))
    return found


def _draft(said: Mapping[str, Any], clauses: list[ClauseDraft]) -> DocumentDraft:
    """Raises Refused day_unreadable."""
    return DocumentDraft(
        **{name: said.get(name, "") for name in FIELDS},
        issued=read_day(said.get("issued", "")),
        since=read_day(said.get("since", "")),
        until=read_day(said["until"]) if said.get("until") else None,
        code=said.get("code", "").strip(),
        replaces=said.get("replaces", "").strip(),
        clauses=clauses,
    )


@page("policies_import")
def policies_import(request: HttpRequest) -> HttpResponse:
    """A handbook from Excel: each row becomes a draft, says the same as before, or comes back with its reason."""
    context: dict[str, object] = {"columns": list(handbook_file.COLUMNS), "themes": list(handbook_file.THEME_WORDS)}
    if request.method == "POST":
        try:
            context["rows"] = rows = _take(request)
            kinds = ("new", "changed", "same", "refused")
            context["counts"] = [(kind, sum(one[1] == kind for one in rows)) for kind in kinds]
        except Refused as refused:
            context["trouble"] = message_of(refused)
    elif "form" in request.GET:
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote('惠企政策导入表.xlsx')}"}
        return HttpResponse(handbook_file.write([]), content_type=EXCEL, headers=headers)
    return render(request, "console/policies_import.html", context, status=409 if "trouble" in context else 200)


def _take(request: HttpRequest) -> list[tuple[int, str, str, str]]:
    """Number in the file, outcome, title, why. Raises Refused for the file as a whole."""
    sent, by = request.FILES.get("file"), officer_of(request).actor
    if sent is None or (sent.size or 0) > LARGEST:
        raise Refused("file_empty" if sent is None else "rows_too_many", file="", most=handbook_file.MOST_ROWS)
    told = []
    for row in handbook_file.read(sent.read()):
        title = row.card.title if row.card else ""
        try:
            told.append((row.number, str(actions.take_row(row, by=by, at=timezone.now())), title, ""))
        except Refused as refused:
            told.append((row.number, "refused", title, message_of(refused)))
    return told
