from collections.abc import Sequence

import pytest

from jishiyu.cli.commands import run
from jishiyu.ledger.queries import story
from jishiyu.registry.divisions import ALIASES
from jishiyu.registry.models import Alias
from jishiyu.sensing import queries
from jishiyu.sensing.place import Spot
from tests.cast import ELSEWHERE, VILLAGE, ZONE, Cast

ADD = ["alias", "add", "老码头", "--home", ZONE, "--division", ELSEWHERE]


def test_a_name_the_office_adds_is_understood_at_once_and_ends_at_once(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(ADD) == 0
    assert queries.gazetteer(ZONE).find("老码头停电", Spot(VILLAGE)).spot == Spot(ELSEWHERE)
    assert run(["alias", "list"]) == 0
    assert f"老码头\t{ZONE}" in capsys.readouterr().out
    assert run(["alias", "end", "老码头", "--home", ZONE]) == 0
    assert queries.gazetteer(ZONE).find("老码头停电", Spot(VILLAGE)).spot == Spot(VILLAGE)
    assert [entry.act for entry in story(ALIASES)] == ["set", "ended"]


def test_a_name_moved_to_another_place_is_understood_anew(cast: Cast) -> None:
    run(ADD)
    assert queries.gazetteer(ZONE).find("老码头停电", Spot(VILLAGE)).spot == Spot(ELSEWHERE)
    run(["alias", "add", "老码头", "--home", ZONE, "--cell", cast.area.code])
    assert queries.gazetteer(ZONE).find("老码头停电", None).spot == Spot(cast.area.division_id, cast.area.pk)


def test_a_name_said_twice_is_one_and_the_ledger_says_it_once(cast: Cast) -> None:
    run(ADD)
    run(ADD)
    assert Alias.objects.count() == story(ALIASES).count() == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (["alias", "add", "头", "--home", ZONE, "--division", ELSEWHERE], "alias_length"),
        (["alias", "add", "老码头", "--home", "999", "--division", ELSEWHERE], "division_unknown"),
        (["alias", "add", "老码头", "--home", ZONE, "--cell", "nowhere"], "cell_unknown"),
        (["alias", "end", "老码头", "--home", ZONE], "alias_unknown"),
    ],
)
def test_what_names_nothing_is_refused(
    cast: Cast, said: Sequence[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(said) == 1
    assert code in capsys.readouterr().err
    assert not Alias.objects.exists()
