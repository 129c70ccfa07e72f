"""The rules of each scheme, in words; the head of a unit records a value of a parameter with what it rests on."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.opening_hours import read_day
from jishiyu.entitlements import actions
from jishiyu.entitlements.kinds import not_offered, offered
from jishiyu.entitlements.rules import Rules
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.rule_values import read_value, write_value
from jishiyu.look.rule_words import rules_page
from jishiyu.registry.models import Post


@page("rules")
def rules(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "console/rules.html",
        {"schemes": offered(), "others": not_offered()},
    )


@page("scheme_rules")
def scheme_rules(request: HttpRequest, code: str) -> HttpResponse:
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = timezone.localdate()
    shown = rules_page(code, day)
    if shown is None:
        raise Http404
    shown["records"] = officer_of(request).post == Post.HEAD
    return render(request, "console/scheme_rules.html", shown)


@page("parameter_record")
def parameter_record(request: HttpRequest, code: str, name: str) -> HttpResponse:
    shown = rules_page(code, timezone.localdate())
    found = shown["rules"] if shown else None
    if shown is None or not isinstance(found, Rules) or name not in found.parameters:
        raise Http404
    parameter = found.parameters[name]
    said = {key: request.POST.get(key, "")[:2000] for key in ("since", "value", "ground")}
    shown |= {"parameter": parameter, "said": said if request.POST else {"value": write_value(found, parameter)}}
    if request.method == "POST":
        try:
            value, by = read_value(found, parameter, said["value"]), officer_of(request).actor
            since = read_day(said["since"])
            actions.record_parameter(code, name, since, value, said["ground"], by=by, at=timezone.now())
            messages.success(request, _("Recorded. Months that it changes are reckoned anew."))
            return redirect("console:scheme_rules", code=code)
        except Refused as refused:
            shown["trouble"] = message_of(refused)
    return render(request, "console/parameter_record.html", shown)
