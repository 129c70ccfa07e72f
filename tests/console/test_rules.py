"""The rules of a scheme for anyone to read, and the head of a unit who records a value."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jishiyu.entitlements.models import ParameterRow
from tests.console.conftest import As
from tests.entitlements.schemes import RENT, Aid

PAGE = f"/console/rules/{RENT.code}/"
RECORD = f"{PAGE}STANDARD/"


def test_anyone_reads_the_rules_on_the_portal_clause_by_clause(client: Client, aid: Aid) -> None:
    assert RENT.code in client.get("/rules/").content.decode()
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/rules/{RENT.code}/").content.decode()
    assert len(asked) <= 4
    assert "试行办法第八条" in page
    assert "13 m²" in page


@pytest.mark.parametrize("where", ["/rules/aid.none/", f"/rules/{RENT.code}/?day=2019-12-31"])
def test_what_is_no_scheme_or_before_all_law_is_not_found(client: Client, aid: Aid, where: str) -> None:
    assert client.get(where).status_code == 404


def test_a_day_that_is_none_is_taken_for_today(client: Client, aid: Aid) -> None:
    assert client.get(f"/rules/{RENT.code}/?day=soon").status_code == 200


def test_the_head_of_a_unit_records_a_value_and_the_page_shows_it(aid: Aid, signed_in: As) -> None:
    client = signed_in(aid.head)
    assert "13" in client.get(RECORD).content.decode()
    said = {"since": "2026-01-01", "value": "15", "ground": "住建发〔2026〕9号"}
    assert client.post(RECORD, said).status_code == 302
    assert ParameterRow.objects.get().value == 1500
    page = client.get(PAGE).content.decode()
    assert "15 m²" in page
    assert "住建发〔2026〕9号" in page


@pytest.mark.parametrize(
    "said",
    [
        {"since": "soon", "value": "15", "ground": "文"},
        {"since": "2026-01-01", "value": "fifteen", "ground": "文"},
        {"since": "2026-01-01", "value": "15", "ground": ""},
        {"since": "2026-01-01"},
    ],
)
def test_what_cannot_be_read_is_said_beside_the_form_and_records_nothing(
    aid: Aid, signed_in: As, said: dict[str, str]
) -> None:
    page = signed_in(aid.head).post(RECORD, said).content.decode()
    assert 'role="alert"' in page
    assert not ParameterRow.objects.exists()


def test_others_read_and_do_not_record(aid: Aid, signed_in: As, client: Client) -> None:
    for officer in (aid.keeper, aid.stranger):
        assert signed_in(officer).get(PAGE).status_code == 200
        assert signed_in(officer).get(RECORD).status_code == 404
        assert signed_in(officer).post(RECORD, {"value": "15"}).status_code == 404
    assert client.get(PAGE).status_code == 302
    assert not ParameterRow.objects.exists()


def test_a_parameter_nobody_declares_is_not_found(aid: Aid, signed_in: As) -> None:
    assert signed_in(aid.head).get(f"{PAGE}NONE/").status_code == 404
