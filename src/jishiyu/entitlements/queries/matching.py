"""Who would be offered what, now: the rows for `allotting`, and the mark by which a preview is known again."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import F, Sum

from jishiyu.entitlements.allotting import FreeHome, OpenPlaces, Waiter, match_homes, match_places, wishes_of
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Home, Institution, Offer, Waiting

HOME = ("pk", "code", "division_id", "area", "rooms", "rent", "accessible")


def matched(scheme: str) -> dict[int, int]:
    """{waiting: home, or institution where the scheme gives places}, in the order of the queue."""
    if scheme_of(scheme).gives == "home":
        rows = Home.objects.filter(scheme=scheme, state=Home.State.FREE).order_by("code").values_list(*HOME)
        waiting = _waiters(scheme, "home_id")
        return _in_line(waiting, match_homes(waiting, [FreeHome(*row) for row in rows]))
    places = [
        OpenPlaces(one.pk, one.code, one.capacity - one.taken, frozenset(one.services))
        for one in Institution.objects.filter(scheme=scheme, active=True)
    ]
    waiting = _waiters(scheme, "institution_id")
    return _in_line(waiting, match_places(waiting, places))


def _in_line(waiting: Sequence[Waiter], found: Mapping[int, int]) -> dict[int, int]:
    return {one.pk: found[one.pk] for one in waiting if one.pk in found}


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
    """Who would be offered what: the first of them as (waiting, home or institution) in order, how many there are, and
    the mark to make just these offers."""

    pairs: list[tuple[Waiting, Home | Institution]]
    count: int
    seen: str
    free: int  # homes or places that are free
    waiting: int


def preview_offers(scheme: str, most: int = 200) -> Preview:
    """What making offers now would do; the first `most` of them are named."""
    found = matched(scheme)
    first = Waiting.objects.select_related("claim__applicant").filter(pk__in=list(islice(found, most)))
    rows = list(first.order_by("order_key", "claim_id"))
    wanted = {found[row.pk] for row in rows}
    things: Mapping[int, Home | Institution]
    if scheme_of(scheme).gives == "home":
        things = Home.objects.in_bulk(wanted)
        free = Home.objects.filter(scheme=scheme, state=Home.State.FREE).count()
    else:
        things = Institution.objects.in_bulk(wanted)
        places = Institution.objects.filter(scheme=scheme, active=True)
        free = places.aggregate(n=Sum(F("capacity") - F("taken")))["n"] or 0
    waiting = Waiting.objects.filter(scheme=scheme, state=Waiting.State.WAITING).count()
    return Preview([(row, things[found[row.pk]]) for row in rows], len(found), seen_of(found), free, waiting)
