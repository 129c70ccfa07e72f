from collections.abc import Sequence

import numpy as np
import pytest

from jishiyu.sensing.letters import alike, learn
from jishiyu.sensing.letters.features import bare
from jishiyu.sensing.letters.model import how_sure
from jishiyu.sensing.letters.rows import Row
from tests.sensing.letters.samples import MATTERS, cut, cut_letters, letters

LABELS = sorted(MATTERS)


def lesson(rows: Sequence[Row]) -> learn.Lesson:
    return learn.lesson(rows, LABELS)


def test_a_text_is_read_in_one_width_with_every_number_alike() -> None:
    assert bare("Ａ3区,欠薪１２０００元!") == "a0区 欠薪0元"


def test_a_letter_and_the_same_one_cut_into_words_are_one_family() -> None:
    words = cut(7)[0][1]
    other = "完全不同的一封信说的是河道里的垃圾没有人清理已经半年了"
    family = alike.families([words.replace(" ", ""), other, words])
    assert family[0] == family[2] != family[1]


def test_cut_letters_that_are_there_as_written_are_left_out() -> None:
    both = [*letters(3), *(Row(label, "", words) for label, words in cut(3))]
    learnt = lesson(both)
    assert learnt.doubles == len(letters(3))
    assert all(row.text for row in learnt.rows)


def test_no_letter_is_tested_by_a_table_that_learnt_it_in_any_form() -> None:
    learnt = lesson([*letters(3), *letters(3)[:20], *cut_letters(4)])
    for part in range(learn.PARTS):
        tested, taught = learnt.testing(part), learnt.training(part)
        assert not set(learnt.family[tested]) & set(learnt.family[taught])
    assert sorted(np.concatenate([learnt.testing(part) for part in range(learn.PARTS)])) == [
        place for place, row in enumerate(learnt.rows) if row.text
    ]


def test_the_frozen_part_stays_frozen_when_letters_are_added() -> None:
    few, more = lesson(letters(3)), lesson([*letters(5), *letters(3)])
    frozen = {few.rows[place].text for place in few.testing(learn.FROZEN)}
    assert frozen
    assert frozen <= {more.rows[place].text for place in more.testing(learn.FROZEN)}


def test_letters_that_came_only_cut_are_tested_all_the_same() -> None:
    learnt = lesson(cut_letters(4))
    assert (learnt.part >= 0).all()


def test_the_curve_says_how_often_a_lead_is_right() -> None:
    leads = [0.2] * 100 + [1.0] * 100
    scores = np.array([[lead, 0.0] for lead in leads], dtype=np.float32)
    label = np.array([0] * 60 + [1] * 40 + [0] * 95 + [1] * 5)  # 60 of 100 are right at the one lead, 95 at the other
    told = how_sure(scores, learn.certainty_of(scores, label))
    assert told[0] == pytest.approx(0.6, abs=0.02)
    assert told[-1] == pytest.approx(0.95, abs=0.02)


def test_where_every_letter_came_out_right_nothing_is_certain_all_the_same() -> None:
    scores = np.array([[1.0, 0.0]] * 20, dtype=np.float32)
    assert 0.8 < how_sure(scores, learn.certainty_of(scores, np.zeros(20, dtype=np.int64)))[0] < 1
