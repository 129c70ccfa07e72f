"""Who is to look after whom: asked for, looked at with what would change and why, adopted or dropped."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import DECIDES, officer_of, page
from jishiyu.console.views.opening_hours import read_day
from jishiyu.ledger.actions import works
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.outreach import actions
from jishiyu.outreach.assigning.costs import WORDS
from jishiyu.outreach.kinds import liaisons
from jishiyu.outreach.models import Proposal, ProposalRow
from jishiyu.outreach.queries import assigning as queries
from jishiyu.outreach.works import PROPOSE
from jishiyu.registry import queries as registry
from jishiyu.registry.kinds import roles

PER_PAGE = 50
ONLY = ("moved", "new", "unplaced")


@page("assignments")
def assignments(request: HttpRequest) -> HttpResponse:
    officer, context = officer_of(request), dict[str, object]()
    if request.method == "POST":
        if officer.post not in DECIDES:
            raise Http404
        try:
            return _ask(request)
        except Refused as refused:
            context["trouble"] = message_of(refused)
    shown = Paginator(queries.proposals(), PER_PAGE).get_page(request.GET.get("page"))
    context |= {
        "shown": shown,
        "rows": [(one, _role(one.role)) for one in shown],
        "liaisons": [(one.role, _role(one.role)) for one in liaisons()],
        "for_leaders": any(one.leaders for one in liaisons()),
        "decides": officer.post in DECIDES,
        "leaving": request.GET.get("leaving", ""),
        "chosen": request.GET.get("role", ""),
        "keep": "",
    }
    return render(request, "console/assignments.html", context, status=409 if "trouble" in context else 200)


def _role(code: str) -> object:
    known = roles()
    return known[code].name if code in known else code


def _ask(request: HttpRequest) -> HttpResponse:
    said, leaving = request.POST, []
    for username in said.get("leaving", "").replace("、", " ").replace(",", " ").split():
        officer = registry.officer_named(username)
        if officer is None:
            raise Refused("officer_unknown", username=username)
        leaving.append(officer.pk)
    params = {"role": said.get("role", ""), "leaving": leaving, "only_needed": said.get("only_needed") == "1"}
    if params["role"] not in {one.role for one in liaisons()}:
        raise Refused("role_unknown", role=str(params["role"]))
    works.ask(
        PROPOSE,
        title=_("Assignment of enterprises"),
        params=params,
        key=said.get("key", "")[:60],
        by=officer_of(request).actor,
        at=timezone.now(),
    )
    messages.success(request, _("It is being reckoned; it stands in this list in less than a minute."))
    return redirect("console:assignments")


@page("assignment")
def assignment(request: HttpRequest, proposal_id: int) -> HttpResponse:
    found = queries.proposal(proposal_id)
    if found is None:
        raise Http404
    return render(request, "console/assignment.html", _shown(request, found))


def _shown(request: HttpRequest, found: Proposal) -> dict[str, object]:
    only = request.GET.get("only", "")
    shown = Paginator(queries.changes(found, only if only in ONLY else ""), PER_PAGE).get_page(request.GET.get("page"))
    before, after = (found.figures.get(name, {}).get("histogram", {}) for name in ("before", "after"))
    loads = sorted({int(load) for load in (*before, *after)})
    return {
        "proposal": found,
        "role": _role(found.role),
        "figures": found.figures,
        "loads": [(load, before.get(str(load), 0), after.get(str(load), 0)) for load in loads],
        "shown": shown,
        "rows": [(row, _name(row), WORDS.get(row.why, ""), _reasons(row)) for row in shown],
        "only": only,
        "choices": [(name, found.figures.get(name, 0)) for name in ONLY],
        "decides": officer_of(request).post in DECIDES,
        "today": str(timezone.localdate()),
        "keep": f"only={only}" if only in ONLY else "",
    }


def _name(row: ProposalRow) -> str:
    profile = getattr(row.subject, "profile", None)
    return profile.name if profile and profile.name else str(row.subject_id)


def _reasons(row: ProposalRow) -> list[tuple[object, int]]:
    return [(WORDS.get(code, code), points) for code, points in row.reasons]


@page("assignment_act")
@require_POST
def assignment_act(request: HttpRequest, proposal_id: int, act: str) -> HttpResponse:
    by, now = officer_of(request).actor, timezone.now()
    try:
        if act == "adopt":
            since = read_day(request.POST.get("since", ""))
            note = request.POST.get("note", "").strip()[:400]
            found = actions.adopt_proposal(proposal_id, since=since, note=note, by=by, at=now)
            messages.success(request, _("It counts from %(day)s.") % {"day": found.since})
        elif act == "drop":
            actions.drop_proposal(proposal_id, by=by, at=now)
            messages.success(request, _("The proposal is dropped."))
        else:
            raise Http404
    except Refused as refused:
        if refused.code == "proposal_unknown":
            raise Http404 from None
        messages.error(request, message_of(refused))
    return redirect("console:assignment", proposal_id)
