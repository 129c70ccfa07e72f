"""Awards: given when a claim is approved, followed through every change, ended from a month on."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from jishiyu.entitlements import months
from jishiyu.entitlements.actions.deciding import decide
from jishiyu.entitlements.actions.housed import moves_in, moves_out
from jishiyu.entitlements.actions.numbers import next_number
from jishiyu.entitlements.actions.queue_rows import lock_queue
from jishiyu.entitlements.actions.queueing import enter_queue
from jishiyu.entitlements.kinds import Scheme, scheme_of
from jishiyu.entitlements.models import Award, AwardTerm, Claim, Decision
from jishiyu.entitlements.months import Term
from jishiyu.entitlements.queries.rules import rested_on
from jishiyu.ledger import actions as ledger
from jishiyu.lib.kept import locked_by_key
from jishiyu.lib.refused import Refused

OVER = "ended"  # the ground of a term that no decision says
DUE = Decision.Outcome.DUE
_CLAIM = locked_by_key(Claim, "household__sheet", "sheet", "decision")


class Let(Protocol):
    """A home as far as its award needs it: how the ledger names it, and its rent in fen a month."""

    @property
    def ref(self) -> str: ...

    rent: int


class Placed(Protocol):
    """An institution as far as its award needs it."""

    @property
    def ref(self) -> str: ...


@transaction.atomic
def follow_approval(claim_id: int, *, by: str, at: datetime) -> Award | None:
    """What an approved claim leads to: its award, from the month after (money) or from today (permit, place); where
    there is a queue, what is given for as long as they wait. Twice is once; None: nothing is given yet.

    Raises Refused: claim_unknown."""
    code = Claim.objects.filter(pk=claim_id).values_list("scheme", flat=True).first()
    if code is None:
        raise Refused("claim_unknown", claim=claim_id)
    scheme = scheme_of(code)
    if scheme.queued:
        lock_queue(code)  # a queue is held before a claim of it, everywhere
    claim = _locked(claim_id)
    if claim.state != Claim.State.APPROVED:
        return claim.awards.order_by("pk").first()
    if scheme.queued:
        enter_queue(claim.pk, by=by, at=at)
        return _meanwhile(claim, scheme, by=by, at=at)
    today = timezone.localdate(at)
    since = months.after(months.first_of(today)) if scheme.gives == "money" else today
    award = _award(claim, scheme, since, claim.decision, by=by, at=at)
    _receiving(claim, by=by, at=at)
    return award


def _meanwhile(claim: Claim, scheme: Scheme, *, by: str, at: datetime) -> Award | None:
    """Money for as long as they wait, where the other scheme's rules say that it is due."""
    if not scheme.meanwhile:
        return None
    found = claim.awards.filter(scheme=scheme.meanwhile).exclude(state=Award.State.ENDED).first()
    if found is not None:
        return found
    since = months.after(months.first_of(timezone.localdate(at)))
    other = scheme_of(scheme.meanwhile)
    decision = decide(claim.household, other, day=since, claim=claim, by=by, at=at)
    return _award(claim, other, since, decision, by=by, at=at) if decision.outcome == DUE else None


@transaction.atomic
def give_home(claim_id: int, home: Let, *, since: date, by: str, at: datetime) -> Award:
    """A home taken and signed for: rent from the month of `since`, less what the rules waive; what was given while
    they waited ends with that month. Raises Refused: claim_unknown, claim_not_approved."""
    return _give(claim_id, home.ref, home.rent, since, by=by, at=at)


@transaction.atomic
def give_place(claim_id: int, place: Placed, *, since: date, by: str, at: datetime) -> Award:
    """A place in an institution. Raises Refused: claim_unknown, claim_not_approved."""
    return _give(claim_id, place.ref, 0, since, by=by, at=at)


def _give(claim_id: int, thing: str, rent: int, since: date, *, by: str, at: datetime) -> Award:
    claim = _locked(claim_id)
    scheme = scheme_of(claim.scheme)
    given = claim.awards.filter(thing=thing).exclude(state=Award.State.ENDED).first()
    if given is not None:
        return given
    if claim.state != Claim.State.APPROVED:
        raise Refused("claim_not_approved", number=claim.number)
    sheet = claim.sheet
    if scheme.gives == "home":
        sheet = moves_in(claim.household, sheet, scheme, rent, since=since, by=by, at=at)
    decision = decide(claim.household, scheme, day=since, claim=claim, sheet=sheet, by=by, at=at)
    award = _award(claim, scheme, since, decision, thing=thing, rent=rent, by=by, at=at)
    for other in claim.awards.filter(scheme=scheme.meanwhile).exclude(state=Award.State.ENDED):
        _end(other, months.first_of(since), "home", by=by, at=at)
    _receiving(claim, by=by, at=at)
    return award


def _locked(claim_id: int) -> Claim:
    claim: Claim | None = _CLAIM.first(claim_id)
    if claim is None:
        raise Refused("claim_unknown", claim=claim_id)
    return claim


def _receiving(claim: Claim, *, by: str, at: datetime) -> None:
    before = claim.state
    claim.state = Claim.State.AWARDED
    claim.version += 1
    claim.save(update_fields=["state", "version"])
    ledger.record(claim.ref, "awarded", by=by, at=at, before={"state": before}, after={"state": claim.state})


def _award(
    claim: Claim, scheme: Scheme, since: date, decision: Decision | None, *, thing: str = "", rent: int = 0, by: str,
    at: datetime,
) -> Award:  # fmt: skip
    award = Award.objects.create(
        number=next_number("W", at), scheme=scheme.code, claim=claim, household_id=claim.household_id,
        gives=scheme.gives, since=since, thing=thing,
    )  # fmt: skip
    amount = decision.amount if decision is not None and decision.outcome == DUE else 0
    month = months.first_of(since)
    if scheme.gives in ("money", "home"):
        amount = min(amount, rent) if scheme.gives == "home" else amount
        AwardTerm.objects.create(
            award=award, month=month, amount=amount, rent=rent, decision=decision, recorded_at=at
        )  # fmt: skip
    ledger.record(
        award.ref, "made", by=by, at=at,
        after={"state": award.state, "since": str(since), "until": None, "terms": [[str(month), amount, rent]]},
        data={"number": award.number, "claim": claim.pk, "scheme": scheme.code, "thing": thing,
              "decision": decision.pk if decision else None},
    )  # fmt: skip
    return award


def locked(award_id: int) -> Award:
    """The award, held to the end of the transaction. Raises Refused: award_unknown."""
    found = Award.objects.select_for_update(of=("self",)).select_related("household__sheet", "claim")
    award = found.filter(pk=award_id).first()
    if award is None:
        raise Refused("award_unknown")
    return award


def terms_of(award: Award) -> list[Term]:
    """Its terms, as they are reckoned with."""
    rows = AwardTerm.objects.filter(award=award).values_list("month", "amount", "recorded_at", "pk", "rent")
    return [Term(*row) for row in rows]


@transaction.atomic
def end_award(award_id: int, until: date, ground: str, *, by: str, at: datetime) -> Award:
    """It is over from `until` on (excluded). A month begun before that day is due whole; what was paid for later ones
    is had back by the next run. Raises Refused: award_unknown, award_ended."""
    award = locked(award_id)
    if award.state == Award.State.ENDED:
        raise Refused("award_ended")
    return _end(award, until, ground, by=by, at=at)


def _end(award: Award, until: date, ground: str, *, by: str, at: datetime) -> Award:
    before = {"state": award.state, "until": None}
    until = max(until, award.since)
    first = until if until.day == 1 else months.after(months.first_of(until))
    terms = terms_of(award)
    wanted = {first: 0} | {term.month: 0 for term in terms if term.month > first}
    fresh = _record_terms(award, terms, wanted, None, ground=OVER, at=at)
    award.state, award.until, award.ended_at, award.ground = Award.State.ENDED, until, at, ground[:40]
    award.version += 1
    award.save(update_fields=["state", "until", "ended_at", "ground", "version"])
    if award.gives == "home":
        lived_there = rested_on([award.claim_id]).get(award.claim_id, [award.claim.sheet])[-1]
        moves_out(award.household, lived_there, scheme_of(award.scheme), since=until, by=by, at=at)
    ledger.record(
        award.ref, "ended", by=by, at=at, before=before,
        after={"state": award.state, "until": str(until), "terms": fresh}, data={"ground": award.ground},
    )  # fmt: skip
    return award


@transaction.atomic
def end_awards_of(claim_id: int, ground: str, *, until: date | None = None, by: str, at: datetime) -> list[Award]:
    """A claim has ended: its awards end with it, from the month after the present one unless a day is said. Twice is
    once."""
    claim = _locked(claim_id)
    day = until or months.after(months.first_of(timezone.localdate(at)))
    going_on = claim.awards.exclude(state=Award.State.ENDED).order_by("pk")
    return [_end(locked(award.pk), day, ground, by=by, at=at) for award in going_on]


@transaction.atomic
def record_terms(
    award_id: int, wanted: Mapping[date, int], decision: Decision | None, *, ground: str = "", by: str, at: datetime
) -> list[list[object]]:
    """Say what an award is of in some months, each by its first day. Only what differs is written; what was paid
    otherwise is settled by the next run. Raises Refused: award_unknown, award_ended."""
    award = locked(award_id)
    if award.state == Award.State.ENDED:
        raise Refused("award_ended")
    fresh = _record_terms(award, terms_of(award), wanted, decision, ground=ground, at=at)
    if fresh:
        award.version += 1
        award.save(update_fields=["version"])
        data = {"decision": decision.pk if decision else None, "ground": ground}
        ledger.record(award.ref, "term_recorded", by=by, at=at, after={"terms": fresh}, data=data)
    return fresh


def _record_terms(
    award: Award, terms: list[Term], wanted: Mapping[date, int], decision: Decision | None, *, ground: str, at: datetime
) -> list[list[object]]:
    begun = months.first_of(award.since)
    wanted = {month: amount for month, amount in wanted.items() if month >= begun}
    rents = {month: found.rent if (found := months.term_for(terms, month)) else 0 for month in wanted}
    if award.gives == "home":
        wanted = {month: min(amount, rents[month]) for month, amount in wanted.items()}
    told: list[list[object]] = []
    for month, amount in months.terms_to_reach(terms, wanted):
        rent = 0 if ground == OVER else rents[month]
        AwardTerm.objects.create(
            award=award, month=month, amount=amount, rent=rent, decision=decision, ground=ground, recorded_at=at
        )
        told.append([str(month), amount, rent])
    if award.gives == "home" and ground == OVER and not told:
        told = _rent_ends(award, terms, min(wanted), at)
    return told


def _rent_ends(award: Award, terms: list[Term], month: date, at: datetime) -> list[list[object]]:
    """A home without a waiver: no amount changes, but the rent does."""
    found = months.term_for(terms, month)
    if found is None or not found.rent:
        return []
    AwardTerm.objects.create(award=award, month=month, amount=0, rent=0, ground=OVER, recorded_at=at)
    return [[str(month), 0, 0]]


@transaction.atomic
def suspend_award(award_id: int, ground: str, *, by: str, at: datetime) -> Award:
    """Nothing is paid until it is resumed; then what was due meanwhile is paid too. Raises Refused: award_unknown,
    award_not_there."""
    return _rest(award_id, Award.State.ACTIVE, Award.State.SUSPENDED, "suspended", ground, by=by, at=at)


@transaction.atomic
def resume_award(award_id: int, *, by: str, at: datetime) -> Award:
    """Paid again, with the months that were held back. Raises Refused: award_unknown, award_not_there."""
    return _rest(award_id, Award.State.SUSPENDED, Award.State.ACTIVE, "resumed", "", by=by, at=at)


def _rest(award_id: int, before: str, after: str, act: str, ground: str, *, by: str, at: datetime) -> Award:
    award = locked(award_id)
    if award.state != before:
        raise Refused("award_not_there", state=award.get_state_display())
    award.state, award.ground = after, ground[:40]
    award.version += 1
    award.save(update_fields=["state", "ground", "version"])
    ledger.record(
        award.ref, act, by=by, at=at, before={"state": before}, after={"state": after}, data={"ground": award.ground}
    )
    return award
