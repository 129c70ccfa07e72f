"""Households with a profile: listed, narrowed by what is known of them, written out. They have no name here, only a
number; how to reach them stands nowhere in the list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import page
from jishiyu.console.views import listed
from jishiyu.registry.models import Subject

KIND = Subject.Kind.HOUSEHOLD


@page("households")
def households(request: HttpRequest) -> HttpResponse:
    return render(request, "console/households.html", listed.context_of(request, KIND))


@page("households_export")
@require_POST
def households_export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, as long work."""
    return listed.export(request, KIND, _("List of households"), "console:households")
