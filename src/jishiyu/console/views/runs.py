"""Payment runs: the list and preparing one, one run with its steps, and what is done with it."""

from collections.abc import Callable, Mapping
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.entitlements import actions, bank_files, months
from jishiyu.entitlements.bank_files import Layout
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import PaymentRun
from jishiyu.entitlements.queries import keepers, payments
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer

PER_PAGE = 20
MOST_BYTES = 40_000_000
MONTHS_BACK = 12


@page("runs")
def runs(request: HttpRequest) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    today, trouble = timezone.localdate(now), ""
    kept = [one for one in keepers.kept_schemes(officer, today) if one.gives in ("money", "home")]
    if request.method == "POST":
        try:
            code = _kept(officer, request.POST.get("scheme", ""))
            run = actions.prepare_run(code, read_month(request.POST.get("month", "")), by=officer.actor, at=now)
            return redirect("console:run", run.pk)
        except Refused as refused:
            trouble = message_of(refused)
    this = months.first_of(today)
    context = {
        "shown": Paginator(payments.runs(officer, today), PER_PAGE).get_page(request.GET.get("page")),
        "kept": kept,
        "months": [months.after(this, -back) for back in range(-1, MONTHS_BACK)],
        "this": this,
        "trouble": trouble,
        "now": now,
    }
    return render(request, "console/runs.html", context, status=409 if trouble else 200)


def _kept(officer: Officer, code: str) -> str:
    """The code of a scheme this officer keeps. Raises Refused not_keeper."""
    if not keepers.keeps(officer, code, timezone.localdate()):
        raise Refused("not_keeper")
    return code


def read_month(said: str) -> date:
    """Raises Refused day_unreadable."""
    try:
        return date.fromisoformat(f"{said[:7]}-01")
    except ValueError:
        raise Refused("day_unreadable", day=said[:20]) from None


def layouts() -> dict[str, Layout]:
    """Those shipped and the office's own. While one of the office's cannot be read, which `jishiyu check` tells, those
    shipped alone."""
    try:
        return bank_files.layouts(settings.JISHIYU_BANK_LAYOUTS)
    except ValueError:
        return bank_files.layouts()


@page("run")
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    return _show(request, officer_of(request), run_id)


def _find(officer: Officer, run_id: int) -> PaymentRun:
    found = payments.run_of(officer, run_id, timezone.localdate())
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, officer: Officer, run_id: int, trouble: str = "") -> HttpResponse:
    found = _find(officer, run_id)
    lines = payments.payments(officer, payments.PaymentFilter(run=found.pk), timezone.localdate())
    by_place = payments.totals(lines, "division")
    context = {
        "run": found,
        "scheme": scheme_of(found.scheme),
        "whole": payments.whole(lines),
        "by_kind": payments.totals(lines, "kind"),
        "by_category": payments.totals(lines, "category"),
        "by_place": by_place,
        "places": payments.places_of(one.key for one in by_place),
        "compared": payments.compared(found),
        "left_out": payments.left_out(found)[:PER_PAGE],
        "left_counts": payments.left_out_counts(found),
        "aside": payments.set_aside(found)[:PER_PAGE],
        "slips_left": payments.slips_left(found) if found.state == PaymentRun.State.EXPORTED else 0,
        "keeps": keepers.keeps(officer, found.scheme, timezone.localdate()),
        "prepared_it": found.prepared_by == officer.actor,
        "layouts": layouts().values(),
        "actors": registry.actor_names([found.prepared_by, found.checked_by]),
        "trouble": trouble,
        "now": timezone.now(),
    }
    return render(request, "console/run.html", context, status=409 if trouble else 200)


@page("run_act")
@require_POST
def run_act(request: HttpRequest, run_id: int, act: str) -> HttpResponse:
    officer = officer_of(request)
    found = _find(officer, run_id)
    if act not in ACTS:
        raise Http404
    try:
        _kept(officer, found.scheme)
        done = ACTS[act](request, found, officer)
    except Refused as refused:
        return _show(request, officer, run_id, message_of(refused))
    if isinstance(done, HttpResponse):
        return done
    messages.success(request, done)
    return redirect("console:run", run_id)


def _check(request: HttpRequest, found: PaymentRun, officer: Officer) -> str:
    actions.check_run(found.pk, by=officer.actor, at=timezone.now())
    return _("Checked. It can go to the bank now.")


def _cancel(request: HttpRequest, found: PaymentRun, officer: Officer) -> str:
    actions.cancel_run(found.pk, words=request.POST.get("words", ""), by=officer.actor, at=timezone.now())
    return _("The run is void; its lines are free for the next one.")


def _layout(request: HttpRequest) -> Layout:
    found = layouts().get(request.POST.get("layout", ""))
    if found is None:
        raise Refused("layout_unknown")
    return found


def _export(request: HttpRequest, found: PaymentRun, officer: Officer) -> HttpResponse:
    layout = _layout(request)
    content = actions.export_run(found.pk, layout, by=officer.actor, at=timezone.now())
    name = f'attachment; filename="{found.number}.{layout.ending}"'
    return HttpResponse(content, content_type="application/octet-stream", headers={"Content-Disposition": name})


def _confirm(request: HttpRequest, found: PaymentRun, officer: Officer) -> str:
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise Refused("file_empty", file="")
    if file.size > MOST_BYTES:
        raise Refused("rows_too_many", most=bank_files.MOST_ROWS)
    did = actions.confirm_run(found.pk, _layout(request), file.read(), by=officer.actor, at=timezone.now())
    return _("Paid %(paid)s, came back %(bounced)s, set aside %(aside)s, known already %(known)s.") % {
        "paid": did.paid, "bounced": did.bounced, "aside": did.aside, "known": did.known,
    }  # fmt: skip


def _close(request: HttpRequest, found: PaymentRun, officer: Officer) -> str:
    actions.close_run(found.pk, by=officer.actor, at=timezone.now())
    return _("The run is closed.")


def _bounce(request: HttpRequest, found: PaymentRun, officer: Officer) -> str:
    slip, words = number_of(request.POST.get("slip", "")) or 0, request.POST.get("words", "")
    actions.bounce_slip(found.pk, slip, words=words, by=officer.actor, at=timezone.now())
    return _("Noted. It is paid again once the account is corrected.")


ACTS: Mapping[str, Callable[[HttpRequest, PaymentRun, Officer], str | HttpResponse]] = {
    "check": _check,
    "cancel": _cancel,
    "export": _export,
    "confirm": _confirm,
    "close": _close,
    "bounce": _bounce,
}
