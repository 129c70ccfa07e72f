"""Entering a queue, leaving it, saying what one needs, and counting the numbers."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from jishiyu.entitlements.actions.queue_rows import (
    change,
    check_keeper,
    lock_queue,
    order_changed,
    own_key,
    plain,
    queued_of,
)
from jishiyu.entitlements.allotting import plain_wishes
from jishiyu.entitlements.kinds import Queued
from jishiyu.entitlements.models import Claim, Decision, Institution, Queue, Waiting
from jishiyu.entitlements.ordering import LOTS
from jishiyu.entitlements.workflow import OWN
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Division

APPLICANT = OWN  # as the ledger names whoever comes by the address of their claim
ENTERED = ("claim_id", "scheme", "state", "accepted_at", "entered_at", "first", "points", "lot", "order_key", "wishes")


@transaction.atomic
def enter_queue(claim_id: int, *, by: str, at: datetime) -> Waiting:
    """An approved claim takes its place: class and points as its decision says them, a lot drawn now and kept. Twice is
    once. Raises Refused: claim_unknown, claim_not_approved, scheme_unknown, not_queued."""
    code = Claim.objects.filter(pk=claim_id).values_list("scheme", flat=True).first()
    if code is None:
        raise Refused("claim_unknown", claim=claim_id)
    queue, (_, queued) = lock_queue(code), queued_of(code)
    claim = Claim.objects.select_for_update(of=("self",)).select_related("decision").get(pk=claim_id)
    known = Waiting.objects.filter(claim=claim).first()
    if known is not None:
        return known
    if claim.state != Claim.State.APPROVED or claim.accepted_at is None:
        raise Refused("claim_not_approved", number=claim.number)
    row = Waiting(
        claim=claim,
        scheme=code,
        accepted_at=claim.accepted_at,
        entered_at=at,
        lot=secrets.randbelow(LOTS),
        **_scored(claim.decision, queued),
    )
    row.order_key = own_key(row, queued)
    row.save(force_insert=True)
    ledger.record(row.ref, "entered", by=by, at=at, after={name: plain(getattr(row, name)) for name in ENTERED})
    order_changed(queue, at=at)
    return row


def _scored(decision: Decision | None, queued: Queued) -> dict[str, Any]:
    """Class and points out of a decision: unknown is no points, and not first."""
    said: Mapping[str, Any] = decision.said if decision else {}
    first = said.get(queued.first, [None])[0] if queued.first else None
    points = said.get(queued.points, [None])[0] if queued.points else None
    return {"first": first is True, "points": points if isinstance(points, int) else None}


@transaction.atomic
def rescore(waiting_id: int, *, by: str, at: datetime) -> Waiting:
    """Class and points anew, as the claim's present decision says them; whoever was moved by hand stays there. Raises
    Refused waiting_unknown."""
    row, queue = locked(waiting_id)
    if row.state not in Waiting.IN_LINE:
        return row
    _, queued = queued_of(row.scheme)
    fields = _scored(row.claim.decision, queued)
    if any(getattr(row, name) != value for name, value in fields.items()):
        old = row.first, row.points
        row.first, row.points = fields["first"], fields["points"]
        fields["order_key"] = own_key(row, queued)
        row.first, row.points = old
        change(row, "rescored", fields, by=by, at=at, data={"decision": row.claim.decision_id})
        order_changed(queue, at=at)
    return row


def rescore_claim(claim_id: int, *, by: str, at: datetime) -> None:
    """A claim was decided anew: its place follows. Twice is once; one that waits nowhere is left alone."""
    for waiting_id in Waiting.objects.filter(claim_id=claim_id).values_list("pk", flat=True):
        rescore(waiting_id, by=by, at=at)


@transaction.atomic
def set_wishes(waiting_id: int, wishes: Mapping[str, Any], *, by: str, at: datetime) -> Waiting:
    """What a household can use, said by themselves or noted by a keeper; an offer that is open stays. Raises Refused:
    waiting_unknown, not_keeper, left_already, wishes_wrong, division_unknown, institution_unknown."""
    row, _ = locked(waiting_id)
    if by != APPLICANT:
        check_keeper(by, row.scheme, at)
    _check_in_line(row)
    said = plain_wishes(wishes)
    for division in set(said["districts"]) - set(
        Division.objects.filter(pk__in=said["districts"]).values_list("pk", flat=True)
    ):
        raise Refused("division_unknown", division=division)
    there = Institution.objects.filter(scheme=row.scheme, code__in=said["institutions"])
    for code in set(said["institutions"]) - set(there.values_list("code", flat=True)):
        raise Refused("institution_unknown", institution=code)
    if row.wishes != said:
        change(row, "wished", {"wishes": said}, by=by, at=at)
    return row


@transaction.atomic
def number_queue(scheme: str, *, at: datetime) -> Queue:
    """Count everybody's number in one statement, unless nothing moved since it was last done."""
    queue = lock_queue(scheme)
    if queue.numbered == queue.changed and queue.numbered_at is not None:
        return queue
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE entitlements_waiting SET place = counted.place FROM (SELECT id, row_number() OVER"
            " (ORDER BY order_key, claim_id) AS place FROM entitlements_waiting WHERE scheme = %s AND state IN"
            " ('waiting', 'offered')) AS counted WHERE entitlements_waiting.id = counted.id AND"
            " (entitlements_waiting.place IS NULL OR entitlements_waiting.place <> counted.place)",
            [scheme],
        )
    queue.total = Waiting.objects.filter(scheme=scheme, state__in=Waiting.IN_LINE).count()
    queue.numbered, queue.numbered_at = queue.changed, at
    queue.save(update_fields=["total", "numbered", "numbered_at"])
    return queue


def locked(waiting_id: int) -> tuple[Waiting, Queue]:
    """One who waits, and the scheme's queue, both locked. Raises Refused waiting_unknown."""
    code = Waiting.objects.filter(pk=waiting_id).values_list("scheme", flat=True).first()
    if code is None:
        raise Refused("waiting_unknown")
    queue = lock_queue(code)
    found = Waiting.objects.select_for_update(of=("self",)).select_related("claim__decision")
    return found.get(pk=waiting_id), queue


def leave(row: Waiting, queue: Queue, ground: str, *, by: str, at: datetime) -> None:
    """Take a locked row out of the line, in the caller's transaction."""
    fields = {"state": Waiting.State.LEFT, "ground": ground, "left_at": at, "place": None}
    change(row, "left", fields, by=by, at=at)
    order_changed(queue, at=at)


def _check_in_line(row: Waiting) -> None:
    if row.state not in Waiting.IN_LINE:
        raise Refused("left_already")
