"""Households in the console: listed and narrowed by what is known of them, for whoever answers for them."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from jishiyu.ledger.models import Work
from jishiyu.ledger.works import do_next
from jishiyu.registry import actions
from jishiyu.registry.models import Subject
from jishiyu.sandbox.households import households_of
from tests.cast import BY, ELSEWHERE, T0, VILLAGE, Cast
from tests.console.conftest import As

ADDRESS = "/console/households/"


@pytest.fixture
def keys(cast: Cast) -> list[int]:
    """Sixty households, two in three of them in the village, whose technician 周队长 is."""
    places = [ELSEWHERE if n % 3 == 0 else VILLAGE for n in range(60)]
    said = households_of(["某户主"] * 60, places, phones="19966", seed=3)
    keys = actions.load_profiles(said, kind=Subject.Kind.HOUSEHOLD, by=BY, at=T0)
    actions.give_duty(cast.crew.pk, "growers.technician", division_code=VILLAGE, since=T0.date(), by=BY, at=T0)
    return keys


def found(client: Client, **asked: str) -> list[int]:
    return [line.profile.pk for line in client.get(ADDRESS, asked).context["lines"]]


def test_the_list_costs_the_same_whatever_its_length_and_says_who_answers(
    cast: Cast, keys: list[int], signed_in: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(cast.leader)
    with django_assert_max_num_queries(12):
        page = client.get(ADDRESS)
    assert page.context["shown"].paginator.count == 60
    assert len(page.context["lines"]) == 50
    assert "周队长" in page.content.decode()
    assert "Bulk curing barn" in page.content.decode()
    assert "某户主" not in page.content.decode(), "how to reach them stands nowhere in the list"


def test_it_is_narrowed_by_what_is_known(cast: Cast, keys: list[int], signed_in: As) -> None:
    client = signed_in(cast.dispatcher)
    actions.describe(keys[7], values={"growers.standing": "farm", "growers.insured": True}, by=BY, at=T0)
    farms = found(client, **{"growers.standing": "farm"})
    assert keys[7] in farms
    assert set(found(client, **{"growers.standing": "farm", "growers.insured": "yes"})) <= set(farms)
    actions.describe(keys[7], values={"growers.standing": "large"}, by=BY, at=T0)
    assert keys[7] not in found(client, **{"growers.standing": "farm"})
    assert found(client, **{"growers.standing": "castle"}) == []
    assert len(found(client, place=ELSEWHERE)) == 20
    assert len(found(client, **{"enterprise.size": "large"})) == 50, (
        "what is no attribute of households narrows nothing"
    )


def test_an_officer_sees_those_they_answer_for_and_others_none(cast: Cast, keys: list[int], signed_in: As) -> None:
    assert set(found(signed_in(cast.crew))) == {key for n, key in enumerate(keys) if n % 3}
    assert found(signed_in(cast.stranger)) == []
    assert signed_in(cast.admin).get(ADDRESS).status_code == 404
    assert signed_in(cast.admin).post(f"{ADDRESS}to-excel/").status_code == 404
    assert signed_in(cast.crew).get(f"/console/enterprises/{keys[1]}/timeline/").status_code == 200


def test_the_list_goes_out_as_it_is_narrowed_without_names(
    cast: Cast, keys: list[int], signed_in: As, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = signed_in(cast.leader)
    assert client.post(f"{ADDRESS}to-excel/?place={ELSEWHERE}", {"key": "k"}).status_code == 302
    assert do_next("tests")
    answer = client.get(f"/console/works/{Work.objects.get().pk}/file/")
    content = io.BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    assert [rows[0][0], rows[0][3]] == ["编号", "种植主体类型"]
    assert len(rows) == 21
    assert not any("某户主" in map(str, row) for row in rows)
