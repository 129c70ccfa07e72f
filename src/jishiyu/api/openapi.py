"""The OpenAPI document of the door for other systems, written from its routes and shapes."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from jishiyu import __version__
from jishiyu.api import cases, tasks
from jishiyu.api.door import Route, Routes, reply
from jishiyu.api.shapes import Trouble

TROUBLES = {
    "401": "No good key",
    "403": "Not for this officer",
    "404": "Not there for this officer",
    "409": "Refused: nothing was changed",
    "413": "The body is too long",
    "415": "The body is no JSON",
    "422": "The body or the query does not fit its shape",
}
ADDRESSES: Mapping[str, Routes] = {
    "/api/cases/": cases.CASES,
    "/api/cases/{number}/": cases.CASE,
    "/api/cases/{number}/dispatch/": cases.DISPATCH,
    "/api/cases/{number}/confirm/": cases.CONFIRM,
    "/api/tasks/{task_id}/accept/": tasks.ACCEPT,
    "/api/tasks/{task_id}/contact/": tasks.CONTACT,
    "/api/tasks/{task_id}/arrive/": tasks.ARRIVE,
    "/api/tasks/{task_id}/finish/": tasks.FINISH,
    "/api/tasks/{task_id}/return/": tasks.RETURN,
}
REF = "#/components/schemas/{name}"


def document(addresses: Mapping[str, Routes]) -> dict[str, Any]:
    """OpenAPI 3.1 of addresses such as /api/cases/{number}/."""
    routes = [route for found in addresses.values() for route in found.values()]
    shapes = [Trouble, *(shape for route in routes for shape in (route.body, route.answer) if shape)]
    schemas, components = msgspec.json.schema_components(shapes, ref_template=REF)
    refs = dict(zip(shapes, schemas, strict=True))
    return {
        "openapi": "3.1.0",
        "info": {"title": "Jishiyu 及时雨", "version": __version__, "license": {"name": "Apache-2.0"}},
        "security": [{"key": []}],
        "paths": {
            path: {
                "parameters": [_parameter(name) for name in re.findall(r"{(\w+)}", path)],
                **{method.lower(): _deed(route, method, refs, components) for method, route in found.items()},
            }
            for path, found in addresses.items()
        },
        "components": {"schemas": components, "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }


def _parameter(name: str) -> dict[str, Any]:
    kind = {"type": "integer"} if name == "task_id" else {"type": "string"}
    return {"name": name, "in": "path", "required": True, "schema": kind}


def _deed(route: Route, method: str, refs: Mapping[type, Any], components: Mapping[str, Any]) -> dict[str, Any]:
    answers = {str(route.status): _json(route.about, refs[route.answer])}
    if route.status == 201:
        answers["200"] = _json("The case this key opened before", refs[route.answer])
    answers |= {status: _json(words, refs[Trouble]) for status, words in TROUBLES.items()}
    deed: dict[str, Any] = {"summary": route.about, "responses": answers}
    if route.body and method == "GET":
        fields = components[route.body.__name__]["properties"]
        deed["parameters"] = [{"name": name, "in": "query", "schema": shape} for name, shape in fields.items()]
    elif route.body:
        deed["requestBody"] = {"required": True, **_json("", refs[route.body], described=False)}
    if route.status == 201:
        header = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 200}}
        deed["parameters"] = [header]
    return deed


def _json(words: str, schema: object, *, described: bool = True) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": schema}}}
    return {"description": words, **content} if described else content


@cache
def _written() -> bytes:
    return reply(document(ADDRESSES)).content


def openapi(request: HttpRequest) -> HttpResponse:
    """The document itself is for everybody: it names shapes, never data."""
    return HttpResponse(_written(), content_type="application/json")
