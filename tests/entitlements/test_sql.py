"""Rules as one SELECT of PostgreSQL: the same values and branches as for one household at a time."""

import json
from typing import Any

import pytest
from django.db import connection

from jishiyu.entitlements.rules import Rules, decide, plain
from jishiyu.entitlements.rules.sql import select
from tests.entitlements.towns import OUTPUTS, book, households, rules

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQL is written for PostgreSQL"),
]
SOURCE = "SELECT key::int AS id, value AS facts FROM jsonb_each(%s::jsonb)"


def asked(town: Rules, drawn: list[dict[str, Any]], outputs: tuple[str, ...]) -> list[tuple[Any, ...]]:
    said = {str(number): plain(book.facts, one) for number, one in enumerate(drawn)}
    with connection.cursor() as cursor:
        cursor.execute(select(town, outputs, SOURCE) + " ORDER BY f.id", [json.dumps(said)])
        return [tuple(row[1:]) for row in cursor.fetchall()]


@pytest.mark.parametrize("unknown", [0.0, 0.05, 0.5])
def test_every_household_comes_out_as_it_does_alone_unknown_facts_included(unknown: float) -> None:
    town = rules()
    outputs = ("income_ok", "shortfall", "standing", *OUTPUTS)
    drawn = households(800, seed=11, unknown=unknown)
    found = asked(town, drawn, outputs)
    for household, row in zip(drawn, found, strict=True):
        decided = decide(town, household, outputs)
        alone = [(decided.values[name], decided.branches[name]) for name in outputs]
        assert list(zip(row[::2], row[1::2], strict=True)) == alone, household


def test_a_product_too_big_for_sixty_four_bits_is_exact() -> None:
    big = {"category": 2, "status": 1, "area": -(2**52), "income": 1, "members": [{"income": 1}]}
    (row,) = asked(rules(), [big], ("due",))
    assert row == (decide(rules(), big, ["due"]).values["due"], 4)
