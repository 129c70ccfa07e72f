"""The application form: facts in groups, members one by one, papers by photo; sent twice, it is one."""

import secrets
from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from jishiyu.entitlements import actions
from jishiyu.entitlements.actions import Application
from jishiyu.entitlements.kinds import Scheme
from jishiyu.entitlements.models import Claim
from jishiyu.entitlements.papers import Sent
from jishiyu.entitlements.queries.claims import public_schemes, rules_of_many
from jishiyu.entitlements.rules import Fact
from jishiyu.entitlements.workflow import OWN
from jishiyu.lib.refused import Refused
from jishiyu.look.fact_fields import Field, Read, household_fields, member_rows, members_of, read_form
from jishiyu.look.refusals import message_of
from jishiyu.portal.forms import WhoForm
from jishiyu.registry import queries as registry

LONGEST_KEY = 64


def apply(request: HttpRequest, code: str) -> HttpResponse:
    scheme = next((one for one in public_schemes() if one.code == code), None)
    if scheme is None:
        raise Http404
    said, facts = request.POST, facts_of(scheme)
    sent = request.method == "POST" and not said.get("do")
    form = read_form(facts, said) if sent else Read({}, [], {})
    who = WhoForm(said if sent else None, on_behalf=scheme.on_behalf)
    trouble = ""
    if sent and who.is_valid() and not form.errors:
        try:
            claim = _send(scheme, who, form, papers_of(request, scheme))
        except Refused as refused:
            trouble = message_of(refused)
        else:
            return redirect("portal:claim", claim.token)
    members = member_rows(facts, said, form.errors)
    context = {
        "scheme": scheme,
        "groups": grouped(scheme, household_fields(facts, said, form.errors)),
        "members": members,
        "count": members_of(said),
        "asks_members": scheme.subject == "resident",
        "named": True,
        "who": who,
        "said": said,
        "trouble": trouble,
        "bad": sent,
        "places": registry.office_divisions(),
        "form_key": said.get("form_key") or secrets.token_urlsafe(24),
    }
    page = "portal/_members.html" if request.headers.get("HX-Target") == "members" else "portal/apply.html"
    return render(request, page, context, status=422 if sent else 200)


def facts_of(scheme: Scheme) -> list[Fact]:
    """The facts the rules of today may ask for; all of the book, where nothing is in force."""
    rules = rules_of_many([scheme], timezone.localdate()).get(scheme.code)
    outputs = [name for name in (scheme.due, scheme.waives) if name]
    return rules.asked(outputs) if rules else list(scheme.book.facts.values())


def grouped(scheme: Scheme, fields: Sequence[Field]) -> list[tuple[str, list[Field]]]:
    """Fields under their headings; a heading begins with the fact it is declared for."""
    heads, groups = scheme.fact_groups or {}, list[tuple[str, list[Field]]]()
    order = list(scheme.book.facts)
    begun = ""
    for field in fields:
        before = [name for name in heads if name in order and order.index(name) <= order.index(field.fact)]
        head = str(heads[max(before, key=order.index)]) if before else ""
        if not groups or head != begun:
            groups.append((head, []))
            begun = head
        groups[-1][1].append(field)
    return groups


def papers_of(request: HttpRequest, scheme: Scheme) -> list[Sent]:
    """Files as they were sent, by the paper they are."""
    return [
        Sent(paper.code, file.name or "", file.read())
        for paper in scheme.papers
        for file in request.FILES.getlist(f"paper-{paper.code}")
    ]


def _send(scheme: Scheme, who: WhoForm, form: Read, papers: Sequence[Sent]) -> Claim:
    said = who.cleaned_data
    named = form.people if any(one["name"] for one in form.people) else []
    application = Application(
        scheme=scheme.code,
        name=said["name"],
        phone=said["phone"],
        address=said["address"],
        division_code=said["division"] or None,
        guardian=said.get("guardian", ""),
        facts=form.facts,
        people=named,
        papers=papers,
        origin_key=said["form_key"],
    )
    return actions.apply(application, by=OWN, at=timezone.now())
