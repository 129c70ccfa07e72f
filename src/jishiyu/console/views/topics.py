"""Hot topics: what many speak of over days and weeks."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from jishiyu.console.rights import officer_of, page
from jishiyu.registry import queries as registry
from jishiyu.sensing import queries

PER_PAGE = 50
DISTRICTS = 3


@page("topics")
def topics(request: HttpRequest) -> HttpResponse:
    found = list(queries.topics(officer_of(request)))
    codes = {(code, None) for topic in found for code, _ in topic.districts[:DISTRICTS]}
    names = registry.place_names(codes)
    rows = [(topic, [(names[(code, None)], told) for code, told in topic.districts[:DISTRICTS]]) for topic in found]
    return render(request, "console/topics.html", {"rows": rows, "last": found[0] if found else None})


@page("topic")
def topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    found = queries.topics(officer_of(request)).filter(pk=topic_id).first()
    if found is None:
        raise Http404
    pages = Paginator(queries.told_of(found), PER_PAGE)
    most = max((count for _, count in found.by_day), default=1)
    context = {"topic": found, "told": pages.get_page(request.GET.get("page")), "most": most}
    return render(request, "console/topic.html", context)
