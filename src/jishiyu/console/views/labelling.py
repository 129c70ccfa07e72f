"""Messages looked at by a person, one by one: what they are, without being told what the product made of them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from jishiyu.console.rights import officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import numbers_of
from jishiyu.look.words import URGENCY
from jishiyu.registry import queries as registry
from jishiyu.sensing import actions, queries
from jishiyu.sensing.kinds import lexicon_of
from jishiyu.sensing.models import Message

KEYS = "asdfghjkl"  # of kinds, in the order the pack names them
MOST_PASSED = 50
URGENCY_KEYS = ((3, "q"), (2, "w"), (1, "e"))


@page("labelling")
def labelling(request: HttpRequest) -> HttpResponse:
    """The next message that waits for this person."""
    officer = officer_of(request)
    said = request.GET.get("passed", "").split(",")
    passed = numbers_of(said, 17)[-MOST_PASSED:]
    found = queries.to_label(officer.actor, passed)
    left = queries.left_to_label(officer.actor)
    context: dict[str, object] = {"left": left, "sampled": found}
    if found is not None:
        context |= _shown(found.message) | {"passed": ",".join(str(one) for one in [*passed, found.pk])}
    return render(request, "console/labelling.html", context)


@page("label")
def label(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message, to be labelled; then on to the next, or back to where the reader came from."""
    officer, message = officer_of(request), queries.message_by_id(message_id)
    if message is None:
        raise Http404
    back = request.POST.get("back") or request.GET.get("back") or ""
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = ""
    trouble = ""
    if request.method == "POST":
        try:
            _say(request, message_id, officer.actor)
        except Refused as refused:
            trouble = message_of(refused)
        else:
            messages.success(request, _("Recorded."))
            return redirect(back or reverse("console:labelling"))
    labels = list(queries.labels_of(message))
    context = {
        **_shown(message),
        "alone": True,
        "back": back,
        "trouble": trouble,
        "said": request.POST,
        "labels": labels,
        "names": registry.actor_names({one.by for one in labels}),
    }
    return render(request, "console/labelling.html", context, status=409 if trouble else 200)


def _say(request: HttpRequest, message_id: int, by: str) -> None:
    said = request.POST
    urgency = said.get("urgency", "")
    actions.label_message(
        message_id,
        risk=said.get("risk") == "1",
        kind=said.get("kind", "")[:60],
        urgency=int(urgency) if urgency in {"1", "2", "3"} else 0,
        vulnerable=said.get("vulnerable") == "1",
        by=by,
        at=timezone.now(),
    )


def _shown(message: Message) -> dict[str, object]:
    kinds = lexicon_of(message.source.pack).order
    return {
        "message": message,
        "thread": queries.thread_before(message),
        "kinds": [(kind, KEYS[place] if place < len(KEYS) else "") for place, kind in enumerate(kinds)],
        "urgencies": [(level, URGENCY[level][0], key) for level, key in URGENCY_KEYS],
    }
