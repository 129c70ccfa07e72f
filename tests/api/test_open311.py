"""Open311 GeoReport v2: the shapes of its schemas, its errors, and nothing of who asked."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework import actions as casework
from jishiyu.casework.models import Case
from jishiyu.sensing import actions
from jishiyu.sensing.models import Payload, Refusal
from tests.cast import BY, PHONE, T0, VILLAGE, Cast
from tests.material import material

pytestmark = pytest.mark.django_db
FORM = {
    "service_code": "power.low_voltage",
    "description": "三组电压低,灯发红",
    "address_string": "复兴村三组12号",
    "first_name": "阿姨",
    "last_name": "林",
    "phone": PHONE,
    "email": "lin@example.org",
    "lat": "28.51",
    "long": "112.35",
}


@pytest.fixture
def key(cast: Cast) -> str:
    _, named = actions.open_door(
        "city", "随手拍", door="open311", pack="power", unit_id=cast.station.pk, division_code=VILLAGE, by=BY, at=T0
    )
    return named["api_key"]


def post(client: Client, key: str, form: str = "json", **more: str) -> Any:
    return client.post(f"/in/city/requests.{form}", {"api_key": key, **FORM, **more})


def get(client: Client, path: str, **query: str) -> Any:
    answer = client.get(f"/in/city/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def tree_of(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)  # noqa: S314 - our own answer


def flaws(schema: dict[str, Any], value: Any, folder: Path, where: str = "$") -> list[str]:
    """What is wrong with a value by so much of JSON Schema as these files use."""
    if "$ref" in schema:
        return flaws(json.loads((folder / schema["$ref"]).read_text()), value, folder, where)
    if "anyOf" in schema:
        found = [flaws(one, value, folder, where) for one in schema["anyOf"]]
        return [] if [] in found else found[0]
    wrong: list[str] = []
    kinds = {"string": str, "boolean": bool, "array": list, "number": (int, float), "integer": int, "null": type(None)}
    if "type" in schema and not isinstance(value, kinds[schema["type"]]):
        wrong.append(f"{where} is no {schema['type']}")
    if "enum" in schema and value not in schema["enum"]:
        wrong.append(f"{where} is {value}")
    if schema.get("format") == "date-time" and "T" not in str(value):
        wrong.append(f"{where} is no date")
    wrong += [f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value]
    for name, inner in schema.get("properties", {}).items():
        if isinstance(value, dict) and name in value:
            wrong += flaws(inner, value[name], folder, f"{where}.{name}")
    for number, inner in enumerate(value if isinstance(value, list) else ()):
        wrong += flaws(schema.get("items", {}), inner, folder, f"{where}[{number}]")
    return wrong


@pytest.mark.shared
def test_every_answer_fits_its_schema(client: Client, cast: Cast, key: str) -> None:
    post(client, key)
    folder = material("data/open311")
    for path, schema in (
        ("services.json", "services.json"),
        ("services/power.low_voltage.json", "service-definition.json"),
        ("requests.json", "requests.json"),
    ):
        value = get(client, path)
        assert value
        assert flaws(json.loads((folder / schema).read_text()), value, folder) == []
    assert flaws(json.loads((folder / "requests.json").read_text()), [{"status": "shut"}], folder), "the check checks"


def test_a_request_becomes_a_case_and_is_seen_without_who_asked(client: Client, cast: Cast, key: str) -> None:
    number = post(client, key).json()[0]["service_request_id"]
    case = Case.objects.get()
    assert (case.number, case.kind, case.state) == (number, "power.low_voltage", Case.State.RECEIVED)
    assert case.requester == cast.aunt
    shown = get(client, f"requests/{number}.json")
    assert (shown[0]["status"], shown[0]["address"]) == ("open", "复兴村委会")
    everything = json.dumps([shown, get(client, "requests.json")], ensure_ascii=False)
    for secret in (PHONE, "林", "12号", "lin@example.org", "28.51", "灯发红"):
        assert secret not in everything
    assert get(client, f"tokens/{number}.json") == [{"service_request_id": number, "token": number}]
    assert Payload.objects.count() == 1
    assert key.encode() not in bytes(Payload.objects.get().body)


def test_a_form_sent_twice_is_one_case(client: Client, cast: Cast, key: str) -> None:
    first, second = post(client, key).json(), post(client, key).json()
    assert first == second
    assert post(client, key, description="别的事").json() != first
    assert Case.objects.count() == 2


def test_a_case_is_closed_when_it_is_closed_and_open_while_it_hangs(client: Client, cast: Cast, key: str) -> None:
    number = post(client, key).json()[0]["service_request_id"]
    Case.objects.update(aside=Case.Aside.HUNG, review_at=timezone.now() + timedelta(days=30))
    assert get(client, f"requests/{number}.json")[0]["status"] == "open"
    Case.objects.update(aside="", review_at=None)
    casework.close_case(
        Case.objects.get().pk,
        outcome=Case.Outcome.OUT_OF_DUTY,
        words="不属于供电",
        by=cast.dispatcher.actor,
        at=timezone.now(),
    )
    assert get(client, f"requests/{number}.json")[0]["status"] == "closed"
    assert get(client, "requests.json", status="open") == []
    assert len(get(client, "requests.json", status="closed")) == 1


def test_a_secret_requesters_case_is_not_there(client: Client, cast: Cast, key: str) -> None:
    number = post(client, key).json()[0]["service_request_id"]
    Case.objects.update(secret=True)
    assert client.get(f"/in/city/requests/{number}.json").status_code == 404
    assert get(client, "requests.json") == []


def test_cases_of_other_sources_are_not_there(client: Client, cast: Cast, key: str) -> None:
    other = cast.case()
    assert client.get(f"/in/city/requests/{other.number}.json").status_code == 404


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"api_key": ""}, 400),
        ({"api_key": "wrong"}, 403),
        ({"service_code": ""}, 400),
        ({"service_code": "nothing.there"}, 404),
        ({"description": ""}, 400),
        ({"description": "x" * 4001}, 400),
        ({"lat": "", "long": "", "address_string": ""}, 400),
        ({"lat": "91"}, 400),
        ({"lat": "north"}, 400),
        ({"lat": "nan"}, 400),
    ],
)
def test_what_cannot_be_is_named_as_the_standard_names_it(
    client: Client, cast: Cast, key: str, more: dict[str, str], status: int
) -> None:
    answer = post(client, key, **more)
    assert answer.status_code == status
    assert [set(row) for row in answer.json()] == [{"code", "description"}]
    assert answer.json()[0]["code"] == status
    tree = tree_of(post(client, key, form="xml", **more).content)
    assert (tree.tag, tree.findtext("error/code")) == ("errors", str(status))
    assert not Case.objects.exists()
    assert sum(Refusal.objects.filter(door="city").values_list("count", flat=True)) == 2


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 1),
        ({"service_code": "power.low_voltage,power.outage"}, 1),
        ({"service_code": "power.outage"}, 0),
        ({"status": "open,closed"}, 1),
        ({"start_date": "2020-01-01T00:00:00Z", "end_date": "2020-03-01T00:00:00Z"}, 0),
        ({"start_date": "2020-01-01T00:00:00+08:00"}, 0),
        ({"service_request_id": "nobody,nothing"}, 0),
    ],
)
def test_requests_are_chosen(client: Client, cast: Cast, key: str, query: dict[str, str], count: int) -> None:
    post(client, key)
    assert len(get(client, "requests.json", **query)) == count


@pytest.mark.parametrize(
    "query",
    [
        {"status": "shut"},
        {"start_date": "yesterday"},
        {"start_date": "2020-01-01"},
        {"start_date": "2020-01-01T00:00:00Z", "end_date": "2020-06-01T00:00:00Z"},
        {"start_date": "2020-03-01T00:00:00Z", "end_date": "2020-01-01T00:00:00Z"},
    ],
)
def test_a_choice_that_cannot_be_is_refused(client: Client, cast: Cast, key: str, query: dict[str, str]) -> None:
    assert client.get("/in/city/requests.json", query).status_code == 400


def test_everything_is_there_as_xml_too(client: Client, cast: Cast, key: str) -> None:
    answer = tree_of(post(client, key, form="xml", description="<b>&\x01").content)
    number = answer.findtext("request/service_request_id") or ""
    assert number
    for path, tag in (
        ("discovery.xml", "discovery"),
        ("services.xml", "services"),
        ("services/power.outage.xml", "service_definition"),
        ("requests.xml", "service_requests"),
        (f"requests/{number}.xml", "service_requests"),
        (f"tokens/{number}.xml", "service_requests"),
    ):
        found = client.get(f"/in/city/{path}")
        assert found["Content-Type"].startswith("text/xml")
        assert tree_of(found.content).tag == tag
    assert get(client, "discovery.json")["endpoints"][0]["url"].endswith("/in/city/")


def test_another_door_does_not_speak_open311(client: Client, cast: Cast) -> None:
    for path in ("services.json", "requests.json", "discovery.json", "services/x.json", "requests/1.json"):
        assert client.get(f"/in/chat/{path}").status_code == 404
        assert client.get(f"/in/nobody/{path}").status_code == 404
    assert client.delete("/in/chat/requests.json").status_code == 404


def test_a_list_takes_as_many_statements_as_one(client: Client, cast: Cast, key: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            get(client, "requests.json")
        return len(asked)

    post(client, key)
    one = count()
    for number in range(5):
        post(client, key, description=f"第{number}件")
    assert count() == one <= 6
