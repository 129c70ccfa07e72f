"""The OpenAPI document says what the door does."""

import re

from django.test import Client

from jishiyu.api import urls
from jishiyu.api.openapi import ADDRESSES


def written(client: Client) -> dict[str, object]:
    found: dict[str, object] = client.get("/api/openapi.json").json()
    return found


def test_every_address_stands_in_it_and_no_other(client: Client) -> None:
    there = {
        "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))
        for pattern in urls.urlpatterns
        if str(pattern.pattern).startswith("api/") and pattern.name != "openapi"
    }
    assert set(written(client)["paths"]) == there == set(ADDRESSES)  # type: ignore[call-overload]


def test_every_reference_leads_to_a_shape(client: Client) -> None:
    document = written(client)
    text = str(document)
    shapes = document["components"]["schemas"]  # type: ignore[index]
    assert {name for name in re.findall(r"#/components/schemas/(\w+)", text)} <= set(shapes)
    assert document["openapi"] == "3.1.0"
    assert shapes["NewCase"]["additionalProperties"] is False
    assert shapes["NewCase"]["required"] == ["source", "kind", "title", "text"]


def test_each_deed_says_what_it_takes_and_what_it_answers(client: Client) -> None:
    paths = written(client)["paths"]
    opening = paths["/api/cases/"]["post"]  # type: ignore[index]
    assert {"201", "200", "401", "403", "404", "409", "422"} <= set(opening["responses"])
    assert opening["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/NewCase")
    assert opening["parameters"][0]["name"] == "Idempotency-Key"
    listing = paths["/api/cases/"]["get"]  # type: ignore[index]
    assert {"after", "state", "late"} <= {one["name"] for one in listing["parameters"]}
    assert paths["/api/tasks/{task_id}/accept/"]["parameters"][0]["schema"] == {"type": "integer"}  # type: ignore[index]
