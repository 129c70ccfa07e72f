"""The pages of awards, payment runs and payments: who may do what, figures that open to their rows, few queries."""

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from jishiyu.entitlements import actions, months
from jishiyu.entitlements.models import Account, Award, Payment, PaymentRun, Permit
from jishiyu.entitlements.queries import payments
from jishiyu.entitlements.queries.payments import PaymentFilter
from jishiyu.ledger.models import Entry
from tests.cast import BY, Cast
from tests.console.conftest import As
from tests.entitlements.paying import CSV, answer, household, receiving
from tests.entitlements.schemes import Aid

RUNS, PAYMENTS, AWARDS = "/console/runs/", "/console/payments/", "/console/awards/"


@pytest.fixture
def this_month() -> date:
    return months.first_of(timezone.localdate())


def prepared(aid: Aid, month: date) -> PaymentRun:
    return actions.prepare_run("aid.rent", month, by=aid.keeper.actor, at=timezone.now())


def test_a_run_goes_from_page_to_page_to_the_bank_and_back(
    cast: Cast, aid: Aid, signed_in: As, this_month: date
) -> None:
    for number in range(2):
        receiving(household(cast, number))
    keeper, checker = signed_in(aid.keeper), signed_in(aid.checker)
    made = keeper.post(RUNS, {"scheme": "aid.rent", "month": f"{this_month:%Y-%m}"})
    page = made.headers["location"]
    assert "another who keeps this scheme checks it" in keeper.get(page).content.decode()
    assert keeper.post(f"{page}check/").status_code == 409
    assert checker.post(f"{page}check/").status_code == 302
    file = keeper.post(f"{page}export/", {"layout": "csv"})
    assert "居民1" in file.content.decode("gb18030")
    assert file.headers["content-disposition"].endswith('.csv"')
    run = PaymentRun.objects.get()
    back = SimpleUploadedFile("back.csv", answer(run, bounced=[2]))
    said = keeper.post(f"{page}confirm/", {"layout": "csv", "file": back}, follow=True).content.decode()
    assert "Paid 1, came back 1, set aside 0" in said
    assert keeper.post(f"{page}close/").status_code == 302
    assert [entry.act for entry in Entry.objects.filter(subject=run.ref).order_by("version")] == [
        "prepared", "checked", "exported", "confirmed", "closed",
    ]  # fmt: skip


@pytest.mark.parametrize("act", ["check", "export", "confirm", "close", "cancel", "bounce"])
def test_who_keeps_nothing_here_finds_no_run(cast: Cast, aid: Aid, signed_in: As, this_month: date, act: str) -> None:
    run = prepared(aid, this_month)
    stranger = signed_in(aid.stranger)
    assert stranger.get(f"{RUNS}{run.pk}/").status_code == 404
    assert stranger.post(f"{RUNS}{run.pk}/{act}/").status_code == 404
    assert signed_in(cast.admin).get(RUNS).status_code == 404
    assert signed_in(cast.dispatcher).get(RUNS).status_code == 404
    assert Client().get(RUNS).status_code == 302


@pytest.mark.parametrize("reader", ["head", "leader"])
def test_the_head_and_the_leader_read_and_change_nothing(
    cast: Cast, aid: Aid, signed_in: As, this_month: date, reader: str
) -> None:
    receiving(household(cast, 1))
    run = prepared(aid, this_month)
    client = signed_in(aid.head if reader == "head" else cast.leader)
    page = client.get(f"{RUNS}{run.pk}/")
    assert "104.00" in page.content.decode()
    assert "It is right" not in page.content.decode()
    assert "居民" not in client.get(PAYMENTS).content.decode()
    assert client.post(f"{RUNS}{run.pk}/cancel/", {"words": "x"}).status_code in (404, 409)
    assert client.post(RUNS, {"scheme": "aid.rent", "month": "2026-07"}).status_code == 409
    run.refresh_from_db()
    assert run.state == "prepared"


@pytest.mark.parametrize("by", ["month", "quarter", "year", "scheme", "kind", "category", "division"])
def test_totals_add_up_and_open_to_their_rows(cast: Cast, aid: Aid, signed_in: As, this_month: date, by: str) -> None:
    for number in range(3):
        receiving(household(cast, number), amount=1000 + number, since=months.after(this_month, -2))
    prepared(aid, this_month)
    today = timezone.localdate()
    lines = payments.payments(aid.keeper, PaymentFilter(), today)
    whole, parts = payments.whole(lines), payments.totals(lines, by)
    assert (whole.households, whole.lines, whole.amount) == (3, 9, 3 * 3003)
    assert (sum(one.lines for one in parts), sum(one.amount for one in parts)) == (whole.lines, whole.amount)
    page = signed_in(aid.keeper).get(PAYMENTS, {"by": by}).content.decode()
    table = page[page.index("<h2>Totals") :]
    link = re.findall(r'<a href="\?([^"]+)"', table)[0].replace("&amp;", "&")
    opened = signed_in(aid.keeper).get(f"{PAYMENTS}?{link}").content.decode()
    assert f'<h1>Payments <span class="quiet number">{parts[0].lines}</span>' in opened


def test_what_differs_from_last_month_opens_to_its_rows(cast: Cast, aid: Aid, signed_in: As, this_month: date) -> None:
    last = months.after(this_month, -1)
    gone, same, changed = (receiving(household(cast, number), since=last) for number in range(3))
    first = prepared(aid, last)
    actions.check_run(first.pk, by=aid.checker.actor, at=timezone.now())
    actions.export_run(first.pk, CSV, by=aid.keeper.actor, at=timezone.now())
    actions.end_award(gone.pk, this_month, "moved", by=BY, at=timezone.now())
    actions.record_terms(changed.pk, {this_month: 500}, None, ground="t", by=BY, at=timezone.now())
    receiving(household(cast, 9), since=this_month)
    run = prepared(aid, this_month)
    found = payments.compared(run)
    assert (found.new, found.gone, found.changed, found.same) == (1, 1, 1, 1)
    client = signed_in(aid.keeper)
    for change in ("new", "gone", "changed", "same"):
        page = client.get(f"{PAYMENTS}?run={run.pk}&change={change}").content.decode()
        assert '<h1>Payments <span class="quiet number">1</span>' in page
    assert same.pk in Payment.objects.filter(run=run).values_list("award", flat=True)


def test_the_lines_as_excel_hold_numbers_and_no_names(cast: Cast, aid: Aid, signed_in: As, this_month: date) -> None:
    receiving(household(cast, 1))
    prepared(aid, this_month)
    content = signed_in(aid.keeper).get(f"{PAYMENTS}export/").content
    head, row, *_ = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert head[7] == "Amount (yuan)"
    assert row[7] == 104.0
    assert not any("居民" in str(cell) for cell in row)
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(signed_in(aid.stranger).get(f"{PAYMENTS}export/").content))
               .get_sheet_by_index(0).to_python()) == 1  # fmt: skip


def test_an_award_shows_its_months_and_takes_another_account(
    cast: Cast, aid: Aid, signed_in: As, this_month: date
) -> None:
    award = receiving(household(cast, 1), since=months.after(this_month, -1))
    prepared(aid, this_month)
    keeper, page = signed_in(aid.keeper), f"{AWARDS}{award.pk}/"
    assert page in keeper.get(AWARDS, {"text": award.number}).content.decode()
    assert "104.00" in keeper.get(page).content.decode()
    said = {"holder": "林阿姨", "number": "6222 0200 0000 0005 678", "bank": "邮储银行"}
    assert keeper.post(f"{page}account/", said).status_code == 302
    assert Account.objects.get(ended_at=None).tail == "5678"
    assert keeper.post(f"{page}account/", said | {"number": "12"}).status_code == 409
    assert keeper.post(f"{page}suspend/", {"words": ""}).status_code == 409
    assert keeper.post(f"{page}suspend/", {"words": "年审未交"}).status_code == 302
    assert Award.objects.get().state == "suspended"
    assert keeper.post(f"{page}resume/").status_code == 302
    assert signed_in(aid.stranger).get(page).status_code == 404
    assert signed_in(aid.head).post(f"{page}suspend/", {"words": "年审"}).status_code == 409


def test_a_permit_is_issued_printed_and_revoked(cast: Cast, aid: Aid, signed_in: As) -> None:
    award = receiving(household(cast, 1), "aid.pass")
    Award.objects.update(gives="permit")
    keeper, page, today = signed_in(aid.keeper), f"{AWARDS}{award.pk}/", timezone.localdate()
    said = {"subject": "湘H12345", "scope": "G5513", "valid_from": today, "valid_until": months.after(today, 12)}
    assert keeper.post(f"{page}issue/", said).status_code == 302
    permit = Permit.objects.get()
    printed = keeper.get(f"{page}permits/{permit.pk}/").content.decode()
    assert "<svg" in printed and "湘H**345" in printed and "湘H12345" not in printed
    assert keeper.post(f"{page}revoke/", {"permit": permit.pk, "words": "转让"}).status_code == 302
    shown = Client(headers={"accept-language": "en"}).get(f"/p/{permit.code}/").content.decode()
    assert "Revoked" in shown


@pytest.mark.parametrize("page", ["runs", "payments", "awards"])
def test_lists_ask_no_more_of_the_database_for_more_rows(
    cast: Cast, aid: Aid, signed_in: As, this_month: date, page: str
) -> None:
    client = signed_in(aid.keeper)

    def asked(first: int, count: int) -> int:
        for number in range(first, first + count):
            receiving(household(cast, number))
        run = prepared(aid, this_month)
        actions.check_run(run.pk, by=aid.checker.actor, at=timezone.now())
        actions.export_run(run.pk, CSV, by=aid.keeper.actor, at=timezone.now())
        client.get(f"/console/{page}/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/console/{page}/").status_code == 200
        return len(queries)

    few, many = asked(1, 1), asked(10, 6)
    assert few == many <= 12


def test_the_page_of_a_run_asks_little(cast: Cast, aid: Aid, signed_in: As, this_month: date) -> None:
    for number in range(4):
        receiving(household(cast, number, account=number > 1))
    run = prepared(aid, this_month)
    client = signed_in(aid.keeper)
    client.get(f"{RUNS}{run.pk}/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{RUNS}{run.pk}/").status_code == 200
    assert len(queries) <= 24


def test_rubbish_in_addresses_is_answered(cast: Cast, aid: Aid, signed_in: As) -> None:
    client = signed_in(aid.keeper)
    looks: list[Callable[[], object]] = [
        lambda: client.get(f"{PAYMENTS}?since=x&until=2026-99&run=a&by=zz&page=x").status_code,
        lambda: client.get(f"{AWARDS}?state=x&text=%00&page=-1").status_code,
        lambda: client.get("/console/due/?why=x&state=zz&what=zz").status_code,
        lambda: client.post(RUNS, {"scheme": "aid.rent", "month": "x"}).status_code,
    ]
    assert [look() for look in looks[:1] + looks[2:]] == [200, 200, 409]
