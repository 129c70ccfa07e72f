"""Looking at who the requester is: only for those whose task needs it, and every look is recorded."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jishiyu.casework import rights
from jishiyu.casework.actions.changing import lock_case, officer_of
from jishiyu.casework.models import Task
from jishiyu.casework.secrecy import as_said
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry.people import sealer

FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Contact:
    """A requester's personal fields in clear."""

    name: str
    phone: str
    address: str
    words: str = ""  # of a secret requester: what they said, uncovered


@transaction.atomic
def reveal_contact(case_id: int, *, why: str, by: str, at: datetime) -> Contact:
    """Raises Refused: not_yours, reason_needed, no_contact."""
    case = lock_case(case_id)
    officer = officer_of(by)
    mine = rights.task_of_unit(officer, list(Task.objects.filter(case=case))) if officer else None
    if officer is None or not rights.may_see_contact(officer, case, mine):
        raise Refused("not_yours", number=case.number)
    if len(why.strip()) < FEWEST_WORDS:
        raise Refused("reason_needed")
    if case.requester is None:
        raise Refused("no_contact", number=case.number)
    ledger.record(f"sight:{case.ref}", "contact_seen", by=by, at=at, data={"why": why.strip()[:200]})
    seal, person = sealer(), case.requester
    return Contact(
        seal.open(person.name_sealed),
        seal.open(person.phone_sealed),
        seal.open(person.address_sealed),
        as_said(case, seal),
    )
