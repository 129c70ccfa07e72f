"""Document packs: their lists as live pages, taken out and in by Excel; and the tasks of a campaign."""

from collections.abc import Mapping
from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishiyu.console.rights import DECIDES, officer_of, page
from jishiyu.console.views.papers import word
from jishiyu.ledger.actions import works
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.outreach import actions
from jishiyu.outreach.documents import shelf
from jishiyu.outreach.documents.letters import letters
from jishiyu.outreach.documents.packs import DocumentPack, ListSheet
from jishiyu.outreach.models import CampaignTask
from jishiyu.outreach.queries import documents as queries
from jishiyu.outreach.queries.documents import OF, Asked
from jishiyu.outreach.queries.seen import profiles_seen
from jishiyu.outreach.works import EXPORT, LETTERS, TAKE
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer, Post, Profile

PER_PAGE = 50
ENDINGS = (".xlsx", ".xls", ".csv")
STATES = {
    "tasks": CampaignTask.State.choices,
    "problems": [("open", gettext_lazy("Not closed yet")), ("closed", gettext_lazy("Closed"))],
}


@page("documents")
def documents(request: HttpRequest) -> HttpResponse:
    return render(request, "console/documents.html", {"packs": shelf.packs(), "flaws": shelf.flaws()})


def _found(code: str, sheet: str) -> tuple[DocumentPack, ListSheet]:
    pack = shelf.pack_of(code)
    found = pack.sheet(sheet) if pack else None
    if pack is None or found is None:
        raise Http404
    return pack, found


def _asked(request: HttpRequest) -> Asked:
    said, unit = request.GET, request.GET.get("unit", "")
    return Asked(said.get("text", "").strip()[:60], number_of(unit), said.get("state", "")[:10])


@page("document")
def document(request: HttpRequest, code: str, sheet: str) -> HttpResponse:
    """One list, live."""
    pack, found = _found(code, sheet)
    officer, asked, now = officer_of(request), _asked(request), timezone.now()
    keep = request.GET.copy()
    keep.pop("page", None)
    shown = Paginator(queries.rows(found, officer, asked, timezone.localdate(now)), PER_PAGE).get_page(
        request.GET.get("page")
    )
    some = list(shown.object_list)
    start = (shown.number - 1) * PER_PAGE
    lines = queries.lines(found, some, officer, now, start)
    context = {
        "pack": pack,
        "sheet": found,
        "shown": shown,
        "rows": [(_link(found, one), list(zip(found.headings, line, strict=True))) for one, line in
                 zip(some, lines, strict=True)],
        "asked": asked,
        "units": registry.units(),
        "states": STATES.get(found.rows, []),
        "takes": found.can_take and officer.post in DECIDES,
        "keep": keep.urlencode(),
    }  # fmt: skip
    return render(request, "console/document.html", context)


def _link(sheet: ListSheet, row: object) -> tuple[str, object]:
    """Name and key of the page a row leads to."""
    match sheet.rows:
        case "tasks":
            return "console:campaign_task", row.pk  # type: ignore[attr-defined]
        case "problems":
            return "console:case", row.number  # type: ignore[attr-defined]
        case "officers":
            return "console:officer_page", row.pk  # type: ignore[attr-defined]
        case "enterprises":
            return "console:enterprise", row.pk  # type: ignore[attr-defined]
        case "duties":
            return "console:officer_page", row.officer_id  # type: ignore[attr-defined]
    return "", ""


@page("document_export")
def document_export(request: HttpRequest, code: str, sheet: str) -> HttpResponse:
    """The list that the query string asks for, as a workbook in its own columns."""
    _pack, found = _found(code, sheet)
    asked = _asked(request)
    params = {"pack": code, "list": sheet, "text": asked.text, "unit": asked.unit, "state": asked.state}
    return _begin(request, EXPORT, _("%(list)s out") % {"list": found.name}, params, None)


@page("document_letters")
def document_letters(request: HttpRequest, code: str, sheet: str) -> HttpResponse:
    """The pack's letter to each enterprise of the list that the query string asks for."""
    pack, found = _found(code, sheet)
    if not pack.letter or found.rows != "enterprises":
        raise Http404
    asked = _asked(request)
    params = {"pack": code, "list": sheet, "text": asked.text, "unit": asked.unit}
    return _begin(request, LETTERS, _("Letters: %(kind)s") % {"kind": pack.name}, params, None)


@page("document_letter")
def document_letter(request: HttpRequest, code: str, subject_id: int) -> HttpResponse:
    """The pack's letter to one enterprise, in the form of this office."""
    pack, officer, now = shelf.pack_of(code), officer_of(request), timezone.now()
    rows, seen = Profile.objects.filter(kind=OF), profiles_seen(officer, timezone.localdate(now))
    profile = (rows if seen is None else rows.filter(seen)).select_related("subject").filter(pk=subject_id).first()
    if pack is None or not pack.letter or profile is None:
        raise Http404
    try:
        [(_one, content)] = letters(pack, [profile], officer, now)
        if content is None:
            raise Refused("letter_not_now")
    except Refused as refused:
        messages.error(request, message_of(refused))
        return redirect("console:enterprise", subject_id)
    actions.note_pack_letter(subject_id, code, by=officer.actor, at=now)
    return word(content, f"{pack.name}-{profile.name or profile.code}")


@page("document_import")
def document_import(request: HttpRequest, code: str, sheet: str) -> HttpResponse:
    """A list an office has filled in."""
    _pack, found = _found(code, sheet)
    sent = request.FILES.get("file")
    name = Path(sent.name or "").name if sent else ""
    if sent is None or Path(name).suffix.lower() not in ENDINGS or not found.can_take:
        messages.error(request, _("Choose a file that ends in .xlsx, .xls or .csv."))
        return redirect("console:document", code, sheet)
    title = _("%(list)s in: %(name)s") % {"list": found.name, "name": name}
    return _begin(request, TAKE, title, {"pack": code, "list": sheet}, (name, sent.chunks()))


def _begin(
    request: HttpRequest, kind: str, title: str, params: Mapping[str, object], source: tuple[str, object] | None
) -> HttpResponse:
    if request.method != "POST":
        raise Http404
    try:
        works.ask(
            kind,
            title=title,
            params=params,
            source=source,  # type: ignore[arg-type]  # the pieces of an upload
            key=request.POST.get("key", "")[:60],
            by=officer_of(request).actor,
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, message_of(refused))
        return redirect("console:document", params["pack"], params["list"])
    messages.success(request, _("It is being done. You may leave this page; a notice tells you when it is ready."))
    return redirect("console:works")


@page("campaign_task")
def campaign_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """One task: its owner, their head, or whoever leads says that it was done."""
    task = CampaignTask.objects.select_related("officer", "unit").filter(pk=task_id).first()
    officer = officer_of(request)
    if task is None or not _sees(officer, task):
        raise Http404
    context: dict[str, object] = {"task": task, "ends": _ends(officer, task), "today": timezone.localdate()}
    if request.method == "POST":
        if not _ends(officer, task):
            raise Http404
        done, evidence = request.POST.get("how") == "done", request.POST.get("evidence", "")[:2000]
        try:
            actions.end_task(task.pk, done=done, evidence=evidence, by=officer.actor, at=timezone.now())
            return redirect("console:campaign_task", task.pk)
        except Refused as refused:
            context |= {"trouble": message_of(refused), "evidence": evidence}
    return render(request, "console/campaign_task.html", context, status=409 if "trouble" in context else 200)


def _sees(officer: Officer, task: CampaignTask) -> bool:
    watches = officer.post in (Post.LEADER, Post.DISPATCHER, Post.CALLER)
    return watches or task.officer_id == officer.pk or (officer.post == Post.HEAD and task.unit_id == officer.unit_id)


def _ends(officer: Officer, task: CampaignTask) -> bool:
    if task.state != CampaignTask.State.OPEN or officer.post == Post.CALLER:
        return False
    return _sees(officer, task)
