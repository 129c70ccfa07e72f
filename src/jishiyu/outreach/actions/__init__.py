"""Every write of outreach, one file for each deed."""

from jishiyu.outreach.actions.teams import (
    close_team,
    drop_step,
    finish_step,
    form_team,
    hand_over_team,
    join_team,
    leave_team,
    plan_step,
)
from jishiyu.outreach.actions.visiting import appoint_visit, drop_appointment, record_visit, strike_visit

__all__ = [
    "appoint_visit",
    "close_team",
    "drop_appointment",
    "drop_step",
    "finish_step",
    "form_team",
    "hand_over_team",
    "join_team",
    "leave_team",
    "plan_step",
    "record_visit",
    "strike_visit",
]
