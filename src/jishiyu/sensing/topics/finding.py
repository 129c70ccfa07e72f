"""Finding topics: what is told of one *matter* at one *named thing*.

Grams that stand in several headings, and not in too many, are anchors. Of the texts that hold an anchor those belong
together that share something else, far more often than chance: at one estate the concrete plant is one topic and the
parking another. A shared phrase ("请加快…") glues nothing, because the texts that hold it name a different thing each;
neither does a matter told of in every district. No database.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jishiyu.sensing.topics.grams import NOTHING, THREES, Counts, bare, count, in_batches, once, slots_of
from jishiyu.sensing.topics.topic import Telling, Topic, heat, topic_of

BODY = 100  # characters of a text that are looked at after its title
FEWEST = 4  # tellings of a topic
RAREST, COMMON, MOST = 4, 0.02, 50_000  # texts an anchor stands in: at least, as a share, at most
IN_HEADS = 0.25  # of the texts an anchor stands in, that hold it in the heading
SAME = 0.8  # of an anchor's texts that go on with the same character: it is part of a longer phrase
PHRASE = 12  # characters
LIFT = 12  # times as often as in all texts, or half as often as can be
PROFILE = 0.25  # of a topic's texts that hold a gram of its profile
ENOUGH, SURE = 1.2, 1.9  # information shared with the profile: to be looked at, to belong; 1 tells one text of all
KNOWN_ALREADY = 0.8  # of an anchor's texts that are in topics of earlier ones: it adds nothing
ITS_OWN = 0.5  # of an anchor's texts that one topic takes: the anchor is its name
TWOS = 0.5  # what a gram of two characters is worth, beside those of three that hold it
PARTS = 6  # topics looked for at one anchor
BUDGET = 1_000_000  # texts looked at for all anchors together
KNOWN, ONE_DISTRICT = 3, 0.75
OWN_RARE = 6  # headings that hold a gram at most, for it to name a thing
PHRASE_ONLY, SCATTERED = 0.5, 0.7  # share of each heading's grams that nobody else of the topic has

Members = NDArray[np.int64]


def find_topics(tellings: Sequence[Telling], most: int = 10) -> list[Topic]:
    """The hottest topics, the hottest first. The same tellings always give the same topics."""
    alike: dict[tuple[str, ...], list[int]] = {}  # what was passed on word for word counts, and teaches nothing new
    for place, telling in enumerate(tellings):
        alike.setdefault((telling.head, telling.text[:BODY], telling.district, telling.spot), []).append(place)
    copies = list(alike.values())
    if len(copies) < FEWEST:
        return []
    search = _Search([tellings[places[0]] for places in copies])
    now = max(telling.at for telling in tellings)
    found = [
        topic_of(
            tellings, [place for one in part.members for place in copies[one]], copies[part.central][0], part.words
        )
        for part in search.topics()
    ]
    return sorted(found, key=lambda topic: (-heat(topic, now), topic.members))[:most]


@dataclass(slots=True)
class _Found:
    members: list[int]
    central: int
    words: list[str]


class _Search:
    def __init__(self, tellings: Sequence[Telling]) -> None:
        self.tellings = tellings
        self.heads = [bare(telling.head) for telling in tellings]
        self.texts = [
            f"{head} {bare(telling.text[:BODY])}" if telling.title else bare(telling.text[:BODY])
            for head, telling in zip(self.heads, tellings, strict=True)
        ]
        self.counts, self.head_counts = count(self.texts), count(self.heads)
        self.one = math.log(len(tellings))
        self.worth = np.log(len(tellings) / np.maximum(self.counts, 1)).astype(np.float32)
        self.worth[THREES:] *= TWOS

    def topics(self) -> Iterator[_Found]:
        """Candidates of all anchors, the largest first, each telling in one topic only."""
        candidates = []
        looked_at = np.zeros(len(self.texts), bool)
        for anchor, texts in self._anchors():
            if looked_at[texts].mean() >= KNOWN_ALREADY:
                continue
            for members, words in self._at(anchor, texts):
                looked_at[members] = True
                candidates.append((members, words))
        candidates.sort(key=lambda one: (-len(one[0]), one[1], one[0]))
        topic_at: dict[int, int] = {}
        for number, (members, words) in enumerate(candidates):
            there = Counter(topic_at[one] for one in members if one in topic_at)
            free = [one for one in members if one not in topic_at]
            if there and max(there.values()) >= len(members) / 2:
                continue
            for part in (part for near in self._of_one_district(free) for part in self._of_one_spot(near)):
                if self._names_a_thing(part):
                    topic_at.update(dict.fromkeys(part, number))
                    yield _Found(part, self._central(part), words)

    def _anchors(self) -> Iterator[tuple[int, Members]]:
        """Anchors with the texts that hold them, those in most texts first, as far as the budget goes."""
        limit = min(max(60, int(COMMON * len(self.texts))), MOST)
        fit = (self.counts >= RAREST) & (self.counts <= limit) & (self.head_counts >= FEWEST)
        fit &= self.head_counts >= IN_HEADS * self.counts
        chosen = np.flatnonzero(fit[:THREES])
        chosen = chosen[np.argsort(-self.counts[chosen], kind="stable")]
        chosen = chosen[np.cumsum(self.counts[chosen]) <= BUDGET]
        wanted = np.zeros(NOTHING, bool)
        wanted[chosen] = True
        held = [(slots[wanted[slots]], texts[wanted[slots]]) for slots, texts in in_batches(self.texts)]
        slots, texts = (np.concatenate(part) for part in zip(*held, strict=True))
        order = np.argsort(slots, kind="stable")
        slots, texts = slots[order], texts[order]
        starts = np.searchsorted(slots, chosen)
        ends = np.searchsorted(slots, chosen, side="right")
        for anchor, start, end in zip(chosen, starts, ends, strict=True):
            yield int(anchor), texts[start:end]

    def _at(self, anchor: int, texts: Members) -> Iterator[tuple[list[int], list[str]]]:
        """Topics among the texts that hold an anchor: those that share one more thing, with what else goes with it."""
        said = [self.texts[one] for one in texts]
        gram = _gram_at(anchor, said[:30])
        phrase = _phrase(gram, said[:300])
        if not phrase:
            return
        slots, owners = once([text.replace(phrase, " ").replace(gram, " ") for text in said])
        part_of = _part_of(phrase)
        left = np.ones(len(said), bool)
        for _ in range(PARTS):
            core = self._core(slots[left[owners]], len(said), part_of, said)
            if core is None:
                return
            inside = np.zeros(len(said), bool)
            inside[owners[slots == core[0]]] = True
            inside &= left
            inside |= left & (self._shared(slots, owners, inside) >= ENOUGH * self.one)
            left &= ~inside
            sure = self._shared(slots, owners, inside) >= SURE * self.one
            named = (core[1], gram) if inside.sum() >= ITS_OWN * len(said) else (core[1],)
            members = [
                int(texts[place])
                for place in np.flatnonzero(inside)
                if sure[place] or any(word in self.heads[texts[place]] for word in named)
            ]
            in_heads = sum(gram in self.heads[one] for one in members)
            if len(members) >= FEWEST and in_heads * 2 >= len(members):
                yield members, [phrase, core[1]]

    def _lift(self, size: int) -> float:
        return min(LIFT, len(self.texts) / (2 * max(size, 1)))

    def _core(self, slots: Counts, total: int, part_of: set[str], said: Sequence[str]) -> tuple[int, str] | None:
        """The gram that most of these texts share beside the anchor, weighed by what it tells."""
        if not len(slots):
            return None
        there, often = np.unique(slots, return_counts=True)
        lift = often / total * len(self.texts) / self.counts[there]
        fit = (often >= FEWEST) & (lift >= self._lift(total))
        there, often = there[fit], often[fit]
        for place in np.argsort(-(often * self.worth[there]), kind="stable")[:12]:
            gram = _gram_at(int(there[place]), said)
            if gram and gram[:2] not in part_of and gram[1:] not in part_of:
                return int(there[place]), gram
        return None

    def _shared(self, slots: Counts, owners: Members, inside: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The information each text shares with what those inside have in common, in nats."""
        size = int(inside.sum())
        there, often = np.unique(slots[inside[owners]], return_counts=True)
        lift = often / max(size, 1) * len(self.texts) / self.counts[there]
        fit = (often >= max(3, PROFILE * size)) & (lift >= self._lift(size))
        worth = np.zeros(NOTHING, np.float32)
        worth[there[fit]] = self.worth[there[fit]]
        return np.bincount(owners, worth[slots], minlength=len(inside)).astype(np.float64)

    def _of_one_spot(self, members: list[int]) -> Iterator[list[int]]:
        """The members as they are when hardly any two name different villages or cells; else those of each apart. What
        is said in the same words of many places ("{place}全黑的") is many matters; who names none stays with the most
        spoken of."""
        spots = Counter(self.tellings[one].spot for one in members if self.tellings[one].spot)
        if len(spots) < 2:
            yield members
            return
        first = spots.most_common(1)[0][0]
        for spot, _ in spots.most_common():
            part = [one for one in members if self.tellings[one].spot in ((spot, "") if spot == first else (spot,))]
            if len(part) >= FEWEST and 2 * sum(self.tellings[one].spot == spot for one in part) >= len(part):
                yield part

    def _of_one_district(self, members: Sequence[int]) -> Iterator[list[int]]:
        """The members as they are when they speak of one district; else those of each district apart."""
        districts = Counter(self.tellings[one].district for one in members if self.tellings[one].district)
        known = sum(districts.values())
        first, most = districts.most_common(1)[0] if districts else ("", 0)
        if known < KNOWN or most >= ONE_DISTRICT * known:
            here = [one for one in members if self.tellings[one].district in ("", first)] if known >= KNOWN else members
            if len(here) >= FEWEST:
                yield list(here)
            return
        for district, many in districts.most_common():
            if many >= FEWEST:
                yield [one for one in members if self.tellings[one].district == district]

    def _names_a_thing(self, members: Sequence[int]) -> bool:
        """Whether they speak of one thing: not when they only pass one text on (a notice, a greeting), nor when most of
        each heading names something nobody else of them names."""
        if len({self.texts[one] for one in members}) < FEWEST:
            return False
        slots, owners = once([self.heads[one] for one in members])
        slots, owners = slots[slots < THREES], owners[slots < THREES]
        there, often = np.unique(slots, return_counts=True)
        alone = np.isin(slots, there[often == 1]) & (self.head_counts[slots] <= OWN_RARE)
        size = np.maximum(np.bincount(owners, minlength=len(members)), 1)
        scattered = float((np.bincount(owners, alone, minlength=len(members)) / size).mean())
        known = sum(bool(self.tellings[one].district) for one in members)
        return scattered < (SCATTERED if known >= KNOWN else PHRASE_ONLY)

    def _central(self, members: Sequence[int]) -> int:
        """The one whose heading shares most with the others, for its length."""
        slots, owners = once([self.heads[one] for one in members])
        there, often = np.unique(slots, return_counts=True)
        shared = (often - 1)[np.searchsorted(there, slots)] * self.worth[slots]
        lengths = np.array([len(self.heads[one]) for one in members])
        score = np.bincount(owners, shared, minlength=len(members)) / np.sqrt(lengths + 8)
        return int(members[int(np.argmax(score))])


def _gram_at(slot: int, said: Sequence[str]) -> str:
    """The gram of a slot, as these texts have it; the commonest where two share the slot."""
    length = 3 if slot < THREES else 2
    slots = slots_of(said)[0][length - 2]
    joined = "".join(text or " " for text in said)
    found = Counter(joined[place : place + length] for place in np.flatnonzero(slots == slot)[:30])
    return min(found, key=lambda gram: (-found[gram], gram)) if found else ""


def _phrase(gram: str, said: Sequence[str]) -> str:
    """The longer phrase that a gram is nearly always part of."""
    phrase = gram
    while phrase and len(phrase) < PHRASE:
        left: Counter[str] = Counter()
        right: Counter[str] = Counter()
        total = 0
        for text in said:
            place = text.find(phrase)
            if place < 0:
                continue
            total += 1
            left[text[place - 1 : place]] += 1
            right[text[place + len(phrase) : place + len(phrase) + 1]] += 1
        before, after = _commonest(left), _commonest(right)
        if before[0].strip() and before[1] >= SAME * total and before[1] >= after[1]:
            phrase = before[0] + phrase
        elif after[0].strip() and after[1] >= SAME * total:
            phrase += after[0]
        else:
            break
    return phrase


def _commonest(letters: Counter[str]) -> tuple[str, int]:
    return max(letters.items(), key=lambda one: (one[1], one[0]), default=("", 0))


def _part_of(phrase: str) -> set[str]:
    return {phrase[start : start + 2] for start in range(len(phrase) - 1)}
