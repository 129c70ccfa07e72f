"""Receipts: proof that a subject's entries are among those sealed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from jishiyu.ledger.merkle import leaf_of, path_of
from jishiyu.ledger.models import Checkpoint, Entry
from jishiyu.ledger.queries.checkpoints import printed_of
from jishiyu.ledger.receipts import KIND, signed_receipt
from jishiyu.ledger.seals import open_roll, public_key
from jishiyu.lib.refused import Refused

Sealed = Mapping[int, dict[str, Any]]  # by id of entry


def receipt_of(subject: str, about: Mapping[str, str], *, at: datetime) -> dict[str, Any]:
    """A signed receipt of all entries of a subject; `about` is what the holder knows it by. What is not sealed yet
    stands in it with `checkpoint` null. Raises Refused: nothing_recorded, ledger_broken.
    """
    entries = list(Entry.objects.filter(subject=subject).order_by("version"))
    if not entries:
        raise Refused("nothing_recorded", subject=subject)
    sealed, used = _sealed(entries)
    content = {
        "receipt": KIND,
        **about,
        "subject": subject,
        "issued_at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "key": public_key(settings.JISHIYU_LEDGER_KEY),
        "entries": [_told(entry, sealed.get(entry.pk, {"checkpoint": None})) for entry in entries],
        "checkpoints": [printed_of(one).text() for one in _chain(used)],
    }
    return signed_receipt(content, settings.JISHIYU_LEDGER_KEY)


def _told(entry: Entry, proof: Mapping[str, Any]) -> dict[str, Any]:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return {"version": entry.version, "act": entry.act, "at": at, "hash": entry.hash, **proof}


def _sealed(entries: list[Entry]) -> tuple[Sealed, list[int]]:
    """The proof of each entry that is sealed, and the numbers of the checkpoints that hold them."""
    proofs: dict[int, dict[str, Any]] = {}
    used = []
    waiting = {entry.pk: entry for entry in entries}
    while waiting:
        checkpoint = Checkpoint.objects.filter(last__gte=min(waiting)).order_by("number").first()
        if checkpoint is None:
            break
        here = [waiting.pop(key) for key in sorted(waiting) if key <= checkpoint.last]
        proofs |= _proofs(checkpoint, here)
        used.append(checkpoint.number)
    return proofs, used


def _proofs(checkpoint: Checkpoint, entries: list[Entry]) -> dict[int, dict[str, Any]]:
    leaves = open_roll(bytes(checkpoint.roll))
    places = {key: place for place, (key, *_) in enumerate(leaves)}
    hashed = [leaf_of(tip.encode(), checkpoint.algorithm) for *_, tip in leaves]
    proofs = {}
    for entry in entries:
        place = places.get(entry.pk)
        if place is None or leaves[place][3] != entry.hash:
            raise Refused("ledger_broken", subject=entry.subject, version=entry.version)
        proofs[entry.pk] = {
            "checkpoint": checkpoint.number,
            "index": place,
            "leaf": hashed[place].hex(),
            "path": [step.hex() for step in path_of(place, hashed, checkpoint.algorithm)],
        }
    return proofs


def _chain(used: list[int]) -> list[Checkpoint]:
    """The checkpoints from the first that holds an entry to the last, so that each is built on the one before."""
    if not used:
        return []
    rows = Checkpoint.objects.defer("roll").filter(number__gte=min(used), number__lte=max(used))
    return list(rows.order_by("number"))
