import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from numpy import array

from jishiyu.sensing.evaluating import (
    Judged,
    Labelled,
    UnreadableLabels,
    auc,
    figures,
    judge_all,
    kind_f1,
    labels_of,
    pairs_f1,
    read_labels,
)
from jishiyu.sensing.kinds import lexicon_of
from jishiyu.sensing.learning.groups import read_groups
from jishiyu.sensing.learning.shelf import shipped_path
from jishiyu.sensing.training import LEAST_GROUPS, learn_chat
from jishiyu.sensing.triage import Said, Verdict, judge_for

POWER = lexicon_of("power")
NOW = datetime(2026, 7, 12, 11, 0, tzinfo=UTC)


def row(number: int, text: str, kind: str = "none", urgency: int = 0, of: str | None = None, group: str = "g1") -> str:
    said = {
        "id": f"m{number}", "group_id": group, "sender": "u1", "role": "resident", "text": text, "risk": urgency > 0,
        "time": (NOW + timedelta(minutes=number)).isoformat(), "kind": kind, "urgency": urgency, "duplicate_of": of,
        "vulnerable": False, "place": "",
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False)


def written(folder: Path, *rows: str) -> Path:
    path = folder / "chat.jsonl"
    path.write_text("\n".join(rows) + "\n\n", "utf-8")
    return path


def test_labels_are_read_by_group_and_time(tmp_path: Path) -> None:
    rows = read_labels(
        written(
            tmp_path,
            row(3, "停电了", "outage", 2, group="g2"),
            row(2, "我也是", "outage", 2, "m1"),
            row(1, "停电了", "outage", 2),
        )
    )
    assert [one.id for one in rows] == ["m1", "m2", "m3"]
    assert [one.incident for one in rows] == ["m1", "m1", "m3"]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', row(1, "停电", "storm", 2)])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, row(1, "早"), line)
    with pytest.raises(UnreadableLabels) as raised:
        read_labels(path)
    assert str(raised.value).startswith(f"{path}:2: ")


def one(number: int, label: str, urgency: int, of: int, kind: str, incident: int, score: float = 0.5) -> Judged:
    labelled = Labelled(
        f"m{number}", "g", Said("x"), NOW, urgency, label, vulnerable=False, incident=f"m{of}" if of else "", place=""
    )
    return Judged(labelled, Verdict(bool(kind), kind, 2 if kind else 0, score=score), incident)


def test_figures_are_what_they_are_called() -> None:
    made = [
        one(1, "outage", 2, 1, "power.outage", 1, 0.9),
        one(2, "outage", 2, 1, "power.outage", 1, 0.8),
        one(3, "hazard", 3, 3, "power.outage", 1, 0.7),
        one(4, "hazard", 3, 3, "", 0, 0.2),
        one(5, "none", 0, 0, "power.complaint", 2, 0.6),
        one(6, "none", 0, 0, "", 0, 0.1),
    ]
    told = figures(made, POWER)
    assert told["n"] == 6
    assert told["auc"] == pytest.approx(7 / 8)
    assert (told["recall_urgency_3"], told["recall_urgency_2"]) == (0.5, 0.75)
    assert (told["false_alarms_per_1000"], told["precision"]) == (500, 0.75)
    assert kind_f1(made, POWER) == pytest.approx((4 / 5 + 0 + 1 / 2) / 3, abs=1e-4)
    assert pairs_f1(made) == pytest.approx(2 * 1 / (2 + 3))


def test_figures_of_nothing_are_none() -> None:
    told = figures([], POWER)
    assert told["n"] == 0
    assert {value for name, value in told.items() if name != "n"} == {None}


def test_ties_count_half() -> None:
    assert auc(array([True, False]), array([0.5, 0.5])) == 0.5


def test_messages_are_judged_in_their_own_group(tmp_path: Path) -> None:
    rows = read_labels(
        written(
            tmp_path,
            row(1, "停电了", "outage", 2),
            row(2, "我也是", "outage", 2, "m1"),
            row(2, "我也是", group="g2"),
        )
    )
    made = judge_all(rows, judge_for(POWER), POWER)
    assert [judged.verdict.risk for judged in made] == [True, True, False]
    assert made[0].incident == made[1].incident != 0
    assert figures(made, POWER)["pairs_f1"] == 1.0


@pytest.mark.timeout(240)
def test_a_model_is_learnt_from_groups_and_judges_others(tmp_path: Path) -> None:
    """Twenty groups teach little; it must beat chance by far, be written down and give the same verdicts again."""
    paths = sorted((shipped_path("power").parent / "said").glob("[a-d]*.txt"))
    model = learn_chat(POWER, paths[::6][:LEAST_GROUPS])
    assert model.told["groups"] == LEAST_GROUPS
    others = labels_of(read_groups(paths[1::12]))
    found = figures(judge_all(others, judge_for(POWER, model), POWER), POWER)
    assert found["auc"] is not None and found["auc"] > 0.8


def test_too_few_groups_teach_nothing() -> None:
    with pytest.raises(ValueError, match="groups"):
        learn_chat(POWER, [])
