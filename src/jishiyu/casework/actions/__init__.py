"""Every write of casework, one file for each deed."""

from jishiyu.casework.actions.asking import ask, decide
from jishiyu.casework.actions.calling import leave_call, note_reached, note_unreached, take_call
from jishiyu.casework.actions.catalogue import (
    add_catalogue_entry,
    end_catalogue_entry,
    fill_catalogue,
    replace_catalogue_entry,
    take_catalogue,
)
from jishiyu.casework.actions.closing import close_case, close_unheard
from jishiyu.casework.actions.consulting import (
    Came,
    Topic,
    add_to_agenda,
    call_consultation,
    drop_consultation,
    invite,
    note_attendance,
    postpone_consultation,
)
from jishiyu.casework.actions.contact import Contact, reveal_contact
from jishiyu.casework.actions.correcting import note_correction
from jishiyu.casework.actions.correcting_kind import correct_kind
from jishiyu.casework.actions.dispatching import Sending, add_unit, dispatch, recall_task
from jishiyu.casework.actions.excluding import count_again
from jishiyu.casework.actions.handling import accept_task, arrive, finish_task, hand_over, note_contact, nothing_to_add
from jishiyu.casework.actions.hanging import go_on, review_hung
from jishiyu.casework.actions.leads import follow_place, follow_split, take_leads, unite_leads
from jishiyu.casework.actions.loading import Life, Step, begin_loading, end_loading, first_free_key, load_lives
from jishiyu.casework.actions.merging import unmerge
from jishiyu.casework.actions.nudging import nudge, nudge_due, urge_own
from jishiyu.casework.actions.opening import open_case, open_cases
from jishiyu.casework.actions.reckoning_missing import reckon_missing
from jishiyu.casework.actions.reopening import reopen_case, say_again
from jishiyu.casework.actions.returning import decide_return, return_task
from jishiyu.casework.actions.ruling import Assignment, close_consultation, rule_on_case
from jishiyu.casework.actions.sampling import draw_day, draw_due, set_sampling_plan
from jishiyu.casework.actions.signs import count_signs, look_at_sign
from jishiyu.casework.actions.splitting import split_case
from jishiyu.casework.actions.tallying import count_days, rebuild_tallies, retell_tallies
from jishiyu.casework.actions.verifying import Word, ask_requester, confirm, confirm_case
from jishiyu.casework.actions.waiting import answer_question, end_waits
from jishiyu.casework.actions.withdrawing import withdraw

__all__ = [
    "Assignment",
    "Came",
    "Contact",
    "Life",
    "Sending",
    "Step",
    "Topic",
    "Word",
    "accept_task",
    "add_catalogue_entry",
    "add_to_agenda",
    "add_unit",
    "answer_question",
    "arrive",
    "ask",
    "ask_requester",
    "begin_loading",
    "call_consultation",
    "close_case",
    "close_consultation",
    "close_unheard",
    "confirm",
    "confirm_case",
    "correct_kind",
    "count_again",
    "count_days",
    "count_signs",
    "decide",
    "decide_return",
    "dispatch",
    "draw_day",
    "draw_due",
    "drop_consultation",
    "end_catalogue_entry",
    "end_loading",
    "end_waits",
    "fill_catalogue",
    "finish_task",
    "first_free_key",
    "follow_place",
    "follow_split",
    "go_on",
    "hand_over",
    "invite",
    "leave_call",
    "load_lives",
    "look_at_sign",
    "note_attendance",
    "note_contact",
    "note_correction",
    "note_reached",
    "note_unreached",
    "nothing_to_add",
    "nudge",
    "nudge_due",
    "open_case",
    "open_cases",
    "postpone_consultation",
    "rebuild_tallies",
    "recall_task",
    "reckon_missing",
    "reopen_case",
    "replace_catalogue_entry",
    "retell_tallies",
    "return_task",
    "reveal_contact",
    "review_hung",
    "rule_on_case",
    "say_again",
    "set_sampling_plan",
    "split_case",
    "take_call",
    "take_catalogue",
    "take_leads",
    "unite_leads",
    "unmerge",
    "urge_own",
    "withdraw",
]
