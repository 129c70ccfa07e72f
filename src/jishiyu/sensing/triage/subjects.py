"""Letters: every one is a need, and its subject is the one with most words in it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.triage.said import Said, Thread, Verdict, plain
from jishiyu.sensing.triage.threads import Threads
from jishiyu.sensing.triage.words import Found, Words

TITLE_WEIGHT = 3
REASONS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class LetterRead:
    """Words found in a letter's title and body."""

    heading: Found
    body: Found


class LetterJudge:
    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon, self.words = lexicon, Words(lexicon)

    @property
    def version(self) -> str:
        return self.lexicon.version

    def read(
        self, batch: Sequence[Said], threads: Threads | None = None, groups: Sequence[int | None] = ()
    ) -> list[LetterRead]:
        return [LetterRead(self.words.find(plain(said.title)), self.words.find(plain(said.text))) for said in batch]

    def decide(self, said: Said, reading: LetterRead, thread: Thread) -> Verdict:
        heading, body = reading.heading, reading.body
        if heading.first("chatter") and not heading.signs and not body.signs:
            return Verdict(False, reasons=(("chatter", heading.first("chatter")),))
        weights = self.weigh(reading)
        if not weights:
            return Verdict(True, self.lexicon.fallback, 1, reasons=(("no_word", ""),))
        kind = min(weights, key=lambda kind: (-weights[kind], self.words.rank[kind]))
        spoken = [(sign, hit) for sign, hit in heading.signs + body.signs if sign.kind == kind]
        words = list(dict.fromkeys(hit.word for _, hit in spoken))[:REASONS_SHOWN]
        return Verdict(
            True, kind, max(sign.urgency for sign, _ in spoken), reasons=tuple(("word", word) for word in words)
        )

    def weigh(self, reading: LetterRead) -> Counter[str]:
        """Characters of the words found, by the kind they speak for; those of the title count three times."""
        weights: Counter[str] = Counter()
        for weight, found in ((TITLE_WEIGHT, reading.heading), (1, reading.body)):
            for sign, hit in found.signs:
                weights[sign.kind] += weight * len(hit.word)
        return weights
