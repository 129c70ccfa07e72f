"""Models that were trained here, on the command line."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jishiyu.cli.commands import run
from jishiyu.sensing import actions
from jishiyu.sensing.learning.model import load_model
from jishiyu.sensing.learning.shelf import shipped_path
from tests.cast import T0

pytestmark = pytest.mark.django_db


@pytest.fixture
def trained(tmp_path: Path, settings: Any) -> str:
    """The version of a model that was trained here and judges."""
    settings.DATA = tmp_path
    model = load_model(shipped_path("power"))
    made = replace(model, told={**model.told, "name": "ours"})
    actions.keep_model(
        "power", made, data=tmp_path, lines=900, labels=40, instead_of="x", scores={}, by="system:cli", at=T0
    )
    return made.version


def test_models_are_listed_and_one_goes_back(trained: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sensing", "models"]) == 0
    assert f"* {trained}" in capsys.readouterr().out
    assert run(["sensing", "use", "shipped", "--json"]) == 0
    shipped = json.loads(capsys.readouterr().out)["judging"]
    assert run(["sensing", "models", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["judging"] == shipped != trained
    assert [(row["version"], row["judges"], row["labels"]) for row in told["trained_here"]] == [(trained, False, 40)]
    assert run(["sensing", "use", trained]) == 0
    assert trained in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["use", "nothing"], "model_unknown"),
        (["use", "nothing", "--pack", "nobody"], "pack_unknown"),
        (["models", "--pack", "hotline"], "pack_not_chat"),
        (["retrain", "--pack", "hotline"], "pack_not_chat"),
        (["retrain"], "labels_missing"),
    ],
)
def test_what_cannot_be_is_refused(
    trained: str, words: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sensing", *words]) == 1
    assert why in capsys.readouterr().err
