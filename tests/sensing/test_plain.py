"""What is done to a whole batch at once comes to the same as done to each message."""

from hypothesis import given
from hypothesis import strategies as st

from jishiyu.sensing.kinds import lexicon_of
from jishiyu.sensing.plain import plain, plain_all
from jishiyu.sensing.triage.words import Words

PIECES = [
    "停电",
    "冒烟",
    "我也是",
    "，",
    "！",
    " ",
    "\u3000",
    "[捂脸]",
    "[",
    "]",
    "ＫＴＶ",
    "ΑΣ",
    "e\u0301",
    "\u0301",
    "①",
    "\0",
    "…",
    "电线",
    "断了",
]
texts = st.lists(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=8).map("".join), max_size=12)


@given(texts)
def test_texts_made_plain_together_are_as_each_by_itself(said: list[str]) -> None:
    assert plain_all(said) == [plain(text) for text in said]


@given(texts)
def test_words_found_together_are_as_found_in_each_by_itself(said: list[str]) -> None:
    words, ready = Words(lexicon_of("power")), plain_all(said)
    assert words.find_all(ready) == [words.find(text) for text in ready]
