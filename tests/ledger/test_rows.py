"""Plain statements for the rows a deed writes: the same as Django would write, and nothing lost in silence."""

import pytest

from jishiyu.casework.models import Case
from jishiyu.ledger import actions as ledger
from jishiyu.notices.models import Notice, Signal
from tests.cast import T0, Cast

pytestmark = pytest.mark.django_db


def notice(reader: str, key: str, **more: object) -> Notice:
    return Notice(reader=reader, key=key, kind="x", made_at=T0, **more)  # type: ignore[misc]


def test_rows_come_back_as_they_were_written_each_with_its_key(db: None) -> None:
    rows = [Signal(topic=f"t{number}", name="x", data={"n": [number, None, "字"]}, at=T0) for number in range(400)]
    ledger.insert_rows(rows)
    kept = Signal.objects.in_bulk()
    assert len(kept) == 400
    assert all(
        (kept[row.pk].topic, kept[row.pk].data, kept[row.pk].at) == (row.topic, row.data, row.at) for row in rows
    )


def test_of_rows_that_collide_only_the_fresh_ones_are_written_and_named(db: None) -> None:
    ledger.insert_new([notice("a", "1", params={"first": True})], ["reader", "key"])
    fresh = ledger.insert_new([notice("a", "1"), notice("b", "1"), notice("b", "1")], ["reader", "key"])
    assert [(row.reader, row.key) for row in fresh] == [("b", "1")]
    assert Notice.objects.get(reader="a").params == {"first": True}


def test_only_named_fields_are_written(cast: Cast) -> None:
    case = cast.case()
    case.title, case.text, case.due_at = "新标题", "没有说要写", None
    ledger.save_fields(case, ["title", "due_at"])
    case.refresh_from_db()
    assert (case.title, case.text, case.due_at) == ("新标题", "三组又停电了,老人在家。", None)


def test_a_row_that_is_gone_is_not_written_in_silence(cast: Cast) -> None:
    with pytest.raises(LookupError, match="is gone"):
        ledger.save_fields(Case(pk=10**6, title="无"), ["title"])
