"""Somebody at a page of the console."""

from collections.abc import Callable

import pytest
from django.test import Client

from jishiyu.registry.models import Officer

As = Callable[[Officer], Client]


@pytest.fixture
def signed_in() -> As:
    """A browser in which an officer is signed in; pages come in English, so that tests read as they are written."""

    def sign_in(officer: Officer) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(officer)
        return client

    return sign_in
