"""Chat judged by a learned model beside a lexicon: the score says whether a word is meant, the words say why.

Without a database. The dear part (n-grams of a whole batch) is done in `read`; `decide` leaves quiet talk at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from jishiyu.sensing.learning.concepts import Concepts
from jishiyu.sensing.learning.fields import fields_of
from jishiyu.sensing.learning.model import CAN_WAIT_COLUMN, FRAIL_COLUMN, KIND_COLUMNS, ChatModel
from jishiyu.sensing.learning.targets import KINDS, RISK
from jishiyu.sensing.learning.thread import FLAGS, QUIET_BELOW, Before, Own, chance, features
from jishiyu.sensing.triage.chat import ECHO_AT_MOST, ChatJudge, ChatRead
from jishiyu.sensing.triage.said import QUIET, Past, Said, Thread, Verdict
from jishiyu.sensing.triage.urgency import CAN_WAIT, NOW, TODAY
from jishiyu.sensing.triage.why import Why
from jishiyu.sensing.triage.words import changed_words

KEPT = 20_000  # earlier messages whose reading is remembered
NOW_FROM, NOW_BY_WORDS_FROM = 0.3, 0.15  # chances of "now" from which it is urgent, alone and with a word for it
DANGER_FROM, WORDS_FROM = 0.2, 0.4  # chances of risk from which words of the lexicon warn: for a danger now, for others
NOTHING_TO_JOIN = 0.3  # of its score is left to a "me too" where nobody speaks of trouble
MOST_REASONS, LONGEST_QUOTE = 5, 20
SURE = 5.0  # the score of a risk that the office's own words made
NO_FLAGS = (0.0,) * len(FLAGS)


@dataclass(slots=True)
class LearnedRead:
    """A message made plain with the lexicon's words, and what it says by itself."""

    words: ChatRead
    own: Own


def flags_of(rules: ChatJudge, said: Said, read: ChatRead) -> tuple[float, ...]:
    """What the lexicon finds in a message by itself, in the order of FLAGS."""
    found = read.found
    verdict = rules.decide(said, read, QUIET)
    return (float(verdict.risk), float(verdict.urgency), *(float(rule in found.rules) for rule in FLAGS[2:]))


class LearnedJudge:
    """`shipped` are the rules the model was learnt with, where `rules` hold other words: what the office changed counts
    whatever the model makes of it."""

    def __init__(self, rules: ChatJudge, model: ChatModel, shipped: ChatJudge | None = None) -> None:
        lexicon = rules.lexicon
        self.shipped = shipped
        self.changed = changed_words(rules.lexicon, shipped.lexicon) if shipped else ()
        self.rules, self.model = rules, model
        self.concepts = Concepts(lexicon.concepts)
        self.kinds = _kinds_of(lexicon.labels)
        self.why = Why(model, self.concepts)
        self._risk = tuple(np.ascontiguousarray(table[:, RISK]) for table in (model.letters, model.classes))
        self._known: dict[tuple[str, str], Own] = {}

    @property
    def version(self) -> str:
        return f"{self.rules.version}:{self.model.version}"

    def read(self, batch: Sequence[Said]) -> list[LearnedRead]:
        """The risk of each by itself; of what is not quiet everything else too."""
        if not batch:
            return []
        words = self.rules.read(batch)
        texts, roles = [one.text for one in words], [said.role for said in batch]
        risk = (fields_of(texts, roles, self.concepts).sums(*self._risk) + self.model.base[RISK]).tolist()
        loud = [place for place, score in enumerate(risk) if score >= QUIET_BELOW]
        rows = dict(zip(loud, self._rows([texts[at] for at in loud], [roles[at] for at in loud]), strict=True))
        readings = []
        for place, (said, one, score) in enumerate(zip(batch, words, risk, strict=True)):
            found = one.found
            flags = flags_of(self.rules, said, one) if found.signs or found.rules else NO_FLAGS
            own = Own(rows.get(place) or (score,), flags, len(one.text))
            if self.changed and self._office(said, one, QUIET):
                own = Own(self._by_office(said, one, rows.get(place)), flags, own.length)
            self._known[said.text, said.role] = own
            readings.append(LearnedRead(one, own))
        if len(self._known) > KEPT:
            self._known = {(said.text, said.role): one.own for said, one in zip(batch, readings, strict=True)}
        return readings

    def _rows(self, texts: Sequence[str], roles: Sequence[str]) -> list[tuple[float, ...]]:
        if not texts:
            return []
        fields = fields_of(texts, roles, self.concepts)
        return [tuple(row) for row in (fields.sums(self.model.letters, self.model.classes) + self.model.base).tolist()]

    def decide(self, said: Said, reading: LearnedRead, thread: Thread) -> Verdict:
        own = reading.own
        if len(own.scores) == 1:
            if not own.flags[0]:
                return Verdict(False, score=chance(own.scores[RISK]))
            own = Own(self._rows([reading.words.text], [said.role])[0], own.flags, own.length)
        before = self._before(said, thread.past)
        office = self._office(said, reading.words, thread) if self.changed else None
        if office:
            return office
        made = self.model.in_thread(features(own, said.role == "staff", before))
        score = round(made[0], 4)
        by_words = self.rules.decide(said, reading.words, thread)
        if not thread.kind and is_echo(reading.words):
            return Verdict(False, score=score * NOTHING_TO_JOIN)
        if not self.model.warns(made) and not _said_plainly(by_words, made[0]):
            return Verdict(False, reasons=() if by_words.risk else by_words.reasons, score=score)
        return Verdict(
            True,
            self._kind(made, by_words),
            self._urgency(made, by_words),
            bool(made[FRAIL_COLUMN] > 0 or (by_words.risk and by_words.vulnerable)),
            self._reasons(said, reading, thread.past, before, by_words),
            score,
        )

    def _office(self, said: Said, read: ChatRead, thread: Thread) -> Verdict | None:
        """What the words say where the office changed what they say."""
        if self.shipped is None or not any(word in read.text for word in self.changed):
            return None
        now = self.rules.decide(said, read, thread)
        before = self.shipped.decide(said, self.shipped.read([said])[0], thread)
        if now == before:
            return None
        return replace(now, score=1.0 if now.risk else 0.0)

    def _by_office(self, said: Said, read: ChatRead, row: tuple[float, ...] | None) -> tuple[float, ...]:
        """Scores of a message about which the office's words decide, as the messages after it are to see them."""
        heard = self.rules.decide(said, read, QUIET).risk
        full = row or self._rows([read.text], [said.role])[0]
        return (SURE if heard else -SURE, *full[1:])

    def _kind(self, made: Sequence[float], by_words: Verdict) -> str:
        """The likeliest kind; the lexicon's where it knows a finer one of that label, or names somebody frail."""
        label = KINDS[_largest(made[KIND_COLUMNS])]
        by_word = self.rules.lexicon.labels.get(by_words.kind)
        if by_words.risk and (by_word == label or (by_word == "vulnerable" and label != "hazard")):
            return by_words.kind
        return self.kinds[label]

    def _urgency(self, made: Sequence[float], by_words: Verdict) -> int:
        if made[1] >= NOW_FROM or (by_words.risk and by_words.urgency >= NOW and made[1] >= NOW_BY_WORDS_FROM):
            return NOW
        return CAN_WAIT if made[CAN_WAIT_COLUMN] > 0 else TODAY

    def _before(self, said: Said, past: Sequence[Past]) -> list[Before]:
        """The thread as it is counted. Without a time of its own a message follows at once."""
        before = []
        for one in past:
            own = self._known.get((one.text, one.role)) or self.read([Said(one.text, role=one.role)])[0].own
            ago = (said.at - one.at).total_seconds() if said.at else 0.0
            before.append(Before(own, ago, bool(said.sender) and one.sender == said.sender, one.role == "staff"))
        return before

    def _reasons(
        self, said: Said, reading: LearnedRead, past: Sequence[Past], before: Sequence[Before], by_words: Verdict
    ) -> tuple[tuple[str, str], ...]:
        """The lexicon's words where it agrees, the words that weighed most, and what it joins where it says little."""
        reasons = list(by_words.reasons[:MOST_REASONS]) if by_words.risk else []
        known = {word for _, word in reasons}
        weighed = self.why.words(reading.words.text, said.role)
        reasons += [("weighs", word) for word in weighed if not any(word in one for one in known)]
        if reading.own.scores[RISK] < 0 and past:
            loudest, _ = max(zip(past, before, strict=True), key=lambda pair: pair[1].own.scores[RISK])
            reasons.insert(0, ("joins", loudest.text[:LONGEST_QUOTE]))
        return tuple(reasons[:MOST_REASONS]) or (("weighs", said.text[:LONGEST_QUOTE]),)


def is_echo(read: ChatRead) -> bool:
    """Whether it says no more than "me too"."""
    found = read.found
    return len(read.text) <= ECHO_AT_MOST and "echo" in found.rules and not found.signs


def _said_plainly(by_words: Verdict, likely: float) -> bool:
    """The lexicon's words for a danger ring at a lower chance: they are few and mostly meant."""
    return by_words.risk and likely >= (DANGER_FROM if by_words.urgency >= NOW else WORDS_FROM)


def _largest(scores: Sequence[float]) -> int:
    return max(range(len(scores)), key=scores.__getitem__)


def _kinds_of(labels: Mapping[str, str]) -> dict[str, str]:
    """The pack's kind of each label: the first it names."""
    return {label: next(kind for kind, named in labels.items() if named == label) for label in KINDS}
