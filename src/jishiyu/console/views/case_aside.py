"""What is asked for on a case, and what ends it: a part of the case's page, and the deeds on it."""

from collections.abc import Callable, Mapping
from datetime import datetime, time

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.casework import actions, asking, queries
from jishiyu.casework.kinds import kinds
from jishiyu.casework.queries import CasePage
from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.case_page import find, seen, show
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.packs.loader import answering
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer

END_OF_DAY = time(17, 30)
KINDS_CHOSEN = frozenset({"correct_kind", "ask_correction"})
Deed = Callable[[HttpRequest, CasePage, Officer, datetime], object]


@page("case_asides")
def case_asides(request: HttpRequest, number: str) -> HttpResponse:
    """Fetched by the case's page; a page of its own where nothing fetches parts."""
    officer = officer_of(request)
    found = queries.case_asides(officer, number)
    if found is None:
        raise Http404
    case, asides = found
    actors = {one.asked_by for one in asides.applications} | {one.decided_by for one in asides.applications}
    context = {
        "case": case,
        "asides": asides,
        "codes": asking.CODES,
        "actors": registry.actor_names(actors) if asides.applications else {},
        "groups": [(pack, kinds(pack.code)) for pack in answering()] if asides.may & KINDS_CHOSEN else [],
        "another_trade": asides.another_trade,
        "kinds": [(kind.code, kind.name) for kind in kinds(case.pack)] if "split" in asides.may else [],
        "today": timezone.localdate(),
        "last_day": timezone.localdate(timezone.now() + asking.LONGEST_HANG),
        "longest_wait": asking.LONGEST_WAIT,
        "now": timezone.now(),
    }
    whole = "console/case_asides.html"
    return render(request, "console/_case_asides_part.html" if request.headers.get("HX-Request") else whole, context)


@page("case_asking")
@require_POST
def case_asking(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    if kind not in asking.CODES:
        raise Http404

    def deed(request: HttpRequest, found: CasePage, officer: Officer, at: datetime) -> object:
        said = request.POST
        amount = said.get("amount", "")
        return actions.ask(
            found.case.pk,
            kind,
            code=said.get("code", ""),
            ground=said.get("ground", ""),
            amount=number_of(amount, 5) or 0,
            until=_end_of(said.get("until", "")),
            to_kind=said.get("kind", "")[:60],
            into_id=queries.case_id(officer, said.get("into", "").strip().upper()[:20]) if kind == "merge" else None,
            seen=seen(request),
            by=officer.actor,
            at=at,
        )

    return _do(request, number, deed, _("Asked for. Somebody else decides; nothing changes until then."))


def _end_of(day: str) -> datetime | None:
    """The end of office time of a day in ISO form; None of anything else."""
    try:
        found = parse_date(day)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(found, END_OF_DAY)) if found else None


def _go_on(request: HttpRequest, found: CasePage, officer: Officer, at: datetime) -> object:
    return actions.go_on(found.case.pk, seen=seen(request), by=officer.actor, at=at)


def _answer(request: HttpRequest, found: CasePage, officer: Officer, at: datetime) -> object:
    return actions.answer_question(found.case.pk, words=_words(request), by=officer.actor, at=at)


def _count_again(request: HttpRequest, found: CasePage, officer: Officer, at: datetime) -> object:
    return actions.count_again(found.case.pk, words=_words(request), seen=seen(request), by=officer.actor, at=at)


def _unmerge(request: HttpRequest, found: CasePage, officer: Officer, at: datetime) -> object:
    return actions.unmerge(found.case.pk, words=_words(request), seen=seen(request), by=officer.actor, at=at)


def _withdraw(request: HttpRequest, found: CasePage, officer: Officer, at: datetime) -> object:
    return actions.withdraw(found.case.pk, words=_words(request), seen=seen(request), by=officer.actor, at=at)


def _split(request: HttpRequest, found: CasePage, officer: Officer, at: datetime) -> object:
    said = request.POST
    return actions.split_case(
        found.case.pk,
        kind=said.get("kind", ""),
        title=said.get("title", ""),
        text=said.get("text", ""),
        seen=seen(request),
        by=officer.actor,
        at=at,
    )


def _correct_kind(request: HttpRequest, found: CasePage, officer: Officer, at: datetime) -> object:
    said = request.POST
    return actions.correct_kind(
        found.case.pk,
        said.get("kind", "")[:60],
        code=said.get("code", ""),
        words=_words(request),
        seen=seen(request),
        by=officer.actor,
        at=at,
    )


def _words(request: HttpRequest) -> str:
    return request.POST.get("words", "")


ACTS: Mapping[str, Deed] = {
    "go_on": _go_on,
    "answer": _answer,
    "count_again": _count_again,
    "unmerge": _unmerge,
    "withdraw": _withdraw,
    "split": _split,
    "correct_kind": _correct_kind,
}


@page("case_aside")
@require_POST
def case_aside(request: HttpRequest, number: str, act: str) -> HttpResponse:
    if act not in ACTS:
        raise Http404
    return _do(request, number, ACTS[act], _("Done."))


def _do(request: HttpRequest, number: str, deed: Deed, done: str) -> HttpResponse:
    """The action itself says who may; the page shows what it refused."""
    officer = officer_of(request)
    found = find(officer, number)
    try:
        deed(request, found, officer, timezone.now())
    except Refused as refused:
        return show(request, officer, number, trouble=message_of(refused))
    messages.success(request, done)
    return redirect("console:case", number)
