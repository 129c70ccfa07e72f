"""Chat: measured and taught on the command line."""

import json
from pathlib import Path

import pytest

from jishiyu.cli.commands import run

ROW = {
    "id": "m1", "group_id": "g1", "sender": "u1", "role": "resident", "time": "2026-07-12T19:02:00+08:00",
    "text": "湾里停电了", "risk": True, "kind": "outage", "urgency": 2, "place": "", "vulnerable": False,
    "duplicate_of": None,
}  # fmt: skip


def test_evaluating_prints_one_json_object_and_needs_no_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "chat.jsonl"
    quiet = {**ROW, "id": "m2", "text": "早上好", "risk": False, "kind": "none", "urgency": 0, "group_id": "g2"}
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in (ROW, quiet)), "utf-8")
    assert run(["sensing", "evaluate", str(path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told)[:8] == [
        "n", "auc", "recall_urgency_3", "recall_urgency_2", "false_alarms_per_1000", "precision", "kind_macro_f1",
        "pairs_f1",
    ]  # fmt: skip
    assert (told["n"], told["auc"], told["recall_urgency_2"], told["false_alarms_per_1000"]) == (2, 1.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["train", "chat", "--pack", "nobody"], "pack_unknown"),
        (["train", "chat", "--pack", "hotline"], "pack_not_chat"),
        (["train", "chat", "absent.txt"], "file_unreadable"),
    ],
)
def test_what_cannot_be_learnt_is_refused_with_the_reason(
    words: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sensing", *words]) == 1
    assert why in capsys.readouterr().err


def test_a_file_that_is_no_labelled_chat_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "chat.jsonl"
    path.write_text('{"id": 1}\n', "utf-8")
    assert run(["sensing", "evaluate", str(path)]) == 1
    said = capsys.readouterr().err
    assert "talk_unreadable" in said and "chat.jsonl:1" in said
