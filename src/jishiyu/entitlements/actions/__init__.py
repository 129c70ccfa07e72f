"""Every write of entitlements, one file for each deed."""

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
from jishiyu.entitlements.actions.queueing import APPLICANT, enter_queue, number_queue, rescore, set_wishes
from jishiyu.entitlements.actions.stocking import keep_institution, set_use, take_homes

__all__ = [
    "APPLICANT",
    "answer_offer",
    "ask_move",
    "correct_facts",
    "decide",
    "draw",
    "drop_list",
    "enter_queue",
    "follow_end",
    "freeze_list",
    "keep_institution",
    "lapse_offers",
    "make_household",
    "make_offers",
    "next_number",
    "number_queue",
    "publish_list",
    "record_parameter",
    "rescore",
    "rule_move",
    "set_use",
    "set_wishes",
    "sign_offer",
    "take_homes",
    "withdraw_offer",
]
