"""Looking at who a household is, and at its papers: every look from outside the step it is in is recorded."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Claim, PaperFile
from jishiyu.entitlements.queries.hands import hand_of, standing_of
from jishiyu.entitlements.queries.rules import people_of
from jishiyu.entitlements.workflow import in_step, sees
from jishiyu.ledger import actions as ledger
from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Officer
from jishiyu.registry.people import sealer

FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Who:
    """A household's people in clear: the applicant, whom it is for, and the members in their order."""

    applicant: str
    phone: str
    name: str
    address: str
    members: tuple[dict[str, str], ...]


def who_is(claim: Claim) -> Who:
    seal, person, head = sealer(), claim.applicant, claim.household.subject
    return Who(
        seal.open(person.name_sealed),
        seal.open(person.phone_sealed),
        seal.open(head.name_sealed),
        seal.open(person.address_sealed),
        tuple(people_of(claim.sheet)),
    )


@transaction.atomic
def look_at_people(claim: Claim, officer: Officer, *, why: str = "", at: datetime) -> Who:
    """Names, identity numbers and phone. Those whose step it is in need no reason; any other look is recorded with
    one. Raises Refused: not_yours, reason_needed."""
    scheme = scheme_of(claim.scheme)
    hand = hand_of(officer, scheme, claim.household.division_id, timezone.localdate(at))
    standing = standing_of(claim)
    if not sees(hand, standing.roles, standing.keeper):
        raise Refused("not_yours", number=claim.number)
    if not in_step(hand, standing):
        if len(why.strip()) < FEWEST_WORDS:
            raise Refused("reason_needed")
        ledger.record(f"sight:{claim.ref}", "contact_seen", by=officer.actor, at=at, data={"why": why.strip()[:200]})
    return who_is(claim)


def objector_of(who_sealed: str) -> dict[str, str]:
    """Name and phone of one who objected, in clear; empty where they left none."""
    return dict(json.loads(sealer().open(who_sealed) or "{}"))


def paper_content(paper: PaperFile) -> bytes:
    """The paper in clear."""
    with paper.file.open("rb") as file:
        return sealer().open_bytes(file.read())


@transaction.atomic
def note_paper_seen(claim: Claim, paper: PaperFile, officer: Officer, *, own: bool, at: datetime) -> None:
    """A paper was looked at; from outside the step it is in, that is recorded, once a day for each officer."""
    if own:
        return
    subject, day = f"sight:{claim.ref}", timezone.localdate(at).isoformat()
    data = {"paper": paper.paper, "file": paper.pk, "day": day}
    told = Entry.objects.filter(subject=subject, act="paper_seen", by=officer.actor, data__day=day, data__file=paper.pk)
    if not told.exists():
        ledger.record(subject, "paper_seen", by=officer.actor, at=at, data=data)
