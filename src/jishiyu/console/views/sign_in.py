"""Signing in and out."""

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from jishiyu.registry import actions, queries
from jishiyu.registry.models import Officer


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    username = request.POST.get("username", "").strip()
    if request.method == "POST":
        officer = _check(request, username)
        if officer is not None:
            login(request, officer)
            actions.note_sign_in(officer, at=timezone.now())
            return redirect(_next(request))
        messages.error(request, _("The name and the password do not fit, or the account is locked for a while."))
    status = 401 if request.method == "POST" else 200
    return render(request, "console/sign_in.html", {"username": username, "next": _next(request)}, status=status)


def _check(request: HttpRequest, username: str) -> Officer | None:
    """The officer these belong to. A wrong name, a wrong password and a locked account look the same from outside."""
    now = timezone.now()
    if not username or queries.is_locked(username, at=now):
        return None
    found = authenticate(request, username=username, password=request.POST.get("password", ""))
    if isinstance(found, Officer):
        return found
    actions.note_sign_in_failure(username, at=now)
    return None


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/console/"
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/console/"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("console:sign_in")
