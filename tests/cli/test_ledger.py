"""The command by which anybody with the right to a shell sees whether the ledger holds."""

import hashlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from jishiyu.cli.commands import run
from jishiyu.ledger.models import Checkpoint, Entry
from jishiyu.ledger.queries import story
from jishiyu.ledger.seals import read_printed
from tests.cast import DAY, T0, Cast
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


def test_a_case_is_proved_and_the_receipt_checked_without_a_database(
    cast: Cast, capsys: Said, tmp_path: Path, django_assert_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    case, out = cast.answered(), tmp_path / "receipt.json"
    run(["ledger", "checkpoint"])
    assert run(["ledger", "prove", case.number, "--out", str(out)]) == 0
    assert json.loads(out.read_text())["case"] == case.number
    with django_assert_num_queries(0):
        assert run(["ledger", "check", str(out)]) == 0
    assert "the receipt holds: 4 entries, 4 of them proved to be sealed" in capsys.readouterr().out
    out.write_text(out.read_text().replace("accepted", "arrived"))
    assert run(["ledger", "check", str(out)]) == 1
    assert "DOES NOT HOLD" in capsys.readouterr().out


def test_what_is_not_sealed_yet_is_said_so(cast: Cast, capsys: Said, tmp_path: Path) -> None:
    case = cast.case()
    assert run(["ledger", "prove", case.number, "--out", str(tmp_path / "receipt.json")]) == 0
    assert "0 of them sealed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "reason"),
    [(["prove", "JSY-0"], "case_unknown"), (["check", "nowhere.json"], "file_unreadable")],
)
def test_what_is_not_there_is_refused(cast: Cast, capsys: Said, words: list[str], reason: str) -> None:
    assert run(["ledger", *words]) == 1
    assert f"refused: {reason}" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["prove", "check"])
def test_a_command_without_its_name_is_not_understood(what: str, capsys: Said) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["ledger", what])
    assert ended.value.code == 2


def test_an_auditor_is_given_the_entries_of_a_time_and_it_is_recorded(cast: Cast, capsys: Said, tmp_path: Path) -> None:
    cast.answered()
    run(["ledger", "checkpoint"])
    cast.case(at=T0 + 2 * DAY)
    out = tmp_path / "ledger.jsonl"
    day = str(T0.date())
    assert run(["ledger", "export", "--since", day, "--until", day, str(out)]) == 0
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    told = [line for line in lines if "entry" in line]
    assert {line["at"][:10] for line in told} == {day}
    assert lines[0]["export"] == "jishiyu ledger export 1"
    assert lines[-1] == {"entries": len(told), "checkpoints": 1}
    (checkpoint,) = [line for line in lines if "checkpoint" in line]
    assert [line["hash"] for line in told] == [tip for _, _, _, tip in checkpoint["roll"]]
    assert read_printed(checkpoint["checkpoint"]).is_whole()
    assert out.stat().st_mode & 0o077 == 0, "it holds what was said: for its owner's eyes only"
    entry = story("ledger:export").get()
    assert entry.data["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert entry.data["entries"] == len(told)


def test_everything_is_exported_when_no_day_is_said(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jishiyu.ledger.queries.exporting.SLICE", 2)
    cast.answered()
    before = set(Entry.objects.values_list("pk", flat=True))
    assert run(["ledger", "export", str(tmp_path / "all.jsonl")]) == 0
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    assert [line["entry"] for line in lines if "entry" in line] == sorted(before)
