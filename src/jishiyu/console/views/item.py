"""One item of a programme: how it stands, and what its unit tells of it."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.console.views import item_target
from jishiyu.console.views.programmes import day_said, read_day
from jishiyu.lib.money import fen
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.programmes import actions, queries, rights
from jishiyu.programmes.drafts import Measured, Money
from jishiyu.programmes.kinds import series_of
from jishiyu.programmes.models import Fund
from jishiyu.programmes.queries.programmes import ItemPage
from jishiyu.programmes.sheets import whole_number
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer

SOURCE = "console"


@page("item")
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    return _show(request, item_id)


def _show(request: HttpRequest, item_id: int, trouble: str = "") -> HttpResponse:
    officer, day = officer_of(request), day_said(request)
    found = queries.item_page(item_id, day)
    if found is None:
        raise Http404
    one = found.standing.item
    actors = [row.by for row in found.readings] + [row.by for row in found.progress]
    actors += [row.by for row in found.targets]
    funds = {row.source: row for row in found.funds}
    context = {
        "page": found,
        "item": one,
        "day": day,
        "tells": rights.may_tell(officer, one),
        "rules": bool(found.asked and rights.may_rule(officer, found.asked, one.programme)),
        "actors": registry.actor_names(actors),
        "sources": [(code, name, funds.get(code)) for code, name in Fund.Source.choices],
        "series": series_of(one.series) if one.series else None,
        "form": item_target.form_of(request, found),
        "points": item_target.key_points(found.standing.target, found.reached, day),
        "asked_points": item_target.key_points(found.asked, (), day),
        "layouts": item_target.LAYOUTS,
        "trouble": trouble,
        "now": timezone.now(),
    }
    return render(request, "console/item.html", context, status=409 if trouble else 200)


@page("item_act")
@require_POST
def item_act(request: HttpRequest, item_id: int, act: str) -> HttpResponse:
    officer = officer_of(request)
    found = queries.item_page(item_id, timezone.localdate())
    deed = ACTS.get(act)
    if found is None or deed is None or not _may(officer, found, act):
        raise Http404
    try:
        deed(request, found, officer)
    except Refused as refused:
        return _show(request, item_id, message_of(refused))
    messages.success(request, _("Noted."))
    return redirect("console:item", item_id)


def _may(officer: Officer, found: ItemPage, act: str) -> bool:
    one = found.standing.item
    if act == "rule":
        return found.asked is not None and rights.may_rule(officer, found.asked, one.programme)
    return rights.may_tell(officer, one)


def _read(request: HttpRequest, found: ItemPage, officer: Officer) -> None:
    """A reading of the item's own series; a form sent twice is one reading."""
    said, one = request.POST, found.standing.item
    if not one.series:
        raise Refused("series_unknown", series="")
    row = Measured(
        one.series, said.get("form_key", "")[:64], read_day(said.get("day", "")),
        whole_number(said.get("amount", ""), series_of(one.series).places), said.get("grade", "")[:20], item=one.pk,
        unit=one.lead_unit_id, evidence=said.get("evidence", ""),
    )  # fmt: skip
    actions.take_readings([row], source=SOURCE, by=officer.actor, at=timezone.now())


def _correct(request: HttpRequest, found: ItemPage, officer: Officer) -> None:
    said = request.POST
    row = next((one for one in found.readings if one.pk == number_of(said.get("reading", ""), 18)), None)
    if row is None:
        raise Refused("reading_unknown")
    amount = whole_number(said.get("amount", ""), series_of(row.series).places)
    actions.correct_reading(
        row.pk, amount=amount, ground=said.get("ground", ""), day=read_day(said["day"]) if said.get("day") else None,
        by=officer.actor, at=timezone.now(),
    )  # fmt: skip


def _progress(request: HttpRequest, found: ItemPage, officer: Officer) -> None:
    said = request.POST
    actions.note_progress(
        found.standing.item.pk, said.get("words", ""), day=read_day(said.get("day", "")),
        problem=said.get("problem", ""), next_step=said.get("next_step", ""),
        photos_sent=[photo.read() for photo in request.FILES.getlist("photos")], by=officer.actor, at=timezone.now(),
    )  # fmt: skip


def _milestone(request: HttpRequest, found: ItemPage, officer: Officer) -> None:
    said = request.POST
    key = next((one.pk for one in found.milestones if str(one.pk) == said.get("milestone")), 0)
    on, evidence = read_day(said.get("day", "")), said.get("evidence", "")
    actions.pass_milestone(key, on=on, evidence=evidence, by=officer.actor, at=timezone.now())


def _money(request: HttpRequest, found: ItemPage, officer: Officer) -> None:
    said = request.POST
    lines = [
        Money(code, _fen(said.get(f"{code}_planned", "")), _fen(said.get(f"{code}_actual", "")))
        for code in Fund.Source.values
    ]
    actions.note_money(found.standing.item.pk, lines, by=officer.actor, at=timezone.now())


def _fen(said: str) -> int:
    try:
        return fen(said) if said.strip() else 0
    except ValueError:
        raise Refused("cell_unreadable", column=_("Amount (yuan)"), said=said[:30]) from None


def _begin(request: HttpRequest, found: ItemPage, officer: Officer) -> None:
    on = read_day(request.POST.get("day", ""))
    actions.begin_item(found.standing.item.pk, on=on, by=officer.actor, at=timezone.now())


def _enter(request: HttpRequest, found: ItemPage, officer: Officer) -> None:
    on = read_day(request.POST.get("day", ""))
    actions.enter_item(found.standing.item.pk, on=on, by=officer.actor, at=timezone.now())


def _finish(request: HttpRequest, found: ItemPage, officer: Officer) -> None:
    on, words = read_day(request.POST.get("day", "")), request.POST.get("words", "")
    actions.finish_item(found.standing.item.pk, words, on=on, by=officer.actor, at=timezone.now())


def _rule(request: HttpRequest, found: ItemPage, officer: Officer) -> None:
    if found.asked is None:
        raise Refused("target_not_asked")
    approve = request.POST.get("ruling") == "approve"
    actions.rule_target(found.asked.pk, approve=approve, by=officer.actor, at=timezone.now())


ACTS: Mapping[str, Callable[[HttpRequest, ItemPage, Officer], None]] = {
    "read": _read,
    "correct": _correct,
    "progress": _progress,
    "milestone": _milestone,
    "money": _money,
    "begin": _begin,
    "enter": _enter,
    "finish": _finish,
    "target": item_target.set_target,
    "rule": _rule,
}


@page("item_photo")
def item_photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    found = queries.photo(photo_id)
    if found is None:
        raise Http404
    with found.file.open("rb") as file:
        return HttpResponse(file.read(), content_type="image/jpeg")
