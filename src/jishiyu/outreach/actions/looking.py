"""Looking at how to reach one served: only for who answers for them, with a reason, and every look is recorded."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.outreach import queries
from jishiyu.outreach.actions.visiting import officer_of
from jishiyu.registry.models import Subject
from jishiyu.registry.people import sealer

FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom to ask for, at which phone, and where, in clear."""

    name: str
    phone: str
    address: str


@transaction.atomic
def reveal_subject(subject_id: int, *, why: str, by: str, at: datetime) -> Reached:
    """Raises Refused: not_yours, subject_unknown, visit_not_yours, reason_needed."""
    officer = officer_of(by)
    subject = Subject.objects.filter(pk=subject_id).first()
    if subject is None:
        raise Refused("subject_unknown")
    if not queries.answers_for(officer, subject.pk, timezone.localdate(at)):
        raise Refused("visit_not_yours")
    if len(why.strip()) < FEWEST_WORDS:
        raise Refused("reason_needed")
    ledger.record(f"sight:subject:{subject.pk}", "contact_seen", by=by, at=at, data={"why": why.strip()[:200]})
    seal = sealer()
    return Reached(seal.open(subject.name_sealed), seal.open(subject.phone_sealed), seal.open(subject.address_sealed))
