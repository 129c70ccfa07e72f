"""Telling: once for each reader, in the product and by outside channels."""

import pytest

from jishiyu.notices import actions, queries
from jishiyu.notices.models import Notice, Signal
from tests.cast import DAY, T0

pytestmark = pytest.mark.django_db
ME, YOU = "officer:1", "officer:2"


def tell(*readers: str, key: str = "lead:1", urgent: bool = False) -> None:
    actions.tell(readers, key=key, kind="task_sent", params={"title": "停电"}, link="/console/", urgent=urgent, at=T0)


def test_a_reader_is_told_a_thing_once() -> None:
    tell(ME, YOU)
    tell(ME)
    assert queries.unread(ME).count() == 1
    assert queries.unread(YOU).count() == 1
    assert Signal.objects.filter(topic=ME, name="notice").count() == 1


def test_another_matter_is_another_notice() -> None:
    tell(ME)
    tell(ME, key="lead:2")
    assert queries.unread(ME).count() == 2


def test_reading_is_ones_own_affair() -> None:
    tell(ME, YOU)
    other = Notice.objects.get(reader=YOU)
    assert actions.mark_read(ME, [other.pk], at=T0) == 0
    assert actions.mark_read(ME, None, at=T0) == 1
    assert queries.unread(YOU).count() == 1


def test_signals_are_read_in_order_and_swept_after_an_hour() -> None:
    actions.signal(["desk"], "stream", {"messages": 3}, at=T0)
    actions.signal(["desk"], "case", {}, at=T0 + DAY)
    first, second = queries.signals_after(0)
    assert [first[2], second[2]] == ["stream", "case"]
    assert queries.signals_after(first[0]) == [second]
    assert actions.sweep_signals(at=T0 + DAY) == 1
    assert queries.last_signal() == second[0]
