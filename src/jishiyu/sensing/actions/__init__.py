"""Every write of sensing, one file for each deed."""

from jishiyu.sensing.actions.answering import answer_lead, end_leads, take_up
from jishiyu.sensing.actions.backs import lag, stop_reading
from jishiyu.sensing.actions.correcting import correct_waiting
from jishiyu.sensing.actions.doors import (
    desk_source,
    hear_body,
    keep_payload,
    make_source,
    note_seq,
    open_door,
    purge_payloads,
)
from jishiyu.sensing.actions.hearing import Heard, count_refusal, hear, make_group
from jishiyu.sensing.actions.importing import begin_import, finish_import, reject_rows, start_import
from jishiyu.sensing.actions.judging import Judged, judge_messages
from jishiyu.sensing.actions.labelling import (
    ask_about_lead,
    draw_shadow,
    draw_shadows,
    label_kind,
    label_lead,
    label_message,
)
from jishiyu.sensing.actions.learning import keep_model, use_model
from jishiyu.sensing.actions.likening import learn_rarity
from jishiyu.sensing.actions.placing import choose_place
from jishiyu.sensing.actions.sensing import sense_batch
from jishiyu.sensing.actions.sharing import RENEW_EVERY, leave, share
from jishiyu.sensing.actions.splitting import split_lead
from jishiyu.sensing.actions.table import run_again
from jishiyu.sensing.actions.taking import take_messages
from jishiyu.sensing.actions.topics import find_hot_topics
from jishiyu.sensing.actions.uniting import follow_merging, unite_leads
from jishiyu.sensing.actions.words import change_word, end_word, note_lexicons

__all__ = [
    "RENEW_EVERY",
    "Heard",
    "Judged",
    "answer_lead",
    "ask_about_lead",
    "begin_import",
    "change_word",
    "choose_place",
    "correct_waiting",
    "count_refusal",
    "desk_source",
    "draw_shadow",
    "draw_shadows",
    "end_leads",
    "end_word",
    "find_hot_topics",
    "finish_import",
    "follow_merging",
    "hear",
    "hear_body",
    "judge_messages",
    "keep_model",
    "keep_payload",
    "label_kind",
    "label_lead",
    "label_message",
    "lag",
    "learn_rarity",
    "leave",
    "make_group",
    "make_source",
    "note_lexicons",
    "note_seq",
    "open_door",
    "purge_payloads",
    "reject_rows",
    "run_again",
    "sense_batch",
    "share",
    "split_lead",
    "start_import",
    "stop_reading",
    "take_messages",
    "take_up",
    "unite_leads",
    "use_model",
]
