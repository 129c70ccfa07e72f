"""A new model takes over only if it goes back in nothing that counts."""

import pytest

from jishiyu.sensing.comparing import compare

OLD = {"n": 500, "auc": 0.95, "recall_urgency_3": 0.98, "false_alarms_per_1000": 15.0, "kind_macro_f1": 0.8}


def fallen(dangers: int = 40, **new: float | int | None) -> list[str]:
    return [one.rule.name for one in compare("shipped", OLD, {**OLD, **new}, dangers=dangers) if not one.holds]


@pytest.mark.parametrize(
    ("new", "names"),
    [
        ({}, []),
        ({"auc": 0.946}, []),
        ({"auc": 0.944}, ["auc"]),
        ({"recall_urgency_3": 0.9799}, ["recall_urgency_3"]),
        ({"recall_urgency_3": 1.0}, []),
        ({"false_alarms_per_1000": 17.0}, []),
        ({"false_alarms_per_1000": 17.1}, ["false_alarms_per_1000"]),
        ({"false_alarms_per_1000": 0.0}, []),
        ({"kind_macro_f1": 0.78}, []),
        ({"kind_macro_f1": 0.77}, ["kind_macro_f1"]),
        ({"auc": None}, ["auc"]),
        ({"auc": 0.5, "kind_macro_f1": 0.5}, ["auc", "kind_macro_f1"]),
    ],
)
def test_each_figure_may_lose_only_what_luck_takes(new: dict[str, float], names: list[str]) -> None:
    assert fallen(**new) == names


def test_what_could_not_be_told_before_cannot_have_gone_back() -> None:
    assert all(one.holds for one in compare("office", {**OLD, "auc": None}, OLD, dangers=20))


@pytest.mark.parametrize(("dangers", "n", "decides"), [(10, 200, True), (9, 500, False), (40, 199, False)])
def test_a_set_too_small_to_tell_is_shown_and_decides_nothing(dangers: int, n: int, decides: bool) -> None:
    found = compare("office", OLD, {**OLD, "n": n, "auc": 0.1}, dangers=dangers)
    assert {one.decides for one in found} == {decides}
    assert ("too few to tell" in found[0].text) is not decides


def test_a_line_says_what_was_and_what_is() -> None:
    line = compare("shipped", OLD, {**OLD, "auc": 0.9}, dangers=40)[0].text
    assert line == "shipped: auc 0.9500 -> 0.9000 (may lose 0.005): goes back"
