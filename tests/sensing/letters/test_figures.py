from jishiyu.sensing.letters.figures import figures


def test_precision_recall_and_f1_stand_for_each_label() -> None:
    told = figures(["a", "a", "b", "b"], ["a", "b", "b", "b"], [1, 1, 1, 1])
    assert told["labels"]["a"] == {"n": 2, "precision": 1.0, "recall": 0.5, "f1": 0.6667}
    assert told["labels"]["b"] == {"n": 2, "precision": 0.6667, "recall": 1.0, "f1": 0.8}
    assert told["macro_f1"] == 0.7333
    assert told["accuracy"] == 0.75


def test_coverage_reaches_to_the_last_letter_before_too_many_are_wrong() -> None:
    true, sure = ["a"] * 200, [1 - place / 1000 for place in range(200)]
    wrong = {50, 180, 190}  # 1 of 51 is too many, 1 of 100 is not, 2 of 200 are not, 3 are
    told = figures(true, ["b" if place in wrong else "a" for place in range(200)], sure)
    assert told["coverage_at_99"] == 0.9  # up to letter 180
    assert told["sure_at_99"] == sure[179]


def test_letters_of_one_confidence_are_covered_together_or_not_at_all() -> None:
    told = figures(["a", "a", "a"], ["a", "a", "b"], [0.5, 0.5, 0.5])
    assert (told["coverage_at_99"], told["sure_at_99"]) == (0.0, None)


def test_nothing_to_measure_is_no_error() -> None:
    assert figures([], [], [])["n"] == 0
