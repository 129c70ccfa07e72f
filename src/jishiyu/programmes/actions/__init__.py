"""Every write of programmes, one file for each deed."""

from jishiyu.programmes.actions.correcting import correct_reading
from jishiyu.programmes.actions.facts import rebuild_facts
from jishiyu.programmes.actions.going_on import (
    begin_item,
    drop_item,
    enter_item,
    finish_item,
    note_money,
    note_progress,
    pass_milestone,
)
from jishiyu.programmes.actions.importing import import_items
from jishiyu.programmes.actions.importing_readings import import_readings
from jishiyu.programmes.actions.keeping import keep_item, keep_programme
from jishiyu.programmes.actions.meeting import hold_meeting
from jishiyu.programmes.actions.peers import note_peers
from jishiyu.programmes.actions.reading import take_readings
from jishiyu.programmes.actions.targets import rule_target, set_target, set_targets

__all__ = [
    "begin_item",
    "correct_reading",
    "drop_item",
    "enter_item",
    "finish_item",
    "hold_meeting",
    "import_items",
    "import_readings",
    "keep_item",
    "keep_programme",
    "note_money",
    "note_peers",
    "note_progress",
    "pass_milestone",
    "rebuild_facts",
    "rule_target",
    "set_target",
    "set_targets",
    "take_readings",
]
