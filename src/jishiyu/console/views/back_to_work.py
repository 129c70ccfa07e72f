"""Going back to work: people returned per day, how many enterprises have reported, and how each stands."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import HANDLES, officer_of, page
from jishiyu.console.views.gatherings import read_day
from jishiyu.lib.refused import Refused
from jishiyu.look.charts import bars
from jishiyu.look.refusals import message_of
from jishiyu.outreach import actions, queries
from jishiyu.outreach.actions import Returned
from jishiyu.outreach.models import Resumption
from jishiyu.registry.models import Officer, Post, Subject
from jishiyu.registry.queries.duties import answerers

PER_PAGE = 40
DAYS = 14


@page("back_to_work")
def back_to_work(request: HttpRequest) -> HttpResponse:
    return _show(request, officer_of(request))


def _show(request: HttpRequest, officer: Officer, trouble: str = "") -> HttpResponse:
    today = timezone.localdate()
    day = read_day(request.GET.get("day", "")) or today
    status = request.GET.get("status", "")
    silent = request.GET.get("silent") == "1"
    found = queries.resumptions(
        officer, status=status if status in Resumption.Status.values else "", silent_on=day if silent else None
    )
    shown: Page[Resumption] = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    keys = [one.pk for one in shown]
    returned, permits = queries.returned_by_subject(keys), queries.permits_by_subject(keys, day)
    days = queries.returned_per_day(day - timedelta(days=DAYS - 1), day)
    keep = request.GET.copy()
    keep.pop("page", None)
    by_status = queries.by_status()
    context = {
        "rows": [
            (one, queries.subject_name(one.subject), returned.get(one.pk), permits.get(one.pk, 0)) for one in shown
        ],
        "shown": shown,
        "answering": answerers([one.subject for one in shown], Subject.Kind.ENTERPRISE, today),
        "keep": keep.urlencode(),
        "days": days,
        "bars": bars([(str(one.day), one.heads) for one in reversed(days)]),
        "states": [(value, name, by_status[value]) for value, name in Resumption.Status.choices],
        "of": sum(by_status.values()),
        "in_all": queries.returned_in_all(),
        "day": day,
        "today": today,
        "status": status,
        "silent": silent,
        "speaks": officer.post in HANDLES | {Post.DISPATCHER},
        "trouble": trouble,
    }
    return render(request, "console/back_to_work.html", context, status=409 if trouble else 200)


@page("back_to_work_act")
@require_POST
def back_to_work_act(request: HttpRequest, subject_id: int) -> HttpResponse:
    """One enterprise: how it stands since a day, and how many returned on it."""
    officer, said, now = officer_of(request), request.POST, timezone.now()
    day = read_day(said.get("day", "")) or timezone.localdate(now)
    heads = said.get("heads", "").strip()
    try:
        if said.get("status"):
            actions.note_status(subject_id, said["status"], day=day, by=officer.actor, at=now)
        if heads:
            number = int(heads) if heads.isascii() and heads.isdigit() and len(heads) < 9 else -1
            rows = [Returned(subject_id, day, number)]
            actions.note_returned(rows, source=str(officer.name), by=officer.actor, at=now)
    except Refused as refused:
        return _show(request, officer, message_of(refused))
    messages.success(request, _("Done."))
    return redirect(f"{request.path_info.rsplit('/', 2)[0]}/?day={day}")
