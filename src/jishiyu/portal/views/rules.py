"""The rules by which something is due, for anyone to read: each clause in words, each value with what it rests on."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.entitlements.kinds import not_offered, offered
from jishiyu.look.rule_words import rules_page


def rules(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "portal/rules.html",
        {"schemes": offered(), "others": not_offered()},
    )


def scheme_rules(request: HttpRequest, code: str) -> HttpResponse:
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = timezone.localdate()
    page = rules_page(code, day)
    if page is None:
        raise Http404
    return render(request, "portal/scheme_rules.html", page)
