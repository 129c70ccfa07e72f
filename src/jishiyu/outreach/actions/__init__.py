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
"""Every write of outreach, one file for each matter."""

from jishiyu.outreach.actions.gathered import Held, load_gatherings
from jishiyu.outreach.actions.gathering import Came, hold_gathering, note_came
from jishiyu.outreach.actions.inviting import answer_for, invite_guests, sign_up, tell_invited
from jishiyu.outreach.actions.outcomes import correct_outcome, note_outcome
from jishiyu.outreach.actions.planning import (
    drop_gathering,
    end_series,
    make_ahead,
    move_gathering,
    plan_gathering,
    start_series,
)
from jishiyu.outreach.actions.raising import NeedRaised, raise_at_gathering, raise_in_residency
from jishiyu.outreach.actions.residing import DayNote, change_stationed, end_residency, note_day, station
from jishiyu.outreach.actions.resuming import Returned, note_returned, note_status, plan_return

__all__ = [
    "Came",
    "DayNote",
    "Held",
    "NeedRaised",
    "Returned",
    "answer_for",
    "change_stationed",
    "correct_outcome",
    "drop_gathering",
    "end_residency",
    "end_series",
    "hold_gathering",
    "invite_guests",
    "load_gatherings",
    "make_ahead",
    "move_gathering",
    "note_came",
    "note_day",
    "note_outcome",
    "note_returned",
    "note_status",
    "plan_gathering",
    "plan_return",
    "raise_at_gathering",
    "raise_in_residency",
    "sign_up",
    "start_series",
    "station",
    "tell_invited",
]
