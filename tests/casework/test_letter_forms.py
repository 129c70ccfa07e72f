"""Our own forms of letters and reports: each shows the values it is promised, and asks for none that is not there."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from docx import Document

from jishiyu.casework.letters import LETTERS, LetterKind, names_of, sample_of, values_of
from jishiyu.lib.letter_marks import Link, Picture
from jishiyu.lib.letters import Template, fill, paragraphs

KINDS = [pytest.param(kind, id=kind.code) for kind in LETTERS.values()]


UNUSED = frozenset(  # for those who want them
    ("kind", "诉求类别", "place", "所在地", "answered", "答复时间", "outcome", "办结情况", "definition", "口径")
)


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str | Link | Picture):
        yield value if isinstance(value, str) else value.words
        return
    items = (inner for name, inner in value.items() if name not in UNUSED) if isinstance(value, dict) else value
    for inner in items:
        yield from leaves(inner)


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_of_a_letter_stands_in_our_form(kind: LetterKind) -> None:
    values = values_of(sample_of(kind.contract))
    content = fill(Template(kind.code, kind.form()), values)
    text = "\n".join(paragraphs(Document(io.BytesIO(content))))
    assert [said for said in leaves(values) if said not in text] == []
    assert "{{" not in text and "{%" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_has_one_chinese_and_one_english_name(kind: LetterKind) -> None:
    names = [name for english, chinese, _ in names_of(kind.contract) for name in (english, chinese)]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z_]+|[一-鿿]+", name) for name in names)


@pytest.mark.parametrize("kind", KINDS)
def test_punctuation_between_chinese_words_is_chinese(kind: LetterKind) -> None:
    text = "\n".join(paragraphs(Document(io.BytesIO(kind.form()))))
    assert re.findall(r"[一-鿿”}][,:;()]|[,:;()][一-鿿“{]", text) == []
