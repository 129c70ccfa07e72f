"""Programmes, items and targets as the tables have them, beside what the ledger alone tells of them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from jishiyu.ledger.models import Entry
from jishiyu.programmes import retell
from jishiyu.programmes.models import (
    Fund,
    Item,
    ItemOrigin,
    ItemUnit,
    Meeting,
    Milestone,
    Photo,
    Programme,
    Progress,
    Target,
)
from jishiyu.programmes.retell import TARGET, Deed, Plain

PROGRAMME = ("code", "kind", "name", "since", "until", "unit_id", "basis", "public")
ITEM = (
    "programme", "code", "name", "category", "content", "nature", "group", "place", "series", "team", "begins_on",
    "due_on", "division_id", "lead_unit_id", "total", "lead_official_id", *retell.BEFORE,
)  # fmt: skip
RULED = ("by", "ground", "ruled_by", "state")


def differing_items() -> list[str]:
    """Where programmes, items and targets as kept are otherwise than the ledger tells, in words."""
    return retell.differing(_kept(), retell.told(_deeds()))


def _deeds() -> Iterator[Deed]:
    rows = Entry.objects.filter(act__in=list(retell.HEARD)).order_by("pk")
    for row in rows.values_list("subject", "act", "by", "after", "data").iterator(chunk_size=500):
        yield Deed(*row)


def _kept() -> dict[str, Plain]:
    """The same shape from the tables, in nine queries."""
    found: dict[str, Plain] = {}
    for row in Programme.objects.values("pk", *PROGRAMME):
        subject = f"programme:{row.pop('pk')}"
        found[subject] = retell.nothing(subject) | _plain(row)
    for row in Item.objects.values("pk", *ITEM):
        subject = f"item:{row.pop('pk')}"
        found[subject] = retell.nothing(subject) | _plain(row)
    _lists(found)
    _progress(found)
    for one in Target.objects.order_by("pk").values("pk", "item", *TARGET, *RULED):
        key, item = one.pop("pk"), one.pop("item")
        subject = f"item:{item}" if item else f"target:{key}"
        found.setdefault(subject, retell.nothing(subject))["targets"].append(_plain(one))
    return found


def _lists(found: dict[str, Plain]) -> None:
    for item, level, *origin in ItemOrigin.objects.values_list("item", "level", "matter", "number"):
        found[f"item:{item}"]["origins"][level] = origin
    for item, unit in ItemUnit.objects.order_by("unit").values_list("item", "unit"):
        found[f"item:{item}"]["assisting"].append(unit)
    for item, name, due, passed, evidence, by in Milestone.objects.values_list(
        "item", "name", "due_on", "passed_on", "evidence", "by"
    ):
        found[f"item:{item}"]["milestones"][name] = [due.isoformat(), passed and passed.isoformat(), evidence, by]
    for item, source, *pair in Fund.objects.values_list("item", "source", "planned", "actual"):
        found[f"item:{item}"]["funds"][source] = pair
    for one in Meeting.objects.order_by("pk").prefetch_related("items"):
        about = sorted(item.pk for item in one.items.all())
        said: list[Any] = [one.kind, one.title, one.held_on.isoformat(), about, one.words, one.by]
        found[f"programme:{one.programme_id}"]["meetings"].append(said)


def _progress(found: dict[str, Plain]) -> None:
    marks: dict[int, list[str]] = {}
    for key, mark in Photo.objects.order_by("pk").values_list("progress", "sha256"):
        marks.setdefault(key, []).append(mark)
    for one in Progress.objects.order_by("pk"):
        said = [one.day.isoformat(), one.words, one.problem, one.next_step, one.by, marks.get(one.pk, [])]
        found[f"item:{one.item_id}"]["progress"].append(said)


def _plain(row: dict[str, Any]) -> Plain:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
