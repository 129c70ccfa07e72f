"""Chat: short messages of groups, judged by words and rules in their thread."""

import re
from collections.abc import Sequence

import msgspec

from jishiyu.sensing.kinds import Lexicon, Sign
from jishiyu.sensing.plain import plain_all
from jishiyu.sensing.triage.said import Said, Thread, Verdict
from jishiyu.sensing.triage.threads import Threads
from jishiyu.sensing.triage.urgency import CAN_WAIT, NOW, TODAY
from jishiyu.sensing.triage.words import NOTHING, Found, Hit, Words

ECHO_AT_MOST = 12  # characters: a longer message says more than "me too"
REASONS_SHOWN = 5

ORDINARY, STAFF_TALK = Verdict(False), Verdict(False, reasons=(("staff", ""),))

_CLAUSE = re.compile(r"[,，、。.!?;\n]|但|不过|可是|就是")


class ChatRead(msgspec.Struct, frozen=True, gc=False):
    """A message made plain, and the words found in it."""

    text: str
    found: Found


class ChatJudge:
    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon, self.words = lexicon, Words(lexicon)

    @property
    def version(self) -> str:
        return self.lexicon.version

    def look(self, batch: Sequence[Said]) -> list[ChatRead]:
        """Each message made plain, with the words found in it."""
        texts = plain_all([said.text for said in batch])
        return list(map(ChatRead, texts, self.words.find_all(texts)))

    def read(
        self, batch: Sequence[Said], threads: Threads | None = None, groups: Sequence[int | None] = ()
    ) -> list[ChatRead | Verdict]:
        return [
            one if one.found is not NOTHING else STAFF_TALK if said.role == "staff" else ORDINARY
            for said, one in zip(batch, self.look(batch), strict=True)
        ]

    def decide(self, said: Said, reading: ChatRead | Verdict, thread: Thread) -> Verdict:
        if isinstance(reading, Verdict):
            return reading
        text, found = reading.text, reading.found
        if found is NOTHING:
            return STAFF_TALK if said.role == "staff" else ORDINARY
        if said.role == "staff" and (found.first("notice") or found.first("calm") or not found.signs):
            return Verdict(False, reasons=(("staff", found.first("notice")),))
        strong = [pair for pair in found.signs if not pair[0].needs_trouble]
        standing, held = _standing(text, found, strong)
        if held:
            return Verdict(False, reasons=(held,))
        if not standing:
            return self._from_thread(thread, text, found)
        return self._from_signs(found, standing)

    def _from_thread(self, thread: Thread, text: str, found: Found) -> Verdict:
        """No sign of its own: "me too", "not yet", or somebody frail while the thread speaks of trouble."""
        still = found.first("still")
        if not thread.kind or (found.first("masks") and not still):
            return Verdict(False)
        weak = [pair for pair in found.signs if pair[0].needs_trouble]
        if weak:
            return self._from_signs(found, weak)
        word = still or (found.first("echo") if len(text) <= ECHO_AT_MOST else "")
        if word:
            return Verdict(True, thread.kind, TODAY if still else CAN_WAIT, reasons=(("thread", word),))
        return Verdict(False)

    def _from_signs(self, found: Found, signs: Sequence[tuple[Sign, Hit]]) -> Verdict:
        everything = [*signs, *[pair for pair in found.signs if pair[0].needs_trouble and pair not in signs]]
        sign, _ = min(everything, key=lambda pair: self.words.rank[pair[0].kind])
        grave = found.first("grave")
        urgency = NOW if grave else max(pair[0].urgency for pair in everything)
        words = list(dict.fromkeys(hit.word for _, hit in everything))[:REASONS_SHOWN]
        reasons = [("word", word) for word in words] + ([("grave", grave)] if grave else [])
        return Verdict(True, sign.kind, urgency, any(pair[0].frail for pair in everything), tuple(reasons))


def _standing(
    text: str, found: Found, strong: list[tuple[Sign, Hit]]
) -> tuple[list[tuple[Sign, Hit]], tuple[str, str] | None]:
    """Signs that no rule takes back, or the rule (code, word) that takes back all there are.

    A danger stands whatever else is said. Calm takes back what stands before it or in its own clause, so that
    "it came back, but the meter smokes" is heard; another time or place, and an advert, take back everything.
    """
    urgent = any(sign.urgency >= NOW for sign, _ in strong)
    if urgent or found.first("still"):
        return strong, None
    for rule in ("distant", "advert"):
        if found.first(rule):
            return [], (rule, found.first(rule))
    calm = found.rules.get("calm")
    if not calm:
        return strong, None
    over = calm[-1].end
    left = [pair for pair in strong if pair[1].start >= over and _CLAUSE.search(text[over : pair[1].end])]
    return left, None if left else ("calm", calm[-1].word)
