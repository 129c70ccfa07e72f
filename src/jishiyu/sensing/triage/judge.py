"""One service line's way of judging, at one version. No database."""

from collections.abc import Sequence
from typing import Any, Protocol

from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.learning.model import ChatModel
from jishiyu.sensing.triage.chat import ChatJudge
from jishiyu.sensing.triage.learned import LearnedJudge
from jishiyu.sensing.triage.said import QUIET, Said, Thread, Verdict
from jishiyu.sensing.triage.subjects import LetterJudge


class Judge(Protocol):
    """Judges in two steps, so that the dear part is done for a whole batch at once.

    `read` says what each message holds by itself; `decide` makes the verdict of one of them in its thread, message
    after message in the order they were said. Pure: the same words, role and thread always give the same verdict.
    """

    @property
    def version(self) -> str:
        """Names every word, rule and number it judges by; stored with each verdict."""
        ...

    def read(self, batch: Sequence[Said]) -> Sequence[Any]: ...

    def decide(self, said: Said, reading: Any, thread: Thread) -> Verdict: ...


def judge(said: Said, lexicon: Lexicon, thread: Thread = QUIET) -> Verdict:
    """Judge one message in its thread by a lexicon alone."""
    one = judge_for(lexicon)
    return one.decide(said, one.read([said])[0], thread)


def judge_for(lexicon: Lexicon, model: ChatModel | None = None, shipped: Lexicon | None = None) -> Judge:
    """The judge of a lexicon, with a learned model or by words alone, made once for each version of them. `shipped` is
    the lexicon before the office changed words of it: what the office said counts whatever a model makes of it."""
    key = (lexicon.version, model.version if model else "", shipped.version if shipped else "")
    made = _made.get(key)
    if made is None:
        if len(_made) >= MADE:
            _made.clear()
        made = _made[key] = _make(lexicon, model, shipped)
    return made


def _make(lexicon: Lexicon, model: ChatModel | None, shipped: Lexicon | None) -> Judge:
    if lexicon.style == "letters":
        return LetterJudge(lexicon)
    rules = ChatJudge(lexicon)
    if model is None:
        return rules
    changed = shipped is not None and shipped.version != lexicon.version
    return LearnedJudge(rules, model, ChatJudge(shipped) if shipped and changed else None)


MADE = 16
_made: dict[tuple[str, str, str], Judge] = {}
