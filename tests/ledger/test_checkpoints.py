"""Checkpoints: what is sealed stays provable, whoever holds the database."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Event

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, connections, transaction

from jishiyu.ledger import actions
from jishiyu.ledger.actions import sealing
from jishiyu.ledger.jobs import periodic_jobs
from jishiyu.ledger.models import Checkpoint, Entry
from jishiyu.ledger.queries import Flaw, differs_from, flaws, newest_checkpoint, printed_of, story
from jishiyu.ledger.queries.checkpoints import CHECKPOINTS
from jishiyu.ledger.seals import open_roll, public_key, read_printed, sign
from jishiyu.lib.refused import Refused
from tests.cast import BY, HOUR, T0
from tests.ledger.owner import rewrite, unguarded
from tests.ledger.test_chain import tell

pytestmark = pytest.mark.django_db
SIDE_BY_SIDE = connection.vendor == "postgresql"


def seal(hours: int = 1) -> list[Checkpoint]:
    return actions.seal(by=BY, at=T0 + hours * HOUR)


def lived() -> None:
    """Two cases, the first part sealed in two checkpoints, the end not yet."""
    tell("case:1", "opened", "dispatched", "accepted")
    tell("case:2", "opened")
    seal(1)
    tell("case:1", "finished")
    seal(2)
    tell("case:2", "closed")


def test_everything_is_sealed_once_and_what_came_since_next_time() -> None:
    lived()
    first, second = Checkpoint.objects.order_by("number")
    assert [row[1:3] for row in open_roll(first.roll)] == [("case:1", 1), ("case:1", 2), ("case:1", 3), ("case:2", 1)]
    assert [row[1:3] for row in open_roll(second.roll)] == [(CHECKPOINTS, 1), ("case:1", 4)]
    assert second.previous == first.hash
    assert list(flaws()) == []


def test_where_nothing_was_told_nothing_is_sealed() -> None:
    assert seal() == []
    tell("case:1", "opened")
    assert len(seal(1)) == 1
    assert seal(2) == [], "that the last one was sealed is no news"


def test_sealing_is_itself_recorded() -> None:
    lived()
    entry = story(CHECKPOINTS)[1]
    assert entry.data["hash"] == Checkpoint.objects.get(number=2).hash
    assert (entry.act, entry.by) == ("sealed", BY)


def test_a_large_ledger_is_sealed_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST_LEAVES", 3)
    tell("case:1", *["contacted"] * 8)
    assert [checkpoint.entries for checkpoint in seal()] == [3, 3, 2]
    assert list(flaws()) == []


def test_the_job_seals_every_hour() -> None:
    (job,) = [job for job in periodic_jobs() if job.name == "ledger.seal"]
    assert job.every == HOUR
    tell("case:1", "opened")
    job.job(T0)
    assert Checkpoint.objects.get().entries == 1


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_a_printed_checkpoint_reads_back_and_is_signed(settings: LazySettings, algorithm: str) -> None:
    settings.JISHIYU_HASH = algorithm
    lived()
    newest = newest_checkpoint()
    assert newest
    printed = printed_of(newest)
    again = read_printed("\n\n  ".join(printed.text().splitlines()))
    assert again == printed
    assert again.is_whole()
    assert again.key == public_key(settings.JISHIYU_LEDGER_KEY)
    assert differs_from(again) is None


@pytest.mark.parametrize("line", ["number", "entries", "last", "at", "root", "previous", "hash", "signature", "key"])
def test_no_line_of_a_printed_checkpoint_can_be_changed(line: str) -> None:
    lived()
    newest = newest_checkpoint()
    assert newest
    lines = printed_of(newest).text().splitlines()
    changed = [text[:-1] + ("1" if text[-1] != "1" else "2") if text.startswith(line) else text for text in lines]
    assert not read_printed("\n".join(changed)).is_whole()


@pytest.mark.parametrize("text", ["", "hello", "jishiyu ledger checkpoint\nnumber one", "jishiyu ledger checkpoint"])
def test_what_is_no_checkpoint_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError, match="no printed checkpoint"):
        read_printed(text)


def test_the_database_refuses_to_change_or_remove_a_checkpoint() -> None:
    lived()
    for statement in ("UPDATE ledger_checkpoint SET entries = 1", "DELETE FROM ledger_checkpoint"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "flaw"),
    [
        ("UPDATE ledger_checkpoint SET entries = 9 WHERE number = 1", (1, "checkpoint altered")),
        ("UPDATE ledger_checkpoint SET root = hash WHERE number = 2", (2, "checkpoint altered")),
        ("UPDATE ledger_checkpoint SET algorithm = 'none' WHERE number = 2", (2, "checkpoint altered")),
        (
            "UPDATE ledger_checkpoint SET signature = (SELECT signature FROM ledger_checkpoint WHERE number = 1)"
            " WHERE number = 2",
            (2, "checkpoint signature is not the office's"),
        ),
        (
            "UPDATE ledger_checkpoint SET signature = 'x' WHERE number = 1",
            (1, "checkpoint signature is not the office's"),
        ),
        ("DELETE FROM ledger_checkpoint WHERE number = 1", (1, "checkpoint missing")),
        ("DELETE FROM ledger_checkpoint WHERE number = 2", (2, "checkpoint missing")),
        (
            "UPDATE ledger_checkpoint SET roll = (SELECT roll FROM ledger_checkpoint WHERE number = 1)"
            " WHERE number = 2",
            (2, "checkpoint roll altered"),
        ),
    ],
)
def test_an_altered_or_missing_checkpoint_is_found_and_named(statement: str, flaw: tuple[int, str]) -> None:
    lived()
    unguarded(statement)
    assert Flaw(CHECKPOINTS, *flaw) in set(flaws())


def test_a_checkpoint_with_a_number_from_far_away_is_found_and_ends() -> None:
    lived()
    unguarded("UPDATE ledger_checkpoint SET number = 2000000000 WHERE number = 2")
    found = list(flaws())
    assert Flaw(CHECKPOINTS, 2, "checkpoint missing") in found
    assert Flaw(CHECKPOINTS, 2_000_000_000, "checkpoint altered") in found
    assert len(found) < 10_010


@pytest.mark.skipif(SIDE_BY_SIDE, reason="PostgreSQL keeps the types of its columns")
@pytest.mark.parametrize(
    ("statement", "flaw"),
    [
        (
            "UPDATE ledger_checkpoint SET roll = 'text' WHERE number = 2",
            Flaw(CHECKPOINTS, 2, "checkpoint roll altered"),
        ),
        ("UPDATE ledger_checkpoint SET at = 'noon' WHERE number = 2", Flaw(CHECKPOINTS, 2, "checkpoint altered")),
        ("UPDATE ledger_entry SET at = 'noon' WHERE subject = 'case:2' AND version = 2", Flaw("case:2", 2, "altered")),
        (
            "UPDATE ledger_entry SET version = 'two' WHERE subject = 'case:2' AND version = 2",
            Flaw("case:2", 2, "reordered"),
        ),
        ("UPDATE ledger_head SET version = 'two' WHERE subject = 'case:2'", Flaw("case:2", 2, "head altered")),
        (
            "UPDATE ledger_entry SET algorithm = 'md5' WHERE subject = 'case:1' AND version = 3",
            Flaw("case:1", 3, "altered"),
        ),
    ],
)
def test_what_cannot_even_be_read_is_named_too(statement: str, flaw: Flaw) -> None:
    lived()
    unguarded(statement)
    assert flaw in set(flaws())


@pytest.mark.skipif(not SIDE_BY_SIDE, reason="an endless moment is a word of PostgreSQL")
def test_a_moment_that_never_comes_is_named_too() -> None:
    lived()
    unguarded("UPDATE ledger_entry SET at = 'infinity' WHERE subject = 'case:2' AND version = 2")
    unguarded("UPDATE ledger_checkpoint SET at = 'infinity' WHERE number = 2")
    assert set(flaws()) == {Flaw("case:2", 2, "altered"), Flaw(CHECKPOINTS, 2, "checkpoint unreadable")}


def test_a_history_told_anew_without_the_key_is_found_by_its_head() -> None:
    lived()
    rewrite("case:2", 2, act="returned", key="11" * 32)
    assert list(flaws()) == [Flaw("case:2", 2, "head altered")]


def test_a_sealed_history_told_anew_is_found_entry_by_entry_even_with_the_key(settings: LazySettings) -> None:
    lived()
    rewrite("case:1", 2, act="returned", key=settings.JISHIYU_LEDGER_KEY)
    assert set(flaws()) == {
        Flaw("case:1", 2, "altered, sealed in checkpoint 1"),
        Flaw("case:1", 3, "altered, sealed in checkpoint 1"),
        Flaw("case:1", 4, "altered, sealed in checkpoint 2"),
    }


def test_a_sealed_subject_that_vanished_whole_is_found_entry_by_entry() -> None:
    lived()
    unguarded("DELETE FROM ledger_entry WHERE subject = 'case:1'")
    unguarded("DELETE FROM ledger_head WHERE subject = 'case:1'")
    assert {(flaw.subject, flaw.version) for flaw in flaws()} == {("case:1", version) for version in (1, 2, 3, 4)}


def test_entries_of_two_cases_that_changed_ids_are_found() -> None:
    """The chains still hold; the roll knows which entry was sealed under which id."""
    lived()
    one, other = story("case:1")[1].pk, story("case:2")[0].pk
    for key, to in ((one, -1), (other, one), (-1, other)):
        unguarded("UPDATE ledger_entry SET id = %s WHERE id = %s", [to, key])
    assert {(flaw.subject, flaw.version) for flaw in flaws()} >= {("case:1", 2), ("case:2", 1)}


def test_only_a_copy_kept_elsewhere_shows_that_all_was_made_anew_with_the_key(settings: LazySettings) -> None:
    lived()
    newest = newest_checkpoint()
    assert newest
    kept = printed_of(newest)
    for table in ("ledger_checkpoint", "ledger_entry", "ledger_head"):
        unguarded(f"DELETE FROM {table}")  # noqa: S608
    lived_otherwise()
    assert list(flaws()) == [], "whoever holds database and key can write another history"
    found = differs_from(kept)
    assert found is not None
    assert found.what == "checkpoint is not the one kept elsewhere"


def lived_otherwise() -> None:
    tell("case:1", "opened", "closed")
    seal(1)
    tell("case:2", "opened")
    seal(2)


def test_a_copy_that_is_not_ours_or_not_there_any_more_is_said_so(settings: LazySettings) -> None:
    lived()
    newest = newest_checkpoint()
    assert newest
    kept = printed_of(newest)
    unguarded("DELETE FROM ledger_checkpoint WHERE number = 2")
    assert differs_from(kept) == Flaw(CHECKPOINTS, 2, "checkpoint missing")
    other = "22" * 32
    strange = replace(kept, signature=sign(kept.statement.text(), other), key=public_key(other))
    assert strange.is_whole()
    assert differs_from(strange) == Flaw(CHECKPOINTS, 2, "the copy kept elsewhere is not signed by this office")


@contextmanager
def slow_deed(subject: str) -> Iterator[Callable[[], None]]:
    """A deed in another connection whose entry is written and not yet committed; call what it gives to commit."""
    written, may_end = Event(), Event()

    def write() -> None:
        try:
            with transaction.atomic():
                actions.record(subject, "opened", by=BY, at=T0)
                written.set()
                may_end.wait(20)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(write)
        try:
            assert written.wait(20)
            yield lambda: (may_end.set(), done.result(20))[1]
        finally:
            may_end.set()


def seal_apart() -> list[Checkpoint]:
    try:
        return seal()
    finally:
        connections.close_all()


@pytest.mark.skipif(not SIDE_BY_SIDE, reason="SQLite lets one writer in at a time by itself")
@pytest.mark.django_db(transaction=True)
def test_sealing_waits_for_a_slow_deed_with_a_lower_id_and_holds_nobody_up() -> None:
    with slow_deed("case:slow") as commit, ThreadPoolExecutor(1) as pool:
        tell("case:quick", "opened")
        sealed = pool.submit(seal_apart)
        with pytest.raises(TimeoutError):
            sealed.result(0.4)
        tell("case:later", "opened")  # while the sealing waits, others write on
        commit()
        (checkpoint,) = sealed.result(20)
    assert story("case:slow")[0].pk < story("case:quick")[0].pk
    assert [subject for _, subject, _, _ in open_roll(checkpoint.roll)] == ["case:slow", "case:quick"]
    assert list(flaws()) == []


@pytest.mark.skipif(not SIDE_BY_SIDE, reason="SQLite lets one writer in at a time by itself")
@pytest.mark.django_db(transaction=True)
def test_a_deed_that_never_ends_refuses_the_sealing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "PATIENCE_SECONDS", 0.2)
    with slow_deed("case:slow") as commit:
        tell("case:quick", "opened")
        with pytest.raises(Refused, match="ledger_busy"):
            seal()
        commit()
    assert len(seal()) == 1
    assert Entry.objects.count() == 3


@pytest.mark.skipif(not SIDE_BY_SIDE, reason="SQLite lets one writer in at a time by itself")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_seal_at_once_one_seals() -> None:
    tell("case:1", *["contacted"] * 300)
    with ThreadPoolExecutor(2) as pool:
        made = [len(done.result(20)) for done in [pool.submit(seal_apart) for _ in range(2)]]
    assert sorted(made) == [0, 1]
    assert list(flaws()) == []
