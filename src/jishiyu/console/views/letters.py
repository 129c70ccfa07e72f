"""For the system administrator: the forms of letters, which an office changes in Word."""

from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework.actions import letters as actions
from jishiyu.casework.letter_values import form_of, written
from jishiyu.casework.letters import LETTERS, names_of, sample_of, values_of
from jishiyu.casework.models import LetterForm
from jishiyu.casework.queries.letters import letter_versions
from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.papers import word
from jishiyu.lib.letters import LARGEST, Template, fill
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.registry import queries as registry


@page("letters")
def letters(request: HttpRequest) -> HttpResponse:
    return _show(request)


def _show(request: HttpRequest, trouble: str = "", kind: str = "") -> HttpResponse:
    versions: dict[str, list[LetterForm]] = {}
    for form in letter_versions():
        versions.setdefault(form.kind, []).append(form)
    rows = [(letter, names_of(letter.contract), versions.get(code, [])) for code, letter in LETTERS.items()]
    actors = registry.actor_names(form.by for forms in versions.values() for form in forms)
    context = {"rows": rows, "actors": actors, "trouble": trouble, "troubled": kind, "most": LARGEST // 1024}
    return render(request, "console/letters.html", context, status=422 if trouble else 200)


@page("letter_form")
def letter_form(request: HttpRequest, kind: str) -> HttpResponse:
    """The form as it is now, to be changed in Word."""
    return word(form_of(_known(kind)).content, f"{LETTERS[kind].name}")


@page("letter_preview")
def letter_preview(request: HttpRequest, kind: str) -> HttpResponse:
    """A letter of made-up values in the form as it is now."""
    return word(written(_known(kind), sample_of(LETTERS[kind].contract)), _sample_name(kind))


@page("letter_change")
def letter_change(request: HttpRequest, kind: str) -> HttpResponse:
    """A form sent in: tried with made-up values, or used from now on; a wrong one is refused and the old stays."""
    sent = request.FILES.get("file")
    if request.method != "POST" or sent is None or (sent.size or 0) > LARGEST:
        too_large = Refused("letter_too_large", template=sent.name, most=LARGEST // 1024) if sent else None
        return _show(request, message_of(too_large), kind) if too_large else redirect("console:letters")
    name, content = Path(sent.name or "").name, sent.read()
    try:
        if request.POST.get("deed") == "try":
            sample = values_of(sample_of(LETTERS[_known(kind)].contract))
            return word(fill(Template(name, content), sample), _sample_name(kind))
        actions.change_letter(_known(kind), name, content, by=officer_of(request).actor, at=timezone.now())
    except Refused as refused:
        return _show(request, message_of(refused), kind)
    messages.success(request, _("The form is used from now on."))
    return redirect("console:letters")


@page("letter_restore")
def letter_restore(request: HttpRequest, kind: str) -> HttpResponse:
    if request.method == "POST":
        actions.restore_letter(_known(kind), by=officer_of(request).actor, at=timezone.now())
        messages.success(request, _("The form that came with the product is used again."))
    return redirect("console:letters")


def _known(kind: str) -> str:
    if kind not in LETTERS:
        raise Http404
    return kind


def _sample_name(kind: str) -> str:
    return _("%(letter)s, sample") % {"letter": LETTERS[kind].name}
