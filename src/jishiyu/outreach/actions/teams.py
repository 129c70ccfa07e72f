"""A team and its plan for one of those served, kept until every step is done or dropped with a reason."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.outreach import rights
from jishiyu.outreach.actions.visiting import officer_of
from jishiyu.outreach.models import PlanStep, SupportTeam, TeamMember
from jishiyu.registry.models import Officer, Subject

LEAST_WORDS = 4


def _words(text: str, most: int) -> str:
    said = " ".join(text.split())
    if len(said) < LEAST_WORDS:
        raise Refused("say_in_words", least=LEAST_WORDS)
    return said[:most]


def _goes(officer_id: int) -> Officer:
    found = Officer.objects.filter(pk=officer_id, is_active=True, post__in=rights.GOES).first()
    if found is None:
        raise Refused("officer_gone")
    return found


@transaction.atomic
def form_team(
    subject_id: int, *, lead_id: int, aim: str, members: Mapping[int, str] | None = None, by: str, at: datetime
) -> SupportTeam:
    """One leader and a team (officer → role in words) for one of those served, with what the plan is to bring about.

    Raises Refused: not_yours, subject_unknown, team_there, officer_gone, say_in_words."""
    if officer_of(by).post not in rights.FORMS_TEAMS:
        raise Refused("not_yours", by=by[:40])
    if not Subject.objects.select_for_update().filter(pk=subject_id).exists():
        raise Refused("subject_unknown")
    if SupportTeam.objects.filter(subject=subject_id, closed_at__isnull=True).exists():
        raise Refused("team_there")
    lead, since = _goes(lead_id), timezone.localdate(at)
    team = SupportTeam.objects.create(subject_id=subject_id, lead=lead, aim=_words(aim, 400), since=since)
    rows = [
        TeamMember(team=team, officer=_goes(key), role=_words(role, 40), since=since)
        for key, role in (members or {}).items()
        if key != lead.pk
    ]
    TeamMember.objects.bulk_create(rows)
    told = {str(row.officer_id): row.role for row in rows}
    ledger.record(
        team.ref, "team_formed", by=by, at=at, after={"subject": subject_id, "lead": lead.pk, "members": told}
    )
    return team


def lock_team(team_id: int, *, by: str) -> tuple[SupportTeam, Officer]:
    """A team at work that this officer may change, locked. Raises Refused: team_unknown, team_closed, not_yours."""
    team = SupportTeam.objects.select_for_update().filter(pk=team_id).first()
    if team is None:
        raise Refused("team_unknown")
    if team.closed_at is not None:
        raise Refused("team_closed")
    officer = officer_of(by)
    inside = team.members.filter(until__isnull=True).values_list("officer_id", flat=True)
    if not rights.may_plan(officer, team.lead_id, inside):
        raise Refused("not_yours", by=by[:40])
    return team, officer


@transaction.atomic
def join_team(team_id: int, officer_id: int, role: str, *, by: str, at: datetime) -> TeamMember:
    """Raises Refused: officer_gone, in_team_already, say_in_words, and as `lock_team`."""
    team, _officer = lock_team(team_id, by=by)
    officer = _goes(officer_id)
    if officer.pk == team.lead_id or team.members.filter(officer=officer, until__isnull=True).exists():
        raise Refused("in_team_already")
    row = TeamMember.objects.create(team=team, officer=officer, role=_words(role, 40), since=timezone.localdate(at))
    ledger.record(team.ref, "team_joined", by=by, at=at, data={"officer": officer.pk, "role": row.role})
    return row


@transaction.atomic
def leave_team(team_id: int, officer_id: int, *, by: str, at: datetime) -> TeamMember:
    """One leaves who has no open step left. Raises Refused: not_in_team, has_open_steps, and as `lock_team`."""
    team, _officer = lock_team(team_id, by=by)
    row = team.members.filter(officer=officer_id, until__isnull=True).first()
    if row is None:
        raise Refused("not_in_team")
    if team.steps.filter(officer=officer_id, state=PlanStep.State.OPEN).exists():
        raise Refused("has_open_steps")
    row.until = timezone.localdate(at)
    row.save(update_fields=["until"])
    ledger.record(team.ref, "team_left", by=by, at=at, data={"officer": officer_id})
    return row


@transaction.atomic
def plan_step(team_id: int, words: str, *, due_on: date, officer_id: int, by: str, at: datetime) -> PlanStep:
    """One more step of the plan, for somebody of the team. Raises Refused: say_in_words, step_day, not_in_team, and as
    `lock_team`."""
    team, _officer = lock_team(team_id, by=by)
    if due_on < timezone.localdate(at):
        raise Refused("step_day")
    _check_inside(team, officer_id)
    last = team.steps.aggregate(last=Max("number"))["last"] or 0
    step = PlanStep.objects.create(
        team=team, number=last + 1, words=_words(words, 200), officer_id=officer_id, due_on=due_on
    )
    ledger.record(
        team.ref, "step_planned", by=by, at=at, after={"step": step.number, "due_on": str(due_on)},
        data={"officer": officer_id},
    )  # fmt: skip
    return step


def _check_inside(team: SupportTeam, officer_id: int) -> None:
    inside = officer_id == team.lead_id or team.members.filter(officer=officer_id, until__isnull=True).exists()
    if not inside:
        raise Refused("not_in_team")


def finish_step(step_id: int, words: str, *, by: str, at: datetime) -> PlanStep:
    """Done, with what came of it. Raises Refused: plan_step_unknown, step_over, say_in_words, and as `lock_team`."""
    return _end_step(step_id, PlanStep.State.DONE, words, by=by, at=at)


def drop_step(step_id: int, why: str, *, by: str, at: datetime) -> PlanStep:
    """Not to be done after all, with the reason. Raises Refused as `finish_step`."""
    return _end_step(step_id, PlanStep.State.DROPPED, why, by=by, at=at)


@transaction.atomic
def _end_step(step_id: int, state: str, words: str, *, by: str, at: datetime) -> PlanStep:
    found = PlanStep.objects.filter(pk=step_id).first()
    if found is None:
        raise Refused("plan_step_unknown")
    team, _officer = lock_team(found.team_id, by=by)
    step = PlanStep.objects.get(pk=step_id)  # as it is now that the team is locked
    if step.state != PlanStep.State.OPEN:
        raise Refused("step_over")
    step.state, step.ended_at, step.outcome = state, at, _words(words, 400)
    step.save(update_fields=["state", "ended_at", "outcome"])
    act = "step_done" if state == PlanStep.State.DONE else "step_dropped"
    ledger.record(team.ref, act, by=by, at=at, after={"step": step.number, "state": state})
    return step


@transaction.atomic
def hand_over_team(team_id: int, lead_id: int, *, by: str, at: datetime) -> SupportTeam:
    """Another leads; the team, its plan and its days stay as they are. Raises Refused: officer_gone, and as
    `close_team`."""
    team = _lock_to_lead(team_id, by=by)
    lead, before = _goes(lead_id), team.lead_id
    if lead.pk == before:
        return team
    team.members.filter(officer=lead, until__isnull=True).update(until=timezone.localdate(at))
    team.steps.filter(officer=before, state=PlanStep.State.OPEN).update(officer=lead)
    team.lead = lead
    team.save(update_fields=["lead"])
    ledger.record(team.ref, "team_handed_over", by=by, at=at, before={"lead": before}, after={"lead": lead.pk})
    return team


@transaction.atomic
def close_team(team_id: int, words: str, *, by: str, at: datetime) -> SupportTeam:
    """To the end: only when every step of the plan is done or dropped with a reason, and there was one.

    Raises Refused: team_unknown, team_closed, not_yours, plan_empty, plan_open, say_in_words."""
    team = _lock_to_lead(team_id, by=by)
    states = list(team.steps.values_list("state", flat=True))
    if open_steps := states.count(PlanStep.State.OPEN):
        raise Refused("plan_open", open=open_steps)
    if PlanStep.State.DONE not in states:
        raise Refused("plan_empty")
    team.closed_at, team.closing_words = at, _words(words, 400)
    team.save(update_fields=["closed_at", "closing_words"])
    ledger.record(team.ref, "team_closed", by=by, at=at, data={"steps": len(states)})
    return team


def _lock_to_lead(team_id: int, *, by: str) -> SupportTeam:
    team, officer = lock_team(team_id, by=by)
    if not rights.may_close(officer, team.lead_id):
        raise Refused("not_yours", by=by[:40])
    return team
