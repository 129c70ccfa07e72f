"""Reports that are made by themselves, in background works: once a period, however often this runs."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone, translation

from jishiyu.figures.reports import actions
from jishiyu.figures.reports.kinds import REPORTS
from jishiyu.figures.reports.periods import called, last_over
from jishiyu.figures.reports.queries import due, plans
from jishiyu.ledger.actions import works
from jishiyu.ledger.jobs import every
from jishiyu.ledger.works import Result, Run, does_work

BY = "system:reports"
MAKE = "reports.make"


@every(timedelta(minutes=10), "figures.reports_due")
def reports_due(at: datetime) -> None:
    """Ask for each report whose time has come; a worker that slept catches up with the newest period."""
    for plan in plans().values():
        if plan.kind in REPORTS and due(plan, at):
            ask(plan.kind, public=plan.public, key=_period(plan.kind, at), by=BY, at=at)


def ask(code: str, *, public: bool, key: str, by: str, at: datetime) -> Any:
    """Ask for the report of the newest period that is over. Raises Refused: report_unknown, too_many_works."""
    kind = actions.known(code)
    with translation.override("zh-hans"):
        title = f"{kind.name} {_period(code, at)}"
    params = {"kind": code, "public": public}
    return works.ask(MAKE, title=title, params=params, key=f"{code}:{key}", by=by, at=at)


def _period(code: str, at: datetime) -> str:
    span = REPORTS[code].span
    return called(span, last_over(span, timezone.localdate(at))[0])


@does_work(MAKE)
def make(run: Run) -> Result:
    report = actions.make(run.params["kind"], public=run.params["public"], by=run.by, at=run.work.asked_at)
    return Result(counts={"figures": len(report.published.values)}, data={"report": report.pk})
