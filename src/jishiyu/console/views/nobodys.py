"""What is nobody's: a page that is empty, or red."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jishiyu.console.rights import page
from jishiyu.outreach.queries import nobodys as queries
from jishiyu.registry.models import Subject
from jishiyu.registry.queries.duties import answerers

PER_PAGE = 50
NAMES = {
    "enterprises": gettext_lazy("Enterprises"),
    "tasks": gettext_lazy("Campaign tasks that are open"),
    "problems": gettext_lazy("Problems of enterprises that are open"),
}


@page("nobodys")
def nobodys(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    matters, ended = queries.account(today)
    first = next((one.code for one in matters if one.nobodys), "enterprises")
    code = request.GET.get("of", first)
    if code not in NAMES:
        raise Http404
    pages = Paginator(queries.nobodys(code, today), PER_PAGE)
    pages.count = next(one.nobodys for one in matters if one.code == code)  # counted already
    shown = pages.get_page(request.GET.get("page"))
    firms = [row.requester for row in shown if row.requester] if code == "problems" else []
    context = {
        "answering": answerers(firms, Subject.Kind.ENTERPRISE, today),
        "matters": [(one, NAMES[one.code]) for one in matters],
        "red": any(one.nobodys or not one.adds_up for one in matters),
        "ended": ended,
        "of": code,
        "name": NAMES[code],
        "shown": shown,
        "keep": f"of={code}",
    }
    return render(request, "console/nobodys.html", context)


@page("nobodys_number")
def nobodys_number(request: HttpRequest) -> HttpResponse:
    """The number alone, which the first page of whoever leads or dispatches fetches."""
    return render(request, "console/_nobodys.html", {"number": queries.number(timezone.localdate())})
