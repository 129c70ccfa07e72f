"""The letter of a document pack as a Word file: to one enterprise, to each of a list, in the office's own form."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document
from pytest_django import Settings

from jishiyu.ledger.actions import works as files
from jishiyu.ledger.models import Entry, Work
from jishiyu.ledger.works import do_next
from jishiyu.lib.letters import paragraphs
from jishiyu.lib.paper import Paper
from jishiyu.outreach import actions
from jishiyu.outreach.documents import packs, shelf
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Post, Unit
from tests.cast import BY, ELSEWHERE, T0, Cast
from tests.console.conftest import As
from tests.outreach.test_documents import GOOD, ROLE, firm, written

PACK = "letter_lists_table"
KEY = "enterprise.above_scale"


def words_of(content: bytes) -> list[str]:
    return [line for line in paragraphs(Document(io.BytesIO(content))) if line.strip()]


def owned(cast: Cast, name: str = "样本机械厂", **values: object) -> int:
    plant = firm(name, **values)
    actions.take_owners(ROLE, {plant: cast.crew.pk}, since=timezone.localdate(), by=BY, at=T0)
    return plant


def address(plant: int) -> str:
    return f"/console/documents/{PACK}/letter/{plant}/"


def test_the_letter_names_the_enterprise_and_who_answers_for_it(cast: Cast, signed_in: As) -> None:
    plant = owned(cast)
    leads = cast.leader.pk
    registry.give_duty(leads, "enterprise.chief", subject_id=plant, since=timezone.localdate(), by=BY, at=T0)
    client = signed_in(cast.crew)
    assert f'href="{address(plant)}"' in client.get(f"/console/enterprises/{plant}/").content.decode()
    answer = client.get(address(plant))
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    words = words_of(answer.content)
    assert words[0] == "致样本机械厂的一封信"
    assert any("谢林港供电所周队长同志担任贵企业的联企干部" in line for line in words)
    assert "联系领导：罗主任" in words
    assert "赫山热线中心" in words
    assert not any("{" in line for line in words)
    entry = Entry.objects.get(subject=f"letters:subject:{plant}")
    assert (entry.act, entry.by, entry.data["pack"]) == ("written", cast.crew.actor, PACK)


def test_an_office_changes_its_form_in_word(cast: Cast, signed_in: As) -> None:
    plant, paper = owned(cast), Paper()
    paper.line("红头：{{ 企业名称 }} / {{ 联企干部 }}{% if 联系领导 %} / {{ 联系领导 }}{% endif %}")
    sent = SimpleUploadedFile("本局一书.docx", paper.content())
    admin = signed_in(cast.admin)
    assert admin.post("/console/letters/pack_letter/change/", {"deed": "use", "file": sent}).status_code == 302
    assert words_of(signed_in(cast.dispatcher).get(address(plant)).content) == ["红头：样本机械厂 / 周队长"]


def test_others_get_no_letter_and_nobody_writes_one_without_an_owner(cast: Cast, signed_in: As) -> None:
    plant, nobodys = owned(cast), firm("无主厂")
    assert signed_in(cast.admin).get(address(plant)).status_code == 404
    assert signed_in(cast.leader).get(f"/console/documents/nothing/letter/{plant}/").status_code == 404
    assert signed_in(cast.leader).get(address(cast.aunt.pk)).status_code == 404
    answer = signed_in(cast.dispatcher).get(address(nobodys), follow=True)
    assert "There is nothing to write in this letter yet." in answer.content.decode()
    assert not Entry.objects.filter(subject__startswith="letters:subject").exists()


def test_an_officer_gets_no_letter_to_anothers_enterprise(cast: Cast, signed_in: As) -> None:
    plant = owned(cast)
    registry.make_unit("far", "远处单位", division_code=ELSEWHERE, by=BY, at=T0)
    far = registry.make_officer(
        "far", "远处干部", post=Post.OFFICER, unit_id=Unit.objects.get(code="far").pk, by=BY, at=T0
    )
    assert signed_in(far).get(address(plant)).status_code == 404
    assert signed_in(cast.crew).get(address(plant)).status_code == 200


def test_each_of_a_list_gets_one_in_a_zip_and_those_without_an_owner_are_counted(cast: Cast, signed_in: As) -> None:
    owned(cast, "甲厂", code="", **{KEY: "industry"})
    firm("无主厂", **{KEY: "industry"})
    client, base = signed_in(cast.dispatcher), f"/console/documents/{PACK}"
    assert "letters/" in client.get(f"{base}/key_enterprises/").content.decode()
    assert client.post(f"{base}/key_enterprises/letters/", {"key": "a"}).status_code == 302
    assert client.post(f"{base}/tasks/letters/", {"key": "b"}).status_code == 404
    assert do_next("tests")
    work = Work.objects.get()
    assert work.counts == {"letters": 1, "left_out": 1}
    with zipfile.ZipFile(files.folder() / work.file) as packed:
        [name] = packed.namelist()
        assert words_of(packed.read(name))[0] == "致甲厂的一封信"


def test_a_name_in_braces_that_is_none_is_said_with_those_there_are(tmp_path: Path, settings: Settings) -> None:
    settings.JISHIYU_DOCUMENTS = str(tmp_path)
    path = tmp_path / "four.json"
    path.write_text(json.dumps(GOOD | {"letter": "致{name}：{boss}"}, ensure_ascii=False), "utf-8")
    with pytest.raises(packs.Flawed, match=r"the letter has \{boss\}; there are name, code"):
        packs.read(path)
    assert shelf.pack_of("four_lists") is None


def test_a_pack_without_a_letter_writes_none(cast: Cast, signed_in: As, tmp_path: Path, settings: Settings) -> None:
    settings.JISHIYU_DOCUMENTS = str(tmp_path)
    written(tmp_path, GOOD)
    plant = owned(cast)
    assert signed_in(cast.dispatcher).get(f"/console/documents/four_lists/letter/{plant}/").status_code == 404
    assert signed_in(cast.dispatcher).post("/console/documents/four_lists/owners/letters/").status_code == 404
