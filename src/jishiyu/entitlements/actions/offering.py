"""Offers: made in order after a preview, answered, run out, withdrawn, signed; and what is given back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jishiyu.entitlements.actions.awarding import give_home, give_place
from jishiyu.entitlements.actions.queue_rows import (
    change,
    check_keeper,
    deed_of,
    lock_queue,
    order_changed,
    queued_of,
    words_of,
)
from jishiyu.entitlements.actions.queueing import APPLICANT, leave
from jishiyu.entitlements.models import Home, Institution, Offer, Queue, Waiting
from jishiyu.entitlements.queries.matching import matched, seen_of
from jishiyu.ledger import actions as ledger
from jishiyu.ledger.actions import Deed
from jishiyu.lib.kept import locked_by_key
from jishiyu.lib.refused import Refused

LEAST_WORDS = 4
REFUSED_TOO_OFTEN = "refusals"
Pair = tuple[Waiting, Home | Institution]
_OFFER = locked_by_key(Offer, "waiting__claim", "home", "institution")


@transaction.atomic
def make_offers(scheme: str, *, seen: str = "", by: str, at: datetime) -> list[Offer]:
    """Offer what is free to those who wait, in order, all at once. `seen` is the mark of the preview; empty asks for
    none. Raises Refused: not_keeper, scheme_unknown, not_queued, preview_gone."""
    lock_queue(scheme)
    _, queued = queued_of(scheme)
    check_keeper(by, scheme, at)
    found = matched(scheme)
    if seen and seen != seen_of(found):
        raise Refused("preview_gone")
    last_day = timezone.localdate(at) + timedelta(days=queued.answer_days)
    pairs = _pairs(scheme, found)
    made = [
        Offer(
            waiting=row,
            home=thing if isinstance(thing, Home) else None,
            institution=thing if isinstance(thing, Institution) else None,
            made_at=at,
            made_by=by,
            answer_by=last_day,
        )
        for row, thing in pairs
    ]
    ledger.insert_rows(made)
    ledger.record_many([*_hold(pairs, made), *map(_made, made)], by=by, at=at)
    ledger.errands([("offer.made", offer.ref, {"offer": offer.pk}) for offer in made], at=at)
    return made


def _pairs(scheme: str, found: dict[int, int]) -> list[Pair]:
    """Rows, locked, in the order of the queue."""
    gives_homes = queued_of(scheme)[0].gives == "home"
    waiting = Waiting.objects.select_for_update(of=("self",)).filter(scheme=scheme, state=Waiting.State.WAITING)
    rows = [row for row in waiting.order_by("order_key", "claim_id") if row.pk in found]
    model: type[Home] | type[Institution] = Home if gives_homes else Institution
    things = {thing.pk: thing for thing in model._default_manager.select_for_update().filter(scheme=scheme)}
    return [(row, things[found[row.pk]]) for row in rows]


def _hold(pairs: Sequence[Pair], made: Sequence[Offer]) -> list[Deed]:
    """Those who wait have an offer now, and what is offered is held for them."""
    deeds = []
    for (row, thing), offer in zip(pairs, made, strict=True):
        told = {"offer": offer.pk}
        deeds.append(deed_of(row, "offered", {"state": Waiting.State.OFFERED}, told))
        held = {"state": Home.State.OFFERED} if isinstance(thing, Home) else {"taken": thing.taken + 1}
        deeds.append(deed_of(thing, "held", held, told))
        row.version += 1
        thing.version += 1
    ledger.update_rows([row for row, _ in pairs], ["state", "version"])
    ledger.update_rows([thing for _, thing in pairs if isinstance(thing, Home)], ["state", "version"])
    places = {thing.pk: thing for _, thing in pairs if isinstance(thing, Institution)}
    ledger.update_rows(list(places.values()), ["taken", "version"])
    return deeds


def _made(offer: Offer) -> Deed:
    names = ("waiting_id", "home_id", "institution_id", "state")
    after = {name: getattr(offer, name) for name in names} | {"answer_by": str(offer.answer_by)}
    return Deed(offer.ref, "made", {}, after)


@transaction.atomic
def answer_offer(offer_id: int, *, taken: bool, reason: str = "", words: str = "", by: str, at: datetime) -> Offer:
    """The household takes what is offered, or refuses it, which counts; with as many refusals as the scheme allows it
    leaves the queue. By the applicant, or noted by a keeper. Raises Refused: offer_unknown, not_keeper, offer_over,
    code_unknown."""
    offer, queue = _locked(offer_id)
    if by != APPLICANT:
        check_keeper(by, queue.scheme, at)
    if offer.state != Offer.State.OPEN or timezone.localdate(at) > offer.answer_by:
        raise Refused("offer_over")
    if not taken and reason not in Offer.Reason.values:
        raise Refused("code_unknown")
    said = {"answered_at": at, "answered_by": by}
    if taken:
        change(offer, "taken", {"state": Offer.State.TAKEN, **said}, by=by, at=at)
        return offer
    said |= {"reason": reason, "words": words.strip()[:400], "counted": True}
    _let_go(offer, queue, Offer.State.REFUSED, said, by=by, at=at)
    return offer


def lapse_offers(*, by: str, at: datetime) -> int:
    """Offers nobody answered in time count as the scheme says. Returns how many."""
    late = Offer.objects.filter(state=Offer.State.OPEN, answer_by__lt=timezone.localdate(at)).order_by("pk")
    return sum(_lapse(offer_id, by=by, at=at) for offer_id in list(late.values_list("pk", flat=True)))


@transaction.atomic
def _lapse(offer_id: int, *, by: str, at: datetime) -> bool:
    offer, queue = _locked(offer_id)
    if offer.state != Offer.State.OPEN:
        return False
    _, queued = queued_of(queue.scheme)
    said = {"answered_at": at, "answered_by": by, "counted": queued.silence_counts}
    _let_go(offer, queue, Offer.State.LAPSED, said, by=by, at=at)
    return True


@transaction.atomic
def withdraw_offer(offer_id: int, *, words: str, by: str, at: datetime) -> Offer:
    """Take back an offer that cannot be kept; it counts for nothing, and they keep their place. Raises Refused:
    offer_unknown, not_keeper, offer_over, say_why."""
    offer, queue = _locked(offer_id)
    check_keeper(by, queue.scheme, at)
    if offer.state not in Offer.PENDING:
        raise Refused("offer_over")
    said: dict[str, object] = {"words": words_of(words, LEAST_WORDS)}
    _let_go(offer, queue, Offer.State.WITHDRAWN, said, by=by, at=at)
    return offer


@transaction.atomic
def sign_offer(offer_id: int, *, since: date, by: str, at: datetime) -> Offer:
    """The contract is signed: the household has it from a day on, its award begins, and it leaves the queue. Raises
    Refused: offer_unknown, not_keeper, offer_not_taken, claim_not_approved."""
    offer, queue = _locked(offer_id)
    check_keeper(by, queue.scheme, at)
    if offer.state != Offer.State.TAKEN:
        raise Refused("offer_not_taken")
    change(offer, "signed", {"state": Offer.State.SIGNED, "signed_at": at, "since": since}, by=by, at=at)
    told = {"offer": offer.pk}
    if offer.home is not None:
        change(offer.home, "let", {"state": Home.State.LET}, by=by, at=at, data=told)
    housed = {"state": Waiting.State.HOUSED, "left_at": at, "place": None}
    change(offer.waiting, "housed", housed, by=by, at=at, data=told)
    order_changed(queue, at=at)
    if offer.home is not None:
        give_home(offer.waiting.claim_id, offer.home, since=since, by=by, at=at)
    elif offer.institution is not None:
        give_place(offer.waiting.claim_id, offer.institution, since=since, by=by, at=at)
    return offer


@transaction.atomic
def follow_end(claim_id: int, ground: str, *, by: str, at: datetime) -> None:
    """A claim is over: whoever waits leaves the queue, what was offered or given is free again. Twice is once."""
    found = Waiting.objects.filter(claim_id=claim_id).values_list("pk", "scheme").first()
    if found is None:
        return
    queue = lock_queue(found[1])
    row = Waiting.objects.select_for_update().get(pk=found[0])
    live = Offer.objects.select_for_update(of=("self",)).select_related("home", "institution")
    offer = live.filter(waiting=row, state__in=Offer.LIVE).first()
    if offer is not None:
        offer.waiting = row
        over = Offer.State.ENDED if offer.state == Offer.State.SIGNED else Offer.State.WITHDRAWN
        change(offer, "ended", {"state": over}, by=by, at=at, data={"ground": ground})
        _free(offer, by=by, at=at)
    if row.state in Waiting.IN_LINE:
        leave(row, queue, ground[:40], by=by, at=at)


def _let_go(offer: Offer, queue: Queue, state: str, said: dict[str, object], *, by: str, at: datetime) -> None:
    """An offer that came to nothing: counted or not, what was offered is free, and the household waits on or leaves."""
    row = offer.waiting
    change(offer, str(state), {"state": state, **said}, by=by, at=at)
    _free(offer, by=by, at=at)
    refusals = row.refusals + int(bool(said.get("counted")))
    fields = {"state": Waiting.State.WAITING, "refusals": refusals}
    change(row, "waits_on", fields, by=by, at=at, data={"offer": offer.pk})
    _, queued = queued_of(queue.scheme)
    if said.get("counted") and refusals >= queued.refusals:
        leave(row, queue, REFUSED_TOO_OFTEN, by=by, at=at)
        ledger.errand("queue.left", f"queue.left:{row.pk}", {"claim": row.claim_id, "ground": REFUSED_TOO_OFTEN}, at=at)


def _free(offer: Offer, *, by: str, at: datetime) -> None:
    told = {"offer": offer.pk}
    if offer.home is not None:
        change(offer.home, "freed", {"state": Home.State.FREE, "freed_at": at}, by=by, at=at, data=told)
    elif offer.institution is not None:
        change(offer.institution, "freed", {"taken": offer.institution.taken - 1}, by=by, at=at, data=told)


def _locked(offer_id: int) -> tuple[Offer, Queue]:
    """An offer with all it touches, locked behind the scheme's queue."""
    code = Offer.objects.filter(pk=offer_id).values_list("waiting__scheme", flat=True).first()
    if code is None:
        raise Refused("offer_unknown")
    queue = lock_queue(code)
    offer: Offer = _OFFER.first(offer_id)
    return offer, queue
