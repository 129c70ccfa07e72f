"""This season's advice, for whoever works the land."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.outreach.advising import advices, holds


def advice(request: HttpRequest) -> HttpResponse:
    """What holds today, what weather would call for, and what comes later in the year."""
    day = timezone.localdate()
    known = list(advices().values())
    context = {
        "now": [one for one in known if holds(one, day) and not one.weather],
        "weather": [one for one in known if holds(one, day) and one.weather],
        "later": sorted((one for one in known if not holds(one, day)), key=lambda one: one.since),
    }
    return render(request, "portal/advice.html", context)
