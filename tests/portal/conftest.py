"""Somebody at the public pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import Source
from tests.cast import BY, PHONE, T0, TOWN, VILLAGE, Cast

Form = dict[str, str]


@pytest.fixture
def public() -> Client:
    """A browser nobody is signed in with; pages come in English, so that tests read as they are written."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def portal(cast: Cast) -> Source:
    """The door of the public form."""
    source, _ = sensing.make_source(
        "portal", "门户", pack="hotline", unit_id=cast.centre.pk, division_code=TOWN, by=BY, at=T0
    )
    return source


@pytest.fixture
def said() -> Callable[..., Form]:
    """The form as 林阿姨 fills it in, with fields changed by name."""

    def fill(**changed: str) -> Form:
        return {
            "kind": "power.low_voltage",
            "text": "晚上电压很低,灯是暗的。",
            "division": VILLAGE,
            "address": "三组12号",
            "name": "林阿姨",
            "phone": PHONE,
            "form_key": "a-key-made-once-per-form",
            "website": "",
        } | changed

    return fill


@pytest.fixture
def answered(cast: Cast) -> Case:
    """A case heard and answered just now, waiting for the requester's word."""
    now = timezone.now()
    return cast.answered(at=now - timedelta(minutes=5), heard_at=now - timedelta(minutes=10))
