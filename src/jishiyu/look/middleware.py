"""Headers every page carries, and the idle end of a session."""

import re
import time
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
BY_KEY = ("/api/", "/in/")
RENEW_AFTER_SECONDS = 60
TOO_LONG = re.compile(r"/[0-9]{19,}(?:[/.]|$)")


class SafeHeaders:
    """A strict content policy on every page, and no caching of what somebody signed in sees."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), camera=(self)")
        if request.path.startswith(("/console/", "/v/", "/follow/", "/said/")):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Addresses:
    """A path with a number of nineteen digits or more, or with a NUL, is that of nothing: no database has such a key.
    What is asked behind it is read without NULs, which no text may hold and no keyboard writes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if TOO_LONG.search(request.path_info) or "\x00" in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        return self.get_response(request)


class ByKey:
    """What comes by a key or a signature has no session and no form: it goes past all that serves one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(BY_KEY):
            return self.get_response(request)
        match = resolve(request.path_info)
        request.resolver_match = match
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response


class IdleEnd:
    """Renews a session while somebody works, at most once a minute; what a page fetches by itself is no work."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        by_hand = "X-Live" not in request.headers and not request.path.endswith("/ticket/")
        if by_hand and request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get("renewed", 0) >= RENEW_AFTER_SECONDS:
                request.session["renewed"] = now
        return response
