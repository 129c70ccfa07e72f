"""A programme's lists as workbooks: its items and readings out and in, each row accounted for."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.console.rights import officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look import programme_words
from jishiyu.look.refusals import message_of
from jishiyu.programmes import actions, growth, queries, rights, sheets
from jishiyu.programmes.actions.importing import Account
from jishiyu.programmes.kinds import series_of
from jishiyu.programmes.standing import Standing

LARGEST = 8 * 1024 * 1024
SHOWN = 200
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("programme_export")
def programme_export(request: HttpRequest, code: str) -> HttpResponse:
    today = timezone.localdate()
    found = queries.programme_page(code, today)
    if found is None:
        raise Http404
    levels, groups = ({key: str(name) for key, name in one.items()} for one in (found.kind.levels, found.kind.groups))
    with_lists = queries.lists_of([row.item for row in found.overview.standings])
    rows = [_cells(row, levels, groups, *with_lists[row.item.pk]) for row in found.overview.standings]
    content = sheets.write("任务清单", sheets.ITEMS, rows)
    name = f'attachment; filename="{code}-{today}.xlsx"'
    return HttpResponse(content, content_type=KIND, headers={"Content-Disposition": name})


def _cells(
    row: Standing, levels: Mapping[str, str], groups: Mapping[str, str], assisting: str, milestones: str, progress: str
) -> list[str]:
    item, places = row.item, series_of(row.item.series).places if row.item.series else 0
    asked = ";".join(f"{levels.get(one.level, one.level)}:{one.matter}" for one in item.origins.all())
    return [
        item.code, item.name, item.category, groups.get(item.group, ""), item.content, item.nature, item.place,
        str(series_of(item.series).name) if item.series else "",
        sheets.plain_amount(row.target.amount, places) if row.target else "",
        sheets.plain_amount(item.total, 6) if item.total is not None else "",
        item.lead_unit.name if item.lead_unit else "", assisting,
        item.lead_official.name if item.lead_official else "", item.team,
        f"{item.begins_on or ''}", f"{item.due_on or ''}", milestones, asked, progress,
        sheets.plain_amount(row.done, places) if row.done is not None else "",
        growth.percent(row.pace.share) if row.pace else "", item.problem, item.next_step,
        str(programme_words.LIGHTS[row.colour][0]),
    ]  # fmt: skip


@page("programme_import")
def programme_import(request: HttpRequest, code: str) -> HttpResponse:
    officer = officer_of(request)
    found = queries.programme_page(code, timezone.localdate())
    if found is None or not rights.may_keep(officer, found.overview.programme):
        raise Http404
    context: dict[str, object] = {"programme": found.overview.programme}
    if request.method == "POST":
        try:
            account = _take(request, found.overview.programme.pk, officer.actor)
            context["account"] = account
            context["refused"] = [
                (number, refused.params.get("column", ""), message_of(refused))
                for number, refused in account.refused[:SHOWN]
            ]
        except Refused as refused:
            context["trouble"] = message_of(refused)
    return render(request, "console/programme_import.html", context, status=409 if "trouble" in context else 200)


def _take(request: HttpRequest, programme_id: int, actor: str) -> Account:
    sent = request.FILES.get("file")
    if sent is None:
        raise Refused("file_empty", file="")
    if (sent.size or 0) > LARGEST:
        raise Refused("rows_too_many", most=sheets.MOST_ROWS)
    take: Callable[..., Account] = actions.import_items
    if request.POST.get("what") == "readings":
        rows, take = sheets.read(sent.read(), sheets.READINGS_NEEDED, sheets.READINGS), actions.import_readings
    else:
        rows = sheets.read(sent.read(), ("序号", "项目名称"), sheets.READ_BACK)
    return take(programme_id, rows, by=actor, at=timezone.now())
