"""Warning signs for the centre: counted, opened to their cases, and what a person made of each."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework import actions, queries
from jishiyu.casework.models import SignLook
from jishiyu.casework.signs import SIGNS
from jishiyu.console.rights import officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.registry import queries as registry

PER_PAGE = 30


@page("signs")
def signs(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    board = queries.sign_board()
    rows = [row for _sign, found in board for row in found]
    names = registry.actor_names({row.count.about for row in rows} | {row.look.by for row in rows if row.look})
    return render(
        request,
        "console/signs.html",
        {"board": board, "names": names, "now": now, "counted_at": rows[0].count.at if rows else None},
    )


@page("sign")
def sign(request: HttpRequest, code: str, about: str) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    try:
        cases = queries.sign_cases(code, about, now).filter(queries.not_about(officer))
    except LookupError:
        raise Http404 from None
    trouble = ""
    if request.method == "POST":
        said = request.POST
        try:
            actions.look_at_sign(
                code, about, verdict=said.get("verdict", ""), words=said.get("words", ""), by=officer.actor, at=now
            )
        except Refused as refused:
            trouble = message_of(refused)
        else:
            messages.success(request, _("Recorded."))
            return redirect("console:sign", code, about)
    shown = Paginator(cases, PER_PAGE).get_page(request.GET.get("page"))
    looks = queries.sign_looks(code, about)
    names = registry.actor_names({about} | {look.by for look in looks})
    kind, _sep, key = about.partition(":")
    context = {
        "sign": SIGNS[code],
        "name": registry.unit_name(int(key)) if kind == "unit" else names[about],
        "shown": shown,
        "looks": looks,
        "names": names,
        "verdicts": SignLook.Verdict.choices,
        "trouble": trouble,
        "said": request.POST,
    }
    return render(request, "console/sign.html", context, status=409 if trouble else 200)
