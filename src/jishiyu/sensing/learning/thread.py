"""What is counted of a message in its thread: its own scores, its shape, and what was said before. No database."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from jishiyu.sensing.learning.targets import FIRST_KIND, FRAIL, KINDS, OWN, RISK, TOP

NEAR = 4 * 3600  # seconds: what was said earlier is another matter
QUIET = -4.0  # a score where nobody said anything
HEARD_FROM = 0.05  # chance of risk below which an earlier message gives nothing but that chance
QUIET_BELOW = -3.0  # own score of risk below which no thread was seen to make a warning of a message
FADES = 1800.0  # seconds until trouble that was spoken of counts 1/e

NAMES = (
    *(f"own_{name}" for name in OWN),
    "length", "tiny", "short", "staff", "after_trouble", "lexicon", "lexicon_urgency", "calm", "still", "echo", "masks",
    "distant", "advert", "notice", "last", "most_of_3", "most", "mean", "gap", "same_sender", "staff_near", "fading",
    "fading_top", "fading_frail", "heard", "calm_near", "lexicon_near", "short_last", "short_most",
    "staff_risk", "calm_fading", "calm_last",
    *(f"fading_{kind}" for kind in KINDS),
)  # fmt: skip


class Own(NamedTuple):
    """What one message says by itself: `scores` by OWN (of a quiet one only that of risk), `flags` by the lexicon in
    the order of FLAGS, `length` in characters."""

    scores: tuple[float, ...]
    flags: tuple[float, ...]
    length: int


FLAGS = ("lexicon", "lexicon_urgency", "calm", "still", "echo", "masks", "distant", "advert", "notice")
CALM = FLAGS.index("calm")


class Before(NamedTuple):
    """An earlier message: what it says, `ago` seconds before, by the same sender or not, by staff or not."""

    own: Own
    ago: float
    same: bool
    staff: bool


def chance(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def features(own: Own, staff: bool, past: Sequence[Before]) -> list[float]:
    """A row of NAMES. `past` the oldest first; what was said later than a message that came late is no part of it."""
    past = [one for one in past if one.ago >= 0]
    near = [one for one in past if 0 <= one.ago <= NEAR]
    heard = [one.own.scores[RISK] for one in near]
    fading, others = _fading(near)
    last, most, mean = (heard[-1], max(heard), sum(heard) / len(heard)) if heard else (QUIET, QUIET, QUIET)
    most_of_3 = max(heard[-3:], default=QUIET)
    risk, tiny, short = own.scores[RISK], float(own.length < 4), float(own.length < 9)
    return [
        *own.scores, math.log1p(own.length), tiny, short, float(staff), risk * fading, *own.flags,
        last, most_of_3, most, mean, math.log1p(near[-1].ago if near else NEAR),
        max((one.own.scores[RISK] for one in near if one.same), default=QUIET),
        float(any(one.staff for one in near[-3:])), fading, *others[:2],
        float(sum(score > 0 for score in heard)), float(any(one.own.flags[CALM] for one in near[-4:])),
        float(any(one.own.flags[0] for one in near)), short * last, short * most_of_3, risk * staff,
        own.flags[CALM] * fading, own.flags[CALM] * last, *others[2:],
    ]  # fmt: skip


def _fading(near: Sequence[Before]) -> tuple[float, list[float]]:
    """How much trouble is still in the air: of any sort, and (top, frail, each kind)."""
    fading, others = 0.0, [0.0] * (2 + len(KINDS))
    for one in near:
        scores = one.own.scores
        weight = chance(scores[RISK]) * math.exp(-one.ago / FADES)
        fading = max(fading, weight)
        if weight > HEARD_FROM:
            others[0] = max(others[0], weight * chance(scores[TOP]))
            others[1] = max(others[1], weight * chance(scores[FRAIL]))
            for place in range(len(KINDS)):
                others[2 + place] += weight * chance(scores[FIRST_KIND + place])
    return fading, others
