"""Every write of entitlements, one file for each deed."""

from jishiyu.entitlements.actions.deciding import decide
from jishiyu.entitlements.actions.households import correct_facts, make_household
from jishiyu.entitlements.actions.numbers import next_number
from jishiyu.entitlements.actions.parameters import record_parameter

__all__ = [
    "correct_facts",
    "decide",
    "make_household",
    "next_number",
    "record_parameter",
]
