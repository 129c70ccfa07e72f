"""Terms of officers; proposals kept, adopted as one deed, or dropped."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.outreach.kinds import Liaison, liaison_of
from jishiyu.outreach.models import Proposal, ProposalRow, Terms
from jishiyu.outreach.queries.ended import ended_ones
from jishiyu.registry import actions as registry
from jishiyu.registry.actions import Given
from jishiyu.registry.models import Officer, Post, Subject
from jishiyu.registry.queries import duties

BATCH = 500
MOST_CAPACITY, MOST_TRADES = 500, 30


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a proposal: whose owner changes, from whom by which duty, to whom, and why."""

    subject: int
    before: int | None
    duty: int | None
    to: int | None
    why: str
    reasons: Sequence[Sequence[object]]


@transaction.atomic
def set_terms(
    officer_id: int, role: str, *, capacity: int, trades: Sequence[str] = (), note: str = "", by: str, at: datetime
) -> tuple[Terms, bool]:
    """Say how many an officer can take in a role and which trades they know. The flag says whether that
    changed anything.

    Raises Refused: capacity_out_of_bounds, too_many_trades.
    """
    if not 0 <= capacity <= MOST_CAPACITY:
        raise Refused("capacity_out_of_bounds", most=MOST_CAPACITY)
    if len(trades) > MOST_TRADES:
        raise Refused("too_many_trades", most=MOST_TRADES)
    Officer.objects.select_for_update().get(pk=officer_id)
    row = Terms.objects.filter(officer_id=officer_id, role=role).first()
    after = {"capacity": capacity, "trades": sorted(set(trades)), "note": note[:200]}
    before = {"capacity": row.capacity, "trades": row.trades, "note": row.note} if row else {}
    if row is not None and before == after:
        return row, False
    row, _new = Terms.objects.update_or_create(officer_id=officer_id, role=role, defaults=after)
    ledger.record(f"officer:{officer_id}", "terms_set", by=by, at=at, before=before, after=after, data={"role": role})
    return row, True


@transaction.atomic
def take_owners(role: str, owners: Mapping[int, int], *, since: date, by: str, at: datetime) -> int:
    """Subject → officer: given where nobody had the role, handed over where somebody else did, left where it is so
    already; all of them or none. Returns how many changed. Raises what giving and handing over raise."""
    held = duties.holders(role, since)
    moves = {held[one][1]: to for one, to in owners.items() if one in held and held[one][0] != to}
    fresh = [
        Given(officer_id=to, role=role, subject_id=one, since=since) for one, to in owners.items() if one not in held
    ]
    registry.hand_over_duties(moves, on=since, by=by, at=at)
    registry.give_duties(fresh, by=by, at=at)
    return len(moves) + len(fresh)


@transaction.atomic
def keep_proposal(
    role: str,
    changes: Sequence[Change],
    *,
    leaving: Sequence[int],
    only_needed: bool,
    figures: Mapping[str, Any],
    by: str,
    at: datetime,
) -> Proposal:
    """Keep an assignment as it was reckoned, with what it would change."""
    proposal = Proposal.objects.create(
        role=role, leaving=list(leaving), only_needed=only_needed, figures=dict(figures), made_by=by, made_at=at
    )
    ProposalRow.objects.bulk_create(
        [
            ProposalRow(
                proposal=proposal,
                subject_id=one.subject,
                before_id=one.before,
                duty=one.duty,
                to_id=one.to,
                why=one.why,
                reasons=list(one.reasons),
            )
            for one in changes
        ],
        batch_size=BATCH,
    )
    told = {"role": role, "changes": len(changes), "leaving": list(leaving)}
    ledger.record(proposal.ref, "proposed", by=by, at=at, data=told)
    return proposal


@transaction.atomic
def adopt_proposal(proposal_id: int, *, since: date, note: str = "", by: str, at: datetime) -> Proposal:
    """Let a proposal count from a day: duties are handed over and given in sets, all of them or none. One that is
    adopted already stays as it is.

    Raises Refused: proposal_unknown, proposal_dropped, proposal_outdated (with an example) when somebody's owner, an
    officer or the room of one has changed since, and what giving and handing over raise.
    """
    proposal = _locked(proposal_id)
    if proposal.state == Proposal.State.ADOPTED:
        return proposal
    if proposal.state == Proposal.State.DROPPED:
        raise Refused("proposal_dropped")
    rows = list(proposal.rows.filter(to__isnull=False).select_related("to").order_by("pk"))
    _check_still_true(proposal, rows, since)
    moves = {row.duty: row.to_id for row in rows if row.duty}
    registry.hand_over_duties(moves, on=since, note=note, by=by, at=at)  # type: ignore[arg-type]  # both are there
    fresh = [
        Given(officer_id=row.to_id, role=proposal.role, subject_id=row.subject_id, since=since, note=note)  # type: ignore[arg-type]
        for row in rows
        if not row.duty
    ]
    registry.give_duties(fresh, by=by, at=at)
    proposal.state, proposal.decided_by, proposal.decided_at = Proposal.State.ADOPTED, by, at
    proposal.since = since
    proposal.save(update_fields=["state", "decided_by", "decided_at", "since"])
    told = {"since": str(since), "handed_over": len(moves), "given": len(fresh)}
    ledger.record(proposal.ref, "adopted", by=by, at=at, data=told)
    return proposal


@transaction.atomic
def drop_proposal(proposal_id: int, *, by: str, at: datetime) -> Proposal:
    """Nothing comes of it. Raises Refused: proposal_unknown, proposal_adopted."""
    proposal = _locked(proposal_id)
    if proposal.state == Proposal.State.ADOPTED:
        raise Refused("proposal_adopted")
    if proposal.state == Proposal.State.PROPOSED:
        proposal.state, proposal.decided_by, proposal.decided_at = Proposal.State.DROPPED, by, at
        proposal.save(update_fields=["state", "decided_by", "decided_at"])
        ledger.record(proposal.ref, "dropped", by=by, at=at)
    return proposal


def _locked(proposal_id: int) -> Proposal:
    proposal = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
    if proposal is None:
        raise Refused("proposal_unknown")
    return proposal


def _check_still_true(proposal: Proposal, rows: Sequence[ProposalRow], on: date) -> None:
    """What the proposal rests on and would change is as it was: who has whom, who works here, and how much fits."""
    liaison = liaison_of(proposal.role)
    held = duties.holders(proposal.role, on)
    leaving = set(proposal.leaving)
    for row in rows:
        now = held.get(row.subject_id)
        then = (row.before_id, row.duty) if row.duty else None
        if now != then:
            raise Refused("proposal_outdated", subject=row.subject_id)
        if row.to is None or not row.to.is_active or row.to_id in leaving:
            raise Refused("officer_left", officer=row.to.username if row.to else "")
    gone = set(Subject.objects.filter(ended_ones(liaison)).values_list("pk", flat=True))
    loads = Counter(officer for subject, (officer, _duty) in held.items() if subject not in gone)
    loads.subtract(Counter(row.before_id for row in rows if row.before_id))
    gained = Counter(row.to_id for row in rows)
    limits = _limits(liaison, [row.to for row in rows if row.to])
    for officer, more in gained.items():
        if officer and loads[officer] + more > limits[officer]:
            raise Refused("proposal_over_room", officer=officer, most=limits[officer])


def _limits(liaison: Liaison, officers: Sequence[Officer]) -> dict[int, int]:
    found = {one.pk: liaison.usual(leads=one.post == Post.LEADER) for one in officers}
    return found | dict(Terms.objects.filter(role=liaison.role).values_list("officer_id", "capacity"))
