"""Every write of entitlements, one file for each deed."""

from jishiyu.entitlements.actions.accounts import set_account
from jishiyu.entitlements.actions.answering import Confirmed, bounce_slip, confirm_run
from jishiyu.entitlements.actions.awarding import (
    end_award,
    end_awards_of,
    follow_approval,
    give_home,
    give_place,
    record_terms,
    resume_award,
    suspend_award,
)
from jishiyu.entitlements.actions.deciding import decide
from jishiyu.entitlements.actions.drawing import draw, drop_list, freeze_list, publish_list
from jishiyu.entitlements.actions.households import correct_facts, make_household
from jishiyu.entitlements.actions.moving import ask_move, rule_move
from jishiyu.entitlements.actions.numbers import next_number
from jishiyu.entitlements.actions.offering import (
    answer_offer,
    follow_end,
    lapse_offers,
    make_offers,
    sign_offer,
    withdraw_offer,
)
from jishiyu.entitlements.actions.parameters import record_parameter
from jishiyu.entitlements.actions.paying import cancel_run, check_run, close_run, export_run, note_repaid, prepare_run
from jishiyu.entitlements.actions.permitting import issue_permit, revoke_permit, revoke_permits_of
from jishiyu.entitlements.actions.queueing import APPLICANT, enter_queue, number_queue, rescore, set_wishes
from jishiyu.entitlements.actions.rereckoning import follow_decision, reckon_awards
from jishiyu.entitlements.actions.sessions import record_sessions
from jishiyu.entitlements.actions.stocking import keep_institution, set_use, take_homes

__all__ = [
    "APPLICANT",
    "Confirmed",
    "answer_offer",
    "ask_move",
    "bounce_slip",
    "cancel_run",
    "check_run",
    "close_run",
    "confirm_run",
    "correct_facts",
    "decide",
    "draw",
    "drop_list",
    "end_award",
    "end_awards_of",
    "enter_queue",
    "export_run",
    "follow_approval",
    "follow_decision",
    "follow_end",
    "freeze_list",
    "give_home",
    "give_place",
    "issue_permit",
    "keep_institution",
    "lapse_offers",
    "make_household",
    "make_offers",
    "next_number",
    "note_repaid",
    "number_queue",
    "prepare_run",
    "publish_list",
    "reckon_awards",
    "record_parameter",
    "record_sessions",
    "record_terms",
    "rescore",
    "resume_award",
    "revoke_permit",
    "revoke_permits_of",
    "rule_move",
    "set_account",
    "set_use",
    "set_wishes",
    "sign_offer",
    "suspend_award",
    "take_homes",
    "withdraw_offer",
]
