"""What am I due: six questions at most, three answers, nothing kept; and on to the application form."""

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from jishiyu.entitlements.kinds import schemes
from jishiyu.entitlements.models import Claim, Decision, Household
from jishiyu.portal.views.due import questions
from tests.entitlements.schemes import Aid

POOR = {
    "f-category": "low", "f-owns": "no", "f-area": "0", "f-rent": "600",
    "members": "2", "m1-income": "800", "m2-income": "400",
}  # fmt: skip


def outcomes(page: str) -> dict[str, str]:
    parts = page.split('data-scheme="')[1:]
    return {part.split('"')[0]: part.split('data-outcome="')[1].split('"')[0] for part in parts}


def test_six_questions_at_most_are_asked_across_all_schemes(aid: Aid) -> None:
    assert [fact.name for fact in questions(schemes())] == ["category", "owns", "area", "income", "rent"]


def test_what_is_due_comes_first_with_its_amount_and_nothing_is_kept(public: Client, aid: Aid) -> None:
    page = public.post("/due/", POOR).content.decode()
    assert outcomes(page)["aid.rent"] == "due"
    assert "104.00" in page
    assert page.index('data-scheme="aid.rent"') < page.index('<form class="sheet"')
    assert not Household.objects.exists()
    assert not Claim.objects.exists()
    assert not Decision.objects.exists()


def test_not_due_names_the_step_that_decided_with_its_article(public: Client, aid: Aid) -> None:
    page = public.post("/due/", POOR | {"m1-income": "9000"}).content.decode()
    assert outcomes(page)["aid.rent"] == "not_due"
    assert "income above 1,200.00 yuan a head" in page
    assert "试行办法第四条" in page


def test_what_is_left_open_is_not_known_and_is_named(public: Client, aid: Aid) -> None:
    silent = {name: value for name, value in POOR.items() if name != "m2-income"}
    page = public.post("/due/", silent).content.decode()
    assert outcomes(page)["aid.rent"] == "undecided"
    assert "月收入 of member 2" in page


def test_rubbish_is_told_at_its_field_and_what_was_written_stays(public: Client, aid: Aid) -> None:
    answer = public.post("/due/", POOR | {"f-rent": "much", "members": "x"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="much"' in page
    assert "at most two places" in page
    assert outcomes(page) == {}


def test_a_person_more_is_a_row_more_and_loses_nothing(public: Client, aid: Aid) -> None:
    page = public.post("/due/", POOR | {"do": "add"}, headers={"HX-Request": "true", "HX-Target": "members"})
    part = page.content.decode()
    assert 'name="m3-income"' in part
    assert 'value="800"' in part
    assert "<h1>" not in part
    fewer = public.post("/due/", POOR | {"do": "drop"}).content.decode()
    assert 'name="m2-income"' not in fewer


def test_one_scheme_is_asked_about_alone_and_an_unknown_one_is_not_found(public: Client, aid: Aid) -> None:
    page = public.post("/due/?scheme=aid.rent", POOR).content.decode()
    assert set(outcomes(page)) == {"aid.rent"}
    assert public.get("/due/?scheme=aid.moon").status_code == 404


def test_enterprises_have_a_page_of_their_own(public: Client, aid: Aid) -> None:
    assert "no benefits to ask about" in public.get("/due/?for=enterprise").content.decode()


@pytest.mark.parametrize("asked", [{}, POOR])
def test_the_page_costs_one_query_whatever_the_number_of_schemes(
    public: Client, aid: Aid, asked: dict[str, str], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(2):
        (public.post("/due/", asked) if asked else public.get("/due/"))
