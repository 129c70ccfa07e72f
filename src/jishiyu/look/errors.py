"""What one sees when something went wrong: pages of our own, which need no database and blame nobody."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

RETRY_SECONDS = 5


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: also for what is there and not for this reader."""
    words = _("There is no such page, or it is not for you.")
    return _page(request, 404, "not_found", _("Nothing is here"), words)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403: a form without its token, mostly one left open until the session ended."""
    words = _("This form has been open for too long. Go back, load the page again, and send it once more.")
    return _page(request, 403, "form_too_old", _("Please send it again"), words)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = _("The request cannot be read.")
    return _page(request, 400, "unreadable", _("That was not understood"), words)


def failed(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database is away: whatever was not confirmed was not done, or shows as done when asked
    again; nothing is done twice."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        words = _("Something behind this page is starting anew. Nothing is lost: wait a moment and do it once more.")
        answer = _page(request, 503, "try_again", _("One moment, please"), words)
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
        return answer
    words = _("The mistake is ours and is on record. Look at the case before you do it again.")
    return _page(request, 500, "our_mistake", _("Something went wrong"), words)


def _page(request: HttpRequest, status: int, code: str, title: str, words: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"error": code}, status=status)
    return render(request, "look/trouble.html", {"title": title, "words": words, "code": code}, status=status)
