"""Long work of this room: taking a list in, and writing one out."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone, translation

from jishiyu.ledger.works import Result, Run, does_work
from jishiyu.registry import actions, queries
from jishiyu.registry.list_out import SHEETS, account, write
from jishiyu.registry.merging import Plan
from jishiyu.registry.profile_file import Remark, Row, Sheet, read
from jishiyu.registry.queries.listing import Wanted
from jishiyu.registry.queries.matching import placed, planned

TAKE, GIVE = "profiles.take", "profiles.give"
AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a file in would do: the list, its rows with their places, and the plan."""

    sheet: Sheet
    rows: list[Row]
    plan: Plan

    @property
    def counts(self) -> dict[str, int]:
        return counts_of(self.plan, self.rows)

    @property
    def remarks(self) -> dict[int, tuple[Remark, ...]]:
        return remarks_of(self.rows)


def opened(content: bytes, name: str, kind: str) -> tuple[Sheet, list[Row]]:
    """The list, and its rows with the places their words mean. Raises what reading a file does."""
    sheet = read(content, name, of=kind)
    return sheet, placed(sheet.rows)


def preview(content: bytes, name: str, kind: str) -> Preview:
    """Reads only."""
    sheet, rows = opened(content, name, kind)
    return Preview(sheet, rows, planned(rows, kind))


def counts_of(plan: Plan, rows: list[Row]) -> dict[str, int]:
    told = {what: plan.count(what) for what in ("changed", "same", "repeated", "aside")}  # type: ignore[arg-type]
    return {
        "rows": len(rows),
        "fresh": plan.count("new"),
        **told,
        "cells": sum(len(row.remarks) for row in rows if not row.aside),
    }


def remarks_of(rows: list[Row]) -> dict[int, tuple[Remark, ...]]:
    return {row.number: row.remarks for row in rows if row.remarks and not row.aside}


@does_work(TAKE)
def take(run: Run) -> Result:
    """The list that came with it; the file that comes of it holds the rows set aside."""
    name, kind = run.params["name"], run.params["kind"]
    sheet, rows = opened(run.source.read_bytes(), name, kind)
    run.of(len(rows))
    plan = actions.take_profiles(rows, kind=kind, name=name, by=run.by, at=run.work.asked_at, step=run.step)
    counts, remarks = counts_of(plan, rows), remarks_of(rows)
    with translation.override(run.params["language"]):
        aside = account(sheet, plan, remarks, run.file)
    told = f"{Path(name).stem[:60]}-退回-{timezone.localtime(run.work.asked_at):%Y%m%d-%H%M}.xlsx"
    return Result(told if aside or remarks else "", counts)


@does_work(GIVE)
def give(run: Run) -> Result:
    """The profiles the asker may see that fit their filter, in the columns a list comes in by."""
    wanted = Wanted(**run.params["wanted"])
    rows = queries.profiles(wanted)
    if run.params["only"] is not None:
        rows = rows.filter(Q(pk__in=run.params["only"]))
    run.of(rows.count())
    count = write(rows.iterator(AT_ONCE), run.file, of=wanted.kind)
    run.step(count)
    when = f"{timezone.localtime(run.work.asked_at):%Y%m%d-%H%M}"
    return Result(f"{SHEETS.get(wanted.kind, '名单')}-{when}.xlsx", {"rows": count})


def give_params(wanted: Wanted, only: list[int] | None) -> dict[str, Any]:
    """What an export is asked for with: the filter, and of one who may not see all, the keys they may."""
    return {"wanted": asdict(replace(wanted, on=None)), "only": only}
