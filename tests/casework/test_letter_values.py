"""What letters say of a case: the right unit, both dates, who was there, and nothing personal that is not theirs."""

import io

import pytest
from docx import Document

from jishiyu.casework import actions, letter_values
from jishiyu.casework.letter_values import Reader, letter, minutes
from jishiyu.casework.models import Case, Consultation, Nudge
from jishiyu.lib.letters import paragraphs
from jishiyu.lib.refused import Refused
from tests.cast import DAY, HOUR, T0, Cast

pytestmark = pytest.mark.django_db


def said(content: bytes) -> str:
    return "\n".join(filter(None, paragraphs(Document(io.BytesIO(content)))))


def about(case: Case, kind: str, *, knows: bool = True) -> str:
    return said(letter(kind, Case.objects.get(pk=case.pk), Reader(knows, T0 + DAY)))


def test_an_urging_names_the_unit_that_leads_how_often_and_in_whose_words(cast: Cast) -> None:
    case = cast.taken().case
    for words in ("请先联系诉求人。", "打他电话13900005678，今天必须到场。"):
        Nudge.objects.create(
            case=case, level=Nudge.Level.URGE, round=0, words=words, by=cast.dispatcher.actor, at=T0 + HOUR
        )
    text = about(case, "urge")
    assert text.splitlines()[1] == "谢林港供电所："
    assert "现第2次催办" in text
    assert "139****5678，今天必须到场" in text, "a phone in somebody's words is masked"
    assert "低电压" in text


def test_a_supervision_tells_what_happened_so_far(cast: Cast) -> None:
    text = about(cast.taken().case, "supervise")
    assert [line for line in ("受理", "派单", "签收") if line in text.splitlines()] == ["受理", "派单", "签收"]
    assert "周队长" in text
    assert "system:" not in text


def test_an_extension_names_both_dates_and_the_ground(cast: Cast) -> None:
    task = cast.taken()
    asked = actions.ask(
        task.case_id, "extension", code="materials", ground="灯具停产，需要重新采购", amount=1,
        by=cast.crew.actor, at=T0 + HOUR,
    )  # fmt: skip
    with pytest.raises(Refused, match="letter_not_now"):
        about(task.case, "extension")
    actions.decide(asked.pk, grant=True, words="情况属实，同意。", by=cast.dispatcher.actor, at=T0 + 2 * HOUR)
    case = Case.objects.get(pk=task.case_id)
    text = about(case, "extension")
    assert letter_values.moment(case.original_due_at) in text
    assert letter_values.moment(case.due_at) in text
    assert case.due_at != case.original_due_at
    assert "灯具停产，需要重新采购" in text


def test_a_secret_requester_is_not_named_to_those_who_do_not_know_them(cast: Cast) -> None:
    case = cast.answered(secret=True)
    assert "林阿姨" in about(case, "answer", knows=True)
    text = about(case, "answer", knows=False)
    assert "林" not in text.splitlines()[1]
    assert text.splitlines()[1] == "诉求人："


def test_minutes_say_who_came_what_was_ruled_and_who_does_what(cast: Cast) -> None:
    case = cast.taken().case
    meeting = Consultation.objects.create(
        title="路灯权属会商会", place="会议室", meets_at=T0 + DAY, chair="罗主任", called_by="x", called_at=T0,
        minutes="各方一致同意。",
    )  # fmt: skip
    meeting.parties.create(name="谢林港镇人民政府", person="副镇长", attended=True)
    meeting.parties.create(name="某银行", attended=False)
    meeting.agenda.create(case=case, place=1, question="路灯归谁", ruling="由供电所牵头修复")
    case.tasks.update(consultation=meeting)
    text = said(minutes(meeting, T0 + 2 * DAY))
    for words in ("路灯权属会商会", "罗主任", "副镇长", "到会", "某银行", "缺席", "路灯归谁", "由供电所牵头修复"):
        assert words in text
    assert "谢林港供电所" in text
    assert "主办" in text


def test_an_unknown_letter_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="letter_unknown"):
        about(cast.case(), "love")


def test_letters_are_offered_only_where_there_is_something_to_say(cast: Cast) -> None:
    waiting, open_one = cast.case(), cast.taken(heard_at=T0 - HOUR)
    assert letter_values.worth_writing(waiting, []) == []
    assert letter_values.worth_writing(open_one.case, [open_one]) == ["urge", "supervise"]
    answered = cast.answered(heard_at=T0 - 2 * HOUR)
    assert letter_values.worth_writing(answered, list(answered.tasks.all())) == ["urge", "supervise", "answer"]
