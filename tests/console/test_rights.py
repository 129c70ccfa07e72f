"""Who may open which page: every page of the table, every post, and strangers."""

import pytest
from django.test import Client
from django.urls import reverse

from jishiyu.console.rights import PAGES
from jishiyu.console.urls import urlpatterns
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Post
from tests.cast import BY, T0, Cast
from tests.console.conftest import As

WITH_AN_ARGUMENT = {pattern.name for pattern in urlpatterns if pattern.pattern.converters} - {"figure"}
PLAIN = sorted(PAGES.keys() - WITH_AN_ARGUMENT)
WITHOUT_GUARD = {"sign_in", "sign_out"}


def officer_of(cast: Cast, post: str) -> Officer:
    unit = cast.station.pk if post in (Post.OFFICER, Post.HEAD) else cast.centre.pk
    return registry.make_officer(f"p-{post}", "某人", post=post, unit_id=unit, by=BY, at=T0)


def address(name: str) -> str:
    return reverse(f"console:{name}", args=["on_time"] if name == "figure" else [])


def test_every_page_stands_in_the_table() -> None:
    assert {pattern.name for pattern in urlpatterns} - WITHOUT_GUARD == set(PAGES)


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("post", Post.values)
def test_a_page_opens_for_the_posts_of_the_table_and_no_others(cast: Cast, signed_in: As, name: str, post: str) -> None:
    answer = signed_in(officer_of(cast, post)).get(address(name))
    if post in PAGES[name]:
        assert answer.status_code in (200, 302, 405)  # some are only for sending
    else:
        assert answer.status_code == 404


@pytest.mark.parametrize("name", PLAIN)
def test_a_stranger_is_sent_to_sign_in(cast: Cast, client: Client, name: str) -> None:
    answer = client.get(address(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/console/sign-in/?next=")


def test_another_units_case_is_not_there(cast: Cast, signed_in: As) -> None:
    task = cast.sent()
    here, elsewhere = signed_in(cast.crew), signed_in(cast.stranger)
    for page in (f"/console/cases/{task.case.number}/", f"/console/tasks/{task.pk}/"):
        assert here.get(page).status_code == 200
        assert elsewhere.get(page).status_code == 404
    for act in ("accept", "arrive", "finish", "return"):
        assert elsewhere.post(f"/console/tasks/{task.pk}/{act}/").status_code == 404
    task.refresh_from_db()
    assert task.state == "sent"


@pytest.mark.parametrize("deed", ["dispatch", "close", "ask", "confirm"])
def test_an_officer_does_nothing_of_the_centres(cast: Cast, signed_in: As, deed: str) -> None:
    task = cast.sent()
    task.case.refresh_from_db()
    before = task.case.version
    assert signed_in(cast.crew).post(f"/console/cases/{task.case.number}/{deed}/").status_code == 404
    task.case.refresh_from_db()
    assert task.case.version == before


def test_a_leader_sees_cases_and_never_who_asked(cast: Cast, signed_in: As) -> None:
    case = cast.case()
    page = signed_in(cast.leader).get(f"/console/cases/{case.number}/")
    assert page.status_code == 200
    assert 'id="contact"' not in page.content.decode()
    assert signed_in(cast.leader).post(f"/console/cases/{case.number}/contact/", {"why": "好奇"}).status_code == 404


def test_the_ticket_names_ones_own_topics_only(cast: Cast, signed_in: As) -> None:
    from jishiyu.notices import tickets  # noqa: PLC0415

    mine = tickets.read(signed_in(cast.crew).get("/console/ticket/").json()["ticket"])
    assert mine == {cast.crew.actor, f"unit:{cast.station.pk}", "figures"}
    desk = tickets.read(signed_in(cast.dispatcher).get("/console/ticket/").json()["ticket"])
    assert desk == {cast.dispatcher.actor, "desk", "figures"}
