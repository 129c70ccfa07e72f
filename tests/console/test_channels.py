"""An officer's own channels: what is allowed, what is refused, and whose they are."""

import pytest

from jishiyu.notices.models import Channel
from tests.cast import Cast
from tests.console.conftest import As

GOOD = {"label": "群机器人", "address": "wecombot://a1b2c3d4-0000-1111-2222-333344445555", "urgent_only": "1"}


def test_a_channel_is_added_sealed_and_ended_by_its_owner(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.crew)
    assert browser.post("/console/channels/", GOOD).status_code == 302
    row = Channel.objects.get()
    assert (row.reader, row.label, row.urgent_only) == (cast.crew.actor, "群机器人", True)
    assert "a1b2c3d4" not in row.address_sealed
    page = browser.get("/console/channels/").content.decode()
    assert "群机器人" in page
    assert "a1b2c3d4" not in page
    browser.post(f"/console/channels/{row.pk}/end/")
    row.refresh_from_db()
    assert not row.active


def test_nobody_ends_the_channel_of_another(cast: Cast, signed_in: As) -> None:
    signed_in(cast.crew).post("/console/channels/", GOOD)
    row = Channel.objects.get()
    page = signed_in(cast.mate).post(f"/console/channels/{row.pk}/end/", follow=True)
    assert "no such channel of yours" in page.content.decode()
    row.refresh_from_db()
    assert row.active
    assert "群机器人" not in page.content.decode()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("json://127.0.0.1:5432/", "does not allow json"),
        ("file:///etc/passwd", "does not allow file"),
        ("", "does not allow"),
        ("wecombot://", "cannot be read"),
        ("mailto://", "cannot be read"),
    ],
)
def test_an_address_of_another_kind_or_of_none_is_refused(cast: Cast, signed_in: As, address: str, words: str) -> None:
    page = signed_in(cast.crew).post("/console/channels/", GOOD | {"address": address})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Channel.objects.exists()


def test_five_channels_are_enough(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.crew)
    answers = [browser.post("/console/channels/", GOOD).status_code for _ in range(6)]
    assert answers == [302] * 5 + [422]
