"""What am I due, with the packs that ship: six questions are enough, and other towns' rules stay out of it."""

from collections.abc import Iterator

import pytest
from django.test import Client

from jishiyu.entitlements import kinds
from jishiyu.entitlements.kinds import Scheme, offer, offered, schemes
from jishiyu.packs.checks import of_two_meanings
from jishiyu.packs.sdk import TRUTH, Fact, Rulebook
from jishiyu.portal.views.due import MOST_QUESTIONS, questions
from tests.cast import Cast
from tests.entitlements.schemes import RENT
from tests.portal.test_due import outcomes

RENTS = {
    "f-category": "low", "f-tenant": "no", "f-registered": "yes", "f-own_area": "0", "f-assets": "20000",
    "members": "2", "m1-income": "1300", "m2-income": "0",
}  # fmt: skip
HOUSING = {"housing.subsidy", "housing.home"}


@pytest.fixture
def named() -> Iterator[None]:
    yield
    offer(())


def test_whoever_answers_the_six_questions_is_told_what_of_housing_is_due(public: Client, cast: Cast) -> None:
    shipped = [scheme for scheme in offered() if scheme.subject == "resident"]
    asked = questions(shipped)
    assert len(asked) == MOST_QUESTIONS
    assert {f"{'m1' if fact.of == 'person' else 'f'}-{fact.name}" for fact in asked} == {*RENTS} - {
        "members",
        "m2-income",
    }
    page = public.post("/due/", RENTS).content.decode()
    told = outcomes(page)
    assert {code: told[code] for code in HOUSING} == dict.fromkeys(HOUSING, "due")
    assert "130.00" in page  # 26 m² short at 5 yuan


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [({"f-tenant": "yes"}, "not_due"), ({"m1-income": "90000"}, "not_due"), ({"f-registered": ""}, "undecided")],
)
def test_another_answer_turns_it(public: Client, cast: Cast, answers: dict[str, str], outcome: str) -> None:
    assert outcomes(public.post("/due/", RENTS | answers).content.decode())["housing.subsidy"] == outcome


def test_each_offered_scheme_is_told_by_its_own_six_questions(public: Client, cast: Cast) -> None:
    child = {
        "f-child_born": "2021-03-01", "f-child_disability": "hearing", "f-child_registered": "yes",
        "f-diagnosed": "yes", "f-can_train": "yes", "f-months_done": "0", "members": "1",
    }  # fmt: skip
    for code, said in (("housing.subsidy", RENTS), ("housing.home", RENTS), ("livelihood.rehabilitation", child)):
        told = outcomes(public.post(f"/due/?scheme={code}", said).content.decode())
        assert told == {code: "due"}


def test_who_says_nothing_is_told_nothing_is_sure(public: Client, cast: Cast) -> None:
    for subject, path in (("resident", "/due/"), ("enterprise", "/due/?for=enterprise")):
        told = outcomes(public.post(path, {"members": "1"}).content.decode())
        assert told.keys() == {scheme.code for scheme in offered() if scheme.subject == subject}
        assert set(told.values()) <= {"undecided", "not_due"}


def test_the_rules_of_other_towns_are_neither_told_nor_applied_for(public: Client, cast: Cast, named: None) -> None:
    strange = [scheme.code for scheme in schemes() if scheme.elsewhere]
    assert strange
    assert not {*strange} & outcomes(public.post("/due/", RENTS).content.decode()).keys()
    assert {public.get(f"/due/{code}/apply/").status_code for code in strange} == {404}
    assert public.get(f"/rules/{strange[0]}/").status_code == 200
    offer([strange[0]])
    assert outcomes(public.post("/due/", RENTS).content.decode()).keys() == {strange[0]}
    assert public.get(f"/due/{strange[0]}/apply/").status_code == 200
    with pytest.raises(LookupError, match=r"housing\.nowhere"):
        offer(["housing.nowhere"])


def test_every_offered_scheme_has_an_application_form(public: Client, cast: Cast) -> None:
    for scheme in offered():
        page = public.get(f"/due/{scheme.code}/apply/")
        assert page.status_code == 200, scheme.code
        assert "paper-" in page.content.decode() or not scheme.papers


def test_a_fact_of_one_name_and_two_meanings_is_found_at_the_start() -> None:
    other = Rulebook("other", [Fact("owns", TRUTH, "孩子有没有住房")])
    twin: Scheme = object.__new__(Scheme)
    for name, value in (("code", "other.one"), ("book", other)):
        object.__setattr__(twin, name, value)
    (flaw,) = of_two_meanings([RENT, twin])
    assert flaw.startswith("other.one: owns is '孩子有没有住房' here and")
    assert of_two_meanings(list(kinds.schemes())) == []
