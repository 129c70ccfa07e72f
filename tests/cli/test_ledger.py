"""The command by which anybody with the right to a shell sees whether the ledger holds."""

from pathlib import Path

import pytest

from jishiyu.cli.commands import run
from jishiyu.ledger.models import Checkpoint, Entry
from jishiyu.ledger.queries import story
from tests.cast import Cast
from tests.ledger.owner import unguarded

pytestmark = pytest.mark.django_db
Said = pytest.CaptureFixture[str]


def test_an_honest_ledger_is_said_to_hold_and_that_it_was_verified_is_recorded(cast: Cast, capsys: Said) -> None:
    cast.answered()
    assert run(["ledger", "verify"]) == 0
    assert "the ledger holds" in capsys.readouterr().out
    assert story("ledger:verification").get().act == "verified"


def test_a_broken_ledger_ends_at_the_first_fault_and_names_it(cast: Cast, capsys: Said) -> None:
    case = cast.answered()
    unguarded("UPDATE ledger_entry SET act = 'other' WHERE subject = %s AND version IN (1, 3)", [case.ref])
    assert run(["ledger", "verify"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"{case.ref} version 3: altered"
    assert len(said) == 2
    assert story("ledger:verification").get().data["first"] == said[0]


def test_all_faults_are_named_when_asked_for(cast: Cast, capsys: Said) -> None:
    case = cast.answered()
    unguarded("UPDATE ledger_entry SET act = 'other' WHERE subject = %s AND version IN (1, 3)", [case.ref])
    assert run(["ledger", "verify", "--all"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{case.ref} version 3: altered",
        f"{case.ref} version 1: altered",
        "the ledger is broken in 2 places",
    ]


def test_a_checkpoint_is_sealed_and_printed_and_later_held_against_the_ledger(
    cast: Cast, capsys: Said, tmp_path: Path
) -> None:
    cast.answered()
    assert run(["ledger", "checkpoint"]) == 0
    assert f"sealed {Checkpoint.objects.get().entries} entries: checkpoint 1, " in capsys.readouterr().out
    assert run(["ledger", "checkpoint", "--print"]) == 0
    kept = tmp_path / "kept.txt"
    kept.write_text(capsys.readouterr().out)
    assert run(["ledger", "verify", "--against", str(kept)]) == 0
    unguarded("DELETE FROM ledger_checkpoint")
    assert run(["ledger", "verify", "--against", str(kept)]) == 1
    assert "ledger:checkpoints version 1: checkpoint missing" in capsys.readouterr().out


def test_before_anything_was_told_there_is_nothing_to_seal(capsys: Said) -> None:
    assert run(["ledger", "checkpoint", "--print"]) == 0
    assert "nothing to seal" in capsys.readouterr().out
    assert not Checkpoint.objects.exists()


@pytest.mark.parametrize("text", ["", "no checkpoint at all"])
def test_a_file_that_is_no_checkpoint_is_refused(cast: Cast, capsys: Said, tmp_path: Path, text: str) -> None:
    before = Entry.objects.count()
    (tmp_path / "x.txt").write_text(text)
    assert run(["ledger", "verify", "--against", str(tmp_path / "x.txt")]) == 1
    assert "file_unreadable" in capsys.readouterr().err
    assert Entry.objects.count() == before
