from hypothesis import given
from hypothesis import strategies as st

from jishiyu.sensing.learning.concepts import Concepts

CONCEPTS = Concepts({"wire": ("电线", "导线", "线"), "water": ("水", "塘")})
TEXTS = st.lists(st.text(st.sampled_from("电导线水塘断了在里\0a"), max_size=8), max_size=5)


def test_words_of_one_class_mean_the_same_and_others_stay_as_they_are() -> None:
    assert CONCEPTS.meant("那根电线断了") == CONCEPTS.meant("那根导线断了") != CONCEPTS.meant("那根水断了")
    assert CONCEPTS.meant("断了") == "断了"


def test_the_longest_word_counts_and_stands_where_it_is_said() -> None:
    assert CONCEPTS.spans("导线在塘里") == [(0, 2), (3, 4)]
    assert len(CONCEPTS.meant("导线在塘里")) == 4


@given(TEXTS)
def test_many_texts_read_at_once_mean_what_each_means_alone(texts: list[str]) -> None:
    assert CONCEPTS.meant_all(texts) == [CONCEPTS.meant(text) for text in texts]


def test_without_classes_a_text_means_itself() -> None:
    assert Concepts({}).meant("停电了") == "停电了"
