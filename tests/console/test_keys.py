"""Keys for other systems, on the officer's own page and the security administrator's."""

import re

from django.test import Client

from jishiyu.registry import actions as registry
from jishiyu.registry.models import OfficerKey, Post
from tests.cast import BY, T0, Cast
from tests.console.conftest import As


def test_a_key_is_made_shown_once_and_ended_by_its_officer(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.dispatcher)
    page = browser.post("/console/keys/", {"label": "旧系统"}).content.decode()
    found = re.search(r"jsy_\w+_[\w-]{43}", page)
    assert found
    assert Client(headers={"authorization": f"Bearer {found[0]}"}).get("/api/cases/").status_code == 200
    again = browser.get("/console/keys/").content.decode()
    assert "旧系统" in again
    assert found[0] not in again
    name = OfficerKey.objects.get().name
    assert "opens nothing" in browser.post(f"/console/keys/{name}/end/", follow=True).content.decode()
    assert Client(headers={"authorization": f"Bearer {found[0]}"}).get("/api/cases/").status_code == 401


def test_another_officer_neither_sees_nor_ends_it_and_the_security_administrator_does(
    cast: Cast, signed_in: As
) -> None:
    row, _ = registry.make_key(cast.dispatcher.pk, "旧系统", by=BY, at=T0)
    stranger = signed_in(cast.caller)
    assert "旧系统" not in stranger.get("/console/keys/").content.decode()
    assert "no such key" in stranger.post(f"/console/keys/{row.name}/end/", follow=True).content.decode()
    guard = registry.make_officer("anquan", "安全员", post=Post.SECURITY_ADMIN, by=BY, at=T0)
    browser = signed_in(guard)
    assert "旧系统" in browser.get("/console/keys/").content.decode()
    refused = browser.post("/console/keys/", {"label": "自己的"})
    assert refused.status_code == 422
    assert "administrator cannot" in refused.content.decode()
    browser.post(f"/console/keys/{row.name}/end/")
    row.refresh_from_db()
    assert row.ended_at
