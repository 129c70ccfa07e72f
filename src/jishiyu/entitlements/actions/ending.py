"""The exit: asked for with its ground, granted by another, and, of a home, a time to move out before it is over."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jishiyu.entitlements.actions.changing import change_claim, check_may, lock_claim, tell_applicant, words_of
from jishiyu.entitlements.actions.noticing import write_letter
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Claim, DecisionLetter, Exit
from jishiyu.entitlements.queries.hands import heads_near, officers_near
from jishiyu.entitlements.workflow import EXIT_GROUNDS, OWN
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import tell

LEAST_MOVING, MOST_MOVING = 7, 183  # days to move out


@transaction.atomic
def ask_exit(claim_id: int, *, ground: str, words: str, by: str, at: datetime) -> Exit:
    """Ask for the end of what was approved: an officer with a ground, the applicant of their own wish.
    Raises Refused: not_now, not_yours, ground_unknown, say_why."""
    claim = lock_claim(claim_id)
    if claim.state not in (Claim.State.APPROVED, Claim.State.AWARDED):
        raise Refused("not_now", act="ask_exit", state=claim.state)
    check_may(claim, "ask_exit", by=by, at=at)
    if ground not in EXIT_GROUNDS or (by == OWN) != (ground == "own_wish"):
        raise Refused("ground_unknown", ground=ground[:40])
    made = Exit.objects.create(claim=claim, ground=ground, words=words_of(words), asked_by=by, asked_at=at)
    ledger.record(claim.ref, "exit_asked", by=by, at=at, data={"exit": made.pk, "ground": ground, "words": made.words})
    scheme, on, place = scheme_of(claim.scheme), timezone.localdate(at), claim.household.division_id
    tell(
        [one for one in {*heads_near(scheme, place, on), *officers_near(scheme.keeper, place, on)} if one != by],
        key=f"exit:{made.pk}",
        kind="claim_exit",
        params={"number": claim.number, "title": claim.number},
        link=f"/console/claims/{claim.number}/#exit",
        at=at,
    )
    return made


@transaction.atomic
def decide_exit(exit_id: int, *, granted: bool, words: str, moving_days: int = 30, by: str, at: datetime) -> Exit:
    """Granted by another than the asker. Who lives in a home is given a time to move out at the rent of the contract;
    all else is over at once. Raises Refused: exit_unknown, not_now, not_yours, say_why, moving_days."""
    leaving, claim = _locked(exit_id)
    if leaving.state != Exit.State.ASKED:
        raise Refused("not_now", act="decide_exit", state=leaving.state)
    check_may(claim, "decide_exit", by=by, at=at)
    leaving.decided_words, leaving.decided_by, leaving.decided_at = words_of(words), by, at
    moves = granted and scheme_of(claim.scheme).gives == "home" and claim.state == Claim.State.AWARDED
    if moves and not LEAST_MOVING <= moving_days <= MOST_MOVING:
        raise Refused("moving_days", least=LEAST_MOVING, most=MOST_MOVING)
    today = timezone.localdate(at)
    leaving.state = Exit.State.MOVING if moves else Exit.State.OUT if granted else Exit.State.REFUSED
    leaving.leave_by = today + timedelta(days=moving_days) if moves else None
    leaving.out_on = today if granted and not moves else None
    ledger.save_fields(leaving, ["state", "decided_words", "decided_by", "decided_at", "leave_by", "out_on"])
    data = {"exit": leaving.pk, "ground": leaving.ground, "words": leaving.decided_words}
    if not granted:
        ledger.record(claim.ref, "exit_refused", by=by, at=at, data=data)
        return leaving
    if moves:
        data |= {"leave_by": leaving.leave_by.isoformat() if leaving.leave_by else ""}
        ledger.record(claim.ref, "exit_granted", by=by, at=at, data=data)
        tell_applicant(claim, "claim_leave", key=str(leaving.pk), at=at)
    else:
        _end(claim, leaving, by=by, at=at)
    return leaving


@transaction.atomic
def note_out(exit_id: int, *, on: date, by: str, at: datetime) -> Exit:
    """The home is empty and handed back. Raises Refused: exit_unknown, not_now, not_yours, day_unfit."""
    leaving, claim = _locked(exit_id)
    if leaving.state != Exit.State.MOVING:
        raise Refused("not_now", act="note_out", state=leaving.state)
    check_may(claim, "note_out", by=by, at=at)
    begun = timezone.localdate(leaving.decided_at) if leaving.decided_at else on
    if not begun <= on <= timezone.localdate(at):
        raise Refused("day_unfit", day=on.isoformat())
    leaving.state, leaving.out_on = Exit.State.OUT, on
    ledger.save_fields(leaving, ["state", "out_on"])
    _end(claim, leaving, by=by, at=at)
    return leaving


def _locked(exit_id: int) -> tuple[Exit, Claim]:
    found = Exit.objects.filter(pk=exit_id).values_list("claim_id", flat=True).first()
    if found is None:
        raise Refused("exit_unknown")
    claim = lock_claim(found)
    return Exit.objects.select_for_update().get(pk=exit_id), claim


def _end(claim: Claim, leaving: Exit, *, by: str, at: datetime) -> None:
    fields = {"state": Claim.State.ENDED, "ended_at": at, "ground": leaving.ground, "review_on": None, "due_at": None}
    data = {"exit": leaving.pk, "out_on": leaving.out_on.isoformat() if leaving.out_on else ""}
    change_claim(claim, "ended", fields, by=by, at=at, data=data)
    claim.reviews.filter(closed_at__isnull=True).update(closed_at=at, closed_by=by)
    write_letter(claim, DecisionLetter.Kind.ENDED, words=leaving.decided_words, by=by, at=at)
    ledger.errand("claim.ended", f"claim.ended:{claim.pk}", {"claim": claim.pk, "ground": leaving.ground}, at=at)
    tell_applicant(claim, "claim_ended", key=str(leaving.pk), at=at)
