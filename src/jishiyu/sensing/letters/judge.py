"""Letters judged by the office's own learnt subjects, where it has any; the words of the pack say the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.letters.model import Guess, Subjects
from jishiyu.sensing.triage.said import Said, Thread, Verdict
from jishiyu.sensing.triage.subjects import LetterJudge, LetterRead
from jishiyu.sensing.triage.threads import Threads

SUBJECT, OWN_SUBJECT, MODEL = "subject", "own_subject", "model"


@dataclass(frozen=True, slots=True)
class LearntRead:
    """What the pack's words found in a letter, and what the model takes its subject to be."""

    found: LetterRead
    guess: Guess


class LearntJudge:
    """The subject by the model, with its confidence in percent as the first reason; whether it is a need at all and how
    urgent by the pack's words. A label that is no kind of the pack is told as the office's own and falls back."""

    def __init__(self, lexicon: Lexicon, pack: str, subjects: Subjects) -> None:
        self._words, self._subjects = LetterJudge(lexicon), subjects
        self._kinds = subjects.model.kinds.get(pack, {})
        self.lexicon = lexicon

    @property
    def version(self) -> str:
        return f"{self._words.version}+{self._subjects.version}"

    def read(
        self, batch: Sequence[Said], threads: Threads | None = None, groups: Sequence[int | None] = ()
    ) -> list[LearntRead]:
        guesses = self._subjects.guess([whole(said) for said in batch])
        return [LearntRead(found, guess) for found, guess in zip(self._words.read(batch), guesses, strict=True)]

    def decide(self, said: Said, reading: LearntRead, thread: Thread) -> Verdict:
        verdict, guess = self._words.decide(said, reading.found, thread), reading.guess
        if not verdict.risk:
            return verdict
        kind = self._kinds.get(guess.label, self.lexicon.fallback)
        by_pack = tuple(word for code, word in verdict.reasons if code == "word" and verdict.kind == kind)
        told = f"{guess.label} {int(guess.confidence * 100)} %"
        reasons = (
            (SUBJECT if guess.label in self._kinds else OWN_SUBJECT, told),
            *(("word", word) for word in guess.words or by_pack),
            (MODEL, self._subjects.version),
        )
        return replace(verdict, kind=kind, reasons=reasons)


def whole(said: Said) -> str:
    """A letter as it was learnt: its title and its body; a body that is only the title again is said once."""
    return said.text if said.text.startswith(said.title) else f"{said.title} {said.text}"


def confidence_of(reasons: Sequence[Sequence[str]]) -> int | None:
    """How sure the subject is in percent by the reasons of a verdict; None where no model said it."""
    told = next((word for code, word in reasons if code in (SUBJECT, OWN_SUBJECT)), "")
    percent = told.removesuffix(" %").rpartition(" ")[2]
    return int(percent) if percent.isdigit() else None
