"""The list of applications: by step and time left, with filters."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.console.rights import officer_of, page
from jishiyu.entitlements.kinds import schemes
from jishiyu.entitlements.models import Claim
from jishiyu.entitlements.queries.claims import ClaimFilter, claims_for
from jishiyu.look.claim_page import claim_rows, step_choices
from jishiyu.registry.models import Post

PER_PAGE = 30
FLAGS = ("late", "objections", "reviews", "exits")


@page("claims")
def claims(request: HttpRequest) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    asked = asked_of(request)
    found = claims_for(officer, asked, now, timezone.localdate(now))
    shown: Page[Claim] = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    keep = request.GET.copy()
    keep.pop("page", None)
    context = {
        "rows": claim_rows(shown, named=officer.post != Post.LEADER),
        "shown": shown,
        "asked": asked,
        "states": Claim.State.choices,
        "schemes": schemes(),
        "steps": step_choices(schemes()),
        "keep": keep.urlencode(),
        "now": now,
    }
    return render(request, "console/claims.html", context)


def asked_of(request: HttpRequest) -> ClaimFilter:
    """The filter a query string asks for; what makes no sense asks for nothing."""
    said = request.GET
    state = said.get("state", "open")
    flags = {name: said.get(name) == "1" for name in FLAGS}
    return ClaimFilter(
        number=said.get("number", "")[:20],
        scheme=said.get("scheme", "")[:60],
        state=state if state in {"open", *Claim.State.values} else "",
        step=said.get("step", "")[:40],
        **flags,
    )
