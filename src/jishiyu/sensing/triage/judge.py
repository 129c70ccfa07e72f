"""One service line's way of judging, at one version. No database."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.triage.chat import ChatJudge
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


@lru_cache(maxsize=16)
def judge_for(lexicon: Lexicon) -> Judge:
    """The judge of a lexicon, made once for each version of it."""
    return LetterJudge(lexicon) if lexicon.style == "letters" else ChatJudge(lexicon)
