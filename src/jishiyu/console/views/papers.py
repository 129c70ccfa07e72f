"""Papers about cases: a list as a problem ledger, a problem ledger brought in, letters about one case or many."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework import queries, rights
from jishiyu.casework.actions import letters as letter_actions
from jishiyu.casework.kinds import kinds
from jishiyu.casework.letter_values import Reader, letter, minutes
from jishiyu.casework.letters import LETTERS, TO_REQUESTERS
from jishiyu.casework.works import EXPORT, IMPORT, MANY, SHEET_ENDINGS, export_params, letters_params
from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.cases import asked_of
from jishiyu.ledger.actions import works
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.sensing.queries import source_by_code

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _begin(request: HttpRequest, back: str, ask: Callable[[], object]) -> HttpResponse:
    """Ask for a long work; then its page, or the page it was asked from with what is wrong."""
    try:
        ask()
    except Refused as refused:
        messages.error(request, message_of(refused))
        return redirect(back)
    messages.success(request, _("It is being done. You may leave this page; a notice tells you when it is ready."))
    return redirect("console:works")


@page("case_export")
def case_export(request: HttpRequest) -> HttpResponse:
    """The list that the query string asks for, as a file."""
    if request.method != "POST":
        return redirect("console:cases")
    officer, said = officer_of(request), request.POST

    def ask() -> None:
        params = export_params(
            officer,
            asked_of(request),
            form=said.get("form", ""),
            opened=said.get("opened") == "1",
            reason=said.get("reason", ""),
        )
        title = _("Problem ledger (%(form)s)") % {"form": params["form"].upper()}
        works.ask(EXPORT, title=title, params=params, key=_key(request), by=officer.actor, at=timezone.now())

    return _begin(request, "console:cases", ask)


@page("case_letters")
def case_letters(request: HttpRequest) -> HttpResponse:
    """One letter for each case of the list that the query string asks for."""
    if request.method != "POST":
        return redirect("console:cases")
    officer = officer_of(request)

    def ask() -> None:
        params = letters_params(request.POST.get("kind", ""), asked_of(request))
        title = _("Letters: %(kind)s") % {"kind": LETTERS[params["kind"]].name}
        works.ask(MANY, title=title, params=params, key=_key(request), by=officer.actor, at=timezone.now())

    return _begin(request, "console:cases", ask)


@page("import_sheet")
def import_sheet(request: HttpRequest) -> HttpResponse:
    """A problem ledger brought in."""
    sent, said = request.FILES.get("file"), request.POST
    if request.method != "POST":
        return redirect("console:imports")
    name = Path(sent.name or "").name if sent else ""
    fits = Path(name).suffix.lower() in SHEET_ENDINGS and said.get("kind") in {kind.code for kind in kinds()}
    if sent is None or source_by_code(said.get("source", "")) is None or not fits:
        messages.error(request, _("Choose a source, a kind and a file that ends in .xlsx, .xls or .csv."))
        return redirect("console:imports")
    params = {"source": said["source"], "kind": said["kind"], "name": name[:120]}
    pieces = sent.chunks()
    title = _("Problem ledger in: %(name)s") % {"name": name}
    actor, now = officer_of(request).actor, timezone.now()
    return _begin(
        request,
        "console:imports",
        lambda: works.ask(
            IMPORT, title=title, params=params, source=(name, pieces), key=_key(request), by=actor, at=now
        ),
    )


@page("case_letter")
def case_letter(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """One letter about one case. The requester stands in it by full name for those who verify."""
    officer, now = officer_of(request), timezone.now()
    case = queries.visible_cases(officer).filter(number=number).select_related("requester").first()
    if case is None or kind not in LETTERS:
        raise Http404
    knows = officer.post in rights.VERIFIES
    try:
        content = letter(kind, case, Reader(knows, now))
    except Refused as refused:
        messages.error(request, message_of(refused))
        return redirect("console:case", number)
    letter_actions.note_letter(case, kind, named=knows and kind in TO_REQUESTERS, by=officer.actor, at=now)
    return word(content, f"{LETTERS[kind].name}-{case.number}")


@page("consultation_minutes")
def consultation_minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The minutes of a consultation as a Word file, for whoever may read it."""
    meeting = queries.visible_consultations(officer_of(request)).filter(pk=meeting_id).first()
    if meeting is None:
        raise Http404
    return word(minutes(meeting, timezone.now()), f"{LETTERS['minutes'].name}-{meeting.pk}")


def word(content: bytes, name: str) -> HttpResponse:
    """A Word file to take away."""
    disposition = f"attachment; filename*=UTF-8''{quote(f'{name}.docx')}"
    return HttpResponse(content, content_type=WORD, headers={"Content-Disposition": disposition})


def _key(request: HttpRequest) -> str:
    """The key of the form, so that two clicks are one work."""
    return request.POST.get("key", "")[:60]
