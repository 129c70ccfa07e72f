"""The console's navigation, by post."""

import secrets
from functools import cache
from typing import Literal
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.letter_values import GATHER, worth_writing
from jishiyu.casework.letters import LETTERS, LetterKind
from jishiyu.casework.queries import CasePage
from jishiyu.console.rights import HANDLES, PAGES, RUNS
from jishiyu.entitlements.queries.hands import has_part
from jishiyu.notices.queries import unread as unread_of
from jishiyu.outreach.rights import SEES_ALL
from jishiyu.registry.models import Officer
from jishiyu.registry.queries.duties import Answerer

register = template.Library()

LINKS = (
    ("home", _("My tasks")),
    ("unit", _("Unit")),
    ("desk", _("Desk")),
    ("stream", _("What is being said")),
    ("topics", _("Hot topics")),
    ("judging", _("To decide")),
    ("cases", _("Cases")),
    ("mine", _("My enterprises")),
    ("enterprises", _("Enterprises")),
    ("households", _("List of households")),
    ("visits", _("Visits")),
    ("teams", _("Support teams")),
    ("appraisal", _("Appraisal")),
    ("claims", _("Applications")),
    ("calls", _("Call-backs")),
    ("consultations", _("Consultations")),
    ("catalogue", _("Dispatch catalogue")),
    ("gatherings", _("Gatherings")),
    ("residencies", _("Residencies")),
    ("back_to_work", _("Back to work")),
    ("coverage", _("Who was reached")),
    ("queues", _("Queues and homes")),
    ("runs", _("Payments")),
    ("figures", _("Figures")),
    ("wall", _("Wallboard")),
    ("advice", _("Advice by season")),
    ("reports", _("Reports")),
    ("nobodys", _("Nobody's")),
    ("officers", _("Officers and loads")),
    ("assignments", _("Assignment of enterprises")),
    ("documents", _("Lists and tables")),
    ("programmes", _("Programmes")),
    ("indicators", _("Economy")),
    ("signs", _("Warning signs")),
    ("quality", _("How well we hear")),
    ("labelling", _("Labelling")),
    ("words", _("Words")),
    ("imports", _("Imports")),
    ("policies", _("Policies for enterprises")),
    ("policies_told", _("Policies to pass on")),
    ("works", _("Long work")),
    ("sampling", _("Sampling")),
    ("letters", _("Letters")),
    ("rules", _("Rules")),
    ("calendar", _("Working calendar")),
    ("health", _("Health")),
    ("audit", _("Audit")),
    ("sights", _("Looks at contacts")),
)

ONLY_FOR = {"home": HANDLES, "sampling": RUNS}  # others come there another way


ALL_DAY = frozenset({"home", "unit", "desk", "stream", "judging", "cases", "claims", "calls", "figures"})
OF_BENEFITS = frozenset({"claims", "queues", "runs"})  # for those who hold a duty of a scheme, and who lead
MOST_LINKS = 9  # that fit in one row of a desk's screen


@register.simple_tag(takes_context=True)
def nav_links(context: template.Context) -> dict[str, list[dict[str, object]]]:
    """The pages this post may open: `first` in the bar, and where they are too many, `more` behind one word."""
    request: HttpRequest = context["request"]
    if not isinstance(request.user, Officer):
        return {"first": [], "more": []}
    post = request.user.post
    names = [name for name, _text in LINKS if post in PAGES[name] and post in ONLY_FOR.get(name, PAGES[name])]
    if any(name in OF_BENEFITS for name in names) and not _has_part(request):
        names = [name for name in names if name not in OF_BENEFITS]
    first = names if len(names) <= MOST_LINKS else [name for name in names if name in ALL_DAY]
    urls, wanted = _urls(get_script_prefix()), frozenset(names)
    links: dict[str, dict[str, object]] = {
        name: {"url": urls[name], "text": text, "here": request.path == urls[name]}
        for name, text in LINKS
        if name in wanted
    }
    return {"first": [links[name] for name in first], "more": [links[name] for name in names if name not in first]}


@cache
def _urls(prefix: str) -> dict[str, str]:
    """Where each page lies, under the prefix this server answers at: looked up once, not twice for every page."""
    return {name: reverse(f"console:{name}") for name, _text in LINKS}


def _has_part(request: HttpRequest) -> bool:
    """Asked once for a page, which shows its links in two places."""
    if not hasattr(request, "part_in_benefits"):
        request.part_in_benefits = has_part(request.user, timezone.localdate())  # type: ignore[attr-defined, arg-type]
    return bool(request.part_in_benefits)  # type: ignore[attr-defined]


@register.simple_tag(takes_context=True)
def unread(context: template.Context) -> int:
    request: HttpRequest = context["request"]
    return unread_of(request.user.actor).count() if isinstance(request.user, Officer) else 0


@register.simple_tag
def letters_of(page: CasePage) -> list[LetterKind]:
    """Letters there is something to write in, about this case."""
    return [LETTERS[code] for code in worth_writing(page.case, page.tasks)]


@register.simple_tag
def opened(code: str, **asked: str | int | None) -> str:
    """Where a figure opens: `{% opened "on_time" period="2021" unit=3 about="…" %}`, or with `since` and `until` as ISO
    days, or with `days`."""
    query = urlencode({name: value for name, value in asked.items() if value not in (None, "")})
    return reverse("console:figure_open", args=[code]) + (f"?{query}" if query else "")


@register.simple_tag
def many_letters() -> list[LetterKind]:
    """Letters that can be written for many cases at once."""
    return [LETTERS[code] for code in GATHER]


@register.filter
def form_name(form: str) -> str:
    """What kind of file a report is."""
    return {"word": "Word", "excel": "Excel", "pdf": "PDF"}.get(form, form)


@register.simple_tag
def form_key() -> str:
    """A key of one form, so that two clicks are one deed."""
    return secrets.token_hex(16)


@register.simple_tag(takes_context=True)
def firm(context: template.Context, key: int | str, name: object, *, own: bool = False) -> str:
    """An enterprise's name, as a link to its page for whoever may open it: who sees all, and where `own` says that the
    list holds only those the reader answers for. Without a `key`, of one that has no page, the name alone."""
    user = context["request"].user
    if not key or not (own or getattr(user, "post", "") in SEES_ALL):
        return conditional_escape(str(name))
    return format_html('<a href="{}">{}</a>', reverse("console:enterprise", args=[key]), name)


@register.simple_tag
def who(answerer: Answerer | Literal[""] | None) -> str:
    """Who answers for an enterprise, with their unit; in red that nobody does."""
    if not answerer:
        return format_html('<strong class="late">{}</strong>', _("nobody answers"))
    officer = answerer.officer
    unit = format_html(' <span class="hint">{}</span>', officer.unit.name) if officer.unit else ""
    return format_html("<span>{}{}</span>", officer.name, unit)
