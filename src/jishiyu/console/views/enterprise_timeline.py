"""The time line of one enterprise (or household): a part of its page, and a page of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.console.rights import officer_of, page
from jishiyu.outreach import queries
from jishiyu.outreach.queries.timeline import SOURCES


@page("enterprise_timeline")
def timeline(request: HttpRequest, subject_id: int) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    reader = queries.Reader(officer, now)
    subject = reader.subject(subject_id)
    if subject is None:
        raise Http404
    kind, cursor = request.GET.get("kind", ""), request.GET.get("after", "")
    part = request.headers.get("HX-Request") is not None
    more = part and bool(cursor)
    line = queries.timeline(reader, subject_id, cursor=cursor, kind=kind, with_due=not more)
    context = {
        "subject": subject,
        "name": queries.name_of(subject),
        "line": line,
        "places": line.places,
        "due": line.due,
        "answers": getattr(subject, "answered", False),
        "kind": kind if kind in SOURCES else "",
        "kinds": list(SOURCES),
        "now": now,
        "day": timezone.localdate(now),
    }
    page_of_its_own = "console/enterprise_timeline.html"
    rows, whole = "console/_enterprise_timeline_rows.html", "console/_enterprise_timeline.html"
    return render(request, (rows if more else whole) if part else page_of_its_own, context)
