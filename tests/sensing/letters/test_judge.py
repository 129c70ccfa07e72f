"""An office that taught its subjects: letters are judged by them, and cases are as sure as their subject."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from jishiyu.casework import actions as casework
from jishiyu.casework import queries as cases
from jishiyu.casework.models import Case
from jishiyu.cli.commands import run
from jishiyu.look.words import reason
from jishiyu.sensing import actions, queries
from jishiyu.sensing.letters.model import FILE
from jishiyu.sensing.models import Message, Source
from tests.sensing.conftest import BY, NOW, Say
from tests.sensing.letters.samples import cut, letters

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("past") / "letters.csv"
    rows = [f"{row.label},{row.text},\n" for row in letters()] + [f"{label},,{words}\n" for label, words in cut(2)]
    path.write_text("label,text,tokens\n" + "".join(rows), "utf-8")
    return path


@pytest.fixture
def taught(file: Path) -> Iterator[str]:
    assert run(["sensing", "train", "letters", str(file), "--as", "夜校=hotline.education"]) == 0
    subjects = queries.subjects_now()
    assert subjects is not None
    yield subjects.version
    shutil.rmtree(queries.models_folder())


@pytest.fixture
def half_taught(file: Path) -> Iterator[None]:
    assert run(["sensing", "train", "letters", str(file)]) == 0
    yield
    shutil.rmtree(queries.models_folder())


def hear(source: Source, say: Say, title: str, text: str) -> Message:
    actions.judge_messages(
        source, [replace(say(text, group=""), id=title, title=title)], by=BY, at=NOW + timedelta(hours=1)
    )
    return Message.objects.get(external_id=title)


def test_a_letter_is_judged_by_what_was_taught_and_the_verdict_names_it(taught: str, letters: Source, say: Say) -> None:
    heard = hear(letters, say, "夜校报名", "夜校名额已经没有了，请领导尽快派人查看")
    assert heard.kind == "hotline.education"
    codes = [code for code, _ in heard.reasons]
    assert codes[0] == "subject" and codes[-1] == "model"
    assert heard.reasons[-1][1] == taught
    assert heard.judged_with.endswith(f"+{taught}")
    assert all(reason(pair) for pair in heard.reasons)


def test_a_label_that_is_no_kind_is_told_as_the_office_s_own(half_taught: None, letters: Source, say: Say) -> None:
    heard = hear(letters, say, "夜校报名", "夜校名额已经没有了，请领导尽快派人查看")
    assert heard.kind == "hotline.other"
    code, word = heard.reasons[0]
    assert code == "own_subject" and word.startswith("夜校 ")


def test_thanks_stay_thanks(taught: str, letters: Source, say: Say) -> None:
    assert not hear(letters, say, "感谢信", "谢谢").risk


def test_the_other_service_line_is_judged_as_before(taught: str) -> None:
    assert "+" not in queries.judge_of("power").version
    assert "+" in queries.judge_of("hotline").version


def test_without_a_model_the_pack_s_words_judge(letters: Source, say: Say) -> None:
    heard = hear(letters, say, "公交车不停站", "公交车天天不停站，大家都很着急")
    assert heard.kind == "hotline.transport"
    assert "+" not in heard.judged_with


def test_a_broken_model_stops_no_letter(taught: str, letters: Source, say: Say) -> None:
    (queries.models_folder() / FILE).write_bytes(b"PK broken")
    heard = hear(letters, say, "公交车不停站", "公交车天天不停站，大家都很着急")
    assert heard.kind == "hotline.transport"
    assert "+" not in heard.judged_with
    assert cases.suggest_many([open_case(letters, say, "夜校教室漏雨了，请领导尽快派人查看")], NOW + timedelta(hours=3))


def open_case(source: Source, say: Say, text: str) -> Case:
    message = hear(source, say, text[:12], text)
    casework.take_leads([message.lead_id or 0], by=BY, at=NOW + timedelta(hours=2))
    return Case.objects.get(lead=message.lead_id)


def test_a_suggestion_is_no_surer_than_its_subject(taught: str, letters: Source, say: Say) -> None:
    plain = open_case(letters, say, "工厂拖欠工资，社保没有缴纳，加班工资不付")
    doubtful = open_case(letters, say, "有件事情想和你们说一下，今天天气不错")
    since = NOW.date() - timedelta(days=2)
    station = letters.unit_id
    entries = [(kind, None, station, "三定方案") for kind in {plain.kind, doubtful.kind}]
    casework.fill_catalogue(entries, since=since, by=BY, at=NOW)
    sure, unsure = (found[0] for found in cases.suggest_many([plain, doubtful], NOW + timedelta(hours=2)))
    assert sure.confidence > unsure.confidence
    code, word = unsure.reasons[-1]
    assert code == "subject_doubt" and word == f"{unsure.confidence} %"
    assert unsure.confidence < 80


def test_once_a_person_set_the_kind_the_model_s_doubt_is_over(taught: str, letters: Source, say: Say) -> None:
    case = open_case(letters, say, "有件事情想和你们说一下，今天天气不错")
    case.kind = "hotline.environment"
    assert "subject_doubt" not in {
        code for one in cases.suggest_many([case], NOW + timedelta(hours=2))[0] for code, _ in one.reasons
    }
