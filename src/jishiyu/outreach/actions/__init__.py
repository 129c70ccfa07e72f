"""Every write of outreach, one file for each deed."""

from jishiyu.outreach.actions.advising import advise_today, call_weather, pass_on
from jishiyu.outreach.actions.assigning import (
    Change,
    adopt_proposal,
    drop_proposal,
    keep_proposal,
    set_terms,
    take_owners,
)
from jishiyu.outreach.actions.campaigning import end_task, keep_task
from jishiyu.outreach.actions.gathered import Held, load_gatherings
from jishiyu.outreach.actions.gathering import Came, hold_gathering, note_came
from jishiyu.outreach.actions.inviting import answer_for, invite_guests, invite_reached, sign_up, tell_invited
from jishiyu.outreach.actions.loaded import (
    Resided,
    Resumed,
    Visited,
    load_case_outcomes,
    load_raised,
    load_residencies,
    load_resumptions,
    load_visits,
)
from jishiyu.outreach.actions.looking import Reached, reveal_subject
from jishiyu.outreach.actions.outcomes import correct_outcome, note_outcome
from jishiyu.outreach.actions.pack_letters import note_pack_letter
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
from jishiyu.outreach.actions.resuming import (
    ResumptionSaid,
    Returned,
    keep_resumption,
    note_returned,
    note_status,
    plan_return,
)
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
    "Came",
    "Change",
    "DayNote",
    "Held",
    "NeedRaised",
    "Reached",
    "Resided",
    "Resumed",
    "ResumptionSaid",
    "Returned",
    "Visited",
    "adopt_proposal",
    "advise_today",
    "answer_for",
    "appoint_visit",
    "call_weather",
    "change_stationed",
    "close_team",
    "correct_outcome",
    "drop_appointment",
    "drop_gathering",
    "drop_proposal",
    "drop_step",
    "end_residency",
    "end_series",
    "end_task",
    "finish_step",
    "form_team",
    "hand_over_team",
    "hold_gathering",
    "invite_guests",
    "invite_reached",
    "join_team",
    "keep_proposal",
    "keep_resumption",
    "keep_task",
    "leave_team",
    "load_case_outcomes",
    "load_gatherings",
    "load_raised",
    "load_residencies",
    "load_resumptions",
    "load_visits",
    "make_ahead",
    "move_gathering",
    "note_came",
    "note_day",
    "note_outcome",
    "note_pack_letter",
    "note_returned",
    "note_status",
    "pass_on",
    "plan_gathering",
    "plan_return",
    "plan_step",
    "raise_at_gathering",
    "raise_in_residency",
    "record_visit",
    "reveal_subject",
    "set_terms",
    "sign_up",
    "start_series",
    "station",
    "strike_visit",
    "take_owners",
    "tell_invited",
]
