"""Gatherings anybody may sign up for: the list, and signing up with a name and a phone."""

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.outreach import actions, queries
from jishiyu.outreach.models import Gathering
from jishiyu.portal.forms import _phone

PER_PAGE = 20


class SignUp(forms.Form):
    """Who comes. The enterprise by name, where it is for enterprises."""

    gathering = forms.IntegerField()
    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(label=_("Your phone"), max_length=20)

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"])


def gatherings(request: HttpRequest) -> HttpResponse:
    now, trouble = timezone.now(), ""
    form = SignUp(request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.POST.get("website"):
        return redirect("portal:gatherings")  # a robot that fills in everything
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            guest = actions.sign_up(said["gathering"], name=said["name"], phone=said["phone"], at=now)
        except Refused as refused:
            trouble = message_of(refused)
        else:
            return redirect(f"{request.path}?done={guest.gathering_id}")
    shown: Page[Gathering] = Paginator(queries.public_gatherings(now), PER_PAGE).get_page(request.GET.get("page"))
    names = queries.kinds_of({one.kind for one in shown})
    context = {
        "rows": [(one, names[one.kind]) for one in shown],
        "shown": shown,
        "form": form,
        "chosen": request.POST.get("gathering", ""),
        "done": request.GET.get("done", ""),
        "trouble": trouble,
    }
    bad = request.method == "POST"
    return render(request, "portal/gatherings.html", context, status=422 if bad else 200)
