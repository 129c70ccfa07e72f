"""Error pages are ours: in words, without a database, and never a bare line from the framework."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from jishiyu.config.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def database_away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the server closed the connection unexpectedly")


def mistake(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [*urlpatterns, path("away/", database_away), path("api/away/", database_away), path("mistake/", mistake)]


@pytest.fixture
def stranger(db: None) -> Iterator[Client]:
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [("/away/", 503, "try_again"), ("/mistake/", 500, "our_mistake"), ("/nothing/here/", 404, "not_found")],
)
def test_what_went_wrong_is_said_on_a_page_of_ours(stranger: Client, address: str, status: int, code: str) -> None:
    answer = stranger.get(address)
    assert answer.status_code == status
    assert f'data-trouble="{code}"' in answer.content.decode()


def test_while_the_database_is_away_one_is_asked_to_wait(stranger: Client) -> None:
    assert stranger.get("/away/").headers["Retry-After"] == "5"
    assert "一样东西也没有丢失" in stranger.get("/away/", headers={"Accept-Language": "zh-hans"}).content.decode()


def test_a_machine_is_told_in_json(stranger: Client) -> None:
    answer = stranger.get("/api/away/")
    assert (answer.status_code, answer.json()) == (503, {"error": "try_again"})


def test_a_form_left_open_too_long_is_asked_for_again(stranger: Client) -> None:
    answer = stranger.post("/say/", {"text": "路灯不亮"})
    assert answer.status_code == 403
    assert 'data-trouble="form_too_old"' in answer.content.decode()
