"""Figures made anew from the ledger alone are the figures that were kept with each deed."""

from typing import Any

import pytest
from django.db import connection

from jishiyu.casework import actions
from jishiyu.casework.models import Case, Tally
from jishiyu.casework.queries import false_days, false_tallies
from jishiyu.figures import queries
from jishiyu.figures.queries import Scope
from jishiyu.ledger.models import Entry
from tests.cast import HOUR, T0, Cast
from tests.figures.test_counted_twice import PERIODS, many_fates  # noqa: F401  (a fixture)


def kept() -> set[tuple[Any, ...]]:
    return set(Tally.objects.values_list())


def test_the_ledger_alone_tells_every_tally(many_fates: Cast) -> None:  # noqa: F811
    case = many_fates.answered(title="同样的话")
    actions.confirm_case(case.pk, solved=True, rating=5, by="requester", at=T0 + HOUR)
    many_fates.answered(title="又是同样的话", at=T0 + HOUR)
    before, boards = kept(), [queries.overview(Scope(), period).board for period in PERIODS]
    assert {one.code: one.n for one in boards[0]}["same_words"] > 0
    read, many = actions.retell_tallies()
    assert (read > Entry.objects.filter(subject__startswith="case:").count(), many) == (True, Case.objects.count())
    assert kept() == before
    assert [queries.overview(Scope(), period).board for period in PERIODS] == boards
    assert (false_tallies(), false_days()) == (0, 0)


def test_entries_from_before_places_were_told_leave_them_to_the_row(cast: Cast) -> None:
    cast.answered()
    before = kept()
    with connection.cursor() as cursor:  # as an older release wrote it; the guards of the ledger stand in the way
        if connection.vendor != "sqlite":
            pytest.skip("the ledger is changed behind its guards on SQLite only")
        cursor.execute("DROP TRIGGER IF EXISTS ledger_entry_no_update")
        cursor.execute("UPDATE ledger_entry SET data = json_remove(data, '$.division', '$.pack') WHERE act = 'opened'")
    actions.retell_tallies()
    assert kept() == before


def test_after_that_deeds_go_on_being_tallied(cast: Cast) -> None:
    cast.answered()
    actions.retell_tallies()
    cast.case()
    assert false_tallies() == 0
    assert queries.figure("closed", Scope(), PERIODS[0]).of == 2
