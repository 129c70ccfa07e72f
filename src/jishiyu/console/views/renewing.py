"""A page that renews itself: it says which of its parts it shows, by their digests, and is given those that differ."""

import hashlib
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

SEEN = "seen"  # what the page shows: head:1f3a…


def shown(request: HttpRequest, page: str, parts: Mapping[str, str], context: Mapping[str, object]) -> HttpResponse:
    """The page with its parts (name and template of each); asked by the page itself, those parts alone that changed.
    204 where none did, and the page stays as it is."""
    drawn = [(name, render_to_string(template, dict(context), request)) for name, template in parts.items()]
    marked = {name: (html, f"{name}:{hashlib.sha256(html.encode()).hexdigest()[:16]}") for name, html in drawn}
    if "X-Live" not in request.headers:
        return render(request, page, {**context, "parts": marked, "renew": request.get_full_path()})
    seen = set(request.GET.getlist(SEEN))
    fresh = {name: one for name, one in marked.items() if one[1] not in seen}
    if not fresh:
        return HttpResponse(status=204)
    return render(request, "console/_renewed.html", {"parts": fresh})
