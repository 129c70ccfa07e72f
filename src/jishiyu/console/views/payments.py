"""Lines of payments with filters, their totals, and the same as Excel."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.entitlements import actions
from jishiyu.entitlements.models import Payment
from jishiyu.entitlements.queries import keepers, payments
from jishiyu.entitlements.queries.payments import PaymentFilter
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of

PER_PAGE = 50
BY = ("month", "quarter", "year", "scheme", "kind", "category", "division")


@page("payments")
def payment_lines(request: HttpRequest) -> HttpResponse:
    officer, today, by = officer_of(request), timezone.localdate(), request.GET.get("by", "month")
    found = payments.payments(officer, asked_of(request), today)
    rows = payments.totals(found, by if by in BY else "month")
    shown = Paginator(found.select_related("household", "run", "account"), PER_PAGE).get_page(request.GET.get("page"))
    schemes = keepers.read_schemes(officer, today)
    keep = request.GET.copy()
    keep.pop("page", None)
    context = {
        "shown": shown,
        "asked": asked_of(request),
        "said": request.GET,
        "by": by if by in BY else "month",
        "totals": [(row, link_of(request, by, row.key)) for row in rows],
        "whole": payments.whole(found),
        "schemes": schemes,
        "names": {scheme.code: scheme.name for scheme in schemes},
        "kinds": Payment.Kind.choices,
        "states": Payment.State.choices,
        "places": payments.places_of(
            {line.division_code for line in shown} | {row.key for row in rows if by == "division"}
        ),
        "headings": {**dict(Payment.Kind.choices), **{scheme.code: scheme.name for scheme in schemes}},
        "pays": {scheme.code for scheme in keepers.kept_schemes(officer, today)},
        "keep": keep.urlencode(),
    }
    return render(request, "console/payments.html", context)


def asked_of(request: HttpRequest) -> PaymentFilter:
    said = request.GET
    since, until = (payments.span_of(said.get(name, ""), "month") for name in ("since", "until"))
    return PaymentFilter(
        scheme=said.get("scheme", "")[:60],
        kind=said.get("kind", "")[:10],
        state=said.get("state", "")[:10],
        category=said.get("category", "")[:40],
        division=said.get("division", "")[:12],
        since=since[0] if since else None,
        until=until[0] if until else None,
        run=number_of(said.get("run", "")),
        change=said.get("change", "")[:10],
    )


def link_of(request: HttpRequest, by: str, key: str) -> str:
    """The address of the rows behind a total."""
    said = request.GET.copy()
    said.pop("page", None)
    if by in payments.PERIODS:
        span = payments.span_of(key, by)
        if span:
            said["since"], said["until"] = (f"{month:%Y-%m}" for month in span)
    elif by in BY:
        said[by] = key
    return said.urlencode()


@page("payments_export")
def payments_export(request: HttpRequest) -> HttpResponse:
    officer, today = officer_of(request), timezone.localdate()
    names = {scheme.code: str(scheme.name) for scheme in keepers.read_schemes(officer, today)}
    content = payments.workbook(payments.payments(officer, asked_of(request), today), names)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = f'attachment; filename="payments-{today}.xlsx"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": name})


@page("payment_repaid")
@require_POST
def payment_repaid(request: HttpRequest, payment_id: int) -> HttpResponse:
    """What was asked back has come."""
    officer, today = officer_of(request), timezone.localdate()
    line = payments.payments(officer, PaymentFilter(state=Payment.State.DEMANDED), today).filter(pk=payment_id).first()
    if line is None:
        raise Http404
    try:
        if not keepers.keeps(officer, line.scheme, today):
            raise Refused("not_keeper")
        words = request.POST.get("words", "")
        actions.note_repaid(line.pk, words=words, by=officer.actor, at=timezone.now())
        messages.success(request, _("Noted as given back."))
    except Refused as refused:
        messages.error(request, message_of(refused))
    return redirect(f"{request.path.rpartition('/payments/')[0]}/payments/?state=demanded")
