"""Signing up for a gathering on the portal, by a name and a phone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jishiyu.outreach import actions
from jishiyu.outreach.models import Gathering, Guest
from tests.cast import Cast
from tests.outreach.test_gatherings import RECEPTION, TRAINING

PAGE = "/gatherings/"


@pytest.fixture
def coming(cast: Cast) -> Gathering:
    now = timezone.now()
    for kind, title in ((TRAINING, "内部培训"), (RECEPTION, "企业家接待日")):
        made = actions.plan_gathering(
            kind, title, unit_id=cast.station.pk, starts_at=now + timedelta(days=3), by="system:test", at=now
        )
    return made


def test_only_what_is_public_is_listed_and_one_signs_up_once(coming: Gathering, client: Client) -> None:
    page = client.get(PAGE).content.decode()
    assert "企业家接待日" in page
    assert "内部培训" not in page
    said = {"gathering": coming.pk, "name": "样本机械厂", "phone": "13900001111"}
    for _ in range(2):
        assert client.post(PAGE, said).status_code == 302
    assert (Guest.objects.get().coming, Guest.objects.get().answered_by) == (True, "guest")
    assert "样本机械厂" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "said", [{"phone": "12"}, {"name": ""}, {"gathering": 0}, {"phone": "13900001111", "gathering": 9**9}]
)
def test_what_makes_no_sense_signs_nobody_up(coming: Gathering, client: Client, said: dict[str, object]) -> None:
    plainly = {"gathering": coming.pk, "name": "样本机械厂", "phone": "13900001111"}
    assert client.post(PAGE, {**plainly, **said}).status_code == 422
    assert not Guest.objects.exists()


def test_a_robot_signs_nobody_up(coming: Gathering, client: Client) -> None:
    said = {"gathering": coming.pk, "name": "样本机械厂", "phone": "13900001111", "website": "x"}
    assert client.post(PAGE, said).status_code == 302
    assert not Guest.objects.exists()
