"""The first page: what can be done here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.figures import queries
from jishiyu.figures.queries import Scope

SHOWN = ("on_time", "solved", "satisfied")


def home(request: HttpRequest) -> HttpResponse:
    period = queries.last_days(timezone.now(), 30)
    figures = [queries.figure(code, Scope(), period) for code in SHOWN]
    return render(request, "portal/home.html", {"figures": figures})
