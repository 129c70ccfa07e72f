"""Reports made, and when they are made by themselves."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation

from jishiyu.figures.actions import publish
from jishiyu.figures.models import Published
from jishiyu.figures.reports import queries
from jishiyu.figures.reports.excel import excel
from jishiyu.figures.reports.gather import content_of, frozen_of, wanted_of
from jishiyu.figures.reports.kinds import REPORTS, ReportKind
from jishiyu.figures.reports.letters import word
from jishiyu.figures.reports.models import Plan, Report
from jishiyu.figures.reports.periods import called, last_over
from jishiyu.figures.reports.printed import pdf
from jishiyu.figures.scopes import Period, days
from jishiyu.ledger.actions import record
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import tell

DRAWING = "jishiyu.figures.reports.drawing"
FOLDER = "reports"
MOST_READERS = 50


def known(code: str) -> ReportKind:
    """Raises Refused: report_unknown."""
    if code not in REPORTS:
        raise Refused("report_unknown", kind=code[:20])
    return REPORTS[code]


def make(code: str, *, public: bool = False, by: str, at: datetime) -> Report:
    """The report of the newest period that is over: its figures published, its file made, those told whom it is for.
    Made before, it is that one again, as it was.

    Raises Refused: report_unknown, and what a wrong form of the office raises; then nothing is published.
    """
    kind = known(code)
    period = days(*last_over(kind.span, timezone.localdate(at)))
    there = Report.objects.filter(kind=code, published__since=period.since).first()
    if there is not None:
        return there
    with transaction.atomic(), translation.override("zh-hans"):
        name = f"{kind.name} {called(kind.span, period.first)}"
        made = publish(f"report.{code}", wanted_of(kind, period), period, title=name, by=by, at=at)
        report = _first(kind, made, frozen_of(kind, period, at), name, public=public, by=by, at=at)
        _tell(report, at=at)
    return report


def _first(
    kind: ReportKind, made: Published, frozen: dict[str, object], name: str, *, public: bool, by: str, at: datetime
) -> Report:
    report = Report(
        kind=kind.code, published=made, frozen=frozen, file_name=f"{name}.{kind.ending}", public=public, made_at=at,
        by=by,
    )  # fmt: skip
    content = made_of(report)
    report.sha256, report.size = hashlib.sha256(content).hexdigest(), len(content)
    report.file = f"{FOLDER}/{report.sha256}.{kind.ending}"
    _keep(report, content)
    report.save(force_insert=True)
    data = {"published": made.pk, "sha256": report.sha256, "file": report.file_name, "public": public}
    record(report.ref, "made", by=by, at=at, data=data)
    return report


def made_of(report: Report) -> bytes:
    """The file of a report, made now: the very same numbers, corrections beside them. The file that was given out
    stays as it is."""
    content, kind = content_of(report), REPORTS[report.kind]
    if kind.form == "excel":
        return excel(content, queries.ledger_rows(Period(report.published.since, report.published.until)))
    draw = import_module(DRAWING).png  # heavy: loaded by whoever makes a report, never by the web process's start
    return word(content, draw) if kind.form == "word" else pdf(content, draw)


def _keep(report: Report, content: bytes) -> None:
    path = Path(settings.MEDIA_ROOT) / report.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _tell(report: Report, *, at: datetime) -> None:
    plan = queries.plan_of(report.kind)
    readers = queries.readers().filter(pk__in=plan.readers if plan else [])
    title = {"title": Path(report.file_name).stem}
    link = f"/console/reports/{report.pk}/"
    tell([one.actor for one in readers], key=f"report:{report.pk}", kind="report_ready", params=title, link=link, at=at)


@transaction.atomic
def set_plan(
    code: str, *, active: bool, workday: int, hour: int, readers: Sequence[int], public: bool, by: str, at: datetime
) -> Plan:
    """When a report is made from now on, and who is told. Raises Refused: report_unknown, plan_out_of_bounds,
    reader_unknown."""
    known(code)
    if not (0 <= workday <= 23 and 0 <= hour <= 23) or len(readers) > MOST_READERS:
        raise Refused("plan_out_of_bounds")
    if queries.readers().filter(pk__in=readers).count() != len(set(readers)):
        raise Refused("reader_unknown")
    versions = Plan.objects.filter(kind=code)
    list(versions.select_for_update().values_list("pk"))
    said = {
        "version": (versions.aggregate(last=Max("version"))["last"] or 0) + 1,
        "active": active,
        "workday": workday,
        "hour": hour,
        "readers": sorted(set(readers)),
        "public": public,
    }
    plan = Plan.objects.create(kind=code, by=by, at=at, **said)
    record(f"report_plan:{code}", "set", by=by, at=at, data=said)
    return plan


@transaction.atomic
def show_publicly(report_id: int, *, public: bool, by: str, at: datetime) -> Report:
    """Whether the portal offers a report. Raises Refused: report_unknown."""
    report = Report.objects.select_for_update().filter(pk=report_id).first()
    if report is None:
        raise Refused("report_unknown", kind=str(report_id))
    before, report.public = report.public, public
    report.save(update_fields=["public"])
    record(
        report.ref, "shown" if public else "hidden", by=by, at=at, before={"public": before}, after={"public": public}
    )
    return report
