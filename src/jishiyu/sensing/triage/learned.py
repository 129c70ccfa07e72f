"""Chat judged by a learned model beside a lexicon: the score says whether a word is meant, the words say why.

Without a database. The dear part (n-grams and threads of a whole batch) is done in `read`, which has the verdict of
quiet talk already.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec.structs import replace

from jishiyu.sensing.learning.concepts import Concepts
from jishiyu.sensing.learning.fields import Fields, fields_of
from jishiyu.sensing.learning.model import CAN_WAIT_COLUMN, FRAIL_COLUMN, KIND_COLUMNS, ChatModel
from jishiyu.sensing.learning.targets import KINDS, OWN, RISK
from jishiyu.sensing.learning.thread import FLAGS, QUIET_BELOW, Heard, Places, Rows, before, chances, features
from jishiyu.sensing.triage.chat import ECHO_AT_MOST, ORDINARY, STAFF_TALK, ChatJudge, ChatRead
from jishiyu.sensing.triage.said import QUIET, Said, Thread, Verdict
from jishiyu.sensing.triage.threads import Threads
from jishiyu.sensing.triage.urgency import CAN_WAIT, NOW, TODAY
from jishiyu.sensing.triage.why import Looked, Why
from jishiyu.sensing.triage.words import NOTHING, changed_words

KEPT = 20_000  # earlier messages whose reading is remembered
NOW_FROM, NOW_BY_WORDS_FROM = 0.3, 0.15  # chances of "now" from which it is urgent, alone and with a word for it
DANGER_FROM, WORDS_FROM = 0.2, 0.4  # chances of risk from which words of the lexicon warn: for a danger now, for others
NOTHING_TO_JOIN = 0.3  # of its score is left to a "me too" where nobody speaks of trouble
MOST_REASONS, LONGEST_QUOTE = 5, 20
SPOKEN_OF = 0.8  # added to the score of the kind that its group speaks of
SURE = 5.0  # the score of a risk that the office's own words made


class LearnedRead(msgspec.Struct, gc=False):
    """A message that may be a risk: made plain with the lexicon's words, what it was made of in its thread (columns of
    ChatModel.in_thread), whether that is to be told, its own score of risk, its verdict by words alone. `joins` is the
    loudest of the messages before it, `looked` what weighed in it, where it may be told."""

    words: ChatRead
    made: list[float]
    warns: bool
    risk: float
    by_words: Verdict
    joins: str
    looked: Looked | None


class _Learned(NamedTuple):
    """What the messages of a batch say by themselves; `loud` are the places of those that are looked at in their
    thread, `by_words` what the lexicon makes of those it knows words of, `office` the places of those about which words
    decide that the office changed."""

    words: list[ChatRead]
    fields: Fields
    by_words: dict[int, Verdict]
    heard: Heard
    loud: Places
    office: frozenset[int]


def flags_of(rules: ChatJudge, said: Said, read: ChatRead) -> tuple[float, ...]:
    """What the lexicon finds in a message by itself, in the order of FLAGS."""
    return _flags(rules.decide(said, read, QUIET), read)


def _flags(verdict: Verdict, read: ChatRead) -> tuple[float, ...]:
    rules = read.found.rules
    if not rules:
        return (float(verdict.risk), float(verdict.urgency), *_NO_RULES)
    return (float(verdict.risk), float(verdict.urgency), *[float(rule in rules) for rule in FLAGS[2:]])


_NO_RULES = (0.0,) * (len(FLAGS) - 2)


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
        self._known: dict[tuple[str, str], tuple[Rows, Rows, int]] = {}

    @property
    def version(self) -> str:
        return f"{self.rules.version}:{self.model.version}"

    def read(
        self, batch: Sequence[Said], threads: Threads | None = None, groups: Sequence[int | None] = ()
    ) -> list[LearnedRead | Verdict]:
        if not batch:
            return []
        read = self._learned(batch)
        kept = threads if threads is not None else Threads()
        fresh, earlier = kept.known is None, self._heard_before(kept)
        numbers = [-1 if group is None else group for group in groups] if groups else [-1] * len(batch)
        keys = np.concatenate((kept.groups, np.array(numbers, np.int64)))
        asked, heard = read.loud + len(earlier), earlier.then(read.heard)
        past = before(keys, asked)
        made = self.model.in_thread(features(heard, asked, past))
        readings = self._readings(batch, read, made, _loudest([*kept.said, *batch], heard, past))
        if threads is not None:
            threads.take_in(batch, keys, heard)
            if fresh:  # another will be made for the next batch
                self._remember(batch, read.heard)
        return readings

    def _readings(
        self, batch: Sequence[Said], read: _Learned, made: Rows, joins: Sequence[str]
    ) -> list[LearnedRead | Verdict]:
        """Of quiet talk the verdict; of the rest what it was made of, unless nothing is left to decide."""
        words, risk = read.words, read.heard.scores[:, RISK]
        readings: list[LearnedRead | Verdict] = [
            Verdict(False, "", 0, False, (), score) for score in read.heard.likely[:, RISK].tolist()
        ]
        warned = self.model.warns(made)
        looked = self._looked(read, read.loud[warned | (made[:, 0] >= min(DANGER_FROM, WORDS_FROM))])
        by_words = read.by_words.get
        rows = zip(read.loud.tolist(), made.tolist(), warned.tolist(), risk[read.loud].tolist(), joins, strict=True)
        for place, row, warns, own, joined in rows:
            one, ordinary = words[place], STAFF_TALK if batch[place].role == "staff" else ORDINARY
            if warns or one.found is not NOTHING or place in read.office:
                readings[place] = LearnedRead(
                    one, row, warns, own, by_words(place, ordinary), joined, looked.get(place)
                )
            else:
                readings[place] = Verdict(False, "", 0, False, ordinary.reasons, round(row[0], 4))
        return readings

    def _looked(self, read: _Learned, places: Places) -> dict[int, Looked]:
        """What weighed in messages that may be told, by place."""
        told = places.tolist()
        if not told:
            return {}
        chosen = np.zeros(len(read.words), np.bool_)
        chosen[places] = True
        texts = [read.words[place].text for place in told]
        return dict(zip(told, self.why.look(texts, read.fields.of(chosen)), strict=True))

    def _learned(self, batch: Sequence[Said]) -> _Learned:
        """The risk of each by itself; of what is not quiet everything else too."""
        words = self.rules.look(batch)
        fields = fields_of([one.text for one in words], [said.role for said in batch], self.concepts)
        risk = fields.sums(*self._risk) + self.model.base[RISK]
        flags = np.zeros((len(batch), len(FLAGS)))
        spoken = [place for place, one in enumerate(words) if one.found is not NOTHING]
        by_words = {place: self.rules.decide(batch[place], words[place], QUIET) for place in spoken}
        if spoken:
            flags[spoken] = [_flags(by_words[place], words[place]) for place in spoken]
        touched = self._touched(words)
        told = ((place, self._office(batch[place], words[place], QUIET)) for place in touched)
        office = {place: verdict.risk for place, verdict in told if verdict}
        chosen = (risk >= QUIET_BELOW) | (flags[:, 0] > 0)
        chosen[list(office)] = True
        scores = np.zeros((len(batch), len(OWN)))
        scores[:, RISK] = risk
        if chosen.any():
            scores[chosen] = fields.of(chosen).sums(self.model.letters, self.model.classes) + self.model.base
        for place, risky in office.items():
            scores[place, RISK] = SURE if risky else -SURE
        length = np.fromiter([len(one.text) for one in words], np.int64, len(words))
        return _Learned(words, fields, by_words, _heard(batch, scores, flags, length), np.flatnonzero(chosen), touched)

    def _touched(self, words: Sequence[ChatRead]) -> frozenset[int]:
        """Places of messages with words that the office changed."""
        if not self.changed:
            return frozenset()
        return frozenset(place for place, one in enumerate(words) if any(word in one.text for word in self.changed))

    def _heard_before(self, threads: Threads) -> Heard:
        """What the messages kept in view say by themselves. Those of another process are read once."""
        if threads.known is not None:
            return threads.known
        if len(self._known) > KEPT:
            self._known.clear()
        unread = {(said.text, said.role): said for said in threads.said if (said.text, said.role) not in self._known}
        if unread:
            first = list(unread.values())
            self._remember(first, self._learned(first).heard)
        rows = [self._known[said.text, said.role] for said in threads.said]
        return _heard(
            threads.said,
            np.array([row[0] for row in rows]).reshape(-1, len(OWN)),
            np.array([row[1] for row in rows]).reshape(-1, len(FLAGS)),
            np.array([row[2] for row in rows], np.int64),
        )

    def _remember(self, batch: Sequence[Said], heard: Heard) -> None:
        for said, scores, flags, length in zip(batch, heard.scores, heard.flags, heard.length.tolist(), strict=True):
            self._known[said.text, said.role] = (scores, flags, length)

    def decide(self, said: Said, reading: LearnedRead | Verdict, thread: Thread) -> Verdict:
        if isinstance(reading, Verdict):
            return reading
        office = self._office(said, reading.words, thread) if self.changed else None
        if office:
            return office
        made = reading.made
        score = round(made[0], 4)
        by_words = reading.by_words
        if thread.kind and not by_words.risk and not by_words.reasons:  # what nothing else is said of may join
            by_words = self.rules.decide(said, reading.words, thread)
        if not thread.kind and is_echo(reading.words):
            return Verdict(False, score=score * NOTHING_TO_JOIN)
        if not reading.warns and not _said_plainly(by_words, made[0]):
            return Verdict(False, reasons=() if by_words.risk else by_words.reasons, score=score)
        return Verdict(
            True,
            self._kind(made, by_words, thread.kind),
            self._urgency(made, by_words),
            bool(made[FRAIL_COLUMN] > 0 or (by_words.risk and by_words.vulnerable)),
            self._reasons(said, reading, by_words),
            score,
        )

    def _office(self, said: Said, read: ChatRead, thread: Thread) -> Verdict | None:
        """What the words say where the office changed what they say."""
        if self.shipped is None or not any(word in read.text for word in self.changed):
            return None
        now = self.rules.decide(said, read, thread)
        shipped = self.shipped.decide(said, self.shipped.look([said])[0], thread)
        if now == shipped:
            return None
        return replace(now, score=1.0 if now.risk else 0.0)

    def _kind(self, made: list[float], by_words: Verdict, spoken_of: str) -> str:
        """The likeliest kind, rather the one spoken of; the lexicon's where it knows a finer one of it, or names
        somebody frail."""
        labels, scores = self.rules.lexicon.labels, made[KIND_COLUMNS]
        if labels.get(spoken_of) in KINDS:
            scores[KINDS.index(labels[spoken_of])] += SPOKEN_OF
        label = KINDS[_largest(scores)]
        by_word = labels.get(by_words.kind)
        if by_words.risk and (by_word == label or (by_word == "vulnerable" and label != "hazard")):
            return by_words.kind
        return self.kinds[label]

    def _urgency(self, made: Sequence[float], by_words: Verdict) -> int:
        if made[1] >= NOW_FROM or (by_words.risk and by_words.urgency >= NOW and made[1] >= NOW_BY_WORDS_FROM):
            return NOW
        return CAN_WAIT if made[CAN_WAIT_COLUMN] > 0 else TODAY

    def _reasons(self, said: Said, reading: LearnedRead, by_words: Verdict) -> tuple[tuple[str, str], ...]:
        """The lexicon's words where it agrees, the words that weighed most, and what it joins where it says little."""
        reasons = list(by_words.reasons[:MOST_REASONS]) if by_words.risk else []
        known = {word for _, word in reasons}
        if len(reasons) < MOST_REASONS and reading.looked is not None:
            weighed = self.why.words(reading.looked)
            reasons += [("weighs", word) for word in weighed if not any(word in one for one in known)]
        if reading.risk < 0 and reading.joins:
            reasons.insert(0, ("joins", reading.joins[:LONGEST_QUOTE]))
        return tuple(reasons[:MOST_REASONS]) or (("weighs", said.text[:LONGEST_QUOTE]),)


def _heard(batch: Sequence[Said], scores: Rows, flags: Rows, length: Places) -> Heard:
    count = len(batch)
    return Heard(
        scores,
        flags,
        length,
        np.fromiter([said.at.timestamp() if said.at else math.nan for said in batch], np.float64, count),
        np.fromiter([hash(said.sender) for said in batch], np.int64, count),
        np.fromiter([said.role == "staff" for said in batch], np.bool_, count),
        chances(scores),
    )


def _loudest(said: Sequence[Said], heard: Heard, past: Places) -> list[str]:
    """The loudest message before each, "" where there is none."""
    if not past.size:
        return []
    loud = np.where(past >= 0, heard.scores[past, RISK], -np.inf).argmax(1)
    return [said[place].text if place >= 0 else "" for place in past[np.arange(len(past)), loud].tolist()]


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
