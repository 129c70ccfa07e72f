"""The public lottery in three steps: freeze, publish the hash, seed and draw."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.queue import scheme_for
from jishiyu.entitlements import actions, queries
from jishiyu.entitlements.models import Draw
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.registry import queries as registry

SHOWN = 200  # of an order; the whole is a file


@page("draws")
def draws(request: HttpRequest, scheme: str) -> HttpResponse:
    """Every list of a scheme, and the steps of the one that is open."""
    found, keeps = scheme_for(request, scheme)
    rows = queries.draws_of(scheme)
    context = {
        "scheme": found,
        "keeps": keeps,
        "draws": rows,
        "open": next((row for row in rows if row.state in (Draw.State.FROZEN, Draw.State.PUBLISHED)), None),
        "undrawn": queries.undrawn(scheme),
        "actors": registry.actor_names({by for row in rows for by in (row.frozen_by, row.published_by, row.drawn_by)}),
        "me": officer_of(request).actor,
    }
    return render(request, "console/draws.html", context)


@page("draw_page")
def draw_page(request: HttpRequest, scheme: str, number: int) -> HttpResponse:
    """One list, made to be printed: hash, seed, order, and how to draw it again."""
    found, _keeps = scheme_for(request, scheme)
    row = _draw(scheme, number)
    people = {row.frozen_by, row.published_by, row.drawn_by}
    context = {"scheme": found, "draw": row, "order": row.order[:SHOWN], "actors": registry.actor_names(people)}
    return render(request, "console/draw_page.html", context)


@page("draw_file")
def draw_file(request: HttpRequest, scheme: str, number: int) -> HttpResponse:
    """The frozen list, byte for byte."""
    scheme_for(request, scheme)
    row = _draw(scheme, number)
    name = f'attachment; filename="{scheme}-{number}.txt"'
    headers = {"Content-Disposition": name}
    return HttpResponse(row.listed.encode(), content_type="text/plain; charset=utf-8", headers=headers)


def _draw(scheme: str, number: int) -> Draw:
    row = queries.draw_of(scheme, number)
    if row is None:
        raise Http404
    return row


@page("draw_act")
@require_POST
def draw_act(request: HttpRequest, scheme: str, act: str) -> HttpResponse:
    """One step of a lottery."""
    scheme_for(request, scheme)
    said = request.POST
    try:
        words = _do(scheme, act, said.get("draw", ""), said.dict(), officer_of(request).actor)
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(request, words)
    return redirect("console:draws", scheme)


def _do(scheme: str, act: str, draw: str, said: Mapping[str, object], by: str) -> str:
    now = timezone.now()
    key = int(draw) if draw.isascii() and draw.isdigit() and len(draw) < 10 else 0
    if act == "freeze":
        row = actions.freeze_list(scheme, by=by, at=now)
        return _("Frozen: %(n)d claims. Now publish the hash.") % {"n": row.count}
    if act == "publish":
        actions.publish_list(key, where=str(said.get("where", "")), by=by, at=now)
        return _("Noted. Another keeper draws when the seed is known.")
    if act == "draw":
        actions.draw(key, seed=str(said.get("seed", "")), source=str(said.get("source", "")), by=by, at=now)
        return _("Drawn. Anybody can draw it again from list and seed.")
    if act == "drop":
        actions.drop_list(key, words=str(said.get("words", "")), by=by, at=now)
        return _("Dropped; it stays on show with the reason.")
    raise Http404
