"""The published figures: they open, they add up, and they name nobody."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework import actions
from jishiyu.casework.models import Case
from jishiyu.figures.indicators import INDICATORS
from tests.cast import PHONE, Cast


def test_a_requesters_word_changes_the_published_figure(answered: Case, cast: Cast, public: Client) -> None:
    def solved() -> str:
        found = re.search(
            r'data-figure="?solved_of_heard"?.*?class="[^"]*number[^"]*"[^>]*>\s*([^<]+)',
            public.get("/figures/").content.decode(),
            re.S,
        )
        assert found
        return " ".join(found[1].split())

    before = solved()
    actions.confirm_case(answered.pk, solved=True, rating=5, by="requester", at=timezone.now())
    assert before.startswith("0")
    assert solved().startswith("1")


@pytest.mark.parametrize("code", list(INDICATORS))
def test_every_figure_opens_to_rows_that_name_nobody(answered: Case, cast: Cast, public: Client, code: str) -> None:
    actions.confirm_case(answered.pk, solved=True, rating=4, words="好", by="requester", at=timezone.now())
    for side in ("part", "rest"):
        page = public.get(f"/figures/{code}/?side={side}")
        assert page.status_code == 200
        shown = page.content.decode()
        for hidden in (PHONE, "林阿姨", "三组", "复兴村", answered.text):
            assert hidden not in shown


def test_an_unknown_figure_is_not_found(db: None, public: Client) -> None:
    assert public.get("/figures/best_county/").status_code == 404


def test_odd_pages_of_a_figure_are_still_pages(cast: Cast, public: Client) -> None:
    cast.case(heard_at=timezone.now() - timedelta(days=1))
    for query in ("page=0", "page=-1", "page=x", "page=9999999", "side=nothing", "page=%00"):
        assert public.get(f"/figures/on_time/?{query}").status_code == 200


def test_figures_cost_the_same_with_many_cases_as_with_few(cast: Cast, public: Client) -> None:
    def queries(path: str) -> int:
        public.get(path)
        with CaptureQueriesContext(connection) as seen:
            public.get(path)
        return len(seen)

    now = timezone.now()
    cast.case(heard_at=now - timedelta(days=9))
    few = {path: queries(path) for path in ("/", "/figures/", "/figures/on_time/", "/figures/on_time/?side=rest")}
    for number in range(40):
        cast.case(title=f"第{number}件", heard_at=now - timedelta(days=9, minutes=number))
    assert {path: queries(path) for path in few} == few
