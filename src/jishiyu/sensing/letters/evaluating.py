"""How the judge of letters does on letters whose subject is known. No database."""

from collections.abc import Mapping, Sequence
from typing import Any

from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.letters.figures import figures
from jishiyu.sensing.letters.model import Guess, Subjects
from jishiyu.sensing.letters.rows import Row
from jishiyu.sensing.triage.said import Said
from jishiyu.sensing.triage.subjects import LetterJudge


def evaluate(
    rows: Sequence[Row], subjects: Subjects | None, lexicon: Lexicon, names: Mapping[str, str]
) -> dict[str, Any]:
    """Figures by the office's model where there is one, else by the words of a lexicon; `names` says what a letter's
    file calls each kind. With `judged_with`, the version of what judged."""
    if subjects is not None:
        guesses = subjects.guess([row.said for row in rows], with_words=False)
        version = subjects.version
    else:
        judge = LetterJudge(lexicon)
        guesses = [_by_words(judge, row, names) for row in rows]
        version = judge.version
    true, told = [row.label for row in rows], [guess.label for guess in guesses]
    return {**figures(true, told, [guess.confidence for guess in guesses]), "judged_with": version}


def _by_words(judge: LetterJudge, row: Row, names: Mapping[str, str]) -> Guess:
    """The kind with most words in it; as sure as its share of all words found."""
    share = judge.weigh(judge.read([Said(row.said, role="requester")])[0])
    kind = max(share, key=lambda one: share[one]) if share else judge.lexicon.fallback
    return Guess(names.get(kind, kind), share.get(kind, 0) / sum(share.values()) if share else 0.0)
