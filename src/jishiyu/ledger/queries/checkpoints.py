"""Checkpoints: reading them, and whether each still says what was sealed."""

from collections.abc import Iterator
from datetime import UTC

from django.conf import settings
from django.db import DataError

from jishiyu.ledger.examining import Flaw
from jishiyu.ledger.merkle import leaf_of, root_of
from jishiyu.ledger.models import Checkpoint, Entry, Head
from jishiyu.ledger.seals import (
    Leaf,
    Printed,
    Statement,
    hash_of_roll,
    is_head_sealed,
    is_signed,
    open_roll,
    public_key,
)

CHECKPOINTS = "ledger:checkpoints"  # the subject under which sealing is recorded, one version for each checkpoint
VERIFICATION = "ledger:verification"  # the subject under which each walk through the ledger is recorded
EXPORT = "ledger:export"  # and each handing out to an auditor
MOST_NAMED = 10_000  # missing checkpoints of one gap that are named one by one
BEFORE_ALL = -(2**63)  # below any id, so that nothing can hide under the first checkpoint


def newest_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.defer("roll").order_by("-number").first()


def statement_of(checkpoint: Checkpoint) -> Statement:
    """What the row says. Whether it is true, checkpoint_flaws() tells."""
    return Statement(
        number=checkpoint.number,
        entries=checkpoint.entries,
        first=checkpoint.first,
        last=checkpoint.last,
        at=checkpoint.at.astimezone(UTC).isoformat(timespec="microseconds"),
        algorithm=checkpoint.algorithm,
        root=checkpoint.root,
        roll=checkpoint.roll_hash,
        previous=checkpoint.previous,
    )


def printed_of(checkpoint: Checkpoint) -> Printed:
    public = public_key(settings.JISHIYU_LEDGER_KEY)
    return Printed(statement_of(checkpoint), checkpoint.hash, checkpoint.signature, public)


def checkpoint_flaws() -> Iterator[Flaw]:
    """Walk the checkpoints and, against each, the entries it sealed; one checkpoint's entries in memory at a time."""
    due, last, before, told = 1, BEFORE_ALL, "-", _sealed_so_far()
    while checkpoint := _next(due):
        if isinstance(checkpoint, Flaw):
            yield checkpoint
            return
        yield from _missing(due, checkpoint.number)
        what = _fault(checkpoint, before if checkpoint.number == due else None, last)
        if what:
            yield _flaw(checkpoint.number, what)
        yield from _entry_flaws(checkpoint, last)
        due, last, before = checkpoint.number + 1, checkpoint.last, checkpoint.hash
    yield from _missing(due, told + 1)


def _next(due: int) -> Checkpoint | Flaw | None:
    try:
        return Checkpoint.objects.filter(number__gte=due).order_by("number").first()
    except (DataError, ValueError):  # a moment that is none, which only a database's owner can write
        return _flaw(due, "checkpoint unreadable")


def _sealed_so_far() -> int:
    """How many checkpoints the ledger itself tells of; of a head that was tampered with, nothing is believed."""
    head = Head.objects.filter(subject=CHECKPOINTS).values_list("subject", "version", "hash", "seal").first()
    return head[1] if head and is_head_sealed(*head, key=settings.JISHIYU_LEDGER_KEY) else 0


def _missing(due: int, end: int) -> Iterator[Flaw]:
    return (_flaw(number, "checkpoint missing") for number in range(due, min(end, due + MOST_NAMED)))


def differs_from(kept: Printed) -> Flaw | None:
    """What is wrong when a checkpoint kept elsewhere is held against this ledger, or nothing.

    That the checkpoints before it are the ones it was built on, and the entries those they sealed, flaws() tells.
    """
    number = kept.statement.number
    if not kept.is_whole() or kept.key != public_key(settings.JISHIYU_LEDGER_KEY):
        return _flaw(number, "the copy kept elsewhere is not signed by this office")
    found = Checkpoint.objects.defer("roll").filter(number=number).first()
    if found is None:
        return _flaw(number, "checkpoint missing")
    if found.hash != kept.hash:
        return _flaw(number, "checkpoint is not the one kept elsewhere")
    return None


def _flaw(number: int, what: str) -> Flaw:
    return Flaw(CHECKPOINTS, number, what)


def _fault(checkpoint: Checkpoint, before: str | None, last: int) -> str:
    """What is wrong with the row itself, or nothing."""
    try:
        statement = statement_of(checkpoint)
        if checkpoint.hash != statement.hash():
            return "checkpoint altered"
    except (ValueError, AttributeError):  # no algorithm of ours; no moment at all
        return "checkpoint altered"
    if not is_signed(statement.text(), checkpoint.signature, public_key(settings.JISHIYU_LEDGER_KEY)):
        return "checkpoint signature is not the office's"
    if before is not None and (checkpoint.previous != before or checkpoint.first <= last):
        return "checkpoint does not follow the one before"
    return _fault_of_record(checkpoint)


def _fault_of_record(checkpoint: Checkpoint) -> str:
    sealed = Entry.objects.filter(subject=CHECKPOINTS, version=checkpoint.number).values_list("data", flat=True).first()
    if sealed is not None and sealed.get("hash") != checkpoint.hash:
        return "checkpoint is not the one that was sealed"
    return ""


def _entry_flaws(checkpoint: Checkpoint, last: int) -> Iterator[Flaw]:
    """Entries that are not, or are no longer, what the checkpoint sealed."""
    there: dict[int, Leaf] = {
        leaf[0]: leaf
        for leaf in Entry.objects.filter(pk__gt=last, pk__lte=checkpoint.last)
        .order_by("pk")
        .values_list("pk", "subject", "version", "hash")
    }
    try:
        leaves = open_roll(bytes(checkpoint.roll))
    except (ValueError, TypeError):
        yield _flaw(checkpoint.number, "checkpoint roll altered")
        return
    if not _is_roll_of(checkpoint, leaves):
        yield _flaw(checkpoint.number, "checkpoint roll altered")
        return
    where = f"sealed in checkpoint {checkpoint.number}"
    for key, subject, version, tip in leaves:
        found = there.pop(key, None)
        if found is None:
            yield Flaw(subject, version, f"missing, {where}")
        elif found != (key, subject, version, tip):
            yield Flaw(subject, version, f"altered, {where}")
    for _, subject, version, _ in there.values():
        yield Flaw(subject, version, f"inserted among those {where}")


def _is_roll_of(checkpoint: Checkpoint, leaves: list[Leaf]) -> bool:
    try:
        hashed = hash_of_roll(leaves, checkpoint.algorithm)
        root = root_of([leaf_of(tip.encode(), checkpoint.algorithm) for *_, tip in leaves], checkpoint.algorithm)
    except ValueError:
        return False
    return (hashed, root.hex(), len(leaves)) == (checkpoint.roll_hash, checkpoint.root, checkpoint.entries)
