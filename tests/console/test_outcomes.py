"""What came of a case in numbers: noted by those who handle it, corrected, counted, refused to others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.casework.models import Case
from jishiyu.console.amounts import amount_of
from jishiyu.figures.queries import open_counted
from jishiyu.figures.scopes import EVER, Scope
from jishiyu.lib.refused import Refused
from jishiyu.outreach.models import OutcomeRow
from tests.casework.test_consulting import call
from tests.cast import HOUR, T0, Cast
from tests.console.conftest import As
from tests.outreach.firms import liaison
from tests.outreach.test_gatherings import KEY, enterprise

LOANS, MOST = "enterprise.loans", 12


def asked_by_a_firm(cast: Cast, phone: str = "19900000001", name: str = "样本机械厂", **more: object) -> Case:
    case = cast.case("enterprise.finance", **more)
    case.requester = enterprise(phone, name)
    case.save(update_fields=["requester"])
    return case


def address(case: Case) -> str:
    return f"/console/cases/{case.number}/outcomes/"


def said(**more: object) -> dict[str, object]:
    form = {"outcome": LOANS, "amount": "1.2", "scale": "yi", "day": "2026-01-05", "source": "放款凭证 3 号"}
    return {**form, "key": KEY, **more}


@pytest.mark.parametrize(
    ("typed", "scale", "fen"),
    [
        ("1,234.56", "", 123_456),
        ("1.2", "yi", 12_000_000_000),
        ("1.2亿", "", 12_000_000_000),
        ("300 万元", "yi", 3 * 10**8),
    ],
)
def test_an_amount_is_read_in_the_scale_it_is_written_in(typed: str, scale: str, fen: int) -> None:
    assert amount_of(typed, 2, scale) == fen


@pytest.mark.parametrize("typed", ["", "much", "NaN", "0.001", "万", "1亿亿", "Infinity"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="outcome_amount"):
        amount_of(typed, 2)


def test_loans_in_hundred_millions_are_noted_once_corrected_and_counted(cast: Cast, signed_in: As) -> None:
    case, client = asked_by_a_firm(cast), signed_in(cast.dispatcher)
    assert f'hx-get="{address(case)}"' in client.get(f"/console/cases/{case.number}/").content.decode()
    for _ in range(2):
        assert client.post(f"{address(case)}note/", said()).status_code == 302
    row = OutcomeRow.objects.get()
    assert (row.amount, row.case_id, row.subject_id) == (12_000_000_000, case.pk, case.requester_id)
    right = {"row": row.pk, "amount": "1.1亿", "ground": "扣除续贷部分"}
    assert client.post(f"{address(case)}correct/", right).status_code == 302
    page = client.get(address(case)).content.decode()
    assert "1.10 hundred million" in page
    assert "扣除续贷部分" in page
    assert "<s>120,000,000.00 yuan</s>" in page
    part = client.get(address(case), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    opened = open_counted("outreach.money", Scope(about=LOANS), EVER, reader=cast.head)
    assert opened.opening.n == 110_000_000_00
    assert [line.page for line in opened.rows] == [None]  # the station has nothing to do with this case
    mine = open_counted("outreach.money", Scope(about=LOANS), EVER, reader=cast.leader)
    assert [line.page for line in mine.rows] == [("case_outcomes", case.number)]


def test_only_a_row_of_this_case_is_corrected_and_with_a_reason(cast: Cast, signed_in: As) -> None:
    case, client = asked_by_a_firm(cast), signed_in(cast.dispatcher)
    other = asked_by_a_firm(cast, "19900000002", "样本纸厂")
    client.post(f"{address(case)}note/", said())
    row = OutcomeRow.objects.get()
    right = {"row": row.pk, "amount": "3", "ground": "看错一行"}
    assert client.post(f"{address(other)}correct/", right).status_code == 409
    assert client.post(f"{address(case)}correct/", {**right, "ground": ""}).status_code == 409
    assert client.post(f"{address(case)}explode/", right).status_code == 404
    for changed in ({"amount": "viel"}, {"source": ""}, {"outcome": "enterprise.luck"}, {"day": "2999-01-01"}):
        assert client.post(f"{address(case)}note/", said(key="z" * 20, **changed)).status_code == 409
    assert OutcomeRow.objects.get().current


def test_who_only_watches_reads_and_writes_nothing(cast: Cast, signed_in: As) -> None:
    case = asked_by_a_firm(cast)
    for watcher in (cast.leader, cast.caller):
        page = signed_in(watcher).get(address(case))
        assert page.status_code == 200
        assert 'name="amount"' not in page.content.decode()
        assert signed_in(watcher).post(f"{address(case)}note/", said()).status_code == 404
    for nobody in (cast.stranger, cast.admin):
        assert signed_in(nobody).get(address(case)).status_code == 404
        assert signed_in(nobody).post(f"{address(case)}note/", said()).status_code == 404
    lamp = cast.case()
    assert signed_in(cast.dispatcher).get(address(lamp)).status_code == 404
    assert "outcomes" not in signed_in(cast.dispatcher).get(f"/console/cases/{lamp.number}/").content.decode()


def test_the_liaison_officer_of_the_firm_notes_it_though_another_unit_has_the_case(cast: Cast, signed_in: As) -> None:
    case = asked_by_a_firm(cast)
    assert case.requester is not None
    liaison(cast.stranger, case.requester.pk)
    client = signed_in(cast.stranger)
    assert client.post(f"{address(case)}note/", said()).status_code == 302
    assert f'href="/console/cases/{case.number}/"' not in client.get(address(case)).content.decode()
    case.secret = True
    case.save(update_fields=["secret"])
    assert client.get(address(case)).status_code == 404


def test_a_secret_requester_is_not_named_beside_the_money(cast: Cast, signed_in: As) -> None:
    case = asked_by_a_firm(cast, secret=True)
    client = signed_in(cast.dispatcher)
    assert client.post(f"{address(case)}note/", said()).status_code == 302
    assert OutcomeRow.objects.get().subject_id is None
    assert "样本机械厂" not in client.get(address(case)).content.decode()


def test_firms_and_banks_at_one_table_are_noted_firm_by_firm_on_one_page(cast: Cast, signed_in: As) -> None:
    first, second = asked_by_a_firm(cast), asked_by_a_firm(cast, "19900000002", "样本纸厂")
    meeting = call(cast, first)
    from_meeting = f"/console/consultations/{meeting.pk}/"
    client = signed_in(cast.dispatcher)
    client.post(f"{from_meeting}agenda/", {"seen": meeting.version, "numbers": second.number})
    assert f"{from_meeting}outcomes/" in client.get(from_meeting).content.decode()
    for number, case in enumerate((first, second)):
        form = said(case=case.pk, amount=str(number + 1), key=f"{number}" * 20)
        assert client.post(f"{from_meeting}outcomes/note/", form).status_code == 302
    assert client.post(f"{from_meeting}outcomes/note/", said(key="y" * 20)).status_code == 409
    outside = asked_by_a_firm(cast, "19900000003", "场外厂")
    assert client.post(f"{from_meeting}outcomes/note/", said(case=outside.pk, key="x" * 20)).status_code == 409
    page = client.get(f"{from_meeting}outcomes/").content.decode()
    assert "3.00 hundred million" in page
    assert "样本纸厂" in page
    invited = signed_in(cast.crew).get(f"{from_meeting}outcomes/").content.decode()
    assert "yours to read" in invited
    assert "样本纸厂" not in invited
    assert "hundred million)" not in invited
    assert signed_in(cast.admin).get(f"{from_meeting}outcomes/").status_code == 404


def test_the_page_asks_no_more_for_more_rows(cast: Cast, signed_in: As) -> None:
    cases = [asked_by_a_firm(cast, f"1990000{n:04d}", f"样本{n}厂", at=T0 - n * HOUR) for n in range(4)]
    meeting, client, asked = call(cast, cases[0]), signed_in(cast.dispatcher), []
    for number, case in enumerate(cases):
        if number:
            seen = type(meeting).objects.get().version
            client.post(f"/console/consultations/{meeting.pk}/agenda/", {"seen": seen, "numbers": case.number})
        form = said(case=case.pk, key=f"{number}" * 20)
        client.post(f"/console/consultations/{meeting.pk}/outcomes/note/", form)
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/console/consultations/{meeting.pk}/outcomes/").status_code == 200
        asked.append(len(found))
    assert asked[1] == asked[-1] <= MOST
