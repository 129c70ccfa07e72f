"""Every write of entitlements, one file for each deed."""

from jishiyu.entitlements.actions.accounts import give_account, pays, set_account
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
from jishiyu.entitlements.actions.claiming import Application, apply, submit
from jishiyu.entitlements.actions.deciding import decide
from jishiyu.entitlements.actions.drawing import draw, drop_list, freeze_list, publish_list
from jishiyu.entitlements.actions.ending import ask_exit, decide_exit, note_out
from jishiyu.entitlements.actions.households import correct_facts, make_household
from jishiyu.entitlements.actions.inviting import (
    accept_invitation,
    begin_look,
    decline_invitation,
    invite,
    look_for_due,
    note_answer,
    open_invited,
)
from jishiyu.entitlements.actions.loading import Approved, load_approved
from jishiyu.entitlements.actions.looking import look_at_people, note_paper_seen, paper_content, who_is
from jishiyu.entitlements.actions.losing import end_unplaced, tell_offer
from jishiyu.entitlements.actions.moving import ask_move, rule_move
from jishiyu.entitlements.actions.noticing import confirm_due
from jishiyu.entitlements.actions.numbers import next_number
from jishiyu.entitlements.actions.objecting import decide_objection, object_to
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
from jishiyu.entitlements.actions.queueing import (
    APPLICANT,
    enter_queue,
    number_queue,
    rescore,
    rescore_claim,
    set_wishes,
)
from jishiyu.entitlements.actions.redeciding import follow_facts, take_facts
from jishiyu.entitlements.actions.rereckoning import follow_decision, reckon_awards
from jishiyu.entitlements.actions.reviewing import (
    accept,
    answered_by,
    approve,
    ask_more,
    correct,
    hand_in,
    pass_step,
    propose_refusal,
    refuse,
    send_back,
    withdraw,
)
from jishiyu.entitlements.actions.sessions import record_sessions
from jishiyu.entitlements.actions.stocking import keep_institution, set_use, take_homes
from jishiyu.entitlements.actions.urging import urge_late
from jishiyu.entitlements.actions.yearly import answer_review, close_review, move_reviews_on

__all__ = [
    "APPLICANT",
    "Application",
    "Approved",
    "Confirmed",
    "accept",
    "accept_invitation",
    "answer_offer",
    "answer_review",
    "answered_by",
    "apply",
    "approve",
    "ask_exit",
    "ask_more",
    "ask_move",
    "begin_look",
    "bounce_slip",
    "cancel_run",
    "check_run",
    "close_review",
    "close_run",
    "confirm_due",
    "confirm_run",
    "correct",
    "correct_facts",
    "decide",
    "decide_exit",
    "decide_objection",
    "decline_invitation",
    "draw",
    "drop_list",
    "end_award",
    "end_awards_of",
    "end_unplaced",
    "enter_queue",
    "export_run",
    "follow_approval",
    "follow_decision",
    "follow_end",
    "follow_facts",
    "freeze_list",
    "give_account",
    "give_home",
    "give_place",
    "hand_in",
    "invite",
    "issue_permit",
    "keep_institution",
    "lapse_offers",
    "load_approved",
    "look_at_people",
    "look_for_due",
    "make_household",
    "make_offers",
    "move_reviews_on",
    "next_number",
    "note_answer",
    "note_out",
    "note_paper_seen",
    "note_repaid",
    "number_queue",
    "object_to",
    "open_invited",
    "paper_content",
    "pass_step",
    "pays",
    "prepare_run",
    "propose_refusal",
    "publish_list",
    "reckon_awards",
    "record_parameter",
    "record_sessions",
    "record_terms",
    "refuse",
    "rescore",
    "rescore_claim",
    "resume_award",
    "revoke_permit",
    "revoke_permits_of",
    "rule_move",
    "send_back",
    "set_account",
    "set_use",
    "set_wishes",
    "sign_offer",
    "submit",
    "suspend_award",
    "take_facts",
    "take_homes",
    "tell_offer",
    "urge_late",
    "who_is",
    "withdraw",
    "withdraw_offer",
]
