"""Reading the ledger: the story of a subject, and whether the chain still holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from jishiyu.ledger.chain import GENESIS, Link, digest
from jishiyu.ledger.models import Entry, Errand, Rota, Work


@dataclass(frozen=True, slots=True)
class Flaw:
    """One place where the chain does not hold. `what` is altered, missing, reordered or cut."""

    subject: str
    version: int
    what: str


def story(subject: str) -> QuerySet[Entry]:
    """Entries of one subject in the order they happened."""
    return Entry.objects.filter(subject=subject).order_by("version")


def flaws() -> Iterator[Flaw]:
    """Walk the whole ledger, in constant memory, and name every place where it does not hold."""
    subject, version, tip = "", 0, GENESIS
    for entry in Entry.objects.order_by("subject", "version").iterator(chunk_size=2000):
        if entry.subject != subject:
            subject, version, tip = entry.subject, 0, GENESIS
        if entry.version != version + 1:
            yield Flaw(entry.subject, entry.version, "missing")
        elif entry.previous != tip:
            yield Flaw(entry.subject, entry.version, "reordered")
        if entry.hash != digest(_link(entry), entry.algorithm):
            yield Flaw(entry.subject, entry.version, "altered")
        version, tip = entry.version, entry.hash


def _link(entry: Entry) -> Link:
    return Link(
        subject=entry.subject,
        version=entry.version,
        act=entry.act,
        by=entry.by,
        at=entry.at,
        before=entry.before,
        after=entry.after,
        data=entry.data,
        previous=entry.previous,
    )


def waiting_errands(at: datetime) -> QuerySet[Errand]:
    """Errands that should have been done by now and are not."""
    return Errand.objects.filter(done_at__isnull=True, given_up_at__isnull=True, due_at__lte=at)


def given_up_errands() -> QuerySet[Errand]:
    return Errand.objects.filter(Q(given_up_at__isnull=False))


def rota() -> QuerySet[Rota]:
    """Periodic jobs and when each last ran; `worker.alive` says when a worker was last seen."""
    return Rota.objects.order_by("name")


def works_of(by: str) -> QuerySet[Work]:
    """What this person asked for, the newest first."""
    return Work.objects.filter(by=by).order_by("-asked_at", "-pk")
