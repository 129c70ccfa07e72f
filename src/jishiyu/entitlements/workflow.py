"""The one life of a claim, and who may do what in it. No database.

Whoever reviewed a step approves nothing; whoever reviewed or approved decides no objection; whoever asks for an end
does not grant it. The place in time (`accepted_at`) is no matter of these tables: no act after acceptance touches it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jishiyu.lib.moves import Moves, can

START = "submitted"
ENDS = frozenset({"refused", "withdrawn", "ended"})
REVIEWED = ("submitted", "more", "reviewing")
OPEN = frozenset({*REVIEWED, "notice", "approved", "awarded"})
DECIDING = "decide"  # the step after the scheme's own: the head decides
CLAIM_MOVES: Moves = {
    ("submitted", "accept"): frozenset({"reviewing"}),
    ("submitted", "ask_more"): frozenset({"more"}),
    ("submitted", "propose"): frozenset({"reviewing"}),
    ("submitted", "correct"): frozenset({"submitted"}),
    ("submitted", "hand_in"): frozenset({"submitted", "reviewing"}),
    ("submitted", "withdraw"): frozenset({"withdrawn"}),
    ("more", "hand_in"): frozenset({"more", "submitted", "reviewing"}),  # all of it is there, or some is missing still
    ("more", "correct"): frozenset({"more"}),
    ("more", "propose"): frozenset({"reviewing"}),
    ("more", "withdraw"): frozenset({"withdrawn"}),
    ("reviewing", "ask_more"): frozenset({"more"}),
    ("reviewing", "hand_in"): frozenset({"reviewing"}),
    ("reviewing", "correct"): frozenset({"reviewing"}),
    ("reviewing", "pass"): frozenset({"reviewing"}),
    ("reviewing", "propose"): frozenset({"reviewing"}),
    ("reviewing", "send_back"): frozenset({"reviewing", "submitted"}),  # submitted: it was never accepted
    ("reviewing", "refuse"): frozenset({"refused"}),
    ("reviewing", "approve"): frozenset({"notice", "approved"}),
    ("reviewing", "withdraw"): frozenset({"withdrawn"}),
    ("notice", "uphold"): frozenset({"reviewing"}),
    ("notice", "recheck"): frozenset({"reviewing"}),  # a fact has changed, and it is due no longer
    ("notice", "confirm"): frozenset({"approved"}),
    ("notice", "withdraw"): frozenset({"withdrawn"}),
    ("approved", "award"): frozenset({"awarded"}),
    ("approved", "end"): frozenset({"ended"}),
    ("awarded", "award"): frozenset({"awarded"}),
    ("awarded", "end"): frozenset({"ended"}),
    ("refused", "reopen"): frozenset({"reviewing", "submitted"}),
}

EXIT_GROUNDS = (
    "bought", "not_due", "sublet", "misused", "empty", "arrears", "died", "moved", "untrue", "own_wish",
)  # fmt: skip
REFUSAL_GROUNDS = ("not_due", "no_papers", "untrue", "not_found")
OWN = "applicant"  # how the ledger names whoever holds the claim's own link


@dataclass(frozen=True, slots=True)
class Hand:
    """One who would act: how the ledger names them, the duty roles they hold over the household's place, and whether
    they head a unit some of whose officers hold one of the scheme's."""

    actor: str
    roles: frozenset[str] = frozenset()
    heads: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a claim stands. `roles` gives the role of each step of its scheme in order; `passed` who passed which;
    `reviewed` who found something in a step that stands; `touched` everybody who reviewed or decided at any
    time; `exit_by` who asked for its end."""

    state: str
    step: str
    roles: Mapping[str, str]
    keeper: str
    accepted: bool = False
    passed: Mapping[str, str] = field(default_factory=dict)
    reviewed: frozenset[str] = frozenset()
    touched: frozenset[str] = frozenset()
    outcome: str = ""  # of its decision: due, not_due, undecided
    objections: int = 0  # open ones
    exit_state: str = ""
    exit_by: str = ""
    review_open: bool = False


def first_step(steps: Sequence[str]) -> str:
    return steps[0] if steps else DECIDING


def next_step(steps: Sequence[str], step: str) -> str:
    """The step after this one; after the last, the head decides."""
    place = list(steps).index(step) + 1
    return steps[place] if place < len(steps) else DECIDING


def allowed(hand: Hand, claim: Standing) -> frozenset[str]:
    """Acts this one may do on this claim now."""
    acts = _own(claim) if hand.actor == OWN else _by_office(hand, claim)
    return frozenset(acts)


def sees(hand: Hand, roles: Mapping[str, str], keeper: str) -> bool:
    return hand.heads or bool(hand.roles & {*roles.values(), keeper})


def in_step(hand: Hand, claim: Standing) -> bool:
    """Whether names and papers are shown without a reason given first: to those whose step it is in, and to whoever
    decides."""
    if claim.state not in REVIEWED:
        return False
    return hand.heads if claim.step == DECIDING else claim.roles.get(claim.step, "") in hand.roles


def _own(claim: Standing) -> set[str]:
    acts = {act for act in ("hand_in", "withdraw") if can(CLAIM_MOVES, claim.state, act)}
    if claim.state in ("notice", "refused"):
        acts.add("object")
    if claim.state in ("approved", "awarded") and not claim.exit_state:
        acts.add("ask_exit")
    if claim.review_open:
        acts.add("answer_review")
    return acts


def _by_office(hand: Hand, claim: Standing) -> set[str]:
    if not sees(hand, claim.roles, claim.keeper):
        return set()
    acts = {"see"}
    if claim.state in REVIEWED:
        acts |= _at_step(hand, claim)
    if claim.objections and hand.actor not in claim.touched:
        acts.add("decide_objection")
    if claim.state in ("approved", "awarded"):
        acts |= _after_approval(hand, claim)
    return acts


def _at_step(hand: Hand, claim: Standing) -> set[str]:
    if claim.step == DECIDING:
        return _deciding(hand, claim)
    if claim.roles.get(claim.step, "") not in hand.roles:
        return set()
    acts = {"correct", "hand_in", "propose"}
    if claim.state != "more":
        acts.add("ask_more")
    if claim.state == "submitted":
        acts.add("accept")
    if claim.state == "reviewing":
        acts.add("pass")
    return acts


def _deciding(hand: Hand, claim: Standing) -> set[str]:
    if not hand.heads or hand.actor in claim.reviewed or claim.state != "reviewing":
        return set()
    acts = {"refuse", "send_back"}
    if claim.accepted and claim.outcome == "due" and set(claim.passed) == set(claim.roles):
        acts.add("approve")
    return acts


def _after_approval(hand: Hand, claim: Standing) -> set[str]:
    acts = set()
    if not claim.exit_state:
        acts.add("ask_exit")
    elif claim.exit_state == "asked" and hand.actor != claim.exit_by and (hand.heads or claim.keeper in hand.roles):
        acts.add("decide_exit")
    elif claim.exit_state == "moving" and claim.keeper in hand.roles:
        acts.add("note_out")
    if claim.keeper in hand.roles or hand.roles & set(claim.roles.values()):
        acts.add("take_facts")
        if claim.review_open:
            acts.add("close_review")
    return acts
