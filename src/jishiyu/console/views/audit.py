"""For the audit administrator: the whole ledger, who looked at whose personal data, and whether it all still holds.

Reads everything in the ledger and changes nothing; asking for a walk or an export is itself recorded.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework.queries.naming import numbers_of, subjects_of
from jishiyu.console.rights import officer_of, page
from jishiyu.ledger import queries
from jishiyu.ledger.actions import works
from jishiyu.ledger.jobs import EXPORT, VERIFY
from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries import SIGHTS, Asked, audited
from jishiyu.lib.refused import Refused
from jishiyu.look.ledger_words import act_words, acts, changes, subject_words
from jishiyu.look.refusals import message_of
from jishiyu.registry import queries as registry

PER_PAGE = 50
NOBODY = "nobody"  # asked for somebody or something that is not there: nothing fits


@page("audit")
def audit(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _ask(request)
    act = request.GET.get("act", "")[:40]
    asked = asked_of(request.GET, acts=(act,) if act else ())
    newest = queries.newest_checkpoint()
    context = {
        **_page(request, asked),
        "acts": acts(),
        "verified": queries.verifications().first(),
        "newest": newest,
        "printed": queries.printed_of(newest).text() if newest else "",
    }
    return render(request, "console/audit.html", context)


@page("sights")
def sights(request: HttpRequest) -> HttpResponse:
    return render(request, "console/sights.html", _page(request, asked_of(request.GET, acts=SIGHTS)))


def _ask(request: HttpRequest) -> HttpResponse:
    """Ask for a walk through the whole ledger, or for an export; both are long work."""
    officer, now = officer_of(request), timezone.now()
    since, until = _day(request.POST.get("since", "")), _day(request.POST.get("until", ""), later=1)
    edges = {"since": since.isoformat() if since else "", "until": until.isoformat() if until else ""}
    export = request.POST.get("deed") == "export"
    kind, title = (EXPORT, _("Ledger for an auditor")) if export else (VERIFY, _("Verification of the ledger"))
    key = f"{kind}:{officer.pk}:{now:%Y%m%d%H%M}"  # pressed twice, it is one
    try:
        works.ask(kind, title=title, params=edges if export else {}, key=key, by=officer.actor, at=now)
    except Refused as refused:
        messages.error(request, message_of(refused))
        return redirect("console:audit")
    return redirect("console:works")


def _page(request: HttpRequest, asked: Asked) -> dict[str, object]:
    found = list(audited(asked)[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    keep = request.GET.copy()
    keep.pop("below", None)
    people = {subject for entry in shown for subject in (entry.by, entry.subject) if subject.startswith("officer:")}
    names = registry.actor_names(people)
    return {
        "rows": _rows(shown, names),
        "names": names,
        "said": request.GET,
        "keep": keep.urlencode(),
        "below": f"{shown[-1].at.isoformat()}~{shown[-1].pk}" if len(found) > PER_PAGE else "",
        "deeper": asked.below is not None,
        "now": timezone.now(),
    }


def _rows(entries: Sequence[Entry], names: Mapping[str, str]) -> list[dict[str, object]]:
    known = {**names, **numbers_of(entry.subject for entry in entries)}
    return [
        {
            "entry": entry,
            "subject": subject_words(entry.subject, known),
            "act": act_words(entry),
            "changes": changes(entry),
            "why": entry.data.get("why", ""),
        }
        for entry in entries
    ]


def asked_of(said: QueryDict, *, acts: tuple[str, ...]) -> Asked:
    """The filter a query string asks for; a day that makes no sense asks for nothing."""
    subject = said.get("subject", "").strip()[:80]
    who = said.get("who", "").strip()[:80]
    return Asked(
        subjects=_subjects(subject) if subject else (),
        by=_actor(who) if who else "",
        acts=acts,
        since=_day(said.get("since", "")),
        until=_day(said.get("until", ""), later=1),
        below=_place(said.get("below", "")),
    )


def _subjects(said: str) -> tuple[str, ...]:
    """A subject as the ledger calls it, or a case by its number."""
    return (said,) if ":" in said else subjects_of(said) or (NOBODY,)


def _actor(said: str) -> str:
    """An actor as the ledger calls them, or an officer by their account."""
    return said if ":" in said or said == "requester" else registry.actor_by_username(said) or NOBODY


def _day(said: str, later: int = 0) -> datetime | None:
    """The first moment of a day, or of so many days later."""
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(said) + timedelta(days=later), time.min))
    except (ValueError, OverflowError):
        return None


def _place(said: str) -> tuple[datetime, int] | None:
    """Where the page before ended: a moment and an id."""
    at, _tilde, key = said.partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, int(key)) if moment.tzinfo and len(key) < 19 else None
    except ValueError:
        return None
