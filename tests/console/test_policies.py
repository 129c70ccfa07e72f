"""The pages of the handbook: list and release, the card's page, writing with a preview, audience, lists, telling."""

import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.ledger.models import Work
from jishiyu.policies import actions, handbook_file, jobs, queries
from jishiyu.policies.models import Card, Document, Told
from tests.cast import T0
from tests.console.conftest import As
from tests.policies.room import MAKERS, Handbook

LIST = "/console/policies/"
FORM = {
    "title": "买设备给补助", "theme": "equipment", "what": "补助", "whom": "制造业", "how": "到窗口", "phone": "12345",
}  # fmt: skip


def test_a_card_is_previewed_written_and_released_by_another(handbook: Handbook, signed_in: As) -> None:
    cast = handbook.cast
    writer, head = signed_in(cast.crew), signed_in(cast.head)
    clause = handbook.document.clauses.first()
    assert clause is not None
    form = f"{LIST}new/?clause={clause.pk}"
    seen = writer.post(form, {**FORM, "preview": "1"}).content.decode()
    assert "policy__head" in seen
    assert clause.text in seen
    assert not Card.objects.exists()
    assert writer.post(form, FORM).status_code == 302
    card = Card.objects.get()
    page = f"{LIST}{card.line}/"
    assert "release/" not in writer.get(page).content.decode()
    assert "release/" in head.get(page).content.decode()
    writer.post(f"{page}release/", {"seen": card.version})
    card.refresh_from_db()
    assert card.state == "draft"
    head.post(f"{page}release/", {"seen": card.version})
    card.refresh_from_db()
    assert (card.state, card.released_by) == ("released", cast.head.actor)


def test_a_form_that_lacks_something_says_what_and_keeps_what_was_written(handbook: Handbook, signed_in: As) -> None:
    clause = handbook.document.clauses.first()
    assert clause is not None
    answer = signed_in(handbook.cast.crew).post(f"{LIST}new/?clause={clause.pk}", {**FORM, "phone": "at the gate"})
    assert answer.status_code == 409
    assert "at the gate" in answer.content.decode()


def test_several_drafts_are_released_at_once_but_not_ones_own(handbook: Handbook, signed_in: As) -> None:
    cast = handbook.cast
    others, own = handbook.written(), handbook.written(title="自己写的", by=cast.head.actor)
    page = signed_in(cast.head).get(LIST).content.decode()
    assert re.findall(r'name="card" value="(\d+)"', page) == [str(others.pk)]
    signed_in(cast.head).post(LIST, {"card": [others.pk, own.pk]})
    assert list(Card.objects.order_by("pk").values_list("state", flat=True)) == ["released", "draft"]


def test_who_may_not_write_finds_no_form(handbook: Handbook, signed_in: As) -> None:
    card = handbook.released()
    for path in (f"{LIST}{card.line}/edit/", f"{LIST}{card.line}/audience/", f"{LIST}import/"):
        assert signed_in(handbook.cast.caller).get(path).status_code == 404
        assert signed_in(handbook.cast.crew).get(path).status_code == 200
    assert signed_in(handbook.cast.caller).get(f"{LIST}{card.line}/").status_code == 200
    assert signed_in(handbook.cast.admin).get(LIST).status_code == 404


def test_a_document_is_entered_with_clauses_and_replaced(handbook: Handbook, signed_in: As) -> None:
    writer = signed_in(handbook.cast.crew)
    said = {
        "title": "新办法", "issuer": "样本市人民政府", "issued": "2026-07-01", "since": "2026-08-01",
        "replaces": handbook.document.code, "code": "new-rules", "number0": "第一条", "text0": "一。", "code0": "",
        "number1": "", "text1": "", "code1": "",
    }  # fmt: skip
    answer = writer.post(f"{LIST}documents/new/", said)
    assert answer["Location"].endswith("/documents/new-rules/")
    made = Document.objects.get(code="new-rules")
    assert made.replaces == handbook.document
    page = writer.get(answer["Location"]).content.decode()
    clause = made.clauses.get()
    assert f"?clause={clause.pk}" in page
    assert "新办法" in writer.get(f"{LIST}documents/?text=新办法").content.decode()
    assert writer.post(f"{LIST}documents/new/", {**said, "since": "soon"}).status_code == 409
    more = writer.post(f"{LIST}documents/new/", {**said, "more": "1"}).content.decode()
    assert 'name="text3"' in more


ROWS = {
    "rows": "3",
    "of0": "t.trade", "is0": "in", "code0": ["C"],
    "of1": "t.size", "is1": "in", "code1": ["small"],
    "of2": "t.turnover", "is2": "below", "value2": "2000", "or2": "1", "not2": "1",
}  # fmt: skip


def test_an_audience_is_written_as_rows_and_the_count_is_shown_before_it_is_kept(
    handbook: Handbook, signed_in: As
) -> None:
    handbook.enterprise("甲", {"t.trade": "C13", "t.size": "small"})
    handbook.enterprise("乙", {"t.trade": "C13"})
    handbook.enterprise("丙", {"t.trade": "F"})
    card, writer = handbook.released(audience={"all": []}), signed_in(handbook.cast.crew)
    page = f"{LIST}{card.line}/audience/"
    shown = writer.post(f"{page}fits/", ROWS).content.decode()
    assert "Fits 1 of 3 enterprises; data are missing of 1." in shown
    assert writer.post(page, ROWS).status_code == 302
    kept = Card.objects.get(line=card.line, state="draft")
    assert kept.audience == {
        "all": [
            MAKERS,
            {
                "any": [
                    {"of": "t.size", "is": "in", "codes": ["small"]},
                    {"not": {"of": "t.turnover", "is": "below", "amount": 2_000_000_000}},
                ]
            },
        ]
    }
    again = writer.get(page).content.decode()
    assert 'name="or2" value="1" checked' in again
    assert 'value="2000"' in again
    assert "2,000 ten thousand yuan" in again


def test_a_row_can_be_added_turned_and_dropped_without_saving(handbook: Handbook, signed_in: As) -> None:
    card, writer = handbook.written(), signed_in(handbook.cast.crew)
    page, alone = f"{LIST}{card.line}/audience/", {"HX-Target": "rows", "HX-Request": "true"}
    rows = writer.post(page, {**ROWS, "more": "1"}, headers=alone).content.decode()
    assert 'name="of3"' in rows
    assert "<html" not in rows
    rows = writer.post(page, {**ROWS, "only": "1", "drop1": "1"}, headers=alone).content.decode()
    assert 'name="rows" value="3"' in rows  # two and an empty one
    wrong = writer.post(page, {"rows": "1", "of0": "t.turnover", "is0": "below", "value0": "much"})
    assert wrong.status_code == 409
    card.refresh_from_db()
    assert card.audience == MAKERS


def test_the_three_lists_the_numbers_and_their_rows(handbook: Handbook, signed_in: As) -> None:
    handbook.enterprise("甲食品厂", {"t.trade": "C13"})
    handbook.enterprise("丙公司", {})
    card, reader = handbook.released(), signed_in(handbook.cast.caller)
    actions.count_use(card.line, "scan", via="book", key="k", at=T0)
    assert "甲食品厂" in reader.get(f"{LIST}{card.line}/fits/yes/").content.decode()
    missing = reader.get(f"{LIST}{card.line}/fits/missing/").content.decode()
    assert "丙公司" in missing
    assert "行业" in missing
    assert reader.get(f"{LIST}{card.line}/fits/maybe/").status_code == 404
    page = reader.get(f"{LIST}{card.line}/").content.decode()
    opened = f"/console/figures/open/policies.scan/?about={card.line}&amp;period=all"
    assert opened in page
    assert "Pocket book" in reader.get(opened.replace("&amp;", "&")).content.decode()
    reader.post(f"{LIST}{card.line}/fits/yes/", {"key": "once"})
    reader.post(f"{LIST}{card.line}/fits/yes/", {"key": "once"})
    assert Work.objects.get().params == {"card": card.pk, "outcome": 2}


def test_an_officer_passes_on_what_they_were_told(handbook: Handbook, signed_in: As) -> None:
    firm = handbook.enterprise("甲食品厂", {"t.trade": "C13"})
    handbook.answered_for(firm, handbook.cast.mate.pk)
    card = handbook.released()
    jobs.tell_released({"card": card.pk}, T0)
    mate = signed_in(handbook.cast.mate)
    page = mate.get(f"{LIST}told/?card={card.line}").content.decode()
    assert "甲食品厂" in page
    row = Told.objects.get()
    mate.post(f"{LIST}told/{row.pk}/")
    row.refresh_from_db()
    assert row.passed_on_by == handbook.cast.mate.actor
    assert "甲食品厂" not in mate.get(f"{LIST}told/").content.decode()
    opened = mate.get(f"/console/figures/open/policies.passed_on/?about={card.line}&period=all")
    assert "甲食品厂" in opened.content.decode()


def test_a_book_is_asked_for_and_drawn_in_the_background(handbook: Handbook, signed_in: As) -> None:
    card, officer = handbook.released(), signed_in(handbook.cast.crew)
    assert card.title in officer.get(f"{LIST}book/?trade=C13").content.decode()
    assert card.title not in officer.get(f"{LIST}book/?trade=F").content.decode()
    officer.post(f"{LIST}book/", {"trade": "C", "key": "k"})
    assert Work.objects.get().params == {"trade": "C"}


def test_a_handbook_comes_in_from_excel_row_by_row(handbook: Handbook, signed_in: As) -> None:
    writer = signed_in(handbook.cast.crew)
    empty = writer.get(f"{LIST}import/?form=1")
    assert empty.content.startswith(b"PK")
    row = [
        "办法",
        "",
        "某局",
        "",
        "2026-01-01",
        "2026-01-01",
        "",
        "第一条",
        "给。",
        "一张",
        "服务保障",
        "给",
        "企业",
        "",
        "来",
        "",
        "",
        "12345",
    ]
    sent = SimpleUploadedFile("a.xlsx", handbook_file.write([row, row[:9]]))
    page = writer.post(f"{LIST}import/", {"file": sent}).content.decode()
    assert "一张" in page
    assert Card.objects.get().state == "draft"
    assert writer.post(f"{LIST}import/", {"file": io.BytesIO(b"no")}).status_code == 409


def test_the_pages_ask_no_more_for_more_rows(handbook: Handbook, signed_in: As) -> None:
    for number in range(8):
        handbook.released(title=f"政策{number}")
        handbook.enterprise(f"企业{number}", {"t.trade": "C13"})
    card, reader = handbook.released(), signed_in(handbook.cast.dispatcher)
    jobs.tell_released({"card": card.pk}, T0)
    queries.population()
    for path in (
        "",
        f"{card.line}/",
        f"{card.line}/fits/yes/",
        "told/",
        "documents/",
        "book/",
    ):
        with CaptureQueriesContext(connection) as asked:
            assert reader.get(f"{LIST}{path}").status_code == 200
        assert len(asked) <= 12, (path, len(asked))
