"""Those to whom something is due and who have not applied: the list, inviting, letters, and what became of it."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.entitlements import actions
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Invitation
from jishiyu.entitlements.queries import due as queries
from jishiyu.entitlements.queries import keepers
from jishiyu.entitlements.queries.due import DueFilter
from jishiyu.lib.refused import Refused
from jishiyu.look.due_reasons import missing_of, reasons_of
from jishiyu.look.invitation_letters import letters
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.registry.models import Officer

PER_PAGE = 50
MOST_LETTERS = 500


@page("due")
def due(request: HttpRequest) -> HttpResponse:
    officer, today, said = officer_of(request), timezone.localdate(), request.GET
    asked = DueFilter(
        said.get("scheme", "")[:60], said.get("what", "")[:10], said.get("state", Invitation.State.FOUND)[:12],
        said.get("missing", "")[:40], said.get("division", "")[:12],
    )  # fmt: skip
    shown = Paginator(queries.invitations(officer, asked, today).select_related("sheet"), PER_PAGE).get_page(
        said.get("page")
    )
    keep = said.copy()
    keep.pop("page", None)
    schemes = {scheme.code: scheme for scheme in keepers.read_schemes(officer, today)}
    counted = queries.counts(officer, asked.scheme, today)
    facts = {name: fact for scheme in schemes.values() for name, fact in scheme.book.facts.items()}
    context = {
        "shown": shown,
        "rows": [
            (row, schemes[row.scheme], missing_of(schemes[row.scheme], row.missing) if row.missing else "")
            for row in shown
        ],
        "asked": asked,
        "schemes": schemes.values(),
        "states": [(code, name, counted.states.get(code, 0)) for code, name in Invitation.State.choices],
        "counted": counted,
        "missing": [(name, facts[name].words if name in facts else name, n) for name, n in counted.missing],
        "channels": Invitation.Channel.choices,
        "keeps": {scheme.code for scheme in keepers.kept_schemes(officer, today)},
        "why": _why(request, officer),
        "keep": keep.urlencode(),
    }
    return render(request, "console/due.html", context)


def _why(request: HttpRequest, officer: Officer) -> dict[str, object] | None:
    """The reasons of one row that was asked for."""
    chosen, today = number_of(request.GET.get("why", "")), timezone.localdate()
    if chosen is None:
        return None
    row = queries.invitations(officer, DueFilter(), today).select_related("sheet").filter(pk=chosen).first()
    if row is None:
        return None
    return {"row": row, "reasons": reasons_of(scheme_of(row.scheme), row, today)}


@page("due_act")
@require_POST
def due_act(request: HttpRequest, act: str) -> HttpResponse:
    officer = officer_of(request)
    if act not in ACTS:
        raise Http404
    try:
        messages.success(request, ACTS[act](request, officer))
    except Refused as refused:
        messages.error(request, message_of(refused))
    return redirect(f"{reverse('console:due')}?{request.POST.get('keep', '')[:500]}")


def _chosen(request: HttpRequest, officer: Officer) -> list[int]:
    """Rows ticked, of schemes this officer keeps."""
    kept = [scheme.code for scheme in keepers.kept_schemes(officer, timezone.localdate())]
    keys = [number_of(key) or 0 for key in request.POST.getlist("row")]
    rows = queries.invitations(officer, DueFilter(), timezone.localdate()).filter(pk__in=keys, scheme__in=kept)
    return list(rows.order_by().values_list("pk", flat=True))


def _invite(request: HttpRequest, officer: Officer) -> str:
    chosen = _chosen(request, officer)
    told = actions.invite(chosen, request.POST.get("channel", ""), by=officer.actor, at=timezone.now())
    return _("Invited %(invited)s; not due after all %(not_due)s; cannot be decided %(undecided)s.") % dict(told)


def _answer(request: HttpRequest, officer: Officer) -> str:
    chosen = _chosen(request, officer)
    if not chosen:
        raise Refused("invitation_unknown")
    words = request.POST.get("words", "")
    actions.note_answer(chosen[0], request.POST.get("state", ""), words=words, by=officer.actor, at=timezone.now())
    return _("Noted.")


ACTS: Mapping[str, Callable[[HttpRequest, Officer], str]] = {"invite": _invite, "answer": _answer}


@page("due_letters")
def due_letters(request: HttpRequest) -> HttpResponse:
    """Letters to those who were invited by letter and have not answered, one a page. Whose names were opened is
    recorded."""
    officer, today = officer_of(request), timezone.localdate()
    kept = [scheme.code for scheme in keepers.kept_schemes(officer, today)]
    asked = DueFilter(scheme=request.GET.get("scheme", "")[:60], state=Invitation.State.INVITED)
    rows = queries.invitations(officer, asked, today).filter(channel="letter", scheme__in=kept)
    some = list(rows.select_related("household__subject")[:MOST_LETTERS])
    people = actions.open_invited(some, by=officer.actor, at=timezone.now())
    content = letters(some, people, lambda row: request.build_absolute_uri(f"/invited/{row.token}/"), today)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    name = f'attachment; filename="invitations-{today}.docx"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": name})
