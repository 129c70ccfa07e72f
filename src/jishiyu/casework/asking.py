"""What may be asked for a case and decided by another: reasons, bounds, and when. No database."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from jishiyu.lib.refused import Refused

EXTENSION, WAITING, HANGING, EXCLUSION, MERGE = "extension", "waiting", "hanging", "exclusion", "merge"
CORRECTION = "correction"
CODES: Mapping[str, tuple[str, ...]] = {
    EXTENSION: ("complex", "materials", "other_body", "weather", "construction"),
    WAITING: ("place_unclear", "papers_missing", "appointment", "their_choice"),
    HANGING: ("no_funds", "in_a_plan", "no_rule_yet", "old_matter", "in_litigation"),
    EXCLUSION: ("out_of_jurisdiction", "malicious_repeat", "in_litigation", "beyond_law", "test_record"),
    MERGE: ("same_matter", "same_requester"),
    CORRECTION: ("misheard", "seen_on_the_spot", "requester_says", "another_trade"),
}
AT_WORK = frozenset({"dispatched", "handling"})
STATES: Mapping[str, frozenset[str]] = {
    EXTENSION: AT_WORK,
    WAITING: AT_WORK,
    HANGING: AT_WORK,
    EXCLUSION: AT_WORK | {"received", "answered", "closed"},
    MERGE: AT_WORK | {"received"},
    CORRECTION: AT_WORK | {"received"},
}
LAPSES_WHEN: Mapping[str, frozenset[str]] = {  # the case has come there, and what was asked has lost its object
    "received": frozenset({EXTENSION, WAITING, HANGING}),
    "answered": frozenset({EXTENSION, WAITING, HANGING, MERGE, CORRECTION}),
    "closed": frozenset({EXTENSION, WAITING, HANGING, MERGE, CORRECTION}),
}
FEWEST_WORDS = 4
LONGEST_WAIT = 5  # natural days, for one question to the requester
MOST_WAITED = timedelta(days=15)  # in all, for one case
LONGEST_HANG = timedelta(days=90)  # until it is looked at again


def check_words(kind: str, code: str, ground: str) -> None:
    """Raises Refused: asking_unknown, code_unknown, ground_too_short."""
    if kind not in CODES:
        raise Refused("asking_unknown", given=kind[:20])
    if code not in CODES[kind]:
        raise Refused("code_unknown", given=code[:30])
    if len(ground.strip()) < FEWEST_WORDS:
        raise Refused("ground_too_short", least=FEWEST_WORDS)


def check_extension(amount: int, *, promised: int, due_at: datetime, asked_at: datetime, before: bool) -> None:
    """Once, asked before it is due, at most the limit itself. `before`: it was asked for this case before.

    Raises Refused: extended_once, asked_too_late, amount_out_of_bounds."""
    if before:
        raise Refused("extended_once")
    if asked_at > due_at:
        raise Refused("asked_too_late")
    if not 1 <= amount <= promised:
        raise Refused("amount_out_of_bounds", most=promised)


def check_wait(days: int, *, aside: str, waited: timedelta) -> None:
    """One question at a time, at most five days for it and fifteen in all.

    Raises Refused: aside_already, amount_out_of_bounds, waited_enough."""
    if aside:
        raise Refused("aside_already")
    if not 1 <= days <= LONGEST_WAIT:
        raise Refused("amount_out_of_bounds", most=LONGEST_WAIT)
    if waited + timedelta(days=days) > MOST_WAITED:
        raise Refused("waited_enough", most=MOST_WAITED.days)


def check_hang(review_at: datetime | None, *, aside: str, at: datetime) -> None:
    """With a day on which it is looked at again; what is hung already may be asked for again.

    Raises Refused: aside_already, review_out_of_bounds."""
    if aside == WAITING:
        raise Refused("aside_already")
    if review_at is None or not at < review_at <= at + LONGEST_HANG:
        raise Refused("review_out_of_bounds", most=LONGEST_HANG.days)
