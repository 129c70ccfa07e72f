"""What a policy leads to: the three lists of enterprises, who is to be told, the pocket book."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.policies import versions
from jishiyu.ledger.actions import works
from jishiyu.lib.refused import Refused
from jishiyu.look.policies import outcome_name
from jishiyu.look.refusals import message_of
from jishiyu.policies import actions, queries
from jishiyu.policies.audience import Outcome, judge
from jishiyu.policies.kinds import known, trade
from jishiyu.policies.works import BOOK, FITS, trade_words
from jishiyu.registry.models import Subject
from jishiyu.registry.queries.duties import answerers

PER_PAGE = 50
NAMED = {"yes": Outcome.YES, "missing": Outcome.MISSING, "no": Outcome.NO}


@page("policy_fits")
def policy_fits(request: HttpRequest, line: int, answer: str) -> HttpResponse:
    """One of the three lists; sent, it is written as Excel in the background."""
    if answer not in NAMED:
        raise Http404
    card, today, outcome = versions(line)[0], timezone.localdate(), NAMED[answer]
    if request.method == "POST":
        params = {"card": card.pk, "outcome": int(outcome)}
        return _begin(request, FITS, f"{card.title}: {outcome_name(outcome)}", params)
    keys = queries.listed(card, outcome, today)
    shown = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    attributes, rule = known(), queries.rule_of(card)
    rows = [
        (profile, [attributes[code].name for code in judged.missing if code in attributes])
        for profile in queries.profiles_at(list(shown.object_list))
        for judged in [judge(rule, queries.values_of(profile), today, attributes)]
    ]
    subjects = [profile.subject for profile, _missing in rows]
    context = {
        "answering": answerers(subjects, Subject.Kind.ENTERPRISE, today),
        "card": card, "answer": answer, "shown": shown, "rows": rows, "keep": "",
        "lists": [(name, outcome_name(one)) for name, one in NAMED.items()],
        "fits": queries.fits_of(rule, today),
    }  # fmt: skip
    return render(request, "console/policy_fits.html", context)


def _begin(request: HttpRequest, kind: str, title: str, params: Mapping[str, object]) -> HttpResponse:
    try:
        key = request.POST.get("key", "")[:40]
        works.ask(kind, title=title, params=params, key=key, by=officer_of(request).actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
        return redirect(request.path)
    messages.success(request, _("It is being done. You may leave this page; a notice tells you when it is ready."))
    return redirect("console:works")


@page("policies_told")
def policies_told(request: HttpRequest) -> HttpResponse:
    """What I was told for the enterprises I answer for, to pass on to them; and what nobody was told."""
    me, line = officer_of(request).actor, request.GET.get("card", "")
    number = int(line) if line.isascii() and line.isdigit() and len(line) < 10 else None
    shown = Paginator(queries.to_pass_on(me, line=number), PER_PAGE).get_page(request.GET.get("page"))
    context = {"shown": shown, "me": me, "keep": f"card={number}" if number else ""}
    return render(request, "console/policies_told.html", context)


@page("policies_pass_on")
@require_POST
def policies_pass_on(request: HttpRequest, told_id: int) -> HttpResponse:
    try:
        actions.pass_on(told_id, by=officer_of(request).actor, at=timezone.now())
        messages.success(request, _("Noted: the enterprise has been told."))
    except Refused as refused:
        messages.error(request, message_of(refused))
    return redirect("console:policies_told")


@page("policies_book")
def policies_book(request: HttpRequest) -> HttpResponse:
    """The pocket book of a trade, drawn in the background."""
    attribute = trade()
    if request.method == "POST":
        code = request.POST.get("trade", "")[:20]
        title = _("Policies for enterprises in one book") + (f" · {trade_words(code)}" if code else "")
        return _begin(request, BOOK, title, {"trade": code})
    code = request.GET.get("trade", "")[:20]
    context = {
        "trades": [(key, name) for key, name in (attribute.options if attribute else {}).items()],
        "trade": code,
        "cards": queries.themed_for(code, timezone.localdate()),
    }
    return render(request, "console/policies_book.html", context)
