"""Signing in: the right password, the wrong one, the fifth wrong one."""

from django.test import Client

from jishiyu.registry.people import MOST_FAILURES
from tests.cast import Cast

PASSWORD = "jsy-2026-test"


def try_in(client: Client, username: str, password: str, where: str = "/console/") -> int:
    return client.post("/console/sign-in/", {"username": username, "password": password, "next": where}).status_code


def test_the_right_password_opens(cast: Cast, client: Client) -> None:
    assert try_in(client, "zhou", PASSWORD) == 302
    assert client.get("/console/").status_code == 200


def test_wrong_name_wrong_password_and_lock_look_alike(cast: Cast, client: Client) -> None:
    def page(username: str, password: str) -> str:
        answer = client.post("/console/sign-in/", {"username": username, "password": password})
        assert answer.status_code == 401
        text: str = answer.context["messages"]._loaded_data[0].message if False else answer.content.decode()
        return text.split("<main")[1].replace(username, "")

    wrong_name, wrong_password = page("nobody", "x"), page("zhou", "x")
    for _ in range(MOST_FAILURES):
        locked = page("zhou", "x")
    strip = [text.split("csrfmiddlewaretoken")[0] for text in (wrong_name, wrong_password, locked)]
    assert strip[0] == strip[1] == strip[2]


def test_a_locked_account_stays_closed_to_the_right_password(cast: Cast, client: Client) -> None:
    for _ in range(MOST_FAILURES):
        try_in(client, "zhou", "wrong")
    assert try_in(client, "zhou", PASSWORD) == 401
    assert try_in(client, "tang", PASSWORD) == 302


def test_signing_in_never_leads_out_of_the_house(cast: Cast, client: Client) -> None:
    answer = client.post(
        "/console/sign-in/", {"username": "zhou", "password": PASSWORD, "next": "https://elsewhere.example/"}
    )
    assert answer["Location"] == "/console/"


def test_signing_out_takes_a_post(cast: Cast, client: Client) -> None:
    try_in(client, "zhou", PASSWORD)
    assert client.get("/console/sign-out/").status_code == 405
    assert client.post("/console/sign-out/").status_code == 302
    assert client.get("/console/").status_code == 302
