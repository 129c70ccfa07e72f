"""What lists of those served have in common, whatever kind they are of: narrowed by what is known of them, each with
who answers for it and what is open, and written out."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from jishiyu.casework.queries.requesters import open_counts
from jishiyu.console.rights import officer_of
from jishiyu.ledger.actions import works
from jishiyu.lib.phrases import Phrase
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.outreach.queries.seen import profiles_seen
from jishiyu.registry import queries
from jishiyu.registry.kinds import Attribute, attributes
from jishiyu.registry.models import Profile
from jishiyu.registry.queries.duties import Answerer, answerers
from jishiyu.registry.works import GIVE, give_params

PER_PAGE, MOST_KEYS = 50, 5000


@dataclass(frozen=True, slots=True)
class Filter:
    """A listed attribute as a field of the filter form; `value` is what is asked for."""

    attribute: Attribute
    value: str

    @property
    def choices(self) -> list[tuple[str, Phrase]]:
        return list(self.attribute.options.items())


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list."""

    profile: Profile
    answerer: Answerer | None
    open_cases: int


def wanted_of(request: HttpRequest, kind: str) -> queries.Wanted:
    said = request.GET
    officer = said.get("officer", "")
    return queries.Wanted(
        kind=kind,
        words=said.get("q", "").strip()[:60],
        place=said.get("place", "")[:12],
        officer=number_of(officer),
        on=timezone.localdate(),
        values={code: said[code][:60] for code, one in attributes(kind).items() if one.listed and said.get(code)},
    )


def lines_of(profiles: list[Profile], kind: str) -> list[Line]:
    """With who answers for each and what is open, in as many queries whatever their number."""
    who = answerers([one.subject for one in profiles], kind, timezone.localdate())
    cases = open_counts([one.pk for one in profiles])
    return [Line(one, who.get(one.pk), cases.get(one.pk, 0)) for one in profiles]


def context_of(request: HttpRequest, kind: str) -> dict[str, object]:
    """One page of those the reader may see that fit, and the filter as it was asked for."""
    wanted = wanted_of(request, kind)
    rows, seen = queries.profiles(wanted), profiles_seen(officer_of(request), timezone.localdate())
    keys = (rows if seen is None else rows.filter(seen)).values_list("pk", flat=True)  # whole rows for one page alone
    shown = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    found = Profile.objects.select_related("subject__division").in_bulk(list(shown))
    keep = request.GET.copy()
    keep.pop("page", None)
    return {
        "shown": shown,
        "lines": lines_of([found[key] for key in shown], kind),
        "wanted": wanted,
        "filters": [Filter(one, wanted.values.get(code, "")) for code, one in attributes(kind).items() if one.listed],
        "counties": queries.counties(),
        "named": queries.officer_by_actor(f"officer:{wanted.officer}") if wanted.officer else None,
        "keep": keep.urlencode(),
    }


def export(request: HttpRequest, kind: str, title: str, back: str) -> HttpResponse:
    """The list as it is narrowed, as long work."""
    officer = officer_of(request)
    seen = profiles_seen(officer, timezone.localdate())
    only = None
    if seen is not None:
        only = list(Profile.objects.filter(seen, kind=kind).values_list("pk", flat=True)[:MOST_KEYS])
    try:
        works.ask(
            GIVE,
            title=title,
            params=give_params(wanted_of(request, kind), only),
            key=request.POST.get("key", "")[:60],
            by=officer.actor,
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, message_of(refused))
        return redirect(back)
    return redirect("console:works")
