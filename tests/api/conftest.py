"""Another system at the door, with the key of an officer."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer
from tests.cast import BY, T0


class System:
    """Speaks JSON with one key; words come back in English."""

    def __init__(self, key: str) -> None:
        self.client = Client(headers={"accept-language": "en", "authorization": f"Bearer {key}"})

    def get(self, path: str, **said: str) -> Any:
        return self.client.get(f"/api/{path}", said)

    def post(self, path: str, said: object = None, **headers: str) -> Any:
        return self.client.post(f"/api/{path}", said or {}, content_type="application/json", headers=headers)


Key = Callable[[Officer], System]


@pytest.fixture
def system() -> Key:
    def make(officer: Officer) -> System:
        return System(registry.make_key(officer.pk, "旧系统", by=BY, at=T0)[1])

    return make


def error(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]  # type: ignore[attr-defined]
