"""Teaching and measuring on the command line."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jishiyu.cli.commands import run
from jishiyu.sensing import queries
from tests.sensing.letters.samples import LABOUR, SCHOOL, TRANSPORT, letters


@pytest.fixture(autouse=True)
def no_model_left() -> Iterator[None]:
    yield
    shutil.rmtree(queries.models_folder(), ignore_errors=True)


def written(path: Path, seed: int) -> str:
    path.write_text("label,text\n" + "".join(f"{row.label},{row.text}\n" for row in letters(seed)), "utf-8")
    return str(path)


def test_training_shows_what_it_would_get_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sensing", "train", "letters", written(tmp_path / "a.csv", 1), written(tmp_path / "b.csv", 2)]) == 0
    said = capsys.readouterr().out
    assert "learnt from 216 letters" in said
    assert "macro-F1" in said and "JISHIYU_SURE_FROM" in said and "frozen part" in said
    assert all(label in said for label in (LABOUR, TRANSPORT, SCHOOL))


def test_training_says_the_same_to_a_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sensing", "train", "letters", "--json", written(tmp_path / "a.csv", 1)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["n"] == 108 and told["before"] is None
    assert told["frozen"]["n"] < told["n"]
    assert {"version", "seconds", "macro_f1", "coverage_at_99", "sure_at_99", "labels", "at"} <= told.keys()


def test_letters_are_measured_by_what_was_taught(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["sensing", "train", "letters", written(tmp_path / "a.csv", 1)])
    capsys.readouterr()
    assert run(["sensing", "evaluate", written(tmp_path / "b.csv", 3)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["n"] == 108
    assert told["macro_f1"] > 0.9
    assert set(told["labels"]) == {LABOUR, TRANSPORT, SCHOOL}


def test_while_nothing_is_taught_the_words_that_come_with_it_are_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sensing", "evaluate", written(tmp_path / "b.csv", 3)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert 0 < told["labels"][TRANSPORT]["f1"] <= 1
    assert told["labels"][SCHOOL]["f1"] == 0  # no kind is called so


def test_a_kind_nobody_declares_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sensing", "train", "letters", written(tmp_path / "a.csv", 1), "--as", "夜校=hotline.dancing"]) == 1
    assert "kind_unknown" in capsys.readouterr().err
    assert queries.subjects_now() is None
