"""Awards: the list, one award month by month, and what is done with it."""

from collections.abc import Callable, Mapping
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.entitlements import actions, months
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Award
from jishiyu.entitlements.queries import awards as queries
from jishiyu.entitlements.queries import keepers
from jishiyu.entitlements.queries.awards import AwardFilter
from jishiyu.entitlements.sessions import Held
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.registry.models import Officer

PER_PAGE = 50
ROWS = 6  # of sessions in one form


@page("awards")
def awards(request: HttpRequest) -> HttpResponse:
    officer, today, said = officer_of(request), timezone.localdate(), request.GET
    asked = AwardFilter(
        said.get("scheme", "")[:60], said.get("state", "")[:10], said.get("text", "").strip()[:20].upper(),
        said.get("account", "")[:5],
    )  # fmt: skip
    schemes = keepers.read_schemes(officer, today)
    keep = request.GET.copy()
    keep.pop("page", None)
    context = {
        "shown": Paginator(queries.awards(officer, asked, today), PER_PAGE).get_page(said.get("page")),
        "asked": asked,
        "schemes": schemes,
        "names": {scheme.code: scheme.name for scheme in schemes},
        "states": Award.State.choices,
        "keep": keep.urlencode(),
    }
    return render(request, "console/awards.html", context)


@page("award")
def award(request: HttpRequest, award_id: int) -> HttpResponse:
    return _show(request, officer_of(request), award_id)


def _find(officer: Officer, award_id: int) -> Award:
    found = queries.award_of(officer, award_id, timezone.localdate())
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, officer: Officer, award_id: int, trouble: str = "") -> HttpResponse:
    found, today = _find(officer, award_id), timezone.localdate()
    scheme = scheme_of(found.scheme)
    context: dict[str, object] = {
        "award": found,
        "scheme": scheme,
        "keeps": keepers.keeps(officer, found.scheme, today),
        "trouble": trouble,
        "said": request.POST,
        "today": today,
    }
    if found.gives in ("money", "home"):
        context |= {"months": queries.months_of(found, months.first_of(today)), "account": queries.account_of(found)}
    if found.gives == "place":
        held = queries.sessions_of(found)
        context |= {"held": held, "counted": sum(month.counts for month in held), "rows": range(ROWS)}
    if found.gives == "permit":
        context["permits"] = queries.permits_of(found)
    return render(request, "console/award.html", context, status=409 if trouble else 200)


@page("award_act")
@require_POST
def award_act(request: HttpRequest, award_id: int, act: str) -> HttpResponse:
    officer = officer_of(request)
    found = _find(officer, award_id)
    if act not in ACTS:
        raise Http404
    try:
        if not keepers.keeps(officer, found.scheme, timezone.localdate()):
            raise Refused("not_keeper")
        ACTS[act](request.POST, found, officer.actor)
    except Refused as refused:
        return _show(request, officer, award_id, message_of(refused))
    messages.success(request, _("Done."))
    return redirect("console:award", award_id)


@page("permit")
def permit(request: HttpRequest, award_id: int, permit_id: int) -> HttpResponse:
    """A permit to be printed, with the QR of what is signed."""
    found = _find(officer_of(request), award_id)
    shown = found.permits.filter(pk=permit_id).first()
    if shown is None:
        raise Http404
    return render(request, "console/permit.html", {"permit": shown, "award": found, "scheme": scheme_of(found.scheme)})


def _day(said: QueryDict, name: str) -> date:
    try:
        return date.fromisoformat(said.get(name, ""))
    except ValueError:
        raise Refused("day_unreadable", day=said.get(name, "")[:20]) from None


def _suspend(said: QueryDict, found: Award, by: str) -> None:
    words = said.get("words", "").strip()
    if not words:
        raise Refused("words_needed")
    actions.suspend_award(found.pk, words, by=by, at=timezone.now())


def _resume(said: QueryDict, found: Award, by: str) -> None:
    actions.resume_award(found.pk, by=by, at=timezone.now())


def _account(said: QueryDict, found: Award, by: str) -> None:
    actions.set_account(
        found.household_id, number=said.get("number", ""), holder=said.get("holder", ""), bank=said.get("bank", ""),
        bank_code=said.get("bank_code", ""), by=by, at=timezone.now(),
    )  # fmt: skip


def _sessions(said: QueryDict, found: Award, by: str) -> None:
    held = [
        Held(_day(said, f"day-{row}"), f"came-{row}" in said, f"online-{row}" in said, f"parents-{row}" in said)
        for row in range(ROWS)
        if said.get(f"day-{row}")
    ]
    actions.record_sessions(found.pk, held, note=said.get("note", ""), by=by, at=timezone.now())


def _issue(said: QueryDict, found: Award, by: str) -> None:
    actions.issue_permit(
        found.pk, subject=said.get("subject", ""), scope=said.get("scope", ""), valid_from=_day(said, "valid_from"),
        valid_until=_day(said, "valid_until"), by=by, at=timezone.now(),
    )  # fmt: skip


def _revoke(said: QueryDict, found: Award, by: str) -> None:
    chosen = number_of(said.get("permit", "")) or 0
    if not found.permits.filter(pk=chosen).exists():
        raise Refused("permit_unknown")
    actions.revoke_permit(chosen, said.get("words", ""), by=by, at=timezone.now())


ACTS: Mapping[str, Callable[[QueryDict, Award, str], None]] = {
    "suspend": _suspend,
    "resume": _resume,
    "account": _account,
    "sessions": _sessions,
    "issue": _issue,
    "revoke": _revoke,
}
