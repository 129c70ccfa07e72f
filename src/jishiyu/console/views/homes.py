"""The stock of a scheme: homes listed, by hand and by Excel, and institutions with their free places."""

from dataclasses import asdict
from urllib.parse import quote

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.queue import scheme_for
from jishiyu.entitlements import actions, queries
from jishiyu.entitlements.home_file import Row, read, write
from jishiyu.entitlements.models import Home
from jishiyu.entitlements.queries import Compared, HomeFilter
from jishiyu.entitlements.stock import HomeDraft, InstitutionDraft
from jishiyu.lib.money import fen
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.registry import queries as registry

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "console.homes"
PER_PAGE, SHOWN = 50, 200
LARGEST = 8 * 1024 * 1024
LASTS_SECONDS = 2 * 60 * 60


def _asked(request: HttpRequest) -> HomeFilter:
    said = request.GET
    return HomeFilter(
        said.get("text", "").strip()[:60],
        said.get("state", "")[:10],
        said.get("division", "")[:12],
        said.get("accessible") == "1",
    )


@page("homes")
def homes(request: HttpRequest, scheme: str) -> HttpResponse:
    found, keeps = scheme_for(request, scheme)
    asked, keep = _asked(request), request.GET.copy()
    keep.pop("page", None)
    context = {
        "scheme": found,
        "keeps": keeps,
        "shown": Paginator(queries.homes(scheme, asked), PER_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "states": Home.State.choices,
        "counts": queries.home_counts(scheme),
        "keep": keep.urlencode(),
    }
    return render(request, "console/homes.html", context)


@page("homes_export")
def homes_export(request: HttpRequest, scheme: str) -> HttpResponse:
    """What the list shows, as a file that can be taken in again."""
    scheme_for(request, scheme)
    content = write(queries.file_rows(queries.homes(scheme, _asked(request))))
    name = quote(f"房源-{timezone.localdate()}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(content, content_type=EXCEL, headers=headers)


@page("homes_import")
def homes_import(request: HttpRequest, scheme: str) -> HttpResponse:
    """A file previewed, with every row that is refused, its column and why; then taken."""
    found, keeps = scheme_for(request, scheme)
    if not keeps:
        raise Http404
    context: dict[str, object] = {"scheme": found}
    if request.method == "POST":
        try:
            if "signed" in request.POST:
                return _take(request, scheme)
            context |= _preview(request, scheme)
        except Refused as refused:
            context["trouble"] = message_of(refused)
    return render(request, "console/homes_import.html", context, status=409 if "trouble" in context else 200)


def _preview(request: HttpRequest, scheme: str) -> dict[str, object]:
    sent = request.FILES.get("file")
    if sent is None:
        raise Refused("file_empty", file="")
    if (sent.size or 0) > LARGEST:
        raise Refused("rows_too_many", most=20_000)
    rows = read(sent.read())
    compared = queries.compared(scheme, [row.draft for row in rows if row.draft])
    drafts = [asdict(draft) for draft in (*compared.fresh, *compared.changed)]
    actor = officer_of(request).actor
    return {
        "compared": compared,
        "refused": _refused(rows, compared),
        "signed": signing.dumps([actor, scheme, drafts], salt=SALT, compress=True),
        "count": len(drafts),
    }


def _refused(rows: list[Row], compared: Compared) -> list[tuple[int, str, str]]:
    """Rows that are refused: number, column, why."""
    found = []
    for row in rows:
        if row.refused:
            found.append((row.number, row.column, message_of(row.refused)))
        elif row.draft and row.draft.code in compared.strange:
            code = compared.strange[row.draft.code]
            told = Refused(code, division=row.draft.division, home=row.draft.code)
            found.append((row.number, "区划代码" if code == "division_unknown" else "房源编号", message_of(told)))
    return found[:SHOWN]


def _take(request: HttpRequest, scheme: str) -> HttpResponse:
    officer = officer_of(request)
    try:
        actor, whose, plain = signing.loads(request.POST["signed"], salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        raise Refused("preview_gone") from None
    if (actor, whose) != (officer.actor, scheme):
        raise Refused("preview_gone")
    made, changed = actions.take_homes(
        scheme, [HomeDraft(**said) for said in plain], by=officer.actor, at=timezone.now()
    )
    messages.success(request, _("%(made)d homes are new, %(changed)d changed.") % {"made": made, "changed": changed})
    return redirect("console:homes", scheme)


@page("home_page")
def home_page(request: HttpRequest, scheme: str, code: str) -> HttpResponse:
    """One home, changed by hand; a code nobody has yet is a new one."""
    found, keeps = scheme_for(request, scheme)
    home = queries.home_of(scheme, code)
    if home is None and (not keeps or code != "new"):
        raise Http404
    context: dict[str, object] = {"scheme": found, "keeps": keeps, "home": home, "places": registry.office_divisions()}
    if request.method == "POST" and keeps:
        try:
            draft = _draft(request, home.code if home else request.POST.get("code", "").strip())
            if home is None and queries.home_of(scheme, draft.code):
                raise Refused("home_twice", home=draft.code)
            actions.take_homes(scheme, [draft], by=officer_of(request).actor, at=timezone.now())
        except Refused as refused:
            context |= {"trouble": message_of(refused), "said": request.POST}
        else:
            messages.success(request, _("Saved."))
            return redirect("console:home_page", scheme, draft.code)
    context["given"] = queries.offers(scheme).filter(home=home) if home else []
    return render(request, "console/home_page.html", context, status=409 if "trouble" in context else 200)


def _draft(request: HttpRequest, code: str) -> HomeDraft:
    said = request.POST
    try:
        numbers = {"area": fen(said.get("area", "")), "rent": fen(said.get("rent", "")), "rooms": int(said["rooms"])}
    except (ValueError, KeyError):
        raise Refused("number_out_of_bounds", column="建筑面积、居室、月租金") from None
    texts = {name: said.get(name, "").strip() for name in ("division", "address", "building", "floor", "note")}
    return HomeDraft(code=code, accessible=said.get("accessible") == "1", **numbers, **texts)  # type: ignore[arg-type]


@page("home_use")
@require_POST
def home_use(request: HttpRequest, scheme: str, code: str) -> HttpResponse:
    """Take a home out of use, or put it back."""
    scheme_for(request, scheme)
    home = queries.home_of(scheme, code)
    if home is None:
        raise Http404
    used, words = request.POST.get("used") == "yes", request.POST.get("words", "")
    try:
        actions.set_use(home.pk, used=used, words=words, by=officer_of(request).actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(request, _("Back in use.") if used else _("Out of use."))
    return redirect("console:home_page", scheme, code)


@page("institutions")
def institutions(request: HttpRequest, scheme: str) -> HttpResponse:
    """Institutions with what is taken and what is free; a keeper adds and changes them."""
    found, keeps = scheme_for(request, scheme)
    context: dict[str, object] = {"scheme": found, "keeps": keeps, "places": registry.office_divisions()}
    if request.method == "POST" and keeps:
        try:
            actions.keep_institution(scheme, _institution(request), by=officer_of(request).actor, at=timezone.now())
        except Refused as refused:
            context |= {"trouble": message_of(refused), "said": request.POST}
        else:
            messages.success(request, _("Saved."))
            return redirect("console:institutions", scheme)
    context["rows"] = queries.institutions(scheme)
    return render(request, "console/institutions.html", context, status=409 if "trouble" in context else 200)


def _institution(request: HttpRequest) -> InstitutionDraft:
    said = request.POST
    capacity = said.get("capacity", "")
    services = said.get("services", "").replace("，", "、").replace(",", "、").split("、")
    return InstitutionDraft(
        code=said.get("code", "").strip(),
        name=said.get("name", "").strip(),
        division=said.get("division", "")[:12],
        capacity=int(capacity) if capacity.isascii() and capacity.isdigit() and len(capacity) < 7 else -1,
        services=tuple(dict.fromkeys(one.strip() for one in services if one.strip())),
        phone=said.get("phone", "").strip(),
        active=said.get("closed") != "1",
    )
