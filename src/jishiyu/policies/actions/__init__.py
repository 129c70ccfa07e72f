"""Every write of the handbook."""

from jishiyu.policies.actions.cards import end_card, release_card, revise_card, set_audience, write_card
from jishiyu.policies.actions.documents import keep_document
from jishiyu.policies.actions.importing import take_row
from jishiyu.policies.actions.telling import pass_on, tell_ending, tell_fitting, tell_new
from jishiyu.policies.actions.using import count_use

__all__ = [
    "count_use",
    "end_card",
    "keep_document",
    "pass_on",
    "release_card",
    "revise_card",
    "set_audience",
    "take_row",
    "tell_ending",
    "tell_fitting",
    "tell_new",
    "write_card",
]
