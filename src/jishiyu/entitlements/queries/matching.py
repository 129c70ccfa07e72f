"""Who would be offered what, now: the rows for `allotting`, and the mark by which a preview is known again."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from jishiyu.entitlements.allotting import FreeHome, OpenPlaces, Waiter, match_homes, match_places, wishes_of
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Home, Institution, Offer, Waiting

HOME = ("pk", "code", "division_id", "area", "rooms", "rent", "accessible")


def matched(scheme: str) -> dict[int, int]:
    """{waiting: home, or institution where the scheme gives places}, in the order of the queue."""
    if scheme_of(scheme).gives == "home":
        rows = Home.objects.filter(scheme=scheme, state=Home.State.FREE).order_by("code").values_list(*HOME)
        return match_homes(_waiters(scheme, "home_id"), [FreeHome(*row) for row in rows])
    places = [
        OpenPlaces(one.pk, one.code, one.capacity - one.taken, frozenset(one.services))
        for one in Institution.objects.filter(scheme=scheme, active=True)
    ]
    return match_places(_waiters(scheme, "institution_id"), places)


def _waiters(scheme: str, thing: str) -> list[Waiter]:
    """Those without an open offer, in order, with what they said no to."""
    refused: dict[int, set[int]] = defaultdict(set)
    said_no = Offer.objects.filter(
        waiting__scheme=scheme, state=Offer.State.REFUSED, waiting__state=Waiting.State.WAITING
    )
    for waiting, refused_thing in said_no.values_list("waiting_id", thing):
        refused[waiting].add(refused_thing)
    rows = Waiting.objects.filter(scheme=scheme, state=Waiting.State.WAITING).order_by("order_key", "claim_id")
    return [
        Waiter(pk, wishes_of(wishes), frozenset(refused.get(pk, ()))) for pk, wishes in rows.values_list("pk", "wishes")
    ]


def seen_of(found: Mapping[int, int]) -> str:
    """A mark of who would get what."""
    return hashlib.sha256(repr(list(found.items())).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would be offered what: (waiting, home or institution) in order, and the mark to make just these offers."""

    pairs: list[tuple[Waiting, Home | Institution]]
    seen: str
    free: int  # homes or places that are free
    waiting: int


def preview_offers(scheme: str) -> Preview:
    """What making offers now would do."""
    found = matched(scheme)
    rows = Waiting.objects.select_related("claim__applicant").in_bulk(list(found))
    things: Mapping[int, Home | Institution]
    if scheme_of(scheme).gives == "home":
        things = {home.pk: home for home in Home.objects.filter(scheme=scheme, state=Home.State.FREE)}
        free = len(things)
    else:
        things = {one.pk: one for one in Institution.objects.filter(scheme=scheme, active=True)}
        free = sum(one.capacity - one.taken for one in things.values() if isinstance(one, Institution))
    pairs = sorted(((rows[row], things[thing]) for row, thing in found.items()), key=lambda pair: pair[0].order_key)
    waiting = Waiting.objects.filter(scheme=scheme, state=Waiting.State.WAITING).count()
    return Preview(pairs, seen_of(found), free, waiting)
