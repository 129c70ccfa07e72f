"""What is counted of a message in its thread: its own scores, its shape, and what was said before. No database.

Of an earlier message only what it says by itself counts, never how it was judged, so that a whole batch is counted at
once.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jishiyu.sensing.learning.targets import FIRST_KIND, FRAIL, KINDS, OWN, RISK, TOP

LONGEST = 10  # earlier messages in view
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
FLAGS = ("lexicon", "lexicon_urgency", "calm", "still", "echo", "masks", "distant", "advert", "notice")
CALM = FLAGS.index("calm")
KINDS_OF = slice(FIRST_KIND, FIRST_KIND + len(KINDS))

Rows = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Heard:
    """What messages say by themselves, a row for each: `scores` by OWN (of a quiet one only that of risk), `flags` by
    the lexicon in the order of FLAGS, `length` in characters, said `at` which second (nan: nobody knows), by which
    sender (0: nobody knows), whether by staff."""

    scores: Rows
    flags: Rows
    length: NDArray[np.int64]
    at: Rows
    sender: NDArray[np.int64]
    staff: NDArray[np.bool_]
    likely: Rows  # chances of the scores

    def __len__(self) -> int:
        return len(self.length)

    def of(self, places: Places) -> "Heard":
        return Heard(
            self.scores.take(places, 0), self.flags.take(places, 0), self.length[places], self.at[places],
            self.sender[places], self.staff[places], self.likely.take(places, 0),
        )  # fmt: skip

    def then(self, later: "Heard") -> "Heard":
        both = np.concatenate
        return Heard(
            both((self.scores, later.scores)), both((self.flags, later.flags)), both((self.length, later.length)),
            both((self.at, later.at)), both((self.sender, later.sender)), both((self.staff, later.staff)),
            both((self.likely, later.likely)),
        )  # fmt: skip


def before(groups: Places, asked: Places) -> Places:
    """For the messages at `asked` the places of the LONGEST before each in its group, the oldest first; -1 where there
    are fewer. `groups` in the order they were said; a group below 0 is none."""
    order = np.argsort(groups, kind="stable")
    stands = np.empty(len(groups), np.int64)
    stands[order] = np.arange(len(groups))
    padding = np.full(LONGEST, -1)
    places = np.concatenate((padding, order))[stands[asked][:, None] + np.arange(LONGEST)]
    mine = groups[asked][:, None]
    return np.where((places >= 0) & (groups[places] == mine) & (mine >= 0), places, -1)


def latest(groups: Places) -> Places:
    """Places of the LONGEST latest messages of each group, in the order they were said."""
    order = np.argsort(groups, kind="stable")
    along = groups[order]
    later = np.concatenate((along[LONGEST:], np.full(min(LONGEST, len(along)), -1)))
    return np.sort(order[(along != later) & (along >= 0)])


def chances(scores: Rows) -> Rows:
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))))


def chance(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def features(heard: Heard, asked: Places, past: Places) -> Rows:
    """Rows of NAMES for the messages at `asked`; `past` the places of those before each, the oldest first, -1 for none.
    What was said later than a message that came late is no part of it; without a time of its own a message follows at
    once."""
    own = heard.of(asked)
    ago = np.nan_to_num(own.at[:, None] - heard.at.take(past), nan=0.0)
    near = (past >= 0) & (ago >= 0) & (ago <= NEAR)
    back = near[:, ::-1].cumsum(1)[:, ::-1]  # 1 the nearest, 2 the one before it
    scores, likely, flags = heard.scores[:, RISK].take(past), heard.likely.take(past, 0), heard.flags.take(past, 0)
    last_one = near & (back == 1)
    last, most_of_3, most = (_most(scores, part) for part in (last_one, near & (back <= 3), near))
    many = near.sum(1)
    mean = np.where(many > 0, np.where(near, scores, 0.0).sum(1) / np.maximum(many, 1), QUIET)
    gap = np.where(many > 0, np.where(last_one, ago, 0.0).sum(1), NEAR)
    same = near & (heard.sender.take(past) == own.sender[:, None]) & (own.sender != 0)[:, None]
    weights = np.where(near, likely[:, :, RISK] * np.exp(-np.where(near, ago, 0.0) / FADES), 0.0)
    fading = weights.max(1)
    trouble = likely * np.where(weights > HEARD_FROM, weights, 0.0)[:, :, None]
    staff, risk = own.staff.astype(np.float64), own.scores[:, RISK]
    tiny, short, calm = (own.length < 4).astype(np.float64), (own.length < 9).astype(np.float64), own.flags[:, CALM]
    return np.column_stack((
        own.scores, np.log1p(own.length), tiny, short, staff, risk * fading, own.flags,
        last, most_of_3, most, mean, np.log1p(gap), _most(scores, same),
        (near & (back <= 3) & heard.staff.take(past)).any(1), fading,
        trouble[:, :, TOP].max(1), trouble[:, :, FRAIL].max(1),
        (near & (scores > 0)).sum(1), (near & (back <= 4) & (flags[:, :, CALM] > 0)).any(1),
        (near & (flags[:, :, 0] > 0)).any(1), short * last, short * most_of_3, risk * staff,
        calm * fading, calm * last, trouble[:, :, KINDS_OF].sum(1),
    ))  # fmt: skip


def _most(scores: Rows, among: NDArray[np.bool_]) -> Rows:
    """The greatest of each row, QUIET where there is none."""
    most = np.where(among, scores, -np.inf).max(1)
    return np.where(np.isinf(most), QUIET, most)
