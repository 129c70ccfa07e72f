"""The head of each chain: moved with every entry, never back, and sealed with the office's key."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, connections, transaction

from jishiyu.ledger import actions
from jishiyu.ledger.actions import Deed
from jishiyu.ledger.models import Entry, Head
from jishiyu.ledger.queries import Flaw, flaws, story
from tests.cast import BY, T0
from tests.ledger.owner import unguarded
from tests.ledger.test_chain import tell

pytestmark = pytest.mark.django_db
SIDE_BY_SIDE = connection.vendor == "postgresql"
WRITERS, DEEDS = 4, 25


def test_a_head_stands_at_the_newest_entry_of_its_subject() -> None:
    tell("case:1", "opened", "accepted")
    tell("case:1", "finished")
    tell("case:2", "opened")
    newest = {subject: story(subject).last() for subject in ("case:1", "case:2")}
    assert {head.subject: (head.version, head.hash) for head in Head.objects.all()} == {
        subject: (entry.version, entry.hash) for subject, entry in newest.items() if entry
    }


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_head SET version = 1",
        "UPDATE ledger_head SET subject = 'case:9'",
        "DELETE FROM ledger_head",
    ],
)
def test_the_database_refuses_to_move_a_head_back_or_away(statement: str) -> None:
    tell("case:1", "opened", "closed")
    with pytest.raises(DatabaseError, match="never goes back"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Head.objects.get().version == 2


def test_a_tail_that_was_cut_off_is_found_and_named() -> None:
    tell("case:1", "opened", "accepted", "finished", "closed")
    unguarded("DELETE FROM ledger_entry WHERE version >= 3")
    assert set(flaws()) == {Flaw("case:1", 3, "missing"), Flaw("case:1", 4, "missing")}


def test_a_subject_of_which_only_the_head_is_left_is_found() -> None:
    tell("case:1", "opened", "accepted")
    tell("case:2", "opened")
    unguarded("DELETE FROM ledger_entry WHERE subject = 'case:1'")
    assert set(flaws()) == {Flaw("case:1", 1, "missing"), Flaw("case:1", 2, "missing")}


def test_an_entry_added_at_the_tail_is_found_though_its_hash_is_right() -> None:
    tell("case:1", "opened", "accepted")
    tell("case:1", "closed")
    unguarded("UPDATE ledger_head SET version = 2, hash = (SELECT hash FROM ledger_entry WHERE version = 2)")
    assert Flaw("case:1", 3, "head altered") in set(flaws()), "a head cannot be put back without the office's key"


def test_an_old_head_put_back_with_its_own_seal_leaves_the_newer_entry_over() -> None:
    tell("case:1", "opened", "accepted")
    before = Head.objects.get()
    tell("case:1", "closed")
    unguarded("UPDATE ledger_head SET version = %s, hash = %s, seal = %s", [before.version, before.hash, before.seal])
    assert list(flaws()) == [Flaw("case:1", 3, "inserted")]


def test_a_whole_invented_subject_is_found() -> None:
    tell("case:1", "opened")
    unguarded(
        'INSERT INTO ledger_entry (subject, version, act, "by", at, before, after, data, algorithm, previous, hash)'
        " SELECT 'case:2', version, act, \"by\", at, before, after, data, algorithm, previous, hash FROM ledger_entry"
    )
    assert Flaw("case:2", 1, "head missing") in set(flaws())


def test_a_head_made_up_for_nothing_is_one_flaw_however_much_it_claims() -> None:
    tell("case:1", "opened")
    unguarded("INSERT INTO ledger_head (subject, version, hash, seal) VALUES ('case:2', 2000000000, 'x', 'x')")
    assert list(flaws()) == [Flaw("case:2", 1, "head altered")]


def test_a_head_made_with_another_key_is_found(settings: LazySettings) -> None:
    tell("case:1", "opened")
    settings.JISHIYU_LEDGER_KEY = "00" * 32
    assert list(flaws()) == [Flaw("case:1", 1, "head altered")]


def record_some(subject: str, start: Barrier) -> None:
    try:
        start.wait(20)
        for number in range(DEEDS):
            with transaction.atomic():
                actions.record_many([Deed(subject, "opened"), Deed(f"{subject}:{number}", "x")], by=BY, at=T0)
    finally:
        connections.close_all()


@pytest.mark.skipif(not SIDE_BY_SIDE, reason="SQLite lets one writer in at a time by itself")
@pytest.mark.django_db(transaction=True)
def test_writers_of_one_new_subject_wait_for_each_other_and_none_fails() -> None:
    start = Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(record_some, "case:new", start) for _ in range(WRITERS)]:
            done.result()
    assert [entry.version for entry in story("case:new")] == list(range(1, WRITERS * DEEDS + 1))
    assert Entry.objects.count() == WRITERS * DEEDS * 2
    assert list(flaws()) == []


def test_a_deed_that_is_refused_moves_no_head() -> None:
    tell("case:1", "opened")
    with pytest.raises(TypeError), transaction.atomic():
        actions.record_many([Deed("case:1", "closed"), Deed("case:2", "x", data={"a": 1.5})], by=BY, at=T0)
    assert [(head.subject, head.version) for head in Head.objects.all()] == [("case:1", 1)]


def test_of_a_new_subject_the_chain_begins_with_one_statement_less_and_goes_on_as_any() -> None:
    with transaction.atomic():
        actions.record_many([Deed("case:1", "opened"), Deed("case:1", "answered")], by=BY, at=T0, new=True)
    tell("case:1", "closed")
    assert [entry.version for entry in story("case:1")] == [1, 2, 3]
    assert Head.objects.get().version == 3
    assert list(flaws()) == []


def test_a_subject_that_is_said_to_be_new_and_is_not_is_refused_by_the_database() -> None:
    tell("case:1", "opened")
    with pytest.raises(DatabaseError), transaction.atomic():
        actions.record_many([Deed("case:1", "opened")], by=BY, at=T0, new=True)
    assert [entry.version for entry in story("case:1")] == [1]
    assert list(flaws()) == []
