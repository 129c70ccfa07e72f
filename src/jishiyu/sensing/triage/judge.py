"""One service line's way of judging, at one version. No database."""

from collections.abc import Sequence
from typing import Any, Protocol

from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.learning.model import ChatModel
from jishiyu.sensing.triage.chat import ChatJudge
from jishiyu.sensing.triage.learned import LearnedJudge
from jishiyu.sensing.triage.said import QUIET, Said, Thread, Verdict
from jishiyu.sensing.triage.subjects import LetterJudge
from jishiyu.sensing.triage.threads import Threads


class Judge(Protocol):
    """Judges in two steps, so that the dear part is done for a whole batch at once.

    `read` says what each message holds by itself and after what its group said before, by `threads`, which then holds
    the batch too; `groups` are the keys of their groups, None for one that came by itself. What it can judge already
    is a Verdict. `decide` makes the verdict of one of them, message after message in the order they were said, by the
    kind of its thread. Pure: the same words, role and thread give the same verdict, however the batches are cut.
    """

    @property
    def version(self) -> str:
        """Names every word, rule and number it judges by; stored with each verdict."""
        ...

    def read(
        self, batch: Sequence[Said], threads: Threads | None = None, groups: Sequence[int | None] = ()
    ) -> Sequence[Any]: ...

    def decide(self, said: Said, reading: Any, thread: Thread) -> Verdict: ...


def judge(said: Said, lexicon: Lexicon, thread: Thread = QUIET) -> Verdict:
    """Judge one message in its thread by a lexicon alone."""
    return judge_in(judge_for(lexicon), said, thread)


def judge_in(by: Judge, said: Said, thread: Thread = QUIET) -> Verdict:
    """Judge one message in its thread."""
    threads = Threads([(0, past) for past in thread.past])
    return by.decide(said, by.read([said], threads, [0])[0], thread)


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
