"""The story of a case in sentences."""

import re

import pytest

from jishiyu.ledger.models import Entry
from jishiyu.look import words
from jishiyu.look.telling import SENTENCES, Known, sentence, telling
from tests.cast import T0

KNOWN = Known({"officer:3": "陈干事", "officer:4": "周队长"}, {1: "供电所", 2: "城管局"}, {3: "陈干事", 4: "周队长"})


def entry(act: str, by: str = "officer:3", **more: object) -> Entry:
    return Entry(subject="case:1", version=1, act=act, by=by, at=T0, **{"before": {}, "after": {}, "data": {}} | more)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (entry("dispatched", data={"unit": 1}), "陈干事 sent it to 供电所, which leads."),
        (entry("dispatched", data={"unit": 1, "officer": 4}), "陈干事 sent it to 供电所, which leads; 周队长 has it."),
        (entry("handed_over", data={"unit": 1, "officer": 4}), "陈干事 handed the task to 周队长 of 供电所."),
        (entry("returned", data={"unit": 1, "code": "not_ours", "to": None}), "供电所 gave it back: Outside our duty."),
        (entry("urged", "requester", data={"unit": 2}), "Requester urged 城管局."),
        (entry("urged", "system:x", data={"unit": None, "step": 1, "percent": 75}), "no unit has it: urged."),
        (entry("closed", after={"outcome": "not_true"}), "陈干事 closed the case: Not as reported."),
        (entry("granted", data={"kind": "hanging", "until": "2026-08-01T10:00:00+08:00"}), "on 2026-08-01 10:00."),
        (entry("finished", data={"unit": 1, "nothing_to_add": True}), "陈干事: 供电所 has nothing to add."),
        (entry("an_act_of_tomorrow"), "陈干事: an_act_of_tomorrow"),
    ],
)
def test_an_entry_is_a_sentence(told: Entry, text: str) -> None:
    assert text in sentence(told, KNOWN)


@pytest.mark.parametrize("act", sorted({*SENTENCES, *words.ACTS}))
def test_no_phrase_fails_whatever_the_entry_lacks(act: str) -> None:
    said = sentence(entry(act), KNOWN)
    assert said
    assert not re.search(r"%\(|officer:|unit:", said)


def test_every_act_with_a_short_name_has_its_sentence() -> None:
    assert words.ACTS.keys() <= {name.split("_table")[0] for name in SENTENCES} | {"escalated"}


def test_words_to_another_unit_are_for_those_who_see_everything_until_they_are_the_answer() -> None:
    story = [
        entry("returned", data={"unit": 2, "ground": "不归我们"}),
        entry("finished", data={"unit": 2, "words": "修好了"}),
        entry("closed", data={"words": "谢谢反映"}),
    ]

    def seen(unit: int | None, *, sees_all: bool = False, over: bool = False) -> list[str]:
        return [one.words for one in telling(story, KNOWN, own_unit=unit, sees_all=sees_all, over=over)]

    assert seen(1) == ["", "", "谢谢反映"]
    assert seen(1, over=True) == ["", "修好了", "谢谢反映"]
    assert seen(2) == seen(None, sees_all=True) == ["不归我们", "修好了", "谢谢反映"]
