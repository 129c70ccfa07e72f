"""Queues: the order and why it is so, one who waits, and moving somebody by two hands."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.entitlements import actions, queries
from jishiyu.entitlements.kinds import Scheme, scheme_of
from jishiyu.entitlements.models import Move, Waiting
from jishiyu.entitlements.queries import QueueFilter
from jishiyu.lib.refused import Refused
from jishiyu.look.queueing import wishes_said
from jishiyu.look.refusals import message_of
from jishiyu.registry import queries as registry

PER_PAGE = 50


def scheme_for(request: HttpRequest, code: str) -> tuple[Scheme, bool]:
    """A scheme whose queue this officer may read, and whether they keep it. Raises Http404."""
    officer, today = officer_of(request), timezone.localdate()
    keeps = queries.keeps(officer, code, today)
    if not keeps and not queries.reads(officer, code, today):
        raise Http404
    scheme = scheme_of(code)
    if not scheme.queued:
        raise Http404
    return scheme, keeps


@page("queues")
def queues(request: HttpRequest) -> HttpResponse:
    """Every queue this officer may read, with how many wait and what is free."""
    read = queries.read_schemes(officer_of(request), timezone.localdate())
    seen = [scheme for scheme in read if scheme.queued]
    rows = [(scheme, queries.queue_of(scheme.code), len(queries.open_moves(scheme.code))) for scheme in seen]
    return render(request, "console/queues.html", {"rows": rows})


@page("queue")
def queue(request: HttpRequest, scheme: str) -> HttpResponse:
    found, keeps = scheme_for(request, scheme)
    said = request.GET
    asked = QueueFilter(
        said.get("state", "line")[:10], said.get("number", "").strip()[:20], said.get("first") == "1",
        said.get("moved") == "1",
    )  # fmt: skip
    keep = request.GET.copy()
    keep.pop("page", None)
    context = {
        "scheme": found,
        "keeps": keeps,
        "queue": queries.queue_of(scheme),
        "shown": Paginator(queries.queue_rows(scheme, asked), PER_PAGE).get_page(said.get("page")),
        "asked": asked,
        "states": Waiting.State.choices,
        "moves": queries.open_moves(scheme),
        "log": queries.order_log(scheme, ruled_only=True)[:20],
        "keep": keep.urlencode(),
    }
    context["actors"] = registry.actor_names(_actors(context["log"], context["moves"]))
    return render(request, "console/queue.html", context)


def _actors(log: object, moves: object) -> set[str]:
    """Everybody the page names."""
    found: set[str] = set()
    for act in log:  # type: ignore[attr-defined]
        one = act.move or act.draw
        found |= {one.asked_by, one.ruled_by} if act.move else {one.frozen_by, one.drawn_by}
    return found | {move.asked_by for move in moves}  # type: ignore[attr-defined]


@page("queue_row")
def queue_row(request: HttpRequest, scheme: str, number: str) -> HttpResponse:
    """One who waits: place, why, needs, offers, and everything that was done."""
    found, keeps = scheme_for(request, scheme)
    row = _row(scheme, number)
    story = queries.story_of(row)
    context = {
        "scheme": found,
        "keeps": keeps,
        "row": row,
        "came_free": queries.came_free(row, timezone.now()) if found.gives == "home" else None,
        "offers": queries.offers_to(row),
        "reasons": Move.Reason.choices,
        "places": registry.office_divisions() if keeps else [],
        "institutions": queries.institutions(scheme) if keeps and found.gives == "place" else [],
        "story": story,
        "actors": registry.actor_names({one.by for one in story}),
    }
    return render(request, "console/queue_row.html", context)


def _row(scheme: str, number: str) -> Waiting:
    row = queries.waiting_of(scheme, number)
    if row is None:
        raise Http404
    return row


@page("queue_wishes")
@require_POST
def queue_wishes(request: HttpRequest, scheme: str, number: str) -> HttpResponse:
    """Needs as the household said them at the counter."""
    scheme_for(request, scheme)
    row = _row(scheme, number)
    try:
        actions.set_wishes(row.pk, wishes_said(request.POST), by=officer_of(request).actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(request, _("Noted."))
    return redirect("console:queue_row", scheme, number)


@page("queue_move")
@require_POST
def queue_move(request: HttpRequest, scheme: str, number: str) -> HttpResponse:
    """Ask that somebody stands elsewhere."""
    scheme_for(request, scheme)
    row, said = _row(scheme, number), request.POST
    try:
        actions.ask_move(
            row.pk,
            behind=said.get("behind", "").upper(),
            reason=said.get("reason", ""),
            words=said.get("words", ""),
            by=officer_of(request).actor,
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, message_of(refused))
        return redirect("console:queue_row", scheme, number)
    messages.success(request, _("Asked. Another keeper decides; until then nobody moves."))
    return redirect("console:queue", scheme)


@page("move_rule")
@require_POST
def move_rule(request: HttpRequest, scheme: str, move_id: int) -> HttpResponse:
    """Grant or refuse what another keeper asked."""
    scheme_for(request, scheme)
    granted = request.POST.get("granted") == "yes"
    try:
        actions.rule_move(
            move_id,
            granted=granted,
            words=request.POST.get("words", ""),
            by=officer_of(request).actor,
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(request, _("Granted; the public log shows it.") if granted else _("Not granted."))
    return redirect("console:queue", scheme)
