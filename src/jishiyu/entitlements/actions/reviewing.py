"""Reviewing step by step: papers asked for and handed in, facts corrected, a step passed, the head's decision."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from jishiyu.entitlements.actions.changing import (
    MORE_DAYS,
    change_claim,
    check_may,
    lock_claim,
    step_due,
    tell_applicant,
    tell_step,
    words_of,
)
from jishiyu.entitlements.actions.claiming import complete, take_in
from jishiyu.entitlements.actions.deciding import decide
from jishiyu.entitlements.actions.households import correct_facts
from jishiyu.entitlements.actions.keeping import keep_papers
from jishiyu.entitlements.actions.noticing import confirm, write_letter
from jishiyu.entitlements.changes import changed_facts
from jishiyu.entitlements.kinds import Scheme, Step, scheme_of
from jishiyu.entitlements.models import Claim, Decision, DecisionLetter, StepResult
from jishiyu.entitlements.months import after as months_after
from jishiyu.entitlements.papers import Sent
from jishiyu.entitlements.workflow import DECIDING, REFUSAL_GROUNDS, next_step
from jishiyu.lib.masks import mask_text
from jishiyu.lib.refused import Refused

State = Claim.State


@transaction.atomic
def accept(claim_id: int, *, seen: int | None = None, by: str, at: datetime) -> Claim:
    """The first step's officer takes it in, the papers seen at the counter. Raises Refused: not_now, not_yours."""
    claim = lock_claim(claim_id, seen=seen)
    check_may(claim, "accept", by=by, at=at)
    return take_in(claim, scheme_of(claim.scheme), by=by, at=at)


@transaction.atomic
def ask_more(
    claim_id: int, *, papers: Sequence[str] = (), words: str = "", seen: int | None = None, by: str, at: datetime
) -> Claim:
    """Ask the applicant for papers again, or for more (补正). Its place in time stays; the office's clock rests.
    Raises Refused: not_now, not_yours, paper_unknown, say_why (neither a paper nor words)."""
    claim = lock_claim(claim_id, seen=seen)
    check_may(claim, "ask_more", by=by, at=at)
    known = {paper.code for paper in scheme_of(claim.scheme).papers}
    if strange := [paper for paper in papers if paper not in known]:
        raise Refused("paper_unknown", paper=strange[0][:40])
    fields = {
        "state": State.MORE,
        "due_at": None,
        "more_papers": list(papers),
        "more_words": words.strip()[:500] if papers else words_of(words),
        "more_until": timezone.localdate(at) + timedelta(days=MORE_DAYS),
    }
    change_claim(claim, "more_asked", fields, by=by, at=at)
    tell_applicant(claim, "claim_more", key=str(claim.version), at=at)
    return claim


@transaction.atomic
def hand_in(claim_id: int, papers: Sequence[Sent], *, words: str = "", by: str, at: datetime) -> Claim:
    """Papers handed in by the applicant, or at the counter. Once what was asked for is there it goes on where it was;
    one that now has every required paper is accepted. Raises Refused: not_now, not_yours, and what papers raise."""
    claim = lock_claim(claim_id)
    check_may(claim, "hand_in", by=by, at=at)
    scheme = scheme_of(claim.scheme)
    marks = keep_papers(claim, scheme, papers, by=by, at=at)
    if not marks and len(words.strip()) < 2:
        raise Refused("nothing_handed_in")
    left = [paper for paper in claim.more_papers if paper not in {one.paper for one in papers}]
    fields: dict[str, Any] = {"more_papers": left}
    back = claim.state == State.MORE and not left
    if back:
        state = State.REVIEWING if claim.accepted_at else State.SUBMITTED
        fields |= {"state": state, "more_words": "", "more_until": None, "due_at": step_due(scheme, claim.step, at)}
    change_claim(
        claim, "handed_in", fields, by=by, at=at, data={"papers": marks, "words": mask_text(words.strip()[:500])}
    )
    if claim.state == State.SUBMITTED and complete(claim, scheme):
        take_in(claim, scheme, by=by, at=at)
    if back or claim.state != State.MORE:
        tell_step(claim, "claim_papers", key=str(claim.version), at=at)
    return claim


@transaction.atomic
def correct(
    claim_id: int,
    facts: Mapping[str, Any],
    *,
    people: Sequence[Mapping[str, Any]] | None = None,
    words: str,
    seen: int | None = None,
    by: str,
    at: datetime,
) -> Claim:
    """The step's officer corrects facts the step answers for, and it is decided anew. Its place in time stays.
    Raises Refused: not_now, not_yours, fact_not_of_step, nothing_changed, say_why; FactError."""
    claim = lock_claim(claim_id, seen=seen)
    check_may(claim, "correct", by=by, at=at)
    scheme, said = scheme_of(claim.scheme), words_of(words)
    names = changed_facts(claim.sheet.facts, facts)
    if not names and people is None:
        raise Refused("nothing_changed")
    if strange := sorted(names - answered_by(scheme, claim.step)):
        raise Refused("fact_not_of_step", fact=strange[0])
    today = timezone.localdate(at)
    sheet = correct_facts(claim.household_id, facts, people, since=today, by=by, at=at)
    claim.household.refresh_from_db()
    decision = decide(claim.household, scheme, day=today, claim=claim, sheet=sheet, by=by, at=at)
    fields = {"sheet_id": sheet.pk, "decision_id": decision.pk}
    change_claim(claim, "corrected", fields, by=by, at=at, data={"facts": sorted(names), "words": said})
    return claim


def answered_by(scheme: Scheme, step: str) -> set[str]:
    """The facts a step answers for; how many members there are is for whoever answers for a fact of each."""
    checks = set(next((one.checks for one in scheme.steps if one.code == step), ()))
    persons = any(scheme.book.facts[name].of == "person" for name in checks if name in scheme.book.facts)
    return checks | ({"members"} if persons else set())


@transaction.atomic
def pass_step(claim_id: int, *, words: str, seen: int | None = None, by: str, at: datetime) -> Claim:
    """What the step answers for is checked and right; the next one begins. Raises Refused: not_now, not_yours,
    say_why, facts_missing (one that the step answers for stops the decision)."""
    claim = lock_claim(claim_id, seen=seen)
    check_may(claim, "pass", by=by, at=at)
    scheme = scheme_of(claim.scheme)
    step = _step(scheme, claim.step)
    if claim.decision and claim.decision.outcome == Decision.Outcome.UNDECIDED:
        missing = {name for name, _ in claim.decision.missing} & answered_by(scheme, step.code)
        if missing:
            raise Refused("facts_missing", facts=", ".join(sorted(missing)))
    _found(claim, step, StepResult.Outcome.PASSED, words_of(words), by=by, at=at)
    to = next_step([one.code for one in scheme.steps], step.code)
    fields = {"step": to, "due_at": step_due(scheme, to, at)}
    change_claim(claim, "step_passed", fields, by=by, at=at, data={"step": step.code, "words": words.strip()[:500]})
    tell_step(claim, "claim_here", key=f"{to}:{claim.version}", at=at)
    return claim


@transaction.atomic
def propose_refusal(claim_id: int, *, ground: str, words: str, seen: int | None = None, by: str, at: datetime) -> Claim:
    """The step's officer finds that it is to be refused; the head decides. Raises Refused: not_now, not_yours,
    say_why, ground_unknown, still_due, more_time."""
    claim = lock_claim(claim_id, seen=seen)
    check_may(claim, "propose", by=by, at=at)
    scheme = scheme_of(claim.scheme)
    _check_ground(claim, ground, at)
    _found(claim, _step(scheme, claim.step), StepResult.Outcome.FAILED, words_of(words), by=by, at=at)
    fields = {"state": State.REVIEWING, "step": DECIDING, "ground": ground, "due_at": step_due(scheme, DECIDING, at)}
    data = {"step": claim.step, "words": words.strip()[:500]}
    change_claim(claim, "refusal_proposed", fields, by=by, at=at, data=data)
    tell_step(claim, "claim_here", key=f"{DECIDING}:{claim.version}", at=at)
    return claim


def _check_ground(claim: Claim, ground: str, at: datetime) -> None:
    if ground not in REFUSAL_GROUNDS:
        raise Refused("ground_unknown", ground=ground[:40])
    if ground == "not_due" and (claim.decision is None or claim.decision.outcome != Decision.Outcome.NOT_DUE):
        raise Refused("still_due", number=claim.number)
    if ground == "no_papers" and not (claim.more_until and claim.more_until < timezone.localdate(at)):
        raise Refused("more_time", until=claim.more_until.isoformat() if claim.more_until else "—")


def _found(claim: Claim, step: Step, outcome: str, words: str, *, by: str, at: datetime) -> None:
    StepResult.objects.create(
        claim=claim,
        step=step.code,
        outcome=outcome,
        words=words,
        sheet=claim.sheet,
        facts=list(step.checks),
        by=by,
        at=at,
    )


def _step(scheme: Scheme, code: str) -> Step:
    return next(one for one in scheme.steps if one.code == code)


@transaction.atomic
def approve(claim_id: int, *, words: str, seen: int | None = None, by: str, at: datetime) -> Claim:
    """The head approves: on public notice, or at once where the scheme has none. Decided anew on this day first.
    Raises Refused: not_now, not_yours, say_why, not_due_today."""
    claim = lock_claim(claim_id, seen=seen)
    check_may(claim, "approve", by=by, at=at)
    scheme, today = scheme_of(claim.scheme), timezone.localdate(at)
    decision = decide(claim.household, scheme, day=today, claim=claim, by=by, at=at)
    if decision.outcome != Decision.Outcome.DUE:
        raise Refused("not_due_today", number=claim.number)
    head = Step(DECIDING, "", role="")
    _found(claim, head, StepResult.Outcome.PASSED, words_of(words), by=by, at=at)
    fields: dict[str, Any] = {
        "state": State.NOTICE,
        "decision_id": decision.pk,
        "decided_at": at,
        "due_at": None,
        "notice_until": today + timedelta(days=scheme.notice_days),
        "review_on": review_after(scheme, today),
        "ground": "",
    }
    change_claim(claim, "approved", fields, by=by, at=at, data={"words": words.strip()[:500]})
    if not scheme.notice_days:
        return confirm(claim, by=by, at=at)
    tell_applicant(claim, "claim_notice", key=str(claim.version), at=at)
    return claim


def review_after(scheme: Scheme, day: Any) -> Any:
    """The day of the next review: so many months after; None where there is none."""
    if not scheme.review_months:
        return None
    month = months_after(day.replace(day=1), scheme.review_months)
    last = months_after(month) - timedelta(days=1)
    return month.replace(day=min(day.day, last.day))


@transaction.atomic
def refuse(claim_id: int, *, ground: str, words: str, seen: int | None = None, by: str, at: datetime) -> Claim:
    """The head refuses, with the clause or the ground, and a letter that says how to object. Raises Refused: not_now,
    not_yours, say_why, ground_unknown, still_due, more_time."""
    claim = lock_claim(claim_id, seen=seen)
    check_may(claim, "refuse", by=by, at=at)
    _check_ground(claim, ground, at)
    head = Step(DECIDING, "", role="")
    _found(claim, head, StepResult.Outcome.FAILED, words_of(words), by=by, at=at)
    fields = {"state": State.REFUSED, "ground": ground, "decided_at": at, "due_at": None}
    change_claim(claim, "refused", fields, by=by, at=at, data={"words": words.strip()[:500]})
    write_letter(claim, DecisionLetter.Kind.REFUSED, words=words, by=by, at=at)
    tell_applicant(claim, "claim_refused", key=str(claim.version), at=at)
    return claim


@transaction.atomic
def send_back(claim_id: int, *, step: str, words: str, seen: int | None = None, by: str, at: datetime) -> Claim:
    """The head wants a step looked at again. Raises Refused: not_now, not_yours, step_unknown, say_why."""
    claim = lock_claim(claim_id, seen=seen)
    check_may(claim, "send_back", by=by, at=at)
    said = words_of(words)
    return again(claim, step, "sent_back", by=by, at=at, data={"words": said})


def again(claim: Claim, step: str, act: str, *, by: str, at: datetime, data: Mapping[str, Any]) -> Claim:
    """Reviewed again from a step on: what was found there and after is undone. Its place in time stays."""
    scheme = scheme_of(claim.scheme)
    codes = [one.code for one in scheme.steps]
    if step not in codes and not (step == DECIDING and claim.accepted_at):
        raise Refused("step_unknown", step=step[:40])
    undone = [*codes[codes.index(step) :], DECIDING] if step in codes else [DECIDING]
    StepResult.objects.filter(claim=claim, step__in=undone, undone_at__isnull=True).update(undone_at=at)
    fields: dict[str, Any] = {
        "state": State.REVIEWING if claim.accepted_at else State.SUBMITTED,
        "step": step,
        "due_at": step_due(scheme, step, at),
        "decided_at": None,
        "notice_until": None,
        "ground": "",
    }
    change_claim(claim, act, fields, by=by, at=at, data={**data, "undone": undone})
    tell_step(claim, "claim_here", key=f"{step}:{claim.version}", at=at)
    return claim


@transaction.atomic
def withdraw(claim_id: int, *, by: str, at: datetime) -> Claim:
    """The applicant takes it back before it counts. Raises Refused: not_now, not_yours."""
    claim = lock_claim(claim_id)
    check_may(claim, "withdraw", by=by, at=at)
    fields = {"state": State.WITHDRAWN, "ended_at": at, "due_at": None, "notice_until": None, "review_on": None}
    return change_claim(claim, "withdrawn", fields, by=by, at=at)
