"""The chain of a subject, and what breaks it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.ledger import actions
from jishiyu.ledger.actions import Deed
from jishiyu.ledger.chain import GENESIS, check_plain
from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries import Flaw, flaws, story
from tests.cast import BY, T0
from tests.ledger.owner import unguarded

pytestmark = pytest.mark.django_db


def tell(subject: str, *acts: str) -> None:
    with transaction.atomic():
        for number, act in enumerate(acts):
            actions.record(subject, act, by=BY, at=T0 + timedelta(minutes=number), after={"state": act})


def test_an_honest_ledger_has_no_flaw() -> None:
    tell("case:1", "opened", "dispatched", "accepted")
    tell("case:2", "opened")
    assert list(flaws()) == []
    assert [entry.version for entry in story("case:1")] == [1, 2, 3]
    assert story("case:1")[0].previous == GENESIS


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET act = 'other'",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_entry SET hash = hash WHERE version = 1",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(statement: str) -> None:
    tell("case:1", "opened")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert story("case:1").count() == 1


def test_the_database_refuses_to_empty_the_table() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is a word of PostgreSQL")
    tell("case:1", "opened")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE ledger_entry")


def test_an_altered_entry_is_found() -> None:
    tell("case:1", "opened", "closed")
    unguarded("UPDATE ledger_entry SET act = 'solved' WHERE subject = %s AND version = 2", ["case:1"])
    assert list(flaws()) == [Flaw("case:1", 2, "altered")]


def test_another_moment_or_another_hand_is_found() -> None:
    tell("case:1", "opened", "closed")
    unguarded("UPDATE ledger_entry SET \"by\" = 'officer:9' WHERE version = 1", [])
    assert Flaw("case:1", 1, "altered") in list(flaws())


def test_a_missing_entry_is_found() -> None:
    tell("case:1", "opened", "returned", "closed")
    unguarded("DELETE FROM ledger_entry WHERE subject = %s AND version = 2", ["case:1"])
    assert list(flaws()) == [Flaw("case:1", 2, "missing")]


def test_entries_that_changed_places_are_found() -> None:
    tell("case:1", "opened", "returned", "closed")
    unguarded("UPDATE ledger_entry SET version = 9 WHERE version = 2", [])
    unguarded("UPDATE ledger_entry SET version = 2 WHERE version = 3", [])
    unguarded("UPDATE ledger_entry SET version = 3 WHERE version = 9", [])
    assert set(flaws()) == {Flaw("case:1", 2, "reordered"), Flaw("case:1", 3, "reordered")}


def test_two_writers_of_one_version_collide() -> None:
    tell("case:1", "opened")
    first = story("case:1")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(
            subject="case:1", version=1, act="opened", by=BY, at=T0, algorithm="sha256", previous="", hash=first.hash
        )


@pytest.mark.django_db(transaction=True)
def test_a_deed_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="one transaction"):
        actions.record_many([Deed("case:1", "opened")], by=BY, at=T0)


@pytest.mark.parametrize("value", [1.5, {1: "x"}, {"a": [object()]}, {"a": {"b": T0}}])
def test_what_would_not_come_back_as_it_went_in_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="data"):
        actions.record("case:1", "opened", by=BY, at=T0, data={"x": value})  # type: ignore[dict-item]


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
    max_leaves=8,
)


@given(plain)
def test_every_plain_value_is_welcome(value: object) -> None:
    check_plain(value)


def test_many_deeds_take_as_many_statements_as_two(django_assert_num_queries: object) -> None:
    def statements(count: int) -> int:
        with transaction.atomic():
            from_here = len(connection.queries_log)
            actions.record_many([Deed(f"case:{count}-{n}", "opened") for n in range(count)], by=BY, at=T0)
            return len(connection.queries_log) - from_here

    connection.force_debug_cursor = True
    try:
        assert statements(2) == statements(60)
    finally:
        connection.force_debug_cursor = False


def test_one_call_may_tell_several_deeds_of_one_subject() -> None:
    with transaction.atomic():
        actions.record_many(
            [Deed("case:1", "opened"), Deed("case:1", "dispatched"), Deed("case:2", "opened")], by=BY, at=T0
        )
    assert [(entry.subject, entry.version) for entry in Entry.objects.order_by("pk")] == [
        ("case:1", 1),
        ("case:1", 2),
        ("case:2", 1),
    ]
    assert list(flaws()) == []


def test_sm3_serves_as_well_as_sha256(settings: object) -> None:
    settings.JISHIYU_HASH = "sm3"  # type: ignore[attr-defined]
    tell("case:1", "opened", "closed")
    assert {entry.algorithm for entry in story("case:1")} == {"sm3"}
    assert list(flaws()) == []
