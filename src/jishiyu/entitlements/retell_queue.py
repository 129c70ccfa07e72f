"""Retelling queues, stock and offers from the ledger alone, and comparing that with their rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from jishiyu.entitlements.actions.queue_rows import own_key, plain, queued_of
from jishiyu.entitlements.lottery import digest_of, draw_order, read_list
from jishiyu.entitlements.models import Draw, Home, Institution, Offer, Waiting
from jishiyu.ledger.models import Entry

WAITING = ("state", "first", "points", "lot", "order_key", "moved", "refusals", "wishes", "ground")
HOME = ("code", "division_id", "address", "area", "rooms", "rent", "accessible", "state")
INSTITUTION = ("code", "name", "capacity", "taken", "active")
OFFER = ("waiting_id", "home_id", "institution_id", "state", "reason", "counted")
UNTOLD: Mapping[str, object] = {  # how a row begins, where its first entry does not say
    "moved": False, "refusals": 0, "ground": "", "reason": "", "counted": False, "active": True,
}  # fmt: skip
CHUNK = 500

Row = Waiting | Home | Institution | Offer
Differences = dict[str, dict[str, tuple[object, object]]]


def retold(entries: Iterable[Entry]) -> dict[str, Any]:
    """What the entries of one row, in order, leave of its fields."""
    told: dict[str, Any] = dict(UNTOLD)
    for entry in entries:
        told |= entry.after
    return told


def differing(scheme: str) -> Differences:
    """{row: {field: (told, found)}} for everything of a scheme that its entries do not tell as it stands; empty is as
    it should be. What a lottery did to a place is told by its list and seed."""
    ranks = _ranks(scheme)
    found: Differences = {}
    for row in _rows(scheme):
        names = _names(row)
        told = retold(Entry.objects.filter(subject=row.ref).order_by("version"))
        if isinstance(row, Waiting):
            _, queued = queued_of(scheme)
            drawn = ranks.get(row.claim.number)
            if (row.round, row.rank) != (drawn or (None, None)):
                found.setdefault(row.ref, {})["rank"] = (drawn, (row.round, row.rank))
            if drawn and not row.moved:
                told["order_key"] = own_key(row, queued)
        differs = {
            name: (told.get(name), plain(getattr(row, name)))
            for name in names
            if told.get(name) != plain(getattr(row, name))
        }
        if differs:
            found.setdefault(row.ref, {}).update(differs)
    return found


def _rows(scheme: str) -> Iterable[Row]:
    yield from Waiting.objects.filter(scheme=scheme).select_related("claim").iterator(CHUNK)
    yield from Home.objects.filter(scheme=scheme).iterator(CHUNK)
    yield from Institution.objects.filter(scheme=scheme).iterator(CHUNK)
    yield from Offer.objects.filter(waiting__scheme=scheme).iterator(CHUNK)


def _names(row: Row) -> tuple[str, ...]:
    if isinstance(row, Waiting):
        return WAITING
    if isinstance(row, Home):
        return HOME
    return INSTITUTION if isinstance(row, Institution) else OFFER


def _ranks(scheme: str) -> dict[str, tuple[int, int]]:
    """{claim: (round, rank)} drawn again from each list and the seed that stands in the ledger; a list that has not
    the hash of the ledger tells nothing."""
    ranks: dict[str, tuple[int, int]] = {}
    for draw in Draw.objects.filter(scheme=scheme, state=Draw.State.DRAWN).order_by("round"):
        told = retold(Entry.objects.filter(subject=draw.ref).order_by("version"))
        if digest_of(draw.listed, told["algorithm"]) != told["digest"]:
            continue
        order = draw_order(read_list(draw.listed), told["seed"], told["digest"])
        for rank, number in enumerate(order, start=1):
            ranks[number] = (told["round"], rank)
    left = Waiting.objects.filter(scheme=scheme, round__isnull=True).values_list("claim__number", flat=True)
    gone = set(left.filter(state__in=[Waiting.State.LEFT, Waiting.State.HOUSED]))
    return {number: rank for number, rank in ranks.items() if number not in gone}
