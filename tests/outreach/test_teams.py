"""One enterprise, one leader, one team, one plan, to the end: closed only when every step is done or dropped."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.outreach import actions, queries
from jishiyu.outreach.models import PlanStep, SupportTeam
from tests.cast import DAY, T0
from tests.outreach.firms import KEY, Firms

AIM = "三个月内解决用工和融资"
DUE = date(2026, 8, 1)


def formed(firms: Firms) -> SupportTeam:
    """罗主任 leads, 小唐 is the contact."""
    cast = firms.cast
    return actions.form_team(
        firms.changfeng.pk,
        lead_id=cast.leader.pk,
        aim=AIM,
        members={cast.mate.pk: "企业联络员"},
        by=cast.leader.actor,
        at=T0,
    )


def step(firms: Firms, team: SupportTeam, words: str = "联系银行上门对接") -> PlanStep:
    cast = firms.cast
    return actions.plan_step(team.pk, words, due_on=DUE, officer_id=cast.mate.pk, by=cast.mate.actor, at=T0)


def code_of(deed: Callable[..., Any], *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        deed(*args, **more)
    return refused.value.code


def test_a_team_answers_for_its_enterprise_until_it_is_closed(firms: Firms) -> None:
    mate = firms.cast.mate
    assert not queries.answers_for(mate, firms.changfeng.pk, T0.date())
    team = formed(firms)
    assert queries.answers_for(mate, firms.changfeng.pk, T0.date())
    assert firms.visit(officer=mate, subject_id=firms.changfeng.pk, key=f"{KEY}-t").subject == firms.changfeng
    actions.finish_step(step(firms, team).pk, "银行已经放款", by=mate.actor, at=T0)
    actions.close_team(team.pk, "企业难题全部解决", by=firms.cast.leader.actor, at=T0)
    assert not queries.answers_for(mate, firms.changfeng.pk, T0.date())


def test_it_is_kept_to_the_end(firms: Firms) -> None:
    team, by = formed(firms), firms.cast.leader.actor
    assert code_of(actions.close_team, team.pk, "算了吧不做了", by=by, at=T0) == "plan_empty"
    one, other = step(firms, team), step(firms, team, "办理用地手续")
    assert (one.number, other.number) == (1, 2)
    actions.finish_step(one.pk, "银行已经放款", by=firms.cast.mate.actor, at=T0 + DAY)
    assert code_of(actions.close_team, team.pk, "差不多了吧", by=by, at=T0 + DAY) == "plan_open"
    dropped = actions.drop_step(other.pk, "企业改租厂房", by=firms.cast.mate.actor, at=T0 + DAY)
    assert (dropped.state, dropped.outcome) == ("dropped", "企业改租厂房")
    closed = actions.close_team(team.pk, "企业难题全部解决", by=by, at=T0 + 2 * DAY)
    assert closed.closed_at == T0 + 2 * DAY
    acts = list(Entry.objects.filter(subject=team.ref).order_by("version").values_list("act", flat=True))
    assert acts == ["team_formed", "step_planned", "step_planned", "step_done", "step_dropped", "team_closed"]
    assert code_of(
        actions.plan_step, team.pk, "再加一步试试", due_on=DUE, officer_id=firms.cast.mate.pk, by=by, at=T0
    ) == ("team_closed")


def test_dropping_everything_is_not_carrying_a_plan_out(firms: Firms) -> None:
    team = formed(firms)
    actions.drop_step(step(firms, team).pk, "企业改租厂房", by=firms.cast.mate.actor, at=T0)
    assert code_of(actions.close_team, team.pk, "就这样了吧", by=firms.cast.leader.actor, at=T0) == "plan_empty"


def test_one_team_at_a_time_and_only_those_who_form_them(firms: Firms) -> None:
    assert (
        code_of(actions.form_team, firms.qiyuan.pk, lead_id=1, aim=AIM, by=firms.cast.crew.actor, at=T0) == "not_yours"
    )
    formed(firms)
    lead = firms.cast.leader
    assert (
        code_of(actions.form_team, firms.changfeng.pk, lead_id=lead.pk, aim=AIM, by=lead.actor, at=T0) == "team_there"
    )
    assert code_of(actions.form_team, 0, lead_id=lead.pk, aim=AIM, by=lead.actor, at=T0) == "subject_unknown"
    assert code_of(actions.form_team, firms.qiyuan.pk, lead_id=0, aim=AIM, by=lead.actor, at=T0) == "officer_gone"
    assert (
        code_of(actions.form_team, firms.qiyuan.pk, lead_id=lead.pk, aim="好", by=lead.actor, at=T0) == "say_in_words"
    )
    admin = firms.cast.admin.pk
    assert code_of(actions.form_team, firms.qiyuan.pk, lead_id=admin, aim=AIM, by=lead.actor, at=T0) == "officer_gone"


def test_nobody_outside_the_team_touches_its_plan(firms: Firms) -> None:
    team = formed(firms)
    made = step(firms, team)
    outside = firms.cast.stranger
    assert code_of(actions.finish_step, made.pk, "银行已经放款", by=outside.actor, at=T0) == "not_yours"
    assert code_of(actions.close_team, team.pk, "企业难题全部解决", by=firms.cast.mate.actor, at=T0) == "not_yours"
    wrong = {"due_on": DUE, "by": firms.cast.leader.actor, "at": T0}
    assert code_of(actions.plan_step, team.pk, "联系银行上门对接", officer_id=outside.pk, **wrong) == "not_in_team"
    assert code_of(actions.plan_step, 0, "联系银行上门对接", officer_id=outside.pk, **wrong) == "team_unknown"


def test_steps_are_ended_once_with_words_and_planned_for_days_to_come(firms: Firms) -> None:
    team, mate = formed(firms), firms.cast.mate
    made = step(firms, team)
    assert code_of(actions.finish_step, made.pk, "好", by=mate.actor, at=T0) == "say_in_words"
    assert code_of(actions.finish_step, 0, "银行已经放款", by=mate.actor, at=T0) == "plan_step_unknown"
    actions.finish_step(made.pk, "银行已经放款", by=mate.actor, at=T0)
    assert code_of(actions.drop_step, made.pk, "企业改租厂房", by=mate.actor, at=T0) == "step_over"
    past = {"due_on": date(2026, 7, 1), "officer_id": mate.pk, "by": mate.actor, "at": T0}
    assert code_of(actions.plan_step, team.pk, "联系银行上门对接", **past) == "step_day"


def test_members_come_and_go_but_not_from_open_steps(firms: Firms) -> None:
    team, by = formed(firms), firms.cast.leader.actor
    actions.join_team(team.pk, firms.cast.head.pk, "融资服务", by=by, at=T0)
    assert code_of(actions.join_team, team.pk, firms.cast.head.pk, "融资服务", by=by, at=T0) == "in_team_already"
    made = step(firms, team)
    assert code_of(actions.leave_team, team.pk, firms.cast.mate.pk, by=by, at=T0) == "has_open_steps"
    actions.finish_step(made.pk, "银行已经放款", by=by, at=T0)
    actions.leave_team(team.pk, firms.cast.mate.pk, by=by, at=T0)
    assert code_of(actions.leave_team, team.pk, firms.cast.mate.pk, by=by, at=T0) == "not_in_team"
    assert code_of(actions.finish_step, made.pk, "银行已经放款", by=firms.cast.mate.actor, at=T0) == "not_yours"


def test_another_leads_and_the_plan_goes_on(firms: Firms) -> None:
    team, cast = formed(firms), firms.cast
    own = actions.plan_step(team.pk, "主持协调会", due_on=DUE, officer_id=cast.leader.pk, by=cast.leader.actor, at=T0)
    actions.hand_over_team(team.pk, cast.mate.pk, by=cast.leader.actor, at=T0)
    own.refresh_from_db()
    assert (own.officer, own.due_on) == (cast.mate, DUE)
    assert not team.members.filter(until__isnull=True).exists()
    assert actions.hand_over_team(team.pk, cast.mate.pk, by=cast.mate.actor, at=T0).lead == cast.mate
