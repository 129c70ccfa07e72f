"""The public notice: who is to be given what, through the mask, and a place to object."""

import csv
import io
import secrets

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.entitlements import actions
from jishiyu.entitlements.models import Claim
from jishiyu.entitlements.queries.claims import on_notice
from jishiyu.lib.refused import Refused
from jishiyu.look.claim_page import NoticeRow, notice_rows
from jishiyu.look.refusals import message_of

PER_PAGE = 50
MOST_ROWS = 5000
BY = "public"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


def public(request: HttpRequest) -> HttpResponse:
    scheme = request.GET.get("scheme", "")[:60]
    rows = on_notice(timezone.localdate(), scheme)
    shown: Page[Claim] = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": notice_rows(shown), "shown": shown, "keep": f"scheme={scheme}" if scheme else ""}
    return render(request, "portal/public.html", context)


def public_list(request: HttpRequest) -> HttpResponse:
    """The same list as a file."""
    out = io.StringIO()
    sheet = csv.writer(out)
    heads = [_("Number"), _("Benefit"), _("Name"), _("Where"), _("Persons"), _("Due"), _("Public until")]
    sheet.writerow(heads)
    for row in notice_rows(on_notice(timezone.localdate())[:MOST_ROWS]):
        cells = [row.number, row.scheme, row.name, row.place, str(row.persons), row.due, row.until.isoformat()]
        sheet.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    name = f'attachment; filename="notice-{timezone.localdate()}.csv"'
    content = "\ufeff" + out.getvalue()
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


def objection(request: HttpRequest, number: str) -> HttpResponse:
    """One row of the notice, and the form to object."""
    claim = on_notice(timezone.localdate()).filter(number=number).first()
    if claim is None:
        raise Http404
    row: NoticeRow = notice_rows([claim])[0]
    said, trouble = request.POST, ""
    if request.method == "POST" and not said.get("website"):
        try:
            actions.object_to(
                claim.pk,
                text=said.get("text", ""),
                name=said.get("name", ""),
                phone=said.get("phone", ""),
                origin_key=said.get("form_key", "")[:80],
                by=BY,
                at=timezone.now(),
            )
        except Refused as refused:
            trouble = message_of(refused)
        else:
            messages.success(request, _("Thank you. Somebody who did not review it looks into what you say."))
            return redirect("portal:public")
    context = {"row": row, "said": said, "trouble": trouble, "form_key": said.get("form_key") or secrets.token_hex(16)}
    return render(request, "portal/objection.html", context, status=422 if request.method == "POST" else 200)
