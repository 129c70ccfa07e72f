"""The dispatch catalogue: searched by everybody who works here, changed by dispatchers after a preview."""

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.casework import actions, queries
from jishiyu.casework.catalogue import Draft, draft_of, words_of
from jishiyu.casework.kinds import kinds
from jishiyu.casework.models import CatalogueEntry
from jishiyu.casework.queries import CatalogueFilter, Trial
from jishiyu.console.rights import officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Post

PER_PAGE = 50
SHOWN = 50  # cases of a preview


@page("catalogue")
def catalogue(request: HttpRequest) -> HttpResponse:
    asked, today = asked_of(request), timezone.localdate()
    shown = Paginator(queries.catalogue(asked, today), PER_PAGE).get_page(request.GET.get("page"))
    keep = request.GET.copy()
    keep.pop("page", None)
    context = {
        "shown": shown,
        "asked": asked,
        "kinds": kinds(),
        "units": registry.units(),
        "edits": officer_of(request).post == Post.DISPATCHER,
        "keep": keep.urlencode(),
        "today": today,
    }
    return render(request, "console/catalogue.html", context)


def asked_of(request: HttpRequest) -> CatalogueFilter:
    said = request.GET
    unit = said.get("unit", "")
    return CatalogueFilter(
        text=said.get("text", "").strip()[:80],
        kind=said.get("kind", "")[:60],
        unit=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else None,
        past=said.get("past") == "1",
    )


@page("catalogue_entry")
def catalogue_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry with all its versions, and what the record says of each."""
    entry = _entry(entry_id)
    versions = queries.versions_of(entry)
    told = queries.told_of(versions)
    context = {
        "entry": entry,
        "versions": versions,
        "story": told,
        "actors": registry.actor_names(one.by for one in told),
        "edits": officer_of(request).post == Post.DISPATCHER and entry.until is None,
        "today": timezone.localdate(),
    }
    return render(request, "console/catalogue_entry.html", context)


def _entry(entry_id: int) -> CatalogueEntry:
    entry = queries.catalogue_entry(entry_id)
    if entry is None:
        raise Http404
    return entry


@page("catalogue_new")
def catalogue_new(request: HttpRequest) -> HttpResponse:
    return _change(request, None)


@page("catalogue_replace")
def catalogue_replace(request: HttpRequest, entry_id: int) -> HttpResponse:
    return _change(request, _entry(entry_id))


def _change(request: HttpRequest, old: CatalogueEntry | None) -> HttpResponse:
    """The form of a new entry or a new version: previewed, then saved."""
    officer, now = officer_of(request), timezone.now()
    said: Mapping[str, str] = request.POST if request.method == "POST" else _as_form(old)
    context: dict[str, object] = {
        "old": old,
        "said": said,
        "kinds": kinds(),
        "units": registry.units(),
        "places": registry.office_divisions(),
        "today": timezone.localdate(),
    }
    if request.method == "POST":
        try:
            draft, since = read_draft(said), read_day(said.get("since", ""))
            if "preview" in said:
                context["preview"] = queries.preview(Trial((old.pk,) if old else (), (draft,)), now)
            elif old:
                made = actions.replace_catalogue_entry(old.pk, draft, since=since, by=officer.actor, at=now)
                return _saved(request, made)
            else:
                return _saved(request, actions.add_catalogue_entry(draft, since=since, by=officer.actor, at=now))
        except Refused as refused:
            context["trouble"] = message_of(refused)
    return render(request, "console/catalogue_form.html", context, status=409 if "trouble" in context else 200)


def _saved(request: HttpRequest, made: CatalogueEntry) -> HttpResponse:
    messages.success(request, _("In the catalogue from %(day)s on.") % {"day": made.since})
    return redirect("console:catalogue_entry", made.pk)


def _as_form(old: CatalogueEntry | None) -> dict[str, str]:
    """What the form shows before anything was written in it."""
    if old is None:
        return {"since": str(timezone.localdate())}
    draft = draft_of(old)
    return {
        "kind": draft.kind,
        "item": draft.item,
        "words": "、".join(draft.words),
        "line": draft.line,
        "role": draft.role,
        "division": draft.division or "",
        "unit": str(draft.unit_id),
        "ground": draft.ground,
        "since": str(timezone.localdate()),
    }


def read_draft(said: Mapping[str, str]) -> Draft:
    """The entry a form describes; a place is given by its code. What makes no sense is refused by the deed."""
    unit = said.get("unit", "")
    return Draft(
        kind=said.get("kind", ""),
        unit_id=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else 0,
        ground=said.get("ground", "").strip(),
        item=said.get("item", "").strip(),
        words=words_of(said.get("words", "")),
        line=said.get("line", "") or "territory",
        role=said.get("role", "") or "lead",
        division=said.get("division", "").strip()[:12] or None,
    )


def read_day(said: str) -> date:
    """Raises Refused day_unreadable."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Refused("day_unreadable", day=said[:20]) from None


@page("catalogue_end")
@require_POST
def catalogue_end(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The last day of an entry: previewed, then ended."""
    entry, now = _entry(entry_id), timezone.now()
    try:
        until = read_day(request.POST.get("until", ""))
        if "preview" in request.POST:
            context = {
                "entry": entry,
                "until": until,
                "preview": queries.preview(Trial((entry.pk,)), now),
                "today": timezone.localdate(),
            }
            return render(request, "console/catalogue_end.html", context)
        actions.end_catalogue_entry(entry.pk, until=until, by=officer_of(request).actor, at=now)
        messages.success(request, _("It holds until %(day)s.") % {"day": until})
    except Refused as refused:
        messages.error(request, message_of(refused))
    return redirect("console:catalogue_entry", entry.pk)
