"""The report of programmes: every item as it stood when the period ended; and the same as open data."""

import io
import json
from pathlib import Path

import pytest
from django.test import Client
from docx import Document

from jishiyu.figures.reports import actions as reports
from jishiyu.lib.letters import paragraphs
from jishiyu.programmes import actions, kinds
from jishiyu.programmes.models import Reading
from tests.cast import DAY, Cast
from tests.figures.reports.test_making import AT, BY
from tests.programmes import room as rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(cast: Cast, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> rooms.Room:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(kinds, "_series", dict(kinds._series))
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    for series in (rooms.KILOS, rooms.FEN, rooms.WORK, rooms.RATE):
        kinds.declare_series(series)
    for kind in (rooms.YEAR, rooms.DAILY):
        kinds.declare_programme(kind)
    return rooms.assemble(cast)


def test_the_report_says_how_each_item_stood_and_stays_as_it_was_published(room: rooms.Room) -> None:
    report = reports.make("progress", by=BY, at=AT)
    before = paragraphs(Document(io.BytesIO(reports.made_of(report))))
    assert "Homes mended" in "\n".join(before)
    row = Reading.objects.filter(live=True).order_by("pk").first()
    if row is not None:
        actions.correct_reading(row.pk, amount=row.amount + 1, ground="复核更正", by=BY, at=AT + DAY)
    again = reports.make("progress", by=BY, at=AT + DAY)
    assert again.pk == report.pk
    assert again.published.values == report.published.values


@pytest.mark.parametrize(("public", "named"), [(True, ["Homes mended"]), (False, [])])
def test_items_of_public_programmes_are_open_data_and_no_others(
    room: rooms.Room, client: Client, public: bool, named: list[str]
) -> None:
    room.programme.public = public
    room.programme.save(update_fields=["public"])
    rows = json.loads(client.get("/open-data/programmes.json").content)
    rows = rows["rows"] if isinstance(rows, dict) else rows
    assert [row["item_name"] for row in rows] == named
