"""Written groups judged by models that learnt nothing from them, and decided on as the product decides. For benches."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from jishiyu.sensing.evaluating import Judged, judge_all, labels_of
from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.learning import measure
from jishiyu.sensing.learning.groups import Talk
from jishiyu.sensing.learning.shelf import model_for
from jishiyu.sensing.learning.train import Lesson, unseen_scores
from jishiyu.sensing.training import lesson_of
from jishiyu.sensing.triage import QUIET, Said, Threads, Verdict
from jishiyu.sensing.triage.chat import ORDINARY, STAFF_TALK, ChatJudge
from jishiyu.sensing.triage.learned import LearnedJudge, LearnedRead
from jishiyu.sensing.triage.words import NOTHING


@dataclass(frozen=True)
class LeftOut:
    """`own` are scores of each message by itself, `made` what it was made of in its thread (columns of
    ChatModel.in_thread), each by models that never saw its group; `warned` at the thresholds that are shipped."""

    given: Lesson
    own: np.ndarray
    made: np.ndarray
    warned: np.ndarray
    judged: list[Judged]

    @property
    def urgency(self) -> np.ndarray:
        return np.array([line.urgency for line in self.given.lines])


def left_out(talks: Sequence[Talk], pack: str, lexicon: Lexicon) -> LeftOut:
    """Groups in eighths, each judged by a model learnt from the others in both its steps."""
    given = lesson_of(lexicon, talks)
    own = unseen_scores(given, np.arange(len(given.lines)))
    tried = measure.unseen(given, own)
    made = np.hstack((measure.chances(tried.scores, tried.scale), tried.scores[:, 2:]))
    urgency = np.array([line.urgency for line in given.lines])
    from_risk, from_now = measure.thresholds(made, urgency)
    warned = (made[:, 0] >= from_risk) | (made[:, 1] >= from_now)
    labels = labels_of(talks)
    judge = _Told(ChatJudge(lexicon), model_for(pack, Path("absent")))
    judge.tell([label.said for label in labels], made, own[:, 0], warned)
    return LeftOut(given, own, made, warned, judge_all(labels, judge, lexicon))


class _Told(LearnedJudge):
    """Decides as the product does, message after message, on what was made of them elsewhere."""

    def tell(self, said: Sequence[Said], made: np.ndarray, own: np.ndarray, warned: np.ndarray) -> None:
        words = self.rules.look(said)
        rows = zip(said, words, made.tolist(), own.tolist(), warned.tolist(), strict=True)
        self._left = iter([self._reading(*row) for row in rows])

    def _reading(self, said, one, made, own, warns) -> LearnedRead | Verdict:  # type: ignore[no-untyped-def]
        quiet = STAFF_TALK if said.role == "staff" else ORDINARY
        if not warns and one.found is NOTHING:
            return Verdict(False, reasons=quiet.reasons, score=made[0])
        by_words = quiet if one.found is NOTHING else self.rules.decide(said, one, QUIET)
        return LearnedRead(one, made, warns, own, by_words, "", None)

    def read(
        self, batch: Sequence[Said], threads: Threads | None = None, groups: Sequence[int | None] = ()
    ) -> list[LearnedRead | Verdict]:
        return [next(self._left) for _ in batch]
