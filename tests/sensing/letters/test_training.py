"""Learning, keeping, refusing to go backwards."""

import subprocess
import sys
from pathlib import Path

import pytest

from jishiyu.lib.refused import Refused
from jishiyu.sensing.letters.model import FILE, Subjects, read
from jishiyu.sensing.letters.rows import Row
from jishiyu.sensing.letters.training import train
from tests.sensing.letters.samples import LABOUR, SCHOOL, TRANSPORT, cut_letters, letters

KINDS = {"line": {LABOUR: "line.labour", "别的": "line.other"}}


def subjects(folder: Path) -> Subjects:
    model = read(folder / FILE)
    assert model is not None
    return Subjects(model)


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    train([*letters(), *cut_letters()], folder, KINDS)
    return folder


def test_subjects_are_learnt_and_words_say_why(taught: Path) -> None:
    guesses = subjects(taught).guess(["老板拖欠工资两个月了", "公交车天天不停站", "夜校的教室又漏雨了"])
    assert [guess.label for guess in guesses] == [LABOUR, TRANSPORT, SCHOOL]
    assert all(0.5 < guess.confidence <= 1 for guess in guesses)
    assert "工资" in guesses[0].words


def test_one_letter_gets_the_same_answer_alone_and_among_many(taught: Path) -> None:
    said = [row.text for row in letters(9)]
    asked = subjects(taught)
    together = asked.guess(said)
    alone = [asked.guess([one])[0] for one in said]
    assert [one.label for one in alone] == [one.label for one in together]
    assert [one.confidence for one in alone] == pytest.approx([one.confidence for one in together], abs=1e-5)


@pytest.mark.parametrize("said", ["", "。。。", "🙂", "zzz", "字" * 20_000])
def test_whatever_is_said_gets_an_answer(taught: Path, said: str) -> None:
    assert 0 < subjects(taught).guess([said])[0].confidence <= 1


def test_the_account_says_what_was_measured_and_what_was_left_out(tmp_path: Path) -> None:
    done = train([*letters(), Row("稀罕事", "只有一封信说的这件事"), *cut_letters(1)], tmp_path, KINDS)
    assert done.account["n"] == len(letters())
    assert done.account["doubles_left_out"] == len(cut_letters(1))
    assert done.account["subjects_left_out"] == {"稀罕事": 1}
    assert done.account["macro_f1"] > 0.9
    assert set(done.account["labels"]) == {LABOUR, TRANSPORT, SCHOOL}


def test_the_version_names_what_is_kept_and_the_same_letters_teach_the_same(tmp_path: Path) -> None:
    first = train(letters(), tmp_path / "a", KINDS).version
    assert first == subjects(tmp_path / "a").version
    assert first == train(letters(), tmp_path / "b", KINDS).version
    assert first != train(letters(5), tmp_path / "b", KINDS).version


def test_only_kinds_that_a_label_names_are_kept(taught: Path) -> None:
    assert subjects(taught).model.kinds == {"line": {LABOUR: "line.labour"}}


def spoilt(rows: list[Row]) -> list[Row]:
    """The same letters, half of those that are learnt from with the wrong label."""
    wrong = {LABOUR: TRANSPORT, TRANSPORT: SCHOOL, SCHOOL: LABOUR}
    return [Row(wrong[row.label], "", row.tokens) for row in rows]


def test_a_worse_model_replaces_a_better_one_only_when_told(tmp_path: Path) -> None:
    good = train([*letters(), *cut_letters()], tmp_path, KINDS)
    bad = [*letters(), *spoilt(cut_letters(11, 90)), *spoilt(cut_letters(12, 90))]
    with pytest.raises(Refused) as refused:
        train(bad, tmp_path, KINDS)
    assert refused.value.code == "model_not_better"
    assert float(str(refused.value.params["now"])) < float(str(refused.value.params["before"]))
    assert subjects(tmp_path).version == good.version
    worse = train(bad, tmp_path, KINDS, even_if_worse=True)
    assert subjects(tmp_path).version == worse.version


def test_too_few_letters_teach_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        train([row for row in letters() if row.label == LABOUR], tmp_path, KINDS)
    assert refused.value.code == "letters_too_few"
    assert read(tmp_path / FILE) is None


def test_a_broken_file_is_named_and_trained_over_only_when_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"PK broken")
    with pytest.raises(Refused) as refused:
        train(letters(), tmp_path, KINDS)
    assert refused.value.code == "model_unreadable"
    train(letters(), tmp_path, KINDS, even_if_worse=True)
    assert subjects(tmp_path).version


def test_nothing_that_judges_loads_what_only_learning_needs() -> None:
    code = (
        "import sys, django; django.setup(); import jishiyu.sensing.queries, jishiyu.cli.commands; "
        "sys.exit(any(name in sys.modules for name in ('sklearn', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
