"""Open data: which there is, what it means, and the files at addresses that stay."""

import hashlib
import json

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation

from jishiyu.figures import open_data as data
from jishiyu.figures.open_files import content_of
from jishiyu.figures.reports import queries as reports
from jishiyu.look.report_files import sent


def open_data(request: HttpRequest) -> HttpResponse:
    known = data.dictionary()
    context = {
        "sets": data.SETS.values(),
        "least": known["least"],
        "licence": data.licence(),
        "indicators": known["indicators"],
    }
    return render(request, "portal/open_data.html", context)


def open_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    if code not in data.SETS or form not in data.FORMS:
        raise Http404
    content = content_of(data.SETS[code], form, data.today())
    return _tagged(request, content, data.FORMS[form], f"{code}.{form}")


def open_dictionary(request: HttpRequest) -> HttpResponse:
    with translation.override("zh-hans"):
        content = json.dumps(data.dictionary(), ensure_ascii=False, indent=1).encode()
    return _tagged(request, content, data.FORMS["json"], "dictionary.json")


def _tagged(request: HttpRequest, content: bytes, kind: str, name: str) -> HttpResponse:
    """With a mark of what it holds, so that nobody fetches the same twice."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"}
    if tag in [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponseNotModified(headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers=headers)


def report_file(request: HttpRequest, report_id: int) -> HttpResponseBase:
    """The file of a report that is for everybody."""
    found = reports.reports(public=True).filter(pk=report_id).first()
    if found is None:
        raise Http404
    return sent(found)
