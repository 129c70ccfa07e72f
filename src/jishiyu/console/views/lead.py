"""One lead: what was said in its thread, where it is, who was told and when they saw it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.casework import actions as casework_actions
from jishiyu.casework import queries as casework
from jishiyu.casework.models import Case
from jishiyu.console.rights import DISPATCHES, WATCHES, officer_of, page
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.notices import actions as notices
from jishiyu.notices import queries as told
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer
from jishiyu.sensing import actions, queries
from jishiyu.sensing.models import Lead, Message

KEY_DIGITS = 18
SPLIT_WHILE = (Lead.State.OPEN, Lead.State.TAKEN, Lead.State.QUIET)


@page("lead")
def lead(request: HttpRequest, lead_id: int) -> HttpResponse:
    """For those who watch everything, and for whoever was warned of it or has its case. Opening it is seeing it."""
    officer, now = officer_of(request), timezone.now()
    found = queries.lead(lead_id)
    if found is None:
        raise Http404
    case = _case_of(found, officer)
    heard_by = told.told_about(found.notice_keys)
    mine = [notice for notice in heard_by if notice.reader == officer.actor]
    if officer.post not in WATCHES and case is None and not mine:
        raise Http404
    if any(notice.read_at is None for notice in mine):
        notices.mark_seen(officer.actor, found.notice_keys, at=now)
        heard_by = told.told_about(found.notice_keys)
    thread = queries.thread_of(found)
    names = registry.actor_names({notice.reader for notice in heard_by} | {found.answered_by})
    context = {
        "lead": found,
        "case": case,
        "thread": [(message, message.lead_id == found.pk) for message in thread],
        "line": registry.place_line(found.division_id, found.cell),
        "place_words": list(dict.fromkeys(m.place_words for m in thread if m.lead_id == found.pk and m.place_words)),
        "asked": _asked([message for message in thread if message.lead_id == found.pk]),
        "told": heard_by,
        "names": names,
        "story": list(story(found.ref)),
        "likely": queries.likely(found),
        "own_case": getattr(found, "case", None) is not None,
        "unites": officer.post in DISPATCHES and found.state in SPLIT_WHILE,
        "splits": officer.post in DISPATCHES and found.state in SPLIT_WHILE and found.heard > 1,
        "dispatches": officer.post in DISPATCHES,
        "watches": officer.post in WATCHES,
        "undecided": found.state in (Lead.State.QUIET, Lead.State.OPEN) and found.answered_at is None,
        "now": now,
    }
    return render(request, "console/lead.html", context)


def _asked(said: list[Message]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Names that several places have, each with these places: what a form says of one, and its words."""
    asked = {
        message.place_words: [(code, cell) for code, cell in message.place_asked]
        for message in said
        if message.place_asked
    }
    names = registry.place_names({place for places in asked.values() for place in places}) if asked else {}
    return [
        (words, [(f"{code}:{cell}" if cell else code, names[code, cell]) for code, cell in places])
        for words, places in asked.items()
    ]


def _case_of(found: Lead, officer: Officer) -> Case | None:
    """Its case, when this officer may see that."""
    case = getattr(found, "case", None) or getattr(found.merged_into, "case", None)
    return casework.visible_cases(officer).filter(pk=case.pk).first() if case else None


@page("lead_split")
@require_POST
def split(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The messages that were ticked become another lead."""
    if queries.lead(lead_id) is None:
        raise Http404
    picked = [int(key) for key in request.POST.getlist("message") if key.isdecimal() and len(key) < KEY_DIGITS]
    try:
        made = actions.split_lead(lead_id, picked, by=officer_of(request).actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
        return redirect("console:lead", lead_id)
    messages.success(request, _("Split off. The two will not become one again."))
    return redirect("console:lead", made.pk)


@page("lead_unite")
@require_POST
def unite(request: HttpRequest, lead_id: int) -> HttpResponse:
    """It is the same matter as another lead: one of them at once, or their cases by another's leave."""
    said = request.POST
    into = number_of(said.get("into", ""), KEY_DIGITS) or 0
    if queries.lead(lead_id) is None:
        raise Http404
    try:
        if queries.lead(into) is None:
            raise Refused("lead_unknown")
        ground, by = said.get("ground", ""), officer_of(request).actor
        asked = casework_actions.unite_leads(lead_id, into, ground=ground, by=by, at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
        return redirect("console:lead", lead_id)
    if asked is not None:
        messages.success(request, _("Asked for. Somebody else decides; nothing changes until then."))
        return redirect("console:case", asked.case.number)
    messages.success(request, _("They are one now."))
    stays = queries.lead(lead_id)
    return redirect("console:lead", stays.merged_into_id if stays and stays.merged_into_id else lead_id)


@page("lead_place")
@require_POST
def place(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Which of the places its words may mean."""
    if queries.lead(lead_id) is None:
        raise Http404
    code, _sep, cell = request.POST.get("place", "").partition(":")
    try:
        key = number_of(cell, KEY_DIGITS)
        if cell and key is None:
            raise Refused("place_not_asked")
        actions.choose_place(lead_id, code, key, by=officer_of(request).actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(request, _("Noted. Whoever is on duty there is told now."))
    return redirect("console:lead", lead_id)


@page("lead_false")
@require_POST
def false_alarm(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The centre says of a lead that no case was opened for: this is nothing."""
    found = queries.lead(lead_id)
    if found is None:
        raise Http404
    try:
        if getattr(found, "case", None) is not None:
            raise Refused("lead_not_open", leads=[found.pk])
        actions.answer_lead(lead_id, real=False, by=officer_of(request).actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(request, _("Noted: a false alarm. Such answers teach."))
    return redirect("console:lead", lead_id)
