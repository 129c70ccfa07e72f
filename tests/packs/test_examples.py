"""The example tables of the shipped packs: every row comes out as it says, and every branch is reached by one."""

from collections.abc import Sequence

import pytest

from jishiyu.cli.commands import run
from jishiyu.entitlements import queries
from jishiyu.entitlements.examples import Reach, differing, examples_of, reaches, unreached
from jishiyu.entitlements.kinds import Scheme
from jishiyu.entitlements.rules import Rulebook
from jishiyu.entitlements.rules.tables import Example
from jishiyu.packs.loader import packs

SCHEMES = [scheme for pack in packs() for scheme in pack.schemes]
BOOKS = {scheme.book.code: scheme.book for scheme in SCHEMES}
by_code = pytest.mark.parametrize("book", BOOKS.values(), ids=lambda book: book.code)


def rows_of(book: Rulebook) -> list[tuple[Example, set[Reach]]]:
    """Every example of a rulebook's schemes with what it reaches."""
    return [(row, reaches(scheme, row)) for scheme in SCHEMES if scheme.book is book for row in examples_of(scheme)]


def reached_by(rows: Sequence[tuple[Example, set[Reach]]]) -> set[Reach]:
    return {one for _, reached in rows for one in reached}


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.code)
def test_every_example_comes_out_as_it_says_every_way_the_rules_are_run(scheme: Scheme) -> None:
    rows = examples_of(scheme)
    assert rows, "a scheme ships a table of examples"
    assert {name for row in rows for name in row.expected} >= set(scheme.outputs)
    assert [str(one) for one in differing(scheme, rows, queries.every_way())] == []


@by_code
def test_every_branch_of_every_clause_is_reached_by_an_example(book: Rulebook) -> None:
    assert unreached(book, reached_by(rows_of(book))) == []


@by_code
def test_an_example_that_alone_reaches_a_branch_is_missed_when_it_is_gone(book: Rulebook) -> None:
    rows = rows_of(book)
    missed = 0
    for place, (_, reached) in enumerate(rows):
        others = reached_by([*rows[:place], *rows[place + 1 :]])
        told = unreached(book, others)
        assert len(told) == len(reached - others)
        missed += bool(told)
    assert missed, "some example is the only one of its kind"


def test_the_checked_sums_of_yuzhong_are_among_the_examples() -> None:
    yuzhong = next(scheme for scheme in SCHEMES if scheme.code == "housing.yuzhong")
    assert [row.expected["subsidy"] for row in examples_of(yuzhong)][:3] == [690_00, 552_00, 460_00]


@pytest.mark.django_db
def test_the_command_prints_how_many_examples_and_branches_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "test"]) == 0
    said = capsys.readouterr().out
    for scheme in SCHEMES:
        assert f"{scheme.code}: {len(examples_of(scheme))} examples" in said
    assert "housing: 58 branches, 0 reached by no example" in said
    assert run(["rules", "test", "housing.nowhere"]) == 1
    assert "scheme_unknown" in capsys.readouterr().err
